"""What the tests of this folder may ask for beside the rest."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from starlette.applications import Starlette

from adapters.web.connector import web_app
from storage.database import Database
from tests.adapters.visiting import Visitor
from tests.adapters.web_company import Company, desk_of, words


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    """The door to a migrated, empty database; the test runs once on each engine."""
    door = Database(database_url)
    yield door
    door.close()


@pytest.fixture
def company() -> Company:
    """What the browser's pages are drawn from in tests that need no database."""
    return Company()


@pytest.fixture
def app(company: Company) -> Starlette:
    """The browser's side of that company."""
    return web_app(desk_of(company, words()))


@pytest.fixture
def ana(app: Starlette) -> Visitor:
    """Somebody of that company who is signed in."""
    return Visitor(app)
