"""The parts of a question's sentence: the deed with its thing, and each argument in its place."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from sayso.consent.spoken.amounts import is_currency
from sayso.consent.spoken.deed import Deed, named_deed, of_server
from sayso.consent.spoken.given import Given
from sayso.consent.spoken.kinds import IDENTITY, RISKY, kind_of, spoken_key
from sayso.consent.spoken.names import word_set, words_of
from sayso.consent.spoken.pairs import Pair, find_pairs
from sayso.consent.spoken.slots import AMOUNT, CONTACT, OTHER, PERSON, PLACE, QUERY, TARGET, TO, Slot, slot_of
from sayso.consent.spoken.target import find_target
from sayso.consent.spoken.values import SHORT, USUAL, Heard, hear, hear_money, is_plain_name, path_noun

_MONEY = word_set("money funds amount cash payment transfer refund deposit invoice charge donation tip")
_OFF = word_set("false off no")
_STATES = word_set("enabled enable active activated on state value")
_NO_ON = word_set("today tomorrow tonight yesterday next this the same every")
_SETS = word_set("set change update adjust put switch")
_LEVELS = word_set("value temperature level volume brightness speed percentage percent position setpoint")
_REACHES = word_set("send email mail message text call dial ring notify remind invite forward reply ping page post")
_CONTACTS = word_set("email emails mail phone mobile tel telephone cell")
"""Names of arguments that say where somebody is reached: where it goes, for a deed that reaches them."""
_BOOKS = word_set("book reserve schedule order register rent hire")
_TIME_UNITS = word_set("minutes hours days weeks seconds months")
_ANY = Deed("do", "this", makes=False, reads=False)
_HEADS = word_set("guests people persons adults children nights")


@dataclass(slots=True)
class Part:
    """A piece of the sentence, with what it says and how it can be said in less."""

    slot: Slot
    heard: Heard
    values: int = 1
    """How many arguments it stands for."""
    less: Callable[[], Heard] | None = None
    says: tuple[str, ...] = ()
    """The values in it, where the piece holds more than one value."""

    @property
    def text(self) -> str:
        return self.slot.lead + self.heard.text

    @property
    def must(self) -> bool:
        """Whether it is left out only where nothing else helps."""
        kind, rank = self.heard.kind, self.slot.rank
        if rank == CONTACT:
            return False
        how_many = kind == "count" and rank == PERSON
        return kind in IDENTITY or kind == "id" or how_many or rank == TARGET or (kind in RISKY and rank != OTHER)

    @property
    def risky(self) -> bool:
        return self.heard.kind in RISKY or self.slot.rank == TARGET

    @property
    def blurred(self) -> bool:
        """Whether a call with another place, person or amount could sound the same."""
        return self.heard.kind in IDENTITY and not self.heard.exact


def parts_of(deed: Deed, server: str, given: Given) -> list[Part]:
    """The sentence, in its order; the first part is the deed with its thing."""
    parts: list[Part] = []
    if deed.known:
        for pair in find_pairs(deed, given):
            parts += _paired(pair)
    _take_together(given, deed, parts)
    if deed.known and deed.name and _turned(deed, given):
        deed = named_deed(deed)
    head = _head(deed, server, given, parts)
    parts = _in_order(given, deed, parts)
    if deed.tail and head.heard.kind == "deed" and any(_repeats(part, deed.tail) for part in parts):
        # "delete the files in the folder docs", not "in the folder in the folder docs".
        head = plain_head(head.text.removesuffix(f" {deed.tail}"), head.heard.exact)
    return [head, *parts]


def _repeats(part: Part, tail: str) -> bool:
    return not part.slot.joins and part.text.startswith(f"{tail} ")


def _turned(deed: Deed, given: Given) -> bool:
    """Whether a value says that the deed is not to be: `lock: false` of `lock_door`."""
    own = {*deed.verb.split(), *deed.name.split()}
    for key, value in given.values.items():
        if value is False or (isinstance(value, str) and value.lower() in _OFF):
            words = words_of(key)
            if len(words) == 1 and (words[0] in _STATES or any(_stem(words[0]) == _stem(word) for word in own)):
                return True
    return False


def _stem(word: str) -> str:
    return word.removesuffix("ed").removesuffix("d").removesuffix("e")


def values_of(given: Given) -> list[Part]:
    """The arguments in their places, beside a deed that is worded otherwise."""
    parts: list[Part] = []
    _take_together(given, _ANY, parts)
    return _in_order(given, _ANY, parts)


def _take_together(given: Given, deed: Deed, parts: list[Part]) -> None:
    if given.has("money"):
        _take_money(given, deed, parts)
    if "owner" in given.values:
        _take_repository(given, deed, parts)
    for key in ("unit", "units"):
        if key in given.values:
            _take_unit(key, given)


def _in_order(given: Given, deed: Deed, parts: list[Part]) -> list[Part]:
    parts += [_counted(key, value) or _part(key, given, deed) for key, value in given.values.items()]
    parts.sort(key=lambda part: (part.slot.joins, part.slot.rank, not part.risky))
    return parts


def _part(key: str, given: Given, deed: Deed) -> Part:
    """One argument in its place."""
    heard, value = given.heard[key], given.values[key]
    slot = _worded(key, slot_of(key, heard.kind, deed.makes), heard, deed)
    noun = None
    if slot.rank == PLACE and heard.kind == "path" and isinstance(value, str):
        noun = "folder" if slot.lead == "in " and path_noun(key, value) == "path" else path_noun(key, value)
        heard = hear(key, value, USUAL, noun)
        if noun == "file":
            slot = Slot(PLACE, "in " if slot.lead == "in " else "with ")
    return Part(slot, heard, less=partial(hear, key, value, SHORT, noun))


def _worded(key: str, slot: Slot, heard: Heard, deed: Deed) -> Slot:
    """The slot with the word that fits this very value and deed."""
    text, lead = heard.text, slot.lead
    verb = deed.verb
    if slot.rank == OTHER:
        words = spoken_key(key)
        own = heard.gathered or text.startswith(f"the {words.rpartition(' ')[2]} ")
        lead = "" if own else f"{words} "
        if words.rpartition(" ")[2] in _LEVELS and verb in _SETS and heard.kind in ("number", "plain", "count"):
            return Slot(TO, "to ")
    elif slot.rank == TO and verb not in _REACHES and words_of(key)[-1] in _CONTACTS:
        return Slot(CONTACT, f"the {spoken_key(key)} ", joins=True)
    elif lead.startswith("the ") and heard.text.startswith(("a ", "an ", "the ")):
        lead = ""
    elif lead == "on " and heard.kind == "date":
        lead = "" if text.partition(" ")[0].lower() in _NO_ON else "for " if verb == "send" else lead
    elif lead == "with Doctor " and (text.startswith("Doctor ") or not text[0].isupper()):
        lead = "with " if text[0].isupper() else "with the doctor "
    elif lead.endswith(" ") and " the " in f" {lead}" and text.startswith("the "):
        lead = f"{lead}with "
    if verb == "add" and lead.startswith("for the "):
        lead = f"to {lead[4:]}"
    if key == "name" and verb in _BOOKS and is_plain_name(text):
        return Slot(PERSON, "in the name of ")
    return slot if lead == slot.lead else Slot(slot.rank, lead, slot.joins)


def _counted(key: str, value: Any) -> Part | None:
    """As in "for 30 minutes" and "for 4 people"."""
    if isinstance(value, bool) or not isinstance(value, int) or not 1 < value < 10_000:
        return None
    words = words_of(key)
    last = words[-1] if words else ""
    if last in _HEADS:
        return Part(Slot(PERSON, "for "), Heard(f"{value} {last}", "count"))
    if "party" in words and last == "size":
        return Part(Slot(PERSON, "for "), Heard(f"{value} people", "count"))
    if last in _TIME_UNITS and (len(words) == 1 or "duration" in words):
        return Part(Slot(QUERY, "for "), Heard(f"{value} {last}", "count"))
    return None


def _paired(pair: Pair) -> list[Part]:
    made: list[Part] = []
    for n, (rank, say) in enumerate(pair.parts):
        made.append(Part(Slot(rank, ""), say(USUAL), pair.values if n == 0 else 0, partial(say, SHORT)))
    return made


def _take_money(given: Given, deed: Deed, parts: list[Part]) -> None:
    """An amount and its currency are one thing."""
    key = next((key for key, value in given.values.items() if kind_of(key) == "money" and _is_sum(value)), None)
    if key is None or given.heard[key].kind != "money":
        return
    currency = next(
        (name for name, value in given.values.items() if "currency" in words_of(name) and is_currency(value)), None
    )
    if any("unit" in words_of(name) or "units" in words_of(name) for name in given.values):
        return
    heard = hear_money(key, given.values[key], given.values[currency] if currency else "")
    if heard is None:
        return
    if heard.text[-1].isdigit():
        heard = Heard(f"the amount {heard.text}", "money", heard.exact)
    lead = "of " if deed.thing.rpartition(" ")[2] in _MONEY else "for "
    if not deed.thing or deed.thing in ("money", "funds", "amount", "cash"):
        lead = ""
        if deed.tail:
            heard = replace(heard, text=f"{heard.text} {deed.tail}")
    parts.append(Part(Slot(AMOUNT, lead), heard, 2 if currency else 1))
    given.take(key)
    if currency:
        given.take(currency)


def _take_unit(key: str, given: Given) -> None:
    """A number and its unit are one thing, where there is one number: "to 21 point 5 celsius"."""
    unit = given.values[key]
    numbers = [name for name, heard in given.heard.items() if name in given.values and heard.kind == "number"]
    if isinstance(unit, str) and unit.isascii() and unit.isalpha() and len(unit) <= 12 and len(numbers) == 1:
        heard = given.heard[numbers[0]]
        given.heard[numbers[0]] = replace(heard, text=f"{heard.text} {given.heard[key].text}")
        given.take(key)


def _is_sum(value: Any) -> bool:
    return isinstance(value, (int, float, str)) and not isinstance(value, bool)


def _take_repository(given: Given, deed: Deed, parts: list[Part]) -> None:
    """An owner and a repository are one place."""
    repo = next((key for key in ("repo", "repository") if given.heard.get(key, _NOBODY).kind == "who"), None)
    if repo is None or given.heard["owner"].kind != "who":
        return
    whole = f"{given.values['owner']}/{given.values[repo]}"
    if not isinstance(given.values["owner"], str) or not isinstance(given.values[repo], str) or whole.count("/") != 1:
        return
    say = partial(hear, "repo", whole)
    itself = deed.thing == "repository" and not deed.makes and not deed.tail
    slot = Slot(TARGET, "the repository ") if itself else Slot(PLACE, "in the repository ")
    parts.append(Part(slot, say(USUAL), 2, partial(say, SHORT)))
    given.take("owner")
    given.take(repo)


_NOBODY = Heard("", "null")


def _head(deed: Deed, server: str, given: Given, parts: list[Part]) -> Part:
    """The deed and what it is done to."""
    if not deed.known:
        return plain_head(f"use {deed.thing}{of_server(server)}", deed.whole)
    if any(part.slot.rank == TARGET or (part.slot.rank == AMOUNT and not part.slot.lead) for part in parts):
        return plain_head(deed.verb)
    if found := find_target(deed, given):
        say = found.say
        return Part(Slot(TARGET, f"{deed.verb} "), say(USUAL), 1, partial(say, SHORT), found.says)
    thing = deed.named or ("a message" if deed.verb in ("send", "post", "reply", "forward") else "")
    return plain_head(" ".join(word for word in (deed.verb, thing, deed.tail) if word))


def plain_head(text: str, whole: bool = True) -> Part:
    """A deed without a value in it."""
    return Part(Slot(TARGET, ""), Heard(text, "deed", whole), 0)
