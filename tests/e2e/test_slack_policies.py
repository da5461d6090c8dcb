"""Policies in a real Slack client: from a file to "I acknowledge" in the thread, and the evidence afterwards."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.support.emulator import BOT, LocalSlack, User
from tests.e2e.support.evidence import events_of
from tests.e2e.support.member import Member, said
from tests.e2e.support.process import Installation, Server
from tests.e2e.support.waiting import until

pytestmark = pytest.mark.client("local-slack")

CHIKA = User("U01CHIKA", "Chika Obi", "chika.obi@acme.test")
ANA = User("U02ANA", "Ana Novak", "ana.novak@acme.test")
EVE = User("U03EVE", "Eve Lund", "eve.lund@acme.test")
BEN = User("U04BEN", "Ben Ito", "ben.ito@acme.test")
OLGA = User("U05OLGA", "Olga Marin", "olga.marin@acme.test")
PETRA = User("U06PETRA", "Petra Kraus", "petra.kraus@acme.test")
CAST = [CHIKA, ANA, EVE, BEN, OLGA, PETRA]
EVERYONE = "C01ALL"

HEADER = "person_ref,email,name,manager_ref,employment,workdays,has_account,platform,dept,start,country,tz,lang"
LINES = {ANA: CHIKA, EVE: ANA, BEN: ANA}

POLICY = """---
id: AUP
title: Acceptable use
short: [aup]
class: topic
owner: olga.marin@acme.test
approver: chika.obi@acme.test
audience: everyone
version: "3.0"
change_class: major
locale: en
title_line: the rules for everyday tools have changed
read_minutes: 2
change: "New: customer data stays out of public AI tools."
summary: Work tools are for work.
---
# Acceptable use

## 1 What you may use

Laptop, phone and accounts are for work.

## 2 AI tools

Customer data goes into Acme Assist only. Names such as <!channel> or *x* stay text.
"""


@dataclass
class Acme:
    """The company: its Slack, its Steward, its clock for single commands."""

    slack: LocalSlack
    steward: Installation
    server: Server

    def member(self, user: User) -> Member:
        """Return somebody at the client."""
        return Member(self.slack, user)

    def card(self, user: User, title: str) -> dict[str, Any]:
        """Return a card of Steward's in somebody's DM, once it is there."""
        who = self.member(user)
        return until(lambda: next((one for one in who.sees() if title in said(one)), None), seconds=20, what=title)  # type: ignore[return-value]

    def events(self, action: str) -> list[dict[str, Any]]:
        """Return the evidence of one action."""
        return events_of(self.steward, action)


@pytest.fixture
def acme(tmp_path: Path, database_url: str) -> Iterator[Acme]:
    with LocalSlack(tmp_path, CAST, {EVERYONE: [*(user.id for user in CAST), BOT]}) as slack:
        slack.proxy.api.limit.per_second = float("inf")
        steward = Installation(tmp_path, {"STEWARD_DATABASE_URL": database_url, **slack.environment()})
        (tmp_path / "app.yaml").write_text(SETTINGS.format(channel=EVERYONE), "utf-8")
        _register(steward, tmp_path)
        with steward.serving() as server:
            slack.lead_to(f"{server.url}/slack/events")
            yield Acme(slack, steward, server)


# The whole day and week are working hours here: these tests run at any hour of real time.
SETTINGS = """
nudges:
  opens: "00:00"
  closes: "23:59"
  per_day: 50 messages
  per_window: 99 messages
slack:
  channel: {channel}
