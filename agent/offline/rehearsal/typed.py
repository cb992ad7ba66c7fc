"""Values that can be told by their form: listed options, yes and no, numbers, files, addresses, time zones."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from .filling import Filling
from .kinds import is_person, kind_of, role_of
from .numbers import Number, find_numbers
from .schema import Field
from .words import PREPOSITIONS, STOP, split_name, stem, stems, vocabulary
from .zones import zone_at

_ON = vocabulary("on enable enabled activate active yes")
_OFF = vocabulary("off disable disabled deactivate inactive no")
_SWITCHES = stems("on enabled enable active power powered state")
_NO = vocabulary("without no not non don't never skip omit excluding")
YES_WORDS = vocabulary("yes yeah yep sure true please definitely certainly correct right do okay ok")
NO_WORDS = vocabulary("no nope false not don't never nah")

_SECONDS = {"second": 1, "sec": 1, "minute": 60, "min": 60, "hour": 3600, "day": 86400, "week": 604800}
_UNIT_STEMS = {stem(word): seconds for word, seconds in _SECONDS.items()}
_LINKS = vocabulary("to of is at = : number a the by for be no set as about around")


def fill_fixed(filling: Filling) -> None:
    """A const of a required field needs no words."""
    for one in filling.open("fixed"):
        if one.required:
            filling.put(one, one.schema["const"])
    for one in filling.open("null"):
        if one.required:
            filling.put(one, None)


def fill_options(filling: Filling) -> None:
    """Listed values, alone or as a list, whatever their case, number or spelling style."""
    for one in filling.open("option"):
        found = [hit for hit in _options_said(filling, one) if filling.free(hit[1], hit[2])]
        hit = next((hit for hit in found if _suits(filling, one, hit[1])), None)
        if hit is not None:
            filling.put(one, *hit)
    for one in filling.open("array"):
        if one.item.options:
            found = list(_options_said(filling, one))
            values = list(dict.fromkeys(hit[0] for hit in found))
            if values and filling.put(one, values):
                for _, first, last in found:
                    filling.claim(first, last)


def _suits(filling: Filling, one: Field, first: int) -> bool:
    """Two fields with the same options, as source and target, are told apart by "from" and "to"."""
    rivals = [other for other in filling.open("option") if other != one and other.options == one.options]
    if not rivals:
        return True
    said = {"from": "source", "to": "target", "into": "target"}.get(filling.before(first), "")
    return not said or not role_of(one) or said == role_of(one)


def _options_said(filling: Filling, one: Field) -> Iterator[tuple[Any, int, int]]:
    listed = one.options or one.item.options
    spellings = [(option, [stem(part) for part in split_name(str(option))] or [str(option)]) for option in listed]
    spellings.sort(key=lambda pair: -len(pair[1]))
    i = 0
    while i < len(filling.heard.tokens):
        hit = next(
            ((option, last) for option, parts in spellings if (last := _spelled_at(filling, one, i, option, parts))),
            None,
        )
        if hit is None:
            i += 1
        else:
            yield hit[0], i, hit[1]
            i = hit[1]


def _spelled_at(filling: Filling, one: Field, i: int, option: Any, parts: Sequence[str]) -> int:
    """The token after an option that is said at token `i`, or 0."""
    heard, tokens = filling.heard, filling.heard.tokens
    token = tokens[i]
    if i in filling.claimed or token.sort == "mark":
        return 0
    if isinstance(option, int | float) and not isinstance(option, bool):
        number = next((n for n in find_numbers(heard) if n.first == i and n.value == option), None)
        return number.last if number else 0
    if token.sort == "quote" or token.text.lower() == str(option).lower():
        same = token.text.strip("\"'\u201c\u201d\u2018\u2019`").lower() == str(option).lower()
        return i + 1 if same and _means_the_option(filling, one, i, option) else 0
    said: list[str] = []
    for last in range(i, min(i + len(parts) + 2, len(tokens))):
        if last in filling.claimed or tokens[last].sort in ("mark", "suffix"):
            break
        said += [stem(part) for part in split_name(tokens[last].text)] or [tokens[last].low]
        same = said == list(parts) or (len("".join(parts)) > 3 and "".join(said) == "".join(parts))
        if same and _means_the_option(filling, one, i, option):
            return last + 1
    return 0


def _means_the_option(filling: Filling, one: Field, i: int, option: Any) -> bool:
    low, before = filling.heard.low(i), filling.heard.low(i - 1)
    cued = stem(before) in one.stems or one == filling.asked
    if low == str(option).lower() and (low in PREPOSITIONS or low in ("off", "up", "down")):
        return cued or before in ("turn", "switch", "put", "is", "set", "turned") or i == len(filling.heard.tokens) - 1
    if len(low) == 1 and low.isalpha():
        return cued or (filling.heard.tokens[i].text == str(option) and low not in STOP)
    # The verb of the request names the tool; it is an option only where the field must have one.
    return one.required or cued or (i != filling.request.verb and not (filling.is_own(i) and low == str(option)))


def fill_yes_no(filling: Filling) -> None:
    """ "recursively", "with shuffle", "without a receipt", "turn ... off": only what is clearly said."""
    for one in filling.open("yesno"):
        if one == filling.asked and (answer := _answered(filling)) is not None:
            filling.put(one, answer)
            continue
        if set(one.stems) & _SWITCHES:
            switched = _switched(filling)
            if switched is not None:
                filling.put(one, switched)
            continue
        at = _said_at(filling, one)
        if at is not None:
            near = {filling.heard.low(j) for j in range(at - 3, at)}
            off = "off" in (filling.heard.low(at + 1), filling.heard.low(at - 1))
            filling.put(one, not (near & _NO or off), at, at + 1)


def _answered(filling: Filling) -> bool | None:
    words = set(filling.heard.lows())
    if words & NO_WORDS:
        return False
    return True if words & YES_WORDS else None


def _switched(filling: Filling) -> bool | None:
    for token in filling.heard.tokens:
        if token.low in _OFF - {"no"}:
            return False
        if token.low in _ON - {"on", "yes"}:
            return True
    lows = filling.heard.lows()
    on = any(
        low == "on" and (i == len(lows) - 1 or lows[i - 1] in ("turn", "switch", "put")) for i, low in enumerate(lows)
    )
    return True if on else None


def _said_at(filling: Filling, one: Field) -> int | None:
    wanted = [key for key in one.stems if key not in ("includ", "is", "should", "with", "us", "allow", "only")]
    for i, token in enumerate(filling.heard.tokens):
        key = token.stem.removesuffix("ly") if token.low.endswith("ly") else token.stem
        if i not in filling.claimed and wanted and (key in wanted or token.stem in wanted) and not filling.is_own(i):
            return i
    return None


def fill_numbers(filling: Filling) -> None:
    """Numbers by the words around them, then those that are left in order."""
    fields = filling.open("integer", "number")
    arrays = [one for one in filling.open("array") if kind_of(one.item) in ("integer", "number")]
    if not fields and not arrays:
        return
    numbers = [*_durations(filling), *find_numbers(filling.heard)]
    pairs = sorted(
        ((_nearness(filling, number, one), -k, one, number) for one in fields for k, number in enumerate(numbers)),
        key=lambda pair: (-pair[0], -pair[1]),
    )
    for nearness, _, one, number in pairs:
        free = nearness >= 1.5 and filling.free(number.first, number.last)
        if free and filling.put(one, *_in_unit(filling, number, one)):
            _claim_its_name(filling, one, number)
    for one in sorted(fields, key=lambda one: (one != filling.asked, filling.tool.fields.index(one))):
        for number in numbers:
            wanted = one.required or one == filling.asked
            if wanted and filling.free(number.first, number.last) and filling.put(one, *_in_unit(filling, number, one)):
                break
    for one in arrays:
        left = [number for number in numbers if filling.free(number.first, number.last)]
        values = [_whole(number.value) for number in left]
        if values and (one.required or len(values) > 1) and filling.put(one, values):
            for number in left:
                filling.claim(number.first, number.last)


def _claim_its_name(filling: Filling, one: Field, number: Number) -> None:
    """ "age 34": the word is the field's, and no value of another."""
    for i in range(max(0, number.first - 3), number.first):
        if filling.heard.tokens[i].stem in one.stems:
            filling.claim(i, i + 1)


