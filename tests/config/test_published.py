"""What people already have is read unchanged: the examples of other clients' documentation (published/README.md)."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path

import jsonschema
import pytest

from sayso.config.environment import ConfigError
from sayso.config.json_text import parse
from sayso.config.load import Config, load
from sayso.consent.policy import Filter, Hints, decide
from sayso.servers.declared import DeclaredServer, Http, Stdio

PUBLISHED = Path(__file__).with_name("published")
SCHEMA = Path(__file__).parents[2] / "sayso" / "config" / "mcp.schema.json"
ENVIRONMENT = {
    "API_KEY": "k",
    "MY_SERVICE_TOKEN": "t",
    "SAYSO_INPUT_PERPLEXITY_KEY": "p",
    "SAYSO_INPUT_API_TOKEN": "i",
}
FILES = sorted(path.name for path in PUBLISHED.glob("*.json"))
ALL_FILES = [*FILES, *sorted(f"refused/{path.name}" for path in PUBLISHED.glob("refused/*.json"))]


@pytest.fixture(autouse=True)
def _env_file(folder: Path) -> None:
    (folder / ".env").write_text("FROM_FILE=1\n")


def published(name: str) -> Config:
    shutil.copy(PUBLISHED / name, "mcp.json")
    return load(Path("mcp.json"), ENVIRONMENT)


def server(config: Config, label: str) -> DeclaredServer:
    return next(server for server in config.servers if server.label == label)


def transports(config: Config) -> dict[str, Stdio | Http]:
    return {server.label: server.transport for server in config.servers}


def asks(server: DeclaredServer, *tools: str, hints: Hints | None = None) -> list[bool]:
    return [decide(server.rules, tool, hints or Hints()).asks for tool in tools]


def noted(config: Config) -> list[str]:
    return [note.where.removeprefix("mcp.json: ") for note in config.notes]


def test_every_client_of_the_issue_is_here() -> None:
    clients = {"claude-desktop.json", "cursor.json", "vscode.json", "openai-realtime.json", "azure-voice-live.json"}
    assert clients <= set(FILES)


@pytest.mark.parametrize("name", ALL_FILES)
def test_the_readme_says_where_a_published_configuration_comes_from(name: str) -> None:
    assert f"| `{name}` |" in (PUBLISHED / "README.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", FILES)
def test_a_published_configuration_loads_unchanged(name: str) -> None:
    assert published(name).servers


@pytest.mark.parametrize("name", FILES)
def test_an_editor_with_the_schema_accepts_a_published_configuration(name: str) -> None:
    value, _ = parse((PUBLISHED / name).read_text())
    jsonschema.Draft7Validator(json.loads(SCHEMA.read_text())).validate(value)


@pytest.mark.parametrize(
    "name", [name for name in FILES if name not in ("openai-realtime.json", "azure-voice-live.json")]
)
def test_every_tool_of_a_client_without_require_approval_asks(name: str) -> None:
    for each in published(name).servers:
        assert asks(each, "tool1", "get_issue_details", hints=Hints(read_only=True)) == [True, True]


def test_claude_desktop_servers_are_local_processes(folder: Path) -> None:
    config = published("claude-desktop.json")
    files = ("@modelcontextprotocol/server-filesystem", "/Users/username/Desktop", "/Users/username/Downloads")
    weather = ("--directory", "/ABSOLUTE/PATH/TO/PARENT/FOLDER/weather", "run", "weather.py")
    brave = {"APPDATA": "C:\\Users\\user\\AppData\\Roaming\\", "BRAVE_API_KEY": "..."}
    assert transports(config) == {
        "filesystem": Stdio("npx", ("-y", *files), {}, folder),
        "weather": Stdio("uv", weather, {}, folder),
        "brave-search": Stdio("npx", ("-y", "@modelcontextprotocol/server-brave-search"), brave, folder),
    }
    assert [each.prefix for each in config.servers] == ["filesystem", "weather", "brave_search"]
    assert noted(config) == ["globalShortcut"]


def test_claude_code_defaults_and_its_project_folder_are_understood(folder: Path) -> None:
    config = published("claude-code.json")
    assert transports(config) == {
        "shared-server": Stdio("/path/to/server", (), {}, folder),
        "api-server": Http("https://api.example.com/mcp", {"Authorization": "Bearer k"}),
        "core-tools": Http("https://mcp.example.com/mcp"),
        "after-the-key-list": Stdio("node", (f"{folder}/my-mcp-server.js",), {"DEBUG": "false"}, folder),
    }
    assert noted(config) == ["mcpServers.core-tools.alwaysLoad"]


def test_cursor_variables_files_and_comments_are_understood(folder: Path) -> None:
    config = published("cursor.json")
    paths = f"{os.path.expanduser('~')}{os.sep}data{os.sep}{folder.name}"  # noqa: PTH111 (as the parser does)
    assert transports(config) == {
        "server-name": Stdio("npx", ("-y", "mcp-server"), {"API_KEY": "value"}, folder),
        "server-name-remote": Http("http://localhost:3000/mcp", {"API_KEY": "value"}),
        "oauth-server": Http("https://api.example.com/mcp"),
        "oauth-server-interpolated": Http("https://api.example.com/mcp"),
        "local-server": Stdio("python", (f"{folder}/tools/mcp_server.py",), {"API_KEY": "k"}, folder),
        "remote-server": Http("https://api.example.com/mcp", {"Authorization": "Bearer t"}),
        "after-the-key-list": Stdio(
            "python", ("server.py", "--port", "3000", paths), {"FROM_FILE": "1", "API_KEY": "k"}, folder
        ),
    }
    # Its MCP_CLIENT_ID is set nowhere: a key that is left aside needs no variables.
    assert noted(config) == ["mcpServers.oauth-server.auth", "mcpServers.oauth-server-interpolated.auth"]


def test_vscode_inputs_files_and_numbers_are_understood(folder: Path) -> None:
    config = published("vscode.json")
    assert transports(config) == {
        "perplexity": Stdio("npx", ("-y", "server-perplexity-ask"), {"PERPLEXITY_API_KEY": "p"}, folder),
        "memory": Stdio("npx", ("-y", "@modelcontextprotocol/server-memory"), {}, folder),
        "context7": Http("https://mcp.context7.com/mcp"),
        "gistpad": Stdio("node", ("build/index.js",), {}, folder),
        "myServer": Stdio("npx", ("-y", "@example/mcp-server"), {}, folder),
        "afterTheKeyListRemote": Http("https://api.example.com/mcp", {"Authorization": "Bearer i"}),
        "afterTheKeyListLocal": Stdio(
            "python", ("server.py", "--port", "3000"), {"FROM_FILE": "1", "PORT": "3001"}, folder
        ),
    }
    assert noted(config) == ["servers.gistpad.dev", "servers.myServer.sandboxEnabled", "servers.myServer.sandbox"]


def test_openai_tools_are_remote_servers_and_functions_are_left_aside() -> None:
    config = published("openai-realtime.json")
    assert transports(config) == {
        "openai_docs": Http("https://developers.openai.com/mcp"),
        "dmcp": Http("https://dmcp-server.deno.dev/mcp"),
        "deepwiki": Http("https://mcp.deepwiki.com/mcp"),
        "stripe": Http("https://mcp.stripe.com", {"Authorization": "Bearer $STRIPE_OAUTH_ACCESS_TOKEN"}),
        "after_the_key_list": Http("https://example.com/mcp", {"X-Client": "voice"}),
    }
    description = "A Dungeons and Dragons MCP server to assist with dice rolling."
    assert [each.description for each in config.servers] == ["", description, "", "", ""]
    assert noted(config) == [
        "tools[0]",
        "tools[4].authorization",
        "tools[5].defer_loading",
        "tools[5].allowed_callers",
    ]


def test_openai_approvals_and_allowed_tools_are_kept() -> None:
    config = published("openai-realtime.json")
    assert {each.label: each.allowed for each in config.servers} == {
        "openai_docs": Filter(frozenset({"search_openai_docs", "fetch_openai_doc"})),
        "dmcp": Filter(frozenset({"roll"})),
        "deepwiki": None,
        "stripe": None,
        "after_the_key_list": Filter(frozenset({"read", "write", "drop"})),
    }
    assert asks(server(config, "openai_docs"), "search_openai_docs", "any") == [False, False]
    assert asks(server(config, "deepwiki"), "ask_question", "read_wiki_structure", "any") == [False, False, True]
    assert asks(server(config, "stripe"), "any") == [True]
    mixed = server(config, "after_the_key_list")
    assert asks(mixed, "read", "drop", hints=Hints(read_only=True)) == [False, True]
    # always.read_only: false matches what does not call itself read-only, and always wins over never.
    assert asks(mixed, "read", "write") == [True, True]


def test_azure_servers_approvals_and_credentials_are_kept() -> None:
    config = published("azure-voice-live.json")
    assert transports(config) == {
        "deepwiki": Http("https://mcp.deepwiki.com/mcp"),
        "azure_doc": Http("https://learn.microsoft.com/api/mcp"),
        "after_the_key_list": Http("https://example.com/mcp", {"X-Client": "voice", "Authorization": "Bearer token"}),
    }
    wiki, docs, mixed = config.servers
    assert wiki.allowed == Filter(frozenset({"read_wiki_structure", "ask_question"}))
    assert asks(wiki, "ask_question") == [False]
    assert asks(docs, "microsoft_docs_search") == [True]
    assert asks(mixed, "tool_a", "tool_b", "tool_c") == [False, True, True]
    assert noted(config) == ["tools[2]"]


def test_copilot_tools_arrays_say_which_tools_exist(folder: Path) -> None:
    config = published("copilot-coding-agent.json")
    toolsets = "repos,issues,users,pull_requests,code_security,secret_protection,actions,web_search"
    env = {"SENTRY_HOST": "https://contoso.sentry.io", "SENTRY_ACCESS_TOKEN": "$COPILOT_MCP_SENTRY_ACCESS_TOKEN"}
    assert transports(config) == {
        "sentry": Stdio("npx", ("@sentry/mcp-server@latest", "--host=$SENTRY_HOST"), env, folder),
        "Azure": Stdio("npx", ("-y", "@azure/mcp@latest", "server", "start"), {}, folder),
        "github-mcp-server": Http("https://api.githubcopilot.com/mcp/readonly", {"X-MCP-Toolsets": toolsets}),
    }
    assert server(config, "sentry").allowed == Filter(frozenset({"get_issue_details", "get_issue_summary"}))
    assert server(config, "github-mcp-server").allowed is None
    assert noted(config) == ["mcpServers.sentry.env.SENTRY_ACCESS_TOKEN"]


def test_cline_approvals_loosen_nothing(folder: Path) -> None:
    config = published("cline.json")
    assert transports(config) == {
        "local-server": Stdio("node", ("/path/to/server.js",), {"API_KEY": "your_api_key"}, folder),
        "remote-server": Http("https://your-server-url.com/mcp", {"Authorization": "Bearer your-token"}),
        "exampleServer": Http("https://example.com/mcp-sse"),
    }
    assert config.disabled == ("after-the-key-list",)
    assert [each.timeout for each in config.servers] == [60, 60, 30]
    assert asks(server(config, "local-server"), "tool1", "tool2") == [True, True]
    assert asks(server(config, "exampleServer"), "tool1", "tool2") == [True, True]
    assert noted(config) == [
        "mcpServers.local-server.alwaysAllow",
        "mcpServers.remote-server.alwaysAllow",
        "mcpServers.exampleServer.autoApprove",
    ]


def test_a_connector_that_openai_hosts_is_refused_with_the_reason() -> None:
    with pytest.raises(ConfigError) as refused:
        published("refused/openai-connector.json")
    assert str(refused.value) == (
        'mcp.json: tools[0].connector_id: "connector_googlecalendar" is hosted by OpenAI and does not exist outside of '
        'OpenAI; run or rent an MCP server for it and write its URL into "connectors" under this id [connector-unknown]'
    )


def test_a_connector_with_an_address_of_its_own_loads_unchanged() -> None:
    value = json.loads((PUBLISHED / "refused/openai-connector.json").read_text())
    value["connectors"] = {"connector_googlecalendar": "https://calendar.example/mcp"}
    Path("mcp.json").write_text(json.dumps(value))
    (calendar,) = load(Path("mcp.json"), ENVIRONMENT).servers
    token = {"Authorization": "Bearer <google-oauth-access-token>"}
    assert calendar.transport == Http("https://calendar.example/mcp", token)
    assert calendar.allowed == Filter(frozenset({"search_events", "read_event"}))
    assert asks(calendar, "search_events") == [False]


def test_a_server_with_the_old_sse_transport_is_refused_with_the_cure() -> None:
    with pytest.raises(ConfigError) as refused:
        published("refused/copilot-sse.json")
    assert str(refused.value) == (
        "mcp.json: mcpServers.cloudflare.type: the old SSE transport is not supported; use the server's streamable "
        'HTTP address (it often ends in /mcp) with "type": "http" [type-sse]'
    )
