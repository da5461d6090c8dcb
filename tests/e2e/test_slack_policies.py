"""Policies in a real Slack client: from a file to "I acknowledge" in the thread, and the evidence afterwards."""

from __future__ import annotations

import pytest

from tests.e2e.support.cast import BEN, EVE, EVERYONE, OLGA
from tests.e2e.support.company import Acme, on_sqlite, waited
from tests.e2e.support.member import said
from tests.e2e.support.waiting import until

pytestmark = pytest.mark.client("local-slack")

CHANGED = "the rules for everyday tools have changed"


def test_a_policy_goes_from_file_to_a_signed_press_to_evidence(acme: Acme) -> None:
    acme.publishes()
    eve = acme.member(EVE)
    card = acme.card(eve, CHANGED)

    eve.presses(card, "Read it here")
    waited(lambda: len(eve.sees(thread=card)) >= 5, "the text in the thread")
    eve.writes("ok", thread=card)
    eve.writes("I acknowledge", thread=card)

    (event,) = acme.evidence("policy.acknowledged")
    settled = acme.changed(eve, card, "That is all for this one")
    assert event["receipt"] in said(settled)
    assert event["object_version"] == "3.0"
    assert event["channel"] == "slack"
    words = " ".join(said(one) for one in eve.sees(thread=card))
    assert "Write 'I acknowledge', or press the button." in words
    assert acme.slack.proxy.refusals() == []


@on_sqlite
def test_what_is_waited_for_in_vain_is_told_with_what_there_was_to_see(acme: Acme) -> None:
    eve = acme.member(EVE)
    eve.writes("help")
    eve.waits_for("What you can say to me")

    with pytest.raises(AssertionError) as missed:
        until(lambda: None, seconds=0, what="the moon")

    told = str(missed.value)
    assert told.startswith("not within 0 s: the moon")
    assert "Eve Lund sees:" in told
    assert "What you can say to me" in told
    assert "steward deliveries --state uncertain:\n[]" in told
    assert "steward deliveries --state undeliverable:\n[]" in told
    assert "the server's log ends:" in told


@on_sqlite
def test_each_answers_for_themselves_by_mention_by_question_and_by_command(acme: Acme) -> None:
    acme.publishes()
    ben, eve, olga = acme.members(BEN, EVE, OLGA)

    announced = ben.waits_for("applies from today", EVERYONE)
    ben.mentions("I acknowledge", EVERYONE, thread=announced)

    (event,) = acme.evidence("policy.acknowledged")
    mine, hers = _duties(acme, BEN.email), _duties(acme, EVE.email)
    assert [one["state"] for one in mine] == ["done"]
    assert [one["state"] for one in hers] == ["pending"]
    assert event["obligation"] == mine[0]["id"]

    card = acme.card(eve, CHANGED)
    eve.writes("May I use a translation site for a customer's mail?", thread=card)
    acme.evidence("policy.asked")
    acme.does("jobs", "run")
    olga.presses(acme.card(olga, "A question about Acceptable use"), "Answer Eve")
    waited(olga.open_form, "the form")
    olga.submits({"words": "Please use Acme Assist, it translates too."})
    acme.said_below(eve, card, "Olga Marin: Please use Acme Assist, it translates too.")

    eve.commands("/steward", "")
    assert "Acceptable use 3.0" in said(eve.waits_for("Open for you"))
    eve.writes("bestätigen aup 3.0")
    waited(lambda: len(acme.events("policy.acknowledged")) == 2, "Eve's acknowledgement")
    assert [one["state"] for one in _duties(acme, EVE.email)] == ["done"]
    assert acme.slack.proxy.refusals() == []


def _duties(acme: Acme, email: str) -> list[dict[str, str]]:
    found = acme.does("obligations", "--person", email, "--json").json
    return [one for one in found if one["kind"] == "policy.acknowledge"]


@on_sqlite
def test_the_static_texts_answer_anybody(acme: Acme) -> None:
    eve = acme.member(EVE)

    eve.commands("/speak-up", "my boss …")

    answer = said(eve.waits_for("The confidential route"))
    assert "What you typed after the command was not kept here." in answer
    assert "boss" not in acme.server.log()