def _nearness(filling: Filling, number: Number, one: Field) -> float:
    heard = filling.heard
    after = heard.tokens[number.last].stem if number.last < len(heard.tokens) else ""
    i = number.first - 1
    while i >= 0 and heard.low(i) in _LINKS and number.first - i < 4:
        i -= 1
    before = heard.tokens[i].stem if i >= 0 else ""
    score = 3.0 if before in one.stems else 0.0
    if before and before not in STOP and before in one.described and i != filling.request.verb:
        score = max(score, 1.5)
    if after in one.stems:
        score += 2.8
    elif after and after not in STOP and after in one.described:
        score += 2.0
    elif after in _UNIT_STEMS and any(key in _UNIT_STEMS for key in one.described):
        score += 2.2
    return score


def _durations(filling: Filling) -> list[Number]:
    """ "half an hour", "an hour": a number only for a field that counts minutes or the like."""
    found, heard = [], filling.heard
    for i in range(len(heard.tokens)):
        unit = heard.tokens[i + 1].stem if i + 1 < len(heard.tokens) else ""
        if heard.low(i) in ("a", "an") and unit in _UNIT_STEMS:
            half = heard.low(i - 1) == "half"
            found.append(Number(i - 1 if half else i, i + 1, 0.5 if half else 1.0))
    return found


