"""The browser's pages: what one reads, what one is refused, and what the browser may do with it."""

from __future__ import annotations

from dataclasses import replace

import pytest
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse
from starlette.routing import Mount, Route

from adapters.web.connector import web_app
from bot.model import Answer, Note, Pressed, Show
from tests.adapters.html_reading import Reading
from tests.adapters.visiting import Visitor
from tests.adapters.web_cards import DIGEST
from tests.adapters.web_company import Company, desk_of, words

SAY = words()
PAGES = ("/", "/m/m2", "/m/m3", "/done", "/list", "/ideas/new", "/report", "/nowhere")
DRAWN = [("/list", "list.open"), ("/help", "help"), ("/ideas/new", "idea.submit")]


def test_the_inbox_shows_every_card_and_what_else_is_open(ana: Visitor) -> None:
    page = Reading(ana.get("/").text)

    assert [one.attributes["id"] for one in page.all("article")] == ["m-m1", "m-m2", "m-m3", "m-m4", "m-m5"]
    assert page.all("h1")[0].words() == SAY("en", "web.inbox.title", count=6, first="Ana")
    assert "Spot phishing by what it wants" in page.all("section")[-1].words()


def test_a_card_has_an_address_of_its_own_with_its_thread_open(ana: Visitor) -> None:
    page = Reading(ana.get("/m/m2").text)

    assert page.all("h1")[0].words() == "Ana, the rules for everyday tools have changed"
    assert len(page.all("li", **{"class": "message"})) == 6
    assert page.all("details") == []


@pytest.mark.parametrize(
    "address",
    ["/m/r1", "/m/none", "/m/..%2f..%2fetc", "/m/m1%00", "/m/%F0%9F%98%80", "/m/" + "a" * 5000, "/nowhere"],
)
def test_another_persons_message_is_as_unknown_as_one_that_never_was(ana: Visitor, address: str) -> None:
    answer = ana.get(address)

    assert answer.status_code == 404
    assert SAY("en", "web.end.missing.title") in answer.text
    assert answer.headers["content-type"].startswith("text/html")


@pytest.mark.parametrize(
    "address", ["/", "/m/m2", "/done", "/list", "/report", "/nowhere", "/static/x/app.css"]
)
def test_every_answer_keeps_others_out(ana: Visitor, address: str) -> None:
    headers = ana.get(address).headers

    policy = dict(part.split(" ", 1) for part in headers["content-security-policy"].split("; "))
    assert policy["default-src"] == policy["frame-ancestors"] == policy["base-uri"] == "'none'"
    assert policy["script-src"] == policy["style-src"] == policy["form-action"] == "'self'"
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "same-origin"
    assert headers["cache-control"] == ("no-cache" if "static" in address else "no-store")


@pytest.mark.parametrize(
    "address", ["/", "/m/m2", "/m/m3", "/done", "/list", "/ideas/new", "/report", "/nowhere"]
)
def test_no_page_has_a_style_or_a_script_of_its_own(ana: Visitor, address: str) -> None:
    page = Reading(ana.get(address).text)

    assert page.all("style") == []
    assert [one.attributes.get("style") for one in page.elements if "style" in one.attributes] == []
    assert [one.words() for one in page.all("script")] == [""]
    assert page.all("p", id="live")[0].words() == ""


def test_a_stranger_is_told_calmly_how_to_get_in(app: Starlette, company: Company) -> None:
    for address in ("/", "/m/m1", "/done", "/list"):
        answer = Visitor(app, person="").get(address)

        assert answer.status_code == 401
        assert Reading(answer.text).all("h1")[0].words() == SAY("en", "web.end.stranger.title")
        assert "set-cookie" not in answer.headers
    assert company.given == []


@pytest.mark.parametrize(("address", "verb"), [("/report", "event.open"), ("/speak-up", "speakup.open")])
def test_static_texts_look_nobody_up_and_leave_no_trace(
    ana: Visitor, company: Company, address: str, verb: str
) -> None:
    company.away = True

    answer = ana.get(address)

    assert answer.status_code == 200
    assert "set-cookie" not in answer.headers
    assert "Ana Novak" not in Reading(answer.text).all("header")[0].words()
    asked = company.given[0]
    assert isinstance(asked, Pressed)
    assert (asked.actor.user_id, asked.verb) == ("", verb)


@pytest.mark.parametrize(
    ("address", "verb"), [("/list", "list.open"), ("/help", "help"), ("/ideas/new", "idea.submit")]
)
def test_what_is_drawn_on_request_has_an_address(
    ana: Visitor, company: Company, address: str, verb: str
) -> None:
    answer = ana.get(address)

    assert answer.status_code == 200
    asked = company.given[0]
    assert isinstance(asked, Pressed)
    assert (asked.actor.user_id, asked.verb, asked.values) == ("ana", verb, {})


