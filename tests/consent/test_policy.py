"""From what mcp.json says and what a server hints to: runs or asks, why, and of which class."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sayso.consent.policy import Filter, Hints, Rules, decide

SILENT = Hints()
READS, WRITES = Hints(read_only=True), Hints(read_only=False)


def named(*names: str) -> Filter:
    return Filter(frozenset(names))


READING = Filter(read_only=True)
WRITING = Filter(read_only=False)


@pytest.mark.parametrize(
    ("rules", "hints", "why"),
    [
        (Rules(), SILENT, "asks: require_approval is always"),
        (Rules("never"), SILENT, "runs: require_approval is never"),
        (Rules(always=named("t")), SILENT, "asks: listed under always"),
        (Rules(never=named("t")), SILENT, "runs: listed under never"),
        (Rules(never=named("other")), SILENT, "asks: not listed, and unlisted tools ask"),
        (Rules(always=named("other")), SILENT, "asks: not listed, and unlisted tools ask"),
        (Rules(never=Filter()), SILENT, "asks: not listed, and unlisted tools ask"),
        (Rules(always=named("t"), never=named("t")), SILENT, "asks: listed under always"),
        (Rules(always=READING), READS, "asks: its server says that it only reads, and always goes by that"),
        (Rules(always=WRITING), SILENT, "asks: its server does not say that it only reads, and always goes by that"),
        (
            Rules(never=READING, trusted=True),
            READS,
            "runs: its server says that it only reads, and never goes by that",
        ),
        (
            Rules(never=Filter(frozenset("t"), read_only=True), trusted=True),
            READS,
            "runs: listed under never, and its server says that it only reads",
        ),
        (Rules(never=READING, trusted=True), WRITES, "asks: not listed, and unlisted tools ask"),
        (Rules(never=READING), READS, "asks: matched under never by a hint of a server that is not trusted"),
    ],
)
def test_a_tool_runs_or_asks_and_the_reason_is_in_words(rules: Rules, hints: Hints, why: str) -> None:
    policy = decide(rules, "t", hints)
    assert policy.why == why
    assert policy.asks is why.startswith("asks: ")


TRUSTED = Rules(trusted=True)


@pytest.mark.parametrize(
    ("rules", "hints", "destructive", "why"),
    [
        (Rules(), SILENT, True, "its server is not trusted to say otherwise"),
        (Rules(), Hints(read_only=True, destructive=False), True, "its server is not trusted to say otherwise"),
        (TRUSTED, READS, False, "its trusted server says that it only reads"),
        (TRUSTED, Hints(destructive=False), False, "its trusted server says that it is not destructive"),
        (TRUSTED, Hints(destructive=True), True, "its server says so"),
        (TRUSTED, SILENT, True, "its server does not say, and that counts as destructive"),
        (TRUSTED, WRITES, True, "its server does not say, and that counts as destructive"),
        (Rules(destructive={"t": False}), Hints(destructive=True), False, "mcp.json says destructive is false"),
        (Rules(trusted=True, destructive={"t": True}), READS, True, "mcp.json says destructive is true"),
        (Rules(destructive_otherwise=False), SILENT, False, "mcp.json says destructive is false"),
        (
            Rules(destructive={"t": True}, destructive_otherwise=False),
            SILENT,
            True,
            "mcp.json says destructive is true",
        ),
        (Rules(destructive={"other": False}), SILENT, True, "its server is not trusted to say otherwise"),
    ],
)
def test_a_tool_is_destructive_or_ordinary_and_the_reason_is_in_words(
    rules: Rules, hints: Hints, destructive: bool, why: str
) -> None:
    policy = decide(rules, "t", hints)
    assert (policy.destructive, policy.why_destructive) == (destructive, why)


def test_a_filter_with_both_keys_matches_only_where_both_do() -> None:
    both = Filter(frozenset({"t"}), read_only=True)
    assert both.matches("t", READS)
    assert not both.matches("t", SILENT)
    assert not both.matches("other", READS)


# What holds whatever is written.

SAID = st.sampled_from([None, True, False])
HINTS = st.builds(Hints, SAID, SAID, SAID, SAID)
FILTERS = st.none() | st.builds(Filter, st.none() | st.frozensets(st.sampled_from("tu")), SAID)
RULES = st.builds(
    Rules,
    st.sampled_from(["always", "never"]),
    FILTERS,
    FILTERS,
    st.booleans(),
    st.dictionaries(st.sampled_from("tu"), st.booleans()),
    SAID,
)
CLAIMS = Hints(read_only=True, destructive=False, idempotent=True, open_world=False)


@given(RULES.filter(lambda rules: not rules.trusted), HINTS)
def test_no_hint_of_an_untrusted_server_ever_lets_a_tool_run_that_mcp_json_does_not(rules: Rules, hints: Hints) -> None:
    listed = rules.never is not None and rules.never.names is not None and "t" in rules.never.names
    assert decide(rules, "t", hints).asks or listed or rules.otherwise == "never"


@given(RULES.filter(lambda rules: not rules.trusted), HINTS)
def test_no_hint_of_an_untrusted_server_ever_makes_a_tool_ordinary(rules: Rules, hints: Hints) -> None:
    assert decide(rules, "t", hints).destructive == decide(rules, "t", CLAIMS).destructive
    said = rules.destructive.get("t", rules.destructive_otherwise)
    assert decide(rules, "t", CLAIMS).destructive is (said is not False)


@given(RULES, HINTS)
def test_what_is_listed_under_always_never_runs_unasked(rules: Rules, hints: Hints) -> None:
    listed = rules.always is not None and rules.always.matches("t", hints)
    assert decide(rules, "t", hints).asks or not listed


@given(RULES, HINTS)
def test_every_policy_has_its_reasons(rules: Rules, hints: Hints) -> None:
    policy = decide(rules, "t", hints)
    assert policy.why.startswith("asks: " if policy.asks else "runs: ")
    assert policy.why_destructive
