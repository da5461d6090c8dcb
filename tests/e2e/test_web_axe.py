"""The pages in a real browser: no barriers, no sideways scrolling; by keyboard, without script."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from playwright.sync_api import Browser, ViewportSize, expect

from adapters.demo.facts import Progress
from bot.model import Answer, Note
from tests.adapters.demo_company import MORNING
from tests.e2e.served_company import SAY, Served, served_company
from tests.e2e.support.browser import DESK, PHONE, window

pytestmark = pytest.mark.client("chromium")

TABLET = ViewportSize(width=800, height=1100)
# Every page, its ends included; what is asked for with a wrong address is meant to be found missing.
PAGES = (
    *("/as/ana", "/as/ana?q=an", "/as/ana?q=zoe", "/as/ben", "/as/amira"),
    *("/as/ana/inbox", "/as/ben/inbox", "/as/ana/m/m2", "/as/ana/m/m4", "/as/amira/m/r1", "/as/ana/done"),
    *(
        "/as/ana/list",
        "/as/ana/help",
        "/as/ana/ideas/new",
        "/as/ana/report",
        "/as/ben/done",
        "/as/ana/m/none",
    ),
)


@pytest.fixture
def served() -> Iterator[Served]:
    with served_company() as made:
        yield made


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("size", [DESK, TABLET, PHONE], ids=["desk", "tablet", "phone"])
def test_no_page_has_a_barrier_or_scrolls_sideways(
    browser: Browser, served: Served, size: ViewportSize, dark: bool
) -> None:
    with window(browser, size, dark=dark) as opened:
        for path in PAGES:
            opened.page.goto(served.url + path)
            for folded in opened.page.locator("summary").all():
                folded.click()

            assert (path, opened.barriers()) == (path, [])
            assert (path, opened.overflow()) == (path, 0)
        assert [words for words in opened.complaints if "404" not in words] == []


def test_forms_notes_and_ends_have_no_barrier_either(browser: Browser, served: Served) -> None:
    with window(browser, PHONE) as opened:
        page = opened.open(f"{served.url}/as/ana/m/m1")
        page.get_by_role("button", name="Plan it").click()
        assert opened.barriers() == []

        page.get_by_role("button", name="Plan it").click()
        expect(page.locator(".summary")).to_be_focused()
        assert opened.barriers() == []
        assert opened.overflow() == 0

        opened.open(f"{served.url}/as/ana").get_by_role(
            "button", name="Acknowledge version 3.0"
        ).first.click()
        expect(page.locator("#note")).to_be_in_viewport()
        assert opened.barriers() == []

        served.company.answer = Answer(Note("away"), busy=True)
        page.get_by_role("button", name="Record now").click()
        expect(page.get_by_role("heading", level=1)).to_have_text(SAY("en", "web.end.busy.title"))
        assert opened.barriers() == []

        served.demo.progress = Progress(MORNING + timedelta(days=7), MORNING, 0.4, 3)
        opened.open(f"{served.url}/as/ana")
        assert opened.barriers() == []


def test_the_tab_key_reaches_the_text_before_the_button_that_confirms_it(
    browser: Browser, served: Served
) -> None:
    with window(browser) as opened:
        opened.open(f"{served.url}/as/ana/m/m2")

        stops = opened.tab_stops()

    assert stops[:6] == [SAY("en", "web.skip"), "Steward", "Open", "Done", "Ideas", "Help"]
    assert stops.index("Read it here") < stops.index("Acknowledge version 3.0")
    assert stops[-5:-3] == ["Acknowledge version 3.0", "text"]


def test_every_button_is_reached_and_pressed_by_keyboard(browser: Browser, served: Served) -> None:
    with window(browser) as opened:
        page = opened.open(f"{served.url}/as/ana/m/m3")
        page.get_by_role("radio").first.focus()
        page.keyboard.press("ArrowDown")
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")

        expect(page.locator("#note")).to_be_visible()
        assert [given.values for given in served.company.given] == [{"answer": "b"}]  # type: ignore[union-attr]


def test_everything_works_without_script(browser: Browser, served: Served) -> None:
    with window(browser, javascript=False) as opened:
        page = opened.open(f"{served.url}/as/ana")
        page.locator("#u-m2 summary").click()
        page.get_by_label(SAY("en", "web.thread.ask", name="Olga Marin")).fill("May I?")
        page.keyboard.press("Enter")
        expect(page.locator("#u-m2 #note")).to_contain_text("I’ve passed this to Olga Marin")

        page.get_by_role("button", name=SAY("en", "demo.to.hour")).click()
        expect(page.locator(".clock .time")).to_have_text("10:30")
        page.get_by_role("link", name="Ben Ito").click()
        expect(page).to_have_url(f"{served.url}/as/ben")
        served.demo.progress = Progress(MORNING + timedelta(days=7), MORNING, 0.4, 3)
        page.reload()
        served.demo.progress = None
        expect(page.get_by_role("button", name=SAY("de", "demo.to.day"))).to_be_visible(timeout=5000)
