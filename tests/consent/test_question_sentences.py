"""The sentences: one short question that names the deed and what it is done to, for the tools that people have."""

from __future__ import annotations

from typing import Any

import pytest

from sayso.consent.call import freeze
from sayso.consent.question import Question, phrase
from sayso.consent.settings import Settings

DAY = "Tuesday the 24th of November 2026"
WHEN = f"on {DAY} at half past nine in the morning"


def ask(server: str, tool: str, arguments: dict[str, Any], destructive: bool = True, nth: int = 1) -> Question:
    return phrase(freeze(server, tool, "d", arguments), Settings(), destructive, nth)


FILESYSTEM = [
    ("delete_file", {"path": "report.txt"}, "delete the file report dot txt"),
    ("read_text_file", {"path": "notes.md", "head": 10}, "read the text file notes dot md with head 10"),
    ("read_multiple_files", {"paths": ["a.txt", "b.txt"]}, "read two files: a dot txt and b dot txt"),
    ("write_file", {"path": "notes.txt", "content": "hello"}, "write the file notes dot txt with the text hello"),
    ("write_file", {"path": "a.txt", "content": ""}, "write the file a dot txt with an empty text"),
    ("write_file", {"path": "a.txt", "content": "2026-11-24"}, "write the file a dot txt with the text 2026-11-24"),
    (
        "write_file",
        {"path": "/home/a.txt", "content": "Hi all " * 60},
        "write the file a dot txt in the folder slash home with a text of 120 words that begins Hi all Hi all Hi all",
    ),
    (
        "edit_file",
        {"path": "a.txt", "edits": [{"oldText": "teh", "newText": "the"}], "dryRun": False},
        "edit the file a dot txt replacing the text teh with the text the, with dry run off",
    ),
    ("create_directory", {"path": "/home/ana/new"}, "create the folder slash home slash ana slash new"),
    ("list_directory", {"path": "/home/ana"}, "list the folder slash home slash ana"),
    ("list_directory_with_sizes", {"path": "docs"}, "list the folder docs with sizes"),
    ("directory_tree", {"path": "docs"}, "list the tree of the folder docs"),
    (
        "move_file",
        {"source": "/docs/a.txt", "destination": "/old/a.txt"},
        "move the file a dot txt from the folder slash docs to the folder slash old",
    ),
    (
        "move_file",
        {"source": "/docs/a.txt", "destination": "/docs/b.txt"},
        "move the file a dot txt to b dot txt, both in the folder slash docs",
    ),
    ("move_file", {"source": "a.txt", "destination": "b.txt"}, "move the file a dot txt to b dot txt"),
    (
        "search_files",
        {"path": "/home/ana", "pattern": "*.txt"},
        "search the files in the folder slash home slash ana for star dot txt",
    ),
    ("get_file_info", {"path": "a.txt"}, "look up the information on the file a dot txt"),
    ("list_allowed_directories", {}, "list the allowed folders"),
]
DESK = [
    (
        "cancel_appointment",
        {"patient": "Ana Silva", "date": "2026-11-24", "time": "09:30"},
        f"cancel Ana Silva's appointment {WHEN}",
    ),
    (
        "move_appointment",
        {"patient": "Ana Silva", "date": "2026-11-24", "time": "09:30", "new_date": "same day", "new_time": "11:00"},
        f"move Ana Silva's appointment on {DAY} from half past nine to eleven o'clock in the morning",
    ),
    (
        "move_appointment",
        {"patient": "Ana", "date": "2026-11-24", "time": "09:30", "new_date": "2026-11-25", "new_time": "12:00"},
        f"move Ana's appointment from {WHEN[3:]} to Wednesday the 25th of November 2026 at noon",
    ),
    (
        "book_appointment",
        {"patient": "Ana Silva", "date": "tomorrow", "time": "9:30", "doctor": "Weber"},
        "book an appointment for Ana Silva with Doctor Weber tomorrow at half past nine in the morning",
    ),
    ("send_reminders", {"date": "2026-11-24"}, "send reminders for Tuesday the 24th of November 2026"),
    ("find_appointments", {"patient": "Ana Silva"}, "find the appointments for Ana Silva"),
    ("list_free_slots", {"date": "Tuesday", "doctor": "Dr. Klein"}, "list the free slots with Doctor Klein on Tuesday"),
]
OTHERS = [
    ("handbook", "search_handbook", {"query": "refunds"}, "search the handbook for refunds"),
    ("handbook", "submit_feedback", {"text": "It is cold."}, "submit feedback with the text It is cold"),
    (
        "github",
        "add_issue_comment",
        {"owner": "acme", "repo": "app", "issue_number": 42, "body": "Thanks"},
        "add an issue comment to the issue 42 in the repository acme slash app with the text Thanks",
    ),
    (
        "github",
        "merge_pull_request",
        {"owner": "acme", "repo": "app", "pullNumber": 7},
        "merge the pull request 7 in the repository acme slash app",
    ),
    (
        "slack",
        "slack_post_message",
        {"channel_id": "C0123ABCD", "text": "Lunch at noon"},
        "post a message to the channel C 0 1 2 3 A B C D with the text Lunch at noon",
    ),
    ("slack", "send_message", {"channel": "#general"}, "send a message to the channel hash general"),
    (
        "gmail",
        "send_email",
        {"to": "ana@example.com", "subject": "Offer", "body": "Hello"},
        "send an email to ana at example dot com with the subject Offer and the text Hello",
    ),
    (
        "cal",
        "create_event",
        {"summary": "Review", "start": {"dateTime": "2026-11-24T09:30:00"}, "end": {"dateTime": "2026-11-24T10:30:00"}},
        f"create an event on {DAY} from half past nine to half past ten in the morning with the summary Review",
    ),
    (
        "cal",
        "delete_event",
        {"calendarId": "primary", "eventId": "4f9c1234567812345678123456"},
        "delete the event with the id that begins 4 f 9 c and ends 5 6 in the calendar primary",
    ),
    ("bank", "transfer_money", {"amount": 15, "currency": "EUR", "to": "Miriam"}, "transfer 15 euros to Miriam"),
    ("bank", "make_payment", {"amount": 15, "currency": "EUR"}, "make a payment of 15 euros"),
    ("bank", "pay", {"recipient": "Miriam", "amount": 15.5}, "pay the amount 15 point 5 to Miriam"),
    ("db", "execute_sql", {"sql": "DELETE FROM a WHERE id = 7"}, "run the query DELETE FROM a WHERE id equals 7"),
    ("shell", "run_command", {"command": "ls -l"}, "run the command ls space dash l"),
    ("web", "fetch", {"url": "https://example.com/a"}, "fetch the page example dot com slash a"),
    ("phone", "call", {"number": "+49151234"}, "call plus 4 9 1 5 1 2 3 4"),
    ("home", "lights.turnOff", {"room": "kitchen"}, "turn off the lights in kitchen"),
    ("shop", "order_cancel", {"order_id": 1042}, "cancel the order 1042"),
    ("shop", "cancel", {"booking_id": "A1042"}, "cancel the booking A 1 0 4 2"),
    ("app", "set_value", {"key": "theme", "value": "dark"}, "set the value theme to dark"),
    ("app", "delete_user", {"user_id": 42}, "delete the user 42"),
    ("app", "paint", {"colour": "blue"}, "use paint of app with colour blue"),
    ("app", "delete", {"path": "a.txt"}, "delete the file a dot txt"),
    ("play", "play_song", {"title": "Yesterday"}, "play the song with the title Yesterday"),
    (
        "restaurant",
        "book_table",
        {"name": "Ana Silva", "date": "2026-11-24", "time": "09:30", "party_size": 4},
        f"book a table in the name of Ana Silva for 4 people {WHEN}",
    ),
    (
        "restaurant",
        "book_table",
        {"restaurant": "Da Noah", "date": "2026-11-24", "phone": "+49151234"},
        "book a table on Tuesday the 24th of November 2026 at Da Noah with the phone plus 4 9 1 5 1 2 3 4",
    ),
    ("desk", "send_text", {"phone": "+49151234", "text": "Hi"}, "send a text to plus 4 9 1 5 1 2 3 4 with the text Hi"),
    (
        "travel",
        "book_flight",
        {"origin": "Berlin", "destination": "Lisbon", "departure_date": "2026-11-24", "return_date": "2027-01-03"},
        f"book a flight from Berlin to Lisbon on {DAY} and back on Sunday the 3rd of January 2027",
    ),
    (
        "hotel",
        "book_room",
        {"check_in": "2026-11-24", "check_out": "2026-11-26", "guests": [{"name": "Ana"}, {"name": "Tom"}]},
        f"book a room with two people: Ana and Tom, from {DAY} until Thursday the 26th of November 2026",
    ),
    (
        "home",
        "set_thermostat",
        {"temperature": 21.5, "unit": "celsius", "until": "22:00"},
        "set the thermostat to 21 point 5 celsius until ten o'clock at night",
    ),
    (
        "shop",
        "order",
        {"product": "filters", "address": "Mill Lane 12, 10115 Berlin", "payment_method": "card"},
        "order at Mill Lane 12, 10115 Berlin, with payment method card and product filters",
    ),
    (
        "bank",
        "transfer_money",
        {"amount": 15, "currency": "EUR", "to": "Miriam", "iban": "DE89370400440532013000"},
        "transfer 15 euros to Miriam with the iban that begins D E 8 9 and ends 0 0",
    ),
    ("jira", "transition_issue", {"issue": "AB-12", "to": "Done"}, "transition the issue AB dash 12 to Done"),
    ("git", "git_commit", {"repo_path": "/app", "message": "Fix"}, "commit in the folder slash app with the text Fix"),
    ("x", "approve_or_reject", {"id": 7}, "use approve slash reject of x with id 7"),
    ("x", "do_not_disturb", {}, "use do not disturb of x"),
    ("x", "", {}, "use a tool without a usual name of x"),
]  # fmt: skip


