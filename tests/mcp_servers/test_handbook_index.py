"""Searching the folder, always as it is now."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mcp_servers.handbook.__main__ import PAGES
from mcp_servers.handbook.index import LARGEST, Index
from mcp_servers.refused import Refused

SHIPPED = Index(PAGES)


def pages(index: Index, query: str) -> list[str]:
    return [hit.page for hit in index.search(query)]


@pytest.mark.parametrize(
    ("query", "page"),
    [
        ("refunds", "refunds-and-deposits"),
        ("refund", "refunds-and-deposits"),
        ("What does the handbook say about refunds?", "refunds-and-deposits"),
        ("What about the deposit?", "refunds-and-deposits"),
        ("when are you open", "opening-hours"),
        ("public holidays", "opening-hours"),
        ("where can I park", "parking"),
        ("cancelling at short notice", "cancellations"),
        ("which insurers do you work with", "insurance"),
        ("what should new patients bring", "new-patients"),
        ("how long are my records kept", "privacy"),
        ("repeat prescription", "prescriptions"),
        ("moving an appointment", "appointments"),
    ],
)
def test_the_shipped_handbook_answers_from_the_right_page(query: str, page: str) -> None:
    assert pages(SHIPPED, query)[0] == page


@pytest.mark.parametrize("query", ["refunds", "what does the handbook say about refunds", "what about the deposit"])
def test_about_refunds_it_says_first_that_a_deposit_is_paid_back_up_to_a_day_before(query: str) -> None:
    assert "A deposit is paid back in full up to a day before the appointment." in SHIPPED.search(query)[0].text


def test_what_is_in_no_page_is_not_found() -> None:
    assert SHIPPED.search("zeppelin") == ()


def test_a_question_without_words_is_refused() -> None:
    for query in ("", "  ", "?!", '"'):
        with pytest.raises(Refused, match=r"^What shall I look for\?"):
            SHIPPED.search(query)


OPERATORS = st.sampled_from(
    ['"', "AND", "OR", "NOT", "NEAR(", ")", "*", "^", ":", "-", "title:", "{", "}", "'", "a", "\x00"]
)


@settings(max_examples=300, deadline=None)
@given(st.text() | st.lists(OPERATORS | st.text(max_size=5)).map(" ".join) | st.text(st.characters(categories=["Cs"])))
def test_no_text_whatever_breaks_the_search(query: str) -> None:
    try:
        hits = SHIPPED.search(query)
    except Refused:
        return
    assert len(hits) <= 3
    assert all((PAGES / f"{hit.page}.md").is_file() for hit in hits)


def test_a_very_long_question_is_answered_by_its_first_words() -> None:
    assert pages(SHIPPED, "refunds " + "zeppelin " * 100_000)[0] == "refunds-and-deposits"


def test_accents_and_capitals_make_no_difference(tmp_path: Path) -> None:
    (tmp_path / "cafe.md").write_text("# Café\n\nThe CRÈME is fresh.")
    assert pages(Index(tmp_path), "creme") == pages(Index(tmp_path), "CAFÉ") == ["cafe"]


def test_a_file_dropped_into_the_folder_is_found_at_the_next_search(tmp_path: Path) -> None:
    index = Index(tmp_path)
    assert index.search("zeppelin") == ()
    (tmp_path / "travel.md").write_text("# Travel\n\nWe go by zeppelin.")
    (hit,) = index.search("zeppelin")
    assert (hit.page, hit.title, hit.text) == ("travel", "Travel", "We go by zeppelin.")
    assert index.page("travel").source == "# Travel\n\nWe go by zeppelin."


def test_a_changed_file_is_found_as_it_is_now_even_when_its_size_and_time_stay(tmp_path: Path) -> None:
    path = tmp_path / "travel.md"
    path.write_text("We go by zeppelin.")
    before = path.stat()
    index = Index(tmp_path)
    assert pages(index, "zeppelin") == ["travel"]
    path.write_text("We go by airplane.")
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert index.search("zeppelin") == ()
    assert pages(index, "airplane") == ["travel"]


def test_a_file_that_was_read_just_after_it_was_written_is_read_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Within one tick of the file system's clock a second change leaves no trace in the file's times.
    path = tmp_path / "travel.md"
    path.write_text("We go by zeppelin.")
    index = Index(tmp_path)
    same = index._files()
    monkeypatch.setattr(index, "_files", lambda: same)
    assert pages(index, "zeppelin") == ["travel"]
    path.write_text("We go by airplane.")
    assert pages(index, "airplane") == ["travel"]


def test_an_unchanged_file_is_not_read_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("mcp_servers.handbook.index.STILL_NS", -1)
    (tmp_path / "travel.md").write_text("We go by zeppelin.")
    index = Index(tmp_path)
    assert pages(index, "zeppelin") == ["travel"]
    monkeypatch.setattr(Path, "read_text", lambda *_, **__: "We go by airplane.")
    assert pages(index, "zeppelin") == ["travel"]


def test_a_removed_or_renamed_file_is_gone_at_the_next_search(tmp_path: Path) -> None:
    (tmp_path / "travel.md").write_text("We go by zeppelin.")
    (tmp_path / "food.md").write_text("We eat soup.")
    index = Index(tmp_path)
    assert pages(index, "zeppelin soup") != []
    (tmp_path / "travel.md").rename(tmp_path / "journeys.md")
    (tmp_path / "food.md").unlink()
    assert pages(index, "zeppelin") == ["journeys"]
    assert index.search("soup") == ()
    assert index.names() == ("journeys",)


def test_pages_in_folders_within_the_folder_are_found(tmp_path: Path) -> None:
    (tmp_path / "staff").mkdir()
    (tmp_path / "staff" / "rota.md").write_text("# Rota\n\nMondays are zeppelin days.")
    index = Index(tmp_path)
    assert pages(index, "zeppelin") == ["staff/rota"]
    assert index.page("staff/rota").title == index.page("Rota").title == "Rota"


def test_only_markdown_that_is_meant_to_be_seen_is_a_page(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("zeppelin")
    (tmp_path / ".draft.md").write_text("zeppelin")
    (tmp_path / ".git").mkdir()
    (tmp_path / ".git" / "x.md").write_text("zeppelin")
    (tmp_path / "folder.md").mkdir()
    (tmp_path / "huge.md").write_text("zeppelin " * (LARGEST // 9 + 1))
    (tmp_path / "LOUD.MD").write_text("airplane")
    index = Index(tmp_path)
    assert index.names() == ("LOUD",)
    assert index.search("zeppelin") == ()


def test_a_page_that_is_not_utf_8_is_still_found(tmp_path: Path) -> None:
    (tmp_path / "old.md").write_bytes("The zeppelin is für alle.".encode("latin-1"))
    assert pages(Index(tmp_path), "zeppelin") == ["old"]


def test_a_link_that_leads_out_of_the_folder_is_no_page(tmp_path: Path) -> None:
    folder = tmp_path / "pages"
    folder.mkdir()
    (tmp_path / "secret.md").write_text("zeppelin")
    (folder / "leak.md").symlink_to(tmp_path / "secret.md")
    (folder / "up").symlink_to(tmp_path, target_is_directory=True)
    (folder / "fine.md").write_text("airplane")
    (folder / "also-fine.md").symlink_to(folder / "fine.md")
    index = Index(folder)
    assert index.names() == ("also-fine", "fine")
    assert index.search("zeppelin") == ()


@pytest.mark.parametrize(
    "said",
    [
        "../secret",
        "../secret.md",
        "..",
        "/etc/passwd",
        "pages/../../secret",
        "fine/../../secret",
        "%2e%2e/secret",
        "\x00",
    ],
)
def test_no_name_leads_out_of_the_folder(tmp_path: Path, said: str) -> None:
    folder = tmp_path / "pages"
    folder.mkdir()
    (tmp_path / "secret.md").write_text("zeppelin")
    (folder / "fine.md").write_text("airplane")
    with pytest.raises(Refused):
        Index(folder).page(said)


@settings(max_examples=200, deadline=None)
@given(st.text() | st.lists(st.sampled_from(["..", "/", "parking", ".md", "~", "\\", "."])).map("".join))
def test_any_name_is_a_page_of_the_folder_or_is_refused(said: str) -> None:
    try:
        page = SHIPPED.page(said)
    except Refused:
        return
    assert (PAGES / f"{page.name}.md").read_text() == page.source


@pytest.mark.parametrize("said", ["opening-hours", "Opening hours", "opening hours", "OPENING-HOURS.md"])
def test_a_page_is_known_by_its_name_and_its_title(said: str) -> None:
    assert SHIPPED.page(said).name == "opening-hours"


def test_an_unknown_page_is_refused_with_the_nearest_or_with_all() -> None:
    with pytest.raises(Refused, match=r"^There is no page 'parkin'\. Did you mean parking\?$"):
        SHIPPED.page("parkin")
    with pytest.raises(Refused, match=r"^There is no page 'zeppelin'\. There are appointments, cancellations, .* and "):
        SHIPPED.page("zeppelin")
    with pytest.raises(Refused, match=r"^Which page\?"):
        SHIPPED.page(" ")


def test_a_folder_that_has_gone_is_said_so_and_found_again_when_it_is_back(tmp_path: Path) -> None:
    folder = tmp_path / "pages"
    folder.mkdir()
    (folder / "travel.md").write_text("zeppelin")
    index = Index(folder)
    folder.rename(tmp_path / "away")
    with pytest.raises(Refused, match=r"^The handbook's folder can't be read at the moment\.$"):
        index.search("zeppelin")
    (tmp_path / "away").rename(folder)
    assert pages(index, "zeppelin") == ["travel"]
