"""When a talk would suit: two moments in somebody's working time, before the start day while there is time."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.rules.calendars import Calendar, add_working_days, local_day

# A talk that begins sooner is no plan any more.
AHEAD = timedelta(hours=2)
APART = timedelta(minutes=45)
HOW_MANY = 2
_TIMES = (
    (time(10), time(15), time(11), time(13, 30), time(16)),
    (time(9, 30), time(14), time(11, 30), time(16)),
)
_DAYS_LOOKED_AT = 10


def offered_slots(
    calendar: Calendar, now: datetime, start: date, taken: Collection[datetime] = ()
) -> tuple[datetime, ...]:
    """Return two moments for a talk, in order, in UTC.

    On the last two working days before ``start``; when it is too late for that, on the next ones.
    ``taken`` are the moments of other talks.
    """
    found: list[datetime] = []
    for day in _days(calendar, now, start):
        slot = _free(calendar, day, _TIMES[len(found)], now, [*taken, *found])
        if slot is not None:
            found.append(slot)
        if len(found) == HOW_MANY:
            break
    return tuple(sorted(found))


def _days(calendar: Calendar, now: datetime, start: date) -> Iterator[date]:
    """Yield the days to look at: the two before the start, then whatever comes next."""
    today = local_day(calendar, now)
    last, one_before = add_working_days(calendar, start, -1), add_working_days(calendar, start, -2)
    if last >= today:
        yield one_before if one_before >= today else last
        yield last
    day = add_working_days(calendar, today, 0)
    for _ in range(_DAYS_LOOKED_AT):
        yield day
        day = add_working_days(calendar, day, 1)


def _free(
    calendar: Calendar, day: date, times: Collection[time], now: datetime, taken: Collection[datetime]
) -> datetime | None:
    for at in times:
        moment = datetime.combine(day, at, ZoneInfo(calendar.zone)).astimezone(UTC)
        inside = calendar.opens <= at < calendar.closes
        if inside and moment >= now + AHEAD and all(abs(moment - other) >= APART for other in taken):
            return moment
    return None
