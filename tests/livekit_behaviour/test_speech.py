"""What is said: which reply it belongs to, when it is heard, and how it ends."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterable
from typing import Any

import pytest
from livekit.agents import Agent, FlushSentinel, ModelSettings, RunContext, function_tool, llm, tts
from livekit.agents.types import DEFAULT_API_CONNECT_OPTIONS, USERDATA_TIMED_TRANSCRIPT, APIConnectOptions, TimedString
from livekit.agents.voice import SpeechHandle
from livekit.agents.voice.agent_activity import _SpeechHandleContextVar
from livekit.agents.voice.run_result import RunResult

from sayso.rehearsal.sound import RATE
from tests.livekit_behaviour.alone import news, talking, typing
from tests.scripted_llm import Call, spoken
from tests.waiting import until

pytestmark = pytest.mark.realtime

LONG = "This is a sentence that takes a while to say, so that somebody can talk over it. " * 4


class Looking(Agent):
    """Looks in each of its nodes at which reply it works for."""

    def __init__(self) -> None:
        super().__init__(instructions="Be brief.")
        self.seen: list[tuple[str, SpeechHandle | None]] = []

    def look(self, where: str) -> None:
        self.seen.append((where, _SpeechHandleContextVar.get(None)))

    async def llm_node(self, chat_ctx: llm.ChatContext, tools: list[llm.Tool], model_settings: ModelSettings) -> Any:
        self.look("llm")
        return Agent.default.llm_node(self, chat_ctx, tools, model_settings)

    async def tts_node(self, text: AsyncIterable[str], model_settings: ModelSettings) -> Any:
        self.look("tts")
        async for frame in Agent.default.tts_node(self, text, model_settings):
            yield frame


async def test_nodes_and_the_event_of_a_new_message_know_which_reply_they_work_for() -> None:
    """sayso/voice/words.py and asking.py: a verdict is for one reply, and a question's sound is its own."""
    agent = Looking()
    async with talking({"Hello.": "Good day."}, agent) as talk:
        talk.session.on(
            "conversation_item_added", lambda event: agent.look(getattr(event.item, "role", event.item.type))
        )
        reply = talk.session.generate_reply(user_input="Hello.")
        await reply
        assert {where for where, speech in agent.seen if speech is reply} >= {"llm", "tts", "user"}
        agent.seen.clear()
        question = talk.session.say("Shall I?")
        await question
        assert ("tts", question) in agent.seen


async def test_a_reply_knows_whether_its_words_were_spoken_or_typed() -> None:
    """sayso/voice/words.py: spoken words have been to the gate by then, typed ones have not."""
    async with talking({}) as talk:
        typed = talk.session.generate_reply(user_input="Hello.")
        assert typed.input_details.modality == "text"
        await typed
        created = news(talk, "speech_created")
        await talk.says("Hello again.")
        spoken = (await created).speech_handle
        assert spoken.input_details.modality == "audio"


async def test_session_run_counts_as_typed() -> None:
    """sayso/voice/words.py: what `session.run` and a room's text input say goes through `llm_node` alone."""
    async with typing({}) as talk:
        created = news(talk, "speech_created")
        await talk.session.run(user_input="Hello.")
        assert (await created).speech_handle.input_details.modality == "text"


async def test_a_speech_is_the_current_one_when_the_agent_begins_to_speak_and_when_it_has_stopped() -> None:
    """sayso/voice/questions.py tells by `current_speech` in these events that a question, and not a reply, is heard."""
    current: list[tuple[str, SpeechHandle | None]] = []
    async with talking({}) as talk:
        talk.session.on(
            "agent_state_changed", lambda event: current.append((event.new_state, talk.session.current_speech))
        )
        question = talk.session.say("Shall I?")
        await question
        await talk.session.wait_for_idle()
        assert ("speaking", question) in current
        assert current[-1][0] == "listening"


async def test_playing_ends_before_the_agent_stops_speaking_and_begins_before_it_speaks() -> None:
    """sayso/voice/questions.py: a question that was played to its end is not taken for one that was talked over."""
    order: list[str] = []
    async with talking({}) as talk:
        talk.loudspeaker.on("playback_started", lambda _: order.append("plays"))
        talk.loudspeaker.on("playback_finished", lambda _: order.append("played"))
        talk.session.on("agent_state_changed", lambda event: order.append(event.new_state))
        await talk.session.say("Shall I?")
        await talk.session.wait_for_idle()
        assert order == ["plays", "speaking", "played", "listening"]


