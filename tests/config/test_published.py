"""What people already have is read unchanged."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import jsonschema
import pytest

from sayso.config import Config, load
from sayso.config.json_text import parse
from sayso.consent.policy import Filter, Hints, decide
from sayso.servers.declared import DeclaredServer, Http, Stdio

PUBLISHED = Path(__file__).with_name("published")
SCHEMA = Path(__file__).parents[2] / "sayso" / "config" / "mcp.schema.json"
ENVIRONMENT = {"API_KEY": "k", "MY_SERVICE_TOKEN": "t", "SAYSO_INPUT_PERPLEXITY_KEY": "p"}
FILES = sorted(path.name for path in PUBLISHED.glob("*.json"))


@pytest.fixture(autouse=True)
def _env_file(folder: Path) -> None:
    (folder / ".env").write_text("FROM_FILE=1\n")


def published(name: str) -> Config:
    shutil.copy(PUBLISHED / name, "mcp.json")
    return load(Path("mcp.json"), ENVIRONMENT)


def server(config: Config, label: str) -> DeclaredServer:
    return next(server for server in config.servers if server.label == label)


def noted(config: Config) -> list[str]:
    return [note.where.removeprefix("mcp.json: ") for note in config.notes]


@pytest.mark.parametrize("name", FILES)
def test_a_published_configuration_loads_unchanged(name: str) -> None:
    assert published(name).servers


@pytest.mark.parametrize("name", FILES)
def test_an_editor_with_the_schema_accepts_a_published_configuration(name: str) -> None:
    value, _ = parse((PUBLISHED / name).read_text())
    jsonschema.Draft7Validator(json.loads(SCHEMA.read_text())).validate(value)


def test_claude_desktop_servers_are_local_processes(folder: Path) -> None:
    config = published("claude-desktop.json")
    assert [server.label for server in config.servers] == ["filesystem", "weather", "brave-search"]
    brave = server(config, "brave-search")
    assert brave.prefix == "brave_search"
    arguments = ("-y", "@modelcontextprotocol/server-brave-search")
    env = {"BRAVE_API_KEY": "your-api-key", "APPDATA": "C:\\Users\\user\\AppData\\Roaming\\"}
    assert brave.transport == Stdio("npx", arguments, env, folder)
    assert noted(config) == ["globalShortcut"]


def test_claude_code_defaults_and_its_project_folder_are_understood(folder: Path) -> None:
    config = published("claude-code.json")
    address = "https://api.example.com/mcp"
    assert server(config, "api-server").transport == Http(address, {"Authorization": "Bearer k"})
    arguments = (f"{folder}/my-mcp-server.js",)
    assert server(config, "my-tool").transport == Stdio("node", arguments, {"DEBUG": "false"}, folder)


def test_cursor_variables_files_and_comments_are_understood(folder: Path) -> None:
    config = published("cursor.json")
    assert server(config, "remote-server").transport == Http(
        "https://api.example.com/mcp", {"Authorization": "Bearer t"}
    )
    arguments, env = (f"{folder}/tools/mcp_server.py",), {"FROM_FILE": "1", "API_KEY": "k"}
    assert server(config, "local-server").transport == Stdio("python", arguments, env, folder)
    assert noted(config) == ["mcpServers.oauth-server.auth"]


def test_vscode_inputs_files_and_numbers_are_understood(folder: Path) -> None:
    config = published("vscode.json")
    perplexity = server(config, "perplexity").transport
    assert isinstance(perplexity, Stdio)
    assert perplexity.env == {"PERPLEXITY_API_KEY": "p"}
    gistpad = server(config, "gistpad").transport
    assert gistpad == Stdio("npm", ("run", "serve"), {"FROM_FILE": "1", "PORT": "3001"}, folder)
    assert noted(config) == [
        "servers.gistpad.dev",
        "servers.myServer.sandboxEnabled",
        "servers.myServer.sandbox",
    ]


def test_openai_tools_are_servers_and_functions_are_left_aside() -> None:
    config = published("openai-realtime.json")
    docs = server(config, "openai_docs")
    assert docs.transport == Http("https://developers.openai.com/mcp")
    assert docs.allowed == Filter(frozenset({"search_openai_docs", "fetch_openai_doc"}))
    assert docs.rules.otherwise == "never"
    assert server(config, "dmcp").description.startswith("A Dungeons and Dragons")
    assert noted(config) == ["tools[1].defer_loading", "tools[2].authorization", "tools[3]"]


def test_azure_lists_of_tools_decide_who_is_asked() -> None:
    config = published("azure-voice-live.json")
    docs = server(config, "azure_doc")
    assert docs.transport == Http(
        "https://learn.microsoft.com/api/mcp", {"X-Client": "voice", "Authorization": "Bearer token"}
    )
    asks = {tool: decide(docs.rules, tool, Hints()).asks for tool in ("microsoft_docs_search", "microsoft_docs_fetch")}
    assert asks == {"microsoft_docs_search": False, "microsoft_docs_fetch": True}


def test_copilot_tools_arrays_say_which_tools_exist() -> None:
    config = published("copilot-coding-agent.json")
    assert server(config, "sentry").allowed == Filter(frozenset({"get_issue_details", "get_issue_summary"}))
    assert server(config, "github").allowed is None
    assert noted(config) == ["mcpServers.sentry.env.SENTRY_ACCESS_TOKEN"]


def test_cline_approvals_loosen_nothing() -> None:
    config = published("cline.json")
    local = server(config, "local-server")
    assert decide(local.rules, "tool1", Hints()).asks
    assert config.disabled == ("remote-server",)
    assert noted(config) == ["mcpServers.local-server.alwaysAllow", "mcpServers.local-server.autoApprove"]
