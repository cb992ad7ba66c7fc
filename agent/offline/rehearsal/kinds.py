"""What kind of value a field wants, told from its type, format, name and description."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Literal

from .schema import Field
from .words import stems, vocabulary

Kind = Literal[
    "fixed", "option", "yesno", "integer", "number", "date", "time", "moment", "path", "email", "url", "zone",
    "search", "text", "name", "array", "object", "null",
]  # fmt: skip

TYPED = frozenset(
    ["fixed", "option", "yesno", "integer", "number", "date", "time", "moment", "path", "email", "url", "zone"]
)
"""Kinds whose values can be told from other words by their form."""

_FORMATS: dict[str, Kind] = {
    "date": "date", "time": "time", "date-time": "moment", "email": "email", "uri": "url", "url": "url",
}  # fmt: skip
_SEARCH = stems("query q question pattern topic keyword keywords search term terms phrase subject")
_TEXT = stems("""
        text message body content contents note notes comment comments description observation
    observations caption reason details remark prompt code thought sentence instructions bio""")
_PATHS = stems("path paths file files filename filepath directory folder dir uri")
_PERSON = re.compile(
    r"(?:'s|full|first|last|given|family) (?:full )?name\b|\bsurname\b|"
    r"\b(?:persons?|people|who|whom|someone|customers?|clients?|guests?|members?|artists?|authors?|recipients?|"
    r"senders?|owners?|employees?|students?|teachers?|drivers?|contacts?|band|singer|city|town|country)\b",
    re.IGNORECASE,
)


@lru_cache(maxsize=4096)
def kind_of(field: Field) -> Kind:
    """The kind of value that a field wants."""
    if "const" in field.schema:
        return "fixed"
    if field.options:
        return "option"
    match field.type:
        case "boolean":
            return "yesno"
        case "integer":
            return "integer"
        case "number":
            return "number"
        case "array":
            return "array"
        case "object":
            return "object"
        case "null":
            return "null"
    return _FORMATS.get(str(field.schema.get("format"))) or _kind_of_string(field)


def _kind_of_string(field: Field) -> Kind:
    about = field.description
    words = set(field.words)
    if {"timezone", "tz"} & words or {"time", "zone"} <= words or "IANA" in about:
        return "zone"
    if re.search(
        r"date.?time|ISO.?8601 (?:timestamp|moment)|timestamp|YYYY-MM-DD[T ]HH", about, re.IGNORECASE
    ) or words & {
        "datetime",
        "timestamp",
    }:
        return "moment"
    if re.search(r"\bYYYY-MM-DD\b|\bISO(?:.8601)? date\b|\bdate\b.*\bISO\b", about, re.IGNORECASE) or "date" in words:
        return "date"
    if re.search(r"\bHH:MM\b|\b24.?hour\b|\btime of (?:the )?day\b", about, re.IGNORECASE) or "time" in words:
        return "time"
    if (words & {"day", "when", "due", "deadline"}) and re.search(r"\b(?:date|day|when)\b", about, re.IGNORECASE):
        return "date"
    if "email" in words or {"e", "mail"} <= words:
        return "email"
    if words & {"url", "link", "website"}:
        return "url"
    stems = set(field.stems)
    if stems & _PATHS or (words & {"source", "destination", "src", "dst"} and "file" in about.lower()):
        return "path"
    if stems & _SEARCH:
        return "search"
    return "text" if stems & _TEXT and not stems & {"name", "titl", "id"} else "name"


def is_person(field: Field) -> bool:
    """Whether a value is someone's name, so that a transcript's lower case is not how it is written."""
    return bool(_PERSON.search(field.description) or _PERSON.search(" ".join(field.words)))


TARGET = vocabulary("new to end until till before target destination dest dst return through replacement finish")
SOURCE = vocabulary("from start old since after begin beginning source src original current previous")


def role_of(field: Field) -> Literal["", "target", "source"]:
    """Whether a field is where something comes from or where it goes, as in date and new_date."""
    words = set(field.words)
    if words & TARGET and field.words != ["to"]:
        return "target"
    if words & SOURCE:
        return "source"
    return "target" if field.words == ["to"] else ""
