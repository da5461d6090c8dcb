"""People on the command line: imports, absences, roles, merging two rows of one person."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from adapters.cli.kit import Kit, actor, errors, fail, house, progress, show_json
from bot.flows.briefings import no_shows
from bot.flows.people import absences, access, acting, imports, merging, roles
from bot.flows.people.imports import ImportResult

AsEmail = Annotated[str, typer.Option("--as", metavar="EMAIL", help="Act as this person; the event says so.")]
Json = Annotated[bool, typer.Option("--json", help="Print JSON.")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Change nothing; say what would happen.")]


def register(app: typer.Typer) -> None:
    """Add the commands about people."""
    group = typer.Typer(help="The register of people.", no_args_is_help=True)
    group.command("import")(import_people)
    group.command("merge")(merge)
    group.command("no-show")(no_show)
    app.add_typer(group, name="people")
    feed = typer.Typer(help="The access feed: who got access when.", no_args_is_help=True)
    feed.command("import")(import_access)
    app.add_typer(feed, name="access")
    role = typer.Typer(help="Who may do what.", no_args_is_help=True)
    role.command("grant")(grant)
    role.command("revoke")(revoke)
    app.add_typer(role, name="role")
    absence = typer.Typer(help="Days away, never why.", no_args_is_help=True)
    absence.command("add")(add_absence)
    absence.command("end")(end_absence)
    app.add_typer(absence, name="absence")
    stand_in = typer.Typer(help="Who acts for a manager, and from when to when.", no_args_is_help=True)
    stand_in.command("add")(add_acting)
    app.add_typer(stand_in, name="acting")


def read(path: Path) -> bytes:
    """Return a file's bytes, or end with a sentence."""
    try:
        return path.read_bytes()
    except OSError as error:
        fail(f"{path} can't be read: {(error.strerror or 'no reason given').lower()}.", "Check the path.", 2)


def import_people(
    context: typer.Context,
    file: Path,
    source: Annotated[str, typer.Option(help="The register this file comes from.")] = "csv",
    dry_run: DryRun = False,
    as_json: Json = False,
) -> None:
    """Import people from a CSV file: new ones, changed ones, whose manager is who."""
    kit: Kit = context.obj
    data = read(file)
    with house(kit) as opened, progress("Reading people") as bar:
        result = imports.import_people(opened.engine, data, source, dry_run=dry_run, progress=bar)
    _report(result, as_json=as_json, dry_run=dry_run)


def import_access(
    context: typer.Context, file: Path, source: str = "csv", dry_run: DryRun = False, as_json: Json = False
) -> None:
    """Import the access feed: person_ref, tier, at, source."""
    kit: Kit = context.obj
    data = read(file)
    with house(kit) as opened, progress("Reading access") as bar:
        result = access.import_access(opened.engine, data, source, dry_run=dry_run, progress=bar)
    _report(result, as_json=as_json, dry_run=dry_run)


def _report(result: ImportResult, *, as_json: bool, dry_run: bool) -> None:
    found = result.as_dict()
    if as_json:
        show_json(found)
        return
    rejected = found.pop("rejected")
    line = ", ".join(f"{value} {name}" for name, value in found.items())
    typer.echo(f"{'Nothing was changed. It would be: ' if dry_run else ''}{line}, {len(rejected)} rejected.")
    for one in rejected:
        errors.print(
            f"  row {one['row']}, {one['column'] or 'the row'}: {one['reason']} ({one['value']!r})",
            markup=False,
        )


def merge(
    context: typer.Context,
    a: str,
    b: str,
    reason: Annotated[str, typer.Option(help="Why these two are one person.")],
    as_email: AsEmail = "",
) -> None:
    """Make two rows (key or e-mail) one person: the second joins the first."""
    kit: Kit = context.obj
    with house(kit) as opened:
        opened.engine.run_as(actor(as_email), merging.merge_people, a, b, reason)
    typer.echo(f"{b} is {a} from now on.")


def no_show(context: typer.Context, email: str, as_email: AsEmail = "") -> None:
    """Note that a starter does not come after all: the talk ends, and whoever was asked hears it."""
    kit: Kit = context.obj
    with house(kit) as opened:
        name = opened.engine.run_as(actor(as_email), no_shows.mark_no_show, email)
    typer.echo(f"{name} does not come. Nothing is left to do; set an end in the register too.")


def grant(
    context: typer.Context,
    email: str,
    role: str,
    reason: Annotated[
        str, typer.Option(help="Why; it stands in the evidence.")
    ] = "granted on the command line",
    as_email: AsEmail = "",
) -> None:
    """Grant a role: isms_owner, policy_owner, approver, top_management, board_secretary, auditor, operator."""
    kit: Kit = context.obj
    with house(kit) as opened:
        opened.engine.run_as(actor(as_email), roles.grant_role, email, role, reason)
    typer.echo(f"{email} is {role} now.")


def revoke(
    context: typer.Context,
    email: str,
    role: str,
    reason: Annotated[
        str, typer.Option(help="Why; it stands in the evidence.")
    ] = "revoked on the command line",
    as_email: AsEmail = "",
) -> None:
    """Take a role away; the last ISMS owner stays."""
    kit: Kit = context.obj
    with house(kit) as opened:
        opened.engine.run_as(actor(as_email), roles.revoke_role, email, role, reason)
    typer.echo(f"{email} is {role} no more.")


def add_absence(
    context: typer.Context,
    email: str,
    first: str,
    last: Annotated[str, typer.Argument(help="Last day away; '-' while open.")] = "-",
) -> None:
    """Note that somebody is away; dates move, nothing is sent meanwhile."""
    kit: Kit = context.obj
    away_from, away_to = _day(first), None if last == "-" else _day(last)
    with house(kit) as opened:
        opened.engine.run(absences.add_absence, email, away_from, away_to)
    typer.echo(f"{email} is away from {first}{'' if last == '-' else f' to {last}'}.")


def end_absence(
    context: typer.Context,
    email: str,
    last: Annotated[str, typer.Argument(help="Last day away; '-': back today.")] = "-",
) -> None:
    """Note that an absence ends on another day than was known; '-' means that they are back today."""
    kit: Kit = context.obj
    away_to = None if last == "-" else _day(last)
    with house(kit) as opened:
        if away_to is None:
            opened.engine.run(absences.end_absence_now, email)
        else:
            opened.engine.run(absences.end_absence, email, away_to)
    typer.echo(f"{email} is back today." if away_to is None else f"{email} is away until {last}.")


def add_acting(
    context: typer.Context,
    email: str,
    manager: str,
    first: str,
    last: Annotated[str, typer.Argument(help="Last day; '-' while open.")] = "-",
) -> None:
    """Let somebody (EMAIL) act for a manager: what is owed for the manager's reports is theirs in these days."""
    kit: Kit = context.obj
    begins, ends = _day(first), None if last == "-" else _day(last)
    with house(kit) as opened:
        count = opened.engine.run(acting.act_for, email, manager, begins, ends)
    until = "" if ends is None else f" to {last}"
    typer.echo(f"{email} acts for {manager} from {first}{until}, for {count} more of their reports.")


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        fail(f"'{text}' is no day.", "Write it like 2026-12-14.", 2)
