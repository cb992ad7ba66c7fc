"""`say` templates: how mcp.json words the question of a tool, as in "cancel the appointment of {patient} on {date}".

A template is the part of a question that follows "Shall I", so a yes must mean that the call runs and a no that it
doesn't. One that could turn this round, or that asks for more than one thing, is refused.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from sayso.consent.spoken.names import word_set

LONGEST = 25
"""Words of its own that a template may have."""

_PLACEHOLDER = re.compile(r"\{([A-Za-z_][\w-]*(?:\.[\w-]+)*)\}", re.ASCII)
_SIGN = re.compile(r"[^A-Za-z\u00c0-\u024f0-9 ,'{}-]")
_ODD_APOSTROPHE = re.compile(r"(?<![^\W\d_])'|(?<!s)'(?!(?:s|m|d|t|ll|re|ve|clock)\b)|(?<=s)'(?![\s,?.]|$)")
_LEAD = re.compile(r"(?:(?:and|now|next|then),? )?shall i\b(?: please)? ?", re.IGNORECASE)
_WORD = re.compile(r"[^\W_]+(?:'[^\W_]+)*")

_TURNS = word_set(
    "not no never nothing none nobody nowhere nor neither without unless except excepting excluding but besides "
    "cannot hardly barely scarcely seldom rarely refrain refuse avoid abstain omit forgo forego forbear desist "
    "keep skip prevent forbid disallow unlike lest minus nay "
    "dont wont cant doesnt didnt isnt arent wasnt werent wouldnt shouldnt couldnt mustnt hasnt havent hadnt aint shant "
    "nicht kein keine keinen keinem keiner nie niemals nichts ohne statt anstatt"
)
_CHOICES = word_set("or either otherwise else alternatively versus vs instead rather whether oder entweder sondern")
_CONDITIONS = word_set("if provided providing assuming suppose supposing")
_ANSWERS = word_set("yes yeah yep yup yea aye nope nah okay ok alright sure mind nod ja jawohl nein doch")
_STARTS = word_set(
    "would will wont do does did can could may might must should shall am is are was were be been have has had "
    "i you we he she it they who what which when where why how the a an this that these those my your our his her "
    "their to and so please because of on in at for with by from as want wish ought need dare"
)
_ING = word_set("bring ping ring sing string swing wring fling sling spring sting")
_PHRASES = (
    (re.compile(r"\bleave\b.*\b(?:as|alone|untouched|unchanged|intact|be|out|aside|off|standing|unread)\b"), "leave"),
    (re.compile(r"\blet\b.*\b(?:be|go|stand|alone|stay|lapse|rest)\b"), "let"),
    (re.compile(r"\b(?:hold (?:off|back)|stay away|steer clear|do away|pass (?:on|up)|give up|call off your)\b"), ""),
    (re.compile(r"\b(?:apart from|save for|far from|anything but|other than|as little)\b"), ""),
    (re.compile(r"\bas long as\b|\bin case\b|\bon condition\b"), ""),
    (
        re.compile(
            r"\byou(?:'[a-z]+|rself)?(?: [a-z]+){0,2} (?:want|object|like|prefer|agree|need|wish|refuse|think|know|say|"
            r"believe|approve|accept|allow|consent|oppose|decline|permit)\b"
        ),
        "",
    ),
    (re.compile(r"\b(?:go ahead|just say|say so|the answer is|you must|you should|you have to|press|tap)\b"), ""),
)


@dataclass(frozen=True, slots=True)
class Template:
    """A template that has passed: its own words, and the arguments that stand between them."""

    clause: str
    """As in "cancel the appointment of {patient}": what follows "Shall I", without the question mark."""
    names: tuple[str, ...]
    """The arguments that it names, dotted where they are nested."""
    words: int
    """Words of its own."""


def template_fault(template: str) -> str | None:
    """Why this template can't be used, in words that follow its name in a message; None where it can be."""
    if not isinstance(template, str) or not template.strip():
        return "is empty"
    return _form_fault(template) or _words_fault(_clause(template))


@lru_cache(maxsize=1024)
def read(template: str) -> Template | None:
    """The template, taken apart; None where it has a fault."""
    if template_fault(template) is not None:
        return None
    clause = _clause(template)
    own = _PLACEHOLDER.sub("", clause)
    return Template(clause, tuple(dict.fromkeys(_PLACEHOLDER.findall(clause))), len(_WORD.findall(own)))


def placeholders(template: str) -> tuple[str, ...]:
    """The arguments that a template names."""
    found = read(template)
    return found.names if found else ()


