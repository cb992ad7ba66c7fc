"""Plain English: word stems, the words that carry no content, and the verbs that mean the same deed."""

from __future__ import annotations

import re
from functools import lru_cache


def vocabulary(text: str) -> frozenset[str]:
    """The words of a text, as a set."""
    return frozenset(text.split())


def listed(text: str) -> list[str]:
    """The words of a text, in order."""
    return text.split()


READ = "show"
"""The deed of every tool that only looks."""

_DEEDS = {
    READ: """show list find get search look lookup see read view check fetch display browse retrieve query tell
        describe count print open give know locate inspect summarize explain hear query ask watch""",
    "add": """add create make new insert register put save store write append remember note record enter
        include attach introduce start plant upload generate""",
    "reserve": "book reserve schedule arrange make plan appoint",
    "remove": """delete remove erase clear drop discard cancel trash forget unsubscribe detach withdraw revoke empty
        purge""",
    "change": "change update edit modify adjust set alter rename replace move reschedule correct amend fix configure",
    "move": "move reschedule shift postpone transfer relocate push bring put delay reroute redirect",
    "send": "send submit post mail deliver dispatch forward notify message text remind share report leave tell give",
    "begin": "start begin play run launch activate enable resume trigger turn switch open execute continue put",
    "end": "stop end pause halt deactivate disable quit turn switch close mute shut suspend finish abort",
    "convert": "convert translate transform change turn",
    "compute": "add sum calculate compute multiply divide subtract plus total",
    "mark": "mark complete finish tick flag rate like star",
    "copy": "copy duplicate clone",
    "pay": "pay buy order purchase",
    "hold": "hold keep collect",
    "lock": "lock",
    "unlock": "unlock open",
    "follow": "follow track trace monitor watch subscribe",
}

_ACTIONS: dict[str, frozenset[str]] = {}
for _deed, _words in _DEEDS.items():
    for _word in _words.split():
        _ACTIONS[_word] = _ACTIONS.get(_word, frozenset()) | {_deed}
# Following something is also looking at it.
for _word in ("track", "trace", "monitor", "follow"):
    _ACTIONS[_word] |= {READ}

PAIRS = {
    ("look", "up"): frozenset({READ}),
    ("pick", "up"): frozenset({"hold"}),
    ("turn", "on"): frozenset({"begin"}),
    ("switch", "on"): frozenset({"begin"}),
    ("turn", "off"): frozenset({"end"}),
    ("switch", "off"): frozenset({"end"}),
    ("call", "off"): frozenset({"remove"}),
    ("take", "off"): frozenset({"remove"}),
    ("take", "out"): frozenset({"remove"}),
    ("get", "rid"): frozenset({"remove"}),
    ("set", "up"): frozenset({"add", "reserve"}),
    ("put", "off"): frozenset({"move"}),
    ("write", "down"): frozenset({"add"}),
    ("shut", "down"): frozenset({"end"}),
}
"""Verbs of two words; the particle may stand later ("turn the lamp off")."""

ARTICLES = vocabulary("a an the my our your their his her its this that these those some any all every each")

PREPOSITIONS = vocabulary("""
        for with of to from in on at by about into onto under over between as via than until till before after near
    regarding concerning around against per within without using inside since through instead called named titled
    saying says labelled labeled according during towards toward entitled including containing matching""")

STOP = (
    ARTICLES
    | PREPOSITIONS
    | vocabulary("""
        i me mine myself we us you he him she it they them there here is are am was were be been being do does did
        doing done have has had having having will would shall should can could may might must what which who whom whose
        when where why how and or but not no yes if then else so too also just only very really please thanks thank
        ok okay hey hi hello well um uh now right let lets s t d ll ve re m want wanna need like 'd 's 'm 're 've 'll
        anything something everything nothing one ones thing things stuff whats wheres whos hows got gotta gonna
        going go much many more most long often again maybe perhaps actually kindly up out off down""")
)

REPORTING = vocabulary("say says said mention mentions state states tell tells explain explains contain contains")
"""Verbs between what is asked and where it is looked up."""

LEAD_INS = vocabulary("""
        please can could would will you i we want wanna need like to let lets me us s d 'd 's hey hi hello okay ok so
    well now and then also just kindly help go ahead should may um uh yes no but try might must have gotta got
    'm m am going gonna 'll ll 're re us right love wish actually i'd we'd i'll we'll i'm we're i've let's""")
"""Words before the verb of a request: "could you please", "I'd like to"."""

QUESTION_WORDS = vocabulary("""
        what which who whom whose when where why how is are was were does did do has whats wheres whens hows whos
    any anything""")

POLITE_TAILS = vocabulary("please thanks thank you now then okay ok for me again today's") - {"for", "today's"}

_CAMEL = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+|[^\W\d_a-zA-Z]+")


def split_name(name: str) -> list[str]:
    """The words of an identifier in any style: snake, kebab, camel."""
    return [word.lower() for word in _CAMEL.findall(name)]


@lru_cache(maxsize=8192)
def stem(word: str) -> str:
    """A crude common form, good enough to match "cancelled", "cancels" and "cancellation"."""
    word = word.lower().removesuffix("'s").removesuffix("\u2019s")
    word = _singular(word)
    if len(word) > 8 and word.endswith("ation"):
        word = _undouble(word[:-5])
    elif len(word) > 5 and word.endswith("ing"):
        word = _undouble(word[:-3])
    elif len(word) > 4 and word.endswith("ed") and not word.endswith("eed"):
        word = _undouble(word[:-2])
    if len(word) > 5 and word.endswith("y"):
        word = word[:-1]
    if len(word) > 6 and word.endswith("er"):
        word = _undouble(word[:-2])
    if len(word) > 3 and word.endswith("e"):
        word = word[:-1]
    return word


def _singular(word: str) -> str:
    if len(word) > 4 and word.endswith("ies"):
        return word[:-3] + "y"
    if len(word) > 4 and word.endswith(("sses", "ches", "shes", "xes", "zes")):
        return word[:-2]
    if len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is")):
        return word[:-1]
    return word


def _undouble(word: str) -> str:
    if len(word) > 3 and word[-1] == word[-2] and word[-1] not in "aeiousz":
        return word[:-1]
    return word


_ACTION_STEMS: dict[str, frozenset[str]] = {}
for _word, _set in _ACTIONS.items():
    _ACTION_STEMS[stem(_word)] = _ACTION_STEMS.get(stem(_word), frozenset()) | _set


def ordered(word: str) -> frozenset[str]:
    """The deeds that a word orders when a request begins with it: "message" may, "messages" doesn't."""
    return _ACTIONS.get(word, frozenset())


def actions_of(word: str) -> frozenset[str]:
    """The deeds that a verb can mean; empty for any other word."""
    return _ACTIONS.get(word) or _ACTION_STEMS.get(stem(word), frozenset())


def stems(text: str) -> frozenset[str]:
    """The stems of the words of a text."""
    return frozenset(stem(word) for word in text.split())


GENERIC_VERBS = _DEEDS[READ].split() + _DEEDS["add"].split() + listed("set update change do use run")
"""Verbs so common that they alone are no evidence for a tool."""
