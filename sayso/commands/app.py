"""The commands as one typer app, to which a worker can add its own."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer

from sayso.commands.ledger import ledger_commands

ConfigOption = Annotated[
    Path | None,
    typer.Option("--config", metavar="FILE", help="The servers to use; SAYSO_CONFIG or ./mcp.json when left out."),
]
JsonOption = Annotated[bool, typer.Option("--json", help="One JSON object instead of a table.")]


@dataclass(frozen=True)
class Part:
    """A part of the pipeline as `check` shows it."""

    part: str
    chosen: str
    model: str
    why: str


Parts = Callable[[], Sequence[Part]]
Around = Callable[[Path | None], AbstractContextManager[None]]


def _nothing(_: Path | None) -> AbstractContextManager[None]:
    return nullcontext()


def build_app(parts: Parts | None = None, *, around: Around = _nothing) -> typer.Typer:
    """Sayso's commands, to which a worker adds its own.

    `parts` tells what its pipeline consists of and may raise SaysoError; `around` is entered with the path of the
    servers' file while they are used, for a worker that starts some of them itself.
    """
    app = typer.Typer(
        help="MCP tools for LiveKit voice agents, run only on the caller's say-so.",
        add_completion=False,
        pretty_exceptions_enable=False,
        rich_markup_mode=None,
    )

    @app.callback()
    def _commands() -> None:
        """Makes a single command a subcommand as well."""

    @app.command()
    def check(
        config: ConfigOption = None,
        no_connect: Annotated[
            bool, typer.Option("--no-connect", help="Read only the file and the environment; connect to nothing.")
        ] = False,
        json: JsonOption = False,
    ) -> int:
        """Check mcp.json, the environment and every server.

        Says what to do where something is wrong. Exit code 2 when something that is needed is missing.
        """
        from sayso.commands.check import run_check

        with nullcontext() if no_connect else around(config):
            return run_check(config, parts=parts, connect=not no_connect, as_json=json)

    @app.command()
    def tools(config: ConfigOption = None, json: JsonOption = False) -> int:
        """List every server's tools, and which of them ask.

        Each with its arguments, its hints and its class, and why it asks or does not.
        """
        from sayso.commands.tools import run_tools

        with around(config):
            return run_tools(config, as_json=json)

    @app.command()
    def interpret(
        answer: Annotated[
            str | None, typer.Argument(metavar="ANSWER", help="One answer; without it, answers are read as JSON lines.")
        ] = None,
        question: Annotated[str, typer.Option("--question", metavar="TEXT", help="What was asked.")] = "",
        strict: Annotated[
            bool, typer.Option("--strict", help="As for a destructive tool: no bare okay, right or mm-hmm.")
        ] = False,
        language: Annotated[
            str, typer.Option("--language", metavar="CODE", help="The language of the session: en or de.")
        ] = "en",
        json: Annotated[bool, typer.Option("--json", help="One JSON object instead of three lines.")] = False,
    ) -> int:
        """Say what an answer means: approve, deny or unclear.

        Without an answer it reads JSON lines on standard input (question, answer, strict; also language, tool,
        arguments, confidence, duration) and writes one JSON line for each (verdict, kind, why). The options hold
        for lines that leave them out.
        """
        from sayso.commands.interpret import run_interpret

        return run_interpret(answer, question=question, strict=strict, language=language, as_json=json)

    @app.command()
    def simulate(
        dialogues: Annotated[int, typer.Option("--dialogues", min=1, help="How many random dialogues.")] = 1000,
        seed: Annotated[
            str | None, typer.Option("--seed", metavar="SEED", help="The same seed gives the same dialogues.")
        ] = None,
        replay: Annotated[
            Path | None, typer.Option("--replay", metavar="FILE", help="Play one dialogue again, and show each step.")
        ] = None,
        out: Annotated[
            Path, typer.Option("--out", metavar="FOLDER", help="Where the dialogue goes that breaks a promise.")
        ] = Path(),
        json: Annotated[bool, typer.Option("--json", help="One JSON object instead of tables.")] = False,
    ) -> int:
        """Look for a broken promise of the gate in random dialogues.

        Exit code 1 when one was found; the shortest dialogue that breaks it is then in a file.
        """
        from sayso.commands.simulate import run_simulate

        return run_simulate(dialogues, seed, replay=replay, out=out, as_json=json)

    @app.command()
    def rehearse(  # noqa: PLR0917 -- typer passes them by name
        files: Annotated[
            list[Path] | None, typer.Argument(metavar="FILE...", help="Scenarios, each a TOML file.")
        ] = None,
        config: ConfigOption = None,
        mode: Annotated[
            str | None,
            typer.Option("--mode", metavar="MODE", help="voice, text, or all for all eight; else what the file says."),
        ] = None,
        random: Annotated[
            int | None, typer.Option("--random", metavar="N", min=1, help="N random dialogues in place of files.")
        ] = None,
        seed: Annotated[
            str | None, typer.Option("--seed", metavar="SEED", help="The same seed gives the same dialogues.")
        ] = None,
        json: JsonOption = False,
    ) -> int:
        """Play dialogues from files, or random ones.

        Each file says what the person and the model do, and what must be so at the end; random ones hold the gate to
        its promises. Calls run for real. Exit code 1 when something is not so.
        """
        from sayso.commands.rehearse import run_rehearse, which_kind

        which_kind(files or [], mode, random, seed)
        with around(config):
            if random is None:
                return run_rehearse(files or [], config, mode=mode, as_json=json)
            from sayso.commands.rehearse_random import run_random

            return run_random(random, seed, config, as_json=json)

    app.add_typer(ledger_commands(), name="ledger")
    return app
