"""Odd names, odd texts and presses by the wrong people, in a real Slack client."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.e2e.support.cast import ANA, EVE, PETRA, in_days
from tests.e2e.support.company import Acme, on_sqlite, waited
from tests.e2e.support.member import Member, said

pytestmark = [pytest.mark.client("local-slack"), on_sqlite]

ODD = "<!channel> *x* Ben: on leave #2 \u05d0\u05d1\u05d2 \u202egnp.exe 🙂 &amp; <@U03EVE>"


def test_names_and_texts_of_any_kind_are_shown_as_text(acme: Acme) -> None:
    name = '"Zoë <!channel> *x*: on leave"'
    acme.imports({}, f"Z1,zoe@acme.test,{name},P1,employee,MTWTFSS,0,,Engineering,{in_days(4)},,UTC,en")
    eve, ana, petra = acme.members(EVE, ANA, PETRA)

    eve.commands("/improve", "x" * 10_000)
    assert "10,000 characters; 2,000 fit. Your whole text is below" in said(waited(eve.open_form, "the form"))
    eve.closes_form()
    eve.commands("/improve", "")
    assert eve.submits({"today": f"{ODD}\0", "better": "*bold*"}) == {}
    acme.does("jobs", "run")

    idea = acme.card(petra, "An idea for you to read")
    talk = acme.card(ana, "20 minutes with you come first.")
    words = "<!channel> *x* Ben: on leave #2 \u05d0\u05d1\u05d2 gnp.exe 🙂 &amp; <@U03EVE>"
    assert f"{words}\n\n*bold*" in _plain(idea)
    assert "You get this because Zoë <!channel> *x*: on leave reports to you." in _plain(talk)
    for card in (idea, talk):
        assert "<!channel>" not in f"{_marked(card)}{card['text']}"
    assert acme.slack.proxy.refusals() == []


def test_a_card_answers_nobody_but_its_owner_and_nobody_who_has_left(acme: Acme) -> None:
    acme.imports({})
    acme.does("lesson", "assign", "L4")
    acme.does("jobs", "run")
    eve, ana = acme.members(EVE, ANA)
    card = acme.card(eve, "Two minutes that may save an invoice")

    ana.presses(card, "Do it now")
    assert "This card is Eve's, so only Eve can answer it. Nothing changed." in _read(ana, card)
    acme.does("people", "import", _leaver(acme))
    eve.presses(card, "Do it now")
    assert "This is no longer active, because the assignment has ended." in _read(eve, card)
    assert acme.events("lesson.started") == []
    assert len(acme.events("press.refused")) == 2
    assert acme.slack.proxy.refusals() == []


def _plain(card: dict[str, Any]) -> str:
    """Return what a card shows as it stands, without marks: Slack makes nothing else of it."""
    return "\n".join(text for kind, text in _texts(card["blocks"]) if kind == "plain_text")


def _marked(card: dict[str, Any]) -> str:
    """Return what Slack reads for marks, links and mentions."""
    return "\n".join(text for kind, text in _texts(card["blocks"]) if kind == "mrkdwn")


def _texts(node: object) -> Iterator[tuple[str, str]]:
    if isinstance(node, list):
        for each in node:
            yield from _texts(each)
    elif isinstance(node, dict):
        if isinstance(node.get("text"), str):
            yield node["type"], node["text"]
        for value in node.values():
            yield from _texts(value)


def _read(who: Member, card: dict[str, Any]) -> str:
    return "\n".join(said(one) for one in who.sees(card["channel"]) if one.get("ephemeral_to") == who.user.id)


def _leaver(acme: Acme) -> str:
    """Return the name of a register in which Eve's last day was yesterday."""
    lines = (acme.steward.folder / "people.csv").read_text("utf-8").splitlines()
    rows = [f"{line},{in_days(-1) if EVE.email in line else ''}" for line in lines[1:]]
    (acme.steward.folder / "left.csv").write_text("\n".join([f"{lines[0]},end", *rows]), "utf-8")
    return "left.csv"
