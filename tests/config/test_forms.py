"""What the keys of an entry come to."""

from __future__ import annotations

from pathlib import Path

import pytest

from sayso.config.labels import prefix_of
from sayso.config.load import load
from sayso.consent.policy import Filter, Hints, Rules, decide
from sayso.servers.declared import DeclaredServer, Http, Mention, Stdio
from tests.config.reading import local, one, read, remote


def test_comments_trailing_commas_and_a_byte_order_mark_are_read_as_editors_read_them() -> None:
    config = read('\ufeff// one\r\n{"servers": /* two */ {"x": {"command": "c", "args": ["//", "/*",],},},} // end')
    assert config.servers[0].transport == Stdio("c", ("//", "/*"), {}, Path.cwd())


def test_all_three_forms_stand_side_by_side_in_one_file() -> None:
    config = read(
        {
            "mcpServers": {"a": {"command": "c"}},
            "servers": {"b": {"type": "http", "url": "https://b/mcp"}},
            "tools": [{"type": "mcp", "server_label": "c", "server_url": "https://c/mcp"}],
        }
    )
    assert [server.label for server in config.servers] == ["a", "b", "c"]
    assert [server.where for server in config.servers] == [
        "mcp.json: mcpServers.a",
        "mcp.json: servers.b",
        "mcp.json: tools[0]",
    ]


def test_every_key_of_the_tools_array_works_in_an_object_of_servers() -> None:
    server = one(
        {
            "server_label": "The Files",
            "server_description": "Files.",
            "command": "c",
            "allowed_tools": ["read"],
            "require_approval": {"never": ["read"]},
        }
    )
    mentions = (
        Mention("read", "mcp.json: mcpServers.x.allowed_tools[0]"),
        Mention("read", "mcp.json: mcpServers.x.require_approval.never[0]"),
    )
    assert server == DeclaredServer(
        "The Files",
        "the_files",
        Stdio("c", (), {}, Path.cwd()),
        "mcp.json: mcpServers.x",
        "Files.",
        Filter(frozenset({"read"})),
        Rules(never=Filter(frozenset({"read"}))),
        mentions=mentions,
    )


def test_every_key_of_an_object_of_servers_works_in_the_tools_array() -> None:
    config = read({"tools": [{"server_label": "x", "command": "c", "args": ["a"], "env": {"A": "1"}}]})
    assert config.servers[0].transport == Stdio("c", ("a",), {"A": "1"}, Path.cwd())


def test_null_is_the_same_as_absent() -> None:
    keys = ("args", "env", "cwd", "url", "allowed_tools", "require_approval", "connect_timeout", "trusted", "dev")
    assert one({"command": "c", **dict.fromkeys(keys)}) == one({"command": "c"})
    assert read({"mcpServers": {"x": None}, "servers": None, "tools": None, "inputs": None}).servers == ()
    assert read({"mcpServers": {"x": {"command": "c", "dev": None, "disabledTools": None}}}).notes == ()


def test_a_null_time_out_of_calls_means_none() -> None:
    assert one({"command": "c", "timeout": None}).timeout is None
    assert one({"command": "c"}).timeout == 60
    assert one({"command": "c", "connect_timeout": None}).connect_timeout == 5


def test_time_outs_are_seconds_under_the_names_of_codex_as_well() -> None:
    server = one({"command": "c", "startup_timeout_sec": 20, "tool_timeout_sec": 0.5})
    assert (server.connect_timeout, server.timeout) == (20, 0.5)


def test_a_time_out_that_may_mean_milliseconds_is_noted() -> None:
    config = read({"mcpServers": {"x": {"command": "c", "timeout": 3000}}})
    assert config.servers[0].timeout == 3000
    assert [str(note) for note in config.notes] == [
        (
            "mcp.json: mcpServers.x.timeout: is read as seconds (50 minutes); "
            "divide it by 1000 if it meant milliseconds [timeout-long]"
        )
    ]


def test_a_time_out_of_hours_is_taken_and_noted() -> None:
    config = read({"mcpServers": {"codex": {"command": "c", "timeout": 7200, "connect_timeout": 86400}}})
    assert (config.servers[0].timeout, config.servers[0].connect_timeout) == (7200, 86400)
    assert [note.what for note in config.notes] == [
        "is read as seconds (1440 minutes)",
        "is read as seconds (120 minutes)",
    ]


def test_a_refused_key_that_says_nothing_is_passed_over() -> None:
    assert one({"command": "c", "disabledTools": [], "excludeTools": None}).label == "x"


@pytest.mark.parametrize("off", [{"disabled": True}, {"enabled": False}, {"isActive": False}])
def test_a_disabled_server_is_left_out_whatever_it_lacks(off: dict[str, bool]) -> None:
    entry = {"type": "sse", "url": "${NOT_SET}", "cwd": "nowhere", "timeout": 600000, "disabledTools": ["a"]}
    config = read({"mcpServers": {"x": {**entry, **off}, "y": {"command": "c"}}})
    assert [server.label for server in config.servers] == ["y"]
    assert config.disabled == ("x",)


