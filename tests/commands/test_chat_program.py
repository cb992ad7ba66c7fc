"""`python -m agent chat` as a program: from a pipe, at a terminal, and however it is ended."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from pathlib import Path

import pytest

from tests.commands.program import (
    HANGING,
    ROOT,
    at_terminal,
    desk,
    environment,
    odd,
    outcome,
    program,
    run,
    write_config,
)
from tests.loopback import openai
from tests.loopback.openai import Answer, Call, Reply, Request
from tests.waiting import until

pytestmark = [pytest.mark.realtime, pytest.mark.timeout(180)]

CHAT = ("-m", "agent", "chat")


def sleeps(request: Request) -> Answer:
    """A model that starts a slow call when it is told to sleep."""
    calls = (Call("odd__slow", {"seconds": 600}),)
    return Reply(calls=calls) if request.last_text == "sleep" else "Hello."


def with_model(server: openai.OpenAIServer) -> dict[str, str]:
    return {"OPENAI_BASE_URL": server.url, "SAYSO_LLM_MODEL": "loopback"}


async def test_without_any_setting_a_pipe_is_answered_from_the_desk_and_from_the_handbook() -> None:
    asked = "what appointments are there tomorrow\nwhat does the handbook say about refunds\n"
    chat = await run(*CHAT, cwd=ROOT, given=asked)
    assert outcome(chat) == (0, [])
    speakers = [line.split(":")[0].split("(")[0] for line in chat.lines]
    assert speakers[:2] == ["agent", "  Try, for example"]
    assert all(line.startswith("    ") for line in chat.lines[2:5])
    assert chat.lines[5] == "you: what appointments are there tomorrow"
    assert chat.lines[6].startswith("tool: desk.find_appointments(date=")
    assert "appointments tomorrow" in chat.lines[7]
    second = chat.lines.index("you: what does the handbook say about refunds")
    assert chat.lines[second + 1].startswith("tool: handbook.search_handbook(query=")
    assert "deposit" in "\n".join(chat.lines[second + 2 :])


async def test_at_a_terminal_it_prompts_answers_and_ends_with_ctrl_c_and_no_child_left(tmp_path: Path) -> None:
    write_config(tmp_path, desk=desk(tmp_path))
    async with at_terminal(*CHAT, cwd=tmp_path) as chat:
        # Said once the desk is connected, which the greeting does not wait for on a busy machine.
        await chat.says("Try, for example:")
        await chat.says("you: ")
        assert "agent: Hello" in chat.output
        chat.write("what appointments are there tomorrow\n")
        await chat.says("tool: desk.find_appointments(")
        await until(lambda: chat.output.endswith("you: "), 20)
        assert chat.children()
        chat.write("\x03")
        assert await chat.ends() == 0
        await chat.gone()
    assert "\x1b" not in chat.output
    assert chat.output.endswith("\r\n")


async def test_sigterm_in_the_middle_of_a_slow_call_ends_it_with_0_and_every_child(tmp_path: Path) -> None:
    write_config(tmp_path, odd=odd(tmp_path / "mark"))
    async with openai.serve(sleeps) as server, program(*CHAT, cwd=tmp_path, env=with_model(server)) as chat:
        chat.write("sleep\n")
        await chat.says("tool: odd.slow(")
        assert chat.children()
        chat.process.send_signal(signal.SIGTERM)
        assert await chat.ends() == 0
        await chat.gone()
        assert "tool: odd.slow cancelled" in chat.lines
        assert chat.errors == ""
        assert (tmp_path / "mark").read_text() == "cancelled"


async def test_ctrl_c_while_servers_still_connect_ends_it_with_0_and_every_child(tmp_path: Path) -> None:
    write_config(tmp_path, hangs={**HANGING, "connect_timeout": 600})
    async with at_terminal(*CHAT, cwd=tmp_path) as chat:
        await until(lambda: "sleep" in [child.name() for child in chat.children()], 60)
        chat.write("\x03")
        assert await chat.ends() == 0
        await chat.gone()
        assert "Traceback" not in chat.output


async def test_ctrl_c_before_the_conversation_has_begun_ends_it_with_0_and_the_handbook() -> None:
    async with at_terminal(*CHAT, cwd=ROOT) as chat:
        await until(chat.children, 60)
        chat.write("\x03")
        assert await chat.ends() == 0
        await chat.gone()
        assert chat.output.strip() == "^C"


async def test_a_second_signal_ends_it_at_once_with_every_child(tmp_path: Path) -> None:
    write_config(tmp_path, hangs={**HANGING, "connect_timeout": 600})
    async with openai.serve(sleeps) as server, program(*CHAT, cwd=tmp_path, env=with_model(server)) as chat:
        await chat.says("agent: Hello.")
        assert chat.children()
        chat.process.send_signal(signal.SIGTERM)
        chat.process.send_signal(signal.SIGINT)
        assert await chat.ends() == 1
        await chat.gone()


async def test_no_child_outlives_a_chat_that_is_killed(tmp_path: Path) -> None:
    handbook = {"url": "${HANDBOOK_URL:-http://127.0.0.1:8765/mcp}", "authorization": "${HANDBOOK_TOKEN:-}"}
    write_config(tmp_path, odd=odd(), desk=desk(tmp_path), handbook=handbook)
    async with openai.serve(sleeps) as server, program(*CHAT, cwd=tmp_path, env=with_model(server)) as chat:
        chat.write("sleep\n")
        await chat.says("tool: odd.slow(")
        assert len(chat.children()) >= 3
        chat.process.send_signal(signal.SIGKILL)
        await chat.ends()
        await chat.gone()


async def test_when_the_reader_of_its_output_goes_it_ends_without_a_word(tmp_path: Path) -> None:
    write_config(tmp_path)
    reading, writing = os.pipe()
    chat = await asyncio.create_subprocess_exec(
        sys.executable,
        *CHAT,
        cwd=ROOT,
        env=environment(),
        stdin=asyncio.subprocess.PIPE,
        stdout=writing,
        stderr=asyncio.subprocess.PIPE,
    )
    os.close(writing)
    os.close(reading)
    _, errors = await asyncio.wait_for(chat.communicate(), 60)
    assert errors == b""
    assert chat.returncode in (0, 1)


async def test_failures_are_told_in_the_conversation_and_nothing_is_logged_in_between(tmp_path: Path) -> None:
    write_config(tmp_path, gone={"url": "http://127.0.0.1:9/mcp"}, odd={**odd(), "require_approval": "always"})
    nobody = {"OPENAI_BASE_URL": "http://127.0.0.1:9/v1", "SAYSO_LLM_MODEL": "loopback"}
    chat = await run(*CHAT, cwd=tmp_path, env=nobody, given="hello\n")
    assert outcome(chat) == (0, [])
    codes = [line.rsplit("[", 1)[1] for line in chat.lines if line.endswith("]")]
    assert codes == ["server-not-running]", "model-unreachable]", "model-unreachable]"]


async def test_without_any_standard_input_it_greets_and_ends(tmp_path: Path) -> None:
    write_config(tmp_path)
    without = "import os, runpy, sys\nos.close(0)\nsys.stdin = None\nsys.argv = ['agent', 'chat']\n"
    chat = await run("-c", f"{without}runpy.run_module('agent', run_name='__main__')", cwd=tmp_path)
    assert outcome(chat) == (0, [])
    assert chat.lines[0].startswith("agent: Hello")


async def test_everything_that_is_wrong_is_said_line_by_line_and_the_exit_code_is_2(tmp_path: Path) -> None:
    (tmp_path / "mcp.json").write_text('{"mcpServers": {"a": {"command": 1}, "b": {"comand": "x"}}}')
    chat = await run(*CHAT, cwd=tmp_path, env={"SAYSO_LLM": "nonsense"})
    code, errors = outcome(chat)
    assert code == 2
    assert len(errors) >= 3
    assert all(line.startswith("error: ") and line.endswith("]") for line in errors)
    assert chat.output == ""
