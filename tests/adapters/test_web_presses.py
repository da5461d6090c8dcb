"""What a press, a form and a line typed under a card become, and what their answers look like."""

from __future__ import annotations

import asyncio

import pytest
from starlette.applications import Starlette

from bot.model import (
    Actor,
    Answer,
    Ask,
    ChatRef,
    Form,
    MessageRef,
    Note,
    Nothing,
    Pressed,
    Said,
    Show,
    TextField,
)
from tests.adapters.html_reading import Reading
from tests.adapters.visiting import Visitor, form_of
from tests.adapters.web_cards import DIGEST, PLAN
from tests.adapters.web_company import Company, words

SAY = words()
CHAT = ChatRef("web", "", "ana")


def test_a_press_names_who_pressed_what_under_which_message(ana: Visitor, company: Company) -> None:
    ana.press("/m/m1", "Record now")

    given = company.last()
    assert isinstance(given, Pressed)
    assert (given.actor, given.verb, given.args) == (
        Actor("web", "", "ana"),
        "briefing.record",
        {"obligation": "o1"},
    )
    assert given.message == MessageRef(CHAT, "m1")
    assert (given.values, given.place) == ({}, "dm")


def test_a_press_in_a_thread_names_the_card_above_it(ana: Visitor, company: Company) -> None:
    shown = ana.get("/m/m2")
    _, fields = form_of(Reading(shown.text), "Acknowledge version 3.0", "f-s4")

    ana.post("/press", fields)

    given = company.last()
    assert isinstance(given, Pressed)
    assert (given.message, given.place) == (MessageRef(CHAT, "s4", "m2"), "thread")


def test_the_chosen_answer_travels_with_the_press(ana: Visitor, company: Company) -> None:
    ana.press("/inbox", "Answer", {"v.answer": "b"})

    given = company.last()
    assert isinstance(given, Pressed)
    assert (given.verb, given.values) == ("lesson.answer", {"answer": "b"})


def test_a_line_under_a_card_is_said_in_its_thread(ana: Visitor, company: Company) -> None:
    answer = ana.press("/m/m2", SAY("en", "web.thread.send"), {"text": "I acknowledge\r\nreally"})

    given = company.last()
    assert isinstance(given, Said)
    assert (given.text, given.place) == ("I acknowledge\nreally", "thread")
    assert (given.message, given.where) == (MessageRef(CHAT, "m2"), CHAT)
    thread = Reading(ana.follow(answer).text).all("section", **{"class": "thread"})[0]
    assert "I’ve passed this to Olga Marin, who answers here by Thu 3 Dec." in thread.words()


def test_the_ticks_of_a_field_come_joined(ana: Visitor, company: Company) -> None:
    ana.submit(ana.press("/m/m1", "Plan it"), "Plan it", {"v.points": ["p1", "p2"], "v.day": "2026-12-03"})

    given = company.last()
    assert isinstance(given, Pressed)
    assert (given.values["points"], given.values["day"], given.values["minutes"]) == (
        "p1,p2",
        "2026-12-03",
        "20",
    )
    assert given.message == MessageRef(CHAT, "m1")


def test_a_rejected_form_keeps_what_was_typed_and_says_what_is_missing(ana: Visitor) -> None:
    form = ana.press("/m/m1", "Plan it")

    answer = ana.submit(form, "Plan it", {"v.words": "<b>kept</b>", "v.points": "p2", "v.how": "video"})

    assert (form.status_code, answer.status_code) == (200, 422)
    page = Reading(answer.text)
    assert page.all("title")[0].words() == f"{SAY('en', 'web.form.problem')}: Plan the talk – Steward"
    assert page.all("textarea", id="v-words")[0].words() == "<b>kept</b>"
    assert [one.attributes["value"] for one in page.all("input") if "checked" in one.attributes] == [
        "video",
        "p2",
    ]
    assert page.all("input", id="v-minutes")[0].attributes["value"] == "20"
    assert page.all("p", id="e-day")[0].words() == f"{SAY('en', 'web.form.error')}: Choose a day."
    assert page.all("h2", id="problems")[0].words() == SAY("en", "web.form.problems", count=3)