def test_a_disabled_server_keeps_its_label_for_another() -> None:
    config = read({"mcpServers": {"x": {"disabled": True}}, "servers": {"x": {"command": "c"}}})
    assert (config.servers[0].label, config.disabled) == ("x", ("x",))


def test_disabled_false_changes_nothing() -> None:
    assert one({"command": "c", "disabled": False, "enabled": True}) == one({"command": "c"})


# Labels.


@pytest.mark.parametrize(
    ("label", "prefix"),
    [
        ("files", "files"),
        ("My Files", "my_files"),
        ("GitHub-MCP", "github_mcp"),
        ("__a__b__", "a_b"),
        ("Büro 2", "b_ro_2"),
        ("io.github/x", "io_github_x"),
    ],
)
def test_the_prefix_of_tools_is_derived_from_the_label(label: str, prefix: str) -> None:
    assert prefix_of(label) == prefix
    assert [s.prefix for s in read({"servers": {label: {"command": "c"}}}).servers] == [prefix]


def test_a_label_of_64_characters_is_kept_for_display() -> None:
    label = "Ä" + "a" * 63
    assert read({"servers": {label: {"command": "c"}}}).servers[0].label == label


def test_two_labels_on_one_address_are_fine() -> None:
    reading = {"url": "https://h/mcp", "allowed_tools": ["read"], "require_approval": "never"}
    writing = {"url": "https://h/mcp", "allowed_tools": ["write"], "require_approval": "always"}
    config = read({"mcpServers": {"files": reading, "files-write": writing}})
    assert [(s.prefix, s.rules.otherwise) for s in config.servers] == [("files", "never"), ("files_write", "always")]


# Approval.


SILENT = Hints()


def asks(approval: object, tool: str = "a", hints: Hints = SILENT, *, trusted: bool = False) -> bool:
    entry = {"command": "c", "trusted": trusted, "require_approval": approval}
    return decide(one(entry).rules, tool, hints).asks


def test_every_tool_asks_where_nothing_is_said() -> None:
    assert asks(None)
    assert asks({})
    assert asks({"never": []})
    assert asks({"always": {}, "never": {}})
    assert asks({"never": {"tool_names": None, "read_only": None}})


def test_never_runs_every_tool_unasked() -> None:
    assert asks("always")
    assert not asks("never")


def test_an_unlisted_tool_asks() -> None:
    assert not asks({"never": ["a"]})
    assert asks({"never": ["a"]}, "b")
    assert asks({"always": ["a"]}, "b")


def test_always_wins_where_both_filters_match() -> None:
    approval = {"always": {"read_only": False}, "never": {"tool_names": ["a"]}}
    assert asks(approval, hints=Hints(read_only=False))
    assert asks(approval)
    assert not asks(approval, hints=Hints(read_only=True))


def test_both_keys_of_a_filter_must_match() -> None:
    approval = {"never": {"tool_names": ["a"], "read_only": True}}
    assert not asks(approval, "a", Hints(read_only=True), trusted=True)
    assert asks(approval, "a", Hints(read_only=False), trusted=True)
    assert asks(approval, "b", Hints(read_only=True), trusted=True)


def test_a_trusted_servers_hints_may_loosen() -> None:
    approval = {"never": {"read_only": True}}
    assert not asks(approval, hints=Hints(read_only=True), trusted=True)
    assert asks(approval, trusted=True)


def test_an_approval_may_come_from_a_variable() -> None:
    entry = {"command": "c", "require_approval": "${ASK:-always}"}
    assert one(entry).rules.otherwise == "always"
    assert one(entry, {"ASK": "never"}).rules.otherwise == "never"


def test_an_empty_list_of_allowed_tools_allows_none() -> None:
    assert one({"command": "c", "allowed_tools": []}).allowed == Filter(frozenset())
    assert one({"command": "c", "tools": []}).allowed == Filter(frozenset())
    assert one({"command": "c"}).allowed is None


def test_allowed_tools_take_the_filter_of_openai() -> None:
    server = one({"command": "c", "trusted": True, "allowed_tools": {"tool_names": ["a"], "read_only": True}})
    assert server.allowed == Filter(frozenset({"a"}), read_only=True)


def test_destructive_is_said_of_one_tool_or_of_all() -> None:
    server = one({"command": "c", "destructive": False, "tools": {"a": {"destructive": True}, "b": {}, "c": None}})
    classes = {tool: decide(server.rules, tool, Hints()).destructive for tool in ("a", "b", "z")}
    assert classes == {"a": True, "b": False, "z": False}
    assert decide(one({"command": "c"}).rules, "a", Hints(destructive=False)).destructive
    assert [mention.tool for mention in server.mentions] == ["a", "b"]


# Credentials.


@pytest.mark.parametrize(
    ("said", "sent"),
    [
        ("abc", "Bearer abc"),
        ("Bearer abc", "Bearer abc"),
        ("bearer abc", "bearer abc"),
        ("Basic dTpw", "Basic dTpw"),
        (" abc ", "Bearer abc"),
    ],
)
def test_an_authorization_gets_bearer_unless_it_names_a_scheme(said: str, sent: str) -> None:
    assert remote({"authorization": said}).headers == {"Authorization": sent}


