"""Ninety days of nudges break no limit and lose nothing (R47)."""

from __future__ import annotations

import random
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from bot.rules.calendars import Absence, Calendar, is_working_day, local_day, working_days_between
from bot.rules.nudges import (
    DueItem,
    Hold,
    NudgeRules,
    Send,
    Told,
    Urgency,
    decide,
)

RULES = NudgeRules()
DUE = datetime(2026, 12, 14, 16, tzinfo=UTC)
FIRST = datetime(2026, 9, 28, tzinfo=UTC)
ZONES = (
    ("Europe/Berlin", "DE"),
    ("Australia/Adelaide", "AU"),
    ("America/New_York", "US"),
    ("Asia/Kolkata", "IN"),
)


def someone(chance: random.Random) -> Calendar:
    zone, country = chance.choice(ZONES)
    absences = []
    for _ in range(chance.randrange(3)):
        first = FIRST.date() + timedelta(days=chance.randrange(90))
        absences.append(Absence(first, first + timedelta(days=chance.randrange(15))))
    workdays = chance.choice((frozenset(range(5)), frozenset({0, 1, 2}), frozenset({0, 1, 3, 6})))
    return Calendar(zone, country, workdays, tuple(absences))


def item(name: str, at: datetime, *, emergency: bool = False, counts: bool = True) -> DueItem:
    return DueItem(name, "policy.acknowledge", "rung.50", at, DUE, Urgency.OTHER, emergency, counts)


def duties(chance: random.Random) -> list[DueItem]:
    return [
        item(
            f"o{number}",
            FIRST + timedelta(minutes=chance.randrange(90 * 24 * 60)),
            emergency=chance.random() < 0.03,
            counts=chance.random() > 0.1,
        )
        for number in range(chance.choice((5, 40, 120)))
    ]


def ninety_days(items: list[DueItem], calendar: Calendar) -> list[tuple[datetime, Send]]:
    """Return what was sent when, waking only when a decision said so or something else falls due."""
    now, left = FIRST, list(items)
    counted: list[Told] = []
    sent: list[tuple[datetime, Send]] = []
    while left:
        decision = decide(left, calendar, counted, now, RULES)
        if isinstance(decision, Hold):
            assert decision.until is not None
            assert decision.until > now
            now = min([decision.until, *(one.at for one in left if one.at > now)])
            continue
        assert decision.items
        assert now < decision.not_after
        sent.append((now, decision))
        left = [one for one in left if one not in decision.items]
        if decision.counts:
            counted.append(Told(now))
    return sent


def plain_window(calendar: Calendar, day: date) -> set[date]:
    """Return the day and the four working days before it, counted by looking at each day."""
    found = {day}
    while len(found) < 5:
        day -= timedelta(days=1)
        if is_working_day(calendar, day):
            found.add(day)
    return found


def test_ninety_days_break_no_limit_and_lose_nothing() -> None:
    chance = random.Random(47)
    messages = 0
    for _ in range(300):
        calendar = someone(chance)
        items = duties(chance)

        sent = ninety_days(items, calendar)

        messages += len(sent)
        assert sorted(one.obligation for _, send in sent for one in send.items) == sorted(
            one.obligation for one in items
        )
        counted: list[date] = []
        for at, send in sent:
            day = local_day(calendar, at)
            assert is_working_day(calendar, day)
            assert 9 <= at.astimezone(ZoneInfo(calendar.zone)).hour < 17
            if send.counts and not any(one.emergency for one in send.items):
                assert day not in counted
                window = plain_window(calendar, day)
                assert sum(earlier in window for earlier in counted) < 3
            counted += [day] if send.counts else []
            for one in send.items:
                late = working_days_between(calendar, local_day(calendar, one.at), day)
                assert late <= (1 if one.emergency or not one.counts else 6)
    assert messages > 3000


@given(
    minutes=st.lists(st.integers(0, 30 * 24 * 60), min_size=1, max_size=30),
    workdays=st.frozensets(st.integers(0, 6), min_size=1),
    zone=st.sampled_from(ZONES),
    leave=st.none() | st.tuples(st.integers(0, 30), st.integers(0, 20)),
)
def test_counted_messages_keep_a_day_apart_whatever_is_due(
    minutes: list[int], workdays: frozenset[int], zone: tuple[str, str], leave: tuple[int, int] | None
) -> None:
    absences: tuple[Absence, ...] = ()
    if leave is not None:
        first = FIRST.date() + timedelta(days=leave[0])
        absences = (Absence(first, first + timedelta(days=leave[1])),)
    calendar = Calendar(*zone, workdays, absences)
    items = [item(f"o{number}", FIRST + timedelta(minutes=one)) for number, one in enumerate(minutes)]

    days = [local_day(calendar, at) for at, _ in ninety_days(items, calendar)]

    assert all(earlier < later for earlier, later in pairwise(days))
    assert all(working_days_between(calendar, days[n], days[n + 3]) >= 5 for n in range(len(days) - 3))
