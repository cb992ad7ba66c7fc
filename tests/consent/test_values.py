"""Each kind of value is made to be heard: what it is, without a sign that a voice can't say."""

from __future__ import annotations

from typing import Any

import pytest

from sayso.consent.spoken.values import SHORT, WHOLE, hear

BIDI, ZERO_WIDTH, CYRILLIC_A = "\u202e", "\u200b", "\u0430"


@pytest.mark.parametrize(
    ("name", "value", "heard"),
    [
        ("path", "report.txt", "the file report dot txt"),
        ("path", "/home/a_v2-final.txt", "the file a underscore v2 dash final dot txt in the folder slash home"),
        ("path", "../../etc/passwd", "the path passwd in the folder dot dot slash dot dot slash etc"),
        ("path", "C:\\Users\\Ana\\a.txt", "the file a dot txt in the folder C colon backslash Users backslash Ana"),
        ("path", "~/notes.md", "the file notes dot md in the folder tilde"),
        ("path", "/x.txt", "the file x dot txt in the folder slash"),
        ("directory", "/home/ana", "the folder slash home slash ana"),
        ("path", "My Report.txt", "the file My Report dot txt"),
        ("path", "this and that.txt", "the file this space and space that dot txt"),
        ("path", "report dot txt", "the path report word dot txt"),
        ("to", "ana.silva@example.com", "ana dot silva at example dot com"),
        ("to", "Ana Silva", "Ana Silva"),
        ("doctor", "Dr. Weber", "Doctor Weber"),
        ("channel", "#general", "hash general"),
        ("url", "https://example.com/a?b=1", "example dot com slash a question mark b equals 1"),
        ("url", "http://example.com", "http colon slash slash example dot com"),
        ("colour", "blue", "blue"),
        ("n", 42, "42"),
        ("n", -5, "minus 5"),
        ("n", 15.5, "15 point 5"),
        ("n", 1e20, "1 times 10 to the power of 20"),
        ("n", 10**30, "a number of 31 digits that begins 1 0 0 0 and ends 0 0"),
        ("flag", True, "on"),
        ("flag", False, "off"),
        ("owner", None, "left open"),
        ("content", "", "an empty text"),
        ("doctor", "", "left empty"),
        ("phone", "+49 (151) 234-567", "plus 4 9 1 5 1 2 3 4 5 6 7"),
        ("phone", 112, "1 1 2"),
        ("command", "rm -rf / tmp", "rm space dash rf space slash space tmp"),
        ("sql", "SELECT * FROM users WHERE id = 7", "SELECT star FROM users WHERE id equals 7"),
        ("pattern", "*.txt", "star dot txt"),
        ("body", "Hello. How is it going", "the text Hello How is it going"),
        ("body", "50% of 3.5 & more", "the text 50 percent of 3 point 5 and more"),
        ("note", "<break time='5s'/>Hi", "the note less than break time equals 5s slash greater than Hi"),
        ("body", "well-known, isn't it", "the text well-known isn't it"),
    ],
)  # fmt: skip
def test_a_value_is_heard_as_what_it_is(name: str, value: Any, heard: str) -> None:
    assert hear(name, value).text == heard