"""


def _register(steward: Installation, folder: Path) -> None:
    rows = [
        f"P{number},{user.email},{user.name},{_manager(user)},employee,MTWTFSS,1,slack,Engineering,2020-01-06,,UTC,en"
        for number, user in enumerate(CAST)
    ]
    (folder / "people.csv").write_text("\n".join([HEADER, *rows]), "utf-8")
    (folder / "aup.md").write_text(POLICY, "utf-8")
    steward.does("people", "import", "people.csv")
    steward.does("role", "grant", PETRA.email, "isms_owner")
    for user, role in ((OLGA, "policy_owner"), (CHIKA, "approver")):
        steward.does("role", "grant", user.email, role, "--as", PETRA.email)


def _manager(user: User) -> str:
    return f"P{CAST.index(LINES[user])}" if user in LINES else ""


def _published(acme: Acme) -> None:
    """Take the policy from its file to everybody: Chika approves it in chat."""
    acme.steward.does("policy", "add", "aup.md")
    acme.steward.does("policy", "submit", "AUP")
    acme.steward.does("jobs", "run")
    chika = acme.member(CHIKA)
    chika.presses(acme.card(CHIKA, "Acceptable use 3.0 needs your decision"), "Approve version 3.0")
    until(lambda: acme.events("policy.approved"), seconds=20, what="the approval")
    acme.steward.does("policy", "publish", "AUP")
    acme.steward.does("jobs", "run")


def test_a_policy_goes_from_file_to_a_signed_press_to_evidence(acme: Acme) -> None:
    _published(acme)
    eve = acme.member(EVE)
    card = acme.card(EVE, "the rules for everyday tools have changed")

    eve.presses(card, "Read it here")
    until(lambda: len(eve.sees(thread=card)) >= 5, seconds=20, what="the text in the thread")
    eve.writes("ok", thread=card)
    eve.writes("I acknowledge", thread=card)

    (event,) = until(lambda: acme.events("policy.acknowledged"), seconds=20, what="the acknowledgement")
    settled = until(lambda: _redrawn(acme, eve, card), seconds=20, what="the card settles")
    assert event["receipt"] in said(settled)
    assert event["object_version"] == "3.0"
    assert event["channel"] == "slack"
    words = " ".join(said(one) for one in eve.sees(thread=card))
    assert "Write 'I acknowledge', or press the button." in words
    assert acme.slack.proxy.refusals() == []


def _redrawn(acme: Acme, who: Member, card: dict[str, Any]) -> dict[str, Any] | None:
    now = next(one for one in who.sees() if one["ts"] == card["ts"])
    return now if "That is all for this one" in said(now) else None


def test_a_mention_in_the_announcements_thread_counts_for_its_author_alone(acme: Acme) -> None:
    _published(acme)
    ben, eve = acme.member(BEN), acme.member(EVE)
    announced = until(
        lambda: next((one for one in ben.sees(EVERYONE) if "applies from today" in said(one)), None),
        seconds=20,
        what="the announcement",
    )

    ben.mentions("I acknowledge", EVERYONE, thread=announced)

    (event,) = until(lambda: acme.events("policy.acknowledged"), seconds=20, what="the acknowledgement")
    duties = acme.steward.does("obligations", "--person", EVE.email, "--json").json
    assert [one["state"] for one in duties if one["kind"] == "policy.acknowledge"] == ["pending"]
    mine = acme.steward.does("obligations", "--person", BEN.email, "--json").json
    assert [one["state"] for one in mine if one["kind"] == "policy.acknowledge"] == ["done"]
    assert event["obligation"] in {one["id"] for one in mine}
    _ = eve


def test_a_question_reaches_its_owner_and_the_answer_comes_back(acme: Acme) -> None:
    _published(acme)
    eve, olga = acme.member(EVE), acme.member(OLGA)
    card = acme.card(EVE, "the rules for everyday tools have changed")

    eve.writes("May I use a translation site for a customer's mail?", thread=card)
    until(lambda: acme.events("policy.asked"), seconds=20, what="the question")
    acme.steward.does("jobs", "run")
    question = acme.card(OLGA, "A question about Acceptable use")
    olga.presses(question, "Answer Eve")
    until(olga.open_form, seconds=10, what="the form")
    olga.submits({"words": "Please use Acme Assist, it translates too."})

    until(
        lambda: any("Olga Marin: Please use Acme Assist" in said(one) for one in eve.sees(thread=card)),
        seconds=20,
        what="the answer in Eve's thread",
    )


def test_everything_is_typed_too(acme: Acme) -> None:
    _published(acme)
    eve = acme.member(EVE)
    acme.card(EVE, "the rules for everyday tools have changed")

    eve.commands("/steward", "")
    assert "Acceptable use 3.0" in said(eve.waits_for("Open for you"))
    eve.writes("bestätigen aup 3.0")

    until(lambda: acme.events("policy.acknowledged"), seconds=20, what="the acknowledgement")


def test_the_static_texts_answer_anybody(acme: Acme) -> None:
    eve = acme.member(EVE)

    eve.commands("/speak-up", "my boss …")

    answer = said(eve.waits_for("The confidential route"))
    assert "What you typed after the command was not kept here." in answer
    assert "boss" not in acme.server.log()
