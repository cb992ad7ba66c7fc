"""`chat` with the filesystem server that others wrote: asked, asked back, edited, approved, refused, on real files."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from typing import Any

import pytest

from tests.foreign.test_servers_of_others import agent, npm, write_config
from tests.loopback import openai
from tests.loopback.openai import Call, Reply, Request

pytestmark = [pytest.mark.realtime, pytest.mark.timeout(300)]

TYPED = [
    "Move the note into the archive.",
    "What is in it?",
    "No, the other file.",
    "Yes, please.",
    "Overwrite the note with nothing.",
    "No.",
    "Yes.",
]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "archive").mkdir()
    (tmp_path / "note.txt").write_text("the milk is in the fridge")
    (tmp_path / "todo.txt").write_text("buy milk")
    return tmp_path


def script(folder: Path) -> openai.Script:
    def move(name: str) -> Reply:
        paths = {"source": str(folder / name), "destination": str(folder / "archive" / name)}
        return Reply(calls=(Call("files__move_file", paths),))

    said = {
        TYPED[0]: move("note.txt"),
        TYPED[1]: Reply("It says where the milk is."),
        TYPED[4]: Reply(calls=(Call("files__write_file", {"path": str(folder / "note.txt"), "content": ""}),)),
    }

    def answer(request: Request) -> Reply:
        last = next((one for one in reversed(request.messages) if one["role"] != "system"), request.last)
        text = str(last.get("content") or "")
        if last["role"] == "tool":
            return move("todo.txt") if "wants it otherwise" in text else Reply(f"It says: {text}")
        return said.get(text, Reply("All right."))

    return answer


async def test_a_conversation_asks_answers_a_question_back_takes_a_change_approves_and_refuses(folder: Path) -> None:
    config = write_config(folder, {"files": npm("filesystem", str(folder))})
    async with openai.serve(script(folder)) as server:
        settings = {"OPENAI_BASE_URL": server.url, "SAYSO_LLM_MODEL": "loopback", "OPENAI_API_KEY": "loopback"}
        typed = "\n".join(TYPED) + "\n"
        shown = await asyncio.to_thread(agent, ["chat", "--json"], config, typed=typed, **settings)
    events: list[dict[str, Any]] = [json.loads(line) for line in shown.splitlines()]
    questions = [event["text"] for event in events if event["type"] == "question"]
    assert len(questions) == 4
    assert "note dot txt" in questions[0]
    assert questions[1] == questions[0]
    assert "todo dot txt" in questions[2]
    assert {"type": "agent", "text": "It says where the milk is."} in events
    decided = [event.get("reason") or event["decision"] for event in events if event["type"] == "decision"]
    assert decided == ["edited", "approve", "denied"]
    started = [event for event in events if event["type"] == "tool" and event["state"] == "started"]
    assert [event["arguments"]["source"] for event in started] == [str(folder / "todo.txt")]
    assert (folder / "note.txt").read_text() == "the milk is in the fridge"
    assert not (folder / "todo.txt").exists()
    assert (folder / "archive" / "todo.txt").read_text() == "buy milk"