@pytest.mark.parametrize(
    ("value", "heard"),
    [
        ("2026-11-24", "Tuesday the 24th of November 2026"),
        ("2024-02-29", "Thursday the 29th of February 2024"),
        ("2026-01-01", "Thursday the 1st of January 2026"),
        ("2026-11-22", "Sunday the 22nd of November 2026"),
        ("2026-11-13", "Friday the 13th of November 2026"),
        ("09:30", "half past nine in the morning"),
        ("9:30", "half past nine in the morning"),
        ("21:30:00", "half past nine in the evening"),
        ("14:15", "quarter past two in the afternoon"),
        ("23:45", "quarter to twelve at night"),
        ("00:00", "midnight"),
        ("12:00", "noon"),
        ("00:30", "half past twelve at night"),
        ("12:05", "twelve oh five in the afternoon"),
        ("07:42:10", "seven forty-two in the morning and ten seconds"),
        ("9 pm", "nine o'clock in the evening"),
        ("12am", "midnight"),
        ("2026-11-24T09:30:00", "Tuesday the 24th of November 2026 at half past nine in the morning"),
        ("2026-11-24T09:30:00Z", "Tuesday the 24th of November 2026 at half past nine in the morning UTC"),
        ("2026-11-24 12:00-05:30", "Tuesday the 24th of November 2026 at noon UTC minus five thirty"),
        ("2026-02-30", "2026 dash 02 dash 30"),
        ("25:00", "25 colon 00"),
        ("tomorrow", "tomorrow"),
    ],
)  # fmt: skip
def test_a_moment_is_heard_as_one_says_it_and_needs_no_clock(value: str, heard: str) -> None:
    assert hear("when", value).text == heard


def test_every_minute_of_a_day_sounds_different() -> None:
    heard = [hear("time", f"{minute // 60:02d}:{minute % 60:02d}").text for minute in range(24 * 60)]
    assert len(set(heard)) == len(heard)


@pytest.mark.parametrize(
    ("name", "value", "heard"),
    [
        ("price", {"value": 15, "currency": "EUR"}, "15 euros"),
        ("price", {"amount": 1, "currency": "usd"}, "1 US dollar"),
        ("price", "15.50 EUR", "15 euros and 50 cents"),
        ("price", "$1,200", "1200 US dollars"),
        ("price", {"value": -3.25, "currency": "GBP"}, "minus 3 pounds and 25 pence"),
        ("price", {"value": 0.005, "currency": "EUR"}, "0 point 005 euros"),
        ("price", {"value": 500, "currency": "JPY"}, "500 yen"),
        ("price", {"value": 3, "currency": "XYZ"}, "3 X Y Z"),
    ],
)
def test_money_is_heard_with_its_currency(name: str, value: Any, heard: str) -> None:
    assert hear(name, value).text == heard


@pytest.mark.parametrize(
    ("name", "value", "heard"),
    [
        ("to", ["Ana", "Ben", "Cleo"], "three people: Ana, Ben and Cleo"),
        ("to", ["Ana"], "Ana"),
        ("to", [], "an empty list"),
        ("paths", ["/d/a.txt", "/d/b.txt"], "two files in the folder slash d: a dot txt and b dot txt"),
        ("paths", ["/d/a.txt", "b.txt"], "two files: a dot txt in the folder slash d and b dot txt"),
        ("tags", ["a", "b", "c", "d", "e", "f", "g"], "seven tags: a, b, c, d, e and two more"),
        ("size", [1, 2], "two size values: 1 and 2"),
        ("location", {"city": "Berlin", "street": "Mill Lane"}, "city Berlin and street Mill Lane"),
        ("start", {"dateTime": "2026-11-24T10:00:00", "timeZone": "Europe/Berlin"},
         "Tuesday the 24th of November 2026 at ten o'clock in the morning Berlin time"),
        ("people", [{"name": "Ana"}, {"name": "Ben"}], "two people: Ana and Ben"),
        ("tokens", ["a", "b"], "two secret values"),
    ],
)  # fmt: skip
def test_lists_and_objects_are_counted_and_told(name: str, value: Any, heard: str) -> None:
    assert hear(name, value).text == heard


def test_a_long_text_is_heard_by_its_length_and_its_beginning() -> None:
    text = "Dear Ana, this is " + "word " * 336
    assert hear("body", text).text == "a text of 340 words that begins Dear Ana this is word word"
    assert hear("description", text).text.startswith("a description of 340 words that begins Dear Ana")


def test_details_tell_a_long_text_up_to_a_bound_and_how_much_more_there_is() -> None:
    told = hear("body", "word " * 340, WHOLE).text
    assert told.startswith("a text of 340 words: word word")
    assert told.endswith("word, and 140 more words")
    assert told.count("word") > 200


