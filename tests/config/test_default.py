"""The mcp.json of the repository: the servers that are used by default."""

from __future__ import annotations

from pathlib import Path

from sayso.config.json_text import parse
from sayso.config.load import load
from sayso.consent.policy import Hints, decide
from sayso.servers.declared import Http, Stdio

ROOT = Path(__file__).parents[2]
TEXT = (ROOT / "mcp.json").read_text()


def unasked(label: str, tools: str) -> set[str]:
    (server,) = [server for server in load(ROOT / "mcp.json", {}).servers if server.label == label]
    return {tool for tool in tools.split() if not decide(server.rules, tool, Hints()).asks}


def test_it_loads_without_a_line_and_without_a_variable() -> None:
    config = load(ROOT / "mcp.json", {})
    assert [server.label for server in config.servers] == ["desk", "handbook"]
    assert (config.disabled, config.notes) == (("codex",), ())


def test_reading_never_asks_and_writing_always_does() -> None:
    desk = "find_appointments list_free_slots book_appointment move_appointment cancel_appointment send_reminders new"
    assert unasked("desk", desk) == {"find_appointments", "list_free_slots"}
    assert unasked("handbook", "search_handbook read_page submit_feedback new") == {"search_handbook", "read_page"}


def test_the_handbook_can_be_elsewhere_and_behind_a_token() -> None:
    handbook = load(ROOT / "mcp.json", {}).servers[1]
    assert handbook.transport == Http("http://127.0.0.1:8765/mcp", {})
    environment = {"HANDBOOK_URL": "https://handbook.example.com/mcp", "HANDBOOK_TOKEN": "t"}
    moved = load(ROOT / "mcp.json", environment).servers[1]
    assert moved.transport == Http("https://handbook.example.com/mcp", {"Authorization": "Bearer t"})


def test_codex_is_switched_on_by_removing_one_line(folder: Path) -> None:
    lines = [line for line in TEXT.splitlines() if '"disabled": true' not in line]
    assert len(lines) == len(TEXT.splitlines()) - 1
    (folder / "mcp.json").write_text("\n".join(lines))
    codex = load(folder / "mcp.json", {}).servers[2]
    assert (codex.label, codex.timeout) == ("codex", None)
    assert isinstance(codex.transport, Stdio)
    assert codex.transport.args[-1] == "mcp-server"
    assert "sandbox_mode=workspace-write" in codex.transport.args
    assert decide(codex.rules, "codex", Hints(read_only=True)).asks


def test_editors_find_the_schema_beside_it() -> None:
    value, _ = parse(TEXT)
    assert isinstance(value, dict)
    schema = value["$schema"]
    assert isinstance(schema, str)
    assert (ROOT / schema).is_file()
