"""`require_approval`, `allowed_tools` and `tools`: which tools exist for the model, and which of them ask."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal

from sayso.config.json_text import Json
from sayso.config.keys import APPROVAL, FILTER, TOOL, Found, sort_keys
from sayso.config.place import Place, quoted
from sayso.config.reading import Reader
from sayso.consent.policy import Answer, Filter, Rules
from sayso.problems import Problem
from sayso.servers.declared import Mention


@dataclass
class Approval:
    """Reads one server's policy, and remembers every tool that it names."""

    reader: Reader
    trusted: bool
    mentions: list[Mention] = field(default_factory=list)

    def rules(self, found: Found, tools: Mapping[str, Found], destructive: bool | None) -> Rules:
        """`require_approval` and `destructive` of an entry; `destructive` is what the file says of all servers."""
        otherwise: Answer = "always"
        always: Filter | None = None
        never: Filter | None = None
        if "require_approval" in found:
            value, place = found["require_approval"]
            if isinstance(value, dict):
                keys = self._sort_approval(value, place)
                always = self._filter(keys, "always")
                never = self._filter(keys, "never")
                self._in_both(keys)
            else:
                otherwise = self._word(value, place)
        if "destructive" in found:
            destructive = self.reader.flag(*found["destructive"])
        said = {tool: self.reader.flag(*keys["destructive"]) for tool, keys in tools.items() if "destructive" in keys}
        by_tool = {tool: flag for tool, flag in said.items() if flag is not None}
        return Rules(otherwise, always, never, self.trusted, by_tool, destructive)

    def allowed(self, found: Found) -> Filter | None:
        """`allowed_tools`, or Copilot's `tools` array; None means that all tools are allowed."""
        listed = self._listed_tools(found)
        if "allowed_tools" not in found:
            return listed
        value, place = found["allowed_tools"]
        if listed is not None:
            what = "says the same as the tools array beside it"
            self.reader.report.add(Problem("key-twice", str(place), what, "keep one of the two"))
        if not isinstance(value, dict):
            return self._names(value, place)
        keys = sort_keys(value, FILTER, place, self.reader.report)
        return self._filter_object(keys, "allowed_tools")

    def single_tools(self, found: Found) -> dict[str, Found]:
        """The keys that the `tools` object has for single tools."""
        result: dict[str, Found] = {}
        if "tools" not in found or isinstance(found["tools"][0], list):
            return result
        value, place = found["tools"]
        for tool, settings, here in self.reader.members(value, place, "an object by tool, or an array of names"):
            self._mention(tool, here)
            if not isinstance(settings, dict):
                self.reader.wrong(settings, here, "an object", 'write {"destructive": false}')
                continue
            result[tool] = sort_keys(settings, TOOL, here, self.reader.report)
        return result

    def _word(self, value: Json, place: Place) -> Answer:
        wanted = '"always", "never" or an object of both'
        cure = 'write "always" or "never"'
        word = self.reader.text(value, place, wanted, cure)
        if word == "never":
            return "never"
        if word not in (None, "always"):
            self.reader.report.add(Problem("approval-unknown", str(place), "is neither always nor never", cure))
        return "always"

    def _sort_approval(self, value: dict[str, Json], place: Place) -> Found:
        """The two filters. A tool's name as a key is a common slip, and deserves the cure itself."""
        by_tool = {key: said for key, said in value.items() if key not in APPROVAL and said in ("always", "never")}
        for tool, said in by_tool.items():
            what = "a tool's name where always or never belongs"
            cure = f'write {{"{said}": [{quoted(tool)}]}}'
            self.reader.report.add(Problem("approval-unknown", str(place / tool), what, cure))
        rest = {key: said for key, said in value.items() if key not in by_tool}
        return sort_keys(rest, APPROVAL, place, self.reader.report)

    def _filter(self, found: Found, key: Literal["always", "never"]) -> Filter | None:
        if key not in found:
            return None
        value, place = found[key]
        if not isinstance(value, dict):
            return self._names(value, place)
        return self._filter_object(sort_keys(value, FILTER, place, self.reader.report), key)

    def _filter_object(self, found: Found, use: Literal["always", "never", "allowed_tools"]) -> Filter:
        names: frozenset[str] | None = None
        read_only: bool | None = None
        if "tool_names" in found:
            value, place = found["tool_names"]
            names = self._names(value, place).names
        if "read_only" in found:
            value, place = found["read_only"]
            read_only = self.reader.flag(value, place)
            if read_only is not None and use != "always":
                self._hint(read_only, place, use)
        return Filter(names, read_only)

    def _hint(self, read_only: bool, place: Place, use: str) -> None:
        """A server's own word on what its tools do may tighten a policy; it loosens one only where it is trusted."""
        if use == "never" and not read_only:
            what = "would let every tool that writes run unasked"
            cure = "list the tools that may run unasked in tool_names"
            self.reader.report.add(Problem("never-writes", str(place), what, cure))
        elif not self.trusted:
            what = "would believe the server's own word on which of its tools only read"
            cure = 'list the tools in tool_names, or mark the server "trusted": true'
            self.reader.report.add(Problem("hint-untrusted", str(place), what, cure))

    def _names(self, value: Json, place: Place) -> Filter:
        items = self.reader.texts(value, place) or ()
        return Filter(frozenset(self._mention_all(items)))

    def _listed_tools(self, found: Found) -> Filter | None:
        if "tools" not in found or not isinstance(found["tools"][0], list):
            return None
        items = self.reader.texts(*found["tools"])
        if items is not None and any(name == "*" for name, _ in items):
            return None
        return Filter(frozenset(self._mention_all(items or ())))

    def _mention_all(self, items: Iterable[tuple[str, Place]]) -> list[str]:
        return [name for name, place in items if self._mention(name, place)]

    def _mention(self, name: str, place: Place) -> bool:
        if not name or "*" in name:
            what = "is not a tool's name" if not name else "is a pattern, and only names are matched"
            cure = "name the tools one by one, or leave the key out for all of them"
            self.reader.report.add(Problem("tool-name-form", str(place), what, cure))
            return False
        self.mentions.append(Mention(name, str(place)))
        return True

    def _in_both(self, found: Found) -> None:
        """A name that was written under both would be under always, whatever the user meant by the other."""
        if "always" not in found or "never" not in found:
            return
        always, never = (self._written(*found[key]) for key in ("always", "never"))
        for name, place in never.items():
            if name in always:
                what = f"{quoted(name)} is also under {always[name].path.rpartition('require_approval.')[2]}"
                self.reader.report.add(Problem("tool-in-both", str(place), what, "keep it in one of the two"))

    def _written(self, value: Json, place: Place) -> dict[str, Place]:
        if isinstance(value, dict):
            return self._written(value.get("tool_names"), place / "tool_names")
        if not isinstance(value, list):
            return {}
        return dict(self.reader.texts(value, place) or ())
