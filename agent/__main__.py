"""`python -m agent`: chat, LiveKit's own commands, and every sayso command.

LiveKit takes seconds to import, so nothing here does before a command that needs it.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from typing import Annotated

import typer

from agent.companion import companion
from agent.livekit_cli import HELP
from sayso.commands import build_app, run_app
from sayso.commands.app import ConfigOption, Part

PASSED_ON = {"allow_extra_args": True, "ignore_unknown_options": True}
WITH_COMPANION = ("console", "dev", "connect")


def main(argv: Sequence[str] | None = None) -> int:
    return run_app(build(), sys.argv[1:] if argv is None else argv, name="python -m agent")


def build() -> typer.Typer:
    app = build_app(parts, around=companion)

    @app.command()
    def chat(
        config: ConfigOption = None,
        json: Annotated[bool, typer.Option("--json", help="One JSON event a line, for programs.")] = False,
    ) -> int:
        """Talk to the agent by keyboard, or pipe it one turn a line. Needs no audio and no key."""
        with companion(config):
            from agent.chat.talk import run_chat

            return run_chat(config, as_json=json)

    for name, text in HELP.items():
        add_livekit_command(app, name, text)
    return app


def add_livekit_command(app: typer.Typer, name: str, text: str) -> None:
    @app.command(name, help=text, context_settings=PASSED_ON, add_help_option=False)
    def command(ctx: typer.Context) -> int:
        from contextlib import nullcontext

        from agent.livekit_cli import run_livekit

        wanted = name in WITH_COMPANION and not {"--help", "-h"} & set(ctx.args)
        with companion(None) if wanted else nullcontext():
            return run_livekit(name, ctx.args)


def parts() -> list[Part]:
    from agent.choices import choose

    return [Part(c.part, c.name, c.model, c.why) for c in choose(os.environ)]


if __name__ == "__main__":
    raise SystemExit(main())
