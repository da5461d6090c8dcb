"""The database is away for a while: busy meanwhile, and nobody has to start anything anew afterwards."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import Connection, make_url, text

from bot.errors import Busy
from storage.database import Database
from storage.leases import LEASE
from storage.migrate import upgrade
from tests.adapters.doors import cut_off, lease, moved_away, names, only, put, turn


@contextmanager
def another_process_writes(path: str) -> Iterator[None]:
    """Hold SQLite's write lock in a process of its own."""
    script = (
        "import sqlite3, sys\n"
        "held = sqlite3.connect(sys.argv[1], isolation_level=None)\n"
        "held.execute('BEGIN IMMEDIATE')\n"
        "print('held', flush=True)\n"
        "sys.stdin.readline()\n"
        "held.execute('ROLLBACK')\n"
        "held.close()\n"
        "print('free', flush=True)\n"
        "sys.stdin.readline()\n"
    )
    other = subprocess.Popen(
        [sys.executable, "-c", script, path], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert other.stdin is not None
    assert other.stdout is not None
    assert other.stdout.readline() == "held\n"
    yield
    other.stdin.write("\n")
    other.stdin.flush()
    assert other.stdout.readline() == "free\n"
    other.communicate("\n", timeout=10)


@only("sqlite")
def test_while_another_process_writes_one_is_busy_and_then_goes_on(database: Database) -> None:
    put(database, "before")

    with another_process_writes(str(make_url(database.url).database)):
        with pytest.raises(Busy):
            put(database, "meanwhile", patience=0.02)
        assert names(database) == {"before"}

    put(database, "after")
    assert names(database) == {"before", "after"}


@only("sqlite")
def test_a_file_that_is_gone_is_busy_and_not_made_anew(database: Database) -> None:
    put(database, "before")

    with moved_away(database.url) as path:
        with pytest.raises(Busy):
            put(database, "meanwhile")
        with pytest.raises(Busy):
            names(database)
        assert not path.exists()

    put(database, "after")
    assert names(database) == {"before", "after"}


@only("sqlite")
def test_a_file_that_was_replaced_is_read_from_then_on(database: Database, tmp_path: Path) -> None:
    put(database, "before")
    path = Path(str(make_url(database.url).database))
    upgrade(f"sqlite:///{tmp_path}/backup.db")

    for end in ("-wal", "-shm"):
        path.with_name(path.name + end).unlink()
    (tmp_path / "backup.db").replace(path)
    put(database, "after")

    assert names(database) == {"after"}


def test_what_is_no_database_is_busy(tmp_path: Path) -> None:
    (tmp_path / "x.db").write_bytes(b"this is no database, and far too short to be one" * 100)
    door = Database(f"sqlite:///{tmp_path}/x.db")

    with pytest.raises(Busy):
        names(door)
    with pytest.raises(Busy):
        put(door, "a")


@only("sqlite")
def test_a_full_disk_is_busy(database: Database) -> None:
    put(database, "before")
    with database.reading() as connection:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar()

    def fill(connection: Connection) -> None:
        connection.exec_driver_sql(f"PRAGMA max_page_count={pages}")
        connection.execute(LEASE.insert(), [lease(f"{number}" * 500) for number in range(2000)])

    with pytest.raises(Busy):
        turn(database, fill)

    assert names(database) == {"before"}


@only("postgresql")
def test_a_connection_cut_in_a_turn_is_busy_and_the_next_turn_works(database: Database) -> None:
    with pytest.raises(Busy):
        put(database, "lost", "too", then=lambda: cut_off(database.url))

    put(database, "after")
    assert names(database) == {"after"}


@only("postgresql")
def test_a_connection_cut_before_the_commit_is_busy(database: Database) -> None:
    with pytest.raises(Busy):
        put(database, "lost", then=lambda: cut_off(database.url))

    assert names(database) == set()


@only("postgresql")
def test_a_connection_cut_while_nobody_used_it_is_replaced(database: Database) -> None:
    put(database, "before")
    cut_off(database.url)

    put(database, "after")

    assert names(database) == {"before", "after"}


@only("postgresql")
def test_a_statement_that_takes_too_long_is_busy(database_url: str) -> None:
    door = Database(database_url, statement_limit=0.02)

    with pytest.raises(Busy), door.writing() as connection:
        connection.execute(text("SELECT pg_sleep(20)"))
    with pytest.raises(Busy), door.reading() as connection:
        connection.execute(text("SELECT pg_sleep(20)"))

    assert names(door) == set()
    door.close()


@only("postgresql")
def test_who_waits_too_long_for_a_row_is_busy(database_url: str) -> None:
    door, impatient = Database(database_url), Database(database_url, statement_limit=0.02)
    put(door, "a")
    change = LEASE.update().where(LEASE.c.name == "a").values(fence=2)

    with door.writing() as connection:
        connection.execute(change)
        with pytest.raises(Busy), impatient.writing() as other:
            other.execute(change)

    door.close()
    impatient.close()


@only("postgresql")
def test_two_who_wait_for_each_other_do_not_both_fail(database: Database) -> None:
    for name in "ab":
        put(database, name)
    met = threading.Barrier(2)

    def change(first: str, second: str) -> str:
        try:
            with database.writing() as connection:
                for name in (first, second):
                    connection.execute(LEASE.update().where(LEASE.c.name == name).values(holder=first))
                    if name == first:
                        met.wait(5)
        except Busy:
            return "busy"
        return "done"

    with ThreadPoolExecutor(2) as pool:
        outcomes = sorted(pool.map(change, "ab", "ba"))

    assert outcomes == ["busy", "done"]


def test_a_server_that_is_not_there_is_busy(tmp_path: Path) -> None:
    door = Database(f"postgresql://postgres@/nowhere?host={tmp_path}")

    with pytest.raises(Busy):
        names(door)
    with pytest.raises(Busy):
        put(door, "a")
