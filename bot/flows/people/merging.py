"""Two rows of one person: made one only when somebody says so, with a reason."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Row, delete, insert, select, update

from bot.errors import Refused
from bot.flows.people.recompute import look_again
from bot.turn import Turn
from storage import people
from storage.evidence import WRITING
from storage.lines import REPORTING_EDGE
from storage.messages import MESSAGE, SHOWS
from storage.obligations import OBLIGATION
from storage.people import (
    ABSENCE,
    CHAT_IDENTITY,
    ENGAGEMENT,
    PERSON,
    ROLE_GRANT,
    SOURCE_KEY,
)

# Everything that hangs on a person and goes along.  Events stay as they were written.
_HANGS_ON = (
    ENGAGEMENT.c.person,
    CHAT_IDENTITY.c.person,
    ROLE_GRANT.c.person,
    ABSENCE.c.person,
    REPORTING_EDGE.c.manager,
    OBLIGATION.c.owner,
    MESSAGE.c.recipient,
    WRITING.c.author,
)


def merge_people(turn: Turn, a: str, b: str, reason: str) -> None:
    """Make the person behind the second of two rows (key or e-mail) the person of the first.

    The second may be a key no row has been taken of yet, since its address is the first one's: the next import
    makes its row an engagement of the first.
    """
    first = _person(turn, a)
    if first is None:
        raise Refused("person.unknown", email=a)
    second = _person(turn, b)
    if second is None:
        _claim(turn, first, a, b, reason)
        return
    if first.ref == second.ref:
        raise Refused("merge.same", a=a, b=b)
    _move(turn, first.ref, second.ref)
    turn.connection.execute(update(PERSON).where(PERSON.c.ref == second.ref).values(merged_into=first.ref))
    _record(turn, first.ref, reason, merged=second.ref)
    look_again(turn, first.ref)


def _move(turn: Turn, first: str, second: str) -> None:
    told = select(SHOWS.c.obligation, SHOWS.c.round, SHOWS.c.step).where(SHOWS.c.recipient == first)
    both = {tuple(row) for row in turn.connection.execute(told)}
    for row in turn.connection.execute(select(SHOWS).where(SHOWS.c.recipient == second)).all():
        if (row.obligation, row.round, row.step) not in both:
            turn.connection.execute(update(SHOWS).where(SHOWS.c.id == row.id).values(recipient=first))
    for column in _HANGS_ON:
        turn.connection.execute(update(column.table).where(column == second).values({column.name: first}))
    # Nobody is their own manager: a line between the two rows says nothing any more.
    mine = select(ENGAGEMENT.c.id).where(ENGAGEMENT.c.person == first)
    own = (REPORTING_EDGE.c.manager == first) & REPORTING_EDGE.c.engagement.in_(mine)
    turn.connection.execute(delete(REPORTING_EDGE).where(own))


def _claim(turn: Turn, first: Row[Any], a: str, b: str, reason: str) -> None:
    """Note that a key whose row has not been taken yet belongs to a person."""
    if "@" in b:
        raise Refused("person.unknown", email=b)
    hers = select(SOURCE_KEY.c.source, SOURCE_KEY.c.engagement).join(
        ENGAGEMENT, ENGAGEMENT.c.id == SOURCE_KEY.c.engagement
    )
    found = turn.connection.execute(
        hers.where(ENGAGEMENT.c.person == first.ref).order_by(SOURCE_KEY.c.key != a, ENGAGEMENT.c.start)
    ).first()
    if found is None:
        raise Refused("person.unknown", email=b)
    values = {"source": found.source, "key": b, "engagement": found.engagement}
    turn.connection.execute(insert(SOURCE_KEY), values | {"fingerprint": "", "missing_runs": 0})
    _record(turn, first.ref, reason, source=found.source)


def _record(turn: Turn, ref: str, reason: str, **facts: str) -> None:
    writing, digest = turn.keep(reason, ref)
    turn.event("person.merged", subject=ref, writing=writing, writing_sha256=digest, **facts)


def _person(turn: Turn, named: str) -> Row[Any] | None:
    if "@" in named:
        return people.person_by_email(turn.connection, named)
    found = (
        select(PERSON)
        .join(ENGAGEMENT, ENGAGEMENT.c.person == PERSON.c.ref)
        .join(SOURCE_KEY, SOURCE_KEY.c.engagement == ENGAGEMENT.c.id)
        .where(SOURCE_KEY.c.key == named)
    )
    return turn.connection.execute(found).first()
