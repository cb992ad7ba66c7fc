"""`python -m agent`: chat, LiveKit's own commands, and every sayso command.

LiveKit takes seconds to import, so nothing here does before a command that needs it.
"""

from __future__ import annotations

import signal
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, nullcontext
from importlib import import_module
from typing import Annotated

import typer

from agent.companion import companion, foreseen
from agent.livekit_help import ABOUT, OPTIONS, help_text
from agent.settings import read_settings, read_variables, stand_in_project
from sayso.commands import build_app, run_app
from sayso.commands.app import ConfigOption, Part

PASSED_ON = {"allow_extra_args": True, "ignore_unknown_options": True}
WITH_COMPANION = ("console", "dev", "connect")


def main(argv: Sequence[str] | None = None) -> int:
    return run_app(build(), sys.argv[1:] if argv is None else argv, name="python -m agent", prepare=stand_in_project)


def build() -> typer.Typer:
    app = build_app(parts, around=companion)

    @app.command()
    def chat(
        config: ConfigOption = None,
        json: Annotated[bool, typer.Option("--json", help="One JSON event a line (docs/chat.md).")] = False,
    ) -> int:
        """Talk to the agent by keyboard, or pipe it one turn a line.

        Needs no audio and no key. Ctrl-C or the end of the input ends it.
        """
        read_settings(config, audio=False, also=foreseen())
        with stopped_quietly(), companion(config, meanwhile=lambda: import_module("agent.chat.talk")):
            from agent.chat.talk import run_chat

            run_chat(config, as_json=json)
        return 0

    for name in ABOUT:
        add_livekit_command(app, name)
    return app


def add_livekit_command(app: typer.Typer, name: str) -> None:
    @app.command(name, help=help_text(name), context_settings=PASSED_ON if OPTIONS[name] else {})
    def command(ctx: typer.Context) -> int:
        from agent.livekit_cli import check_all, run_livekit

        if name != "download-files":
            check_all(name, ctx.args)
        with companion(None, meanwhile=preload) if name in WITH_COMPANION else nullcontext():
            return run_livekit(name, ctx.args)


def preload() -> None:
    """Everything heavy that the worker needs; the worker itself reads its settings when it is imported."""
    import_module("agent.pipeline")


@contextmanager
def stopped_quietly() -> Iterator[None]:
    """Ctrl-C and SIGTERM are how a conversation ends, also before it has begun; nothing to complain about."""

    def stop(*_: object) -> None:
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGTERM, stop)
    try:
        yield
    except KeyboardInterrupt:
        pass
    finally:
        signal.signal(signal.SIGTERM, before)


def parts() -> list[Part]:
    choices, *_ = read_variables()
    return [Part(c.part, c.name, c.model, c.why) for c in choices]


if __name__ == "__main__":
    raise SystemExit(main())
