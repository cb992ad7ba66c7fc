"""A session's options, as LiveKit hands them out and changes them."""

from __future__ import annotations

import copy

import pytest
from livekit.agents import Agent
from livekit.agents.voice.turn import TurnHandlingOptions

from tests.livekit_behaviour.alone import Seen, talking, typing

pytestmark = pytest.mark.realtime


async def test_the_endpointing_of_a_session_is_handed_out_as_the_dictionary_that_it_changes() -> None:
    """sayso/rehearsal/conversation.py compares with a copy of it; whoever keeps the thing itself keeps nothing."""
    async with talking({}) as talk:
        kept, copied = talk.session.options.endpointing, copy.deepcopy(talk.session.options.endpointing)
        talk.session.update_options(endpointing_opts={"min_delay": 0.0, "max_delay": 0.0})
        assert (kept["min_delay"], kept["max_delay"]) == (0.0, 0.0)
        assert copied["min_delay"] > 0


async def test_a_session_has_neither_sound_nor_room_unless_it_is_given_one() -> None:
    """sayso/voice/gatekeeper.py and people.py: so they know a typed conversation, in which silence means nothing."""
    async with typing({}) as talk:
        assert talk.session.input.audio is None
        assert talk.session.output.audio is None
        with pytest.raises(RuntimeError):
            _ = talk.session.room_io
    async with talking({}) as spoken:
        assert spoken.session.input.audio is not None
        assert spoken.session.input.audio_enabled
        assert spoken.session.output.audio_enabled


async def test_an_agent_is_initializing_before_its_session_starts_and_after_it_has_closed() -> None:
    """sayso/approval.py takes it for a session that can be attended; one that runs has begun to listen without us."""
    seen = Seen({}, vad=None, turn_handling=TurnHandlingOptions(turn_detection=None))
    states: list[str] = [seen.session.agent_state]
    await seen.session.start(Agent(instructions="Be brief."), record=False)
    states.append(seen.session.agent_state)
    await seen.session.aclose()
    states.append(seen.session.agent_state)
    assert [state == "initializing" for state in states] == [True, False, True]


async def test_a_person_who_is_heard_again_is_told_with_the_time_when_the_change_was_made() -> None:
    """sayso/voice/ears.py reckons with `created_at` by time.time(): a yes counts from when it was begun."""
    async with talking({}) as talk:
        talk.keep("user_state_changed")
        await talk.speaks()
        await talk.is_silent()
        began, ended = talk.events[:2]
        assert (began.old_state, began.new_state, ended.new_state) == ("listening", "speaking", "listening")
        assert began.created_at < ended.created_at
