"""The ladder: kind of duty -> when it is told, to whom, and what happens when nothing happens.

A step falls at the opening (09:00) of the owner's message window; the first one at once, in the
window that holds the creation or the next.  Dates end at closing (17:00).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from types import MappingProxyType
from typing import Literal
from zoneinfo import ZoneInfo

from bot.rules.calendars import (
    Calendar,
    add_working_days,
    local_day,
    next_window,
    opening,
    working_days_between,
)
from bot.rules.windows import WINDOWS, due_for

__all__ = [
    "LADDERS",
    "SNOOZE_LIMIT",
    "WINDOWS",
    "FromDue",
    "FromStart",
    "Instants",
    "Ladder",
    "Reached",
    "Rung",
    "Share",
    "current_step",
    "due_for",
    "instants",
    "next_at",
    "not_today",
    "snooze_until",
]

SOON = timedelta(minutes=15)
SNOOZE_LIMIT = 2


@dataclass(frozen=True, slots=True)
class Share:
    """So many per cent of the working days between creation and date have passed."""

    percent: int


@dataclass(frozen=True, slots=True)
class FromDue:
    """So many working days after the date."""

    working_days: int


@dataclass(frozen=True, slots=True)
class FromStart:
    """So many working days after (before, when negative) somebody's start date."""

    working_days: int


@dataclass(frozen=True, slots=True)
class Rung:
    """One step.  ``counts``: against the budget.  ``only``: the starter has tier-1 access, or has not."""

    step: str
    at: Share | FromDue | FromStart
    to: Literal["owner", "manager", "boss", "isms_owner"] = "owner"
    counts: bool = True
    only: Literal["", "access", "no_access"] = ""


# Each is one of a kind, and told apart from others ten thousand times in a pass: by what it is, not what it holds.
@dataclass(frozen=True, slots=True, eq=False)
class Ladder:
    """The rungs of a kind.  Up to ``short`` working days only 0 and 100 % stay: more would break the cap."""

    rungs: tuple[Rung, ...]
    short: int = 5


@dataclass(frozen=True, slots=True)
class Reached:
    """Where a duty stands: the latest rung whose time has come, and the earlier ones nobody was told of."""

    rung: Rung | None = None
    at: datetime | None = None
    skipped: tuple[Rung, ...] = ()


Instants = tuple[tuple[Rung, datetime], ...]

_SHARES = tuple(Rung(f"rung.{percent}", Share(percent)) for percent in (0, 50, 80, 100))
_FOLLOW_UP = (
    Rung("rung.+2", FromDue(2), "manager"),
    Rung("rung.+5", FromDue(5), "boss"),
    Rung("rung.+10", FromDue(10), "isms_owner"),
)
_BRIEFING = (
    Rung("rung.-5", FromStart(-5)),
    Rung("rung.-2", FromStart(-2)),
    Rung("rung.0", FromStart(0)),
    Rung("rung.+1", FromStart(1), "boss", only="access"),
    Rung("rung.+3", FromStart(3), "boss", only="no_access"),
    Rung("rung.+10", FromStart(10), "isms_owner"),
)

LADDERS: Mapping[str, Ladder] = MappingProxyType(
    {
        "briefing": Ladder(_BRIEFING),
        "briefing.confirm": Ladder(_SHARES),  # no answer makes the record unconfirmed; nobody is chased
        "policy.approve": Ladder(_SHARES),  # without its quorum a request ends; its author may send it again
        "policy.acknowledge": Ladder(_SHARES + _FOLLOW_UP),
        "policy.answer": Ladder((*_SHARES, Rung("rung.+1", FromDue(1), "isms_owner"))),
        "followup": Ladder(_SHARES),  # the duty it follows goes on climbing its own ladder
        "lesson": Ladder(_SHARES + _FOLLOW_UP),
        "idea.answer": Ladder(_SHARES),
        "notice": Ladder((Rung("rung.0", Share(0)),)),
    }
)


