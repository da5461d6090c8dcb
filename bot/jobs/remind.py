"""The nudge pass: whoever has something due is told once, or it is written down why not and until when.

A chunk is one writing transaction cut by time, not by count, so that no click waits for the pass.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import structlog

from bot.engine import JOBS, Engine, frames_of
from bot.errors import Busy
from bot.jobs.deciding import Desk
from bot.jobs.facts import gather
from bot.turn import Turn
from storage import nudges

log = structlog.get_logger("jobs")

CHUNK_SECONDS = {"sqlite": 0.02, "postgresql": 0.1}  # on PostgreSQL no click waits for another's transaction
REST_SECONDS = 0.003  # the lock between threads is fair, and other processes look for it each millisecond
PEOPLE_AT_ONCE = 48
MOST_LOOKS = 4  # in one pass; a message can leave something for the next look, but not for ever


@dataclass(slots=True)
class Passed:
    """What one pass came to: people decided on, messages written, and silences by reason."""

    decided: int = 0
    messages: int = 0
    silent: Counter[str] = field(default_factory=Counter)
    more: bool = False


def remind(turn: Turn, limit: timedelta | None = None, looks: Counter[str] | None = None) -> Passed:
    """Return what was decided for the people who are due, as far as the time for one chunk went (``limit``).

    ``looks`` counts how often this pass has looked at each person.
    """
    seconds = CHUNK_SECONDS[turn.connection.dialect.name] if limit is None else limit.total_seconds()
    passed, deadline = Passed(), time.perf_counter() + seconds
    looks = Counter() if looks is None else looks
    # Another replica that is at it decides for the same people; what it leaves is due at the next pass.
    if not nudges.is_alone(turn.connection):
        return passed
    while True:
        owners = nudges.due_owners(turn.connection, turn.now, PEOPLE_AT_ONCE)
        if not owners:
            return passed
        desk = Desk(turn, gather(turn, owners))
        for owner in owners:
            looks[owner] += 1
            if looks[owner] > MOST_LOOKS:
                log.error("still due after being decided", person=owner)
                _postpone(turn, owner)
            else:
                desk.decide_for(owner, passed)
        desk.flush()
        if time.perf_counter() > deadline:
            passed.more = True
            return passed


def remind_all(engine: Engine, progress: Callable[[int], None] = lambda _done: None) -> Passed:
    """Return what a whole pass came to; clicks go in between its chunks."""
    total, looks = Passed(), Counter[str]()
    while True:
        chunk = _chunk(engine, looks)
        total.decided += chunk.decided
        total.messages += chunk.messages
        total.silent += chunk.silent
        progress(total.decided)
        if not chunk.more:
            return total
        time.sleep(REST_SECONDS)  # noqa: TID251 - bulk work rests so that clicks get in


def _chunk(engine: Engine, looks: Counter[str]) -> Passed:
    try:
        return engine.run_as(JOBS, remind, looks=looks)
    except Busy:
        raise
    except Exception as error:  # noqa: BLE001 - one person's case must not silence everybody else
        log.error("bug", error=type(error).__name__, at=frames_of(error))
        return _one_by_one(engine)


def _one_by_one(engine: Engine) -> Passed:
    """Decide for the first few people each in a transaction of their own; who fails is looked at in an hour."""
    total = Passed(more=True)
    for owner in engine.ask(lambda turn: nudges.due_owners(turn.connection, turn.now, PEOPLE_AT_ONCE)):
        try:
            passed = engine.run_as(JOBS, _remind_one, owner)
        except Busy:
            raise
        except Exception as error:  # noqa: BLE001
            log.error("bug", error=type(error).__name__, at=frames_of(error), person=owner)
            engine.run_as(JOBS, _postpone, owner)
            continue
        total.decided += passed.decided
        total.messages += passed.messages
        total.silent += passed.silent
    return total


def _remind_one(turn: Turn, owner: str) -> Passed:
    passed = Passed()
    desk = Desk(turn, gather(turn, [owner]))
    desk.decide_for(owner, passed)
    desk.flush()
    return passed


def _postpone(turn: Turn, owner: str) -> None:
    nudges.postpone(turn.connection, owner, turn.now, turn.now + timedelta(hours=1))
    turn.event("step.failed", subject=owner, outcome="looked at again in an hour")


def next_wake(turn: Turn) -> datetime | None:
    """Return the earliest moment at which somebody becomes due."""
    return nudges.earliest(turn.connection)
