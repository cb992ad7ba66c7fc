"""LiveKit's own commands without their rough edges."""

from __future__ import annotations

import re
import socket
import sys
import types
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer
from livekit.agents import AgentServer
from livekit.agents.cli import _legacy

from agent.__main__ import main as agent
from agent.livekit_cli import quieter
from agent.livekit_help import ABOUT, OPTIONS
from tests.commands.program import write_config

Capture = pytest.CaptureFixture[str]

SERVER = ("--url=ws://127.0.0.1:9", "--api-key", "devkey", "--api-secret=secret")
WITHOUT_EFFECT = {"--reload", "--no-reload"}
"""`dev` still takes them, and LiveKit says that they do nothing any more."""


@pytest.fixture(autouse=True)
def _no_debian_package(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Parts that need nothing on this machine, and a file without servers."""
    for name, value in {"OPENAI_API_KEY": "key", "SAYSO_STT": "openai", "SAYSO_TTS": "openai"}.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("SAYSO_CONFIG", str(write_config(tmp_path)))


def said(capsys: Capture) -> str:
    """The one line that was printed."""
    shown = capsys.readouterr()
    assert shown.out == ""
    (line,) = shown.err.splitlines()
    return line


def test_the_help_names_exactly_the_options_that_livekit_has() -> None:
    commands: Any = typer.main.get_command(_legacy._build_cli(AgentServer()))
    for name, options in OPTIONS.items():
        if name == "download-files":
            continue
        theirs = {
            option
            for parameter in commands.commands[name].params
            if not getattr(parameter, "hidden", False)
            for option in parameter.opts
        }
        assert {option.split()[0] for option, _ in options} == theirs - WITHOUT_EFFECT - {"--help"}
    assert set(commands.commands) == set(ABOUT)


@pytest.mark.parametrize("command", ["dev", "start", "connect"])
def test_what_is_missing_for_a_room_is_listed_with_exit_code_2(command: str, capsys: Capture) -> None:
    assert agent([command]) == 2
    line = said(capsys)
    needs = f"{command} joins rooms of a LiveKit server and needs LIVEKIT_URL, LIVEKIT_API_KEY, LIVEKIT_API_SECRET;"
    assert needs in line
    assert line.endswith("[livekit-not-configured]")


def test_only_what_is_missing_is_listed(monkeypatch: pytest.MonkeyPatch, capsys: Capture) -> None:
    monkeypatch.setenv("LIVEKIT_URL", "ws://127.0.0.1:9")
    assert agent(["dev", "--api-key=devkey"]) == 2
    assert "and needs LIVEKIT_API_SECRET;" in said(capsys)


@pytest.fixture
def taken() -> Iterator[int]:
    """A port that somebody listens on."""
    with socket.socket() as listening:
        listening.bind(("", 0))
        listening.listen()
        yield listening.getsockname()[1]


def test_a_port_for_health_that_is_taken_is_one_line_with_exit_code_2(
    taken: int, monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    monkeypatch.setenv("SAYSO_HTTP_PORT", str(taken))
    assert agent(["start", *SERVER]) == 2
    assert f"port {taken} for the worker's health can't be used: address already in use;" in said(capsys)


@pytest.mark.parametrize("command", ["dev", "start", "connect"])
def test_a_port_that_is_none_is_one_line_with_exit_code_2(
    command: str, monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    monkeypatch.setenv("SAYSO_HTTP_PORT", "99999")
    assert agent([command, *SERVER]) == 2
    assert said(capsys).startswith("error: SAYSO_HTTP_PORT: ")


def test_a_console_without_portaudio_says_what_to_install_and_offers_chat(
    monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    class NoPortAudio:
        def find_spec(self, name: str, *_: object) -> None:
            if name == "sounddevice":
                raise OSError("PortAudio library not found")

    monkeypatch.delitem(sys.modules, "sounddevice", raising=False)
    monkeypatch.setattr(sys, "meta_path", [NoPortAudio(), *sys.meta_path])
    assert agent(["console"]) == 2
    line = said(capsys)
    assert "apt-get install libportaudio2" in line
    assert "chat" in line
    assert line.endswith("[no-portaudio]")


def test_a_console_without_microphone_or_loudspeaker_says_so_with_exit_code_2(
    monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    devices = types.ModuleType("sounddevice")

    class PortAudioError(Exception):
        pass

    def query_devices(*, kind: str) -> dict[str, str]:
        if kind == "input":
            raise PortAudioError
        return {"name": "a loudspeaker"}

    vars(devices).update(PortAudioError=PortAudioError, query_devices=query_devices)
    monkeypatch.setitem(sys.modules, "sounddevice", devices)
    assert agent(["console"]) == 2
    assert said(capsys).startswith("error: console finds no microphone on this machine; ")


def test_everything_that_is_wrong_is_said_in_one_go(monkeypatch: pytest.MonkeyPatch, capsys: Capture) -> None:
    monkeypatch.setenv("SAYSO_LLM", "nonsense")
    monkeypatch.setenv("SAYSO_CONFIG", "/there/is/no/such/file.json")
    assert agent(["start"]) == 2
    codes = re.findall(r"\[([a-z-]+)\]$", capsys.readouterr().err, re.MULTILINE)
    assert codes == ["livekit-not-configured", "unknown-choice", "config-missing"]


@pytest.mark.parametrize(
    ("arguments", "said_of_it"),
    [
        (["dev", *SERVER, "--nonsense"], "no such option: --nonsense; see python -m agent dev --help"),
        (["connect", *SERVER], "missing option '--room'; see python -m agent connect --help"),
        (["console", "--text", "extra"], "got unexpected extra argument"),
        (["download-files", "extra"], "got unexpected extra argument"),
    ],
)
def test_a_wrong_option_of_livekits_command_is_one_line_with_exit_code_2(
    arguments: list[str], said_of_it: str, capsys: Capture
) -> None:
    assert agent(arguments) == 2
    assert said_of_it in said(capsys)


def test_a_console_logs_warnings_only_unless_asked_for_more(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("LIVEKIT_LOG_LEVEL", raising=False)
    assert quieter("console", ["--text"]) == ["--log-level", "WARN"]
    assert quieter("console", ["--log-level=debug"]) == []
    assert quieter("start", []) == []
    monkeypatch.setenv("LIVEKIT_LOG_LEVEL", "info")
    assert quieter("console", ["--text"]) == []
