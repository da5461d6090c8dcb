"""Evidence as it stands in the database, read beside the running process."""

from __future__ import annotations

import json
from typing import Any

from sqlalchemy import text

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
