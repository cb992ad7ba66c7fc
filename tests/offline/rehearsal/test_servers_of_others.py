"""Requests to servers that others wrote."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import jsonschema
import pytest

from agent.offline.rehearsal.choose import Catalogue
from agent.offline.rehearsal.dialogue import Ask, Call, respond
from agent.offline.rehearsal.history import Said
from tests.offline.rehearsal.others import OTHERS

NOW = datetime(2026, 11, 20, 10, 0)

ROWS: list[tuple[str, str, dict[str, Any]]] = [
    ("Read notes.txt", "files__read_text_file", {"path": "notes.txt"}),
    ("read notes dot txt", "files__read_text_file", {"path": "notes.txt"}),
    ("what is in the file report.md", "files__read_text_file", {"path": "report.md"}),
    ("Read the first 10 lines of /tmp/a/b.log", "files__read_text_file", {"path": "/tmp/a/b.log", "head": 10}),
    ("read the last five lines of notes.txt", "files__read_text_file", {"path": "notes.txt", "tail": 5}),
    ("Read the files a.txt and b.txt", "files__read_multiple_files", {"paths": ["a.txt", "b.txt"]}),
    ("Write hello world to notes.txt", "files__write_file", {"path": "notes.txt", "content": "hello world"}),
    (
        'Create a file called todo.md with the content "buy milk"',
        "files__write_file",
        {"path": "todo.md", "content": "buy milk"},
    ),
    ("List the directory /srv/docs", "files__list_directory", {"path": "/srv/docs"}),
    ("list the files in documents", "files__list_directory", {"path": "documents"}),
    ("create a directory called archive", "files__create_directory", {"path": "archive"}),
    ("Move a.txt to old/a.txt", "files__move_file", {"source": "a.txt", "destination": "old/a.txt"}),
    ("rename draft.md to final.md", "files__move_file", {"source": "draft.md", "destination": "final.md"}),
    ("Search for *.py in /tmp", "files__search_files", {"path": "/tmp", "pattern": "*.py"}),
    ("which directories are allowed", "files__list_allowed_directories", {}),
    ("read the whole knowledge graph", "memory__read_graph", {}),
    ("Search the knowledge graph for coffee", "memory__search_nodes", {"query": "coffee"}),
    ("delete the entities milk and bread", "memory__delete_entities", {"entityNames": ["milk", "bread"]}),
    ("What time is it in Tokyo?", "time__get_current_time", {"timezone": "Asia/Tokyo"}),
    ("what is the current time in new york", "time__get_current_time", {"timezone": "America/New_York"}),
    (
        "convert 3 pm from new york to london",
        "time__convert_time",
        {"time": "15:00", "source_timezone": "America/New_York", "target_timezone": "Europe/London"},
    ),
    (
        "Convert 09:15 from Europe/Berlin to Asia/Tokyo",
        "time__convert_time",
        {"time": "09:15", "source_timezone": "Europe/Berlin", "target_timezone": "Asia/Tokyo"},
    ),
    ("echo what a day", "everything__echo", {"message": "what a day"}),
    ('Echo "Hello there"', "everything__echo", {"message": "Hello there"}),
    ("what is the sum of three and four", "everything__get-sum", {"a": 3, "b": 4}),
    ("Add 3 and 4.5", "everything__get-sum", {"a": 3, "b": 4.5}),
    (
        "start a long running operation with 3 steps",
        "everything__trigger-long-running-operation",
        {"steps": 3},
    ),
    (
        "get an error message with image",
        "everything__get-annotated-message",
        {"messageType": "error", "includeImage": True},
    ),
    ("show the git log of /srv/repo", "git__git_log", {"repo_path": "/srv/repo"}),
    ("show the last 5 commits of /srv/repo", "git__git_log", {"repo_path": "/srv/repo", "max_count": 5}),
    (
        'commit /srv/repo with the message "fix the door"',
        "git__git_commit",
        {"repo_path": "/srv/repo", "message": "fix the door"},
    ),
]


@pytest.mark.parametrize(("said", "name", "arguments"), ROWS, ids=[row[0] for row in ROWS])
def test_a_request_to_a_server_of_others_calls_the_right_tool(said: str, name: str, arguments: dict[str, Any]) -> None:
    step = respond([Said("user", said)], Catalogue().read(OTHERS), NOW)
    assert isinstance(step, Call), step
    assert (step.name, dict(step.arguments)) == (name, arguments)
    jsonschema.validate(dict(step.arguments), dict(next(one.parameters for one in OTHERS if one.name == name)))


def test_an_entity_is_built_from_answers_one_field_at_a_time() -> None:
    known = Catalogue().read(OTHERS)
    events = [Said("user", "create an entity called Ana")]
    asked = []
    for answer in ("person", "likes tea and plays chess"):
        step = respond(events, known, NOW)
        assert isinstance(step, Ask)
        asked.append(step.text)
        events += [Said("assistant", step.text), Said("user", answer)]
    step = respond(events, known, NOW)
    assert asked == ["What is the type of the entity?", "What are the observation contents associated with the entity?"]
    assert isinstance(step, Call)
    entity = {"name": "Ana", "entityType": "person", "observations": ["likes tea", "plays chess"]}
    assert dict(step.arguments) == {"entities": [entity]}
