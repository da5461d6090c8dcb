"""The demo page: being anybody, moving the clock, seeing what was sent and what was held back."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from starlette.applications import Starlette

from adapters.demo.facts import Progress
from adapters.demo.page import HOSTS, PREFIX, TEMPLATES, demo_routes, person_in_path
from adapters.web.canvas import Canvas
from adapters.web.connector import web_app
from bot.model import Pressed
from tests.adapters.demo_company import MORNING, DemoCompany
from tests.adapters.html_reading import Reading
from tests.adapters.visiting import Visitor, form_of
from tests.adapters.web_company import Company, desk_of, words

SAY = words()


@pytest.fixture
def company() -> Company:
    return Company()


@pytest.fixture
def demo() -> DemoCompany:
    return DemoCompany()


@pytest.fixture
def app(company: Company, demo: DemoCompany) -> Starlette:
    desk = desk_of(company, SAY, (TEMPLATES,), prefix=PREFIX, identify=person_in_path, stays={"demo": ""})
    return web_app(desk, also=demo_routes(demo, Canvas(desk, "demo")), hosts=HOSTS)


@pytest.fixture
def visitor(app: Starlette) -> Visitor:
    return Visitor(app, person="nobody")


def test_the_first_of_the_cast_is_who_one_begins_as(visitor: Visitor) -> None:
    answer = visitor.get("/")

    assert answer.headers["location"] == "/as/ana"
    assert visitor.get("/m/m1").headers["location"] == "/as/ana/m/m1"


def test_the_page_shows_clock_cast_inbox_sent_and_held(visitor: Visitor) -> None:
    page = Reading(visitor.get("/as/ana").text)

    assert page.all("p", **{"class": "now"})[0].words().startswith("Monday 30 November 09:30 in Berlin")
    people = page.all("ul", id="people")[0].words()
    for name in ("Ana Novak", "Ben Ito", "Sam Diaz", "Petra Kraus", "Olga Marin"):
        assert name in people
    assert len(page.all("article")) == 5
    sent, held = page.all("section", id="sent")[0].words(), page.all("section", id="held")[0].words()
    assert "Petra Kraus 09:00 · Slack Who briefs Luan Hovar?" in sent
    assert "Sam Diaz Fri 09:00 · Browser" in sent
    assert "Ravi Sol Tue 15 Dec Acceptable use 3.0 Away until 14 December." in held


def test_one_can_be_two_people_in_two_tabs(visitor: Visitor, company: Company) -> None:
    ana, ben = visitor.get("/as/ana"), visitor.get("/as/ben")

    visitor.submit(ana, "Record now")

    given = company.given[-1]
    assert isinstance(given, Pressed)
    assert given.actor.user_id == "ana"
    assert Reading(ben.text).all("html")[0].attributes["lang"] == "de"


def test_a_press_on_the_page_stays_on_the_page(visitor: Visitor) -> None:
    answer = visitor.press("/as/ana", "Acknowledge version 3.0")

    assert answer.headers["location"] == "/as/ana?open=m2#note"
    page = Reading(visitor.follow(answer).text)
    assert "Thank you, Ana." in page.all("div", id="note")[0].words()
    assert "open" in page.all("details", id="u-m2")[0].attributes


def test_one_persons_form_is_no_good_for_another(visitor: Visitor, company: Company) -> None:
    _, fields = form_of(Reading(visitor.get("/as/ana").text), "Record now")

    assert visitor.post("/as/ben/press", fields).status_code == 403
    assert company.given == []


@pytest.mark.parametrize("to", ["day", "hour", "week"])
def test_the_clock_moves(visitor: Visitor, demo: DemoCompany, to: str) -> None:
    answer = visitor.press("/as/ana", SAY("en", f"demo.to.{to}"))

    assert (answer.status_code, answer.headers["location"]) == (303, "/as/ana")
    assert demo.moved == [to]


@pytest.mark.parametrize("changed", [{"to": "year"}, {"to": ""}])
def test_the_clock_moves_only_as_its_buttons_say(
    visitor: Visitor, demo: DemoCompany, changed: dict[str, str]
) -> None:
    visitor.press("/as/ana", SAY("en", "demo.to.day"), changed)

    assert demo.moved == []


def test_neither_the_clock_nor_the_company_obeys_another_site(visitor: Visitor, demo: DemoCompany) -> None:
    for path in ("clock", "again"):
        assert visitor.post(f"/as/ana/{path}", {"to": "week"}).status_code == 403
        assert visitor.post(f"/as/ana/{path}", {"to": "week", "csrf": "x"}).status_code == 403

    assert (demo.moved, demo.resets) == ([], 0)


def test_one_can_start_again(visitor: Visitor, demo: DemoCompany) -> None:
    visitor.press("/as/ana", SAY("en", "demo.to.week"))

    answer = visitor.press("/as/ana", SAY("en", "demo.reset"))

    assert answer.status_code == 303
    assert (demo.resets, demo.time) == (1, MORNING)


def test_a_long_move_shows_how_far_it_has_come_with_and_without_script(
    visitor: Visitor, demo: DemoCompany
) -> None:
    demo.progress = Progress(MORNING + timedelta(days=7), MORNING + timedelta(days=3), 0.43, 12)

    page = Reading(visitor.get("/as/ana").text)

    clock = page.all("section", id="clock")[0].words()
    sentence = SAY("en", "demo.moving", goal="Mon 7 Dec, 09:30", reached="Thu 3 Dec, 09:30")
    assert sentence in clock
    assert SAY("en", "demo.moving.sent", count=12) in clock
    assert page.all("progress")[0].attributes["value"] == "43"
    assert page.all("meta", content="1")[0].inside[-1] == "noscript"
    assert page.all("body")[0].attributes["data-poll"] == "700"
    assert page.all("button", name="to") == []


def test_anybody_can_be_found_by_name_and_been(visitor: Visitor) -> None:
    found = Reading(visitor.get("/as/ana?q=amira").text)
    nobody = Reading(visitor.get("/as/ana?q=zoe").text)
    amira = Reading(visitor.get("/as/amira").text)

    assert [one.attributes["href"] for one in found.all("a") if "Amira" in one.words()] == ["/as/amira"]
    assert "Ben Ito" not in found.all("ul", id="people")[0].words()
    assert SAY("en", "demo.people.nobody") in nobody.all("p", **{"class": "small soft found"})[0].words()
    current = [one for one in amira.all("a") if one.attributes.get("aria-current") == "true"]
    assert "Amira Saleh" in current[0].words()
    assert amira.all("html")[0].attributes["dir"] == "rtl"


@pytest.mark.parametrize("who", ["zoe", "%2e%2e", "a" * 100, "<b>", "ana%00", "an%61%2f"])
def test_nobody_else_can_be_been(visitor: Visitor, who: str) -> None:
    assert visitor.get(f"/as/{who}").status_code == 404


@pytest.mark.parametrize(
    "host", ["steward.example", "127.0.0.1.evil.test", "", "localhost.evil.test:8000", "[::2]"]
)
def test_only_this_machine_is_served(app: Starlette, host: str) -> None:
    for path in ("/", "/as/ana", "/as/ana/inbox", "/static/x/app.css"):
        answer = Visitor(app, host=host).get(path)

        assert answer.status_code == 421
        assert "Ana" not in answer.text


@pytest.mark.parametrize("host", ["127.0.0.1:8000", "localhost:8000", "LOCALHOST", "[::1]:8000"])
def test_this_machine_may_be_called_by_its_names(app: Starlette, host: str) -> None:
    assert Visitor(app, host=host).get("/as/ana").status_code == 200


def test_without_the_demo_nobody_can_be_somebody_else(company: Company) -> None:
    visitor = Visitor(web_app(desk_of(company, SAY, identify=lambda _: None)))

    for path in ("/as/ana", "/as/ana/inbox", "/as/ana/clock", "/demo"):
        assert visitor.get(path).status_code == 404
        assert visitor.post(path, {"to": "day"}).status_code == 404


def test_the_page_stands_still_while_nothing_happens(visitor: Visitor, demo: DemoCompany) -> None:
    etag = visitor.get("/as/ana").headers["etag"]
    asks = {"x-steward-poll": "1", "if-none-match": etag}

    demo.time += timedelta(seconds=20)
    still = visitor.get("/as/ana", **asks)
    demo.time += timedelta(minutes=1)
    moved = visitor.get("/as/ana", **asks)

    assert (still.status_code, moved.status_code) == (304, 200)


def test_the_page_speaks_german_with_whoever_reads_german(visitor: Visitor, company: Company) -> None:
    company.pages["ben"] = replace(company.pages["ben"], done_count=1)

    page = Reading(visitor.get("/as/ben").text)

    assert page.all("p", **{"class": "now"})[0].words().startswith("Montag, 30. November 09:30")
    assert page.all("h2", id="t-held")[0].words().startswith(SAY("de", "demo.held"))


def test_the_week_is_told_in_words_beside_the_drawing(visitor: Visitor) -> None:
    figure = Reading(visitor.get("/as/ana").text).all("figure")[0]

    assert figure.attributes["aria-label"].split(": ", 1)[1].split("; ") == [
        "Nudge, Mon 30 Nov, 09:00",
        "Nudge, Thu 3 Dec, 09:00",
        "Due, Fri 4 Dec, 17:00",
        "Ben starts, Mon 7 Dec, 09:00",
    ]


def test_the_demo_does_not_show_the_time_of_the_machine(visitor: Visitor, demo: DemoCompany) -> None:
    demo.time = datetime(2031, 5, 6, 10, tzinfo=UTC)

    assert "Tuesday 6 May" in visitor.get("/as/ana").text