def _in_unit(filling: Filling, number: Number, one: Field) -> tuple[Any, int, int]:
    said = filling.heard.tokens[number.last].stem if number.last < len(filling.heard.tokens) else ""
    value, last = number.value, number.last
    if said in _UNIT_STEMS:
        last += 1
        named = [key for key in one.stems if key in _UNIT_STEMS]
        wanted = named or [key for key in one.described if key in _UNIT_STEMS]
        if wanted and said not in wanted:
            value = value * _UNIT_STEMS[said] / _UNIT_STEMS[wanted[0]]
    return _whole(value), number.first, last


def _whole(value: float) -> int | float:
    return int(value) if value.is_integer() else value


def fill_written(filling: Filling) -> None:
    """Files, addresses and links, which only have one form. The rest of the path fields are left to the words."""
    for kind, sorts in (("url", ("url",)), ("email", ("email",)), ("path", ("path", "url"))):
        spans = [i for i, token in enumerate(filling.heard.tokens) if token.sort in sorts]
        fields = [one for one in filling.tool.fields if one.path not in filling.values and kind_of(one) == kind]
        fields.sort(key=lambda one: one != filling.asked)
        if kind == "path" and filling.open("search"):
            spans = [i for i in spans if "*" not in filling.heard.tokens[i].text]  # a pattern, not a file
        for one in fields:
            usable = [i for i in spans if i not in filling.claimed]
            role = {"source": "from", "target": "to"}.get(role_of(one), "")
            named = [i for i in usable if role and filling.before(i) == role]
            rest = [i for i in usable if not (role == "from" and filling.before(i) == "to" and len(usable) < 2)]
            for i in named or rest:
                if filling.put(one, filling.heard.tokens[i].text, i, i + 1):
                    break
        for one in filling.open("array"):
            left = [i for i in spans if i not in filling.claimed]
            if kind_of(one.item) == kind and left and filling.put(one, [filling.heard.tokens[i].text for i in left]):
                filling.claimed.update(left)


def fill_zones(filling: Filling) -> None:
    """Time zones, by their own names or by a city that has one."""
    fields = [one for one in filling.tool.fields if one.path not in filling.values and kind_of(one) == "zone"]
    found: list[tuple[str, int, int]] = []
    i = 0
    while fields and i < len(filling.heard.tokens):
        zone = zone_at(filling.heard, i)
        if zone is not None and filling.free(i, zone[1]):
            found.append((zone[0], i, zone[1]))
            i = zone[1]
        else:
            i += 1
    for one in sorted(fields, key=lambda one: one != filling.asked):
        role = role_of(one)
        fitting = [
            hit
            for hit in found
            if filling.free(hit[1], hit[2])
            and not (role == "source" and filling.before(hit[1]) in ("to", "into") and len(found) < len(fields))
        ]
        cue = ("to", "into", "in") if role == "target" else ("from", "in")
        fitting.sort(key=lambda hit: filling.before(hit[1]) not in cue)
        if fitting:
            filling.put(one, *fitting[0])


def as_written(filling: Filling, one: Field, text: str) -> str:
    """A name with capitals where the transcript has none."""
    if filling.heard.cased or text != text.lower() or not is_person(one):
        return text
    return " ".join(word[:1].upper() + word[1:] for word in text.split(" "))
