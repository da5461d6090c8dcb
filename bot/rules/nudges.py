"""What one person is told now, or why not and until when (R4, R47).

Everything is decided from facts at the moment of sending.  All instants are aware UTC datetimes.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import IntEnum, StrEnum
from typing import Literal

from bot.rules.calendars import (
    Calendar,
    absence_on,
    add_working_days,
    is_holiday,
    local_day,
    next_window,
    opening,
    working_days_between,
)

# The reminder of a talk somebody planned; after that the talk has begun.
SOON = "soon:"
SOON_LASTS = timedelta(minutes=15)
_NEVER = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class NudgeRules:
    """The message budget.  ``digest_weekday``: 0 is Monday."""

    per_day: int = 1
    per_window: int = 3
    window_working_days: int = 5
    digest_weekday: int = 0

    def __post_init__(self) -> None:
        if min(self.per_day, self.per_window, self.window_working_days) < 1:
            raise ValueError("a message budget of none tells nobody anything: each limit is 1 or more")


@dataclass(frozen=True, slots=True)
class Told:
    """A counted message that was sent, or is on its way."""

    at: datetime


class Urgency(IntEnum):
    """What comes first in a message of several lines (R30)."""

    ACCESS = 0  # somebody has access without a briefing
    STARTER = 1  # somebody starts soon
    PAST = 2  # past its date
    OTHER = 3


@dataclass(frozen=True, slots=True)
class DueItem:
    """One step of one duty, and when it may be told.

    An ``emergency`` passes the budget, and so does what does not count.  Neither passes quiet hours.
    """

    obligation: str
    kind: str
    step: str
    at: datetime
    due: datetime | None = None
    urgency: int = Urgency.OTHER
    emergency: bool = False
    counts: bool = True


class Silence(StrEnum):
    """Why somebody is told nothing now."""

    NOTHING_DUE = "nothing_due"
    ON_LEAVE = "on_leave"
    HOLIDAY = "holiday"
    QUIET_HOURS = "quiet_hours"
    SNOOZED = "snoozed"
    BUDGET_SPENT = "budget_spent"
    AFTER_ANOTHER = "after_another"  # a message that stands alone goes first


@dataclass(frozen=True, slots=True)
class Moved:
    """A due step that is not in this message, why, and when it is looked at again."""

    item: DueItem
    silence: Silence
    until: datetime


@dataclass(frozen=True, slots=True)
class Send:
    """One message with these items, most urgent first; it must be taken before ``not_after``.

    A digest may have no item: its lines are what is open.  ``moved`` are due items left for later.
    """

    items: tuple[DueItem, ...]
    shape: Literal["single", "merged", "digest"]
    not_after: datetime
    moved: tuple[Moved, ...] = ()

    @property
    def counts(self) -> bool:
        """Return True when this message is one of the budget."""
        return self.shape == "digest" or any(item.counts for item in self.items)


@dataclass(frozen=True, slots=True)
class Hold:
    """Nothing is sent.  ``until`` is after now, and None only when none of the items is to come.

    It is for the items whose time has come; the others keep their own, for an emergency may pass earlier.
    """

    silence: Silence
    until: datetime | None


def order(items: Iterable[DueItem]) -> tuple[DueItem, ...]:
    """Return items as they are read: emergencies, then by urgency, then the nearest date."""
    return tuple(
        sorted(
            items,
            key=lambda item: (not item.emergency, item.urgency, item.due or _NEVER, item.at, item.obligation),
        )
    )


def urgency_of(kind: str, due: datetime | None, now: datetime, *, has_access: bool = False) -> Urgency:
    """Return how urgent a duty is; ``has_access``: the starter of a briefing has tier-1 access already."""
    if kind == "briefing":
        return Urgency.ACCESS if has_access else Urgency.STARTER
    return Urgency.PAST if due is not None and due < now else Urgency.OTHER


def is_digest_day(calendar: Calendar, day: date, rules: NudgeRules) -> bool:
    """Return True on the digest's weekday or, when that is a day off, on the next working day."""
    weekday = day + timedelta(days=rules.digest_weekday - day.weekday())
    return any(day == add_working_days(calendar, weekday - timedelta(weeks=n), 0) for n in (0, 1))


