"""What stands where on a page: what waits, what is done, and the way on from nowhere."""

from __future__ import annotations

from starlette.applications import Starlette

from adapters.web.facts import InboxPage
from bot.model import Item, Status
from tests.adapters.html_reading import Reading
from tests.adapters.visiting import Visitor
from tests.adapters.web_company import ANA, Company, words

SAY = words()


def test_what_is_settled_stands_below_all_that_waits(ana: Visitor) -> None:
    html = ana.get("/").text

    places = [
        html.index(part)
        for part in ('id="m-m4"', 'id="t-also"', 'id="m-m5"', 'class="row soft small donecount"')
    ]
    assert places == sorted(places)


def test_what_was_done_without_a_card_has_a_line(ana: Visitor, company: Company) -> None:
    line = Item("Acceptable use 3.0", None, "Mon 16 Nov, 16:50", Status("done", "Done"))
    company.pages["ana"] = InboxPage(ANA)
    company.done_lines = (line,)

    page = Reading(ana.get("/done").text)

    assert "Acceptable use 3.0" in page.all("section")[-1].words()
    assert SAY("en", "web.done.none") not in page.all("main")[0].words()


def test_whoever_is_lost_and_unknown_has_a_way_on(app: Starlette) -> None:
    page = Reading(Visitor(app, "").get("/nowhere").text)

    assert page.all("a", href="/")[-1].words() == SAY("en", "web.home")
