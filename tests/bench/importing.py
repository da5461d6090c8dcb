"""Importing 100,000 people, beside inserting the very same rows ready-made."""

from __future__ import annotations

import time
from typing import Any

from sqlalchemy import Table, insert, text

from adapters.demo.company import company
from bot.flows.people.imports import import_people
from storage.evidence import EVENT
from storage.obligations import OBLIGATION
from storage.people import ENGAGEMENT, IMPORT_RUN, PERSON, REPORTING_EDGE, SOURCE_KEY
from tests.bench.stage import Stage, open_stage

PEOPLE = 100_000
CHUNK = 1000
TABLES: tuple[Table, ...] = (PERSON, ENGAGEMENT, SOURCE_KEY, REPORTING_EDGE, OBLIGATION, EVENT, IMPORT_RUN)


def register(size: int = PEOPLE) -> bytes:
    """Return persons.csv of a company of that size."""
    return company(size).files()["persons.csv"]


def import_100k(url: str, empty_url: str, data: bytes) -> tuple[float, float]:
    """Return the seconds of the import, and of a Core insert of all rows it wrote, as dicts."""
    stage = open_stage(url)
    began = time.perf_counter()
    result = import_people(stage.house.engine, data, "hr")
    ours = time.perf_counter() - began
    assert result.created >= PEOPLE * 0.99, result.as_dict()["rejected"][:3]
    rows = {table: _rows(stage, table) for table in TABLES}
    stage.house.close()
    plain = open_stage(empty_url)
    began = time.perf_counter()
    for table, all_rows in rows.items():
        for start in range(0, len(all_rows), CHUNK):
            with plain.house.database.writing(limit=None) as connection:
                connection.execute(insert(table), all_rows[start : start + CHUNK])
    reference = time.perf_counter() - began
    assert plain.count(text("SELECT count(*) FROM person")) >= PEOPLE * 0.99
    plain.house.close()
    return ours, reference


def _rows(stage: Stage, table: Table) -> list[dict[str, Any]]:
    with stage.house.database.reading() as connection:
        if not stage.house.database.is_sqlite:
            connection.execute(text("SET LOCAL statement_timeout = 0"))
        return [dict(row) for row in connection.execute(table.select()).mappings()]
