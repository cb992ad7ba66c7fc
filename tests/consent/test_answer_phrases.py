"""How phrases are written in a language file, and found."""

from __future__ import annotations

import pytest

from sayso.consent.lexicon import BIT, MEANINGS, Lexicon, compiled, languages, lexicon
from sayso.consent.reading.net import Net
from sayso.consent.reading.pattern import PhraseError
from sayso.consent.reading.phrases import Phrases, Symbols

CLASSES = {"good": ["good", "very fine"], "loop": ["{loop}"]}


def covers(phrase: str, text: str) -> bool:
    net = Net(CLASSES)
    net.add(phrase, 1)
    symbols = Symbols()
    return 1 in Phrases(net, symbols).all_of([symbols.number((word,)) for word in text.split()])


@pytest.mark.parametrize(
    ("phrase", "yes", "no"),
    [
        ("that is right", "that is right", "that is"),
        ("that is {good}", "that is very fine", "that is fine"),
        ("[oh] yes", "yes", "oh"),
        ("[oh] yes", "oh yes", "oh oh yes"),
        ("[oh]+ yes", "oh oh yes", "oh"),
        ("(a|b c) d", "b c d", "b d"),
        ("(a|b)+ d", "a b a d", "d"),
        ("[(a|b)] d", "d", "a b d"),
        ("{good}+ x", "good very fine x", "x"),
        ("a (b|[c] d)", "a d", "a c"),
    ],
)
def test_a_phrase_means_what_its_signs_say(phrase: str, yes: str, no: str) -> None:
    assert covers(phrase, yes)
    assert not covers(phrase, no)


@pytest.mark.parametrize("phrase", ["(a", "a)", "[a", "a (b]", "{none} a", "[a]", "[a] [b]", "", "{loop}"])
def test_a_phrase_that_is_written_wrongly_is_refused(phrase: str) -> None:
    with pytest.raises(PhraseError):
        Net(CLASSES).add(phrase, 1)


def test_all_ways_to_read_the_words_are_found() -> None:
    net = Net({})
    for meaning, phrase in ((1, "a"), (2, "b"), (4, "a b"), (8, "c")):
        net.add(phrase, meaning)
    symbols = Symbols()
    a, b, x = (symbols.number((word,)) for word in "abx")
    phrases = Phrases(net, symbols)
    assert phrases.all_of([a, b]) == {1 | 2, 4}
    assert phrases.all_of([a, x, b]) == frozenset()
    assert list(phrases.beginnings([a, b])) == [{1}, {1 | 2, 4}]
    assert list(phrases.beginnings([a, x, b])) == [{1}, frozenset()]


def test_phrases_are_found_where_they_may_stand() -> None:
    net = Net({})
    net.add("no", 1, opening=True)
    net.add("wait", 2)
    net.skip("oh")
    symbols = Symbols()
    words = [symbols.number((word,)) for word in ["oh", "oh", "no", "x", "wait", "no"]]
    assert Phrases(net, symbols).find(words) == [(1, 3), (2, 5)]


def tiny(phrases: list[dict[str, object]]) -> Lexicon:
    return compiled("xx", {"spelling": {"yes": ["yep"]}, "phrases": phrases})


def test_a_phrase_may_be_written_as_people_write() -> None:
    table = tiny([{"means": "yes", "phrases": ["yep"]}, {"means": "no", "where": "start", "phrases": ["nope"]}])
    assert {"yes", "nope"} <= table.known
    assert "yep" not in table.known


@pytest.mark.parametrize("phrase", ["yes !", "{yes}"])
def test_a_language_file_is_not_compiled_with_a_wrong_phrase(phrase: str) -> None:
    with pytest.raises(PhraseError):
        tiny([{"means": "yes", "phrases": [phrase]}])


@pytest.mark.parametrize(
    "group",
    [
        {"means": "perhaps", "phrases": ["a"]},
        {"means": "no", "where": "nowhere", "phrases": ["a"]},
        {"means": "yes", "where": "anywhere", "phrases": ["a"]},
        {"means": "polite", "where": "start", "phrases": ["a"]},
    ],
)
def test_a_group_with_an_unknown_meaning_or_place_is_refused(group: dict[str, object]) -> None:
    with pytest.raises(PhraseError):
        tiny([group])


def test_every_group_of_every_language_says_why() -> None:
    import tomllib
    from importlib.resources import files

    assert {"de", "en"} <= languages()
    for code in languages():
        table = tomllib.loads((files("sayso.consent") / "languages" / f"{code}.toml").read_text(encoding="utf-8"))
        assert all(group["why"] and group["means"] in MEANINGS for group in table["phrases"])
        lexicon(code)


def test_politeness_changes_no_meaning() -> None:
    assert BIT["polite"] == 0
    assert len(set(BIT.values())) == len(MEANINGS)