@pytest.mark.parametrize(
    ("name", "value", "heard"),
    [
        ("id", "4f9c1234-1234-1234-1234-123456789002", "the id that begins 4 f 9 c and ends 0 2"),
        ("file_sha", "4f9c1234567812345678123456781234567890ab", "the sha that begins 4 f 9 c and ends a b"),
        ("session", "aGVsbG8gd29ybGQgMTIz", "the id that begins a G V s and ends I z"),
        ("order_id", "A1042", "A 1 0 4 2"),
        ("order_id", "42", "42"),
        ("calendar_id", "primary", "primary"),
        ("to", "DE89370400440532013000", "the id that begins D E 8 9 and ends 3 0 0 0"),
    ],
)
def test_an_opaque_id_is_spelt_shortly_and_never_hidden(name: str, value: str, heard: str) -> None:
    assert hear(name, value).text == heard


def test_details_spell_an_opaque_id_to_its_end() -> None:
    assert hear("event_id", "4f9c123456789002", WHOLE).text == "the id 4 f 9 c 1 2 3 4 5 6 7 8 9 0 0 2"


@pytest.mark.parametrize(
    ("value", "notice"),
    [
        (f"p{CYRILLIC_A}yp{CYRILLIC_A}l", "with unusual letters in it"),
        (f"report{BIDI}txt.exe", "with hidden characters in it"),
        (f"re{ZERO_WIDTH}port", "with hidden characters in it"),
        (f"p{CYRILLIC_A}y{ZERO_WIDTH}", "with unusual letters and hidden characters in it"),
        ("a\x07b", "with hidden characters in it"),
        ("cafe\u0301", "with unusual letters in it"),
        ("\uff52eport", "with unusual letters in it"),
        ("tag\U000e0041", "with hidden characters in it"),
        ("half \udc00", "with hidden characters in it"),
    ],
)
def test_look_alike_letters_and_hidden_characters_are_said_to_be_there(value: str, notice: str) -> None:
    for name in ("path", "to", "subject", "body", "id", "url", "colour", "query", "phone"):
        heard = hear(name, value).text
        assert heard.endswith(notice), (name, heard)
        assert heard.replace(CYRILLIC_A, "a").replace("\uff52", "r").replace("\u00e9", "e").isprintable()


@pytest.mark.parametrize("value", ["café", "Łukasz Żółw", "Müller", "Nguyễn", "don\u2019t"])
def test_letters_of_latin_languages_are_usual(value: str) -> None:
    assert "unusual" not in hear("subject", value).text


def test_a_line_break_in_a_path_is_heard() -> None:
    assert hear("path", "a.txt\nb.txt").text == "the file a dot txt line break b dot txt"


@pytest.mark.parametrize("value", ["yes, go ahead", "Yes?", "no", "Shall I?", "please say yes", "okay"])
def test_a_value_that_reads_like_an_answer_is_introduced_as_somebodys_words(value: str) -> None:
    for name in ("subject", "title", "body", "colour"):
        assert "that reads " in hear(name, value).text
    for name in ("patient", "to", "city"):
        said = hear(name, value).text
        assert said.startswith("the text ") or " " not in value


@pytest.mark.parametrize("name", ["password", "api_key", "pin", "x-auth-token"])
def test_a_secret_is_never_spoken_not_even_in_the_details(name: str) -> None:
    for room in (SHORT, WHOLE):
        assert hear(name, "hunter2", room).text == "a secret value"
    assert hear("pin", 1234).text == "a secret value"


def test_a_secret_inside_a_value_is_left_out_of_it() -> None:
    assert (
        hear("body", "the key is sk-abcdefghijklmnop1234, keep it").text == "the text the key is a secret value keep it"
    )
    assert "hunter2" not in hear("url", "https://ana:hunter2@example.com/").text
    assert "abcdef" not in hear("body", f"sk-abc{ZERO_WIDTH}defghijklmnop1234").text


def test_a_card_number_is_a_secret() -> None:
    assert "4111" not in hear("card", "4111 1111 1111 1111").text.replace(" ", "")
