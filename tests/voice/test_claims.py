"""A model that says "done" where nothing was done: the person learns that nothing was."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from livekit.agents import function_tool, llm

from sayso.voice.claims import NOTHING_DONE, UNFOUNDED, claim_of
from tests.scripted_llm import Call, Reply
from tests.voice.conversation import RULES, Assistant, Conversation, conversing

REPLIES: dict[str, Reply] = {
    "Delete the atlas.": "Done, I've deleted the atlas.",
    "Really delete it.": Call("shelf__delete", {"name": "atlas"}),
    "Is it there?": Call("shelf__look", {"name": "atlas"}),
    "the shelf": "I have deleted it.",
    "When do you close?": "We close at five.",
    "Great, thanks.": "You're welcome.",
    "said no": "All right, it's deleted now.",
    "deleted atlas": "It is deleted.",
    "Is it gone?": "It has been deleted.",
}


def notes(talk: Conversation) -> int:
    """How often the model was told of its slip."""
    return sum(item.text_content == UNFOUNDED for item in talk.model.requests[-1][0].messages())


@pytest.mark.parametrize(
    "text",
    [
        "Done.",
        "Done! Anything else?",
        "Okay, booked for tomorrow.",
        "Sent to Ana.",
        "I've deleted the file.",
        "I\u2019ve just cancelled it.",
        "I have now sent the letter to Ana.",
        "I went ahead. I deleted it.",
        "We have booked it for you.",
        "All right, it's deleted now.",
        "It has been deleted.",
        "Great, it's done.",
        "It is all taken care of.",
    ],
)
def test_words_that_claim_a_deed_are_known(text: str) -> None:
    assert claim_of(text) == "own"


@pytest.mark.parametrize("text", ["Your visit has been booked.", "The file is gone.", "The atlas is now deleted."])
def test_words_that_tell_of_a_deed_whoever_did_it_are_told_from_those(text: str) -> None:
    assert claim_of(text) == "told"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Shall I delete it?",
        "Nothing has been deleted.",
        "It has not been booked.",
        "I haven't deleted anything.",
        "I'll tell you once it is done.",
        "I can do that if the old one has been cancelled.",
        "We close at five.",
        "We opened in 1990, and moved to this street in 2001.",
        "We've moved to 12 Baker Street.",
        "I have three appointments for you.",
        "I looked, and found two files.",
        "I made a mistake there, sorry.",
        "You're welcome.",
        "Tell me when you have sent it.",
        "Set it to nine, and put it back.",
        "Published in 1851.",
        "Written by Herman Melville.",
        "Tuesday is already booked.",
        "Signed copies cost twenty.",
        "Scheduled flights leave at nine.",
        "He's gone home for the day.",
    ],
)
def test_words_that_claim_nothing_of_the_kind_are_let_be(text: str) -> None:
    assert not claim_of(text)


@pytest.mark.realtime
async def test_who_thanks_for_a_deed_that_was_none_learns_that_nothing_was_done(tmp_path: Path) -> None:
    async with conversing(tmp_path, REPLIES) as talk:
        await talk.type("Delete the atlas.")
        await talk.type("Great, thanks.")
        assert talk.said[-1] == f"{NOTHING_DONE} You're welcome."
        assert notes(talk) == 1
        assert talk.received == []


@pytest.mark.realtime
async def test_a_no_that_the_model_takes_for_a_yes_is_put_right(tmp_path: Path) -> None:
    async with conversing(tmp_path, REPLIES) as talk:
        await talk.type("Really delete it.")
        await talk.type("No.")
        assert talk.said[-1] == "All right, it's deleted now."
        await talk.type("Great, thanks.")
        assert talk.said[-1] == f"{NOTHING_DONE} You're welcome."


@pytest.mark.realtime
async def test_what_was_done_before_is_not_denied_and_the_model_is_told_to_look(tmp_path: Path) -> None:
    async with conversing(tmp_path, REPLIES) as talk:
        await talk.type("Really delete it.")
        await talk.type("Yes.")
        assert talk.said[-1] == "It is deleted."
        await talk.type("Great, thanks.")
        assert (talk.said[-1], notes(talk)) == ("You're welcome.", 0)
        await talk.type("Is it gone?")
        await talk.type("Great, thanks.")
        assert (talk.said[-1], notes(talk)) == ("You're welcome.", 1)


@pytest.mark.realtime
async def test_a_reply_that_claims_nothing_is_followed_by_no_such_words(tmp_path: Path) -> None:
    async with conversing(tmp_path, REPLIES) as talk:
        await talk.type("When do you close?")
        await talk.type("Great, thanks.")
        assert (talk.said[-1], notes(talk)) == ("You're welcome.", 0)


@pytest.mark.realtime
async def test_what_a_host_says_is_no_claim_of_the_model(tmp_path: Path) -> None:
    async with conversing(tmp_path, REPLIES) as talk:
        await talk.type("When do you close?")
        await talk.session.say("It's done: I have paid it.")
        await talk.type("Great, thanks.")
        assert (talk.said[-1], notes(talk)) == ("You're welcome.", 0)


@pytest.mark.realtime
async def test_what_was_said_in_a_conversation_before_is_let_be(tmp_path: Path) -> None:
    before = llm.ChatContext.empty()
    before.add_message(role="user", content="Delete the atlas.")
    before.add_message(role="assistant", content="Done, I've deleted the atlas.")
    async with conversing(tmp_path, REPLIES, agent=Assistant(instructions="Be brief.", chat_ctx=before)) as talk:
        await talk.type("Great, thanks.")
        assert (talk.said[-1], notes(talk)) == ("You're welcome.", 0)


@pytest.mark.realtime
async def test_where_a_tool_ran_that_did_not_pass_the_gate_nothing_is_denied(tmp_path: Path) -> None:
    @function_tool
    async def burn() -> str:
        """Burns it."""
        return "ashes"

    replies: dict[str, Reply] = {**REPLIES, "Burn it.": Call("burn", {}), "ashes": "It is over."}
    async with conversing(tmp_path, replies, agent=Assistant(instructions="Be brief.", tools=[burn])) as talk:
        await talk.type("Burn it.")
        await talk.type("Delete the atlas.")
        await talk.type("Great, thanks.")
        assert (talk.said[-1], notes(talk)) == ("You're welcome.", 1)


@pytest.mark.realtime
async def test_a_look_before_it_makes_a_false_claim_no_truer(tmp_path: Path) -> None:
    async with conversing(tmp_path, REPLIES, rules=replace(RULES, trusted=True)) as talk:
        await talk.type("Is it there?")
        await talk.type("Delete the atlas.")
        await talk.type("Great, thanks.")
        assert talk.said[-1] == f"{NOTHING_DONE} You're welcome."


@pytest.mark.realtime
async def test_a_reply_that_is_data_stays_as_it_is(tmp_path: Path) -> None:
    async with conversing(tmp_path, {**REPLIES, "Great, thanks.": '{"mood": "glad"}'}) as talk:
        await talk.type("Delete the atlas.")
        await talk.type("Great, thanks.")
        assert talk.said[-1] == '{"mood": "glad"}'
