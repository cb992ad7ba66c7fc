"""LiveKit's own commands as programs: by `python -m agent`, by `python agent/worker.py`, and as `lk` runs them."""

from __future__ import annotations

import asyncio
import signal
from pathlib import Path

import pytest

from tests.commands.program import ROOT, SECONDS, Program, at_terminal, desk, outcome, program, run, write_config
from tests.loopback import lk, openai
from tests.waiting import until

pytestmark = [pytest.mark.realtime, pytest.mark.timeout(180)]

WORKER = ROOT / "agent" / "worker.py"
OURS = ("-m", "agent")
BY_PATH = (str(WORKER),)
BY_LK = ("-m", "livekit.agents")

# Parts that need no Debian package; nothing listens on port 9 of loopback.
PARTS = {f"SAYSO_{part}{what}": value for part in ("STT", "TTS") for what, value in (("", "openai"), ("_MODEL", "x"))}
QUIET = {**PARTS, "OPENAI_BASE_URL": "http://127.0.0.1:9/v1", "SAYSO_LLM": "rehearsal"}
NO_SERVER = {**QUIET, "LIVEKIT_URL": "ws://127.0.0.1:9", "LIVEKIT_API_KEY": "devkey", "LIVEKIT_API_SECRET": "s" * 32}


AWAY = "connected yet"
"""The greeting doesn't wait for a server that takes long to start, and the answer says that it isn't there yet."""


async def ask_until_connected(console: Program, question: str, answer: str) -> None:
    def said(words: str) -> int:
        return " ".join(console.output.split()).count(words)

    while not said(answer):
        await console.reads_keys()
        before = said(AWAY)
        console.write(f"{question}\r")
        await until(lambda: bool(said(answer)) or said(AWAY) > before, SECONDS)  # noqa: B023 - awaited in its round


async def type_until_connected(peer: lk.Peer, question: str, answer: str) -> None:
    while answer not in (said := " ".join(await peer.type(question))):
        assert AWAY in said


@pytest.mark.parametrize("start", [OURS, BY_PATH])
async def test_a_console_by_text_greets_answers_and_ends_with_ctrl_c_and_no_child_left(
    start: tuple[str, ...], tmp_path: Path
) -> None:
    async with openai.serve() as server:
        settings = {**QUIET, "OPENAI_BASE_URL": server.url, "PYTHONPATH": ""}
        folder = ROOT
        if start == BY_PATH:
            write_config(tmp_path, desk=desk(tmp_path))
            folder = tmp_path
        async with at_terminal(*start, "console", "--text", cwd=folder, env=settings) as console:
            await console.says("rehearsal model")
            await ask_until_connected(console, "what appointments are there tomorrow", "appointments tomorrow")
            assert console.children()
            # Nobody can say yes to what they don't see.
            await console.reads_keys()
            console.write("book Henry Reed with doctor Weber tomorrow at 15\r")
            await console.says("Shall I book an appointment for Henry Reed")
            await console.reads_keys()
            console.write("no\r")
            await console.says("desk.book_appointment: denied")
            await console.reads_keys()
            console.write("book Henry Reed with doctor Weber tomorrow at 16\r")
            await console.says("four o'clock in the afternoon")
            await console.reads_keys()
            console.write("yes\r")
            await console.says("desk.book_appointment: done")
            await console.says("Booked: Henry Reed")
            console.write("\x03")
            assert await console.ends() == 0
            await console.gone()
            assert "deprecated" not in console.output.lower()
            assert "Traceback" not in console.output


@pytest.mark.parametrize("command", [(*OURS, "dev"), (*OURS, "start"), (*BY_LK, "start", str(WORKER), "--dev")])
async def test_a_worker_waits_for_its_livekit_server_and_ends_on_sigterm_with_0_and_no_child_left(
    command: tuple[str, ...],
) -> None:
    async with program(*command, cwd=ROOT, env={**NO_SERVER, "SAYSO_HTTP_PORT": "0"}) as worker:
        await worker.says("failed to connect to livekit, retrying in 2s")
        if "start" not in command or "--dev" in command:
            assert "mcp_servers.handbook" in " ".join(word for child in worker.children() for word in child.cmdline())
        worker.process.send_signal(signal.SIGTERM)
        assert await worker.ends() == 0
        await worker.gone()
        assert "deprecated" not in worker.output + worker.errors
        assert "auto-reload" not in worker.output + worker.errors


