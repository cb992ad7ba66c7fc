"""Questions for tools that are the agent's own: there is no server to name."""

from __future__ import annotations

import pytest

from sayso.consent.call import OWN, freeze
from sayso.consent.question import phrase
from sayso.consent.settings import Settings


@pytest.mark.parametrize(
    ("tool", "arguments", "question"),
    [
        ("refund_order", {"order": 7}, "Shall I refund the order 7?"),
        ("transfer_call", {"department": "billing"}, "Shall I transfer the call with department billing?"),
        ("hang_up", {}, "Shall I use hang up?"),
        ("foo", {"x": 1}, "Shall I use foo with x 1?"),
        ("agent_reset", {}, "Shall I reset the agent?"),
    ],
)
def test_no_server_is_named_for_the_agents_own_tool(tool: str, arguments: dict[str, object], question: str) -> None:
    asked = phrase(freeze(OWN, tool, "d", arguments), Settings(), destructive=True)
    assert asked.text == question
    assert "of agent" not in asked.details
