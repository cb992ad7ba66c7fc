"""LiveKit's own commands (console, dev, start, connect, download-files) without their rough edges.

Seen with livekit-agents 1.8.9: `console` raises without PortAudio and ends silently without a device; `dev` and `start`
exit with 0 when LIVEKIT_URL is missing or the worker failed; every command prints that it is deprecated.
"""

from __future__ import annotations

import asyncio
import logging
import os
import signal
import socket
from collections.abc import Sequence
from importlib import import_module
from typing import TYPE_CHECKING, Any

from agent.companion import foreseen
from agent.settings import read_settings
from sayso.problems import Problem, SaysoError

if TYPE_CHECKING:
    from livekit.agents import AgentServer

NEEDED = {
    "LIVEKIT_URL": "--url",
    "LIVEKIT_API_KEY": "--api-key",
    "LIVEKIT_API_SECRET": "--api-secret",
}


NOISE = (
    "is deprecated and will be removed",
    "auto-reload has been removed",
    # LiveKit makes a turn detector of its own before it looks at the one that it was given.
    "falling back to the turn-detector-v1-mini model",
)


def run_livekit(command: str, arguments: Sequence[str]) -> int:
    """Runs one of LiveKit's commands with our worker; returns the exit code that it should have had."""
    if command == "download-files":
        # Through the worker it is deprecated, and would need mcp.json, which an image may lack while it is built.
        from livekit.agents.__main__ import main

        return main([command])
    from livekit.agents.cli import _legacy

    from agent.livekit_console import show_what_is_done, show_what_is_said
    from agent.worker import onlookers, server

    failure = Failure()
    for logger in ("livekit.agents", "livekit"):
        logging.getLogger(logger).addFilter(worth_showing)
    logging.getLogger("livekit.agents").addHandler(failure)
    console = _legacy.AgentsConsole.get_instance()
    show = console.print
    console.print = lambda *a, **k: None if k.get("tag") == "Deprecated" else show(*a, **k)  # type: ignore[method-assign]
    if command == "console":
        show_what_is_said(console)
        onlookers.append(lambda keeper: show_what_is_done(console, keeper))
    if command == "connect":
        leave_on_signals(server)
    app = _legacy._build_cli(server)
    asked = [command, *arguments, *quieter(command, arguments)]
    code = app(args=asked, prog_name="python -m agent", standalone_mode=False)
    return code if isinstance(code, int) and code else int(failure.seen)


def leave_on_signals(server: AgentServer) -> None:
    """Ctrl-C and SIGTERM: the agent leaves its room. LiveKit's `connect` ends at once, and with 1."""

    def leave(*_: object) -> None:
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, lambda *_: os._exit(1))
        asyncio.run_coroutine_threadsafe(server.aclose(), server._loop)

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, leave)


def quieter(command: str, arguments: Sequence[str]) -> list[str]:
    """A conversation is hard to read between LiveKit's lines for debugging."""
    if command != "console" or has_option(arguments, "--log-level") or os.environ.get("LIVEKIT_LOG_LEVEL"):
        return []
    return ["--log-level", "WARN"]


def check_all(command: str, arguments: Sequence[str]) -> None:
    """Says everything that is wrong, before anything heavy is imported and before LiveKit finds out in its own way."""
    problems: list[Problem] = []
    for look in (lambda: check(command, arguments), lambda: read_settings(also=foreseen())):
        try:
            look()
        except SaysoError as error:
            problems += error.problems
    if problems:
        raise SaysoError(problems)


def check(command: str, arguments: Sequence[str]) -> None:
    """What LiveKit's command needs, besides what every session needs."""
    if command in ("dev", "start", "connect"):
        missing = [
            name
            for name, option in NEEDED.items()
            if not os.environ.get(name, "").strip() and not has_option(arguments, option)
        ]
        if missing:
            what = f"{command} joins rooms of a LiveKit server and needs {', '.join(missing)}"
            cure = "set them in .env.local (a server in --dev takes devkey and secret), or talk without one: chat"
            raise SaysoError(Problem("livekit-not-configured", "", what, cure))
        check_port(os.environ.get("SAYSO_HTTP_PORT", "").strip() or ("8081" if command == "start" else "0"))
    if command == "console" and "--text" not in arguments:
        check_audio(list_only="--list-devices" in arguments)


def has_option(arguments: Sequence[str], option: str) -> bool:
    return any(argument == option or argument.startswith(f"{option}=") for argument in arguments)


def check_port(port: str) -> None:
    if not port.isdigit() or int(port) > 65535:
        return  # the settings say so
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("", int(port)))
        except OSError as error:
            what = f"port {port} for the worker's health can't be used: {(error.strerror or 'no reason given').lower()}"
            cure = "stop what runs there, or set SAYSO_HTTP_PORT to another one (0 for any)"
            raise SaysoError(Problem("port-taken", "", what, cure)) from None


def check_audio(*, list_only: bool) -> None:
    try:
        sounddevice: Any = import_module("sounddevice")
    except OSError:
        cure = "run: apt-get install libportaudio2, or talk by keyboard: chat"
        raise SaysoError(Problem("no-portaudio", "", "console needs PortAudio, which is not installed", cure)) from None
    if list_only:
        return
    missing = []
    for kind, name in (("input", "microphone"), ("output", "loudspeaker")):
        try:
            sounddevice.query_devices(kind=kind)
        except (sounddevice.PortAudioError, ValueError):
            missing.append(name)
    if missing:
        what = f"console finds no {' and no '.join(missing)} on this machine"
        raise SaysoError(
            Problem("no-audio-device", "", what, "connect one, or talk by keyboard: chat, or console --text")
        )


def worth_showing(record: logging.LogRecord) -> bool:
    """Whether a log line tells something to somebody who did not choose LiveKit's command line."""
    message = record.getMessage()
    return not any(words in message for words in NOISE)


class Failure(logging.Handler):
    """Remembers that LiveKit logged its worker's failure, because its exit code does not tell."""

    seen = False

    def emit(self, record: logging.LogRecord) -> None:
        if record.getMessage() == "worker failed":
            self.seen = True
