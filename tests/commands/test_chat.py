"""A conversation by keyboard, in this process: lines go in through a pipe, events come out."""

from __future__ import annotations

import asyncio
import json
import os
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from agent.chat.screen import JsonScreen, Paper
from agent.chat.talk import Chat
from agent.choices import choose
from agent.paper_trail import PaperTrail
from agent.settings import Settings
from sayso.config.load import load
from tests.commands.program import HANGING, desk, odd, write_config
from tests.loopback import openai
from tests.loopback.openai import Answer, Call, Failure, OpenAIServer, Reply, Request, Script
from tests.waiting import until

Event = dict[str, Any]
REHEARSAL = {"SAYSO_LLM": "rehearsal"}


class Conversation:
    """A running chat: what it has shown, and a way to type."""

    def __init__(
        self, running: asyncio.Task[None], typing: int, stopped: asyncio.Event, read: Callable[[], str]
    ) -> None:
        self.running = running
        self.stopped = stopped
        self._typing = typing
        self._read = read
        self._shown = ""

    @property
    def events(self) -> list[Event]:
        self._shown += self._read()
        return [json.loads(line) for line in self._shown.splitlines()]

    def of(self, kind: str) -> list[Event]:
        return [event for event in self.events if event["type"] == kind]

    def type(self, text: str) -> None:
        os.write(self._typing, text.encode())

    def end_input(self) -> None:
        os.close(self._typing)
        self._typing = -1

    async def ends(self) -> list[Event]:
        if self._typing >= 0:
            self.end_input()
        await asyncio.wait_for(self.running, 30)
        return self.events


@asynccontextmanager
async def chatting(
    config: Path, capsys: pytest.CaptureFixture[str], environment: Mapping[str, str], *, patience: float | None = None
) -> AsyncIterator[Conversation]:
    settings = Settings(load(config, {}), choose(environment, audio=False))
    reading, typing = os.pipe()
    stopped = asyncio.Event()
    ledger = PaperTrail({"SAYSO_LEDGER_DIR": str(config.parent / "ledger")})
    screen = JsonScreen(Paper(stopped))
    chat = Chat(settings, screen, stopped, ledger=ledger, patience=patience, descriptor=reading)
    conversation = Conversation(asyncio.create_task(chat.run()), typing, stopped, lambda: capsys.readouterr().out)
    try:
        yield conversation
    finally:
        stopped.set()
        await asyncio.wait_for(conversation.running, 30)


@asynccontextmanager
async def modelled(script: Script, key: str = "") -> AsyncIterator[tuple[OpenAIServer, dict[str, str]]]:
    async with openai.serve(script, key=key) as server:
        yield server, {"OPENAI_BASE_URL": server.url, "SAYSO_LLM_MODEL": "loopback"}


def coming_when(gate: Path) -> dict[str, Any]:
    """The odd server, which begins when a file is there."""
    wait = "import os, runpy, sys, time\nwhile not os.path.exists(sys.argv[1]): time.sleep(0.01)\n"
    wait += "sys.argv = sys.argv[:1]\nrunpy.run_module('tests.servers.odd_server', run_name='__main__')"
    return {**odd(), "args": ["-c", wait, str(gate)], "connect_timeout": 60}


def echo(request: Request) -> Answer:
    """Greets, and then says what it heard."""
    if request.last["role"] != "user":
        return "Hello."
    return f"You said {request.last_text}."


