"""What a chat shows, whatever is in the words of servers, models and people."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from agent.chat.screen import JsonScreen, Paper, Screen, TextScreen
from sayso.calls import CallEvent, CallState
from sayso.consent.call import freeze
from sayso.problems import Problem
from sayso.voice.events import DecisionEvent, QuestionEvent

ANY_TEXT = st.text() | st.sampled_from(
    ["\x1b[2J\x1b]0;title\x07", "a\nyou: yes", "a\r\nagent: done", "\u2028tool: x", "\ud800", "\u202eevil", "\x9b31m"]
)
STATES = st.sampled_from(["started", "done", "failed", "refused", "cancelled", "unknown"])
JSON = st.recursive(st.none() | st.booleans() | st.floats() | ANY_TEXT, lambda inner: st.lists(inner, max_size=2))


def a_conversation(screen: Screen, say: Callable[[], str], state: CallState, arguments: dict[str, object]) -> None:
    """One of each thing that can be shown, in the words given."""
    screen.agent_says(say())
    call = freeze(spelt(say()), spelt(say()), "1", {"text": spelt(say())})
    screen.question(QuestionEvent("call-1", call, say(), "again"))
    screen.decision(DecisionEvent("call-1", call, "refuse", "denied", say(), "text", say()))
    screen.tool(CallEvent("call-1", say(), say(), state, arguments, say()))
    screen.agent_says(say())
    screen.agent_ends()
    screen.notice(say(), Problem("some-code", say(), say(), say()))
    screen.notice(say())
    screen.suggest([say(), say()])
    screen.ready_for_you()
    screen.you(say())
    screen.close()


def spelt(text: str) -> str:
    """What can be sent: a call whose arguments hold half a character never comes so far."""
    return text.encode(errors="replace").decode()


@pytest.fixture
def paper() -> Paper:
    return Paper(asyncio.Event())


repeatedly = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=200, deadline=None)


@repeatedly
@given(data=st.data(), state=STATES, arguments=st.dictionaries(ANY_TEXT, JSON, max_size=3))
def test_no_words_of_others_ever_drive_the_terminal(
    data: st.DataObject,
    state: CallState,
    arguments: dict[str, object],
    paper: Paper,
    capsys: pytest.CaptureFixture[str],
) -> None:
    capsys.readouterr()
    a_conversation(TextScreen(paper, echo=True), lambda: data.draw(ANY_TEXT), state, arguments)
    shown = capsys.readouterr().out
    assert all(c.isprintable() or c == "\n" for c in shown)


@repeatedly
@given(data=st.data(), state=STATES, arguments=st.dictionaries(ANY_TEXT, JSON, max_size=3))
def test_no_words_of_others_ever_look_like_a_line_of_somebody_else(
    data: st.DataObject,
    state: CallState,
    arguments: dict[str, object],
    paper: Paper,
    capsys: pytest.CaptureFixture[str],
) -> None:
    capsys.readouterr()
    a_conversation(TextScreen(paper, echo=True), lambda: data.draw(ANY_TEXT), state, arguments)
    speakers = [line.split(":")[0] for line in capsys.readouterr().out.split("\n") if line[:1] not in ("", " ")]
    assert speakers.count("you") == 1
    assert speakers.count("tool") <= 1
    assert set(speakers) <= {"you", "tool", "agent"}


def refuse_constant(name: str) -> None:
    raise AssertionError(f"{name} is not JSON")


@repeatedly
@given(data=st.data(), state=STATES, arguments=st.dictionaries(ANY_TEXT, JSON, max_size=3))
def test_every_event_is_strict_json_on_a_line_of_its_own(
    data: st.DataObject,
    state: CallState,
    arguments: dict[str, object],
    paper: Paper,
    capsys: pytest.CaptureFixture[str],
) -> None:
    capsys.readouterr()
    a_conversation(JsonScreen(paper), lambda: data.draw(ANY_TEXT), state, arguments)
    shown = capsys.readouterr().out
    assert shown.isascii()
    types = [json.loads(line, parse_constant=refuse_constant)["type"] for line in shown.splitlines()]
    assert set(types) <= {"you", "tool", "agent", "notice", "question", "decision"}
    assert types.count("tool") == 1
    assert types.count("you") == 1


def test_spaces_of_every_kind_still_part_the_words(paper: Paper, capsys: pytest.CaptureFixture[str]) -> None:
    screen = TextScreen(paper, echo=True)
    screen.agent_says("10\u00a0o'clock\tsharp")
    screen.close()
    assert capsys.readouterr().out == "agent: 10 o'clock sharp\n"


def test_a_tool_is_shown_with_its_arguments_when_it_starts_and_with_its_fault_when_it_fails(
    paper: Paper, capsys: pytest.CaptureFixture[str]
) -> None:
    screen = TextScreen(paper, echo=True)
    screen.tool(CallEvent("1", "desk", "find", "started", {"day": "today", "doctor": "Müller"}))
    screen.tool(CallEvent("1", "desk", "find", "failed", {"day": "today"}, "no such\nday"))
    screen.tool(CallEvent("2", "desk", "find", "done", {}, "three of them"))
    assert (
        capsys.readouterr().out
        == 'tool: desk.find(day="today", doctor="Müller")\ntool: desk.find failed: no such day\n'
    )


def test_a_tool_event_has_server_tool_arguments_and_state(paper: Paper, capsys: pytest.CaptureFixture[str]) -> None:
    screen = JsonScreen(paper)
    screen.tool(CallEvent("7", "desk", "find", "done", {"day": "today"}, "three"))
    assert json.loads(capsys.readouterr().out) == {
        "type": "tool",
        "id": "7",
        "server": "desk",
        "tool": "find",
        "arguments": {"day": "today"},
        "state": "done",
        "result": "three",
    }


def test_news_in_the_middle_of_a_prompt_is_followed_by_a_new_prompt(
    paper: Paper, capsys: pytest.CaptureFixture[str]
) -> None:
    screen = TextScreen(paper, echo=False)
    screen.ready_for_you()
    screen.notice("desk is connected now")
    screen.you("hello")
    screen.agent_says("Hello.")
    screen.agent_ends()
    assert capsys.readouterr().out == "you: \n  desk is connected now\nyou: agent: Hello.\n"


def test_when_the_reader_has_gone_nothing_more_is_written_and_the_chat_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    class Broken:
        writes = 0

        def write(self, text: str) -> None:
            self.writes += 1
            raise BrokenPipeError

        def flush(self) -> None:
            """Nothing was written."""

    broken, gone = Broken(), asyncio.Event()
    monkeypatch.setattr("sys.stdout", broken)
    screen = JsonScreen(Paper(gone))
    screen.you("hello")
    assert gone.is_set()
    screen.you("hello?")
    assert broken.writes == 1


CANCEL = freeze("desk", "cancel", "1", {"day": "today"})


def test_a_question_is_the_agents_line_and_a_refusal_the_tools(
    paper: Paper, capsys: pytest.CaptureFixture[str]
) -> None:
    screen = TextScreen(paper, echo=True)
    screen.question(QuestionEvent("1", CANCEL, "Shall I cancel today?"))
    screen.decision(DecisionEvent("1", CANCEL, "refuse", "denied"))
    screen.tool(CallEvent("1", "desk", "cancel", "refused", {"day": "today"}, "The person said no. It was not run."))
    shown = capsys.readouterr().out
    assert shown == 'agent: Shall I cancel today?\ntool: desk.cancel(day="today") refused: The person said no\n'


def test_a_question_and_its_decision_are_events_with_the_calls_id(
    paper: Paper, capsys: pytest.CaptureFixture[str]
) -> None:
    screen = JsonScreen(paper)
    screen.question(QuestionEvent("1", CANCEL, "Shall I cancel today?"))
    screen.decision(DecisionEvent("1", CANCEL, "approve", None, "person", "text", "a yes"))
    about = {"id": "1", "server": "desk", "tool": "cancel", "arguments": {"day": "today"}}
    question, decision = map(json.loads, capsys.readouterr().out.splitlines())
    assert question == {
        "type": "question",
        **about,
        "text": "Shall I cancel today?",
        "way": "first",
        "destructive": True,
    }
    assert decision == {
        "type": "decision",
        **about,
        "decision": "approve",
        "who": "person",
        "channel": "text",
        "rule": "a yes",
    }


def test_a_prompt_that_stands_is_not_printed_twice(paper: Paper, capsys: pytest.CaptureFixture[str]) -> None:
    screen = TextScreen(paper, echo=False)
    screen.ready_for_you()
    screen.ready_for_you()
    assert capsys.readouterr().out == "you: "