@pytest.mark.parametrize(("tool", "arguments", "said"), FILESYSTEM)
def test_the_tools_of_the_filesystem_server_sound_well(tool: str, arguments: dict[str, Any], said: str) -> None:
    assert ask("filesystem", tool, arguments).text == f"Shall I {said}?"


@pytest.mark.parametrize(("tool", "arguments", "said"), DESK)
def test_the_tools_of_the_desk_sound_well(tool: str, arguments: dict[str, Any], said: str) -> None:
    assert ask("desk", tool, arguments).text == f"Shall I {said}?"


@pytest.mark.parametrize(("server", "tool", "arguments", "said"), OTHERS)
def test_the_tools_that_people_have_sound_well(server: str, tool: str, arguments: dict[str, Any], said: str) -> None:
    assert ask(server, tool, arguments).text == f"Shall I {said}?"


def test_later_questions_of_a_task_are_worded_differently_and_stay_the_same_question() -> None:
    texts = [ask("fs", "delete_file", {"path": "a.txt"}, nth=nth).text for nth in range(1, 5)]
    assert len(set(texts)) == 4
    assert all(text.lower().endswith("shall i delete the file a dot txt?") for text in texts)
    assert texts[1] == "And shall I delete the file a dot txt?"


def test_what_does_not_fit_is_counted_and_told_in_the_details() -> None:
    arguments = {
        "owner": "acme",
        "repo": "app",
        "title": "Crash on start",
        "body": "It crashes. " * 30,
        "labels": ["ui", "start"],
    }
    question = ask("github", "create_issue", arguments)
    assert question.text == (
        "Shall I create an issue in the repository acme slash app with the title Crash on start, two labels: ui and "
        "start and one more value; "
        "say details to hear all?"
    )
    assert "Labels: two labels: ui and start." in question.details
    assert question.details.count("It crashes") == 30


