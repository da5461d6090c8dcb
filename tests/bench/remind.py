"""Reminder passes over a million open duties: with nobody due, and with ten thousand people due."""

from __future__ import annotations

import time
from datetime import timedelta
from statistics import median
from typing import Any

from sqlalchemy import String, cast, func, insert, literal, select
from sqlalchemy.sql.selectable import Subquery

from bot.jobs import remind_all
from storage.database import Database
from storage.obligations import OBLIGATION
from tests.bench.figures import Figure, figure
from tests.bench.places import Places
from tests.bench.stage import Stage, open_stage

OPEN = 1_000_000
DUE = 10_000
IDLE_PASSES = 25
DUE_PASSES = 3
CROWDS = "abc"


def remind(places: Places, database: str) -> list[Figure]:
    """Measure one pass, wall time: milliseconds with none due, seconds with 10,000 due; medians of some."""
    with places.fresh(database) as url:
        stage = open_stage(url)
        stage.crowd(1, "x")
        stage.publish()
        stage.tell()
        _open_duties(stage)
        idle = median(_pass(stage, 0) for _ in range(IDLE_PASSES))
        due = []
        for crowd in CROWDS[:DUE_PASSES]:
            stage.crowd(DUE, crowd)
            stage.oblige()
            due.append(_pass(stage, DUE))
        stage.house.close()
    return [
        figure("remind_idle", idle * 1000, "ms", database),
        figure("remind_due", median(due), "s", database),
    ]


def _pass(stage: Stage, messages: int) -> float:
    started = time.perf_counter()
    passed = remind_all(stage.house.engine)
    taken = time.perf_counter() - started
    assert passed.messages == messages, f"{passed.messages} instead of {messages} were told"
    return taken


def _open_duties(stage: Stage) -> None:
    """Put a million duties into the table that wake in two weeks, ten of each person."""
    numbers = _numbers(OPEN)
    now = stage.clock()
    soon = now + timedelta(days=14)
    columns: dict[str, Any] = {
        "id": _named("o_", numbers.c.n),
        "kind": literal("policy.acknowledge"),
        "about": _named("e_", numbers.c.n / 10),
        "owner": _named("p_", numbers.c.n / 10),
        "object": _named("P", numbers.c.n % 10),
        "version": literal("1.0"),
        "next_at": literal(soon, OBLIGATION.c.next_at.type),
        "created": literal(now, OBLIGATION.c.created.type),
        "due": literal(soon + timedelta(days=7), OBLIGATION.c.due.type),
        "state": literal("pending"),
        "round": literal(1),
        "snoozed": literal(0),
        "args": literal("{}"),
    }
    columns |= {name: literal("") for name in ("cycle", "reason", "closed_as", "step", "silence", "receipt")}
    rows = select(*columns.values()).select_from(numbers)
    # More than one statement of two seconds, which is what a process that serves may take.
    database = Database(stage.house.database.url, statement_limit=None)
    with database.writing(limit=None) as connection:
        connection.execute(insert(OBLIGATION).from_select(list(columns), rows, include_defaults=False))
    database.close()
    stage.analyse()
    assert stage.count(select(func.count()).select_from(OBLIGATION)) > OPEN, "the duties are not there"


def _named(prefix: str, number: Any) -> Any:
    return literal(prefix).concat(cast(number, String))


def _numbers(count: int) -> Subquery:
    """Return the numbers from 0, a row each."""
    first = select(literal(0).label("n")).cte("numbers", recursive=True)
    return first.union_all(select(first.c.n + 1).where(first.c.n < count - 1)).select().subquery()
