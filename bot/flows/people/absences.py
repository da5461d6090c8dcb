"""Days away: when, never why (R4)."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from sqlalchemy import Row, delete, insert, select, update

from bot.errors import Refused
from bot.flows.people.handing import tell_handed
from bot.flows.people.recompute import look_again
from bot.flows.people.standing_in import settle
from bot.flows.people.welcoming import foresee_return
from bot.turn import Turn
from storage import people
from storage.people import ABSENCE


def add_absence(turn: Turn, email: str, first: date, last: date | None, source: str = "cli") -> int:
    """Note that somebody is away and return how many dates moved because of it."""
    person = _person(turn, email)
    _check_order(first, last)
    return note_absence(turn, person.ref, first, last, source=source)


def note_absence(turn: Turn, ref: str, first: date, last: date | None, *, source: str) -> int:
    """Note days away of a person and return how many dates moved; the same days twice are once."""
    for row in people.absences(turn.connection, ref):
        if (row.first, row.last) == (first, last):
            return 0
    values = {"id": turn.parts.new_id(), "person": ref, "first": first, "last": last, "source": source}
    turn.connection.execute(insert(ABSENCE), values)
    _record(turn, "absence.noted", ref, first, last, source)
    return _follow(turn, ref)


def end_absence(turn: Turn, email: str, last: date, source: str = "cli") -> int:
    """Note the last day of an absence that covers it, earlier or later than known; return how many dates moved.

    A last day before the first one takes the absence back as a whole.
    """
    person = _person(turn, email)
    absence = _covering(turn, person.ref, last)
    if absence is None:
        raise Refused("absence.none", name=person.name)
    same = ABSENCE.c.id == absence.id
    if last < absence.first:
        turn.connection.execute(delete(ABSENCE).where(same))
        _record(turn, "absence.taken_back", person.ref, absence.first, absence.last, source)
    else:
        turn.connection.execute(update(ABSENCE).where(same).values(last=last))
        _record(turn, "absence.ended", person.ref, absence.first, last, source)
    return _follow(turn, person.ref)


def end_absence_now(turn: Turn, email: str) -> int:
    """Note that somebody who was to be away today is back; return how many dates moved."""
    person = _person(turn, email)
    today = turn.today_of(person)
    if not any(
        one.first <= today and (one.last is None or one.last >= today)
        for one in people.absences(turn.connection, person.ref)
    ):
        raise Refused("absence.none", name=person.name)
    return end_absence(turn, email, today - timedelta(days=1))


def _covering(turn: Turn, ref: str, last: date) -> Row[Any] | None:
    """Return the absence that a last day belongs to: the latest that began by then, or begins the day after."""
    begun = (ABSENCE.c.person == ref) & (ABSENCE.c.first <= last + timedelta(days=1))
    return turn.connection.execute(
        select(ABSENCE).where(begun).order_by(ABSENCE.c.first.desc()).limit(1)
    ).first()


def _follow(turn: Turn, ref: str) -> int:
    """Return how many dates moved; a talk that can't wait for somebody's return goes to whoever acts."""
    moved = look_again(turn, ref)
    foresee_return(turn, ref)
    tell_handed(turn, settle(turn, ref))
    return moved


def _record(turn: Turn, action: str, ref: str, first: date, last: date | None, source: str) -> None:
    days = {"first": first.isoformat(), "last": last.isoformat() if last is not None else ""}
    turn.event(action, subject=ref, source=source, **days)


def _person(turn: Turn, email: str) -> Row[Any]:
    person = people.person_by_email(turn.connection, email)
    if person is None:
        raise Refused("person.unknown", email=email)
    return person


def _check_order(first: date, last: date | None) -> None:
    if last is not None and last < first:
        raise Refused("absence.order", first=first.isoformat(), last=last.isoformat())
