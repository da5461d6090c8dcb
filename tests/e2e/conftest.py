"""What every end-to-end test may ask for."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.databases import SqliteFiles
from tests.e2e.support import cast, company
from tests.e2e.support.browser import chromium
from tests.e2e.support.company import Acme, Company
from tests.e2e.support.process import Installation


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium, one for the whole run; windows come from ``support.browser.window``.

    While it runs, this thread has an event loop of Playwright's: a test beside it can't call ``asyncio.run``.
    """
    with chromium() as started:
        yield started


@pytest.fixture
def installation(tmp_path: Path, database_url: str) -> Installation:
    """A Steward on an empty database of this test's own, without any platform."""
    return Installation(tmp_path, {"STEWARD_DATABASE_URL": database_url})


@pytest.fixture(scope="session")
def acme_sqlite(tmp_path_factory: pytest.TempPathFactory, sqlite_files: SqliteFiles) -> Path:
    """An SQLite database on which the company was registered, by commands; tests copy it."""
    folder = tmp_path_factory.mktemp("acme")
    cast.register(Installation(folder, {"STEWARD_DATABASE_URL": sqlite_files.fresh(folder)}))
    return folder / "steward.db"


@pytest.fixture
def acme_folder(request: pytest.FixtureRequest, tmp_path: Path, database_url: str) -> Path:
    """A folder with app.yaml; the company is in the register of ``database_url``."""
    if database_url.startswith("sqlite"):
        company.registered_copy(request.getfixturevalue("acme_sqlite"), tmp_path)
        cast.write_settings(tmp_path)
    else:
        cast.register(Installation(tmp_path, {"STEWARD_DATABASE_URL": database_url}))
    return tmp_path


@pytest.fixture
def acme(acme_folder: Path, database_url: str) -> Iterator[Acme]:
    """The company at work: emulator, strict proxy, ``steward serve``."""
    with company.acme_at_work(acme_folder, {"STEWARD_DATABASE_URL": database_url}) as at_work:
        yield at_work


@pytest.fixture
def unserved(acme_folder: Path, database_url: str) -> Iterator[Company]:
    """The company with nobody serving: single commands remind and deliver."""
    with company.unserved_acme(acme_folder, {"STEWARD_DATABASE_URL": database_url}) as found:
        yield found