async def test_a_speech_that_is_talked_over_is_held_and_not_ended_and_can_then_be_ended_by_force() -> None:
    """sayso/voice/questions.py: a question that is held would go on later without what was lost; it is asked anew."""
    played: list[Any] = []
    async with talking({}) as talk:
        talk.loudspeaker.on("playback_finished", played.append)
        question = talk.session.say(LONG)
        await talk.agent_is("speaking")
        held = talk.agent_is("listening")
        await talk.speaks()
        await held
        assert not question.done()
        assert not question.interrupted
        assert not played
        assert talk.session.current_speech is question
        question.interrupt(force=True)
        async with asyncio.timeout(5):
            await question
        assert [event.interrupted for event in played] == [True]


async def test_a_speech_that_was_held_goes_on_when_nobody_said_anything() -> None:
    """Why sayso/voice/questions.py ends it by force. Where this fails, LiveKit ends it itself."""
    async with talking({}, turns={"interruption": {"mode": "vad", "false_interruption_timeout": 0.1}}) as talk:
        question = talk.session.say(LONG)
        await talk.agent_is("speaking")
        held = talk.agent_is("listening")
        await talk.speaks()
        await held
        goes_on = talk.agent_is("speaking")
        await talk.is_silent()
        await goes_on
        assert talk.session.current_speech is question
        assert not question.interrupted


async def test_what_is_said_outside_of_the_conversation_is_in_no_chat_context() -> None:
    """sayso/voice/remarking.py and deeds.py: the model must not see what we say by the way, or it would imitate it."""
    async with typing({"Hello.": "Good day."}) as talk:
        question = talk.session.say("Shall I?", add_to_chat_ctx=False)
        await question
        await talk.session.generate_reply(user_input="Hello.")
        assert talk.said == ["Good day."]
        assert not [context for context, _ in talk.model.requests if "Shall I?" in str(context.items)]
        assert "Shall I?" not in str(talk.session.current_agent.chat_ctx.items)


async def test_what_is_said_is_a_message_of_its_speech_of_the_session_and_of_the_run_of_the_turn() -> None:
    """sayso/voice/questions.py: a question is shown wherever a host looks, and known by its speech's messages."""

    @function_tool
    async def ask(ctx: RunContext[Any]) -> None:
        """Asks."""
        said.append(ctx.session.say("Shall I?"))

    said: list[SpeechHandle] = []
    async with typing({"Go.": Call("ask")}, tools=[ask]) as talk:
        result: RunResult[Any] = await talk.session.run(user_input="Go.")
        (message,) = said[0].chat_items
        assert message in [event.item for event in result.events if event.type == "message"]
        assert message in talk.session.history.items
        assert message.id in {item.id for item in talk.session.current_agent.chat_ctx.items}


class Leading(Agent):
    """Says something of its own before its model's words."""

    def __init__(self) -> None:
        super().__init__(instructions="Be brief.")
        self.goes_on = asyncio.Event()

    async def llm_node(self, *_: Any) -> Any:
        yield "One moment. "
        yield FlushSentinel()
        await self.goes_on.wait()
        yield "It is noon."


async def test_words_before_a_flush_are_spoken_before_the_rest_comes_and_make_one_message_with_it() -> None:
    """sayso/voice/interim.py: what is said while the model takes long, and is taken out of that message again."""
    agent = Leading()
    async with talking({}, agent) as talk:
        speaking = talk.agent_is("speaking")
        talk.session.generate_reply(user_input="What time is it?")
        await speaking
        agent.goes_on.set()
        await talk.session.wait_for_idle()
        assert talk.said == ["One moment. It is noon."]


