"""The model's calls that pass the gate, and what is known of those that do not."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Any

from livekit.agents import AgentSession, llm

# What runs already stands in no history yet, and is told by no public name.
from livekit.agents.voice.tool_executor import _RunningTasks

FINAL = "_final"
"""LiveKit's mark for the result of a call that had been answered before, as still running."""


class Passed:
    """One session's."""

    def __init__(self) -> None:
        self._names: dict[str, str] = {}
        """Each name that was given, with the model's own id."""
        self._sent: set[str] = set()
        """The model's ids of those that ran."""
        self.did_something = False
        """Whether one that ran did more than read."""

    def name(self, call_id: str) -> str:
        """The model's id for a call, or one like it where that was used before."""
        name, count = call_id, 1
        while name in self._names:
            count += 1
            name = f"{call_id}-{count}"
        self._names[name] = call_id
        return name

    def sent(self, id_: str, *, reads: bool) -> None:
        """It runs."""
        self._sent.add(self._names.get(id_, id_))
        self.did_something |= not reads

    @property
    def ran_something(self) -> bool:
        return bool(self._sent)

    def may_have_run(self, call_id: str) -> bool:
        """Whether a call was sent. Of one that did not pass the gate nothing is known."""
        id_ = call_id.removesuffix(FINAL)
        return id_ in self._sent or id_ not in self._names.values()

    def misses_some(self, session: AgentSession[Any]) -> bool:
        """Whether something may have been done in a session, or be under way, that did not pass the gate."""
        agent = session.current_agent
        by_the_provider = any(isinstance(tool, llm.ProviderTool) for tool in [*session.tools, *agent.tools])
        under_way = set(_RunningTasks.get(session, {})) - set(self._names.values())
        return by_the_provider or bool(under_way) or not self._are_all([*session.history.items, *agent.chat_ctx.items])

    def _are_all(self, items: Iterable[llm.ChatItem]) -> bool:
        """Whether all calls among these passed the gate."""
        calls = {item.id: item.call_id for item in items if isinstance(item, llm.FunctionCall)}
        called = Counter(call_id for call_id in calls.values() if not call_id.endswith(FINAL))
        passed = Counter(self._names.values())
        return all(passed[call_id] >= count for call_id, count in called.items())


def ran_for(items: list[llm.ChatItem], passed: Passed) -> bool | None:
    """Whether any of the calls may have run whose results come last; None where none do."""
    found = last_results(items)
    return any(passed.may_have_run(result.call_id) for result in found) if found else None


def last_results(items: list[llm.ChatItem]) -> list[llm.FunctionCallOutput]:
    """The results after which nobody has said anything yet."""
    found = []
    for item in reversed(items):
        if isinstance(item, llm.ChatMessage) and item.role in ("user", "assistant"):
            break
        if isinstance(item, llm.FunctionCallOutput):
            found.append(item)
    return found[::-1]
