"""A conversation by keyboard in which something is asked: what is shown, and what a line is taken for."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest

from tests.commands.program import at_terminal, desk, odd, outcome, run, write_config
from tests.commands.test_chat import REHEARSAL, Conversation, chatting, echo, modelled
from tests.loopback.openai import Answer, Call, Reply, Request
from tests.waiting import until

CANCEL = {"patient": "Ana Silva", "date": "2026-11-24", "time": "09:30"}
ABOUT = {"server": "desk", "tool": "cancel_appointment", "arguments": CANCEL}


def cancels(request: Request) -> Answer:
    """A model that cancels when it is told to, tells results, and echoes the rest."""
    if request.last["role"] == "tool":
        return f"Result: {request.last_text.partition('.')[0]}."
    if request.last["role"] != "user":
        return "Result: told later." if "call_ids" in request.last_text else "Hello."
    if request.last_text == "Cancel it":
        return Reply(calls=(Call("desk__cancel_appointment", CANCEL),))
    return echo(request)


def types(events: list[dict[str, Any]]) -> list[str]:
    return [event["type"] for event in events]


async def test_a_question_its_answer_and_what_comes_of_it_are_events_of_one_call(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    config = write_config(tmp_path, desk=desk(tmp_path))
    async with modelled(cancels) as (_, model), chatting(config, capsys, model) as chat:
        chat.type("Cancel it\nYes.\n")
        events = (await chat.ends())[2:]
    assert types(events) == ["you", "question", "you", "decision", "tool", "tool", "agent", "notice"]
    question, decision, started, ended = (events[i] for i in (1, 3, 4, 5))
    assert question.items() >= ABOUT.items()
    assert "Ana Silva" in question["text"]
    assert (question["way"], question["destructive"]) == ("first", True)
    assert decision.items() >= ABOUT.items()
    assert (decision["decision"], decision["who"], decision["channel"]) == ("approve", "person", "text")
    assert started.items() >= {**ABOUT, "state": "started"}.items()
    assert len({event["id"] for event in (question, decision, started, ended)}) == 1
    assert str(tmp_path / "ledger") in events[-1]["text"]


async def test_after_a_no_the_call_is_refused_and_the_conversation_goes_on(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    config = write_config(tmp_path, desk=desk(tmp_path))
    async with modelled(cancels) as (_, model), chatting(config, capsys, model) as chat:
        chat.type("Cancel it\nNo.\nhello\n")
        events = (await chat.ends())[2:]
    assert types(events)[:6] == ["you", "question", "you", "decision", "tool", "agent"]
    assert (events[3]["decision"], events[3]["reason"]) == ("refuse", "denied")
    assert events[4]["state"] == "refused"
    assert {"type": "agent", "text": "You said hello."} in events


async def test_a_question_that_is_open_when_the_input_ends_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    config = write_config(tmp_path, desk=desk(tmp_path))
    async with modelled(cancels) as (_, model), chatting(config, capsys, model) as chat:
        chat.type("Cancel it\n")
        events = await chat.ends()
    (decision,) = [event for event in events if event["type"] == "decision"]
    assert (decision["decision"], decision["reason"]) == ("refuse", "closing")
    assert [event["state"] for event in events if event["type"] == "tool"] == ["refused"]


async def test_what_asks_is_among_the_things_to_try(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    async with chatting(write_config(tmp_path, desk=desk(tmp_path)), capsys, REHEARSAL) as chat:
        chat.type("Send the reminders tomorrow.\n")
        events = await chat.ends()
    (tries,) = [event for event in events if "suggestions" in event]
    assert "Send the reminders tomorrow." in tries["suggestions"]
    assert "question" in types(events)


def copies(request: Request) -> Answer:
    if request.last_text == "sleep":
        return Reply(calls=(Call("odd__slow", {"seconds": 600}),))
    return cancels(request)


def asking(mark: Path) -> dict[str, Any]:
    return {**odd(mark), "require_approval": "always"}


async def sleeping(chat: Conversation) -> None:
    chat.type("sleep\n")
    await until(lambda: chat.of("question"), 20)
    chat.type("Yes.\n")
    await until(lambda: chat.of("tool"), 20)


async def test_a_stop_that_comes_while_a_call_runs_stops_it_at_its_server(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    mark = tmp_path / "mark"
    config = write_config(tmp_path, odd=asking(mark))
    async with modelled(copies) as (_, model), chatting(config, capsys, model) as chat:
        await sleeping(chat)
        await asyncio.sleep(0)
        chat.type("Stop.\n")
        await until(lambda: len(chat.of("tool")) == 2, 20)
        assert [event["state"] for event in chat.of("tool")] == ["started", "cancelled"]
        await until(mark.exists)
        assert mark.read_text() == "cancelled"


async def test_a_line_that_was_there_before_waits_for_what_comes_of_the_call(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def naps(request: Request) -> Answer:
        calls = (Call("odd__slow", {"seconds": 0.3}),)
        return Reply(calls=calls) if request.last_text == "nap" else cancels(request)

    config = write_config(tmp_path, odd=asking(tmp_path / "mark"))
    async with modelled(naps) as (_, model), chatting(config, capsys, model) as chat:
        chat.type("nap\nYes.\nhello\n")
        events = await chat.ends()
    said = [(event["type"], event.get("text") or event.get("state")) for event in events]
    assert said.index(("tool", "done")) < said.index(("you", "hello"))


async def test_the_end_comes_at_once_while_a_call_runs_that_was_approved(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    mark = tmp_path / "mark"
    config = write_config(tmp_path, odd=asking(mark))
    async with modelled(copies) as (_, model), chatting(config, capsys, model) as chat:
        await sleeping(chat)
        chat.stopped.set()
        await asyncio.wait_for(chat.running, 15)
        assert [event["state"] for event in chat.of("tool")] == ["started", "cancelled"]
        assert mark.read_text() == "cancelled"


async def test_where_nothing_can_be_recorded_nothing_that_asks_is_approved(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    config = write_config(tmp_path, desk=desk(tmp_path))
    (tmp_path / "ledger").write_text("no folder")
    async with modelled(cancels) as (_, model), chatting(config, capsys, model) as chat:
        chat.type("Cancel it\nYes.\n")
        events = await chat.ends()
    reasons = [event["reason"] for event in events if event["type"] == "decision"]
    assert reasons == ["unrecorded"]
    assert any("record" in event["text"] for event in events if event["type"] == "agent")


CHAT = ("-m", "agent", "chat")


@pytest.mark.realtime
@pytest.mark.timeout(180)
async def test_at_a_terminal_a_question_is_answered_on_the_next_line_and_a_stop_while_it_runs(tmp_path: Path) -> None:
    write_config(tmp_path, odd=asking(tmp_path / "mark"))
    async with at_terminal(*CHAT, cwd=tmp_path) as chat:
        await chat.says("Try, for example:")
        await chat.says("you: ")
        chat.write("slow with seconds 600\n")
        await chat.says("600 seconds?")
        await until(lambda: chat.output.endswith("you: "), 20)
        chat.write("yes\n")
        await chat.says("tool: odd.slow(seconds=600)")
        # The prompt comes back while it runs.
        await until(lambda: chat.output.endswith("you: "), 20)
        chat.write("stop\n")
        await chat.says("tool: odd.slow cancelled")
        await chat.says("agent: The call was cancelled")
        chat.write("\x04")
        assert await chat.ends() == 0
        assert chat.output.count("recorded in") == 1


@pytest.mark.realtime
@pytest.mark.timeout(180)
async def test_the_rehearsal_model_is_asked_edited_and_approved_from_a_pipe(tmp_path: Path) -> None:
    write_config(tmp_path, odd=asking(tmp_path / "mark"))
    typed = 'words with text "hello"\nno, "goodbye"\nyes, please\n'
    chat = await run(*CHAT, cwd=tmp_path, given=typed)
    assert outcome(chat) == (0, [])
    assert 'tool: odd.words(text="goodbye")' in chat.lines
    assert 'tool: odd.words(text="hello")' not in chat.lines
    assert "agent: Goodbye." in chat.lines
