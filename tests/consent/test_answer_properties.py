"""What holds of every answer, however it is said and whatever was asked."""

from __future__ import annotations

import time
import tomllib
from importlib.resources import files
from typing import Any

from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from sayso.consent.answer import Reading, interpret
from sayso.consent.lexicon import lexicon

ENGLISH = tomllib.loads((files("sayso.consent") / "languages" / "en.toml").read_text(encoding="utf-8"))
QUESTIONS = (
    "Shall I delete the file report dot txt?",
    "Shall I send 15 euros to Miriam?",
    "Shall I cancel Ana Silva's appointment on Tuesday the 24th at half past nine?",
    "Shall I stop the music?",
    "",
)
FOR_IT = (
    "yes", "yeah", "yep", "sure", "absolutely", "of course", "go ahead", "do it", "please do", "correct",
    "that sounds good to me", "that works for me", "you got it", "that's perfect", "I confirm", "permission granted",
    "yes I do", "looks great", "you may", "by all means", "it's fine with me", "I agree with that", "let's do it",
)  # fmt: skip
AROUND = (
    "please",
    "thanks",
    "thank you very much",
    "okay",
    "oh",
    "well",
    "sir",
    "all right",
    "so",
    "and thank you",
    "now",
)
RESTATED = {
    QUESTIONS[0]: ("delete it", "the file", "please delete report dot txt", "report.txt"),
    QUESTIONS[1]: ("send it", "fifteen euros", "to Miriam", "send Miriam the 15 euros"),
    QUESTIONS[2]: ("cancel it", "the 24th", "at 9:30", "Ana's appointment", "on Tuesday the twenty-fourth"),
    QUESTIONS[3]: ("stop it", "the music", "stop the music now"),
    QUESTIONS[4]: (),
}
AGAINST = (
    "no",
    "nope",
    "don't",
    "no thanks",
    "I'd rather not",
    "not now",
    "no, leave it",
    "that's wrong",
    "never mind",
)
NEGATIONS = ("no", "not", "never", "don't", "nothing", "without", "isn't", "nope", "none", "neither", "nobody", "can't")
MORE = (
    "if you can",
    "but",
    "but not yet",
    "?",
    "unless it rains",
    "41",
    "on the 19th",
    "forty one",
    "at 7:45",
    "what time",
)
NUMBER_WORDS = {"fifteen", "twenty-fourth"}
MARKS = (",", ".", "!", ";", "...", " -", " —")


@st.composite
def approvals(draw: st.DrawFn) -> tuple[str, str]:
    """An answer that approves, made of what people say, and its question."""
    question = draw(st.sampled_from(QUESTIONS))
    parts = [draw(st.sampled_from(FOR_IT))]
    for more in draw(st.lists(st.sampled_from(AROUND + RESTATED[question] + FOR_IT), max_size=4)):
        parts.insert(draw(st.integers(0, len(parts))), more)
    answer = " ".join(parts)
    assume(read(answer, question).verdict == "approve")
    return answer, question


def read(answer: str, question: str) -> Reading:
    return interpret(answer, question, strict=True)


@settings(max_examples=400)
@given(approvals(), st.sampled_from(NEGATIONS), st.integers(0, 30))
def test_an_approval_with_a_negation_put_into_it_is_none(approval: tuple[str, str], negation: str, place: int) -> None:
    answer, question = approval
    words = answer.split()
    words.insert(min(place, len(words)), negation)
    assert read(" ".join(words), question).verdict != "approve"


@settings(max_examples=300)
@given(approvals(), st.sampled_from(MORE))
def test_an_approval_with_more_behind_it_is_none(approval: tuple[str, str], more: str) -> None:
    answer, question = approval
    assert read(f"{answer} {more}", question).verdict != "approve"


@st.composite
def answers(draw: st.DrawFn) -> tuple[str, str]:
    if draw(st.booleans()):
        return draw(approvals())
    return draw(st.sampled_from(AGAINST)), draw(st.sampled_from(QUESTIONS))


@settings(max_examples=300)
@given(answers(), st.data())
def test_case_punctuation_fillers_and_doubled_words_do_not_matter(answer: tuple[str, str], data: st.DataObject) -> None:
    text, question = answer
    fillers = st.sampled_from(sorted({"uh", "um", "er", "hmm"} & set(ENGLISH["fillers"])))
    said: list[str] = []
    for word in text.split():
        how = data.draw(st.sampled_from(("plain", "loud", "mark", "filler", "twice")))
        if how == "filler":
            said.append(data.draw(fillers))
        said.append(word.upper() if how == "loud" else word)
        if how == "mark":
            said[-1] += data.draw(st.sampled_from(MARKS))
        elif how == "twice" and not any(sign.isdigit() for sign in word) and word not in NUMBER_WORDS:
            said.append(word)
    assert read(" ".join(said), question).verdict == read(text, question).verdict


words = st.sampled_from(sorted(lexicon("en").known | {"?", '"', "9:30", "15", "24th", "'", "\u2019s", "👍"}))
texts = st.one_of(st.text(), st.lists(words, max_size=30).map(" ".join))
questions = st.one_of(st.sampled_from(QUESTIONS), texts)
values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=8,
)


@settings(max_examples=300)
@given(texts, questions, st.booleans(), st.dictionaries(st.text(), values, max_size=4), st.sampled_from(["en", "de"]))
@example("9 ²² ½ Ⅻ", "Shall I send ²² to 9 ³⁰?", True, {}, "en")
@example("o'", "Shall I ' '' '?", True, {}, "en")
@example("one million million million hundred hundred", "Shall I?", True, {}, "en")
def test_no_text_and_no_question_is_too_odd(
    answer: str, question: str, strict: bool, arguments: dict[str, Any], language: str
) -> None:
    reading = interpret(answer, question, strict, arguments=arguments, language=language)
    assert reading.verdict in ("approve", "deny", "unclear")


@given(texts, questions)
def test_what_a_destructive_call_takes_for_a_yes_is_one_for_any_call(answer: str, question: str) -> None:
    if read(answer, question).verdict == "approve":
        assert interpret(answer, question, strict=False).verdict == "approve"


def test_a_very_long_text_is_read_in_bounded_time() -> None:
    began = time.process_time()
    for long in ("yes " * 200_000, "no because " * 100_000, "a1,b? " * 200_000, "that is right " * 100_000):
        assert read(long, "Shall I? " * 1000).verdict != "approve"
    assert time.process_time() - began < 2