@pytest.mark.parametrize("guests", [2, 4])
def test_for_how_many_is_not_left_out(guests: int) -> None:
    arguments = {"restaurant": "Da Noah", "party_size": guests, "date": "2026-11-24", "time": "19:30"}
    more = {"notes": "A window seat and one high chair for the little one", "phone": "+49 151 2345678"}
    assert f"for {guests} people" in ask("restaurant", "book_table", {**more, **arguments}).text


def test_an_account_is_never_hidden_however_much_there_is_to_say() -> None:
    arguments = {"amount": 1500, "currency": "EUR", "to": "Miriam Keller", "date": "2026-12-01"}
    more = {"iban": "DE89370400440532013000", "reference": "Rent for December and the deposit for the garage"}
    question = ask("bank", "transfer_money", {**arguments, **more}).text
    assert "3 0 0 0" in question or "ends 0 0" in question


def test_a_path_that_is_too_long_is_told_apart_by_its_mark_and_said_in_the_details() -> None:
    folders = "/".join("abcdefghijklmnopqrst")
    one, other = (ask("fs", "delete_file", {"path": f"/{folders}/{name}/report.txt"}) for name in ("x", "y"))
    assert one.text.startswith(
        "Shall I delete the file report dot txt in the folder x, twenty-one folders deep, marked "
    )
    assert one.text.endswith("; say details to hear all?")
    assert one.text.split("marked")[1] != other.text.split("marked")[1]
    assert "slash s slash t slash x" in one.details


def test_the_values_are_named_as_they_were_spoken() -> None:
    question = ask("desk", "cancel_appointment", {"patient": "Ana Silva", "date": "2026-11-24", "time": "09:30"})
    assert question.values == ("Ana Silva", "Tuesday the 24th of November 2026", "half past nine in the morning")
    assert ask("x", "login", {"username": "ana", "password": "hunter2"}).values == ("ana",)


def test_a_server_can_word_nothing_but_its_tools_name() -> None:
    call = freeze("fs", "delete_file", "d", {"path": "a.txt"})
    same = freeze("fs", "delete_file", "another definition with another description", {"path": "a.txt"})
    assert phrase(call, Settings(), True) == phrase(same, Settings(), True)


@pytest.mark.parametrize(
    "tool", ["delete_file?_yes_or_no", "d\u0435lete_file", "delete\u202e_file", "x" * 5000, "a_" * 500]
)
def test_a_tools_name_that_is_odd_is_said_as_a_name(tool: str) -> None:
    text = ask("fs", tool, {"path": "a.txt"}).text
    assert text.startswith("Shall I use ")
    assert text.count("?") == 1
    assert " or " not in text
    assert len(text.split()) <= 45
