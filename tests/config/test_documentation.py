"""docs/configuration.md has every key in the part that fits its fate, and its values are those of the code."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from sayso.config.asking import NUMBERS, WORDS
from sayso.config.entry import LONGEST_TIMEOUT, OTHER_TOOLS
from sayso.config.environment import FILES, ConfigError
from sayso.config.keys import APPROVAL, ASKING, FILTER, INPUT, SERVER, TOOL, TOP, Fate, Ignored, Refused, Used
from sayso.config.labels import LONGEST
from sayso.config.load import DEFAULT, VARIABLE
from sayso.config.transport import EITHER_TYPES, HTTP_TYPES, STDIO_TYPES
from sayso.config.variables import EDITORS_ONLY, FROM_EDITORS
from sayso.consent.settings import Settings
from sayso.servers.declared import CALL_TIMEOUT, CONNECT_TIMEOUT
from tests.config.document import SECTIONS, Row, rows, spans
from tests.config.reading import one, read


def without_asking(table: Mapping[str, Fate]) -> Mapping[str, Fate]:
    """What the document has in the one table for all three places is not in the table of each."""
    return {key: fate for key, fate in table.items() if key not in ASKING}


USED: Mapping[str, Mapping[str, Fate]] = {
    "Keys of the file": without_asking(TOP),
    "Keys of a server": without_asking(SERVER),
    "Keys of asking": TOOL,
    "Keys of require_approval": APPROVAL,
    "Keys of a filter": FILTER,
    "Keys of an input": INPUT,
}
"""The section of each table's own keys."""

WHERE: Mapping[str, tuple[str, ...]] = {
    "file": ("Keys of the file",),
    "server": ("Keys of a server",),
    "tool": ("Keys of asking",),
    "anywhere": tuple(USED),
}
"""The tables that a row's column `where` means."""

OWN_NAMES = {"label": "server_label"}
"""Sayso's names that are no keys themselves, and the key that the document leads with."""


def keyed(title: str) -> Iterator[tuple[str, Row]]:
    for row in rows(title):
        yield from ((key, row) for key in spans(row["key"]))


def placed(title: str) -> Iterator[tuple[str, str, Row]]:
    """The keys of a table with a column `where`, once for each table of the code that they belong to."""
    for key, row in keyed(title):
        for where in row["where"].split(", "):
            yield from ((table, key, row) for table in WHERE[where])


def known_as(fate: Used) -> str:
    return OWN_NAMES.get(fate.name, fate.name)


@pytest.mark.parametrize("title", USED)
def test_every_key_that_is_used_stands_among_the_keys_of_its_place(title: str) -> None:
    own = {known_as(fate) for fate in USED[title].values() if isinstance(fate, Used)}
    assert sorted(key for key, _ in keyed(title)) == sorted(own)
    assert all(row["meaning"] for row in rows(title))


def test_every_other_spelling_stands_with_the_key_that_it_is_read_as() -> None:
    documented = {key: spans(row["is read as"]) for key, row in keyed("Used under another name")}
    assert documented == {
        key: [known_as(fate)]
        for table in USED.values()
        for key, fate in table.items()
        if isinstance(fate, Used) and known_as(fate) != key
    }


def test_every_ignored_key_stands_there_with_the_reason_that_check_prints() -> None:
    documented = [(table, key, row["why"]) for table, key, row in placed("Ignored")]
    assert sorted(documented) == sorted(
        (title, key, fate.why)
        for title, table in USED.items()
        for key, fate in table.items()
        if isinstance(fate, Ignored)
    )


def test_every_refused_key_stands_there_with_the_reason_and_the_cure() -> None:
    documented = [(table, key, row["why"], row["cure"].replace("`", "")) for table, key, row in placed("Refused")]
    assert sorted(documented) == sorted(
        (title, key, fate.why, fate.cure)
        for title, table in USED.items()
        for key, fate in table.items()
        if isinstance(fate, Refused)
    )


SAMPLES: Mapping[str, Any] = {
    "command": "c",
    "args": ["a"],
    "cwd": ".",
    "env": {"A": "1"},
    "envFile": "some.env",
    "url": "https://h/mcp",
    "connector_id": "c",
    "headers": {"X": "y"},
    "authorization": "t",
    "allow_http": True,
    "type": "mcp",
    "server_label": "x",
    "description": "d",
    "disabled": True,
    "enabled": False,
    "connect_timeout": 1,
    "timeout": 1,
    "allowed_tools": ["a"],
    "require_approval": "never",
    "trusted": True,
    "tools": {"a": {"destructive": False}},
}

each_key = pytest.mark.parametrize(
    ("key", "row"), [pytest.param(*found, id=found[0]) for found in keyed("Keys of a server")]
)


