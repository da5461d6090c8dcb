"""The one door to the database: turns, deadlines and many at once, on both engines."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.exc import DBAPIError, IntegrityError, OperationalError

from bot.errors import Busy
from storage.database import Database
from storage.leases import LEASE
from storage.obligations import OBLIGATION
from tests.adapters.doors import lease, names, only, put
from tests.adapters.pressing import AT

ROOT = Path(__file__).parents[2]

# --- one transaction ---


def test_what_is_written_is_there_afterwards(database: Database) -> None:
    put(database, "a")

    assert names(database) == {"a"}


def test_an_error_leaves_nothing_behind(database: Database) -> None:
    def stumble() -> None:
        raise KeyError

    with pytest.raises(KeyError):
        put(database, "a", then=stumble)

    assert names(database) == set()
    put(database, "b")
    assert names(database) == {"b"}


def test_a_savepoint_can_come_to_nothing_alone(database: Database) -> None:
    with database.writing() as connection:
        connection.execute(LEASE.insert(), lease("a"))
        with pytest.raises(IntegrityError), connection.begin_nested():
            connection.execute(LEASE.insert(), lease("a"))
        connection.execute(LEASE.insert(), lease("b"))

    assert names(database) == {"a", "b"}


def test_a_turn_that_took_too_long_is_not_stored(database: Database) -> None:
    with pytest.raises(Busy), database.writing(limit=-1.0) as connection:
        connection.execute(LEASE.insert(), lease("a"))

    assert names(database) == set()


def test_work_in_bulk_has_no_such_limit(database: Database) -> None:
    with database.writing(limit=None) as connection:
        connection.execute(LEASE.insert(), lease("a"))

    assert names(database) == {"a"}


def test_a_mistake_in_a_statement_is_no_busy_database(database: Database) -> None:
    with pytest.raises(DBAPIError), database.writing() as connection:
        connection.execute(text("SELECT nonsense FROM nowhere"))

    put(database, "a")


@pytest.mark.parametrize("attempt", range(3))
def test_who_reads_cannot_write(database: Database, attempt: int) -> None:
    with (
        pytest.raises(OperationalError if database.is_sqlite else DBAPIError),
        database.reading() as connection,
    ):
        connection.execute(LEASE.insert(), lease("a"))

    put(database, f"b{attempt}")  # the same connection may, the next time
    assert names(database) == {f"b{attempt}"}


@only("sqlite")
def test_a_turn_inside_a_turn_is_a_mistake_that_is_told_at_once(database: Database) -> None:
    with database.writing(), pytest.raises(RuntimeError), database.writing():
        pass

    put(database, "a")


# --- several at once ---


def test_reading_does_not_wait_for_a_writer(database: Database) -> None:
    put(database, "before")

    with database.writing() as connection:
        connection.execute(LEASE.insert(), lease("after"))
        with ThreadPoolExecutor(1) as other:
            assert other.submit(names, database).result(5) == {"before"}


@only("sqlite")
def test_a_reader_sees_one_moment(database: Database) -> None:
    with database.reading() as connection:
        with ThreadPoolExecutor(1) as other:
            other.submit(put, database, "later").result(5)
        assert connection.execute(select(func.count()).select_from(LEASE)).scalar() == 0

    assert names(database) == {"later"}


def test_too_many_at_once_are_told_so(database_url: str) -> None:
    door = Database(database_url, pool_size=2, pool_wait=0.01)

    with ExitStack() as held:
        for _ in range(2):
            held.enter_context(door.reading())
        with pytest.raises(Busy):
            held.enter_context(door.reading())

    assert names(door) == set()
    door.close()


@only("sqlite")
def test_a_writer_waits_for_its_turn_no_longer_than_it_may(database: Database) -> None:
    with database.writing(), ThreadPoolExecutor(1) as other:
        late = other.submit(put, database, "late", patience=0.02)
        assert isinstance(late.exception(5), Busy)

    put(database, "a")
    assert names(database) == {"a"}


@contextmanager
def pressing(url: str, processes: int, threads: int, ids: list[str]) -> Iterator[list[dict[str, list[int]]]]:
    """Start processes that press together; the list holds their reports at the end."""
    command = [sys.executable, "-m", "tests.adapters.pressing", url, str(threads), *ids]
    started = [
        subprocess.Popen(
            command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env={**os.environ}
        )
        for _ in range(processes)
    ]
    reports: list[dict[str, list[int]]] = []
    yield reports
    for one in started:
        assert one.stdin is not None
        one.stdin.write("\n")
        one.stdin.flush()
    for one in started:
        out, _ = one.communicate(timeout=60)
        reports.append(json.loads(out))


def test_of_many_presses_at_once_in_two_processes_one_takes_effect(database: Database) -> None:
    ids = [f"duty{number}" for number in range(12)]
    with database.writing() as connection:
        connection.execute(OBLIGATION.insert(), [duty(one) for one in ids])

    with pressing(database.url, processes=2, threads=6, ids=ids) as reports:
        pass

    assert sum(sum(report["ended"]) for report in reports) == len(ids)
    with database.reading() as connection:
        rows = connection.execute(select(OBLIGATION)).all()
    assert {row.state for row in rows} == {"done"}
    assert [row.snoozed for row in rows] == [12] * len(ids)  # no press was lost either
    assert all(report["longest"] < 2.0 for report in reports)  # type: ignore[operator]


def duty(name: str) -> dict[str, object]:
    return {"id": name, "kind": "notice", "about": "", "owner": "p", "object": name, "version": "", "cycle": ""} | {
        "reason": "", "created": AT, "due": None, "state": "pending", "closed_as": "", "round": 1, "step": "",
        "next_at": None, "silence": "", "snoozed": 0, "snoozed_until": None, "planned_at": None, "ended_at": None,
        "receipt": "", "args": "{}",
    }  # fmt: skip
