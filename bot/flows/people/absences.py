"""Days away: when, never why (R4)."""

from __future__ import annotations

from datetime import date

from sqlalchemy import insert

from bot.errors import Refused
from bot.flows.people.recompute import look_again
from bot.turn import Turn
from storage import people
from storage.people import ABSENCE


def add_absence(turn: Turn, email: str, first: date, last: date | None, source: str = "cli") -> int:
    """Note that somebody is away and return how many dates moved because of it."""
    person = people.person_by_email(turn.connection, email)
    if person is None:
        raise Refused("person.unknown", email=email)
    if last is not None and last < first:
        raise Refused("absence.order", first=first.isoformat(), last=last.isoformat())
    return note_absence(turn, person.ref, first, last, source=source)


def note_absence(turn: Turn, ref: str, first: date, last: date | None, *, source: str) -> int:
    """Note days away of a person and return how many dates moved; the same days twice are once."""
    for row in people.absences(turn.connection, ref):
        if (row.first, row.last) == (first, last):
            return 0
    values = {"id": turn.parts.new_id(), "person": ref, "first": first, "last": last, "source": source}
    turn.connection.execute(insert(ABSENCE), values)
    turn.event(
        "absence.noted",
        subject=ref,
        source=source,
        first=first.isoformat(),
        last=last.isoformat() if last is not None else "",
    )
    return look_again(turn, ref)
