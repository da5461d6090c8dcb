"""Acme in the emulator: six people with accounts and roles, Steward on their register, and a guest.

Whatever is set up here is set up as an operator does it: by commands, with files and settings.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar

import pytest

from tests.e2e.support.emulator import BOT, LocalSlack, User
from tests.e2e.support.evidence import events_of
from tests.e2e.support.member import Member, said
from tests.e2e.support.process import Finished, Installation, Server, free_port
from tests.e2e.support.waiting import until

T = TypeVar("T")

CHIKA = User("U01CHIKA", "Chika Obi", "chika.obi@acme.test")
ANA = User("U02ANA", "Ana Novak", "ana.novak@acme.test")
EVE = User("U03EVE", "Eve Lund", "eve.lund@acme.test")
BEN = User("U04BEN", "Ben Ito", "ben.ito@acme.test")
OLGA = User("U05OLGA", "Olga Marin", "olga.marin@acme.test")
PETRA = User("U06PETRA", "Petra Kraus", "petra.kraus@acme.test")
GUS = User("U07GUS", "Gus Guest", "gus@elsewhere.test")
CAST = [CHIKA, ANA, EVE, BEN, OLGA, PETRA]
ACCOUNTS = [*CAST, GUS]
"""Everybody at the client: the guest stands in no register."""
EVERYONE = "C01ALL"
LINES = {ANA: CHIKA, EVE: ANA, BEN: ANA, OLGA: CHIKA, PETRA: CHIKA}
LONG_AGO = date(2020, 1, 6)
PATIENCE = 40.0
"""Seconds until something is given up for missing; a good run waits for none of them."""

HEADER = (
    "person_ref,email,name,manager_ref,employment,workdays,has_account,platform,dept,start,country,tz,lang"
)

# Every hour of every day is a good hour here, so these tests run at any time and on any day.
SETTINGS = f"""
organisation:
  country: XX
nudges:
  opens: "00:00"
  closes: "23:59"
  per_day: 50 messages
  per_window: 99 messages
slack:
  channel: {EVERYONE}
  per_conversation: 100 requests
"""

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

on_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
on_postgresql = pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
"""Most of what a client sees does not depend on the database: the central ways run on both."""


@dataclass
class Acme:
    """The company: its Slack, its Steward, and what people there see and do."""

    slack: LocalSlack
    steward: Installation
    server: Server
    starts: dict[User, date] = field(default_factory=dict)

    def member(self, user: User) -> Member:
        """Return somebody at the client."""
        return Member(self.slack, user)

    def members(self, *users: User) -> tuple[Member, ...]:
        """Return several people at the client."""
        return tuple(self.member(user) for user in users)

    def does(self, *arguments: str) -> Finished:
        """Run one command of the operator's that has to succeed."""
        return self.steward.does(*arguments)

    def card(self, who: Member, title: str) -> dict[str, Any]:
        """Return a card of Steward's in somebody's DM, once it is there: the newest with these words."""
        return who.waits_for(title, seconds=PATIENCE)

    def changed(self, who: Member, card: dict[str, Any], words: str) -> dict[str, Any]:
        """Return a card once it says these words, where it stands."""
        return until(lambda: self._now(who, card, words), seconds=PATIENCE, what=f"the card says {words!r}")

    def _now(self, who: Member, card: dict[str, Any], words: str) -> dict[str, Any] | None:
        now = next(one for one in who.sees(card["channel"]) if one["ts"] == card["ts"])
        return now if words in said(now) else None

    def said_below(self, who: Member, card: dict[str, Any], words: str) -> dict[str, Any]:
        """Return what stands in a card's thread with these words, once it is there."""

        def found() -> dict[str, Any] | None:
            below = [one for one in who.sees(thread=card) if one["ts"] != card["ts"]]
            return next((one for one in below if words in said(one)), None)

        return until(found, seconds=PATIENCE, what=f"{who.user.name} reads {words!r} in the thread")

    def events(self, action: str) -> list[dict[str, Any]]:
        """Return the evidence of one action as it stands now."""
        return events_of(self.steward, action)

    def evidence(self, action: str) -> list[dict[str, Any]]:
        """Return the evidence of one action, once there is some."""
        return waited(lambda: self.events(action), f"evidence of {action}")

    def imports(self, starts: Mapping[User, date], *also: str) -> dict[str, Any]:
        """Import the register with these start dates and further rows; return what the command says of it."""
        self.starts = {**self.starts, **starts}
        write_register(self.steward.folder, self.starts, *also)
        found: dict[str, Any] = self.does("people", "import", "people.csv", "--json").json
        return found

    def publishes(self) -> None:
        """Take the policy from its file to everybody: Chika approves it in chat."""
        (self.steward.folder / "aup.md").write_text(POLICY, "utf-8")
        self.does("policy", "add", "aup.md")
        self.does("policy", "submit", "AUP")
        self.does("jobs", "run")
        chika = self.member(CHIKA)
        chika.presses(self.card(chika, "Acceptable use 3.0 needs your decision"), "Approve version 3.0")
        self.evidence("policy.approved")
        self.does("policy", "publish", "AUP")
        self.does("jobs", "run")


