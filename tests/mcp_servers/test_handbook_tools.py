"""The handbook as a client sees it: its tools, their hints, and what they say."""

from __future__ import annotations

import json
import os
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from mcp import Client
from mcp.server import MCPServer

from mcp_servers.handbook.__main__ import PAGES
from mcp_servers.handbook.feedback import LONGEST, keep_feedback
from mcp_servers.handbook.index import Index
from mcp_servers.handbook.server import build
from mcp_servers.refused import Refused
from tests.mcp_servers.practice import NOW, answer, call, refusal


def a_handbook(tmp_path: Path, folder: Path = PAGES) -> MCPServer[Any]:
    return build(Index(folder), tmp_path / "deep" / "feedback.jsonl", lambda: NOW)


def entries(tmp_path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (tmp_path / "deep" / "feedback.jsonl").read_text().splitlines()]


async def test_two_tools_read_and_one_writes_and_all_say_so(tmp_path: Path) -> None:
    async with Client(a_handbook(tmp_path)) as client:
        tools = (await client.list_tools()).tools
    found = {}
    for tool in tools:
        hints = tool.annotations
        assert hints is not None
        assert tool.title
        assert tool.description
        assert all(schema["description"] for schema in tool.input_schema["properties"].values())
        found[tool.name] = (
            set(tool.input_schema["required"]),
            (hints.read_only_hint, hints.destructive_hint, hints.idempotent_hint, hints.open_world_hint),
        )
    assert found == {
        "search_handbook": ({"query"}, (True, False, True, False)),
        "read_page": ({"page"}, (True, False, True, False)),
        "submit_feedback": ({"text"}, (False, False, False, False)),
    }


async def test_a_search_is_answered_in_sentences_with_the_pages_and_as_data(tmp_path: Path) -> None:
    found = await call(a_handbook(tmp_path), "search_handbook", query="what does the handbook say about refunds")
    text = await answer(a_handbook(tmp_path), "search_handbook", query="refunds")
    assert text.startswith("Refunds and deposits: A deposit is paid back in full up to a day before the appointment. ")
    assert "\n\nRefunds and deposits, How a refund is paid: A refund goes back the way the money came" in text
    assert found.structured_content is not None
    assert found.structured_content["passages"][0]["page"] == "refunds-and-deposits"


async def test_a_search_without_a_hit_names_the_pages(tmp_path: Path) -> None:
    text = await answer(a_handbook(tmp_path), "search_handbook", query="zeppelin")
    assert text.startswith("The handbook has nothing about 'zeppelin'. Its pages are: appointments, cancellations, ")
    empty = await answer(a_handbook(tmp_path, tmp_path), "search_handbook", query="zeppelin")
    assert empty == "The handbook has nothing about 'zeppelin'. Its pages are: none yet."


async def test_a_page_is_read_as_it_is_written(tmp_path: Path) -> None:
    text = await answer(a_handbook(tmp_path), "read_page", page="Opening hours")
    assert text == (PAGES / "opening-hours.md").read_text()


async def test_bad_arguments_are_refused_in_a_sentence(tmp_path: Path) -> None:
    book = a_handbook(tmp_path)
    assert (await refusal(book, "read_page", page="../../pyproject.toml")).startswith("There is no page '../../")
    assert await refusal(book, "read_page", name="parking") == "There is no argument 'name'; it takes page."
    assert await refusal(book, "search_handbook") == "The query is missing."
    assert (await refusal(book, "search_handbook", query="")).startswith("What shall I look for?")
    assert (await refusal(book, "submit_feedback", text=" ")).startswith("What shall I pass on?")
    assert (await refusal(book, "submit_feedback", text="Good.", page="parkin")).endswith("Did you mean parking?")
    assert not (tmp_path / "deep").exists()


async def test_feedback_is_added_to_the_file_line_by_line(tmp_path: Path) -> None:
    book = a_handbook(tmp_path)
    assert await answer(book, "submit_feedback", text="Clear\nand short, für uns!", page="Opening hours") == (
        "Thank you, the feedback on Opening hours was passed on."
    )
    assert await answer(book, "submit_feedback", text='It says "soon"', page=None) == (
        "Thank you, the feedback was passed on."
    )
    assert entries(tmp_path) == [
        {"at": "2026-11-21T10:10:00", "page": "opening-hours", "text": "Clear and short, für uns!"},
        {"at": "2026-11-21T10:10:00", "page": None, "text": 'It says "soon"'},
    ]


def test_feedback_of_many_at_once_is_kept_whole(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "feedback.jsonl"
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda n: keep_feedback(path, None, f"{n} " * 500, datetime.now()), range(40)))
    assert sorted(int(entry["text"].split()[0]) for entry in entries(tmp_path)) == list(range(40))


def test_feedback_that_cannot_be_written_whole_is_not_written_at_all(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "deep" / "feedback.jsonl"
    keep_feedback(path, None, "Fine.", NOW)
    before = path.read_bytes()
    write = os.write
    monkeypatch.setattr("os.write", lambda file, line: write(file, line[:5]))
    with pytest.raises(Refused, match=r"^The feedback could not be written down; nothing was kept\.$"):
        keep_feedback(path, None, "Half.", NOW)
    assert path.read_bytes() == before


def test_feedback_that_is_too_long_or_has_nowhere_to_go_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="too long"):
        keep_feedback(tmp_path / "f", None, "x" * (LONGEST + 1), NOW)
    (tmp_path / "file").write_text("")
    with pytest.raises(Refused, match="nothing was kept"):
        keep_feedback(tmp_path / "file" / "below", None, "Fine.", NOW)
