"""A starter's first talk in a real Slack client: asked for, planned, recorded, and confirmed by both."""

from __future__ import annotations

from datetime import date
from typing import Any

import httpx
import pytest

from tests.e2e.support.cast import ANA, BEN, CHIKA, EVE, PETRA, in_days
from tests.e2e.support.company import Acme, on_sqlite, waited
from tests.e2e.support.elements import labels, links
from tests.e2e.support.member import Member, said

pytestmark = pytest.mark.client("local-slack")

NEW = "20 minutes with you come first."
QUESTION = "Did your talk with Ana take place?"
ENGLISH, GERMAN = (
    ("mon", "tue", "wed", "thu", "fri", "sat", "sun"),
    ("mo", "di", "mi", "do", "fr", "sa", "so"),
)


def day_of(day: date) -> str:
    """Return a date as cards say it."""
    return f"{day:%a} {day.day} {day:%b}"


def asked(acme: Acme, user: Any = ANA, title: str = NEW) -> tuple[Member, dict[str, Any]]:
    """Return the manager of somebody who starts in four days, and the card that asks for a talk."""
    acme.imports({BEN: in_days(4)})
    acme.does("jobs", "run")
    ana = acme.member(user)
    return ana, acme.card(ana, title)


def recorded(who: Member, **changes: str) -> dict[str, str]:
    """Fill in the form about a talk that took place; return Slack's errors."""
    waited(who.open_form, "the form")
    told = {"date": in_days(0).isoformat(), "time": "00:00", "minutes": "25", "how": "In one room"}
    told |= {"points": "What we protect", "sentence": "Ben asked about his old phone."}
    return who.submits(told | changes)


def test_a_talk_is_asked_for_planned_recorded_and_confirmed_by_both(acme: Acme) -> None:
    ana, card = asked(acme)
    ben, start, day = acme.member(BEN), in_days(4), in_days(2)
    assert f"Ben starts on {start:%A}." in said(card)
    assert labels(card["blocks"]) == ["Plan it", "Record now", "Not my report", "Later"]

    ana.presses(card, "Plan it")
    waited(ana.open_form, "the form")
    half = "Choose a day and a time. A talk with a time takes place more often."
    assert ana.submits({}) == {"slot": half}
    assert ana.submits({"date": in_days(-1).isoformat(), "time": "10:00"}) == {
        "date": "This time has passed."
    }
    ana.submits({"date": in_days(6).isoformat(), "time": "10:00"})
    assert "This is after Ben starts, so access waits until then. Plan it anyway?" in said(
        ana.open_form() or {}
    )
    assert acme.events("briefing.planned") == []
    assert ana.submits({"date": day.isoformat(), "time": "10:00", "how": "In one room"}) == {}
    planned = acme.changed(ana, card, f"Planned: {day_of(day)}, 10:00, with Ben")

    (address,) = links(planned["blocks"])
    invitation = httpx.get(address)
    assert (invitation.status_code, invitation.headers["content-type"]) == (
        200,
        "text/calendar; charset=utf-8",
    )
    assert f"DTSTART:{day:%Y%m%d}T100000Z" in invitation.text
    assert invitation.text.splitlines()[0] == "BEGIN:VCALENDAR"
    assert [httpx.get(wrong).status_code for wrong in (f"{address}x", address.rpartition(".")[0])] == [
        404,
        404,
    ]
    acme.does("jobs", "run")
    acme.card(ben, f"Your talk with Ana: {day_of(day)}, 10:00")

    ana.commands("/steward", "record ben")
    assert list(recorded(ana, date=day.isoformat(), minutes="x", sentence=" ")) == [
        "date",
        "minutes",
        "sentence",
    ]
    assert recorded(ana) == {}
    acme.changed(ana, card, "waiting for Ben, until")
    acme.does("jobs", "run")
    question = acme.card(ben, QUESTION)
    assert labels(question["blocks"]) == ["Yes, we talked", "Not quite", "No"]

    ana.presses(question, "Yes, we talked")
    assert len(acme.evidence("press.refused")) == 1
    ben.presses(question, "Yes, we talked")
    first, second = [one["block_id"] for one in waited(ben.open_form, "two questions")["blocks"]]
    wrong = ben.submits({first: "Delete the mail", second: "Only the people named for it"})
    assert wrong[first].startswith("Report first, even if you are not sure.")
    assert acme.events("briefing.confirmed") == []
    assert ben.submits({first: "Report it at once", second: "Only the people named for it"}) == {}

    (event,) = acme.evidence("briefing.confirmed")
    assert (event["confirm_outcome"], event["channel"]) == ("confirmed", "slack")
    assert event["receipt"] in said(acme.changed(ben, question, "Thank you, Ben. That is all for this one."))
    acme.changed(ana, card, "Confirmed by both: your talk with Ben")
    (duty,) = [one for one in acme.does("obligations", "--json").json if one["kind"] == "briefing"]
    assert (duty["owner"], duty["about"], duty["state"]) == (ANA.email, BEN.email, "done")
    assert acme.slack.proxy.refusals() == []


