"""A person's coming week: working hours, messages sent and to come, dates, talks, and who starts."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Row, select

from adapters.demo.facts import Ribbon, RibbonDay, RibbonEvent
from adapters.demo.told import rungs_of
from bot.flows.lists import listed
from bot.rules.calendars import Calendar, is_working_day, local_day, opening
from bot.turn import KINDS, Turn
from bot.turn.lines import reports
from storage import people
from storage.messages import MESSAGE
from storage.obligations import OBLIGATION

DAYS = 8


def week(turn: Turn, ref: str) -> Ribbon:
    """Return the eight days from today on, in the person's own zone and language."""
    row = turn.someone(ref)
    turn.read_by(row)
    calendar = turn.calendar_of(row)
    today = local_day(calendar, turn.now)
    days = tuple(_day(calendar, today + timedelta(days=n)) for n in range(DAYS))
    events = tuple(_events(turn, ref, calendar, today)) if row is not None else ()
    return Ribbon(calendar.zone, days, events)


def _day(calendar: Calendar, day: date) -> RibbonDay:
    works = is_working_day(calendar, day)
    return RibbonDay(day, calendar.opens, calendar.closes) if works else RibbonDay(day)


def _events(turn: Turn, ref: str, calendar: Calendar, today: date) -> Iterator[RibbonEvent]:
    told, due = turn.say("demo.ribbon.told"), turn.say("demo.ribbon.due")
    until = opening(calendar, today + timedelta(days=DAYS))
    midnight = datetime.combine(today, datetime.min.time(), ZoneInfo(calendar.zone))
    for at in _sent(turn, ref, midnight):
        yield RibbonEvent(at, told)
    duties = listed(turn, ref)
    # What falls on one moment is one message; a rung that has been told stands above as what was sent.
    coming = {at for duty in _to_tell(turn, ref) for _, at in rungs_of(turn, duty) if turn.now < at < until}
    for at in sorted(coming):
        yield RibbonEvent(at, told)
    for duty in duties:
        if duty.due is not None and turn.now < duty.due < until:
            yield RibbonEvent(duty.due, due, "due")
        if duty.planned_at is not None and turn.now < duty.planned_at < until:
            first = turn.first_of(_about(turn, duty))
            yield RibbonEvent(duty.planned_at, turn.say("demo.ribbon.talk", first=first), "start")
    for report in reports(turn, ref):
        if today < report.start < today + timedelta(days=DAYS):
            label = turn.say("demo.ribbon.start", first=turn.first_of(report.person))
            yield RibbonEvent(opening(calendar, report.start), label, "start")


def _sent(turn: Turn, ref: str, since: datetime) -> list[datetime]:
    wanted = select(MESSAGE.c.sent_at).where(
        MESSAGE.c.recipient == ref, MESSAGE.c.counts.is_(True), MESSAGE.c.sent_at >= since
    )
    return [row.sent_at for row in turn.connection.execute(wanted)]


def _to_tell(turn: Turn, ref: str) -> list[Row[Any]]:
    """Return the open duties whose messages are counted; a talk that is planned has none but its own."""
    mine = select(OBLIGATION).where(OBLIGATION.c.owner == ref, OBLIGATION.c.state == "pending")
    rows = turn.connection.execute(mine).all()
    return [row for row in rows if KINDS[row.kind].listed and row.planned_at is None]


def _about(turn: Turn, duty: Row[Any]) -> str:
    row = people.engagement(turn.connection, duty.about)
    return row.person if row is not None else ""
