"""Evidence as it stands in the database, read beside the running process."""

from __future__ import annotations

import json
from typing import Any

from sqlalchemy import inspect, text

from storage.database import make_engine
from tests.e2e.support.process import Installation


def events_of(steward: Installation, action: str) -> list[dict[str, Any]]:
    """Return the bodies of the events with this action, in order; nothing is written."""
    engine = make_engine(steward.environment["STEWARD_DATABASE_URL"])
    try:
        with engine.connect() as connection:
            rows = connection.execute(
                text("SELECT body FROM event WHERE action = :a ORDER BY seq"), {"a": action}
            )
            return [json.loads(row.body) for row in rows]
    finally:
        engine.dispose()


def rows_in(steward: Installation) -> dict[str, int]:
    """Return how many rows each table has; nothing is written."""
    engine = make_engine(steward.environment["STEWARD_DATABASE_URL"])
    try:
        with engine.connect() as connection:
            names = inspect(connection).get_table_names()
            counted = {name: connection.execute(text(f"SELECT count(*) FROM {name}")) for name in names}  # noqa: S608
            return {name: int(found.scalar_one()) for name, found in counted.items()}
    finally:
        engine.dispose()
