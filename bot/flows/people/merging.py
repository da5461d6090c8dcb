"""Two rows of one person: made one only when somebody says so."""

from __future__ import annotations

from sqlalchemy import Row, select, update

from bot.errors import Refused
from bot.turn import Turn
from storage import people
from storage.obligations import OBLIGATION
from storage.people import (
    ABSENCE,
    CHAT_IDENTITY,
    ENGAGEMENT,
    PERSON,
    REPORTING_EDGE,
    ROLE_GRANT,
    SOURCE_KEY,
)


def merge_people(turn: Turn, a: str, b: str, reason: str) -> None:
    """Make the second of two rows (key or e-mail) the person of the first, with everything that hangs on it."""
    first, second = _person(turn, a), _person(turn, b)
    if first.ref == second.ref:
        raise Refused("merge.same", a=a, b=b)
    for table, column in (
        (ENGAGEMENT, ENGAGEMENT.c.person),
        (CHAT_IDENTITY, CHAT_IDENTITY.c.person),
        (ROLE_GRANT, ROLE_GRANT.c.person),
        (ABSENCE, ABSENCE.c.person),
        (REPORTING_EDGE, REPORTING_EDGE.c.manager),
        (OBLIGATION, OBLIGATION.c.owner),
    ):
        turn.connection.execute(update(table).where(column == second.ref).values({column.name: first.ref}))
    turn.connection.execute(update(PERSON).where(PERSON.c.ref == second.ref).values(merged_into=first.ref))
    writing, digest = turn.keep(reason, first.ref)
    turn.event("person.merged", subject=first.ref, merged=second.ref, writing=writing, writing_sha256=digest)


def _person(turn: Turn, named: str) -> Row[tuple[str, ...]]:
    if "@" in named:
        row = people.person_by_email(turn.connection, named)
    else:
        found = (
            select(PERSON)
            .join(ENGAGEMENT, ENGAGEMENT.c.person == PERSON.c.ref)
            .join(SOURCE_KEY, SOURCE_KEY.c.engagement == ENGAGEMENT.c.id)
            .where(SOURCE_KEY.c.key == named)
        )
        row = turn.connection.execute(found).first()
    if row is None:
        raise Refused("person.unknown", email=named)
    return row
