"""The public names are all that an agent of somebody's own needs."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import pytest
from livekit.agents import Agent, AgentSession, llm

import sayso
from tests.scripted_llm import Call, Reply, ScriptedLLM, last_words
from tests.voice.conversation import SHELF, received
from tests.waiting import until

pytestmark = pytest.mark.realtime


class Mine(sayso.Asking, Agent):
    """Somebody's own agent."""


def deletes(context: llm.ChatContext, _: list[str]) -> Reply:
    asked = last_words(context) == "Delete the atlas." and isinstance(context.items[-1], llm.ChatMessage)
    return Call("shelf__delete", {"name": "atlas"}) if asked else "Done."


async def test_an_agent_of_ones_own_asks_with_the_public_names_alone(tmp_path: Path) -> None:
    record = tmp_path / "record.jsonl"
    server = {
        "command": sys.executable,
        "args": [SHELF],
        "env": {"REHEARSAL_RECORD": str(record)},
        "connect_timeout": 30,
    }
    (tmp_path / "mcp.json").write_text(json.dumps({"mcpServers": {"shelf": server}}))
    events: list[Any] = []

    ledger = sayso.open_ledger(environ={"SAYSO_LEDGER_DIR": str(tmp_path / "ledger")})
    keeper = sayso.Gatekeeper(ledger)
    for name in ("question", "decision"):
        keeper.on(name, events.append)
    tools = sayso.toolsets(sayso.load_config(tmp_path / "mcp.json").servers)
    session: AgentSession[None] = AgentSession(llm=ScriptedLLM(deletes), tools=[*tools], vad=None)
    keeper.attend(session)
    await session.start(Mine(instructions="Be brief."), record=False)
    await tools[0].connection.settled()

    await session.run(user_input="Delete the atlas.")
    assert [type(event) for event in events] == [sayso.QuestionEvent]
    await session.run(user_input="Yes.")
    assert [type(event) for event in events] == [sayso.QuestionEvent, sayso.DecisionEvent]
    await until(record.exists)
    await session.aclose()
    assert received(record) == [{"tool": "delete", "name": "atlas"}]
    assert list((tmp_path / "ledger").glob("*.jsonl"))