async def test_it_greets_and_then_names_three_things_to_try(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    async with chatting(write_config(tmp_path, desk=desk(tmp_path), odd=odd()), capsys, REHEARSAL) as chat:
        greeting, tries = await chat.ends()
    assert greeting["type"] == "agent"
    assert "rehearsal model" in greeting["text"]
    assert tries["type"] == "notice"
    assert len(tries["suggestions"]) == 3
    assert "What appointments are there tomorrow?" in tries["suggestions"]


async def test_a_turn_shows_what_was_said_what_ran_and_what_was_answered(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    async with chatting(write_config(tmp_path, desk=desk(tmp_path)), capsys, REHEARSAL) as chat:
        chat.type("What appointments are there tomorrow?\n")
        you, started, done, answer = (await chat.ends())[2:]
    assert you == {"type": "you", "text": "What appointments are there tomorrow?"}
    assert (started["type"], started["server"], started["tool"], started["state"]) == (
        "tool",
        "desk",
        "find_appointments",
        "started",
    )
    assert list(started["arguments"]) == ["date"]
    assert (done["id"], done["state"]) == (started["id"], "done")
    assert "appointments tomorrow" in done["result"]
    assert "appointments tomorrow" in answer["text"]


async def test_the_next_line_is_taken_only_when_the_agent_has_finished(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    finish = asyncio.Event()

    def slow(request: Request) -> Answer:
        return Reply("Three.", wait=finish) if request.last_text == "one" else echo(request)

    async with modelled(slow) as (server, model), chatting(write_config(tmp_path), capsys, model) as chat:
        chat.type("one\ntwo\n")
        await until(lambda: len(server.requests) == 2)
        assert [event["text"] for event in chat.of("you")] == ["one"]
        finish.set()
        events = await chat.ends()
    assert [event["text"] for event in events[1:]] == ["one", "Three.", "two", "You said two."]


async def test_lines_that_are_empty_or_of_any_encoding_are_no_trouble(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    async with modelled(echo) as (_, model), chatting(write_config(tmp_path), capsys, model) as chat:
        chat.type("\n   \r\nwindows\r\n")
        os.write(chat._typing, b"latin \xe9\n")
        chat.type("no line end")
        events = await chat.ends()
    assert [event["text"] for event in events if event["type"] == "you"] == ["windows", "latin \ufffd", "no line end"]


async def test_each_failure_of_the_model_is_one_clear_line_and_the_conversation_goes_on(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    failures = {"key": Failure(401, "Incorrect API key provided."), "model": Failure(404, "The model does not exist.")}
    failures |= {"broken": Failure(500, "Oh no.")}

    def failing(request: Request) -> Answer:
        return failures.get(request.last_text) or echo(request)

    async with modelled(failing) as (server, model), chatting(write_config(tmp_path), capsys, model) as chat:
        chat.type("key\nmodel\nbroken\nhello\n")
        events = await chat.ends()
        address = server.url.removeprefix("http://").removesuffix("/v1")
    told = {event["code"]: event["text"] for event in events if event["type"] == "notice"}
    assert set(told) == {"model-key-refused", "model-missing", "model-failed"}
    assert f'{address} does not accept the key: "Incorrect API key provided"' in told["model-key-refused"]
    assert f'{address} has no model loopback: "The model does not exist"' in told["model-missing"]
    assert f'{address} answered 500: "Oh no"' in told["model-failed"]
    assert events[-1] == {"type": "agent", "text": "You said hello."}


async def test_a_model_that_is_not_there_is_one_clear_line_and_is_tried_again(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    # Nothing listens on port 9 of loopback.
    model = {"OPENAI_BASE_URL": "http://127.0.0.1:9/v1", "SAYSO_LLM_MODEL": "loopback"}
    async with chatting(write_config(tmp_path), capsys, model) as chat:
        chat.type("hello\nhello?\n")
        events = await chat.ends()
    told = (
        "no answer: no connection to the model at 127.0.0.1:9; start it, or correct OPENAI_BASE_URL, then say it again"
    )
    notice = {"type": "notice", "text": f"{told} [model-unreachable]", "code": "model-unreachable"}
    assert events == [notice, {"type": "you", "text": "hello"}, notice, {"type": "you", "text": "hello?"}, notice]


async def test_a_server_that_fails_and_one_that_hangs_are_reported_and_the_others_serve(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    config = write_config(tmp_path, desk=desk(tmp_path), hangs=HANGING, gone={"url": "http://127.0.0.1:9/mcp"})
    async with chatting(config, capsys, REHEARSAL) as chat:
        chat.type("What appointments are there tomorrow?\n")
        events = await chat.ends()
    told = {event["code"]: event["text"] for event in events if "code" in event}
    assert set(told) == {"server-not-running", "server-silent"}
    assert told["server-not-running"].startswith("gone is not available: ")
    assert told["server-silent"].startswith("hangs is not available: ")
    # Words that were already there are taken when every server is settled.
    assert [e["type"] for e in events].index("you") > [e.get("code") for e in events].index("server-silent")
    assert "appointments tomorrow" in events[-1]["text"]


async def test_at_a_terminal_a_hanging_server_keeps_nobody_waiting_and_is_told_of_later(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    config = write_config(tmp_path, hangs={**HANGING, "connect_timeout": 600})
    async with modelled(echo) as (_, model), chatting(config, capsys, model, patience=0.1) as chat:
        chat.type("hello\n")
        await until(lambda: {"type": "agent", "text": "You said hello."} in chat.events)


async def test_a_server_that_comes_later_is_announced(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    gate = tmp_path / "open"
    config = write_config(tmp_path, desk=desk(tmp_path), late=coming_when(gate))
    async with chatting(config, capsys, REHEARSAL, patience=0.1) as chat:
        # The desk: in the things to try, or as news of its own.
        await until(lambda: chat.of("notice"), 20)
        gate.touch()
        await until(lambda: {"type": "notice", "text": "late is connected now"} in chat.events, 20)


async def test_things_to_try_are_named_as_soon_as_there_are_any(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    gate = tmp_path / "open"
    config = write_config(tmp_path, late=coming_when(gate))
    async with chatting(config, capsys, REHEARSAL, patience=0.1) as chat:
        chat.type("hello\n")
        await until(lambda: len(chat.of("agent")) == 2, 20)
        assert not chat.of("notice")
        gate.touch()
        await until(lambda: any("suggestions" in event for event in chat.of("notice")), 20)


async def test_the_end_comes_at_once_in_the_middle_of_a_slow_call_which_is_cancelled_at_its_server(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    mark = tmp_path / "mark"

    def slow(request: Request) -> Answer:
        calls = (Call("odd__slow", {"seconds": 600}),)
        return Reply(calls=calls) if request.last_text == "sleep" else echo(request)

    config = write_config(tmp_path, odd=odd(mark))
    async with modelled(slow) as (_, model), chatting(config, capsys, model) as chat:
        chat.type("sleep\n")
        await until(lambda: any(event["state"] == "started" for event in chat.of("tool")), 20)
        chat.stopped.set()
        await asyncio.wait_for(chat.running, 15)
        assert [event["state"] for event in chat.of("tool")] == ["started", "cancelled"]
        assert mark.read_text() == "cancelled"


async def test_the_end_comes_at_once_while_the_model_is_thinking(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    never = asyncio.Event()

    def thinks(request: Request) -> Answer:
        return Reply("", wait=never) if request.last_text == "think" else echo(request)

    async with modelled(thinks) as (server, model), chatting(write_config(tmp_path), capsys, model) as chat:
        chat.type("think\n")
        await until(lambda: len(server.requests) == 2)
        chat.stopped.set()
        await asyncio.wait_for(server.left.wait(), 5)


async def test_the_end_comes_at_once_while_servers_are_still_connecting(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    config = write_config(tmp_path, hangs={**HANGING, "connect_timeout": 600})
    async with modelled(echo) as (_, model), chatting(config, capsys, model) as chat:
        await until(lambda: chat.of("agent"), 20)
        chat.stopped.set()
        await asyncio.wait_for(chat.running, 10)


async def test_a_key_that_was_left_aside_in_mcp_json_is_told_of_at_the_start(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    config = write_config(tmp_path, desk={**desk(tmp_path), "alwaysAllow": ["cancel_appointment"]})
    async with chatting(config, capsys, REHEARSAL) as chat:
        first, *_ = await chat.ends()
    assert first["type"] == "notice"
    assert "alwaysAllow" in first["text"]