# A publication makes thousands of duties alike: the same dates in the same working time.
@lru_cache(maxsize=8192)
def instants(
    ladder: Ladder,
    created: datetime,
    due: datetime | None,
    start: date | None,
    calendar: Calendar,
    *,
    has_access: bool = False,
) -> Instants:
    """Return the rungs that apply to one duty, each with its instant, in order.

    ``calendar`` is the owner's.  The owner's first rung falls not before creation (a late notice comes in
    the next window); others that would fall on that day or earlier are left out, and what is counted from
    a date that had passed by then is counted from that day, so nobody is overtaken before being asked.
    """
    at_once = max(created, next_window(calendar, created)[0])
    due_day = None if due is None else local_day(calendar, due)
    days = _Days(local_day(calendar, created), local_day(calendar, at_once), due_day, start or due_day)
    found: list[tuple[Rung, datetime]] = []
    for rung in ladder.rungs:
        if rung.only and (rung.only == "access") is not has_access:
            continue
        day = _day(rung, ladder.short, days, calendar)
        if day is None or (found and day <= days.first):
            continue
        found.append((rung, at_once if day <= days.first else opening(calendar, day)))
        days = replace(days, first=max(days.first, day)) if len(found) == 1 else days
    return tuple(found)


def current_step(instants: Instants, now: datetime, told: Collection[str] = ()) -> Reached:
    """Return the latest rung whose instant has come, and the earlier ones whose steps are not in ``told``."""
    come = [(rung, at) for rung, at in instants if at <= now]
    if not come:
        return Reached()
    rung, at = come[-1]
    return Reached(rung, at, tuple(earlier for earlier, _ in come[:-1] if earlier.step not in told))


def next_at(
    instants: Instants, now: datetime, snoozed_until: datetime | None, planned_at: datetime | None
) -> datetime | None:
    """Return the earliest wake-up after ``now``, None when nothing is to come.

    The owner's rungs rest until the end of a snooze and until a planned talk; escalations rest for neither.
    """
    rests = max((moment for moment in (snoozed_until, planned_at) if moment), default=now)
    wakes = [at for rung, at in instants if at > now and (rung.to != "owner" or at >= rests)]
    soon = planned_at - SOON if planned_at else None
    wakes += [moment for moment in (snoozed_until, soon, planned_at) if moment is not None and moment > now]
    return min(wakes, default=None)


def snooze_until(choice: Literal["1d", "3d", "week"], now: datetime, calendar: Calendar) -> datetime:
    """Return when a duty comes back: in one day, in three, or on Monday; a day off moves it on.

    At the same time of day, so that "in one day" is that; at opening when that time is a quiet hour.
    """
    today = local_day(calendar, now)
    days = {"1d": 1, "3d": 3, "week": 7 - today.weekday()}[choice]
    return _same_time(add_working_days(calendar, today + timedelta(days=days), 0), now, calendar)


def not_today(now: datetime, calendar: Calendar) -> datetime:
    """Return the next working morning: the same time when pressed in the morning, else opening."""
    day = add_working_days(calendar, local_day(calendar, now), 1)
    again = _same_time(day, now, calendar)
    return again if again.astimezone(ZoneInfo(calendar.zone)).hour < 12 else opening(calendar, day)


def _same_time(day: date, now: datetime, calendar: Calendar) -> datetime:
    at = now.astimezone(ZoneInfo(calendar.zone)).time().replace(second=0, microsecond=0)
    if not calendar.opens <= at < calendar.closes:
        return opening(calendar, day)
    return datetime.combine(day, at, ZoneInfo(calendar.zone)).astimezone(UTC)


@dataclass(frozen=True, slots=True)
class _Days:
    """The days a ladder is counted from, in the owner's calendar."""

    created: date
    first: date  # of the first message
    due: date | None
    start: date | None


def _day(rung: Rung, short: int, days: _Days, calendar: Calendar) -> date | None:
    """Return the local day of a rung, None when the duty has no such rung."""
    if isinstance(rung.at, Share):
        return _share_day(rung.at.percent, short, days, calendar)
    anchor = days.start if isinstance(rung.at, FromStart) else days.due
    if anchor is None:
        return None
    if rung.to != "owner":
        anchor = max(anchor, days.first)
    # A start on a day off counts as the next working day, both ways.
    return add_working_days(calendar, add_working_days(calendar, anchor, 0), rung.at.working_days)


def _share_day(percent: int, short: int, days: _Days, calendar: Calendar) -> date | None:
    """Return the working day ceil(p x n) after creation, None where a short window has no such step."""
    if percent == 0:
        return days.created
    if days.due is None:
        return None
    n = working_days_between(calendar, days.created, days.due)
    if n <= 0 or (n <= short and percent != 100):
        return None
    return add_working_days(calendar, days.created, -(-percent * n // 100))
