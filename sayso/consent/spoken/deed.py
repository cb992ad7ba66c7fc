"""What a tool does, from its name alone: `delete_file` deletes the file."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache

from sayso.consent.call import OWN
from sayso.consent.spoken.letters import look
from sayso.consent.spoken.names import LONGEST, word_set, words_of
from sayso.consent.spoken.verbs import ALSO_NOUNS, MAKES, NOUNS, PARTICLES, READS, SAID_AS, THINGS_TOO, VERBS

_TURNING = word_set(
    "or not no never dont without unless except nor neither either if else cannot cant wont versus vs instead rather "
    "yes nothing nobody only just please whether unlike anything"
)
"""A name that holds one of these is no deed to be asked for; the tool is named as it is."""
_LINKS = word_set("with to from by for in into of on onto at as via and using per under over out off up")
_COUNTED = word_set("multiple many several")
"""Not said of a thing that is heard to be many: "two files"."""
_HOW = word_set("force hard soft auto bulk batch mass multi")
"""Words before a verb that say how: "force push"."""
_PROGRAMS = word_set("git docker kubectl npm pip helm terraform aws gcloud az gh browser s3 ec2 systemctl adb")
"""A program is where a deed is done, not what it is done to."""
_BY = word_set("id ids name names email key query title path date number uuid url phone index ref type user slug")
"""What a thing is found by; the argument of that name says it."""
_BRANDS = word_set("api mcp hass tool")
_NO_THE = word_set("all everyone everybody one two three four five")
_MOST = 6
"""Words of a name that are said."""
_LONG = 24
"""Letters of a word that are said."""


@dataclass(frozen=True, slots=True)
class Deed:
    """The deed of a tool, in the parts that a sentence is made of."""

    verb: str
    """ "delete", "turn on"; "use" where the name holds no verb."""
    thing: str
    """ "text file"; empty where the name says none."""
    makes: bool
    """Whether the thing is new."""
    reads: bool
    """Whether the verb only looks something up. It is the tool's own word, so nothing may lean on it."""
    tail: str = ""
    """The rest of the name: "with sizes"."""
    known: bool = True
    whole: bool = True
    """Whether all of the name is in it."""
    name: str = ""
    """The tool's name in words."""

    @property
    def plural(self) -> bool:
        return _plural(self.thing.rpartition(" ")[2])

    @property
    def named(self) -> str:
        """The thing with its article."""
        if not self.thing:
            return ""
        if not self.makes:
            return f"the {self.thing}"
        if self.plural or self.thing in ("money", "funds", "feedback", "information", "access"):
            return self.thing
        return f"{'an' if self.thing[0] in 'aeiou' and not self.thing.startswith('use') else 'a'} {self.thing}"


@lru_cache(maxsize=4096)
def deed_of(server: str, tool: str) -> Deed:
    """The deed of a server's tool."""
    words = [word for word in words_of(tool) if word.isalnum()]
    words = _without_server(words, () if server == OWN else words_of(server))
    notice = look(tool).notice
    if not words:
        return Deed("use", "a tool without a usual name", False, False, known=False)
    if tuple(words) in _WHOLE:
        return _WHOLE[tuple(words)]
    if words[:3] == ["create", "or", "update"] and len(words) > 3:
        words = ["write", *words[3:]]
    at = _verb_at(words)
    odd = notice or len(tool) > LONGEST or any(len(word) > _LONG for word in words)
    if at is None or odd or not _TURNING.isdisjoint(words) or len(words) > 2 * _MOST:
        return _use(words, notice)
    verbs, said, rest = _verbs(words[at:])
    if _hides_a_deed(verbs, rest) or "and" in words[:at] or "then" in words[:at]:
        return _use(words, notice)
    return replace(_with_thing(verbs, said, words[:at], rest), name=" ".join(words))


def named_deed(deed: Deed) -> Deed:
    """The same tool said by its name, where saying its deed would say the opposite of what is done."""
    return replace(_use(deed.name.split(), ""), name=deed.name)


def _verbs(words: list[str]) -> tuple[list[str], str, list[str]]:
    """The verbs of a name, how they are said, and what follows them: "get and delete"."""
    verb, rest = words[0], words[1:]
    said = SAID_AS.get(verb, verb)
    if rest and rest[0] in PARTICLES.get(verb, ()):
        said = f"{verb} {rest[0]}"
        rest = rest[1:]
    if said == "get rid" and rest[:1] == ["of"]:
        said, rest = "get rid of", rest[1:]
    if len(rest) > 1 and rest[0] in ("and", "then") and rest[1] in VERBS:
        more, too, rest = _verbs(rest[1:])
        return [verb, *more], f"{said} {'and' if words[1] == 'and' else 'and then'} {too}", rest
    return [verb], said, rest


def _hides_a_deed(verbs: list[str], rest: list[str]) -> bool:
    """Whether a second deed stands in the name where the sentence would make a thing of it: lookup_delete_customer."""
    if verbs[-1] in ("create", "add", "make"):
        return False
    end = next((n for n, word in enumerate(rest) if word in _LINKS), len(rest))
    return any(word in VERBS and word not in THINGS_TOO for word in rest[:end])


