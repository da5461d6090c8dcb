"""Moving the clock as real time would have: to each next moment at which something happens."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from threading import Lock, Thread

import structlog

from adapters.demo.clock import BERLIN, Clock, keep
from adapters.demo.facts import Progress, To
from bot.engine import JOBS, Engine, frames_of
from bot.jobs import remind_all
from bot.jobs.remind import next_wake
from bot.rules.calendars import add_working_days, local_day, opening

log = structlog.get_logger("demo")

HOUR, DAY, WEEK = timedelta(hours=1), timedelta(days=1), timedelta(days=7)
# A page that waits longer than this shows how far the move has come instead.
PATIENCE = 0.5
_PASSES = 10
_STUCK = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Errand:
    """What happens by itself each day at ``at``, in the organisation's town."""

    at: time
    run: Callable[[], object]

    def next_after(self, now: datetime) -> datetime:
        """Return the first moment after ``now`` at which it is time."""
        today = now.astimezone(BERLIN).date()
        moments = (datetime.combine(today + n * DAY, self.at, BERLIN) for n in range(2))
        return next(moment for moment in moments if moment > now)


class TimeMachine:
    """Moves the clock and lets happen what comes due on the way."""

    def __init__(
        self, engine: Engine, clock: Clock, deliver: Callable[[], int], errands: Sequence[Errand] = ()
    ) -> None:
        self._engine, self._clock, self._deliver, self._errands = engine, clock, deliver, tuple(errands)
        self._lock = Lock()
        self._thread: Thread | None = None
        self._progress: Progress | None = None
        self._stop = False

    # --- asked from the page ------------------------------------------------------------------

    def goal(self, to: To) -> datetime:
        """Return where a move leads: an hour on, the next working morning at half past nine, or a week on."""
        now = self._clock()
        if to == "hour":
            return now + HOUR
        if to == "week":
            return (now.astimezone(BERLIN) + WEEK).replace(fold=0)
        calendar = self._engine.ask(lambda turn: turn.calendar_of(None))
        day = add_working_days(calendar, local_day(calendar, now), 1)
        return opening(calendar, day) + HOUR / 2

    def start(self, to: To) -> None:
        """Begin a move unless one is under way; return when it has arrived, or after half a second."""
        with self._lock:
            if self.moving() is not None:
                return
            goal = self.goal(to)
            self._progress = Progress(goal, self._clock(), 0.0)
            self._thread = Thread(target=self.go, args=(goal,), name="time machine", daemon=True)
            self._thread.start()
        self._thread.join(PATIENCE)

    def moving(self) -> Progress | None:
        """Return how far a move has come, None when none is under way."""
        under_way = self._thread is not None and self._thread.is_alive()
        return self._progress if under_way else None

    def arrive(self) -> None:
        """Return when no move is under way any more."""
        if self._thread is not None:
            self._thread.join()

    def stop(self) -> None:
        """End a move where it stands and return when it has ended."""
        self._stop = True
        self.arrive()
        self._stop = False

    def run_errands(self, errands: Iterable[Errand]) -> None:
        """Let these happen by themselves from now on, too."""
        self._errands += tuple(errands)

    # --- the move -----------------------------------------------------------------------------

    def go(self, goal: datetime) -> None:
        """Bring the clock to ``goal``; what comes due on the way happens then."""
        start = self._clock()
        sent = self.settle()
        while self._clock() < goal and not self._stop:
            moment, errands = self._next(goal)
            self._clock.forward(moment)
            self._progress = Progress(goal, moment, (moment - start) / (goal - start), sent)
            for errand in errands:
                _run(errand)
            sent += self.settle()
        self._engine.run_as(JOBS, keep, self._clock())

    def settle(self) -> int:
        """Tell everybody who is due now; return how many messages were delivered."""
        sent = 0
        for _ in range(_PASSES):
            if self._is_due():
                remind_all(self._engine)
            sent += self._deliver()
            if not self._is_due():
                break
        return sent

    def _is_due(self) -> bool:
        wake = self._engine.ask(next_wake)
        return wake is not None and wake <= self._clock()

    def _next(self, goal: datetime) -> tuple[datetime, list[Errand]]:
        """Return the next moment at which something happens, the goal at the latest, and the errands then."""
        now = self._clock()
        wake = self._engine.ask(next_wake) or goal
        # A case that can't be decided stays due; it must not hold up the clock.
        moment = min(goal, wake if wake > now else now + _STUCK)
        moment = min([moment, *(errand.next_after(now) for errand in self._errands)])
        return moment, [errand for errand in self._errands if errand.next_after(now) == moment]


def _run(errand: Errand) -> None:
    """Let an errand happen; one that fails is logged and does not keep the clock from going on."""
    try:
        errand.run()
    except Exception as error:  # noqa: BLE001 - the next day is better than no next day
        log.error("bug", errand=errand.at.isoformat(), error=type(error).__name__, at=frames_of(error))
