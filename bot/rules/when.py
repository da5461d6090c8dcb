"""When somebody means: a day and a time as people type them, always the next one to come."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import Final

from bot.rules.spelling import fold
from bot.rules.spoken_time import LONGEST, Spoken, spoken


@dataclass(frozen=True, slots=True)
class At:
    """One moment still to come, in the writer's zone."""

    at: datetime


@dataclass(frozen=True, slots=True)
class NeedsTime:
    """A day without a time, or with a number that may be morning or afternoon."""

    day: date


@dataclass(frozen=True, slots=True)
class Past:
    """The moment has gone by; ``suggestion`` is the next like it."""

    asked: datetime
    suggestion: datetime


@dataclass(frozen=True, slots=True)
class Ambiguous:
    """Two days can be meant.  ``at`` is the time that was typed, if any; ``moment`` joins them."""

    first: date
    second: date
    at: time | None = None


@dataclass(frozen=True, slots=True)
class Unreadable:
    """No day, or words that are none."""


@dataclass(frozen=True, slots=True)
class Day:
    """One day, today or later."""

    day: date


@dataclass(frozen=True, slots=True)
class PastDay:
    """The day has gone by: its year was typed."""

    day: date


When = At | NeedsTime | Past | Ambiguous | Unreadable
WhichDay = Day | PastDay | Ambiguous | Unreadable

_DAYS_AHEAD: Final = 3660


def parse_when(text: str, now_local: datetime, locale: str = "en") -> When:
    """Return the moment ``text`` names in the zone of ``now_local``, which must be aware.

    "thu 10:00", "3 dec 10:00", "3.12. 10 uhr", "tomorrow 9", "2026-12-03 10:00": what has no year is the
    next one to come.  A time without a day is unreadable, because nothing is guessed into effect.
    """
    said = spoken(text, locale)
    today = now_local.date()
    days = _days(said, today) if said is not None else []
    if said is None or not days:
        return Unreadable()
    if len(days) > 1:
        return Ambiguous(days[0], days[1], said.at)
    if said.at is None or said.vague:
        return NeedsTime(days[0]) if days[0] >= today else Unreadable()
    asked = moment(days[0], said.at, now_local.tzinfo)
    if asked.astimezone(UTC) > now_local.astimezone(UTC):
        return At(asked)
    return Past(asked, moment(_next_like(days[0], said, today), said.at, now_local.tzinfo))


def parse_day(text: str, today: date, locale: str = "en") -> WhichDay:
    """Return the day ``text`` names, counted from ``today``: "18 dec", "fri", "until 2.1.", "18th", "3d"."""
    span = parse_span(text)
    if span is not None and fold(text).strip() not in {"later", "spater", "spaeter"}:
        return Day(today + span) if span.days else Unreadable()
    said = spoken(text, locale)
    if said is None or said.at is not None:
        return Unreadable()
    days = _days(said, today) if said.alone is None else _day_of_month(said.alone, today)
    if not days:
        return Unreadable()
    if len(days) > 1:
        return Ambiguous(days[0], days[1])
    return Day(days[0]) if days[0] >= today else PastDay(days[0])


_NUMBERS: Final = {
    word: number
    for number, each in enumerate((
        "a an one ein eine einen einem einer next nachste naechste",
        "two zwei",
        "three drei",
        "four vier",
        "five funf fuenf",
    ), start=1)
    for word in each.split()
}  # fmt: skip
_SPAN: Final = re.compile(
    r"(?:in |for |fur |fuer )?(?:([0-9]{1,3}|[a-z]+)? ?)??"
    r"(?:(h|hours?|std|stunden?)|(d|days?|t|tage?n?)|(w|weeks?|wochen?))"
)
_LATER: Final = frozenset({"later", "spater", "spaeter", "tomorrow", "morgen"})


def parse_span(text: str) -> timedelta | None:
    """Return how long "3d", "1 week", "woche", "in 2 tagen" or "später" (a day) is; None for other words."""
    short = " ".join(text.split())
    plain = fold(short).rstrip(".!") if len(short) <= LONGEST else ""
    if plain in _LATER:
        return timedelta(days=1)
    found = _SPAN.fullmatch(plain)
    if found is None:
        return None
    typed = found[1] or "one"
    count = int(typed) if typed.isdigit() else _NUMBERS.get(typed, 0)
    if not count:
        return None
    return timedelta(hours=count) if found[2] else timedelta(days=count * (7 if found[4] else 1))


def moment(day: date, at: time, zone: tzinfo | None) -> datetime:
    """Return the moment in ``zone``; a time that the change to summer time skips is moved on by an hour."""
    wall = datetime.combine(day, at, zone)
    return wall.astimezone(UTC).astimezone(zone)


def _days(said: Spoken, today: date) -> Sequence[date]:
    """Return the days that may be meant: none, one, or two."""
    dated = list(dict.fromkeys(day for one in said.dates if (day := _dated(one, today)) is not None))
    if said.days_from_today is not None:
        dated.append(today + timedelta(days=said.days_from_today))
    if said.weekday is None:
        return dated
    named = today + timedelta(days=(said.weekday - today.weekday()) % 7)
    if not (said.dates or dated):
        return [named]
    fitting = [day for day in dated if day.weekday() == said.weekday]
    return fitting or [*dated[:1], named][: 2 if dated else 0]


def _dated(said: tuple[int | None, int, int], today: date) -> date | None:
    year, month, number = said
    # A 29 February may be seven years away.
    years = (year,) if year is not None else range(today.year, today.year + 9)
    for each in years:
        try:
            day = date(each, month, number)
        except ValueError:
            continue
        if (year is not None or day >= today) and day <= today + timedelta(days=_DAYS_AHEAD):
            return day
    return None


def _day_of_month(number: int, today: date) -> Sequence[date]:
    ahead = (today + timedelta(days=days) for days in range(62))
    return [day for day in ahead if day.day == number][:1]


def _next_like(day: date, said: Spoken, today: date) -> date:
    """Return the next day like the one gone by: a weekday in a week, another day tomorrow."""
    if said.weekday is None and day == today:
        return today + timedelta(days=1)
    return today + timedelta(days=(day.weekday() - today.weekday()) % 7 or 7)
