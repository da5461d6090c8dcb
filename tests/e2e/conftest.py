"""What every end-to-end test may ask for."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.e2e.support.browser import chromium
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
