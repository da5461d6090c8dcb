"""Duties and deliveries on the command line: what is open, what is told now, what became of it."""

from __future__ import annotations

import asyncio
from dataclasses import asdict
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

from adapters.cli.kit import Kit, fail, house, progress, show_json
from adapters.cli.people import Json
from bot.flows import listing
from bot.jobs import remind_all
from bot.jobs.daily import daily
from bot.postman import Postman, WebInbox
from bot.postman.roads import limits_of

At = Annotated[str | None, typer.Option("--at", metavar="ISO", help="Do as if it were this moment.")]
out = Console(highlight=False)


def register(app: typer.Typer) -> None:
    """Add the commands about duties and deliveries."""
    jobs = typer.Typer(help="What the clock starts.", no_args_is_help=True)
    jobs.command("run")(run_jobs)
    app.add_typer(jobs, name="jobs")
    app.command("deliver")(deliver)
    app.command("deliveries")(deliveries)
    app.command("obligations")(obligations)


def run_jobs(context: typer.Context, at: At = None, as_json: Json = False) -> None:
    """Look at everybody who is due: tell them, or note why not and until when."""
    kit: Kit = context.obj
    with house(kit, at) as opened, progress("Looking at who is due") as bar:
        asyncio.run(_link(kit, opened))
        daily(opened.engine)
        passed = remind_all(opened.engine, lambda done: bar(done, 0))
        now = opened.engine.now().isoformat()
    found = {"at": now, "decided": passed.decided, "messages": passed.messages, "silent": dict(passed.silent)}
    if as_json:
        show_json(found)
        return
    quiet = ", ".join(f"{n} {reason.replace('_', ' ')}" for reason, n in passed.silent.items())
    held = f", held back: {quiet}" if quiet else ""
    typer.echo(f"{passed.decided} people looked at, {passed.messages} messages written{held}.")


async def _link(kit: Kit, opened: Any) -> None:
    """Link people to chat accounts first, when somebody due is not linked yet."""
    from bot.jobs.linking import Directory, link_everybody, needs_linking

    if not opened.engine.ask(needs_linking):
        return
    platforms = kit.connect(opened)
    try:
        for platform in platforms:
            if isinstance(platform, Directory):
                await link_everybody(opened.engine, platform)
    finally:
        await _close(platforms)


async def _close(platforms: list[Any]) -> None:
    for platform in platforms:
        close = getattr(platform, "close", None)
        if close is not None:
            await close()


def deliver(context: typer.Context, at: At = None, as_json: Json = False) -> None:
    """Hand over everything that is ready, within the platforms' limits."""
    kit: Kit = context.obj
    with house(kit, at) as opened:
        tally, held, away = asyncio.run(_deliver(kit, opened))
    found = asdict(tally)
    waiting = found.pop("waiting")
    if as_json:
        show_json(found)
    else:
        typer.echo(
            ", ".join(f"{n} {name}" for name, n in found.items())
            + (f"; {waiting} wait in the browser inbox." if waiting else ".")
        )
    for name in away:
        typer.echo(f"{name.capitalize()} can't be reached; its messages wait.", err=True)
    for name in held:
        typer.echo(
            f"Another process delivers for {name.split(':', 1)[1].rstrip(':')}; it has that work.", err=True
        )


async def _deliver(kit: Kit, opened: Any) -> Any:
    platforms = kit.connect(opened)
    try:
        postman = Postman(opened.engine, [*platforms, WebInbox()], limits_of(opened.settings))
        return *await postman.until_idle(), postman.away
    finally:
        await _close(platforms)


STATES = ("pending", "retrying", "sending", "sent", "waiting", "undeliverable", "uncertain", "withdrawn")


def deliveries(
    context: typer.Context,
    state: Annotated[str, typer.Option(help=f"One of {', '.join(STATES)}.")] = "",
    as_json: Json = False,
) -> None:
    """List messages by what became of them."""
    kit: Kit = context.obj
    if state and state not in STATES:
        fail(f"'{state}' is no state of a delivery.", f"Known are {', '.join(STATES)}.", 2)
    with house(kit) as opened:
        rows = opened.engine.ask(listing.deliveries, state)
    if as_json:
        show_json(rows)
        return
    if not rows:
        typer.echo("No message is in this state." if state else "Nothing was sent yet.")
        return
    table = Table("When (UTC)", "To", "What", "State", "Why", box=None)
    for row in rows:
        table.add_row(_minute(row["at"]), row["to"] or "channel", row["title"], row["state"], row["reason"])
    out.print(table)


def obligations(
    context: typer.Context,
    person: Annotated[str, typer.Option(metavar="EMAIL")] = "",
    at: At = None,
    as_json: Json = False,
) -> None:
    """List duties: who owes what, by when, and what happens next."""
    kit: Kit = context.obj
    with house(kit, at, writes=False) as opened:
        rows = opened.engine.ask(listing.obligations, person)
    if as_json:
        show_json(rows)
        return
    if not rows:
        typer.echo("No duties.")
        return
    table = Table(
        "Kind", "Owner", "About", "Object", "State", "Due (UTC)", "Next look (UTC)", "Step", box=None
    )
    for row in rows:
        state = f"{row['state']}, past its date" if row["overdue"] else row["state"]
        table.add_row(
            row["kind"],
            row["owner"],
            row["about"],
            f"{row['object']} {row['version']}".strip(),
            state,
            _minute(row["due"]),
            _minute(row["next_at"]),
            row["step"],
        )
    out.print(table)


def _minute(instant: str | None) -> str:
    """Return an instant as short as a table needs it; in UTC, as the head of the column says."""
    return (instant or "")[:16].replace("T", " ")
