"""What an approval covers beyond its own call."""

from __future__ import annotations

from typing import Any, Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sayso.consent.call import Call, freeze
from sayso.consent.grants import MOST, Granted, Grants
from sayso.consent.policy import Policy
from sayso.consent.question import phrase
from sayso.consent.settings import Grant, Settings

ORDINARY = Policy(True, "asks", False, "mcp.json says so")
DESTRUCTIVE = Policy(True, "asks", True, "mcp.json says so")
CALL, TURN, SESSION = Settings(), Settings(grant="turn"), Settings(grant="session")


def call(server: str = "desk", tool: str = "book", definition: str = "d1", **arguments: Any) -> Call:
    return freeze(server, tool, definition, arguments or {"day": "Monday"})


def granted(grant: Grant, approved: Call | None = None) -> Grants:
    grants = Grants()
    grants.add(grant, approved or call(), "p1", "ana", 12.5)
    return grants


def test_an_approval_of_one_call_covers_nothing_more() -> None:
    for settings in (CALL, TURN, SESSION):
        assert granted("call").covers(call(), ORDINARY, settings) is None


def test_an_approval_for_the_session_covers_the_same_call_again() -> None:
    assert granted("session").covers(call(), ORDINARY, SESSION) is not None


@pytest.mark.parametrize(
    "other",
    [call(server="shop"), call(tool="cancel"), call(definition="d2"), call(day="Tuesday"), call(day="Monday", at="9")],
    ids=["server", "tool", "definition", "value", "argument"],
)
def test_an_approval_for_the_session_covers_no_call_that_differs(other: Call) -> None:
    assert granted("session").covers(other, ORDINARY, SESSION) is None


def test_an_approval_for_the_turn_covers_further_ordinary_calls_on_its_server() -> None:
    grants = granted("turn")
    assert grants.covers(call(tool="find", name="Ana"), ORDINARY, TURN) is not None
    assert grants.covers(call(server="shop"), ORDINARY, TURN) is None


def test_an_approval_for_the_turn_ends_with_the_task() -> None:
    grants = granted("turn")
    grants.end_turn()
    assert grants.covers(call(), ORDINARY, TURN) is None


def test_an_approval_for_the_session_outlives_the_task_but_not_the_person() -> None:
    grants = granted("session")
    grants.end_turn()
    assert grants.covers(call(), ORDINARY, SESSION) is not None
    grants.end_all()
    assert grants.covers(call(), ORDINARY, SESSION) is None


@pytest.mark.parametrize("settings", [TURN, SESSION], ids=["turn", "session"])
def test_a_destructive_call_is_covered_by_nothing(settings: Settings) -> None:
    assert granted(settings.grant).covers(call(), DESTRUCTIVE, settings) is None


@pytest.mark.parametrize(("given_for", "settings"), [("turn", SESSION), ("session", TURN), ("turn", CALL)])
def test_a_tool_is_covered_only_by_the_grant_that_its_own_settings_name(given_for: Grant, settings: Settings) -> None:
    assert granted(given_for).covers(call(), ORDINARY, settings) is None


@pytest.mark.parametrize("settings", [TURN, SESSION], ids=["turn", "session"])
def test_a_grant_ends_when_its_tool_changes(settings: Settings) -> None:
    grants = granted(settings.grant)
    grants.forget_tool("desk", "book")
    assert grants.covers(call(), ORDINARY, settings) is None


def test_a_change_of_another_tool_leaves_a_session_its_grants() -> None:
    grants = granted("session")
    grants.forget_tool("desk", "cancel")
    grants.forget_tool("shop", "book")
    assert grants.covers(call(), ORDINARY, SESSION) is not None


def test_any_change_of_a_server_ends_what_was_granted_on_it_for_the_turn() -> None:
    grants = granted("turn")
    grants.forget_tool("desk", "cancel")
    assert grants.covers(call(), ORDINARY, TURN) is None


def test_a_grant_names_the_proposal_the_person_and_the_call_that_it_came_from() -> None:
    found = granted("turn").covers(call(tool="find"), ORDINARY, TURN)
    assert found == Granted("turn", "p1", "ana", 12.5, call())


