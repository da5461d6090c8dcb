"""Running Steward: serve, demo, doctor, the schema."""

from __future__ import annotations

from typing import Annotated

import typer

from adapters.cli.kit import Kit, errors, fail

Port = Annotated[int, typer.Option(min=1, max=65535)]


def register(app: typer.Typer) -> None:
    """Add the commands that run things."""
    app.command("serve")(serve)
    app.command("demo")(demo)
    app.command("doctor")(doctor)
    schema = typer.Typer(help="The database's schema.", no_args_is_help=True)
    schema.command("upgrade")(upgrade)
    app.add_typer(schema, name="db")


def serve(context: typer.Context, port: Port = 8000, host: str = "0.0.0.0") -> None:  # noqa: S104 - behind a proxy or in a container
    """Answer chat and browser, remind and deliver: everything in one process."""
    kit: Kit = context.obj
    kit.serve(kit.settings(), host, port)


def demo(
    context: typer.Context,
    port: Port = 8000,
    size: Annotated[int, typer.Option(min=52, max=5000, help="How many people the company has.")] = 258,
) -> None:
    """Show a company of 258 people with a clock you can move. Nothing leaves this machine."""
    kit: Kit = context.obj
    kit.demo(port, size)


def doctor(context: typer.Context) -> None:
    """Look at settings, database, tokens and clock; say what to do about each finding."""
    kit: Kit = context.obj
    marks = {"ok": "  ok  ", "note": " note ", "fault": " FAULT"}
    faults = 0
    for state, what, remedy in kit.examine(kit.settings()):
        faults += state == "fault"
        typer.echo(f"[{marks[state]}] {what}" + (f"\n         {remedy}" if remedy else ""))
    if faults:
        errors.print(f"{faults} {'fault' if faults == 1 else 'faults'} to mend.", style="bold")
        raise typer.Exit(1)


def upgrade(context: typer.Context) -> None:
    """Bring the database's schema to this version."""
    from storage.migrate import upgrade as migrate

    kit: Kit = context.obj
    url = kit.settings().environment.database_url
    try:
        migrate(url)
    except OSError as error:
        fail("The database can't be reached.", str(error.strerror or ""))
    typer.echo("The schema is up to date.")
