"""Speeches that follow each other: what is told between them, which is current, and what a failed voice leaves."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterable, AsyncIterator, Callable
from typing import Any

import pytest
from livekit import rtc
from livekit.agents import Agent, AgentTask, ModelSettings, RunContext, function_tool
from livekit.agents.voice import SpeechHandle
from livekit.agents.voice.tool_executor import _RunningTasks

from sayso.rehearsal.mouthpiece import HoarseError, leave_it
from tests.livekit_behaviour.alone import Spoken, call_ended, talking, typing
from tests.scripted_llm import Call, Reply
from tests.waiting import until

pytestmark = pytest.mark.realtime

LONG = "This is a sentence that takes a while to say. " * 4
REPLIES: dict[str, Reply] = {"Hello.": "Good day to you."}
Speech = Callable[[Spoken], SpeechHandle]


def said(talk: Spoken) -> SpeechHandle:
    return talk.session.say(LONG)


def replied(talk: Spoken) -> SpeechHandle:
    return talk.session.generate_reply(user_input="Hello.")


ENOUGH = 1.0
"""Seconds of sound: with less, a busy machine has played them before it does anything else."""


class Hoarse(Agent):
    """Its voice fails once in the middle of a speech, and then is well."""

    def __init__(self) -> None:
        super().__init__(instructions="Be brief.")
        self.hoarse = True

    async def on_enter(self) -> None:
        asyncio.get_running_loop().set_exception_handler(leave_it)

    async def tts_node(self, text: AsyncIterable[str], model_settings: ModelSettings) -> AsyncIterator[rtc.AudioFrame]:
        hoarse, self.hoarse, made = self.hoarse, False, 0.0
        async for frame in Agent.default.tts_node(self, text, model_settings):
            yield frame
            made += frame.duration
            if hoarse and made >= ENOUGH:
                raise HoarseError("the voice has gone", retryable=False)


def watched(talk: Spoken) -> list[tuple[str, SpeechHandle | None]]:
    """What is heard and told of the speeches, each with the one that is current then."""
    seen: list[tuple[str, SpeechHandle | None]] = []
    for name in ("playback_started", "playback_finished"):
        talk.loudspeaker.on(name, lambda _, name=name: seen.append((name, talk.session.current_speech)))
    talk.session.on("agent_state_changed", lambda event: seen.append((event.new_state, talk.session.current_speech)))
    return seen


@pytest.mark.parametrize("first", [said, replied])
@pytest.mark.parametrize("second", [said, replied])
async def test_the_agent_leaves_the_state_speaking_between_a_speech_and_the_one_that_waits_for_it(
    first: Speech, second: Speech
) -> None:
    """sayso/voice/questions.py: each speech that is heard is told of anew, a question behind a reply too."""
    async with talking(REPLIES) as talk:
        seen = watched(talk)
        one, other = first(talk), second(talk)
        await other
        await talk.session.wait_for_idle()
        told = [what for what in seen if what[0] in ("speaking", "listening")]
        assert told == [("speaking", one), ("listening", one), ("speaking", other), ("listening", other)]


async def test_a_reply_that_is_asked_for_while_something_is_said_ends_the_state_speaking_but_not_the_sound() -> None:
    """sayso/voice/questions.py: takes it for a question that is talked over, and asks it again."""
    async with talking(REPLIES) as talk:
        seen = watched(talk)
        question = said(talk)
        await talk.agent_is("speaking")
        reply = replied(talk)
        await reply
        await talk.session.wait_for_idle()
        assert seen[1:5] == [
            ("speaking", question),
            ("thinking", question),
            ("playback_finished", question),
            ("playback_started", reply),
        ]
        assert not question.interrupted


async def test_what_is_said_with_a_voice_that_fails_is_done_without_an_error_before_its_sound_is_over() -> None:
    """sayso/voice/questions.py: no sign of a speech's own says that it was cut, it lacks the end of its sound."""
    async with talking({}, Hoarse()) as talk:
        seen = watched(talk)
        finished: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
        talk.loudspeaker.on("playback_finished", finished.set_result)
        when_done: list[str] = []
        question = said(talk)
        question.add_done_callback(lambda _: when_done.extend(what for what, _ in seen))
        await question
        assert (question.interrupted, question.exception(), question.chat_items) == (False, None, [])
        async with asyncio.timeout(5):
            await talk.session.wait_for_idle()
            played = await finished
        assert when_done[:1] == ["playback_started"]
        assert "playback_finished" not in when_done
        assert [what for what, _ in seen if what != "playback_finished"] == [
            "playback_started",
            "speaking",
            "listening",
        ]
        assert talk.session.current_speech is None
        assert talk.said == []
        assert not played.interrupted


