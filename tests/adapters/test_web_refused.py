"""What is refused: forged, foreign, oversized and broken; and what cookies and notes may not be used for."""

from __future__ import annotations

from collections.abc import AsyncIterator

import httpx
import pytest
from starlette.applications import Starlette

from adapters.web.connector import web_app
from adapters.web.seals import Seals
from adapters.web.sheet import Noted
from bot.model import (
    Action,
    Answer,
    Link,
    Note,
    Pressed,
    Said,
)
from tests.adapters.html_reading import Reading
from tests.adapters.visiting import FORM, Visitor, form_of
from tests.adapters.web_company import Company, desk_of, words

SAY = words()


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


@pytest.mark.parametrize("typed", ["We went through </textarea><b>all eight</b>.", "<i>short</i>"])
def test_a_form_that_was_open_too_long_keeps_what_was_typed_and_can_be_sent_anew(
    ana: Visitor, company: Company, typed: str
) -> None:
    form = ana.press("/m/m1", "Plan it")
    acted = len(company.given)
    ana.client.cookies.clear()

    answer = ana.submit(form, "Plan it", {"v.words": typed, "v.day": "2026-12-03"})

    assert answer.status_code == 403
    assert SAY("en", "web.end.unsent.body").split(". ")[0] in answer.text
    assert typed not in answer.text  # it is escaped
    assert len(company.given) == acted
    again = ana.submit(answer, SAY("en", "web.again"), {"v.words": _kept(answer)})
    assert again.status_code != 403
    given = company.last()
    assert isinstance(given, Pressed)
    assert (given.values["words"], given.values["day"]) == (typed, "2026-12-03")


def _kept(answer: httpx.Response) -> str:
    page = Reading(answer.text)
    shown = page.all("textarea", name="v.words")
    return shown[0].words() if shown else page.all("input", name="v.words")[0].attributes["value"]


def test_words_that_another_site_sends_do_not_stand_ready_to_be_sent(ana: Visitor, company: Company) -> None:
    _, fields = form_of(Reading(ana.get("/m/m1").text), "Record now")

    answer = ana.post("/press", {**fields, "v.words": "not mine"}, **{"sec-fetch-site": "cross-site"})

    assert answer.status_code == 403
    assert "not mine" not in answer.text
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
        {"press": "a.b.c.d.e"},
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


def test_bytes_that_are_no_text_do_not_break_anything(ana: Visitor, company: Company) -> None:
    _, fields = form_of(Reading(ana.get("/m/m2").text), SAY("en", "web.thread.send"))
    body = f"csrf={fields['csrf']}&message=m2&text=%ff%fe%80".encode() + b"\xff"

    answer = ana.send("POST", "/say", content=body, headers=FORM)

    given = company.last()
    assert answer.status_code == 303
    assert isinstance(given, Said)
    assert set(given.text) == {"\N{REPLACEMENT CHARACTER}"}


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