async def test_a_run_lasts_until_a_task_has_ended_that_it_was_told_to_watch_and_holds_what_is_said_meanwhile() -> None:
    """sayso/voice/typed_turns.py has a typed turn last until all is told; else its end would be shown to nobody."""
    go_on = asyncio.Event()

    class Going(Agent):
        async def llm_node(self, chat_ctx: llm.ChatContext, tools: Any, model_settings: Any) -> Any:
            run = self.session._global_run_state
            if run is not None and not run.done() and chat_ctx.items[-1].type == "message":
                run._watch_handle(asyncio.create_task(wait()))
            return "Hm."

    async def wait() -> None:
        await go_on.wait()

    async with typing({}, Going(instructions="Be brief.")) as talk:
        run: RunResult[Any] = talk.session.run(user_input="Go.")
        await until(lambda: talk.said == ["Hm."])
        await talk.session.wait_for_idle()
        assert not run.done()
        await talk.session.say("And more.")
        assert not run.done()
        go_on.set()
        await run
        said = spoken(run)
        assert said[-2:] == ["Hm.", "And more."]
        assert talk.session._global_run_state is run


async def test_a_reply_ends_with_what_it_said_and_called_each_with_its_time() -> None:
    """sayso/voice/replies.py reads from them whether a side question was answered, or another call proposed."""
    async with typing({"Hello.": "Good day."}) as talk:
        created = news(talk, "speech_created", lambda event: event.source == "generate_reply")
        reply = talk.session.generate_reply(user_input="Hello.")
        assert (await created).speech_handle is reply
        seen: list[list[str]] = []
        reply.add_done_callback(lambda speech: seen.append([item.type for item in speech.chat_items]))
        await reply
        await until(lambda: seen)
        assert seen == [["message"]]
        assert all(item.created_at > 0 for item in reply.chat_items)


class Telling(tts.TTS[Any]):
    """A voice that tells when each word ends, whatever it is to say."""

    def __init__(self) -> None:
        can = tts.TTSCapabilities(streaming=True, aligned_transcript=True)
        super().__init__(capabilities=can, sample_rate=RATE, num_channels=1)

    def synthesize(
        self, text: str, *, conn_options: APIConnectOptions = DEFAULT_API_CONNECT_OPTIONS
    ) -> tts.ChunkedStream:
        raise NotImplementedError("LiveKit streams where it can")

    def stream(self, *, conn_options: APIConnectOptions = DEFAULT_API_CONNECT_OPTIONS) -> tts.SynthesizeStream:
        return TellingStream(tts=self, conn_options=conn_options)


class TellingStream(tts.SynthesizeStream):
    async def _run(self, output_emitter: tts.AudioEmitter) -> None:
        output_emitter.initialize(
            request_id="hum", sample_rate=RATE, num_channels=1, mime_type="audio/pcm", stream=True
        )
        output_emitter.start_segment(segment_id="hum")
        async for _ in self._input_ch:
            self._mark_started()
        output_emitter.push_timed_transcript(
            [TimedString("Shall ", start_time=0.0, end_time=0.03), TimedString("I?", start_time=0.03, end_time=0.06)]
        )
        output_emitter.push(b"\x40\x00" * (RATE // 10))
        output_emitter.end_segment()


class Timing(Agent):
    """Keeps what its frames carry, and how long they are."""

    def __init__(self) -> None:
        super().__init__(instructions="Be brief.")
        self.pieces: list[TimedString] = []
        self.seconds = 0.0

    async def tts_node(self, text: AsyncIterable[str], model_settings: ModelSettings) -> Any:
        async for frame in Agent.default.tts_node(self, text, model_settings):
            self.pieces += frame.userdata.get(USERDATA_TIMED_TRANSCRIPT, [])
            self.seconds += frame.duration
            yield frame


async def test_frames_carry_when_each_word_ends_where_the_voice_tells_it() -> None:
    """sayso/voice/progress.py reads there how far a question was heard; without it, it has to estimate by letters."""
    agent = Timing()
    async with talking({}, agent, tts=Telling()) as talk:
        await talk.session.say("Shall I?")
        assert [(str(piece), piece.end_time) for piece in agent.pieces] == [("Shall ", 0.03), ("I?", 0.06)]


async def test_where_the_voice_tells_nothing_no_end_is_told_and_the_frames_are_as_long_as_what_is_played() -> None:
    """sayso/voice/progress.py adds them up, and takes the sum for the length of the question."""
    played: list[Any] = []
    agent = Timing()
    async with talking({}, agent) as talk:
        talk.loudspeaker.on("playback_finished", played.append)
        await talk.session.say("Shall I?")
        assert not [piece for piece in agent.pieces if isinstance(piece.end_time, int | float)]
        assert agent.seconds == pytest.approx(played[0].playback_position, abs=0.01)
