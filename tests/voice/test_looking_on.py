"""What a host sees of a conversation, and decides in it without a word: `on`, `pending`, `decide`."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest

from sayso.calls import CallEvent
from sayso.consent.wording import ALREADY_DECIDED, CANNOT_RECORD, NOT_YET, NOT_YOURS
from sayso.voice.events import DecisionEvent, QuestionEvent
from sayso.voice.gatekeeper import Gatekeeper
from sayso.voice.recording import Notes
from tests.scripted_llm import Call, Reply
from tests.voice.conversation import Conversation, conversing
from tests.waiting import until

pytestmark = pytest.mark.realtime

REPLIES: dict[str, Reply] = {"Delete it.": Call("shelf__delete", {"name": "atlas"}), "Look.": Call("shelf__look", {})}
ATLAS = {"tool": "delete", "name": "atlas"}


async def asked(talk: Conversation) -> str:
    """The id of a call that waits for its answer."""
    await talk.type("Delete it.")
    (view,) = talk.keeper.pending()
    return view.id


async def test_a_button_approves_a_question_that_was_shown_and_the_ledger_says_by_what(tmp_path: Path) -> None:
    async with conversing(tmp_path, REPLIES) as talk:
        assert talk.keeper.decide(await asked(talk), approve=True) == ""
        await talk.rests()
        assert talk.received == [ATLAS]
        (decided,) = talk.ledger.of("decided")
        assert (decided["channel"], decided["rule"]) == ("button", "by button")
        assert not talk.keeper.pending()


async def test_a_button_refuses_with_its_reason(tmp_path: Path) -> None:
    async with conversing(tmp_path, REPLIES) as talk:
        assert talk.keeper.decide(await asked(talk), approve=False, reason="not today") == ""
        await talk.rests()
        assert (talk.received, talk.decisions) == ([], ["denied"])
        assert "not today" in talk.said[-1]


async def test_a_button_of_somebody_else_decides_nothing_and_says_why(tmp_path: Path) -> None:
    async with conversing(tmp_path, REPLIES) as talk:
        id_ = await asked(talk)
        said = list(talk.said)
        assert talk.keeper.decide(id_, approve=True, who="somebody") == NOT_YOURS
        assert talk.keeper.decide(id_, approve=False, who="somebody") == NOT_YOURS
        await talk.rests()
        assert (talk.received, talk.decisions, len(talk.keeper.pending())) == ([], [], 1)
        assert talk.said == said


@pytest.mark.parametrize("kind", ["decided", "sent"])
async def test_a_button_is_told_that_it_did_not_count_where_it_could_not_be_recorded(tmp_path: Path, kind: str) -> None:
    async with conversing(tmp_path, REPLIES) as talk:
        id_ = await asked(talk)
        talk.ledger.full_for = kind
        assert talk.keeper.decide(id_, approve=True) == CANNOT_RECORD
        await talk.rests()
        assert (talk.received, talk.decisions) == ([], ["unrecorded"])


async def test_a_button_in_another_thread_decides_nothing_and_fails_loudly(tmp_path: Path) -> None:
    async with conversing(tmp_path, REPLIES) as talk:
        id_ = await asked(talk)
        with pytest.raises(RuntimeError, match="thread"):
            await asyncio.to_thread(talk.keeper.decide, id_, approve=True)
        assert (talk.decisions, talk.ledger.of("sent"), len(talk.keeper.pending())) == ([], [], 1)
        assert talk.keeper.decide(id_, approve=True) == ""
        await talk.rests()
        assert talk.received == [ATLAS]


async def test_a_second_press_decides_nothing(tmp_path: Path) -> None:
    async with conversing(tmp_path, REPLIES) as talk:
        id_ = await asked(talk)
        talk.keeper.decide(id_, approve=True)
        assert talk.keeper.decide(id_, approve=True) == ALREADY_DECIDED
        await talk.rests()
        assert talk.received == [ATLAS]


async def test_who_decides_while_looking_on_learns_whether_it_counted(tmp_path: Path) -> None:
    two = [Call("shelf__delete", {"name": "atlas"}), Call("shelf__delete", {"name": "bible"})]
    async with conversing(tmp_path, {"Delete both.": two}) as talk:
        await talk.type("Delete both.")
        first, second = talk.keeper.pending()
        told: list[str] = []

        @talk.keeper.on("decision")
        def _decide(event: DecisionEvent) -> None:
            if event.id == first.id:
                told.append(talk.keeper.decide(first.id, approve=False))
                told.append(talk.keeper.decide(second.id, approve=True))
                told.append(talk.keeper.decide(second.id, approve=False))

        assert talk.keeper.decide(first.id, approve=True) == ""
        await talk.rests()
        assert told == [ALREADY_DECIDED, NOT_YET, ""]
        assert talk.received == [ATLAS]
        assert talk.decisions == ["approve", "denied"]


async def test_who_closes_while_looking_on_at_a_yes_keeps_it_from_running(tmp_path: Path) -> None:
    async with conversing(tmp_path, REPLIES) as talk:
        id_ = await asked(talk)
        talk.keeper.on("decision", lambda _: talk.keeper.close())
        talk.keeper.decide(id_, approve=True)
        await until(lambda: talk.ledger.of("closed"))
        assert talk.received == []


async def test_each_listener_is_told_of_what_it_asked_for_in_order(tmp_path: Path) -> None:
    async with conversing(tmp_path, REPLIES) as talk:
        seen: list[Any] = []
        for name in ("question", "decision", "call"):
            talk.keeper.on(name, seen.append)
        calls: list[CallEvent] = []

        @talk.keeper.on("call")
        def _note(event: CallEvent) -> None:
            calls.append(event)

        await talk.type("Look.")
        await talk.type("Delete it.")
        await talk.type("Yes.")
        kinds = [type(event) for event in seen]
        assert kinds == [CallEvent, CallEvent, QuestionEvent, DecisionEvent, CallEvent, CallEvent]
        assert [(event.tool, event.state) for event in calls] == [
            ("look", "started"),
            ("look", "done"),
            ("delete", "started"),
            ("delete", "done"),
        ]
        assert calls[-1].text == "deleted atlas"


async def test_a_listener_that_fails_or_was_taken_off_changes_nothing(tmp_path: Path) -> None:
    async with conversing(tmp_path, REPLIES) as talk:
        seen: list[Any] = []
        talk.keeper.on("call", lambda _: 1 / 0)
        talk.keeper.on("call", seen.append)
        talk.keeper.off("call", seen.append)
        await talk.type("Look.")
        await until(lambda: talk.received)
        assert seen == []


def test_a_name_that_no_event_has_is_refused_with_those_that_there_are() -> None:
    with pytest.raises(ValueError, match="there are question, decision, call, remark"):
        Gatekeeper(Notes()).on("questions", print)


def test_a_listener_that_would_never_run_is_refused_at_once() -> None:
    async def listener(_: object) -> None:
        """Would have to be awaited."""

    with pytest.raises(ValueError, match=r"asyncio\.create_task"):
        Gatekeeper(Notes()).on("question", listener)
