"""What an argument's name says about its value: a path, a person, an amount."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from sayso.consent.secrets import names_secret, without_secrets
from sayso.consent.spoken.letters import look
from sayso.consent.spoken.names import LONGEST, word_set, words_of

_KINDS = {
    "path": "path paths file files filename filenames filepath filepaths directory directories dir dirs folder folders "
    "pathname cwd root workdir",
    "who": "to recipient recipients cc bcc email emails mail sender from attendee attendees guest guests participant "
    "participants member members invitee invitees assignee assignees user users username contact customer patient "
    "client payee beneficiary owner author person people employee reviewer reviewers friend caller channel channels "
    "chat account doctor host passenger traveler student teacher candidate addressee patients clients customers "
    "receiver destination origin target source src repo repository",
    "money": "amount price total sum cost fee budget balance tip deposit payment salary cents pence",
    "date": "date day deadline due birthday dob start end since until after before when checkin checkout arrival "
    "departure dates",
    "time": "time hour at",
    "id": "id ids uuid guid sha hash ref reference number no key code iban index invoice tracking zip postcode",
    "url": "url urls uri uris link links href website webpage page domain endpoint",
    "phone": "phone mobile telephone tel fax cell",
    "command": "command commands cmd script code sql statement expression shell args argv regex",
    "query": "query q search term terms keyword keywords pattern question",
    "title": "title subject name label heading topic",
    "text": "body content contents text message msg description comment note notes prompt caption reason instructions "
    "data markdown html summary input",
    "place": "location place address city country venue street room restaurant hotel cafe cinema theater theatre "
    "museum airport station",
    "count": "limit max count size offset depth head tail top skip quantity width height",
}
_KIND_OF = {word: kind for kind, words in _KINDS.items() for word in words.split()}
_KIND_OF["code"] = "id"
# "payment_method" is no payment.
_KIND_OF |= dict.fromkeys(("method", "type", "status", "mode"), "plain")

IDENTITY = frozenset(("path", "who", "money", "url", "phone"))
"""Where the call goes, to whom and how much: two different ones never sound the same."""
RISKY = IDENTITY | {"id", "date", "time", "command", "secret", "place"}
"""What must have been heard for an answer to count, of any call."""
PEOPLE = word_set(
    "to cc bcc recipients recipient emails attendees guests participants members invitees people users assignees "
    "reviewers patients clients customers addressee"
)


@lru_cache(maxsize=4096)
def kind_of(key: str) -> str:
    """The kind that a name speaks of; "plain" where it says nothing. The last word that says something decides."""
    for word in reversed(words_of(key)):
        kind = _KIND_OF.get(word)
        if kind:
            return kind
    return "plain"


@lru_cache(maxsize=4096)
def spoken_key(key: str) -> str:
    """A name as it is spoken, without a sign in it."""
    words = [word for word in words_of(key) if word.isalnum()]
    said = " ".join("slash" if word == "or" else word[:24] for word in words[:4]) or "unnamed value"
    notice = look(key[:LONGEST]).notice
    return f"{said} {notice}" if notice else said


def safely_named(values: dict[str, Any]) -> dict[str, Any]:
    """The values with no secret in their names: a secret can stand there, too."""
    if not any(_holds_secret(name) for name in values):
        return values
    made: dict[str, Any] = {}
    for name, value in values.items():
        safe = name
        if _holds_secret(name):
            safe = "secret" if names_secret(name) else "secret name"
        while safe in made:
            safe += " too"
        made[safe] = value
    return made


@lru_cache(maxsize=4096)
def _holds_secret(name: str) -> bool:
    seen = look(name).text
    return without_secrets(seen) != seen
