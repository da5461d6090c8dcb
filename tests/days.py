"""Time as it passes in the office: reminders, the daily look and the postman, each when it is due."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import bindparam, func, select

from bot.engine import Engine
from bot.jobs import remind_all
from bot.jobs.daily import daily
from bot.postman import Postman, Tally, WebInbox
from bot.postman.roads import Limits
from bot.postman.rounds import Surroundings
from storage.messages import OUTBOX
from storage.obligations import OBLIGATION
from tests.clock import BERLIN, Clock
from tests.recording import RecordingPlatform
from tests.records import Records

A_DAY = timedelta(days=1)

_WAITS = OUTBOX.c.state.in_(("pending", "retrying"))
_WORK = (
    select(OUTBOX.c.id)
    .where((_WAITS & (OUTBOX.c.not_before <= bindparam("now"))) | (OUTBOX.c.state == "sending"))
    .limit(1)
)
_AGAIN = select(func.min(OUTBOX.c.not_before)).where(_WAITS, OUTBOX.c.not_before > bindparam("now"))
_WAKE = select(func.min(OBLIGATION.c.next_at)).where(
    OBLIGATION.c.state == "pending", OBLIGATION.c.next_at.is_not(None)
)


class Days(Records):
    """Moves the clock."""

    engine: Engine
    clock: Clock
    slack: RecordingPlatform
    runner: asyncio.Runner
    postman: Postman
    _rang: bool
    _looked: datetime

    def wait(self, *, until: datetime | None = None, **span: float) -> None:
        """Let time pass as it really does: at each moment somebody is due, they are told."""
        goal = until.astimezone(BERLIN) if until is not None else self.clock.later(timedelta(**span))
        assert goal >= self.clock.at, "time goes forward only"
        self.settle()
        while (moment := self._next(goal)) is not None:
            self.clock.at = max(self.clock.at, moment)
            self._looked = self.clock.midnight()
            daily(self.engine)
            self.settle()
        self.clock.at = goal

    def settle(self) -> None:
        """Tell everybody who is due now and deliver it."""
        for _ in range(10):
            if self._is_due():
                remind_all(self.engine)
            self.deliver()
            if not self._is_due():
                return
        due = [(row.kind, row.owner) for row in self.duties() if row.next_at and row.next_at <= self.clock()]
        raise AssertionError(f"still due after ten passes at {self.clock.at}: {due}")

    def deliver(self) -> Tally:
        """Return what became of everything in the outbox that is ready."""
        self._rang = False
        if not self._has_work():
            return Tally()
        tally, held = self.runner.run(self.postman.until_idle())
        assert held == [], f"another postman holds {held}"
        return tally

    def _has_work(self) -> bool:
        return bool(self._rows(_WORK, {"now": self.clock()}))

    def _is_due(self) -> bool:
        wake = self._rows(_WAKE)[0][0]
        return wake is not None and wake <= self.clock()

    def new_postman(self) -> Postman:
        """Return a postman of another process: he has a lease of his own to take."""
        limits = Limits(50.0, 1.0, self.clock.seconds, self.clock.rest)
        around = Surroundings(self.clock.real, _at_once)
        return Postman(self.engine, [self.slack, WebInbox()], {"slack": limits}, around)

    def _ring(self) -> None:
        self._rang = True

    def _next(self, goal: datetime) -> datetime | None:
        """Return when something happens next, None when nothing does before the goal."""
        (wake,), (again,) = self._rows(_WAKE)[0], self._rows(_AGAIN, {"now": self.clock()})[0]
        look = (self._looked + A_DAY).astimezone(UTC)
        first = min(one for one in (wake, again, look) if one is not None)
        return first.astimezone(BERLIN) if first <= goal.astimezone(UTC) else None


async def _at_once(work: Callable[..., Any], *args: Any) -> Any:
    """Return what ``work`` returns, without a thread: that is quicker, and the database is near."""
    return work(*args)
