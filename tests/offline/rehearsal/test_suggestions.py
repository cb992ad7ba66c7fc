"""Things to try, made from the tools that are there."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import jsonschema
import pytest

from agent.offline.rehearsal import ToolFacts, suggest
from agent.offline.rehearsal.choose import Catalogue
from agent.offline.rehearsal.dialogue import Call, respond
from agent.offline.rehearsal.history import Said
from tests.offline.rehearsal.others import EVERYTHING, FILESYSTEM, GIT, MEMORY, TIME
from tests.offline.rehearsal.unseen import MUSIC, PARCELS, SALON, text, tool

HANDY: list[list[ToolFacts]] = [
    MUSIC,
    PARCELS,
    SALON,
    FILESYSTEM,
    MEMORY,
    TIME,
    EVERYTHING,
    [*MUSIC, *PARCELS, *SALON],
    [*FILESYSTEM, *MEMORY, *TIME, *EVERYTHING, *GIT],
]


@pytest.mark.parametrize("tools", HANDY, ids=lambda tools: "+".join(dict.fromkeys(one.label for one in tools)))
def test_each_suggestion_fed_back_calls_a_tool_with_valid_arguments(tools: Sequence[ToolFacts]) -> None:
    sentences = suggest(tools)
    assert 1 <= len(sentences) <= 3
    called: set[str] = set()
    for sentence in sentences:
        for said in (sentence, sentence.lower().rstrip(".?").replace('"', "")):
            step = respond([Said("user", said)], Catalogue().read(tools), datetime(2026, 11, 20, 10, 0))
            assert isinstance(step, Call), said
            called.add(step.name)
            parameters = next(one.parameters for one in tools if one.name == step.name)
            jsonschema.validate(dict(step.arguments), dict(parameters))
    assert len(called) == len(sentences)


def test_each_server_is_suggested_before_any_is_suggested_twice() -> None:
    known = Catalogue().read([*MUSIC, *PARCELS, *SALON])
    labels = set()
    for sentence in suggest([*MUSIC, *PARCELS, *SALON]):
        step = respond([Said("user", sentence)], known, datetime(2026, 11, 20, 10, 0))
        assert isinstance(step, Call)
        labels.add(step.name.partition("__")[0])
    assert labels == {"jukebox", "courier", "salon"}


def test_a_look_up_by_day_is_suggested_as_a_question() -> None:
    assert suggest(SALON)[0] == "What bookings are there tomorrow?"


def test_a_search_is_suggested_with_the_example_of_its_description() -> None:
    guide = tool("guide__search_guide", "Search the guide.", "query", query=text("What to look for, such as beaches."))
    assert suggest([guide]) == ["What does the guide say about beaches?"]


def test_a_hint_that_a_tool_writes_puts_it_last() -> None:
    reads = ToolFacts("zoo__feed_log", "The log.", {"type": "object"}, read_only=True)
    writes = ToolFacts("zoo__list_cleaner", "Clean the list.", {"type": "object"}, read_only=False)
    assert suggest([writes, reads])[0] == "Feed log."


def test_a_stand_in_is_not_suggested() -> None:
    assert suggest([ToolFacts("zoo__not_connected", "Stands for every tool of zoo, which is not connected yet.")]) == []


def test_nothing_is_suggested_where_there_is_nothing() -> None:
    assert suggest([]) == []
