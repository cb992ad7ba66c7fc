"""Words on their way to a terminal of some width."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from agent.chat.flow import Flow

PIECES = st.lists(st.text(alphabet=st.sampled_from("ab é漢\n ."), max_size=12), max_size=12)


def shown(pieces: list[str], width: int | None, *, indent: int = 7, first: str = "agent: ") -> str:
    written = [first]
    flow = Flow(written.append, width=width, indent=indent, column=len(first))
    for piece in pieces:
        flow.feed(piece)
    flow.end_word()
    return "".join(written)


def test_lines_are_broken_between_words_and_set_in() -> None:
    assert shown(["Three appoint", "ments tomorrow, ", "at nine and at ten."], 30) == (
        "agent: Three appointments\n       tomorrow, at nine and\n       at ten."
    )


def test_without_a_width_only_the_text_itself_breaks_lines() -> None:
    assert shown(["one two ", "three\nfour"], None) == "agent: one two three\n       four"


@given(pieces=PIECES, width=st.integers(10, 40))
def test_no_word_is_ever_lost_cut_or_moved(pieces: list[str], width: int) -> None:
    assert shown(pieces, width).split() == ["agent:", *"".join(pieces).split()]


@given(pieces=PIECES, width=st.integers(10, 40))
def test_no_line_is_ever_wider_than_the_terminal_unless_one_word_is(pieces: list[str], width: int) -> None:
    lines = shown(pieces, width).split("\n")
    assert [line for line in lines if cell_len(line) > width and len(line.removeprefix("agent:").split()) > 1] == []


@given(pieces=PIECES, width=st.integers(10, 40) | st.none())
def test_no_line_but_the_first_ever_begins_at_the_edge(pieces: list[str], width: int | None) -> None:
    assert all(line.startswith(" " * 7) for line in shown(pieces, width).split("\n")[1:])
