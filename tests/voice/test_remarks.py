"""What is said of calls that run, and when: no session, no clock."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sayso.consent.settings import Settings
from sayso.voice.remarks import BEGUN, LONGEST, LOOKING, STALLS, Remark, Remarks, spoken

DEFAULTS = Settings()


def told(remarks: Remarks, until: float, *, free: bool = True) -> list[tuple[float, str]]:
    """All that is said up to a time, each when it is due."""
    said: list[tuple[float, str]] = []
    while (due := remarks.due()) is not None and due <= until:
        if (remark := remarks.take(due, free=free)) is not None:
            said.append((due, remark.text))
    return said


def running(settings: Settings = DEFAULTS, *, unasked: bool = True, reads: bool = False) -> Remarks:
    remarks = Remarks()
    remarks.begins("a", 0.0, settings, unasked=unasked, reads=reads)
    return remarks


def test_a_call_that_runs_unasked_is_announced_once_it_takes_a_moment() -> None:
    assert told(running(), 5) == [(0.5, BEGUN)]
    assert told(running(reads=True), 5) == [(0.5, LOOKING)]


def test_a_quick_call_is_not_announced() -> None:
    remarks = running()
    remarks.ends("a")
    assert remarks.due() is None


@pytest.mark.parametrize(("announce", "words"), [("Let me see.", ["Let me see."]), (True, [BEGUN]), (False, [])])
def test_the_words_of_an_announcement_can_be_set_and_it_can_be_switched_off(
    announce: str | bool, words: list[str]
) -> None:
    assert [text for _, text in told(running(Settings(announce=announce)), 5)] == words


def test_a_call_that_was_asked_about_is_not_announced() -> None:
    assert told(running(unasked=False), 5) == []


def test_a_call_that_takes_long_is_spoken_of_after_ten_seconds_and_every_ten_thereafter_three_times() -> None:
    assert told(running(unasked=False), 100) == [(10.0, STALLS[0]), (20.0, STALLS[1]), (30.0, STALLS[2])]


def test_the_times_and_the_number_of_notices_can_be_set() -> None:
    settings = Settings(first_stall=1.0, next_stall=0.5, max_stalls=5)
    assert [at for at, _ in told(running(settings, unasked=False), 100)] == [1.0, 1.5, 2.0, 2.5, 3.0]
    assert running(Settings(max_stalls=0), unasked=False).due() is None


def test_the_result_ends_the_notices() -> None:
    remarks = running(unasked=False)
    assert len(told(remarks, 15)) == 1
    remarks.ends("a")
    assert remarks.due() is None


def test_what_the_person_says_ends_the_notices_of_the_calls_that_run_and_not_of_later_ones() -> None:
    remarks = running()
    remarks.hush()
    assert remarks.due() is None
    remarks.begins("b", 20.0, Settings(), unasked=False, reads=False)
    assert told(remarks, 30) == [(30.0, STALLS[0])]


def test_an_announcement_that_would_fall_on_somebodys_words_is_dropped_and_a_notice_comes_later() -> None:
    remarks = running()
    assert remarks.take(0.5, free=False) is None
    assert remarks.due() == 10.0
    assert remarks.take(10.0, free=False) is None
    assert told(remarks, 12) == [(10.5, STALLS[0])]


def test_one_notice_serves_for_all_calls_that_run() -> None:
    remarks = running(unasked=False)
    remarks.begins("b", 0.0, Settings(), unasked=False, reads=False)
    assert [at for at, _ in told(remarks, 100)] == [10.0, 20.0, 30.0]


def test_a_servers_own_words_on_its_progress_are_said_once() -> None:
    remarks = running(unasked=False)
    remarks.goes_on("a", "3 of 10 pages copied")
    remarks.goes_on("unknown", "nothing runs by this name")
    assert told(remarks, 20) == [(10.0, "I'm still working on it: 3 of 10 pages copied."), (20.0, STALLS[1])]


def test_the_call_with_news_is_the_one_that_is_spoken_of() -> None:
    remarks = running(unasked=False)
    remarks.begins("b", 0.0, Settings(), unasked=False, reads=False)
    remarks.goes_on("b", "half done")
    assert remarks.take(10.0, free=True) == Remark("b", "stall", "I'm still working on it: half done.")


@given(st.text(max_size=400))
def test_a_servers_own_words_are_one_short_line_and_never_a_question(text: str) -> None:
    words = spoken(text)
    assert "?" not in words
    assert len(words) <= LONGEST
    assert len(words.splitlines()) <= 1


@given(
    st.lists(
        st.one_of(
            st.tuples(st.just("begins"), st.sampled_from("abc"), st.booleans()),
            st.tuples(st.just("ends"), st.sampled_from("abc"), st.just(False)),
            st.tuples(st.just("hush"), st.just(""), st.just(False)),
            st.tuples(st.just("passes"), st.just(""), st.booleans()),
        ),
        max_size=30,
    )
)
def test_no_call_is_spoken_of_more_often_than_was_set_nor_after_its_end(
    steps: list[tuple[str, str, bool]],
) -> None:
    remarks, now, said = Remarks(), 0.0, dict.fromkeys("abc", 0)
    there: set[str] = set()
    for deed, id_, flag in steps:
        if deed == "begins":
            remarks.begins(id_, now, Settings(), unasked=flag, reads=False)
            there.add(id_)
            said[id_] = 0
        elif deed == "ends":
            remarks.ends(id_)
            there.discard(id_)
        elif deed == "hush":
            remarks.hush()
        elif (due := remarks.due()) is not None:
            assert due >= now - 10
            now = max(now, due)
            remark = remarks.take(now, free=flag)
            if remark is not None:
                assert flag
                assert remark.id in there
                said[remark.id] += remark.kind == "stall"
        assert all(count <= 3 for count in said.values())
