"""The reminder pass: what it costs when nobody is due, and when ten thousand are."""

from __future__ import annotations

import time

from sqlalchemy import text

from bot.jobs import remind_all
from tests.bench.stage import Stage, open_stage

IDLE = 1_000_000
DUE = 10_000

# Constants of this file alone are put together here.
_SERIES = {
    "sqlite": f"WITH RECURSIVE s(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM s WHERE n < {IDLE}) SELECT",  # noqa: S608
    "postgresql": "SELECT",
}
_FROM = {"sqlite": "FROM s", "postgresql": f"FROM generate_series(1, {IDLE}) AS s(n)"}


def _fill(stage: Stage) -> None:
    """Give a million duties to people of the crowd, all of them to be looked at next year."""
    dialect = stage.house.database.engine.dialect.name
    columns = (
        "id, kind, about, owner, object, version, cycle, reason, created, due, state, closed_as, round, step, "
        "next_at, silence, snoozed, receipt, args"
    )
    values = (
        "'idle' || n, 'lesson', '', 'p_q' || (n % 1000), 'X' || n, '', '', '', :created, :later, 'pending', '', 1, "
        "'', :later, '', 0, '', '{}'"
    )
    statement = text(f"INSERT INTO obligation ({columns}) {_SERIES[dialect]} {values} {_FROM[dialect]}")
    later = stage.clock().replace(year=2027)
    created = stage.clock()
    if dialect == "sqlite":  # as sqlmodel's UTCDateTime writes an instant there
        shown = {
            "created": created.strftime("%Y-%m-%d %H:%M:%S.%f"),
            "later": later.strftime("%Y-%m-%d %H:%M:%S.%f"),
        }
    else:
        shown = {"created": created, "later": later}  # type: ignore[dict-item]
    with stage.house.database.engine.begin() as connection:
        if dialect == "postgresql":
            connection.execute(text("SET LOCAL statement_timeout = 0"))
        connection.execute(statement, shown)
        connection.execute(text("ANALYZE"))


def remind(url: str) -> tuple[float, float]:
    """Return the seconds of a pass with nothing due, and of one with ten thousand due."""
    stage = open_stage(url)
    stage.crowd(DUE)
    _fill(stage)
    remind_all(stage.house.engine)
    idle = min(_seconds(stage) for _ in range(5))
    stage.publish()
    due = _seconds(stage)
    told = stage.count(text("SELECT count(*) FROM message"))
    assert told >= DUE, f"{told} of {DUE} were told"
    stage.house.close()
    return idle, due


def _seconds(stage: Stage) -> float:
    began = time.perf_counter()
    remind_all(stage.house.engine)
    return time.perf_counter() - began
