"""Importing a hundred thousand people, beside inserting the very rows it makes."""

from __future__ import annotations

import gc
import time
from typing import Any

from sqlalchemy import Table, func, insert, select

from adapters.demo.company import company
from bot.flows.people.imports import import_people
from storage.base import all_tables
from storage.database import Database
from tests.bench.figures import Figure, figure
from tests.bench.places import Places
from tests.bench.stage import open_stage

PEOPLE = 100_000
Rows = list[tuple[Table, list[dict[str, Any]]]]


def register(count: int) -> bytes:
    """Return a register of people as CSV, made like the sample company."""
    return company(count).files()["persons.csv"]


def import_100k(places: Places, database: str) -> list[Figure]:
    """Measure an import in seconds; the reference is Core's insert of the same rows of all tables, ready as dicts."""
    data = register(PEOPLE)
    with places.fresh(database) as url:
        stage = open_stage(url)
        gc.collect()
        started = time.perf_counter()
        result = import_people(stage.house.engine, data, "hr")
        taken = time.perf_counter() - started
        assert result.created > PEOPLE * 0.99, f"only {result.created} of {result.read} rows were taken"
        stage.house.close()
        rows = _rows(url)
    with places.fresh(database) as url:
        reference = _inserted(url, rows)
    return [figure("import_100k", taken, "s", database, reference)]


def _rows(url: str) -> Rows:
    """Return every row of every table, in an order in which they can be inserted."""
    database = Database(url, statement_limit=None)
    found: Rows = []
    with database.reading() as connection:
        for table in all_tables().sorted_tables:
            given = [
                column for column in table.c if column.autoincrement is not True and column.name != "seq"
            ]
            read = connection.execute(select(*given)).mappings()
            found.append((table, [dict(row) for row in read]))
    database.close()
    return [(table, rows) for table, rows in found if rows]


def _inserted(url: str, rows: Rows) -> float:
    """Return the seconds for inserting these rows by Core, a statement and a transaction for each table."""
    database = Database(url, statement_limit=None)
    gc.collect()
    started = time.perf_counter()
    for table, some in rows:
        with database.writing(limit=None) as connection:
            connection.execute(insert(table), some)
    taken = time.perf_counter() - started
    with database.reading() as connection:
        for table, some in rows:
            count = connection.execute(select(func.count()).select_from(table)).scalar_one()
            assert count == len(some), f"{table.name} has {count} of {len(some)} rows"
    database.close()
    return taken
