"""A question that can't be put is tried once more; what can't be asked does not run, and nobody waits for it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from livekit.agents import RunContext
from livekit.agents.voice import SpeechHandle
from livekit.agents.voice.tool_executor import _RunningTasks

from sayso.calls import CallEvent
from sayso.consent.effects import Ask
from sayso.voice.questions import Questions
from tests.scripted_llm import Call, Reply
from tests.voice.conversation import Conversation, conversing
from tests.waiting import until

pytestmark = pytest.mark.realtime

DELETE = Call("shelf__delete", {"name": "atlas"})
REPLIES: dict[str, Reply] = {"Delete the atlas.": DELETE, "Both.": [DELETE, DELETE]}
ATLAS = {"tool": "delete", "name": "atlas"}


def cannot_say(talk: Conversation, monkeypatch: pytest.MonkeyPatch, times: int) -> list[str]:
    """The session refuses to speak so many times, as it does while it drains; gives what it refused to say."""
    say, refused = talk.session.say, list[str]()

    def say_or_refuse(text: str, **options: Any) -> SpeechHandle:
        talk.replies.clear()  # this model proposes once
        if len(refused) < times:
            refused.append(text)
            raise RuntimeError("draining")
        return say(text, **options)

    monkeypatch.setattr(talk.session, "say", say_or_refuse)
    return refused


@pytest.mark.parametrize("words", ["Delete the atlas.", "Both."])
async def test_a_question_that_cannot_be_put_is_put_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: str
) -> None:
    async with conversing(tmp_path, REPLIES) as talk:
        cannot_say(talk, monkeypatch, 1)
        await talk.type(words)
        assert talk.said == talk.questions
        assert len(talk.questions) == 1
        await talk.type("Yes.")
        assert talk.received == [ATLAS]


@pytest.mark.parametrize("words", ["Delete the atlas.", "Both."])
async def test_what_cannot_be_asked_twice_is_given_up_and_every_tool_returns(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: str
) -> None:
    async with conversing(tmp_path, REPLIES) as talk:
        refused = cannot_say(talk, monkeypatch, 2)
        await talk.type(words)
        assert len(refused) == 2
        assert talk.decisions == ["withdrawn"]
        assert {e.state for e in talk.events if isinstance(e, CallEvent)} == {"refused"}
        await until(lambda: not talk.toolset._calls)
        assert not talk.keeper.pending()
        await talk.type("Yes.")
        assert talk.received == []


async def test_a_question_that_is_answered_before_it_is_put_again_is_not_put(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with conversing(tmp_path, REPLIES) as talk:
        cannot_say(talk, monkeypatch, 1)
        await talk.session.generate_reply(user_input="Delete the atlas.")
        await talk.type("No.")
        assert talk.decisions == ["denied"]
        assert talk.questions == []


async def test_what_was_proposed_twice_is_asked_on_behalf_of_a_tool_that_still_waits(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    put = Questions.put

    def note(questions: Questions, ask: Ask, ctx: RunContext[Any]) -> None:
        asked.append(ctx.function_call.call_id)
        put(questions, ask, ctx)

    monkeypatch.setattr(Questions, "put", note)
    async with conversing(tmp_path, REPLIES) as talk:
        await talk.type("Both.")
        _RunningTasks[talk.session][asked[0]].exe_task.cancel()
        await until(lambda: len(talk.toolset._calls) == 1)
        await talk.type("Hmm.")
        assert len(set(asked)) == 2
        await talk.type("Yes.")
        assert talk.received == [ATLAS]
