"""The words of one language: its file in languages/, read and compiled once.

A language is one TOML file, `languages/<code>.toml`. Nothing else of Sayso knows a word of it. Its tables:

    [spelling]              "yes" = ["yess", "yse"]: what is heard or typed, put right before anything else. Both sides
                            may be several words ("ok" = ["o k"]). Lower case, no punctuation but ' within a word, and -
                            where it tells two things apart ("uh-uh").
    [endings]               "n't" = "not": the end of a word that is a word of its own; "" drops it.
    fillers = ["uh", ...]   dropped wherever they stand (unless nothing else was said)
    [numbers]               words = {one = 1, ...}, tens = {twenty = 20, ...}, scales = {hundred = 100, ...},
                            ordinals = {first = 1, ...}; joining = ["and"]; and for times past, to, half, quarter,
                            clock, dayparts, point = [words], since = [words before "nine to eleven"]. A number is
                            made digits: "15", "1.5", "9:30", "24th"; phrases may be written with the word all the same.
    [question]              deed_after = ["shall i", ...]: behind these stands the verb of a question, perhaps after
                            words that are skipped = [...]; or deed_last = true: it is the question's last word; or
                            else it is one of verbs = [...].
                            small = [...]: words that carry no meaning of their own when a question is restated;
                            articles, relations, joining, negations, helping, own, yours, ourselves = [...] among them
                            parting = ["of"], about = ["of", "for"], timely = ["on", "at"]: relations of a kind
                            decisive = [...]: words that decide by themselves, unless they are part of a name
                            kinds = [...]: currencies, days: one that was not asked is another one
                            wholes = {both = 2, all = 0}: words for all of so many (0: several) things
                            dangling = ["and", ...]: an answer that ends so was not heard to its end
                            halting = ["stop", ...]: verbs that, said alone, may mean our asking as well
                            giving = ["send", ...]: verbs where "me" would be another receiver
                            same = [["buy", "purchase"], ...]: words for one and the same
                            opposites = [["on", "off"], ...]: naming the other one changes what was asked
                            forms = [["buy", "bought"], ...]; form_endings = ["s", "es", "ed", "ing"]
                            afternoon = ["pm"]: words after which nine o'clock is 21:00
    [classes]               good = ["good", "fine by me", ...]: for use in phrases, as {good}

    [[phrases]]             one group of phrases that mean the same
    means = "yes"           one of MEANINGS, below
    where = "whole"         whole (the default): all of the utterance is made of such phrases, polite ones among them
                            start: the utterance begins so, after nothing but polite phrases; what follows is free
                            anywhere: wherever it stands
    why = "..."             where it comes from, or why it is here; every group has it
    phrases = ["..."]       as described in reading/pattern.py

An approval is only ever made of `whole` phrases.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from importlib.resources import files
from typing import Any

from sayso.consent.reading.asked import ASKED, DEED, MASKED, OPEN, SAID
from sayso.consent.reading.asking import Asking
from sayso.consent.reading.kept import Kept
from sayso.consent.reading.net import Net
from sayso.consent.reading.numerals import Numerals, is_number
from sayso.consent.reading.pattern import PIECE, PhraseError
from sayso.consent.reading.phrases import Phrases, Symbol, Symbols
from sayso.consent.reading.words import Spelling

MEANINGS = {
    "yes": "an approval, also of a destructive call",
    "alone": "an approval where nothing else is said, or only politeness",
    "okay": "an approval of an ordinary call; a destructive one needs more",
    "polite": "says nothing for or against: thanks, please, names, greetings",
    "asked": "says again what was asked; no approval by itself",
    "order": "tells us to do what was asked, by its verb; an approval unless that verb is a halting one",
    "no": "a refusal, by the word itself",
    "refusal": "a refusal in more words",
    "before": "may stand before a refusal, and adds nothing; `whole`, yet no utterance is made of it",
    "not now": "a refusal for now",
    "later": "put off",
    "stop": "ends everything",
    "wait": "asks for time",
    "repeat": "wants to hear the question again",
    "details": "wants to hear more of the call",
    "shrug": "leaves it open, or to us, though it may sound like a no or a yes",
    "condition": "a yes or no that depends on something",
    "change": "something other than what was asked",
    "more": "something beyond it: what follows a yes is another matter",
    "question": "asks something back",
    "someone else": "said to, or of, another person",
    "reported": "words that somebody else said, or said elsewhere",
    "ours": "what only we say, heard back",
}
"""What a group of phrases can mean. A word of the question never counts as any of them where it is part of a name."""
BIT = {meaning: 1 << place for place, meaning in enumerate(MEANINGS)} | {"polite": 0}
"""What is polite changes nothing of what the rest means."""
YES, OKAY, ORDER, ALONE = BIT["yes"], BIT["okay"], BIT["order"], BIT["alone"]
ASKED_BIT, NO, STOP, SHRUG = BIT["asked"], BIT["no"], BIT["stop"], BIT["shrug"]
REFUSING = NO | BIT["refusal"] | BIT["not now"]
FOR_IT = YES | OKAY | ORDER | ASKED_BIT
AGAINST = REFUSING | STOP | ASKED_BIT
TOGETHER = (FOR_IT | NO, AGAINST, *(bit | ASKED_BIT for bit in BIT.values()))
"""What an utterance may be made of: with other meanings beside each other it is read as none of them."""
NOTHING: frozenset[int] = frozenset()
WHERES = ("whole", "start", "anywhere")
WHOLE_ONLY = frozenset(("yes", "alone", "okay", "polite", "asked", "order", "before"))
"""What counts only for all of an utterance: an approval is never found inside something else."""


class UnknownLanguageError(ValueError):
    """There is no file for this language."""


@dataclass(frozen=True, slots=True)
class Lexicon:
    """One language, ready to read with."""

    code: str
    spelling: Spelling
    whole: Phrases
    """Phrases that an utterance may be made of."""
    loose: Phrases
    """Phrases that begin an utterance or stand anywhere in it."""
    known: frozenset[str]
    """Every word that a phrase names, and with a "!" each that counts where the question holds it."""
    asking: Asking
    choices: Symbols
    """What words may stand for."""
    strange: set[Symbol] = field(default_factory=set)
    """Those of words that are in no whole phrase."""
    _symbols: Kept[tuple[str, int], Symbol] = field(init=False)
    _plain: Kept[str, Symbol] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_symbols", Kept(self._symbol))
        object.__setattr__(self, "_plain", Kept(lambda word: self._symbol((word, 0))))

    def plain(self, words: tuple[str, ...]) -> list[Symbol]:
        """What the words may stand for by themselves."""
        return list(map(self._plain.of, words))

    def symbols(self, words: tuple[str, ...], flags: list[int]) -> list[Symbol]:
        """What the words may stand for beside a question."""
        if not any(flags):
            return self.plain(words)
        return list(map(self._symbols.of, zip(words, flags, strict=True)))

    def names(self, words: tuple[str, ...], question: str) -> bool:
        """Whether a word that decides by itself may be part of a name in the question."""
        if len(words) == 1 or self.asking.decisive.isdisjoint(words):
            return False
        question = question.lower()
        return any(word in question for word in self.asking.decisive.intersection(words))

    def _symbol(self, key: tuple[str, int]) -> Symbol:
        word, flags = key
        parts = ["{open}"] if flags & OPEN else []
        if not flags & MASKED:
            if word in self.known:
                parts.append(word)
            if flags & SAID and f"{word}!" in self.known:
                parts.append(f"{word}!")
            if is_number(word):
                parts.append("{number}")
        if flags & ASKED:
            parts.append("{asked}")
        if flags & DEED:
            parts.append("{deed}")
        symbol = self.choices.number(tuple(parts))
        if not self.whole.knows(parts):
            self.strange.add(symbol)
        return symbol

    def all_of(self, symbols: list[Symbol]) -> frozenset[int]:
        """For every way to read all of the words as whole phrases: what these mean together."""
        return self.whole.all_of(symbols) if self.strange.isdisjoint(symbols) else NOTHING


def languages() -> frozenset[str]:
    """The languages that there is a file for."""
    folder = files("sayso.consent") / "languages"
    return frozenset(file.name.removesuffix(".toml") for file in folder.iterdir() if file.name.endswith(".toml"))


@lru_cache(maxsize=16)
def lexicon(code: str) -> Lexicon:
    """The words of a language: "en", or "en-GB" for want of a nearer one."""
    base = code.replace("_", "-").partition("-")[0].lower()
    if base not in languages():
        raise UnknownLanguageError(f"no answers can be read in {code!r}; there is {', '.join(sorted(languages()))}")
    text = (files("sayso.consent") / "languages" / f"{base}.toml").read_text(encoding="utf-8")
    return compiled(base, tomllib.loads(text))


def compiled(code: str, table: Mapping[str, Any]) -> Lexicon:
    """A language file's tables, made ready."""
    spelling = Spelling(table, Numerals(table.get("numbers", {})))
    classes = {
        name: [respelt(member, spelling) for member in members] for name, members in table.get("classes", {}).items()
    }
    whole, loose = Net(classes), Net(classes)
    for group in table.get("phrases", ()):
        where, means = group.get("where", "whole"), group["means"]
        if means not in BIT or where not in WHERES or (where != "whole" and means in WHOLE_ONLY):
            raise PhraseError(f"there is no {means!r} with where = {where!r}")
        bit = BIT[means]
        for phrase in group["phrases"]:
            written = respelt(phrase, spelling)
            if means == "before":
                loose.skip(written)
            elif where == "whole":
                whole.add(written, bit)
                if means == "polite":
                    loose.skip(written)
            else:
                loose.add(written, bit, opening=where == "start")
    known = frozenset(whole.words() | loose.words())
    known |= {word.removesuffix("!") for word in known}
    spelling.knows(known)
    question = table.get("question", {})
    choices, asking = Symbols(), Asking(question, spelling)
    return Lexicon(code, spelling, Phrases(whole, choices, TOGETHER), Phrases(loose, choices), known, asking, choices)


def respelt(phrase: str, spelling: Spelling) -> str:
    """A phrase in the words that an answer is turned into: "that's (one|it)" is "that is (1|it)"."""
    made = []
    for piece in PIECE.findall(phrase):
        if piece[0] in "{[(|)]":
            made.append(piece)
            continue
        word, said = piece.rstrip("!"), "!" if piece.endswith("!") else ""
        if not word:
            raise PhraseError(f"{phrase!r}: '!' belongs to a word")
        made.extend(f"{spelling.numerals.one(part)}{said}" for part in spelling.respell([word]))
    return " ".join(made)
