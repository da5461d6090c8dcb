"""Pages that are open: they take in what happens without disturbing whoever reads or types."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from playwright.sync_api import Browser, expect

from bot.model import Answer, Nothing
from tests.e2e.served_company import SAY, Served, arrive, change, say_that, served_company, settle
from tests.e2e.support.browser import window

pytestmark = pytest.mark.client("chromium")
# Two clicks in one turn of the page, quicker than any answer.
TWICE = """() => {
  const button = [...document.querySelectorAll("button")].find((one) => one.textContent === "Record now");
  button.click();
  button.click();
  return [button.getAttribute("aria-busy"), button.textContent];
}"""


@pytest.fixture
def served() -> Iterator[Served]:
    with served_company() as made:
        yield made


def test_news_arrives_without_moving_focus_or_touching_what_is_typed(
    browser: Browser, served: Served
) -> None:
    with window(browser) as opened:
        page = opened.open(f"{served.url}/as/ana/inbox")
        expect(page.locator("#live")).to_have_text("")
        page.locator("#u-m2 summary").click()
        field_ = page.locator("#say-m2")
        field_.fill("May I use")
        page.locator("#m-m3 input[type=radio]").first.check()
        field_.focus()
        say_that(served, "m2", "l3", "One more thing from Olga")
        arrive(served, "n1", "A new card for Ana")
        settle(served, "m1")

        expect(page.locator("#m-n1")).to_be_visible(timeout=10_000)
        expect(page.locator("#m-m1")).to_have_class("card settled")
        expect(page.locator("#l-m2")).to_contain_text("One more thing from Olga")
        expect(page.locator("#live")).to_have_text(f"{SAY('en', 'web.live.arrived')} A new card for Ana")
        expect(field_).to_be_focused()
        expect(field_).to_have_value("May I use")
        expect(page.locator("#m-m3 input[type=radio]").first).to_be_checked()
        assert page.locator("#cards > article").first.get_attribute("id") == "m-n1"
        assert opened.complaints == []


def test_what_was_settled_elsewhere_leaves_and_an_open_thread_stays_open(
    browser: Browser, served: Served
) -> None:
    with window(browser) as opened:
        page = opened.open(f"{served.url}/as/ana/inbox")
        page.locator("#u-m2 summary").click()
        page.locator("h1").click()
        say_that(served, "m2", "l3", "One more thing from Olga")
        inbox = served.company.pages["ana"]
        gone = tuple(one for one in inbox.cards if one.id != "m4")
        served.company.pages["ana"] = replace(inbox, cards=gone)

        expect(page.locator("#m-m4")).to_have_count(0, timeout=10_000)
        expect(page.get_by_text("One more thing from Olga")).to_be_visible()
        expect(page.locator("#live")).to_have_text(SAY("en", "web.live.changed"))


def test_the_demo_follows_the_clock_by_itself(browser: Browser, served: Served) -> None:
    with window(browser) as opened:
        page = opened.open(f"{served.url}/as/ana")
        page.get_by_label(SAY("en", "demo.people.else")).fill("half a na")
        served.demo.time += timedelta(days=1)

        expect(page.locator(".clock .now b").first).to_have_text("Tuesday 1 December", timeout=10_000)
        expect(page.get_by_label(SAY("en", "demo.people.else"))).to_have_value("half a na")
        expect(page.locator("#live")).to_have_text("")


def test_a_second_click_on_the_same_button_is_not_sent(browser: Browser, served: Served) -> None:
    with window(browser) as opened:
        page = opened.open(f"{served.url}/as/ana/m/m1")
        served.company.answer = Answer(Nothing())
        shown = page.evaluate(TWICE)
        expect(page).to_have_url(f"{served.url}/as/ana/m/m1#m-m1")

        assert len(served.company.given) == 1
        assert shown == ["true", SAY("en", "web.busy")]


def test_a_card_moves_between_what_waits_and_what_is_settled(browser: Browser, served: Served) -> None:
    with window(browser) as opened:
        page = opened.open(f"{served.url}/as/ana/inbox")
        settle(served, "m1")
        expect(page.locator("#settled > #m-m1")).to_be_visible(timeout=10_000)
        expect(page.locator("#live")).to_have_text(SAY("en", "web.live.changed"))

        change(served, "m1", settled=False)
        expect(page.locator("#cards > #m-m1")).to_be_visible(timeout=10_000)
        expect(page.locator("#m-m1")).to_have_count(1)
