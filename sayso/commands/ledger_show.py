"""`sayso ledger show`: a ledger, or one conversation, as a dialogue."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from sayso.commands.ledger_places import complain, ledgers_at, opened, problem_of
from sayso.commands.ledger_words import dialogue_line, record_data
from sayso.commands.printing import json_line, one_line
from sayso.consent.ledger import Entry, Linked
from sayso.consent.ledger_check import Check, Fault
from sayso.ledger.reading import in_use, lines_of
from sayso.ledger.settings import LedgerError
from sayso.problems import Problem


def run_show(place: Path | None, *, session: str | None, as_json: bool) -> int:
    found = ledgers_at(place)
    files = found if session is not None else found[-1:]
    sound, shown = True, 0
    for path in files:
        current = None
        for item in records_of(path):
            if isinstance(item, Fault):
                sound = False
                complain(problem_of(item, path))
            elif session is None or item.entry.session == session:
                shown += 1
                if as_json:
                    print(json_line(record_data(item)))
                else:
                    print_entry(item.entry, path, current)
                    current = item.entry.session or current or ""
    if session is not None and not shown:
        where = files[0] if len(files) == 1 else files[0].parent
        cure = "sayso ledger tail shows the last ones with their ids"
        raise LedgerError(Problem("ledger-no-session", str(where), f"has no session {session[:80]}", cure))
    return 0 if sound else 1


def print_entry(entry: Entry, path: Path, current: str | None) -> None:
    """A line of the dialogue, under a heading where the file begins or another conversation goes on."""
    if current is None:
        print(one_line(f"{path} ({entry.time[:10]}, times in UTC)"))
    if entry.session and entry.session != current and entry.kind != "opened":
        print(one_line(f"session {entry.session}"))
    print(dialogue_line(entry))


def records_of(path: Path) -> Iterator[Linked | Fault]:
    """What a ledger says, in order, and what is wrong with it where it is."""
    check, torn, writing = Check(), b"", in_use(path)
    with opened(path) as file:
        for line, whole in lines_of(file):
            if not whole:
                torn = line
                break
            yield from check.take(line)
            if check.last is not None:
                yield check.last
    # That a conversation has no end yet can be seen, and is for verify to judge.
    yield from (f for f in check.end(torn) if f.kind != "unclosed" and not (f.kind == "torn" and writing))