def test_a_rejected_form_speaks_german_too(app: Starlette, company: Company) -> None:
    ben = Visitor(app, person="ben")
    company.answer = Answer(Ask(PLAN, {"day": "Wähle einen Tag."}), "de")
    form = ben.get("/ideas/new")

    answer = ben.submit(form, "Plan it")

    page = Reading(answer.text)
    assert answer.status_code == 422
    assert page.all("p", id="e-day")[0].words() == f"{SAY('de', 'web.form.error')}: Wähle einen Tag."
    assert page.all("h2", id="problems")[0].words() == SAY("de", "web.form.problems", count=1)


def test_a_card_without_a_place_is_shown_at_once(ana: Visitor, company: Company) -> None:
    company.answer = Answer(Show(DIGEST))

    answer = ana.press("/m/m1", "Need help")

    assert answer.status_code == 200
    assert Reading(answer.text).all("h1")[0].words() == DIGEST.title


def test_what_is_only_drawn_is_opened_by_its_address(ana: Visitor, company: Company) -> None:
    answer = ana.press("/inbox", "Open my list")

    assert (answer.status_code, answer.headers["location"]) == (303, "/list")
    assert company.given == []


@pytest.mark.parametrize(
    "text",
    ["<!channel>", "*x*", "Ben: on leave", "a" * 10_000, "שלום", "🙂", "a\x00b", "\u202eevil", "%", "&amp;"],
)
def test_what_somebody_writes_arrives_as_written(ana: Visitor, company: Company, text: str) -> None:
    ana.press("/m/m2", SAY("en", "web.thread.send"), {"text": text})

    given = company.last()
    assert isinstance(given, Said)
    assert given.text == text


def test_five_clicks_on_one_page_are_one_act_and_the_next_page_begins_another(
    ana: Visitor, company: Company
) -> None:
    shown = ana.get("/m/m1")
    _, fields = form_of(Reading(shown.text), "Record now")

    async def five() -> list[int]:
        answers = await asyncio.gather(*(ana.client.post("/press", data=fields) for _ in range(5)))
        return [answer.status_code for answer in answers]

    statuses = asyncio.run(five())
    ana.press("/m/m1", "Record now")
    ana.post("/press", {**fields, "press": "briefing.help?obligation=o1"})

    assert statuses == [303] * 5
    ids = [given.delivery_id for given in company.given]
    assert len(set(ids[:5])) == 1
    assert len({ids[0], ids[5], ids[6]}) == 3


def test_while_the_database_is_away_what_was_typed_stands_ready_to_be_sent_again(
    ana: Visitor, company: Company
) -> None:
    form = ana.press("/m/m1", "Plan it")
    company.answer = Answer(Note("I can't reach my records just now."), busy=True)
    company.away = True
    text = "One sentence that took a while </textarea>"

    answer = ana.submit(form, "Plan it", {"v.words": text, "v.day": "2026-12-03"})

    assert answer.status_code == 503
    page = Reading(answer.text)
    assert page.all("textarea")[0].words() == text
    company.answer, company.away = Answer(Nothing()), False
    again = ana.submit(answer, SAY("en", "web.again"), {"v.words": text})
    assert again.status_code == 303
    before, after = company.given[-2:]
    assert before == after


def test_a_line_sent_while_the_database_is_away_goes_where_lines_go(ana: Visitor, company: Company) -> None:
    shown = ana.get("/m/m2")
    company.answer = Answer(Note("away"), busy=True)

    answer = ana.submit(shown, SAY("en", "web.thread.send"), {"text": "May I?"})

    page = Reading(answer.text)
    assert page.all("form", id="again")[0].attributes["action"] == "/say"
    assert page.all("textarea", name="text")[0].words() == "May I?"


def test_a_form_of_its_own_fields_keeps_its_values_by_name_only(ana: Visitor, company: Company) -> None:
    form = Form(
        "idea.submit",
        "Your idea",
        SAY("en", "web.thread.send"),
        (TextField("today", "Today?"), TextField("better", "Better?")),
    )
    company.answer = Answer(Ask(form, {"better": "One sentence is enough."}))

    page = Reading(
        ana.press("/m/m1", "Record now", {"v.today": "this", "v.other": "that", "v.BAD": "x"}).text
    )

    assert page.all("input", id="v-today")[0].attributes["value"] == "this"
    assert page.all("input", id="v-better")[0].attributes["value"] == ""
    assert "that" not in page.all("form")[0].attributes.values()
