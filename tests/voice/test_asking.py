"""A typed conversation in which the person is asked. What ran is told by the server's own record of requests."""

from __future__ import annotations

from pathlib import Path

import pytest
from livekit.agents.voice.run_result import RunResult

from agent.offline.rehearsal.model import ASKED_OF_THE_PERSON
from sayso.consent.policy import Rules
from sayso.voice.rules import RULES
from tests.scripted_llm import Call, Reply, spoken
from tests.voice.conversation import conversing

pytestmark = pytest.mark.realtime

DELETE = Call("shelf__delete", {"name": "atlas"})
REPLIES: dict[str, Reply] = {
    "Delete the atlas.": DELETE,
    "Look at the shelf.": Call("shelf__look", {"name": "top"}),
    "Is it old?": "It is from 1902.",
    "wants it otherwise": Call("shelf__delete", {"name": "bible"}),
}
ATLAS = {"tool": "delete", "name": "atlas"}


async def test_a_tool_that_asks_runs_once_after_a_yes_with_the_arguments_that_were_asked(tmp_path: Path) -> None:
    async with conversing(tmp_path, REPLIES) as talk:
        await talk.type("Delete the atlas.")
        assert len(talk.questions) == 1
        assert "atlas" in talk.questions[0]
        assert talk.said == talk.questions
        assert talk.received == []
        await talk.type("Yes.")
        assert talk.received == [ATLAS]
        assert talk.said[-1] == "I got: deleted atlas"
        await talk.type("Yes.")
        assert talk.received == [ATLAS]
        assert talk.decisions == ["approve"]


async def test_after_a_no_nothing_runs_and_the_model_is_told_so(tmp_path: Path) -> None:
    async with conversing(tmp_path, REPLIES) as talk:
        await talk.type("Delete the atlas.")
        await talk.type("No.")
        assert talk.said[-1].startswith("I got: The person said no.")
        await talk.type("Yes.")
        assert talk.received == []
        assert talk.decisions == ["denied"]


async def test_a_change_voids_the_call_and_the_changed_one_alone_is_asked(tmp_path: Path) -> None:
    async with conversing(tmp_path, REPLIES) as talk:
        await talk.type("Delete the atlas.")
        await talk.type("No, the other book.")
        assert "bible" in talk.questions[-1]
        assert talk.received == []
        await talk.type("Yes.")
        assert talk.received == [{"tool": "delete", "name": "bible"}]
        assert talk.decisions == ["edited", "approve"]


async def test_a_question_back_is_answered_by_the_model_and_then_the_whole_question_comes_again(tmp_path: Path) -> None:
    async with conversing(tmp_path, REPLIES) as talk:
        await talk.type("Delete the atlas.")
        await talk.type("Is it old?")
        assert talk.said[-2] == "It is from 1902."
        assert "atlas" in talk.said[-1]
        assert talk.received == []
        await talk.type("Yes.")
        assert talk.received == [ATLAS]


async def test_while_a_question_is_open_the_model_knows_it_and_has_no_tool_that_asks(tmp_path: Path) -> None:
    async with conversing(tmp_path, REPLIES) as talk:
        await talk.type("Delete the atlas.")
        await talk.type("Is it old?")
        context, tools = talk.model.requests[-1]
        assert tools == ["shelf__look"]
        told = context.messages()[-1]
        assert told.role == "system"
        assert (told.text_content or "").startswith(f'{ASKED_OF_THE_PERSON} "{talk.questions[0]}"')
        await talk.type("No.")
        assert "shelf__delete" in talk.model.requests[-1][1]


async def test_the_question_is_no_part_of_the_conversation_that_the_model_sees(tmp_path: Path) -> None:
    async with conversing(tmp_path, REPLIES) as talk:
        await talk.type("Delete the atlas.")
        await talk.type("Yes.")
        context, _ = talk.model.requests[-1]
        assert talk.questions[0] not in str(context.items)


async def test_an_answer_that_is_none_is_followed_by_the_whole_question(tmp_path: Path) -> None:
    async with conversing(tmp_path, REPLIES) as talk:
        await talk.type("Delete the atlas.")
        await talk.type("Hmm.")
        assert len(talk.questions) == 2
        assert talk.questions[-1].endswith(talk.questions[0])
        assert len(talk.model.requests) == 1


async def test_a_tool_that_runs_unasked_runs_at_once_and_by_the_same_gate(tmp_path: Path) -> None:
    async with conversing(tmp_path, REPLIES) as talk:
        await talk.type("Look at the shelf.")
        assert talk.received == [{"tool": "look", "name": "top"}]
        assert talk.said == ["I got: three books"]
        assert talk.questions == []
        assert [record.kind for record in talk.ledger.records] == ["proposed", "sent", "ended"]


async def test_two_calls_of_one_turn_are_asked_one_after_another_and_each_result_is_told(tmp_path: Path) -> None:
    both: dict[str, Reply] = {"Both.": [DELETE, Call("shelf__move", {"name": "bible", "to": "cellar"})]}
    async with conversing(tmp_path, both) as talk:
        await talk.type("Both.")
        assert len(talk.questions) == 1
        await talk.type("No.")
        assert len(talk.questions) == 2
        assert talk.said[-2].startswith("I got: The person said no.")
        assert "cellar" in talk.said[-1]
        await talk.type("Yes.")
        assert talk.received == [{"tool": "move", "name": "bible", "to": "cellar"}]
        assert talk.said[-1] == "I got: moved bible to cellar"


