"""Take the three pictures of the README from a running demo: ``python -m scripts.pictures``."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Browser, Page, expect

from tests.e2e.support.browser import chromium
from tests.e2e.support.process import Installation

PICTURES = Path(__file__).parents[1] / "docs" / "pictures"
_PATIENCE = 120.0  # seconds until the company has moved in


def main() -> None:
    """Write docs/pictures/*.png anew."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, chromium() as browser:
        installation = Installation(Path(folder))
        with installation.serving(command="demo", patience=_PATIENCE) as server:
            demo_at_a_desk(browser, server.url)
            thread_on_a_phone(browser, server.url)
            week_of_a_manager(browser, server.url)


def demo_at_a_desk(browser: Browser, url: str) -> None:
    """Show the whole: a clock, people to be, an inbox, what was sent and what was held back."""
    page = _page(browser, url, "Ana Novak", width=1320, height=880)
    _keep(page, "demo")


def thread_on_a_phone(browser: Browser, url: str) -> None:
    """Show a policy read, asked about and acknowledged in its thread."""
    page = _page(browser, url, "Eve Lund", width=390, height=844, scale=2)
    page.get_by_role("button", name="Read it here").first.click()
    ask = page.get_by_label("Ask Olga Marin in this thread")
    ask.fill("May I use a translation site for a customer's mail?")
    page.keyboard.press("Enter")
    expect(page.locator("details[open]").last).to_contain_text("I've passed this to Olga Marin")
    page.get_by_label("Ask Olga Marin in this thread").fill("I acknowledge")
    page.get_by_label("Ask Olga Marin in this thread").scroll_into_view_if_needed()
    page.mouse.wheel(0, 60)
    page.wait_for_timeout(300)
    _keep(page, "policy-phone")


def week_of_a_manager(browser: Browser, url: str) -> None:
    """Show the digest after one press: a line a talk, a button each."""
    page = _page(browser, url, "Ana Novak", width=1320, height=880, scale=2)
    page.locator("li", has_text="Ben Ito starts").get_by_role("button").click()
    page.get_by_label("Thu 3 Dec, 10:00").check()
    page.locator("form .button.primary").click()
    week = page.locator("article", has_text="Good morning, Ana.").first
    expect(week).to_contain_text("planned for Thu 3 Dec, 10:00")
    week.screenshot(path=PICTURES / "week.png")
    _say("week")


def _page(browser: Browser, url: str, name: str, *, width: int, height: int, scale: int = 1) -> Page:
    """Return the demo's page as somebody of the cast."""
    context = browser.new_context(
        viewport={"width": width, "height": height},
        device_scale_factor=scale,
        reduced_motion="reduce",
        locale="en-GB",
    )
    page = context.new_page()
    page.goto(url)
    page.locator("#people").get_by_role("link", name=name).click()
    expect(page.locator(".inboxhead")).to_contain_text(name)
    return page


def _keep(page: Page, name: str) -> None:
    page.screenshot(path=PICTURES / f"{name}.png")
    _say(name)


def _say(name: str) -> None:
    sys.stdout.write(f"docs/pictures/{name}.png\n")


if __name__ == "__main__":
    main()
