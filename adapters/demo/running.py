"""The demo company, running: its own database, a clock that can be moved, platforms that only take notes."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from adapters.demo.facts import Progress, To
from bot.engine import Engine
from bot.jobs import remind_all
from bot.jobs.daily import daily
from bot.jobs.remind import next_wake
from bot.model import Post, Sent
from bot.postman import Postman, WebInbox
from bot.rules.calendars import add_working_days, local_day, opening

START = datetime(2026, 11, 30, 9, 30, tzinfo=ZoneInfo("Europe/Berlin"))
STEP = timedelta(hours=1)


@dataclass
class Clock:
    """The demo's time: it stands still until it is moved, forward only."""

    at: datetime = field(default_factory=lambda: START.astimezone(UTC))

    def __call__(self) -> datetime:
        """Return the demo's time in UTC."""
        return self.at


class NotingPlatform:
    """A chat platform of the demo: it takes every message at once, and nothing leaves the machine."""

    tenant = "demo"

    def __init__(self, name: str) -> None:
        self.name = name
        self._count = 0

    async def deliver(self, post: Post) -> Sent:
        """Return a place for the message."""
        self._count += 1
        return Sent(post.chat, f"{self.name}-{post.key}")

    async def update(self, post: Post) -> None:
        """Do nothing: the page draws from the facts."""

    async def find(self, post: Post) -> Sent | None:
        """Return the place: what was handed over was taken."""
        return Sent(post.chat, f"{self.name}-{post.key}")


class Mover:
    """Moves the clock as real time would have: to each next moment somebody is due, delivering each time."""

    def __init__(self, engine: Engine, clock: Clock, kept: Callable[[datetime], None]) -> None:
        self._engine, self._clock, self._kept = engine, clock, kept
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None
        self._progress: Progress | None = None

    def goal(self, to: To) -> datetime:
        """Return where a move leads: an hour on, the next working morning, or a week on."""
        now = self._clock.at
        if to == "hour":
            return now + timedelta(hours=1)
        if to == "week":
            return now + timedelta(days=7)
        calendar = self._engine.ask(lambda turn: turn.calendar_of(None))
        day = add_working_days(calendar, local_day(calendar, now) + timedelta(days=1), 0)
        return opening(calendar, day) + timedelta(minutes=30)

    def move(self, to: To) -> None:
        """Start a move; return when it has arrived, or after half a second."""
        with self._lock:
            if self._thread is not None and self._thread.is_alive():
                return
            goal = self.goal(to)
            self._progress = Progress(goal, self._clock.at, 0.0)
            self._thread = threading.Thread(target=self._run, args=(goal,), name="time machine", daemon=True)
            self._thread.start()
        self._thread.join(0.5)

    def moving(self) -> Progress | None:
        """Return how far a move has come, None when none is under way."""
        thread = self._thread
        return self._progress if thread is not None and thread.is_alive() else None

    def wait(self) -> None:
        """Return when no move is under way any more."""
        if self._thread is not None:
            self._thread.join()

    def _run(self, goal: datetime) -> None:
        start = self._clock.at
        sent = 0
        while self._clock.at < goal:
            wake = self._engine.ask(next_wake)
            upcoming = self._clock.at + timedelta(days=1) if wake is None else max(wake, self._clock.at)
            if upcoming <= self._clock.at:  # somebody is due now
                sent += self.settle()
                again = self._engine.ask(next_wake)
                if again is not None and again <= self._clock.at:
                    upcoming = self._clock.at + timedelta(minutes=1)
                else:
                    continue
            midnight = self._next_midnight(start)
            self._clock.at = min(goal, upcoming, midnight)
            self._kept(self._clock.at)
            share = (self._clock.at - start) / (goal - start)
            self._progress = Progress(goal, self._clock.at, share, sent)
            if self._clock.at == midnight:
                daily(self._engine)
            sent += self.settle()

    def _next_midnight(self, _start: datetime) -> datetime:
        zone = ZoneInfo(self._engine.parts.settings.organisation.zone)
        local = self._clock.at.astimezone(zone)
        day = local.date() + timedelta(days=1)
        return datetime.combine(day, datetime.min.time(), zone).astimezone(UTC) + timedelta(minutes=5)

    def settle(self) -> int:
        """Tell everybody who is due now, and return how many messages were written."""
        total = 0
        for _ in range(20):
            passed = remind_all(self._engine)
            total += passed.messages
            asyncio.run(deliver(self._engine))
            if not passed.messages:
                break
        return total


async def deliver(engine: Engine) -> None:
    """Hand over everything that is ready."""
    postman = Postman(engine, [NotingPlatform("slack"), NotingPlatform("teams"), WebInbox()])
    for workspace in postman.rounds:
        workspace.limits = _unlimited()
    await postman.until_idle()


def _unlimited():  # type: ignore[no-untyped-def]
    import time

    from bot.postman.roads import Limits

    return Limits(1e9, 1e9, time.monotonic)