@on_sqlite
def test_every_button_of_the_card_is_typed_in_english_and_german(acme: Acme) -> None:
    ana, card = asked(acme)
    code = said(card).rpartition("Check code ")[2][:4]
    day, weekday = in_days(2), in_days(2).weekday()

    for typed in ("brief ben", "einweisen ben"):
        assert NEW in answered(ana, typed)
    assert "Who would want it" in answered(ana, "points ben") == answered(ana, "acht punkte ben")
    assert "You can move it once more." in answered(ana, f"snooze {code} 1d")
    assert "When shall I come back?" in answered(ana, "später ben")

    half = answered(ana, f"plan ben {ENGLISH[weekday]}")
    assert f"{day:%A} {day.day} {day:%b}, and at what time?" in half
    assert f"Planned: {day_of(day)}, 10:00, with Ben." in answered(ana, f"plan ben {ENGLISH[weekday]} 10:00")
    assert f"Planned: {day_of(day)}, 11:00, with Ben." in answered(
        ana, f"planen ben {GERMAN[weekday]} 11 uhr"
    )
    acme.changed(ana, card, f"Planned: {day_of(day)}, 11:00, with Ben")
    assert [one["planned_at"][11:16] for one in acme.events("briefing.planned")] == ["10:00", "11:00"]

    assert "Petra Kraus is told and gets in touch with you." in answered(ana, "need help ben")
    assert "Petra Kraus is told and gets in touch with you." in answered(ana, "brauche hilfe ben")
    for typed, title in (("plan ben", "Plan the talk"), ("festhalten ben", "Record your talk")):
        ana.commands("/steward", typed)
        assert waited(ana.open_form, typed)["title"]["text"] == title
        ana.closes_form()
    assert len(acme.events("briefing.help_asked")) == 1
    assert acme.slack.proxy.refusals() == []


def answered(who: Member, typed: str) -> str:
    """Return what a command is answered with at once."""
    before = {one["ts"] for one in who.sees()}
    who.commands("/steward", typed)
    (reply,) = [one for one in who.sees() if one["ts"] not in before]
    return said(reply)


@on_sqlite
def test_a_talk_is_passed_on_remembered_otherwise_and_put_right(acme: Acme) -> None:
    ana, card = asked(acme)
    eve, ben, petra, chika = acme.members(EVE, BEN, PETRA, CHIKA)

    ana.commands("/steward", "nicht meins ben")
    waited(ana.open_form, "the form")
    assert ana.submits({"whom": "ben ito"}) == {
        "whom": "Ben can't lead the talk with Ben. Name somebody else."
    }
    assert ana.submits({"whom": "eve"}) == {}
    ana.waits_for("Thank you. Eve Lund is asked now, and Petra Kraus corrects the list.")
    acme.changed(ana, card, "Passed on: the talk with Ben")
    acme.does("jobs", "run")
    hers = acme.card(eve, NEW)
    acme.card(petra, "Who looks after Ben Ito?")
    (event,) = acme.events("briefing.reassigned")
    assert event["outcome"] == "named"

    eve.presses(hers, "Record now")
    assert recorded(eve) == {}
    acme.does("jobs", "run")
    question = acme.card(ben, "Did your talk with Eve take place?")
    ben.writes("perhaps", thread=question)
    acme.said_below(ben, question, "To be sure: did the talk take place?")
    ben.writes("nein", thread=question)
    acme.said_below(ben, question, "Thank you for saying so. Eve is asked to find a time with you.")
    ben.writes("ja", thread=question)
    acme.said_below(ben, question, "Already done:")
    assert [len(acme.events(f"briefing.{what}")) for what in ("disputed", "confirmed")] == [1, 0]

    eve.presses(acme.changed(eve, hers, "Ben remembers no talk."), "Correct it")
    assert recorded(eve, minutes="20") == {}
    acme.does("jobs", "run")
    again = acme.card(ben, "Did your talk with Eve take place?")
    ben.presses(again, "Not quite")
    waited(ben.open_form, "what was different")
    ben.submits({"what": ["It was shorter"], "words": "Ten minutes."})
    acme.evidence("briefing.adjusted")
    assert [one for one in chika.sees() if "Ben" in said(one)] == []
    assert acme.slack.proxy.refusals() == []
