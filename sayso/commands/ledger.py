"""`sayso ledger show|verify|tail`: what was asked, answered and run, and whether the record of it is whole."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

PlaceArgument = Annotated[
    Path | None,
    typer.Argument(metavar="[FILE|FOLDER]", help="SAYSO_LEDGER_DIR when left out; of a folder, its newest ledger."),
]
PlacesArgument = Annotated[
    list[Path] | None,
    typer.Argument(metavar="[FILE|FOLDER]...", help="SAYSO_LEDGER_DIR when left out; of a folder, all its ledgers."),
]


def ledger_commands() -> typer.Typer:
    app = typer.Typer(
        help="Show, verify or follow the record of all that was asked.",
        add_completion=False,
        rich_markup_mode=None,
    )

    @app.command()
    def show(
        place: PlaceArgument = None,
        session: Annotated[
            str | None,
            typer.Option("--session", metavar="ID", help="Only this conversation, in whichever ledgers it is."),
        ] = None,
        json: Annotated[bool, typer.Option("--json", help="One JSON object for each record.")] = False,
    ) -> int:
        """Show a ledger as a dialogue.

        Exit code 1 when a line in it is not as it was written; such a line is named and not shown.
        """
        from sayso.commands.ledger_show import run_show

        return run_show(place, session=session, as_json=json)

    @app.command()
    def verify(
        places: PlacesArgument = None,
        head: Annotated[
            str | None,
            typer.Option("--head", metavar="DIGEST", help="The digest that was printed when a conversation closed."),
        ] = None,
    ) -> int:
        """Verify that no record was changed, removed or moved.

        Names each line at fault, each conversation without its closing record, and, against --head, a tail that was
        cut off or written anew. Exit code 1 when something is wrong, 2 when there is nothing to verify.
        """
        from sayso.commands.ledger_verify import run_verify

        return run_verify(places or [], head=head)

    @app.command()
    def tail(
        place: PlaceArgument = None,
        follow: Annotated[bool, typer.Option("--follow", "-f", help="Go on with new records until Ctrl-C.")] = False,
        count: Annotated[int, typer.Option("-n", metavar="N", min=0, max=10_000, help="How many records.")] = 10,
    ) -> int:
        """Show the last records of all ledgers of a folder, or of one file."""
        from sayso.commands.ledger_tail import run_tail

        return run_tail(place, follow=follow, count=count)

    return app
