"""An error of the database while somebody's name is being stored: the name is not in it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from sqlalchemy import text

from storage.database import Database
from storage.evidence import EVENT
from storage.leases import LEASE
from storage.prepared import inserting
from tests.adapters.doors import lease, only, put
from tests.adapters.pressing import AT

NAME = "Ana Novák, who typed this"


def said(act: Callable[[], None]) -> str:
    """Return everything an error says: its own words, those of its cause, and how it is shown."""
    with pytest.raises(Exception) as caught:  # noqa: PT011 - whichever it is, it says nothing
        act()
    words, error = "", caught.value
    at: BaseException | None = error
    while at is not None:
        words += f"{at} {at!r} {at.args}"
        at = at.__cause__ or at.__context__
    return words


def test_a_row_that_is_there_already_is_not_quoted(database: Database) -> None:
    put(database, NAME)

    words = said(lambda: put(database, NAME))

    assert "lease" in words
    assert NAME not in words
    assert "Ana" not in words


def test_a_row_that_breaks_a_rule_is_not_quoted(database: Database) -> None:
    def without_holder() -> None:
        with database.writing() as connection:
            connection.execute(LEASE.insert(), {"name": NAME, "fence": 1, "until": AT})

    assert "Ana" not in said(without_holder)


@only("postgresql")
def test_a_value_that_does_not_fit_is_not_quoted(database: Database) -> None:
    def as_number() -> None:
        with database.reading() as connection:
            connection.execute(text("SELECT CAST(:name AS integer)"), {"name": NAME})

    words = said(as_number)

    assert "22P02: a value does not fit" in words
    assert "Ana" not in words


def test_neither_is_it_in_a_statement_that_the_driver_runs_itself(database: Database) -> None:
    insert = inserting(LEASE)

    def put_again() -> None:
        for _ in range(2):
            with database.writing() as connection:
                insert.each(connection, [lease(NAME)])

    assert "Ana" not in said(put_again)


def test_what_a_trigger_refuses_is_told_in_its_own_words(database: Database) -> None:
    now = datetime(2026, 11, 30, tzinfo=UTC)
    row = {
        "event_id": "e",
        "occurred_at": now,
        "recorded_at": now,
        "action": NAME,
        "body": NAME,
        "sha256": "",
    }
    empty = dict.fromkeys(
        ("actor", "subject", "engagement", "object_type", "object_id", "object_version"), ""
    )
    with database.writing() as connection:
        connection.execute(EVENT.insert(), row | empty)

    def change() -> None:
        with database.writing() as connection:
            connection.execute(EVENT.update().values(body="other"))

    words = said(change)

    assert "event is append-only: correct it by a new event" in words
    assert "Ana" not in words
