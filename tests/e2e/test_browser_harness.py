"""The browser of the end-to-end tests: it sees what is wrong, and reaches nothing but loopback."""

import pytest
from playwright.sync_api import Browser

from tests.e2e.support.browser import PHONE, window

pytestmark = [pytest.mark.harness, pytest.mark.client("chromium")]

PAGE = "<html lang=en><title>Page</title><main><h1>Page</h1>{}</main></html>"


def test_a_field_without_a_name_is_a_barrier_and_one_with_a_name_is_none(browser: Browser) -> None:
    with window(browser) as opened:
        opened.page.set_content(PAGE.format("<input id=a>"))
        without = opened.barriers()
        opened.page.set_content(PAGE.format("<label for=a>Name</label><input id=a>"))
        named = opened.barriers()

    assert [barrier.partition(" ")[0] for barrier in without] == ["label"]
    assert named == []


def test_what_is_wider_than_a_phone_is_noticed(browser: Browser) -> None:
    with window(browser, PHONE) as opened:
        opened.page.set_content(PAGE.format("<p>short</p>"))
        fits = opened.overflow()
        opened.page.set_content(PAGE.format("<div style='width:600px'>wide</div>"))

        assert fits == 0
        assert opened.overflow() > 200


def test_nothing_but_loopback_is_reached_and_errors_are_kept(browser: Browser) -> None:
    with window(browser) as opened:
        opened.page.set_content(PAGE.format("<img alt='' src='http://elsewhere.test/a.png'>"))
        opened.page.set_content(PAGE.format("<script>nothing()</script>"))

    asked, *errors = opened.complaints
    assert asked == "asked for http://elsewhere.test/a.png"
    assert any("nothing is not defined" in error for error in errors)


def test_the_tab_key_goes_through_the_page_in_order(browser: Browser) -> None:
    with window(browser) as opened:
        opened.page.set_content(PAGE.format("<a href='#'>First</a><button>Second</button><p>no stop</p>"))

        assert opened.tab_stops() == ["First", "Second"]


def test_dark_mode_and_no_javascript_are_what_the_page_is_told(browser: Browser) -> None:
    style = "<style>p {color: red} @media (prefers-color-scheme: dark) {p {color: lime}}</style>"
    with window(browser, dark=True, javascript=False) as opened:
        opened.page.set_content(PAGE.format(f"{style}<p>x</p><noscript>plain</noscript>"))

        assert opened.page.locator("p").evaluate("e => getComputedStyle(e).color") == "rgb(0, 255, 0)"
        assert opened.page.locator("noscript").is_visible()
