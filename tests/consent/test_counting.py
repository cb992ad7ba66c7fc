"""benchmarks/consent counts right, names what has fallen, and says where its data comes from."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from benchmarks.consent.__main__ import main
from benchmarks.consent.data import SOURCES, Row, folder, read
from benchmarks.consent.figures import Figures, count
from benchmarks.consent.floors import fallen, too_slow
from benchmarks.consent.label_errors import label_errors
from benchmarks.consent.table import table
from benchmarks.consent.word_match import match
from sayso.consent.answer import Verdict


def row(answer: str, gold: str, kind: str = "", times: int = 1, set_: str = "sgd") -> Row:
    return Row(set_, "Shall I?", answer, gold, kind, times)  # type: ignore[arg-type]  # short to write


YES = row("yes", "approve")
NO = row("no", "deny", "negate_intent", 3)
CHANGE = row("yes on the 11th", "other", "affirm_intent+inform")
MORE = row("yes and what is it", "other", "affirm+request", 2)
CHATTER = row("hello", "other", "greet")


def all_well() -> dict[str, Figures]:
    """Figures of every set in which nothing has fallen."""
    kinds = {"sgd": "negate_intent", "nlupp": "deny", "clinc150": "no", "hwu64": "general_negate"}
    return {
        name: count(
            [
                (row("yes", "approve", set_=name), "approve"),
                (row("no", "deny", kinds.get(name, ""), set_=name), "deny"),
                (row("yes and", "other", "affirm+request", set_=name), "unclear"),
            ]
        )
        for name in SOURCES
    }


def test_each_way_to_be_wrong_is_counted_by_itself() -> None:
    wrong = count([(each, "approve") for each in (YES, NO, CHANGE, MORE, CHATTER)])
    assert wrong.approved == {"no": 3, "change": 1, "yes+more": 2, "unrelated": 1} == wrong.there
    assert (wrong.true_approvals, wrong.refusals_read, wrong.yes_read_as_no) == (100, 0, 0)


def test_a_row_that_was_said_often_counts_as_often() -> None:
    read_: list[tuple[Row, Verdict]] = [(YES, "approve"), (row("ya", "approve", times=3), "deny"), (NO, "deny")]
    figures = count(read_)
    assert (figures.true_approvals, figures.yes_read_as_no, figures.refusals_read) == (25, 75, 100)
    assert figures.refusals.total() == 3


def test_a_label_error_is_counted_and_told_apart() -> None:
    figures = count([(CHANGE, "approve"), (row("yes on the 12th", "other", "edit"), "approve")], {CHANGE.mark})
    assert (figures.approved["change"], figures.wrongly_approved("change")) == (2, 1)
    assert "| 2 of 2 (1 mislabelled) |" in table({"sgd": figures}, {"sgd": figures})


def test_a_set_without_such_rows_has_an_empty_cell() -> None:
    assert table({"sgd": count([])}, {"sgd": count([])}).splitlines()[2] == "| sgd | Sayso |" + "  |" * 7


def test_where_all_is_well_nothing_has_fallen() -> None:
    assert list(fallen(all_well())) == []
    assert list(too_slow(20_000, 10_000)) == []


@pytest.mark.parametrize(
    ("read_", "said"),
    [
        ((row("yes", "approve"), "unclear"), "sgd: true approvals: 50.00%, must be 90%"),
        ((row("yes", "approve"), "deny"), "sgd: approvals read as refusals: 50.00%, may be 0.1%"),
        ((NO, "unclear"), "sgd: refusals read as such: 25.00%, must be 92%"),
        ((row("no", "deny"), "approve"), "sgd: no: 1 approved, may be none"),
        ((CHANGE, "approve"), "sgd: change: 1 approved, may be none"),
        ((MORE, "approve"), "sgd: a yes with more approved: 40.00%, may be 0.25%"),
    ],
)
def test_a_figure_that_fell_is_named(read_: tuple[Row, Verdict], said: str) -> None:
    sets = all_well()
    sets["sgd"] = count(
        [
            (row("yes", "approve"), "approve"),
            (row("no", "deny", "negate_intent"), "deny"),
            (row("yes and", "other", "affirm+request"), "unclear"),
            read_,
        ]
    )
    assert said in list(fallen(sets))


def test_too_slow_is_named_as_well() -> None:
    assert len(list(too_slow(19_999, 9_999))) == 2


def test_an_empty_set_does_not_pass_as_a_good_one() -> None:
    assert any("nothing to count" in line for line in fallen({**all_well(), "star": count([])}))


@pytest.mark.parametrize(
    ("answer", "verdict"), [("Yes, please", "approve"), ("yes, no", "deny"), ("yesterday", "unclear"), ("Stop", "deny")]
)
def test_the_word_match_matches_words(answer: str, verdict: Verdict) -> None:
    assert match(answer) == verdict


def test_where_the_data_is_absent_it_says_what_it_is_made_from(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("SAYSO_CONSENT_DATA", str(tmp_path))
    (tmp_path / "star.dev.jsonl").touch()
    assert main() == 2
    shown = capsys.readouterr()
    assert shown.out == ""
    assert shown.err.startswith(f"{tmp_path} lacks sgd.*.jsonl, tm4_coffee.*.jsonl")
    for name, (source, _) in SOURCES.items():
        assert (source in shown.err) is (name != "star")


def test_rows_are_read_with_how_often_they_were_said(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("SAYSO_CONSENT_DATA", str(tmp_path))
    for name in SOURCES:
        line = {"question": "Shall I?", "answer": "a\u2028b", "gold": "other", "kind": "edit", "n": 4}
        (tmp_path / f"{name}.dev.jsonl").write_text(json.dumps(line, ensure_ascii=False) + "\n\n", encoding="utf-8")
    (found,) = read(folder())["sgd"]
    assert (found.answer, found.wrong, found.count) == ("a\u2028b", "change", 4)


def test_a_label_error_is_named_without_its_words() -> None:
    for error in label_errors():
        assert error.set in SOURCES
        assert re.fullmatch(r"[0-9a-f]{16}", error.row)
        assert len(error.reason) > 10
