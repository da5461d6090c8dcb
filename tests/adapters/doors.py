"""What the tests of the database's door write and read."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import Connection, select

from storage.database import Database
from storage.messages import LEASE
from tests.adapters.pressing import AT


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