def means_something(key: str, base: Mapping[str, Any]) -> bool:
    """Whether an entry takes the key, and not with a line that it is left aside."""
    try:
        return not read({"servers": {"x": {**base, key: SAMPLES[key]}}, "connectors": {"c": "https://h/mcp"}}).notes
    except ConfigError:
        return False


@each_key
def test_a_key_means_something_on_the_transports_that_the_document_names(key: str, row: Row, folder: Path) -> None:
    (folder / "some.env").write_text("")
    # A connector is an address itself, and would be one too many.
    remote = {} if key == "connector_id" else {"url": "https://h/mcp"}
    on = {(True, True): "both", (True, False): "stdio", (False, True): "http"}
    assert row["on"] == on[means_something(key, {"command": "c"}), means_something(key, remote)]


def default(row: Row) -> str | None:
    written = re.fullmatch(r"`([^`]+)`", row["default"])
    return written[1] if written else None


@each_key
def test_a_default_is_what_leaving_the_key_out_means(key: str, row: Row) -> None:
    written = default(row)
    if written is not None:
        base = {"command": "c"} if row["on"] != "http" else {"url": "https://h/mcp"}
        assert one({**base, key: json.loads(written)}) == one(base)


def test_the_keys_whose_default_is_a_value_are_documented_with_it() -> None:
    assert {key: default(row) for key, row in keyed("Keys of a server") if default(row)} == {
        "allow_http": "false",
        "disabled": "false",
        "enabled": "true",
        "connect_timeout": f"{CONNECT_TIMEOUT:g}",
        "timeout": f"{CALL_TIMEOUT:g}",
        "require_approval": '"always"',
        "trusted": "false",
    }


def test_the_keys_of_asking_are_keys_of_the_file_of_a_server_and_of_a_tool() -> None:
    for table in (TOP, SERVER, TOOL):
        assert {key: table[key] for key in ASKING} == ASKING


def test_the_values_and_defaults_of_asking_are_those_of_the_code() -> None:
    for key, row in keyed("Keys of asking"):
        if key in NUMBERS:
            low, high = re.fullmatch(r"([\d.]+) to (\d+)( seconds)?", row["values"]).group(1, 2)  # type: ignore[union-attr]  # a row without them fails just as well
            assert (float(low), float(high)) == (NUMBERS[key].low, NUMBERS[key].high), key
            assert row["values"].endswith(" seconds") != NUMBERS[key].whole, key
        if key in WORDS:
            assert [json.loads(word) for word in spans(row["values"])] == list(WORDS[key])
        written = default(row)
        assert (written and json.loads(written)) == getattr(Settings(), key, None), key


def test_the_transports_are_those_of_the_parser() -> None:
    (row,) = [row for key, row in keyed("Keys of a server") if key == "type"]
    assert spans(row["meaning"]) == [*STDIO_TYPES, *HTTP_TYPES, *EITHER_TYPES, "sse"]


def test_what_else_a_tools_array_may_hold_is_named() -> None:
    (sentence,) = re.findall(r"no MCP server \((.*?)\)", SECTIONS["Forms"].text, re.DOTALL)
    assert spans(sentence) == list(OTHER_TOOLS)


def test_the_time_outs_are_those_of_the_code() -> None:
    connect, call = rows("Time-outs")
    assert (connect["default"], call["default"]) == (f"{CONNECT_TIMEOUT:g} seconds", f"{CALL_TIMEOUT:g} seconds")
    assert f"at most {LONGEST_TIMEOUT}" in connect["values"]
    for key in ("connect_timeout", "timeout"):
        assert one({"command": "c", key: LONGEST_TIMEOUT})
        with pytest.raises(ConfigError):
            one({"command": "c", key: LONGEST_TIMEOUT + 1})


def test_the_longest_label_is_that_of_the_code() -> None:
    assert f"at most {LONGEST} characters" in SECTIONS["Forms"].text


def test_the_files_are_named_in_the_order_in_which_they_win() -> None:
    servers, environment = rows("Files")
    assert spans(servers["where, the first one wins"]) == ["--config FILE", "chat", "check", "tools", VARIABLE, DEFAULT]
    assert environment["where, the first one wins"].startswith("the process's own, ")
    assert spans(environment["where, the first one wins"]) == list(FILES)


def test_every_variable_of_an_editor_is_documented_with_its_fate() -> None:
    known = {span for row in rows("Variables") for span in spans(row["you write"])}
    assert {f"${{{name}}}" for name in FROM_EDITORS} <= known
    (refused,) = re.findall(r"only an editor knows them: (.*?)\.\n", SECTIONS["Variables"].text, re.DOTALL)
    assert set(spans(refused)) == {f"${{{name}}}" for name in EDITORS_ONLY}
