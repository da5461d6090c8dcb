"""Take the three pictures of README from the running demo: ``.venv/bin/python -m scripts.pictures``."""

from __future__ import annotations

import re
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

from playwright.sync_api import Page

from tests.e2e.support.browser import chromium

ROOT = Path(__file__).parents[1]
PICTURES = ROOT / "docs" / "pictures"
PORT = 8791
HOME = f"http://127.0.0.1:{PORT}"


def _is_up() -> bool:
    try:
        with urllib.request.urlopen(HOME, timeout=2):
            return True
    except OSError:
        return False


def _person(page: Page, name: str) -> None:
    page.goto(HOME)
    page.get_by_role("link", name=re.compile(name)).first.click()


def _take(page: Page, name: str) -> None:
    page.screenshot(path=PICTURES / f"{name}.png")
    print(f"docs/pictures/{name}.png")


def main() -> None:
    """Start the demo, take the pictures, stop it."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    steward = Path(sys.executable).parent / "steward"
    process = subprocess.Popen([str(steward), "demo", "--port", str(PORT)], stdout=subprocess.DEVNULL)
    try:
        deadline = time.monotonic() + 120
        while not _is_up():
            assert process.poll() is None, "the demo has ended"
            assert time.monotonic() < deadline, "the demo did not start"
            time.sleep(0.2)  # noqa: TID251 - between two looks at another process
        with chromium() as browser:
            desk = browser.new_page(viewport={"width": 1280, "height": 900})
            _person(desk, "Ana Novak")
            _take(desk, "demo")
            _person(desk, "Chika Obi")
            _take(desk, "week")
            phone = browser.new_page(viewport={"width": 390, "height": 844})
            _person(phone, "Eve Lund")
            phone.get_by_role("link", name="Open as a page of its own").first.click()
            _take(phone, "policy-phone")
    finally:
        process.terminate()
        process.wait(timeout=20)


if __name__ == "__main__":
    main()
