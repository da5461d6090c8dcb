"""What a browser may change: only what it was shown, as the one it was shown to, once."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest
from starlette.applications import Starlette

from adapters.web.connector import web_app
from adapters.web.seals import Seals
from adapters.web.sheet import Noted
from bot.model import (
    Action,
    Actor,
    Answer,
    Ask,
    ChatRef,
    Form,
    Input,
    Link,
    MessageRef,
    Note,
    Nothing,
    Pressed,
    Said,
    Show,
    TextField,
)
from tests.adapters.html_reading import Reading
from tests.adapters.visiting import FORM, Visitor, form_of
from tests.adapters.web_cards import DIGEST, PLAN
from tests.adapters.web_company import Company, desk_of, words

SAY = words()
CHAT = ChatRef("web", "", "ana")


@pytest.fixture
def company() -> Company:
    return Company()


@pytest.fixture
def app(company: Company) -> Starlette:
    return web_app(desk_of(company, SAY))


@pytest.fixture
def ana(app: Starlette) -> Visitor:
    return Visitor(app)


def last(company: Company) -> Input:
    return company.given[-1]


def test_a_press_names_who_pressed_what_under_which_message(ana: Visitor, company: Company) -> None:
    ana.press("/m/m1", "Record now")

    given = last(company)
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

    given = last(company)
    assert isinstance(given, Pressed)
    assert (given.message, given.place) == (MessageRef(CHAT, "s4", "m2"), "thread")


def test_the_chosen_answer_travels_with_the_press(ana: Visitor, company: Company) -> None:
    ana.press("/inbox", "Answer", {"v.answer": "b"})

    given = last(company)
    assert isinstance(given, Pressed)
    assert (given.verb, given.values) == ("lesson.answer", {"answer": "b"})


def test_a_line_under_a_card_is_said_in_its_thread(ana: Visitor, company: Company) -> None:
    answer = ana.press("/m/m2", SAY("en", "web.thread.send"), {"text": "I acknowledge\r\nreally"})

    given = last(company)
    assert isinstance(given, Said)
    assert (given.text, given.place) == ("I acknowledge\nreally", "thread")
    assert (given.message, given.where) == (MessageRef(CHAT, "m2"), CHAT)
    thread = Reading(ana.follow(answer).text).all("section", **{"class": "thread"})[0]
    assert "I’ve passed this to Olga Marin, who answers here by Thu 3 Dec." in thread.words()


def test_the_ticks_of_a_field_come_joined(ana: Visitor, company: Company) -> None:
    ana.submit(ana.press("/m/m1", "Plan it"), "Plan it", {"v.points": ["p1", "p2"], "v.day": "2026-12-03"})

    given = last(company)
    assert isinstance(given, Pressed)
    assert (given.values["points"], given.values["day"], given.values["minutes"]) == (
        "p1,p2",
        "2026-12-03",
        "20",
    )
    assert given.message == MessageRef(CHAT, "m1")


def test_a_note_waits_at_the_settled_card_and_is_shown_once(ana: Visitor) -> None:
    answer = ana.press("/inbox", "Acknowledge version 3.0")

    assert answer.headers["location"] == "/m/m2#note"
    first, again = ana.follow(answer), ana.get("/m/m2")
    assert Reading(first.text).all("div", id="note")[0].words().startswith("Thank you, Ana.")
    assert Reading(again.text).all("div", id="note") == []


def test_the_button_of_a_note_presses_under_the_same_message(ana: Visitor, company: Company) -> None:
    shown = ana.follow(ana.press("/inbox", "Acknowledge version 3.0"))

    ana.submit(shown, "Take it back")

    given = last(company)
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


@pytest.mark.parametrize("changed", [{"csrf": ""}, {"csrf": "x" * 32}, {"csrf": "ä"}])
def test_a_forged_token_changes_nothing(ana: Visitor, company: Company, changed: dict[str, str]) -> None:
    answer = ana.press("/m/m1", "Record now", changed)

    assert answer.status_code == 403
    assert SAY("en", "web.end.forged.title") in answer.text
    assert company.given == []


def test_a_token_is_good_for_one_browser_and_one_person(app: Starlette, company: Company) -> None:
    ana, elsewhere = Visitor(app), Visitor(app)
    _, fields = form_of(Reading(ana.get("/m/m1").text), "Record now")
    elsewhere.get("/m/m1")

    assert elsewhere.post("/press", fields).status_code == 403
    assert ana.post("/press", fields, **{"x-person": "ben"}).status_code == 403
    assert ana.post("/say", {**fields, "text": "hello", "csrf": ""}).status_code == 403
    assert company.given == []


def test_a_form_of_another_site_changes_nothing_even_with_a_token(ana: Visitor, company: Company) -> None:
    _, fields = form_of(Reading(ana.get("/m/m1").text), "Record now")

    answer = ana.post("/press", fields, **{"sec-fetch-site": "cross-site"})

    assert answer.status_code == 403
    assert company.given == []


def test_a_stranger_changes_nothing(app: Starlette, company: Company) -> None:
    answer = Visitor(app, person="").post("/press", {"press": "briefing.record"})

    assert answer.status_code == 401
    assert company.given == []


def test_an_account_nobody_knows_any_more_ends_calmly(ana: Visitor, company: Company) -> None:
    company.answer = Answer(Note("x"), unknown=True)

    assert ana.press("/m/m1", "Record now").status_code == 401


@pytest.mark.parametrize(
    "fields",
    [
        {"press": ""},
        {"press": "Ünbekannt"},
        {"press": "a" * 61},
        {"press": "briefing.record?Bad%20Name=1"},
        {"press": "a.b.c"},
        {"message": "../m2"},
        {"message": "m1", "root": "<b>"},
    ],
)
def test_what_no_page_of_ours_sends_is_refused_with_a_page(
    ana: Visitor, company: Company, fields: dict[str, str]
) -> None:
    answer = ana.press("/m/m1", "Record now", fields)

    assert answer.status_code == 400
    assert SAY("en", "web.end.unreadable.title") in answer.text
    assert company.given == []


def test_other_kinds_of_bodies_are_refused(ana: Visitor, company: Company) -> None:
    for kind in ("application/json", "multipart/form-data; boundary=x", "text/plain", ""):
        assert ana.send("POST", "/press", content=b"{}", headers={"content-type": kind}).status_code == 400
    assert company.given == []


def test_more_than_fits_is_refused_whatever_it_claims_to_be(ana: Visitor, company: Company) -> None:
    async def endless() -> AsyncIterator[bytes]:
        for _ in range(1000):
            yield b"a" * 1024

    whole = ana.send("POST", "/press", content=b"press=" + b"a" * 70_000, headers=FORM)
    in_parts = ana.send("POST", "/press", content=endless(), headers=FORM)
    one_field = ana.press("/m/m1", "Record now", {"v.text": "a" * 20_001})

    assert [answer.status_code for answer in (whole, in_parts, one_field)] == [413, 413, 413]
    assert SAY("en", "web.end.large.title") in whole.text
    assert company.given == []


def test_a_thousand_fields_are_no_form(ana: Visitor, company: Company) -> None:
    body = "&".join(f"a{n}=1" for n in range(1000)).encode()

    assert ana.send("POST", "/press", content=body, headers=FORM).status_code == 400
    assert company.given == []


@pytest.mark.parametrize(
    "text",
    ["<!channel>", "*x*", "Ben: on leave", "a" * 10_000, "שלום", "🙂", "a\x00b", "\u202eevil", "%", "&amp;"],
)
def test_what_somebody_writes_arrives_as_written(ana: Visitor, company: Company, text: str) -> None:
    ana.press("/m/m2", SAY("en", "web.thread.send"), {"text": text})

    given = last(company)
    assert isinstance(given, Said)
    assert given.text == text


def test_bytes_that_are_no_text_do_not_break_anything(ana: Visitor, company: Company) -> None:
    _, fields = form_of(Reading(ana.get("/m/m2").text), SAY("en", "web.thread.send"))
    body = f"csrf={fields['csrf']}&message=m2&text=%ff%fe%80".encode() + b"\xff"

    answer = ana.send("POST", "/say", content=body, headers=FORM)

    given = last(company)
    assert answer.status_code == 303
    assert isinstance(given, Said)
    assert set(given.text) == {"\N{REPLACEMENT CHARACTER}"}


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


def test_the_cookies_are_out_of_reach_of_scripts_and_other_sites(company: Company) -> None:
    plain = Visitor(web_app(desk_of(company, SAY)))
    secure = Visitor(web_app(desk_of(company, SAY, secure=True)))

    first = plain.get("/m/m1").headers["set-cookie"]
    note = plain.press("/m/m1", "Record now").headers["set-cookie"]

    for cookie in (first, note):
        assert "HttpOnly" in cookie
        assert "SameSite=lax" in cookie
        assert "Secure" not in cookie
    assert "Secure" in secure.get("/m/m1").headers["set-cookie"]


def test_a_note_is_shown_to_nobody_else_not_late_and_not_changed() -> None:
    clock = [1000.0]
    seals = Seals(b"one", lambda: clock[0])
    note = Noted(
        "Thank you.", (Action("a.b", "Again", {"x": "1"}, True, "y"), Link("Go", "/x")), "m1", "m0", True
    )
    sealed = seals.seal_note(note, "ana")

    assert seals.open_note(sealed, "ana") == note
    assert seals.open_note(sealed, "ben") is None
    assert Seals(b"two", lambda: clock[0]).open_note(sealed, "ana") is None
    for broken in (sealed[1:], sealed[:-1], f"x{sealed}", "", ".", "a.b", sealed.replace(".", ".."), "é.é"):
        assert seals.open_note(broken, "ana") is None
    clock[0] += 121
    assert seals.open_note(sealed, "ana") is None


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
