"""A person's own time: zone, working days, holidays, absence, and the hours in which one may write.

Every instant is an aware UTC datetime.  Days are the person's local days.

An absence without a last day cannot be counted through: counting treats its days as worked, and
``paused_due`` and ``next_window`` come back once a month until somebody says when it ends (R4).
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from calendar import monthrange
from dataclasses import dataclass
from datetime import MAXYEAR, UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from holidays import country_holidays

# Back from leave, a person has a working week before a date that fell into it (R4 AC2).
GRACE_WORKING_DAYS = 5
ONE_DAY = timedelta(days=1)
MONDAY_TO_FRIDAY = frozenset(range(5))


@dataclass(frozen=True, slots=True)
class Absence:
    """Days somebody is away.  ``last`` is the last day away, None while nobody knows."""

    first: date
    last: date | None = None

    @property
    def is_open(self) -> bool:
        """Return True while the end is unknown; HR systems write 31 Dec 9999 for that."""
        return self.last is None or self.last.year == MAXYEAR

    def covers(self, day: date) -> bool:
        """Return True when the day is one of those away."""
        return self.first <= day and (self.last is None or day <= self.last)


@dataclass(frozen=True, slots=True)
class Calendar:
    """When one person works.  ``workdays``: 0 is Monday; ``opens`` to ``closes`` are the message hours."""

    zone: str
    country: str
    workdays: frozenset[int] = MONDAY_TO_FRIDAY
    absences: tuple[Absence, ...] = ()
    opens: time = time(9)
    closes: time = time(17)

    def __post_init__(self) -> None:
        if not self.opens < self.closes:
            raise ValueError(f"message hours {self.opens} to {self.closes}: opening must come before closing")
        if not self.workdays:
            # A register can say that somebody never works; a search for their next day must still end.
            object.__setattr__(self, "workdays", MONDAY_TO_FRIDAY)


@lru_cache(maxsize=1024)
def known_zone(zone: str, fallback: str) -> tuple[str, bool]:
    """Return the zone and False, or the fallback (the site's zone) and True when nobody knows the zone."""
    try:
        ZoneInfo(zone)
    except (KeyError, ValueError, OSError):
        # Unknown, malformed, or a folder of the zone database ("Europe").
        return fallback, True
    return zone, False


def local_day(calendar: Calendar, now: datetime) -> date:
    """Return the person's date at an instant."""
    return now.astimezone(ZoneInfo(calendar.zone)).date()


def absence_on(calendar: Calendar, day: date) -> Absence | None:
    """Return the absence that covers a day, or None; of several the one that ends last."""
    found = [away for away in calendar.absences if away.covers(day)]
    return max(found, key=lambda away: date.max if away.last is None else away.last) if found else None


def is_holiday(calendar: Calendar, day: date) -> bool:
    """Return True on a public holiday of the person's country or part of it ("GB-SCT"); an unknown one has none."""
    return day in _holidays(calendar.country, day.year)


def is_working_day(calendar: Calendar, day: date, *, count_absence: bool = True) -> bool:
    """Return True when the person works on this day; absence counts unless told otherwise."""
    works = day.weekday() in calendar.workdays and not is_holiday(calendar, day)
    return works and not (count_absence and calendar.absences and absence_on(calendar, day))


def add_working_days(calendar: Calendar, day: date, n: int, *, count_absence: bool = True) -> date:
    """Return the n-th working day after ``day``, or before it when n is negative.

    With n = 0 it is the day itself when it is a working day, else the next one.
    """
    year, number = day.year, day.toordinal()
    days = _working_days(calendar, year, count_absence=count_absence)
    at = bisect_left(days, number) + n if n <= 0 else bisect_right(days, number) + n - 1
    while at < 0:
        year -= 1
        days = _working_days(calendar, year, count_absence=count_absence)
        at += len(days)
    while at >= len(days):
        at -= len(days)
        year += 1
        days = _working_days(calendar, year, count_absence=count_absence)
    return date.fromordinal(days[at])


def working_days_between(calendar: Calendar, a: date, b: date, *, count_absence: bool = True) -> int:
    """Return how many working days lie after ``a`` up to and with ``b``; negative when ``b`` is earlier."""
    if b < a:
        return -working_days_between(calendar, b, a, count_absence=count_absence)
    count = 0
    for year in range(a.year, b.year + 1):
        days = _working_days(calendar, year, count_absence=count_absence)
        count += bisect_right(days, b.toordinal()) - bisect_right(days, a.toordinal())
    return count


def opening(calendar: Calendar, day: date) -> datetime:
    """Return the instant at which the message window of a day opens, in UTC."""
    return _instant(calendar.zone, day, calendar.opens)


def closing(calendar: Calendar, day: date) -> datetime:
    """Return the instant at which the message window of a day closes, in UTC; dates end then."""
    return _instant(calendar.zone, day, calendar.closes)


@lru_cache(maxsize=8192)
def next_window(calendar: Calendar, now: datetime) -> tuple[datetime, datetime]:
    """Return opening and closing of the message window that holds ``now``, else of the next one.

    The closing itself is outside.  Somebody on leave without an end gets the window of the monthly look.
    """
    day = local_day(calendar, now)
    if not is_working_day(calendar, day) or now >= closing(calendar, day):
        day = _following(calendar, day)
    return opening(calendar, day), closing(calendar, day)


def return_day(calendar: Calendar, day: date) -> date | None:
    """Return the first day from ``day`` on which the person works; None when nobody knows it yet."""
    back = add_working_days(calendar, day, 0)
    return None if absence_on(calendar, back) else back


def paused_due(calendar: Calendar, due: datetime, now: datetime) -> datetime | None:
    """Return where a date moves that falls into an absence, None when it stays.

    Five working days after the return, at closing time.  Leave without an end moves it to the next
    monthly look that is still to come; calling again before that look moves nothing.
    """
    day = local_day(calendar, due)
    if absence_on(calendar, day) is None:
        return None
    back = return_day(calendar, day)
    if back is not None:
        return closing(calendar, add_working_days(calendar, back, GRACE_WORKING_DAYS))
    first = _open_leave(calendar, day)
    if due > now and day == _monthly_look(calendar, first, day - ONE_DAY):
        return None
    return closing(calendar, _monthly_look(calendar, first, max(day, local_day(calendar, now))))


def _following(calendar: Calendar, today: date) -> date:
    """Return the next day for a message after today, or the monthly look of leave without an end."""
    day = add_working_days(calendar, today, 1)
    # Counting skips finite absences, so what covers this day has no end.
    return _monthly_look(calendar, _open_leave(calendar, day), today) if absence_on(calendar, day) else day


def _open_leave(calendar: Calendar, day: date) -> date:
    """Return the first day of the leave without an end that begins on the day or, failing that, next."""
    starts = sorted(away.first for away in calendar.absences if away.is_open)
    return max((start for start in starts if start <= day), default=starts[0])


def _monthly_look(calendar: Calendar, first: date, after: date) -> date:
    """Return the first look after ``after``: each month since ``first``, on the next working day."""
    month = max(1, (after.year - first.year) * 12 + after.month - first.month - 1)
    while True:
        look = add_working_days(calendar, _months_later(first, month), 0, count_absence=False)
        if look > after:
            return look
        month += 1


def _months_later(day: date, months: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def _working_days(calendar: Calendar, year: int, *, count_absence: bool) -> tuple[int, ...]:
    """Return the ordinals of a year's working days, without the finite absences unless told otherwise."""
    days = _plain_working_days(calendar.country, calendar.workdays, year)
    if not count_absence:
        return days
    for away in calendar.absences:
        if away.last is not None and not away.is_open:
            since = bisect_left(days, away.first.toordinal())
            until = bisect_right(days, away.last.toordinal())
            days = days[:since] + days[max(since, until) :]
    return days


# Few countries, patterns and years make many people: the tables below are shared by all of them.
@lru_cache(maxsize=2048)
def _plain_working_days(country: str, workdays: frozenset[int], year: int) -> tuple[int, ...]:
    off = _holidays(country, year)
    year_days = range(date(year, 1, 1).toordinal(), date(year, 12, 31).toordinal() + 1)
    # Ordinal 1 was a Monday.
    return tuple(day for day in year_days if (day - 1) % 7 in workdays and date.fromordinal(day) not in off)


@lru_cache(maxsize=1024)
def _holidays(country: str, year: int) -> frozenset[date]:
    code, _, part = country.strip().upper().partition("-")
    for subdivision in (part, None) if part else (None,):
        try:
            return frozenset(country_holidays(code, subdiv=subdivision, years=year))
        except NotImplementedError:  # an unknown part of a country has that country's days
            continue
    return frozenset()


@lru_cache(maxsize=16384)
def _instant(zone: str, day: date, at: time) -> datetime:
    return datetime.combine(day, at, ZoneInfo(zone)).astimezone(UTC)
