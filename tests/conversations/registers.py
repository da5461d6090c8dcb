"""Registers as files, and what became of their keys, as the tests about people need them."""

from __future__ import annotations

from typing import Any

from sqlalchemy import func, select

from bot.flows.people.imports import ImportResult, import_people
from bot.model import Actor, Card, Item, Text
from bot.turn import KINDS
from storage.base import all_tables
from storage.people import ENGAGEMENT, PERSON, SOURCE_KEY
from tests.office import Office

HEADER = (
    "person_ref,email,name,manager_ref,secondary_manager_ref,employment,workdays,has_account,platform,"
    "role_family,dept,level,start,end,country,tz,lang"
)
USUAL = {
    "employment": "employee",
    "workdays": "MTWTF",
    "has_account": "1",
    "platform": "slack",
    "role_family": "engineering",
    "dept": "Engineering",
    "level": "3",
    "country": "DE",
    "tz": "Europe/Berlin",
    "lang": "en",
}


def row(
    key: str,
    name: str,
    manager: str = "",
    second: str = "",
    *,
    start: str = "2020-01-06",
    end: str = "",
    **more: str,
) -> str:
    """Return a line of a register; ``more`` are its other columns."""
    said = {"person_ref": key, "name": name, "manager_ref": manager, "secondary_manager_ref": second}
    facts = USUAL | {"email": f"{key.lower()}@acme.example", "start": start, "end": end} | said | more
    return ",".join(facts[column] for column in HEADER.split(","))


def register(*rows: str) -> bytes:
    """Return a register as a file."""
    return "\n".join([HEADER, *rows]).encode()


def load(office: Office, *rows: str, source: str = "hr", dry_run: bool = False) -> ImportResult:
    """Return what came of importing a register of these lines."""
    return import_people(office.engine, register(*rows), source, dry_run=dry_run)


# Chika leads Ana, Ana leads Eve; all of them have long been there.
CHIKA, ANA, EVE = row("P1", "Chika Obi"), row("P2", "Ana Novak", "P1"), row("P3", "Eve Lund", "P2")
COMPANY = (CHIKA, ANA, EVE)


def engagement_of(office: Office, key: str) -> Any:
    """Return the engagement a key stands for."""
    wanted = select(ENGAGEMENT).join(SOURCE_KEY, SOURCE_KEY.c.engagement == ENGAGEMENT.c.id)
    (found,) = office.rows_of(wanted.where(SOURCE_KEY.c.key == key))
    return found


def person_of(office: Office, key: str) -> Any:
    """Return the person a key stands for."""
    ref = engagement_of(office, key).person
    (found,) = office.rows_of(select(PERSON).where(PERSON.c.ref == ref))
    return found


def counts(office: Office) -> dict[str, int]:
    """Return how many rows each table has."""
    return {
        table.name: office.rows_of(select(func.count()).select_from(table))[0][0]
        for table in all_tables().sorted_tables
    }


def card_of(office: Office, duty: Any) -> Card:
    """Return the card of a duty as its owner would see it now."""
    reader = Actor("web", "", duty.owner)
    return office.engine.ask_as(reader, lambda turn: KINDS[duty.kind].draws(turn, duty, "rung.0"))


def texts(card: Card) -> list[str]:
    """Return the paragraphs and lines of a card."""
    return [block.text for block in card.blocks if isinstance(block, Text | Item)]