async def test_a_worker_that_failed_does_not_end_with_0() -> None:
    code = "from livekit.agents import AgentServer\nfrom agent.__main__ import main\n"
    code += "async def run(self, **_): raise RuntimeError('on purpose')\nAgentServer.run = run\n"
    failed = await run(
        "-c", f"{code}raise SystemExit(main(['start']))", cwd=ROOT, env={**NO_SERVER, "SAYSO_HTTP_PORT": "0"}
    )
    assert failed.process.returncode == 1
    assert "worker failed" in failed.output + failed.errors


async def test_connect_leaves_on_ctrl_c_with_0_and_no_child_left() -> None:
    async with program(*OURS, "connect", "--room", "any", cwd=ROOT, env=NO_SERVER) as worker:
        await worker.says("starting worker")
        assert worker.children()
        worker.process.send_signal(signal.SIGINT)
        assert await worker.ends() == 0
        await worker.gone()


@pytest.mark.parametrize("start", [OURS, BY_PATH])
async def test_download_files_needs_no_network_no_settings_and_no_mcp_json(
    start: tuple[str, ...], tmp_path: Path
) -> None:
    # No network: whoever asks for one is sent to a port where nothing listens.
    nowhere = dict.fromkeys(("http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY"), "http://127.0.0.1:9")
    done = await run(*start, "download-files", cwd=tmp_path, env={**nowhere, "SAYSO_LLM": "nonsense"})
    assert done.process.returncode == 0
    said = done.output + done.errors
    for name in ("cartesia", "deepgram", "openai", "silero"):
        assert f"finished downloading files for livekit.plugins.{name}" in said
    assert "deprecated" not in said


async def test_the_worker_run_by_its_path_from_any_folder_uses_its_projects_mcp_json(tmp_path: Path) -> None:
    done = await run(*BY_PATH, "check", "--no-connect", cwd=tmp_path, env={**QUIET, "PYTHONPATH": ""})
    assert outcome(done) == (0, [])
    assert f"Servers in {ROOT / 'mcp.json'}" in done.lines


async def test_the_mcp_json_of_the_current_folder_comes_first(tmp_path: Path) -> None:
    write_config(tmp_path)
    done = await run(*BY_PATH, "check", "--no-connect", cwd=tmp_path, env={**QUIET, "PYTHONPATH": ""})
    assert "Servers in mcp.json" in done.lines


@pytest.mark.parametrize("command", [(*OURS, "start"), (*BY_PATH, "dev"), (*BY_LK, "start", str(WORKER), "--dev")])
async def test_what_is_wrong_is_said_line_by_line_with_exit_code_2(command: tuple[str, ...], tmp_path: Path) -> None:
    (tmp_path / "mcp.json").write_text('{"mcpServers": {"a": {"comand": "x"}}}')
    done = await run(*command, cwd=tmp_path, env={"SAYSO_LLM": "nonsense", **PARTS})
    code, errors = outcome(done)
    assert code == 2
    codes = [line.rsplit("[", 1)[1] for line in errors if line.startswith("error: ")]
    assert len(codes) == len(errors)
    assert {"livekit-not-configured]", "unknown-choice]", "unknown-key]"} <= set(codes)


async def test_a_console_of_lk_greets_answers_typed_turns_and_ends_with_its_children() -> None:
    async with openai.serve() as server, lk.listening() as peer:
        command = (*BY_LK, "console", str(WORKER), "--connect-addr", peer.address)
        async with program(*command, cwd=ROOT, env={**QUIET, "OPENAI_BASE_URL": server.url}) as console:
            async with asyncio.timeout(90):
                await peer.connected()
                await peer.hears_and_reads()
                assert "rehearsal model" in peer.said[0]
                await type_until_connected(peer, "What appointments are there tomorrow?", "appointments tomorrow")
                await type_until_connected(peer, "What does the handbook say about refunds?", "deposit")
            await until(lambda: len(console.children()) >= 2)  # the desk and the handbook
            console.process.send_signal(signal.SIGTERM)
            assert await console.ends() == 0
            await console.gone()
            assert "deprecated" not in console.output + console.errors
