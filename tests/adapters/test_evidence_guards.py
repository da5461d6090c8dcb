"""Evidence stays as it was written, whoever tries: with the drivers alone, as any program could."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import Any

import psycopg
import pytest
from sqlalchemy import make_url

from tests.adapters.doors import only

EVENT = (
    "INSERT INTO event (seq, event_id, occurred_at, recorded_at, action, actor, subject, engagement, object_type,"
    " object_id, object_version, body, sha256) VALUES (1, 'e1', '2026-11-30 08:00:00', '2026-11-30 08:00:00',"
    " 'a', '', '', '', '', '', '', 'as it was', '')"
)
WORDING = "INSERT INTO wording (sha256, id, locale, template) VALUES ('s1', 'key', 'en', 'as it was')"
WORDS = {"event": "event is append-only: correct it by a new event", "wording": "wording is append-only"}
ROWS = {"event": ("body", "seq = 1", EVENT), "wording": ("template", "sha256 = 's1'", WORDING)}
SELECTS = {"event": "SELECT body FROM event", "wording": "SELECT template FROM wording"}
both_tables = pytest.mark.parametrize("table", ["event", "wording"])


@contextmanager
def driver(url: str) -> Iterator[Any]:
    """A connection by the driver alone, with none of our settings; each statement by itself."""
    if url.startswith("sqlite"):
        with closing(sqlite3.connect(str(make_url(url).database), isolation_level=None)) as connection:
            yield connection
    else:
        with closing(psycopg.connect(url, autocommit=True)) as connection:
            yield connection


def is_as_it_was(connection: Any, table: str) -> bool:
    return list(connection.execute(SELECTS[table])) == [("as it was",)]


@both_tables
@pytest.mark.parametrize(
    "change",
    [
        "UPDATE {table} SET {column} = 'other'",
        "UPDATE {table} SET {column} = {column}",
        "DELETE FROM {table}",
    ],
)
def test_neither_changed_nor_removed(database_url: str, table: str, change: str) -> None:
    column, _, insert = ROWS[table]
    with driver(database_url) as connection:
        connection.execute(insert)

        with pytest.raises((sqlite3.IntegrityError, psycopg.IntegrityError), match=WORDS[table]):
            connection.execute(change.format(table=table, column=column))

        assert is_as_it_was(connection, table)


@both_tables
@only("sqlite")
@pytest.mark.parametrize("recursive", ["ON", "OFF"])
@pytest.mark.parametrize("start", ["INSERT OR REPLACE", "REPLACE"])
def test_replacing_is_refused_whatever_the_connection_has_set(
    database_url: str, table: str, recursive: str, start: str
) -> None:
    _, _, insert = ROWS[table]
    with driver(database_url) as connection:
        connection.execute(insert)
        connection.execute(f"PRAGMA recursive_triggers={recursive}")

        with pytest.raises(sqlite3.IntegrityError, match=WORDS[table]):
            connection.execute(insert.replace("INSERT", start).replace("as it was", "other"))

        assert is_as_it_was(connection, table)


@both_tables
@only("postgresql")
@pytest.mark.parametrize("statement", ["TRUNCATE {table}", "TRUNCATE {table} CASCADE"])
def test_emptying_is_refused(database_url: str, table: str, statement: str) -> None:
    _, _, insert = ROWS[table]
    with driver(database_url) as connection:
        connection.execute(insert)

        with pytest.raises(psycopg.IntegrityError, match=WORDS[table]):
            connection.execute(statement.format(table=table))

        assert is_as_it_was(connection, table)


@both_tables
def test_a_conflict_does_not_change_it_either(database_url: str, table: str) -> None:
    column, where, insert = ROWS[table]
    key = where.split(" = ")[0]
    upsert = f"{insert.replace('as it was', 'other')} ON CONFLICT ({key}) DO UPDATE SET {column} = 'other'"
    with driver(database_url) as connection:
        connection.execute(insert)

        with pytest.raises((sqlite3.IntegrityError, psycopg.IntegrityError), match=WORDS[table]):
            connection.execute(upsert)

        assert is_as_it_was(connection, table)


def test_adding_is_what_it_is_for(database_url: str) -> None:
    second = EVENT.replace("(1, 'e1'", "(2, 'e2'")
    with driver(database_url) as connection:
        connection.execute(EVENT)
        connection.execute(second)

        assert [row[0] for row in connection.execute("SELECT seq FROM event ORDER BY seq")] == [1, 2]