def named(server: str, tool: str) -> str:
    """The tool by its name: "delete file of filesystem"."""
    words = [word for word in words_of(tool) if word.isalnum()]
    thing = _use(words, look(tool).notice).thing if words else "a tool without a usual name"
    return f"{thing}{of_server(server)}"


def of_server(server: str) -> str:
    """Whose the tool is, as it follows the tool's name; nothing where it is the agent's own."""
    return "" if server == OWN else f" of {spoken_server(server)}"


def spoken_server(server: str) -> str:
    """The server's label as it is spoken."""
    words = [word for word in words_of(server) if word.isalnum()]
    return " ".join(word[:20] for word in words[:3]) or "this server"


def _with_thing(verbs: list[str], said: str, before: list[str], rest: list[str]) -> Deed:
    link = next((n for n, word in enumerate(rest) if word in _LINKS), len(rest))
    thing, tail = rest[:link], rest[link:]
    makes = all(verb in MAKES and verb != "write" for verb in verbs)
    if "all" in thing:
        said, thing = f"{said} all", [word for word in thing if word != "all"]
    if len(thing) > 1 and _plural(thing[-1]):
        thing = [word for word in thing if word not in _COUNTED]
    if len(thing) > 1 and thing[-1].endswith("ly") and thing[-1] not in ("family", "reply", "assembly"):
        said, thing = f"{thing[-1]} {said}", thing[:-1]
    while before and (before[-1] in _HOW or before[-1].endswith("ly")):
        said, before = f"{before[-1]} {said}", before[:-1]
    where: list[str] = []
    if before and (thing or before[0] in _PROGRAMS):
        where = ["in", *before]
    elif makes and len(before) > 1:
        thing, where = before[-1:], ["in", *before[:-1]]
    elif before:
        # As in "file_delete": the thing stands first.
        thing = before
    if len(tail) == 2 and tail[0] == "by" and tail[1] in _BY:
        tail = []
    spoken = " ".join(NOUNS.get(word, word) for word in thing[:_MOST])
    ending = " ".join([_link(n, tail) for n in range(min(len(tail), 6))] + [NOUNS.get(word, word) for word in where])
    reads = all(verb in READS for verb in verbs)
    whole = len(thing) <= _MOST and len(tail) <= 6
    return Deed(said, spoken, makes, reads, ending, whole=whole)


def _plural(word: str) -> bool:
    return word.endswith("s") and not word.endswith(("ss", "us", "is", "news"))


def _link(n: int, tail: list[str]) -> str:
    word = NOUNS.get(tail[n], tail[n])
    after_link = n > 0 and tail[n - 1] in ("to", "from", "in", "on", "into", "of", "for", "at")
    return f"the {word}" if after_link and not word.endswith("s") and word not in _NO_THE else word


def _use(words: list[str], notice: str) -> Deed:
    """A name that can't be made a deed is said as a name. An "or" in it would read as a choice."""
    said = " ".join("slash" if word == "or" else word[:_LONG] for word in words[: _MOST - 1])
    whole = len(words) < _MOST and all(len(word) <= _LONG for word in words) and not notice
    return Deed("use", f"{said} {notice}".rstrip(), False, False, known=False, whole=whole)


def _without_server(words: list[str], server: tuple[str, ...]) -> list[str]:
    """The words without a beginning that only repeats the server's name."""
    joined = "".join(server)
    for count in range(len(words) - 1, 0, -1):
        head = words[:count]
        same = "".join(head) == joined or tuple(head) == server
        if not same and not (count == 1 and (head[0] in _BRANDS or (head[0] in server and len(head[0]) > 2))):
            continue
        if head[0] not in VERBS or words[count] in VERBS:
            return words[count:]
    return words


def _verb_at(words: list[str]) -> int | None:
    """Where the verb stands: first, or last where the first is a thing, or after a name that goes before."""
    last = len(words) - 1
    if words[0] in VERBS:
        if words[0] in ALSO_NOUNS and last and words[last] in VERBS and words[last] not in ALSO_NOUNS:
            return last
        return 0
    if last and words[last] in VERBS and (words[last] not in ALSO_NOUNS or last == 1):
        return last
    return next((n for n in range(1, min(len(words), 4)) if words[n] in VERBS and words[n] not in ALSO_NOUNS), None)


_WHOLE = {
    ("directory", "tree"): Deed("list", "tree of the folder", False, True),
    ("mkdir",): Deed("create", "folder", True, False),
    ("rmdir",): Deed("remove", "folder", False, False),
    ("touch",): Deed("create", "file", True, False),
    ("unlink",): Deed("delete", "file", False, False),
    ("get", "file", "info"): Deed("look up", "information on the file", False, True),
    ("execute", "sql"): Deed("run", "query", False, False),
    ("run", "sql"): Deed("run", "query", False, False),
    ("exec", "sql"): Deed("run", "query", False, False),
    ("run", "query"): Deed("run", "query", False, False),
    ("execute", "query"): Deed("run", "query", False, False),
    ("query",): Deed("run", "query", False, False),
    ("read", "query"): Deed("run", "reading query", False, True),
    ("write", "query"): Deed("run", "changing query", False, False),
    ("merge", "pull", "request"): Deed("merge", "pull request", False, False),
    ("list", "allowed", "directories"): Deed("list", "allowed folders", False, True),
}
"""Names that are said better as a whole."""
