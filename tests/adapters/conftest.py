"""What the tests of this folder may ask for beside the rest."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from storage.database import Database


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    """The door to a migrated, empty database; the test runs once on each engine."""
    door = Database(database_url)
    yield door
    door.close()
