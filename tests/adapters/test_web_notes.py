"""The answer to a press: a note that waits at the settled card, once."""

from __future__ import annotations

from bot.model import (
    Answer,
    ChatRef,
    MessageRef,
    Note,
    Nothing,
    Pressed,
)
from tests.adapters.html_reading import Reading
from tests.adapters.visiting import Visitor
from tests.adapters.web_company import Company, words

SAY = words()
CHAT = ChatRef("web", "", "ana")


def test_a_note_waits_at_the_settled_card_and_is_shown_once(ana: Visitor) -> None:
    answer = ana.press("/inbox", "Acknowledge version 3.0")

    assert answer.headers["location"] == "/m/m2#note"
    first, again = ana.follow(answer), ana.get("/m/m2")
    assert Reading(first.text).all("div", id="note")[0].words().startswith("Thank you, Ana.")
    assert Reading(again.text).all("div", id="note") == []


def test_the_button_of_a_note_presses_under_the_same_message(ana: Visitor, company: Company) -> None:
    shown = ana.follow(ana.press("/inbox", "Acknowledge version 3.0"))

    ana.submit(shown, "Take it back")

    given = company.last()
    assert isinstance(given, Pressed)
    assert (given.verb, given.message) == ("policy.retract", MessageRef(CHAT, "m2"))


def test_the_script_asking_for_news_leaves_the_note_to_the_page(ana: Visitor) -> None:
    answer = ana.press("/inbox", "Acknowledge version 3.0")

    polled = ana.get("/m/m2", **{"x-steward-poll": "1"})

    assert Reading(polled.text).all("div", id="note") == []
    assert Reading(ana.follow(answer).text).all("div", id="note")


def test_a_card_that_only_changes_needs_no_words(ana: Visitor, company: Company) -> None:
    company.answer = Answer(Nothing())

    answer = ana.press("/m/m1", "Record now")

    assert (answer.status_code, answer.headers["location"]) == (303, "/m/m1#m-m1")


def test_a_note_too_long_for_a_cookie_is_a_page_of_its_own(ana: Visitor, company: Company) -> None:
    company.answer = Answer(Note("2,431 characters; 2,000 fit.\n\n" + "lang " * 800))

    answer = ana.press("/m/m1", "Record now")

    assert answer.status_code == 200
    assert Reading(answer.text).all("div", id="note")[0].words().startswith("2,431 characters")
    assert answer.text.count("lang ") >= 800


def test_what_was_sent_from_no_card_is_said_to_have_arrived(ana: Visitor, company: Company) -> None:
    page = ana.get("/ideas/new")
    company.answer = Answer(Nothing())

    answer = ana.submit(page, "Send the idea")

    assert (answer.status_code, answer.headers["location"]) == (303, "/inbox")
    assert Reading(ana.follow(answer).text).all("div", id="note")[0].words() == SAY("en", "web.sent")
