"""Chromium, as people use it: at a desk, on a phone, in the dark, without JavaScript, by keyboard."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, ConsoleMessage, Page, Route, ViewportSize, sync_playwright

CHROMIUM = "/usr/bin/chromium"
FLAGS = (
    "--no-sandbox",  # root may not have the sandbox, and CI is root
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
DESK = ViewportSize(width=1280, height=800)
PHONE = ViewportSize(width=320, height=640)
LOOPBACK = {"127.0.0.1", "localhost", "::1"}
_NAME_OF_FOCUS = """
    (it => it === document.body ? "" :
        it.getAttribute("aria-label") || it.innerText || it.name || it.id || it.tagName)
    (document.activeElement)
"""


@contextmanager
def chromium() -> Iterator[Browser]:
    """Start Debian's Chromium, stop it afterwards; one serves a whole test run."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, headless=True, args=list(FLAGS))
        try:
            yield browser
        finally:
            browser.close()


@dataclass
class Window:
    """A page with a profile of its own, and what went wrong in it."""

    page: Page
    complaints: list[str] = field(default_factory=list)
    """Errors of the page and its console, where the content security policy speaks; requests to elsewhere."""

    def open(self, url: str) -> Page:
        """Load ``url``; the answer must be a good one."""
        response = self.page.goto(url)
        assert response is None or response.ok, f"{url}: {response.status}"
        return self.page

    def overflow(self) -> int:
        """Return by how many pixels the page is wider than the window; 0 is what a phone needs."""
        wide: int = self.page.evaluate(
            "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        )
        return wide

    def barriers(self) -> list[str]:
        """Return what axe-core finds wrong for people who use a keyboard, a screen reader or large type."""
        found = Axe().run(self.page).response["violations"]
        return [
            f"{rule['id']} ({rule['impact']}): {rule['help']}: {node['html']}"
            for rule in found
            for node in rule["nodes"]
        ]

    def tab_stops(self, most: int = 200) -> list[str]:
        """Return what the Tab key reaches from the top of the page, in order, by name or text."""
        stops: list[str] = []
        for _ in range(most):
            self.page.keyboard.press("Tab")
            name: str = self.page.evaluate(_NAME_OF_FOCUS)
            if not name:  # past the last one, the focus leaves the page
                return stops
            stops.append(name.strip())
        raise AssertionError(f"the Tab key does not get through: {stops}")


@contextmanager
def window(
    browser: Browser, size: ViewportSize = DESK, *, dark: bool = False, javascript: bool = True
) -> Iterator[Window]:
    """Open a window in which nothing but loopback can be reached."""
    context = browser.new_context(
        viewport=size,
        color_scheme="dark" if dark else "light",
        java_script_enabled=javascript,
        reduced_motion="reduce",
        locale="en-GB",
    )
    opened = Window(context.new_page())
    opened.page.on("console", lambda message: _note(opened, message))
    opened.page.on("pageerror", lambda error: opened.complaints.append(f"error: {error}"))
    context.route("**/*", lambda route: _loopback_only(opened, route))
    try:
        yield opened
    finally:
        context.close()


def _note(opened: Window, message: ConsoleMessage) -> None:
    if message.type in {"error", "warning"}:
        opened.complaints.append(f"{message.type}: {message.text}")


def _loopback_only(opened: Window, route: Route) -> None:
    address = urlsplit(route.request.url)
    if address.hostname in LOOPBACK or address.scheme in {"data", "blob", "about"}:
        route.continue_()
    else:
        opened.complaints.append(f"asked for {route.request.url}")
        route.abort()