@contextmanager
def acme_at_work(folder: Path, environment: Mapping[str, str]) -> Iterator[Acme]:
    """Yield the company with its emulator and a running ``steward serve``; the register is imported before."""
    channels = {EVERYONE: [*(user.id for user in ACCOUNTS), BOT]}
    with LocalSlack(folder, ACCOUNTS, channels) as slack:
        slack.proxy.api.limit.per_second = float("inf")
        port = free_port()
        address = {"STEWARD_PUBLIC_URL": f"http://127.0.0.1:{port}"}
        steward = Installation(folder, {**environment, **slack.environment(), **address})
        write_settings(folder)
        with steward.serving(port=port) as server:
            slack.lead_to(f"{server.url}/slack/events")
            yield Acme(slack, steward, server)


def write_settings(folder: Path) -> None:
    """Leave the company's app.yaml in the folder."""
    (folder / "app.yaml").write_text(SETTINGS, "utf-8")


def write_register(folder: Path, starts: Mapping[User, date] | None = None, *also: str) -> None:
    """Leave people.csv in the folder; who is not named in ``starts`` started long ago."""
    rows = [*(_row(user, (starts or {}).get(user, LONG_AGO)) for user in CAST), *also]
    (folder / "people.csv").write_text("\n".join([HEADER, *rows]) + "\n", "utf-8")


def _row(user: User, start: date) -> str:
    manager = f"P{CAST.index(LINES[user])}" if user in LINES else ""
    who = f"P{CAST.index(user)},{user.email},{user.name},{manager}"
    return f"{who},employee,MTWTFSS,1,slack,Engineering,{start.isoformat()},,UTC,en"


def register(steward: Installation) -> None:
    """Import the company and grant its roles, as an operator does on the first day."""
    write_settings(steward.folder)
    write_register(steward.folder)
    steward.does("people", "import", "people.csv")
    steward.does("role", "grant", PETRA.email, "isms_owner")
    for user, role in ((OLGA, "policy_owner"), (CHIKA, "approver")):
        steward.does("role", "grant", user.email, role, "--as", PETRA.email)


def registered_copy(template: Path, folder: Path) -> None:
    """Put a copy of a database on which ``register`` has run in place of the empty one in ``folder``."""
    shutil.copyfile(template, folder / "steward.db")


def waited(fact: Callable[[], T | None], what: str) -> T:
    """Return the first truthy answer of ``fact``."""
    return until(fact, seconds=PATIENCE, what=what)


def in_days(days: int) -> date:
    """Return the date so many days from today, where Acme is."""
    return (datetime.now(UTC) + timedelta(days=days)).date()  # noqa: TID251 - the process under test lives in real time