def digest_step(day: date) -> str:
    """Return the step of a week's digest, such as ``digest:2026-W49``."""
    year, week, _ = day.isocalendar()
    return f"digest:{year}-W{week:02}"


def decide(
    items: Sequence[DueItem],
    calendar: Calendar,
    told: Sequence[Told],
    now: datetime,
    rules: NudgeRules,
    *,
    quiet_until: datetime | None = None,
    digest: bool = False,
) -> Send | Hold:
    """Return the one message this person gets now, or the silence and when to look again.

    ``told`` are the counted messages of the last ``window_working_days``; older ones do no harm.
    ``digest``: a digest is due today.  Call again after a message that left items with ``AFTER_ANOTHER``.
    """
    waiting = [item for item in items if not _is_over(item, now)]
    alone = _soon(waiting, calendar, now)
    if alone is not None:
        return alone
    ready = [item for item in waiting if item.at <= now and not item.step.startswith(SOON)]
    if not ready and not digest:
        return Hold(Silence.NOTHING_DUE, min((item.at for item in waiting if item.at > now), default=None))
    start, end = next_window(calendar, now)
    if start > now:
        return Hold(_quiet_because(calendar, now), start)
    if quiet_until is not None and quiet_until > now:
        return Hold(Silence.SNOOZED, max(quiet_until, next_window(calendar, quiet_until)[0]))
    # What does not count comes by itself and takes nothing along that could still wait.
    counted = digest or any(item.counts for item in ready)
    today = (
        [item for item in waiting if item.at < end and not item.step.startswith(SOON)] if counted else ready
    )
    frees = _budget_frees(calendar, told, now, rules)
    if frees is None:
        return Send(order(today), _shape(len(today), digest=digest), end)
    return _beyond_budget(ready, frees, end)


def _is_over(item: DueItem, now: datetime) -> bool:
    return item.step.startswith(SOON) and item.at + SOON_LASTS <= now


def _soon(waiting: Sequence[DueItem], calendar: Calendar, now: datetime) -> Send | None:
    """Return the reminder of a talk that begins now, alone; it was asked for, so only leave stops it."""
    talk = next((item for item in waiting if item.step.startswith(SOON) and item.at <= now), None)
    if talk is None or absence_on(calendar, local_day(calendar, now)):
        return None
    others = [item for item in order(waiting) if item.at <= now and item is not talk]
    moved = tuple(Moved(item, Silence.AFTER_ANOTHER, now) for item in others)
    return Send((talk,), "single", talk.at + SOON_LASTS, moved)


def _quiet_because(calendar: Calendar, now: datetime) -> Silence:
    today = local_day(calendar, now)
    if absence_on(calendar, today):
        return Silence.ON_LEAVE
    return Silence.HOLIDAY if is_holiday(calendar, today) else Silence.QUIET_HOURS


def _beyond_budget(ready: Sequence[DueItem], frees: datetime, end: datetime) -> Send | Hold:
    """Return what passes a spent budget, or the silence until it frees."""
    passing = [item for item in ready if item.emergency or not item.counts]
    if not passing:
        return Hold(Silence.BUDGET_SPENT, frees)
    left = [item for item in order(ready) if item not in passing]
    moved = tuple(Moved(item, Silence.BUDGET_SPENT, frees) for item in left)
    return Send(order(passing), _shape(len(passing), digest=False), end, moved)


def _shape(count: int, *, digest: bool) -> Literal["single", "merged", "digest"]:
    if digest:
        return "digest"
    return "single" if count == 1 else "merged"


def _budget_frees(
    calendar: Calendar, told: Sequence[Told], now: datetime, rules: NudgeRules
) -> datetime | None:
    """Return the opening of the first day with budget, None when there is some now."""
    if not told:
        return None
    today = local_day(calendar, now)
    sent = sorted((local_day(calendar, one.at) for one in told), reverse=True)
    frees = today
    if sum(day >= today for day in sent) >= rules.per_day:
        frees = add_working_days(calendar, today, 1)
    # The window is today and the working days before it: of five, a message of Monday leaves on Monday.
    span = rules.window_working_days
    if len(sent) >= rules.per_window:
        oldest = sent[rules.per_window - 1]
        if working_days_between(calendar, oldest, today) < span:
            frees = max(frees, add_working_days(calendar, oldest, span))
    if frees <= today:
        return None
    return next_window(calendar, opening(calendar, frees))[0]