@pytest.mark.parametrize("second", [said, replied])
async def test_a_speech_behind_one_whose_voice_failed_is_heard_without_being_told_as_speaking(second: Speech) -> None:
    """sayso/voice/questions.py: that a speech is heard is sure by `playback_started` while it is the current one."""
    async with talking(REPLIES, Hoarse()) as talk:
        seen = watched(talk)
        one, other = said(talk), second(talk)
        async with asyncio.timeout(5):
            await other
        await talk.session.wait_for_idle()
        seen = [what for what in seen if what[0] != "thinking"]
        assert seen[:2] == [("playback_started", one), ("speaking", one)]
        assert [what for what, current in seen if current is other] == [
            "playback_finished",
            "playback_started",
            "playback_finished",
            "listening",
        ]
        assert ("speaking", other) not in seen
        assert [item.type for item in other.chat_items] == ["message"]


async def test_no_speech_is_the_current_one_while_a_tool_runs() -> None:
    """sayso/voice/remarking.py takes the floor for free then, and says that a call takes long."""
    began, go_on = asyncio.Event(), asyncio.Event()

    @function_tool
    async def slow(ctx: RunContext[Any]) -> str:
        """Takes its time."""
        await ctx.wait_for_playout()
        began.set()
        await go_on.wait()
        return "done"

    async with talking({"Go.": Call("slow")}, tools=[slow]) as talk:
        reply = talk.session.generate_reply(user_input="Go.")
        await began.wait()
        await until(lambda: talk.session.current_speech is None)
        assert not reply.done()
        assert talk.session.agent_state == "thinking"
        # And what is said meanwhile does not wait for the tool.
        await talk.session.say("One moment.")
        assert talk.said == ["One moment."]
        assert talk.session.agent_state == "thinking"
        go_on.set()
        await reply


class Visit(AgentTask[str]):
    """Takes over until it is told to end."""

    def __init__(self, here: asyncio.Event) -> None:
        super().__init__(instructions="Be kind.")
        self._here = here

    async def on_enter(self) -> None:
        self._here.set()


async def test_the_agent_that_waits_for_an_agent_task_makes_no_replies_until_the_task_is_done() -> None:
    """sayso/voice/owed.py: a late result of that agent's own is not waited for by what the task wants to ask."""
    here, go_on = asyncio.Event(), asyncio.Event()
    visits: list[Visit] = []

    @function_tool
    async def save(ctx: RunContext[Any]) -> str:
        """Saves it."""
        await ctx.update("It still runs.", silent=True)
        await go_on.wait()
        return "saved"

    @function_tool
    async def visit() -> str:
        """Goes to the desk."""
        visits.append(Visit(here))
        return await visits[0]

    replies: dict[str, Reply] = {"Save.": Call("save"), "Visit.": Call("visit")}
    async with typing(replies, Agent(instructions="Be brief.", tools=[save, visit])) as talk:
        await talk.session.generate_reply(user_input="Save.")
        (running,) = _RunningTasks.get(talk.session, {}).values()
        activity: Any = running.executor._owning_activity
        assert activity is not None
        assert not activity.scheduling_paused
        talk.session.generate_reply(user_input="Visit.")
        await here.wait()
        assert activity.scheduling_paused
        ended = call_ended(talk)
        go_on.set()
        await ended
        await talk.session.say("Shall I?")
        assert talk.said[-1] == "Shall I?"
        visits[0].complete("went well")
        await until(lambda: not activity.scheduling_paused)
        await until(lambda: "I got: saved" in talk.said)
        assert talk.said.index("I got: saved") > talk.said.index("Shall I?")