def fill(template: str, arguments: Mapping[str, Any], hear: Callable[[str, Any], str] | None = None) -> str | None:
    """The clause with the values in it as they are spoken; None where it names an argument that isn't there."""
    found = read(template)
    if found is None:
        return None
    say = hear or _heard
    said: dict[str, str] = {}
    for name in found.names:
        value = value_of(name, arguments)
        if value is None:
            return None
        said[name] = say(name.rpartition(".")[2], value)
    return _PLACEHOLDER.sub(lambda match: said[match[1]], found.clause)


def value_of(name: str, arguments: Mapping[str, Any]) -> Any:
    """The argument of a dotted name: `guest.name`, `guests.0`. None where there is none, or where it is null."""
    if name in arguments:
        return arguments[name]
    value: Any = arguments
    for step in name.split("."):
        if isinstance(value, Mapping):
            value = value.get(step)
        elif isinstance(value, list) and step.isdecimal() and int(step) < len(value):
            value = value[int(step)]
        else:
            return None
    return value


def _heard(key: str, value: Any) -> str:
    from sayso.consent.spoken.values import hear

    return hear(key, value).text


def _clause(template: str) -> str:
    """What follows "Shall I", without the question mark."""
    text = " ".join(_plain(template).split()).removesuffix("?").strip()
    text = _LEAD.sub("", text, count=1) if _LEAD.match(text) else text
    return text.removesuffix(".").strip(" ,")


def _plain(template: str) -> str:
    """With one kind of apostrophe: a "don't" is one however it was typed."""
    return re.sub("[\u2018\u2019\u02bc\u00b4`\u2032]", "'", template)


def _form_fault(template: str) -> str | None:
    """What is wrong with its signs, before its words are looked at."""
    if "\n" in template or "\r" in template or "\u2028" in template or "\u2029" in template:
        return "has a line break in it"
    text = _plain(template)
    if any(unicodedata.category(char) in ("Cc", "Cf", "Cs", "Co", "Cn") for char in text):
        return "has hidden characters in it"
    if "?" in text.strip()[:-1]:
        return "asks two questions; one question asks for one thing"
    bare = _PLACEHOLDER.sub(" x ", text)
    if "{" in bare or "}" in bare:
        return "has a placeholder that is broken or has no name; write {name} with the name of an argument"
    sign = _SIGN.search(bare.strip().removesuffix("?").removesuffix("."))
    if sign:
        return f"has {_sign_name(sign[0])} in it; it is spoken, so write words"
    if _ODD_APOSTROPHE.search(_PLACEHOLDER.sub("x", text).lower()):
        return "has an apostrophe where no word has one; it is spoken, so leave quotes out"
    if re.search(r"\}(?!'s\b)[\w{'-]|[\w'-]\{", text):
        return "has a placeholder that touches a word; put a space between"
    return None


def _sign_name(sign: str) -> str:
    if sign.isalpha():
        return f"the letter {sign!r} of another script"
    return f"the sign {sign!r}"


def _words_fault(clause: str) -> str | None:
    """What is wrong with its own words."""
    own = _PLACEHOLDER.sub(" \0 ", clause).lower()
    words = _WORD.findall(own)
    if not words:
        return "has no words of its own; the deed must stand in it"
    if own.lstrip(" ,").startswith("\0"):
        return "begins with an argument; the deed must be in the template's own words"
    if len(words) > LONGEST:
        return f"has {len(words)} words of its own; say it in {LONGEST} at most"
    # What stands between two apostrophes is a word as well.
    parts = [part for word in words if "'" in word for part in word.split("'")]
    return _turned(words + parts) or _phrased(words) or _begun(words[0])


def _turned(words: list[str]) -> str | None:
    for word in words:
        if word in _TURNS or word.endswith("n't"):
            return f"holds {word!r}, which can turn yes and no round; say what is done"
        if word in _CHOICES:
            return f"holds {word!r}; a yes must mean one thing"
        if word in _CONDITIONS:
            return f"holds {word!r}; a condition can't be approved, say what is done"
        if word in _ANSWERS:
            return f"holds {word!r}, which words the answer; only the question belongs here"
        if word == "shall":
            return "asks two questions; one question asks for one thing"
    return None


def _phrased(words: list[str]) -> str | None:
    text = " ".join(words)
    for phrase, name in _PHRASES:
        found = phrase.search(text)
        if found:
            return f"holds {name or found[0]!r} in a way that can turn yes and no round; say what is done"
    return None


def _begun(first: str) -> str | None:
    if first in _STARTS or "'" in first:
        return f'begins with {first!r}; begin with the deed, as in "cancel the appointment of {{patient}}"'
    if first.endswith("ing") and first not in _ING:
        return f'begins with {first!r}; it follows "Shall I", as in "cancel the appointment"'
    return None
