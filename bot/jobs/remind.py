"""The nudge pass: whoever has something due is told once, or it is written down why not and until when.

A chunk is one writing transaction cut by time, not by count, so that no click waits for the pass.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot.engine import JOBS, Engine
from bot.jobs.deciding import Desk
from bot.jobs.facts import gather
from bot.turn import Turn
from storage import nudges

CHUNK_SECONDS = 0.02
REST_SECONDS = 0.005
PEOPLE_AT_ONCE = 48


@dataclass(slots=True)
class Passed:
    """What one pass came to: people decided on, messages written, and silences by reason."""

    decided: int = 0
    messages: int = 0
    silent: Counter[str] = field(default_factory=Counter)
    more: bool = False


def remind(turn: Turn, limit: timedelta = timedelta(seconds=CHUNK_SECONDS)) -> Passed:
    """Return what was decided for the people who are due, as far as the time for one chunk went."""
    passed, deadline = Passed(), time.perf_counter() + limit.total_seconds()
    while True:
        owners = nudges.due_owners(turn.connection, turn.now, PEOPLE_AT_ONCE)
        if not owners:
            return passed
        desk = Desk(turn, gather(turn, owners))
        for owner in owners:
            desk.decide_for(owner, passed)
        desk.flush()
        if time.perf_counter() > deadline:
            passed.more = True
            return passed


def remind_all(engine: Engine, progress: Callable[[int], None] = lambda _done: None) -> Passed:
    """Return what a whole pass came to; clicks go in between its chunks."""
    total = Passed()
    while True:
        chunk = engine.run_as(JOBS, remind)
        total.decided += chunk.decided
        total.messages += chunk.messages
        total.silent += chunk.silent
        progress(total.decided)
        if not chunk.more:
            return total
        time.sleep(REST_SECONDS)


def next_wake(turn: Turn) -> datetime | None:
    """Return the earliest moment at which somebody becomes due."""
    return nudges.earliest(turn.connection)
