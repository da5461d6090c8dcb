"""Twelve thousand people, ninety days, whatever falls due: no limit is ever broken (R47)."""

from __future__ import annotations

import random
from datetime import date, datetime, timedelta

import pytest

from bot.rules.calendars import Calendar, is_working_day, local_day
from bot.rules.nudges import DueItem, Send
from tests.unit.test_nudges_ninety_days import FIRST, item, ninety_days, plain_window, someone

PEOPLE, SHARDS = 12_000, 12


def _duties(chance: random.Random) -> list[DueItem]:
    return [
        item(
            f"o{number}",
            FIRST + timedelta(minutes=chance.randrange(90 * 24 * 60)),
            emergency=chance.random() < 0.02,
        )
        for number in range(chance.choice((3, 8, 25)))
    ]


@pytest.mark.parametrize("shard", range(SHARDS))
def test_the_cap_is_never_exceeded(shard: int) -> None:
    chance = random.Random(shard)
    messages = 0

    for _ in range(PEOPLE // SHARDS):
        calendar = someone(chance)
        sent = ninety_days(_duties(chance), calendar)
        messages += len(sent)
        _keeps_the_limits(sent, calendar)

    assert messages > PEOPLE // SHARDS


def _keeps_the_limits(sent: list[tuple[datetime, Send]], calendar: Calendar) -> None:
    counted: list[date] = []
    for at, send in sent:
        day = local_day(calendar, at)
        assert is_working_day(calendar, day)
        if not any(one.emergency for one in send.items):
            assert day not in counted
            if len(counted) >= 3:
                assert sum(earlier in plain_window(calendar, day) for earlier in counted[-5:]) < 3
        counted.append(day)
