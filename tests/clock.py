"""The time of the tests."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from bot.turn import real_clock

BERLIN = ZoneInfo("Europe/Berlin")
START = datetime(2026, 11, 30, 9, 30, tzinfo=BERLIN)  # a Monday, half an hour into the message hours


@dataclass
class Clock:
    """The office's time: it stands still until somebody waits."""

    at: datetime = START
    rested: float = 0.0
    passed: timedelta = timedelta()

    def __call__(self) -> datetime:
        return self.at.astimezone(UTC)

    def real(self) -> datetime:
        """Return the time that leases go by: the real one, and what a test let pass of it."""
        return real_clock() + self.passed

    def seconds(self) -> float:
        """Return the time of the postman's limits: the office's, and what he rested."""
        return self.at.timestamp() + self.rested

    async def rest(self, seconds: float) -> None:
        """Let seconds pass for the limits alone, at once."""
        self.rested += seconds
        await asyncio.sleep(0)

    def later(self, span: timedelta) -> datetime:
        """Return the moment on Berlin's clocks: a day later is the same time of day, whenever they change."""
        days = self.at + timedelta(days=span.days)
        return (days.astimezone(UTC) + (span - timedelta(days=span.days))).astimezone(BERLIN)

    def midnight(self) -> datetime:
        """Return when this day's daily look was: five minutes after midnight."""
        return self.at.astimezone(BERLIN).replace(hour=0, minute=5, second=0, microsecond=0)
