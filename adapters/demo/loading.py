"""The sample company, brought into an empty database as every company is: imports, roles, policies."""

from __future__ import annotations

import asyncio
import csv
import io
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from pathlib import Path

from adapters.demo.company import Company, Row
from adapters.demo.delivery import NotingPlatform
from bot.engine import OPERATOR, Engine
from bot.flows.people.absences import add_absence
from bot.flows.people.access import import_access
from bot.flows.people.acting import act_for
from bot.flows.people.imports import import_people
from bot.flows.people.merging import merge_people
from bot.flows.people.roles import grant_role
from bot.flows.policies import adding
from bot.jobs.linking import link_everybody
from bot.library import CONTENT, read_policy
from bot.model import Actor

SOURCE = "hr"
REASON = "Set up when Acme began to use Steward"


def load(engine: Engine, company: Company, chats: Sequence[NotingPlatform]) -> None:
    """Fill an empty database with the company: who is who and may do what, who is away, who has which account."""
    files = company.files()
    import_people(engine, files["persons.csv"], SOURCE)
    merge_rehired(engine, company)
    access_until(engine, company, engine.now())
    grant_roles(engine, company.roles)
    for row in company.absences:
        last = date.fromisoformat(row["to"]) if row["to"] else None
        engine.run(add_absence, row["email"], date.fromisoformat(row["from"]), last)
    for row in company.acting:
        first, last = (date.fromisoformat(row[name]) for name in ("from", "to"))
        engine.run(act_for, row["email"], row["for"], first, last)
    link(engine, chats)


def merge_rehired(engine: Engine, company: Company) -> None:
    """Make the two rows of somebody who left and came back one person."""
    keys = {row["edge"]: row["person_ref"] for row in company.persons}
    old, new = keys.get("rehire_old_engagement"), keys.get("rehire_new_engagement")
    if old and new:
        engine.run(merge_people, new, old, "Left in 2025 and came back in 2026")


def link(engine: Engine, chats: Sequence[NotingPlatform]) -> None:
    """Link the accounts that the platforms list by now."""
    for chat in chats:
        asyncio.run(link_everybody(engine, chat))


def access_until(engine: Engine, company: Company, now: datetime) -> None:
    """Import the access feed as far as it has happened; what is known already stays as it is."""
    rows = [row for row in company.access if datetime.fromisoformat(row["at"]) <= now]
    if rows:
        import_access(engine, _csv(rows), "idp")


def grant_roles(engine: Engine, rows: Sequence[Mapping[str, str]]) -> None:
    """Grant the roles: the ISMS owner's by the operator, the others by the ISMS owner."""
    by: Actor = OPERATOR
    for row in sorted(rows, key=lambda one: one["role"] != "isms_owner"):
        engine.run_as(by, grant_role, row["email"], row["role"], REASON)
        if row["role"] == "isms_owner":
            by = Actor("cli", "", row["email"])


def add_policy(engine: Engine, file: str, author: str) -> str:
    """Add a policy in every language there is of it, as its author would; return its id."""
    policy = ""
    for path in sorted(policy_files(file)):
        text = read_policy(path.read_bytes(), path.name)
        policy = engine.run_as(Actor("cli", "", author), adding.add, text)["id"]
    return policy


def policy_files(name: str) -> list[Path]:
    """Return the files of a policy, one for each language."""
    return [path for path in (CONTENT / "policies").glob("*.md") if path.name.split(".")[0] == name]


def _csv(rows: Sequence[Row]) -> bytes:
    text = io.StringIO()
    writer = csv.DictWriter(text, list(rows[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode()
