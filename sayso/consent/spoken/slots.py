"""Where an argument stands in the sentence, and the word that leads to it: "to", "on", "with the subject"."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from sayso.consent.spoken.kinds import kind_of, spoken_key
from sayso.consent.spoken.names import word_set, words_of
from sayso.consent.spoken.verbs import NOUNS

(
    TARGET, AMOUNT, FROM, TO, PERSON, STAFF, DATE, TIME, PLACE, ADDRESS, COMMAND, QUERY, CONTACT, TITLE, TEXT, OTHER,
) = range(16)  # fmt: skip
"""The order of the sentence."""


@dataclass(frozen=True, slots=True)
class Slot:
    """The place of one argument."""

    rank: int
    lead: str
    joins: bool = False
    """Whether it belongs to the list that one "with" opens."""


ID_WORDS = word_set("id ids name names number no key uuid guid ref slug code num nr identifier reference sha")
"""What an argument's name says beside the thing that it names."""
PERSONS = word_set("patient customer client user guest passenger student member employee contact caller username")
_TO = word_set("to recipient recipients destination dest target receiver payee beneficiary dst")
_FROM = word_set("from sender source src origin")
_WITH = word_set("attendee attendees guests participants participant invitees invitee members people users")
_FIRST = word_set("start from since after begin begins starts checkin arrival starting")
_LAST = word_set("end to until before ends checkout till ending")
_BACK = word_set("return returning inbound")
_IN = word_set("city country room street")
_GOES, _COMES = word_set("to destination arrival dropoff"), word_set("from origin departure pickup")
_GROUPS = word_set(
    "channel chat repository repo project calendar table database board workspace branch bucket account list "
    "collection playlist queue topic namespace cluster team group schema sheet spreadsheet notebook"
)


@lru_cache(maxsize=4096)
def slot_of(key: str, kind: str, makes: bool) -> Slot:
    """The slot of an argument of this name whose value is of this kind."""
    words = words_of(key)
    last = words[-1] if words else ""
    if kind in ("null", "flag", "count"):
        return _other(key)
    if kind == "date" or (kind == "time" and _FIRST.isdisjoint(words) and _LAST.isdisjoint(words)):
        return _moment(words, kind)
    if kind == "time":
        return Slot(TIME, "from " if not _FIRST.isdisjoint(words) else "until ")
    found = _person(words, last, kind, makes) or _thing(words, last, kind, key, makes)
    return found or _other(key)


def _moment(words: tuple[str, ...], kind: str) -> Slot:
    rank = DATE if kind == "date" else TIME
    if "new" in words:
        return Slot(TO, "to ")
    if "due" in words or "deadline" in words:
        return Slot(rank, "due on " if kind == "date" else "due at ")
    if not _BACK.isdisjoint(words):
        return Slot(rank + 1 if kind == "date" else rank, "and back on " if kind == "date" else "and back at ")
    if not _FIRST.isdisjoint(words):
        return Slot(rank, "from ")
    if not _LAST.isdisjoint(words):
        return Slot(rank + 1 if kind == "date" else rank, "until ")
    return Slot(rank, "on " if kind == "date" else "at ")


def _person(words: tuple[str, ...], last: str, kind: str, makes: bool) -> Slot | None:
    by_name = kind_of("_".join(words)) in ("who", "phone", "path")
    if kind not in ("who", "phone") and not (by_name and kind in ("id", "path", "url", "plain")):
        return None
    if "bcc" in words or "cc" in words:
        return Slot(PERSON, "with a hidden copy to " if "bcc" in words else "with a copy to ")
    if not _TO.isdisjoint(words):
        return Slot(TO, "to ")
    if not _FROM.isdisjoint(words):
        return Slot(FROM, "from ")
    if last in _WITH:
        return Slot(STAFF, "with ")
    if last in ("assignee", "assignees", "owner"):
        return Slot(PERSON, "assigned to " if last != "owner" else "of the owner ")
    if last == "doctor":
        return Slot(STAFF, "with Doctor ")
    if last in PERSONS:
        return Slot(PERSON, "for ")
    group = next((word for word in reversed(words) if word not in ID_WORDS), "")
    if group in _GROUPS and kind != "path":
        last = group
        return Slot(TO if makes else PLACE, f"{'to' if makes else 'in'} the {NOUNS.get(last, last)} ")
    if kind in ("who", "phone") and last in ("email", "emails", "mail", "phone", "mobile", "tel", "telephone", "cell"):
        return Slot(TO, "to ") if makes and len(words) == 1 else None
    return None


def _thing(words: tuple[str, ...], last: str, kind: str, key: str, makes: bool) -> Slot | None:
    if kind == "money":
        return Slot(AMOUNT, "for ")
    if kind == "place":
        return _place(words, last)
    if kind == "url" and len(words) == 1:
        return Slot(ADDRESS, "at ")
    if kind == "command":
        return Slot(COMMAND, f"with the {spoken_key(key)} ")
    if kind == "query":
        return Slot(QUERY, "for ") if len(words) == 1 or last == "query" else None
    if kind == "path":
        return Slot(
            PLACE, "in " if last in ("path", "directory", "dir", "folder", "cwd", "root", "workdir") else "with "
        )
    group = next((word for word in reversed(words) if word not in ID_WORDS), "")
    if group in _GROUPS:
        last = group
        if group in ("channel", "chat") and makes:
            return Slot(TO, f"to the {group} ")
        return Slot(PLACE, f"in the {NOUNS.get(last, last)} ")
    if kind == "title":
        return Slot(TITLE, f"the {spoken_key(key)} ", joins=True)
    if kind == "text":
        return Slot(TEXT, "", joins=True)
    noun = [word for word in words if word not in ID_WORDS]
    if noun and len(noun) < len(words) and kind in ("id", "number", "title", "plain"):
        return Slot(PERSON, f"for the {' '.join(NOUNS.get(word, word)[:24] for word in noun[:3])} ")
    return None


def _place(words: tuple[str, ...], last: str) -> Slot:
    if not _GOES.isdisjoint(words):
        return Slot(TO, "to ")
    if not _COMES.isdisjoint(words):
        return Slot(FROM, "from ")
    return Slot(PLACE, "in " if last in _IN else "at ")


def _other(key: str) -> Slot:
    return Slot(OTHER, f"{spoken_key(key)} ", joins=True)
