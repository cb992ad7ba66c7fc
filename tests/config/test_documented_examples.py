"""Every example of docs/configuration.md loads, or is refused where the document says so, with the line it prints."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import jsonschema
import pytest

from sayso.config.environment import ConfigError
from sayso.config.json_text import parse
from sayso.config.load import load
from sayso.consent.policy import Filter, Hints, decide
from sayso.consent.settings import Settings
from sayso.servers.declared import DeclaredServer
from tests.config.document import TEXT, Example, Row, examples, rows, spans
from tests.config.reading import local, one, read

SCHEMA = Path(__file__).parents[2] / "sayso" / "config" / "mcp.schema.json"
ENVIRONMENT = {
    "SAYSO_INPUT_TICKETS_TOKEN": "s",
    "ONE_TOKEN": "1",
    "TWO_TOKEN": "2",
    "THREE_KEY": "3",
    "GOOGLE_TOKEN": "g",
}
EXAMPLES = list(examples())
LOADED = [example for example in EXAMPLES if not example.refused]
REFUSED = [example for example in EXAMPLES if example.refused]
FRAGMENT = re.compile(r'"\w+": .+', re.DOTALL)


def name(example: Example) -> str:
    words = re.findall(r"\w+", example.text)
    return "_".join(words[:6])


def write(example: Example) -> None:
    Path("mcp.json").write_text(example.text, encoding="utf-8")


def test_the_document_has_examples_of_both_kinds() -> None:
    assert len(LOADED) >= 6
    assert len(REFUSED) >= 3


@pytest.mark.parametrize("example", LOADED, ids=name)
def test_an_example_loads_without_a_note(example: Example) -> None:
    write(example)
    config = load(Path("mcp.json"), ENVIRONMENT)
    assert config.servers
    assert config.notes == ()


@pytest.mark.parametrize("example", LOADED, ids=name)
def test_an_editor_with_the_schema_accepts_an_example(example: Example) -> None:
    value, _ = parse(example.text)
    jsonschema.Draft7Validator(json.loads(SCHEMA.read_text())).validate(value)


@pytest.mark.parametrize("example", REFUSED, ids=name)
def test_an_example_is_refused_where_the_document_says_so(example: Example) -> None:
    assert "refused" in example.before.rsplit("\n\n", 2)[-2] + example.between
    write(example)
    with pytest.raises(ConfigError) as refused:
        load(Path("mcp.json"), ENVIRONMENT)
    assert str(refused.value) == example.refusal


@pytest.mark.parametrize("example", [example for example in EXAMPLES if example.language == "json"], ids=name)
def test_an_example_that_is_called_json_has_no_comments(example: Example) -> None:
    assert json.loads(example.text)


def test_every_variable_of_the_examples_is_needed() -> None:
    for missing in ENVIRONMENT:
        rest = {key: value for key, value in ENVIRONMENT.items() if key != missing}
        unset = []
        for example in LOADED:
            write(example)
            try:
                load(Path("mcp.json"), rest)
            except ConfigError as refused:
                unset += [problem.code for problem in refused.problems]
        assert set(unset) == {"variable-unset"}, missing


# The pieces in the tables of the part on approvals.


def fragments(title: str, table: int, column: str) -> Iterator[tuple[str, Row]]:
    for row in rows(title, table):
        found = [span for span in spans(row[column]) if FRAGMENT.fullmatch(span)]
        assert len(found) == 1 or row[column] == "nothing", row
        yield found[0] if found else "", row


def server(fragment: str) -> DeclaredServer:
    return one({"command": "c", **json.loads(f"{{{fragment}}}")})


def runs(fragment: str) -> list[str]:
    """The tools of a made-up server that run unasked."""
    rules = server(fragment).rules
    tools = {"search": Hints(), "delete": Hints(), "look": Hints(read_only=True), "export": Hints(read_only=True)}
    return [tool for tool, hints in tools.items() if not decide(rules, tool, hints).asks]


def test_each_way_to_write_an_approval_does_what_its_row_says() -> None:
    said = {
        "every tool asks": [],
        "`search` runs, the others ask": ["search"],
        "the same, as OpenAI writes it": ["search"],
        "`search` runs; `delete` asks, and so do the others": ["search"],
        "what the server calls read-only runs, the others ask": ["look", "export"],
        "the same, but `export` asks whatever its hints say": ["look"],
        "every tool runs": ["search", "delete", "look", "export"],
    }
    for fragment, row in fragments("Approval", 0, "you write"):
        assert runs(fragment) == said[row["what happens"]], fragment


def test_what_the_document_calls_refused_is_refused() -> None:
    codes = []
    for fragment, _ in fragments("Approval", 1, "refused"):
        with pytest.raises(ConfigError) as refused:
            server(fragment)
        codes += [problem.code for problem in refused.value.problems]
    assert codes == [
        "hint-untrusted",
        "never-writes",
        "hint-untrusted",
        "tool-in-both",
        "approval-unknown",
        "tool-name-form",
    ]


def test_each_way_to_write_allowed_tools_allows_what_its_row_says() -> None:
    said = {
        "every tool": None,
        "these two": Filter(frozenset({"search", "fetch"})),
        "the same, as OpenAI writes it": Filter(frozenset({"search"})),
        "what the server calls read-only": Filter(None, read_only=True),
        "none": Filter(frozenset()),
    }
    for fragment, row in fragments("Approval", 2, "you write"):
        assert server(fragment).allowed == said[row["what exists"]], fragment


def test_a_filter_without_any_key_matches_nothing() -> None:
    assert runs('"require_approval": {"never": {}}') == []
    assert server('"allowed_tools": {}').allowed == Filter()
    assert not Filter().matches("search", Hints(read_only=True))


def test_the_classes_are_those_of_the_example() -> None:
    (example,) = [example for example in EXAMPLES if "send_reminders" in example.text]
    write(example)
    (desk,) = load(Path("mcp.json"), {}).servers
    classes = {tool: decide(desk.rules, tool, Hints()).destructive for tool in ("send_reminders", "book_appointment")}
    assert classes == {"send_reminders": False, "book_appointment": True}


def test_the_settings_are_those_of_the_example() -> None:
    (example,) = [example for example in EXAMPLES if "first_silence" in example.text]
    write(example)
    (desk,) = load(Path("mcp.json"), {}).servers
    assert desk.settings == Settings(answer_mode="careful", first_silence=10, final_silence=15)
    say = "cancel the appointment of {patient} on {date} at {time}"
    assert desk.settings_for("cancel_appointment") == replace(desk.settings, say=say)
    assert desk.settings_for("book_appointment") == replace(desk.settings, grant="turn", answer_mode="fast")
    assert not decide(desk.rules, "book_appointment", Hints()).destructive


# The variables.


def value(text: str, environment: dict[str, str] | None = None) -> str:
    return local({"args": [text]}, environment or {}).args[0]


def test_each_variable_becomes_what_its_row_says(folder: Path) -> None:
    environment = {"NAME": "n", "SAYSO_INPUT_TICKETS_TOKEN": "s"}
    home = os.path.expanduser("~")  # noqa: PTH111 (as the parser does)
    said = {
        "${NAME}": "n",
        "${env:NAME}": "n",
        "${NAME:-default}": "n",
        "${env:NAME:-default}": "n",
        "${input:tickets-token}": "s",
        "${workspaceFolder}": str(folder),
        "${workspaceRoot}": str(folder),
        "${workspaceFolderBasename}": folder.name,
        "${CLAUDE_PROJECT_DIR}": str(folder),
        "${userHome}": home,
        "${pathSeparator}": os.sep,
        "${/}": os.sep,
        "$${": "${",
    }
    documented = [span for row in rows("Variables") for span in spans(row["you write"])]
    assert documented == list(said)
    assert [value(text, environment) for text in documented] == list(said.values())
    for text in ("${NAME:-default}", "${env:NAME:-default}"):
        assert (value(text), value(text, {"NAME": ""})) == ("default", "default")


def test_an_own_variable_that_names_itself_means_the_one_outside() -> None:
    (fragment,) = re.findall(r"means the one outside: `(.*?)`", TEXT)
    transport = local(json.loads(f"{{{fragment}}}"), {"PATH": "/bin"})
    assert transport.env == {"PATH": "/opt/tools/bin:/bin"}


def test_a_variable_is_looked_up_in_the_documented_order(folder: Path) -> None:
    (folder / "some.env").write_text("A=file\nB=file\n")
    entry = {"args": ["${A} ${B} ${C}"], "env": {"A": "own"}, "envFile": "some.env"}
    assert local(entry, {"A": "outside", "B": "outside", "C": "outside"}).args == ("own file outside",)


def test_a_variable_without_braces_is_noted_only_where_it_is_the_whole_string() -> None:
    config = read({"servers": {"x": {"command": "c", "args": ["$HOST", "--host=$HOST"]}}})
    assert [(note.code, note.where) for note in config.notes] == [("variable-unbraced", "mcp.json: servers.x.args[0]")]