def test_the_address_of_a_button_leads_back_to_the_inbox(ana: Visitor) -> None:
    for address in ("/press", "/say", "/form"):
        answer = ana.get(address)

        assert (answer.status_code, answer.headers["location"]) == (303, "/inbox")


def test_the_wrong_method_gets_a_page_too(ana: Visitor) -> None:
    answer = ana.send("DELETE", "/inbox")

    assert answer.status_code == 405
    assert SAY("en", "web.end.method.title") in answer.text
    assert "GET" in answer.headers["allow"]


def test_pages_speak_the_readers_language(app: Starlette) -> None:
    page = Reading(Visitor(app, person="ben").get("/").text)

    assert page.all("html")[0].attributes["lang"] == "de"
    assert page.all("h2")[0].words() == SAY("de", "web.empty.title")
    assert page.all("a", href="/done")[0].words() == SAY("de", "web.nav.done")


def test_arabic_runs_from_right_to_left(app: Starlette) -> None:
    html = Reading(Visitor(app, person="amira").get("/").text).all("html")[0]

    assert (html.attributes["lang"], html.attributes["dir"]) == ("ar", "rtl")


@pytest.mark.parametrize(
    ("wanted", "found"), [("de-AT,en;q=0.5", "de"), ("fr, en;q=0.9", "en"), ("", "en"), ("xx", "en")]
)
def test_a_stranger_reads_what_the_browser_asks_for(app: Starlette, wanted: str, found: str) -> None:
    answer = Visitor(app, person="", **{"accept-language": wanted}).get("/nowhere")

    assert Reading(answer.text).all("html")[0].attributes["lang"] == found


def test_without_the_database_a_page_says_so_and_when_to_try_again(ana: Visitor, company: Company) -> None:
    company.away = True

    for address in ("/", "/m/m1", "/done"):
        answer = ana.get(address)

        assert answer.status_code == 503
        assert answer.headers["retry-after"] == "5"
        assert SAY("en", "web.end.busy.title") in answer.text


def test_what_nobody_foresaw_ends_in_a_page_with_a_reference_and_nobodys_words(
    ana: Visitor, company: Company, capfd: pytest.CaptureFixture[str]
) -> None:
    class Broken(Company):
        def inbox(self, person_ref: str) -> None:
            raise RuntimeError(f"Ana Novak wrote something private {person_ref}")

    answer = Visitor(web_app(desk_of(Broken(), SAY))).get("/")

    assert answer.status_code == 500
    quoted = Reading(answer.text).all("p", **{"class": "small faint"})[0].words()
    reference = next(word.strip(".") for word in quoted.split() if "-" in word)
    logged = "".join(capfd.readouterr())
    assert reference in logged
    assert "RuntimeError" in logged
    assert "private" not in logged
    assert "private" not in answer.text
    assert "content-security-policy" in answer.headers


def test_an_unchanged_page_is_not_sent_again_to_the_script(ana: Visitor, company: Company) -> None:
    etag = ana.get("/inbox").headers["etag"]
    asks = {"x-steward-poll": "1", "if-none-match": etag}

    unchanged = ana.get("/inbox", **asks)
    company.pages["ana"] = replace(company.pages["ana"], done_count=7)
    changed = ana.get("/inbox", **asks)

    assert (unchanged.status_code, unchanged.text) == (304, "")
    assert changed.status_code == 200
    assert changed.headers["etag"] != etag


def test_what_somebody_may_not_see_is_not_drawn_by_an_address_either(ana: Visitor, company: Company) -> None:
    company.answer = Answer(Note("Ben does not report to you."))

    page = Reading(ana.get("/list").text)

    assert page.all("div", id="note")[0].words() == "Ben does not report to you."


def test_a_page_asked_for_while_the_engine_is_busy_is_a_busy_page(ana: Visitor, company: Company) -> None:
    company.answer = Answer(Show(DIGEST), busy=True)

    assert ana.get("/list").status_code == 503


def test_behind_the_routes_of_others_the_pages_keep_their_ends(app: Starlette) -> None:
    outer = Starlette(routes=[Route("/healthz", lambda _: PlainTextResponse("ok")), Mount("/", app)])
    visitor = Visitor(outer)

    assert visitor.get("/healthz").headers.get("content-security-policy") is None
    assert visitor.get("/m/m1").status_code == 200
    assert visitor.press("/m/m1", "Record now").headers["location"] == "/m/m1#note"
    assert (visitor.get("/nowhere").status_code, visitor.send("PUT", "/inbox").status_code) == (404, 405)
    assert SAY("en", "web.end.missing.title") in visitor.get("/nowhere").text
