"""The command line: ``steward``."""

from __future__ import annotations

import typer

from adapters.cli import content, duties, people, running
from adapters.cli.kit import Kit, run

app = typer.Typer(
    name="steward",
    help="Steward: briefings, policies, lessons and ideas where people already are.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
for part in (people, content, duties, running):
    part.register(app)


def main(kit: Kit) -> int:
    """Return the exit status of the command in sys.argv."""
    return run(app, kit)