@pytest.mark.parametrize("said", ["", " ", "${TOKEN:-}", "Bearer ${TOKEN:-}"])
def test_an_authorization_that_comes_to_nothing_is_absent(said: str) -> None:
    assert remote({"authorization": said}).headers == {}
    assert remote({"headers": {"authorization": said or "Bearer"}}).headers == {}
    assert remote({"authorization": said, "headers": {"Authorization": "Bearer a"}}).headers == {
        "Authorization": "Bearer a"
    }


@pytest.mark.parametrize(
    "url",
    [
        "https://example.com/mcp",
        "http://localhost:8000/mcp",
        "http://LOCALHOST./mcp",
        "http://mcp.localhost/mcp",
        "http://127.0.0.1/mcp",
        "http://127.9.9.9:1/mcp",
        "http://[::1]:8000/mcp",
        "HTTPS://example.com/mcp",
    ],
)
def test_credentials_may_go_over_https_and_to_this_machine(url: str) -> None:
    assert remote({"url": url, "authorization": "t"}).url == url


def test_credentials_over_plain_http_can_be_accepted() -> None:
    assert remote({"url": "http://10.0.0.1/mcp", "authorization": "t", "allow_http": True}).headers


def test_plain_http_without_credentials_is_fine() -> None:
    assert remote({"url": "http://10.0.0.1/mcp?room=1", "headers": {"X-Key": ""}}).url == "http://10.0.0.1/mcp?room=1"


def test_a_connector_is_resolved_through_the_table_of_the_file() -> None:
    entry = {"type": "mcp", "server_label": "crm", "connector_id": "connector_crm", "authorization": "t"}
    config = read(
        {"tools": [entry], "connectors": {"connector_crm": "${CRM}/mcp", "other": None}}, {"CRM": "https://c"}
    )
    assert config.servers[0].transport == Http("https://c/mcp", {"Authorization": "Bearer t"})


def test_keys_of_the_other_transport_are_noted() -> None:
    config = read(
        {
            "mcpServers": {
                "a": {"command": "c", "headers": {"X": "1"}, "authorization": "t"},
                "b": {"url": "https://h", "args": ["a"], "cwd": "nowhere"},
                "c": {"command": "c", "headers": {}, "authorization": ""},
                "d": {"url": "https://h", "args": []},
            }
        }
    )
    assert [note.where for note in config.notes] == [
        "mcp.json: mcpServers.a.headers",
        "mcp.json: mcpServers.a.authorization",
        "mcp.json: mcpServers.b.args",
        "mcp.json: mcpServers.b.cwd",
    ]
    assert {note.code for note in config.notes} == {"key-ignored"}


def test_a_secret_is_not_in_the_representation_of_a_server() -> None:
    server = one({"url": "https://h", "headers": {"X-Key": "s3cret"}})
    assert "s3cret" not in repr(server)
    assert "s3cret" not in repr(one({"command": "c", "env": {"KEY": "s3cret"}}))


# Folders and files.


def test_a_local_server_starts_in_the_folder_of_the_file(folder: Path) -> None:
    (folder / "below").mkdir()
    (folder / "below" / "mcp.json").write_text(
        '{"servers": {"x": {"command": "c"}, "y": {"command": "c", "cwd": ".."}, "z": {"command": "c", "cwd": "~"}}}'
    )
    x, y, z = load(Path("below/mcp.json"), {}).servers
    assert isinstance(x.transport, Stdio)
    assert isinstance(y.transport, Stdio)
    assert isinstance(z.transport, Stdio)
    assert x.transport.cwd == folder / "below"
    assert y.transport.cwd == folder / "below" / ".."
    assert z.transport.cwd == Path.home()


def test_the_env_of_an_entry_wins_over_its_env_file(folder: Path) -> None:
    (folder / "a.env").write_text("# one\nexport A=1\nB='two words'\nEMPTY=\nALONE\n")
    assert local({"envFile": "a.env", "env": {"A": "3"}}).env == {"A": "3", "B": "two words", "EMPTY": ""}


# Which file.


def test_the_file_is_the_one_of_the_variable_else_mcp_json_here(folder: Path) -> None:
    (folder / "mcp.json").write_text('{"servers": {"here": {"command": "c"}}}')
    (folder / "other.json").write_text('{"servers": {"other": {"command": "c"}}}')
    assert load(environment={}).servers[0].label == "here"
    assert load(environment={"SAYSO_CONFIG": ""}).servers[0].label == "here"
    other = load(environment={"SAYSO_CONFIG": "other.json"})
    assert (other.servers[0].label, other.path) == ("other", Path("other.json"))
    assert load(Path("mcp.json"), {"SAYSO_CONFIG": "other.json"}).servers[0].label == "here"


def test_the_processs_environment_is_used_where_none_is_given(monkeypatch: pytest.MonkeyPatch) -> None:
    Path("mcp.json").write_text('{"servers": {"x": {"command": "${MY_COMMAND}"}}}')
    monkeypatch.setenv("MY_COMMAND", "c")
    transport = load().servers[0].transport
    assert isinstance(transport, Stdio)
    assert transport.command == "c"
