"""What the tests of the database's door write and read."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest
from psycopg import sql
from sqlalchemy import Connection, make_url, select

from storage.database import Database
from storage.leases import LEASE
from tests.adapters.pressing import AT

_CUT = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s AND pid <> pg_backend_pid()"


def only(name: str) -> pytest.MarkDecorator:
    """Let a test run on one engine: the other has no such state."""
    return pytest.mark.parametrize("database_url", [name], indirect=True)


def lease(name: str) -> dict[str, object]:
    return {"name": name, "holder": "me", "fence": 1, "until": AT}


def put(database: Database, *rows: str, then: Callable[[], object] = lambda: None, **options: float) -> None:
    """Write rows in one turn; ``then`` happens after each of them."""
    with database.writing(**options) as connection:
        for name in rows:
            connection.execute(LEASE.insert(), lease(name))
            then()


def turn(database: Database, work: Callable[[Connection], object]) -> None:
    """Do something in one turn."""
    with database.writing() as connection:
        work(connection)


def names(database: Database) -> set[str]:
    with database.reading() as connection:
        return {row.name for row in connection.execute(select(LEASE.c.name))}


# --- away ----------------------------------------------------------------------------------------


@contextmanager
def moved_away(url: str) -> Iterator[Path]:
    """Take the database's files away for a while, as an unmounted disk does."""
    path = Path(str(make_url(url).database))
    there = [
        one for one in (path, *(path.with_name(path.name + end) for end in ("-wal", "-shm"))) if one.exists()
    ]
    for one in there:
        one.rename(one.with_name(f"gone-{one.name}"))
    try:
        yield path
    finally:
        for one in there:
            one.with_name(f"gone-{one.name}").rename(one)


def admin(url: str) -> psycopg.Connection[tuple[object, ...]]:
    return psycopg.connect(url, autocommit=True)


def cut_off(url: str) -> None:
    """Cut every connection to a database, as a restart of the server does."""
    with admin(url) as connection:
        connection.execute(_CUT, (make_url(url).database,))


@contextmanager
def away(url: str) -> Iterator[None]:
    """Let nobody reach a database for a while: its file is elsewhere, or the server takes no connections."""
    if url.startswith("sqlite"):
        with moved_away(url):
            yield
        return
    parsed = make_url(url)
    name = sql.Identifier(str(parsed.database))
    server = parsed.set(database="postgres").render_as_string(hide_password=False)
    with admin(server) as connection:
        connection.execute(sql.SQL("ALTER DATABASE {} WITH ALLOW_CONNECTIONS false").format(name))
        connection.execute(_CUT, (parsed.database,))
        try:
            yield
        finally:
            connection.execute(sql.SQL("ALTER DATABASE {} WITH ALLOW_CONNECTIONS true").format(name))
