"""A remote server's address, its headers and its credentials."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import SplitResult, parse_qsl, urlsplit

from sayso.config.json_text import Json
from sayso.config.keys import Found
from sayso.config.place import Place, quoted
from sayso.config.reading import Reader
from sayso.problems import Problem
from sayso.servers.declared import Http
from sayso.servers.loopback import is_loopback

_HEADER_NAME = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+", re.ASCII)
_SCHEME = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+ +\S", re.ASCII)
_SECRET_PARAMETER = re.compile(r"key|token|secret|passw|auth|sig", re.IGNORECASE)
_BARE_SCHEMES = ("bearer", "basic")


@dataclass(frozen=True)
class Address:
    """Reads the keys of one entry that say how to reach a remote server."""

    reader: Reader
    connectors: Mapping[str, tuple[Json, Place]]
    place: Place

    def read(self, found: Found, allow_http: bool) -> Http | None:
        headers = self.headers(found)
        url = self._url(found)
        if url is None:
            return None
        text, where = url
        parts = self._split(text, where)
        if parts is None:
            return None
        if headers and parts.username is not None and _authorization_of(headers):
            what = "holds a user name beside an authorization"
            self.reader.report.add(Problem("authorization-twice", str(where), what, "keep one of the two"))
        if not allow_http and parts.scheme.lower() == "http" and not is_loopback(parts.hostname or ""):
            secret = any(headers.values()) or parts.username is not None
            if secret or any(_SECRET_PARAMETER.search(name) for name, _ in parse_qsl(parts.query)):
                what = "would send credentials over plain http, where everybody on the way can read them"
                cure = 'use https, or accept it by "allow_http": true'
                self.reader.report.add(Problem("credentials-in-clear", str(where), what, cure))
        return Http(text, headers)

    def _url(self, found: Found) -> tuple[str, Place] | None:
        if "url" in found:
            value, place = found["url"]
            text = self.reader.text(value, place)
            return None if text is None else (text.strip(" "), place)
        value, place = found["connector_id"]
        name = self.reader.text(value, place)
        if name is None:
            return None
        if name not in self.connectors:
            if name.startswith("connector_"):
                what = f"{quoted(name)} is hosted by OpenAI and does not exist outside of OpenAI"
                cure = 'run or rent an MCP server for it and write its URL into "connectors" under this id'
            else:
                what = f"{quoted(name)} is not in the connectors table of this file"
                cure = f'write {{"connectors": {{{quoted(name)}: "https://..."}}}} at the top'
            self.reader.report.add(Problem("connector-unknown", str(place), what, cure))
            return None
        target, where = self.connectors[name]
        text = self.reader.text(target, where)
        return None if text is None else (text.strip(" "), where)

    def _split(self, text: str, place: Place) -> SplitResult | None:
        """The parts of a sound address. The address itself is never shown: it may hold a password."""
        fault = ""
        parts: SplitResult | None = None
        try:
            parts = urlsplit(text)
            _ = parts.port, parts.hostname
        except ValueError:
            fault = "is not a URL"
        if not text.isprintable() or " " in text:
            fault = "has a space or a control character in it"
        elif parts is not None and parts.scheme.lower() not in ("http", "https"):
            fault = "does not begin with http:// or https://"
        elif parts is not None and not parts.hostname:
            fault = "names no host"
        if fault:
            cure = "write the server's address as https://host/path"
            self.reader.report.add(Problem("url-form", str(place), fault, cure))
            return None
        return parts

    def headers(self, found: Found) -> dict[str, str]:
        """The headers of every request, the authorization among them."""
        headers: dict[str, str] = {}
        places: dict[str, Place] = {}
        if "headers" in found:
            value, place = found["headers"]
            for name, member, where in self.reader.members(value, place, "an object of headers"):
                text = self._header(name, member, where)
                if text is None:
                    continue
                if name.lower() in places:
                    what = f"is the same header as {quoted(str(places[name.lower()].keys[-1]))}"
                    self.reader.report.add(Problem("header-twice", str(where), what, "keep one of the two"))
                    continue
                headers[name] = text
                places[name.lower()] = where
        written = _authorization_of(headers)
        if written is not None and _says_nothing(headers[written]):
            # "Bearer ${TOKEN:-}" with no token set is no credential, and sent as it is would only earn a 401.
            del headers[written]
            written = None
        if written is not None and "connector_id" in found:
            what = "a connector takes its credential by authorization, not by a header"
            cure = "move the token to authorization"
            self.reader.report.add(
                Problem("connector-authorization", str(places["authorization"]), what, cure),
            )
        authorization = self._authorization(found)
        if authorization is not None:
            if written is not None and "connector_id" not in found:
                what = f"both authorization and the header {quoted(written)} are given"
                place = found["authorization"][1]
                self.reader.report.add(Problem("authorization-twice", str(place), what, "keep one of the two"))
            elif written is None:
                headers["Authorization"] = authorization
        return headers

    def _header(self, name: str, value: Json, place: Place) -> str | None:
        if not _HEADER_NAME.fullmatch(name):
            what = "is not a name that a header can have"
            self.reader.report.add(Problem("header-form", str(place), what, "use letters, digits and hyphens"))
            return None
        return self._sound(self.reader.text(value, place), place)

    def _authorization(self, found: Found) -> str | None:
        if "authorization" not in found:
            return None
        text = self._sound(self.reader.text(*found["authorization"]), found["authorization"][1])
        if text is None or _says_nothing(text):
            return None
        return text if _SCHEME.match(text) else f"Bearer {text}"

    def _sound(self, text: str | None, place: Place) -> str | None:
        """A header's value without anything that would end the header and begin another."""
        if text is None:
            return None
        if any(ord(char) < 32 or ord(char) == 127 for char in text):
            what = "has a control character in a header's value"
            cure = "remove it; a variable that was read from a file often ends in a line break"
            self.reader.report.add(Problem("header-form", str(place), what, cure))
            return None
        if not text.isascii():
            what = "has a character beyond ASCII in a header's value"
            self.reader.report.add(Problem("header-form", str(place), what, "write it in ASCII"))
            return None
        return text.strip(" ")


def _authorization_of(headers: Mapping[str, str]) -> str | None:
    return next((name for name in headers if name.lower() == "authorization"), None)


def _says_nothing(text: str) -> bool:
    return not text or text.lower() in _BARE_SCHEMES
