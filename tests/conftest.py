"""What every test may ask for."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests import databases
from tests.office import Office


def pytest_configure(config: pytest.Config) -> None:
    """Name the folder of this run's PostgreSQL before xdist's workers start, so that all share it."""
    if not hasattr(config, "workerinput"):
        databases.make_shared_folder()


def pytest_unconfigure(config: pytest.Config) -> None:
    """Remove that folder when the run ends."""
    if not hasattr(config, "workerinput"):
        shutil.rmtree(os.environ.pop(databases.SHARED), ignore_errors=True)


@pytest.fixture(scope="session")
def sqlite_files(tmp_path_factory: pytest.TempPathFactory) -> databases.SqliteFiles:
    """Copies of one migrated SQLite file."""
    return databases.SqliteFiles(tmp_path_factory.mktemp("sqlite"))


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[databases.PostgresServer]:
    """The PostgreSQL server of this run."""
    server = databases.PostgresServer(Path(os.environ[databases.SHARED]))
    yield server
    server.stop()


@pytest.fixture(params=databases.NAMES)
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of a migrated, empty database of this test's own; the test runs once on each engine."""
    if request.param == "sqlite":
        files: databases.SqliteFiles = request.getfixturevalue("sqlite_files")
        yield files.fresh(tmp_path)
        return
    server: databases.PostgresServer = request.getfixturevalue("postgres_server")
    url = server.fresh()
    yield url
    server.drop(url)


@pytest.fixture
def office(database_url: str) -> Iterator[Office]:
    """A company on Monday, 30 November 2026, 09:30 in Berlin; the test runs once on each engine."""
    company = Office(database_url)
    yield company
    company.close()