def test_the_oldest_grant_is_forgotten_when_there_are_too_many() -> None:
    grants = Grants()
    for number in range(MOST):
        grants.add("session", call(number=number), str(number), "ana", float(number))
    grants.add("session", call(number=0), "again", "ana", 1000.0)
    grants.add("session", call(number=MOST), "one more", "ana", 1001.0)
    kept = [n for n in range(MOST + 1) if grants.covers(call(number=n), ORDINARY, SESSION) is not None]
    assert kept == [0, *range(2, MOST + 1)]


# What holds whatever happened before.

Step = tuple[Literal["add"], Grant, Call] | tuple[Literal["turn", "all"]] | tuple[Literal["tool"], str, str]

CALLS = st.builds(
    call, st.sampled_from("ab"), st.sampled_from("tu"), st.sampled_from(["d1", "d2"]), n=st.integers(0, 1)
)
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("add"), st.sampled_from(["call", "turn", "session"]), CALLS),
        st.tuples(st.sampled_from(["turn", "all"])),
        st.tuples(st.just("tool"), st.sampled_from("ab"), st.sampled_from("tu")),
    ),
    max_size=12,
)
GRANTS = st.sampled_from(["call", "turn", "session"])


def after(steps: list[Step]) -> Grants:
    grants = Grants()
    for number, step in enumerate(steps):
        match step:
            case ("add", grant, approved):
                grants.add(grant, approved, f"p{number}", "ana", float(number))
            case ("turn",):
                grants.end_turn()
            case ("all",):
                grants.end_all()
            case ("tool", server, tool):
                grants.forget_tool(server, tool)
    return grants


@given(STEPS, CALLS, GRANTS)
def test_no_history_ever_covers_a_destructive_call(steps: list[Step], proposed: Call, grant: Grant) -> None:
    assert after(steps).covers(proposed, DESTRUCTIVE, Settings(grant=grant)) is None


@given(STEPS, CALLS)
def test_no_history_ever_covers_another_digest_for_the_session(steps: list[Step], proposed: Call) -> None:
    found = after(steps).covers(proposed, ORDINARY, SESSION)
    assert found is None or (found.call.digest, found.grant) == (proposed.digest, "session")


@given(STEPS, CALLS, GRANTS)
def test_no_history_ever_covers_a_call_on_another_server(steps: list[Step], proposed: Call, grant: Grant) -> None:
    found = after(steps).covers(proposed, ORDINARY, Settings(grant=grant))
    assert found is None or (found.call.server, found.grant) == (proposed.server, grant)


@given(STEPS, CALLS, GRANTS)
def test_what_is_covered_was_granted_after_the_last_end(steps: list[Step], proposed: Call, grant: Grant) -> None:
    found = after(steps).covers(proposed, ORDINARY, Settings(grant=grant))
    ends = [("all",), ("turn",)] if grant == "turn" else [("all",)]
    last = max((number for number, step in enumerate(steps) if step in ends), default=-1)
    assert found is None or found.at > last


@given(STEPS, CALLS)
def test_nothing_is_covered_by_grants_that_have_ended(steps: list[Step], proposed: Call) -> None:
    assert after([*steps, ("turn",)]).covers(proposed, ORDINARY, TURN) is None
    for settings in (TURN, SESSION):
        assert after([*steps, ("all",)]).covers(proposed, ORDINARY, settings) is None


def test_a_grant_to_look_up_more_covers_no_other_deed() -> None:
    looking, finding, noting = call(tool="search_notes"), call(tool="list_notes"), call(tool="add_note")
    grants = granted("turn", looking)
    assert "look up more there" in phrase(looking, TURN, destructive=False).text
    assert grants.covers(finding, ORDINARY, TURN) is not None
    assert grants.covers(noting, ORDINARY, TURN) is None


def test_a_grant_to_do_more_covers_looking_up_too() -> None:
    noting = call(tool="add_note")
    assert "do more there" in phrase(noting, TURN, destructive=False).text
    assert granted("turn", noting).covers(call(tool="search_notes"), ORDINARY, TURN) is not None


@pytest.mark.parametrize(
    "tool",
    [
        "get_and_delete_message",
        "find_and_replace",
        "check_out_book",
        "get_rid_of_file",
        "preview_send",
        "check_off_task",
    ],
)
def test_a_name_with_another_deed_in_it_is_no_look_up(tool: str) -> None:
    assert "do more there" in phrase(call(tool=tool), TURN, destructive=False).text
    assert granted("turn", call(tool="search_notes")).covers(call(tool=tool), ORDINARY, TURN) is None