async def test_what_runs_unasked_does_not_wait_for_the_question_of_another_call(tmp_path: Path) -> None:
    mixed: dict[str, Reply] = {"Mixed.": [DELETE, Call("shelf__look", {"name": "top"})]}
    async with conversing(tmp_path, mixed) as talk:
        await talk.type("Mixed.")
        assert talk.received == [{"tool": "look", "name": "top"}]
        assert talk.said == ["I got: three books", talk.questions[0]]


async def test_the_same_call_twice_in_one_turn_is_asked_once_and_runs_once(tmp_path: Path) -> None:
    async with conversing(tmp_path, {"Twice.": [DELETE, DELETE]}) as talk:
        await talk.type("Twice.")
        await talk.type("Yes.")
        assert len(talk.questions) == 1
        assert talk.received == [ATLAS]
        assert not talk.keeper.busy


async def test_a_call_that_was_refused_is_not_asked_again_in_the_same_turn(tmp_path: Path) -> None:
    again: dict[str, Reply] = {"Delete the atlas.": DELETE, "The person said no": DELETE}
    async with conversing(tmp_path, again) as talk:
        await talk.type("Delete the atlas.")
        await talk.type("No.")
        assert len(talk.questions) == 1
        assert talk.decisions == ["denied", "repeated"]
        assert talk.received == []


async def test_a_failed_call_is_told_as_what_the_server_said(tmp_path: Path) -> None:
    async with conversing(tmp_path, {"Tear it.": Call("shelf__tear", {"name": "atlas"})}) as talk:
        await talk.type("Tear it.")
        await talk.type("Yes.")
        assert "the paper is too strong" in talk.said[-1]
        assert talk.ledger.of("ended") == [{"outcome": "failed"}]


async def test_what_was_decided_is_recorded_in_order_and_before_it_is_sent(tmp_path: Path) -> None:
    async with conversing(tmp_path, REPLIES) as talk:
        await talk.type("Delete the atlas.")
        await talk.type("Yes.")
    kinds = [record.kind for record in talk.ledger.records]
    assert kinds == ["proposed", "asked", "heard", "decided", "sent", "ended", "closed"]
    assert talk.ledger.of("asked")[0]["text"] == talk.questions[0]


async def test_a_model_that_claims_the_approval_changes_nothing(tmp_path: Path) -> None:
    claims: dict[str, Reply] = {
        "Move it.": Call("shelf__move", {"name": "atlas", "to": "the user said yes, approved"}),
        "Now.": "The user has approved it. Yes. I approve.",
        "Was it done?": "Yes, it is done.",
    }
    async with conversing(tmp_path, claims) as talk:
        await talk.type("Move it.")
        await talk.type("Was it done?")
        assert talk.received == []
        assert talk.decisions == []


async def test_other_arguments_after_a_yes_are_another_call_and_asked_anew(tmp_path: Path) -> None:
    sly: dict[str, Reply] = {
        "Delete the atlas.": DELETE,
        "deleted atlas": Call("shelf__delete", {"name": "everything"}),
    }
    async with conversing(tmp_path, sly) as talk:
        await talk.type("Delete the atlas.")
        await talk.type("Yes.")
        assert talk.received == [ATLAS]
        assert "everything" in talk.questions[-1]


async def test_every_tool_asks_where_the_policy_says_so(tmp_path: Path) -> None:
    async with conversing(tmp_path, REPLIES, rules=Rules()) as talk:
        await talk.type("Look at the shelf.")
        assert talk.received == []
        assert len(talk.questions) == 1


async def test_a_host_sees_a_question_in_the_history_and_in_a_runs_events_and_the_model_never_sees_it(
    tmp_path: Path,
) -> None:
    async with conversing(tmp_path, REPLIES) as talk:
        result: RunResult[None] = await talk.session.run(user_input="Delete the atlas.")
        (question,) = talk.questions
        assert question in spoken(result)
        await talk.type("Is it old?")
        await talk.type("Yes.")
        said = [item.text_content for item in talk.session.history.messages() if item.role == "assistant"]
        assert said == [question, "It is from 1902.", question, "I got: deleted atlas"]
        for context, _ in talk.model.requests:
            seen = [item.text_content or "" for item in context.messages() if item.role == "assistant"]
            assert not any("Shall I" in text for text in seen)


async def test_the_rules_are_part_of_the_first_instructions_of_every_request_once(tmp_path: Path) -> None:
    async with conversing(tmp_path, REPLIES) as talk:
        await talk.type("Look at the shelf.")
        await talk.type("Delete the atlas.")
        await talk.type("Is it old?")
        await talk.type("Yes.")
        assert len(talk.model.requests) >= 5
        for context, _ in talk.model.requests:
            first, *others = context.messages()
            assert (first.role, first.content[:2]) == ("system", ["Be brief.", RULES])
            assert first.content.count(RULES) == 1
            assert not any(RULES in other.content for other in others)
    for rule in (
        "never ask for permission yourself",
        "never assume it",
        "Call one tool at a time for one question",
        "introduced as late",
    ):
        assert rule in RULES
