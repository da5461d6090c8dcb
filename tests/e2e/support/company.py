"""Acme in the emulator: six people with accounts and roles, Steward on their register, and a guest.

Whatever is set up here is set up as an operator does it: by commands, with files and settings.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

import pytest

from tests.e2e.support import cast
from tests.e2e.support.cast import ACCOUNTS, CHIKA, EVERYONE
from tests.e2e.support.emulator import BOT, SECRET, LocalSlack, User
from tests.e2e.support.evidence import events_of
from tests.e2e.support.member import Member, said
from tests.e2e.support.process import Finished, Installation, Server, free_port
from tests.e2e.support.requests import Requests
from tests.e2e.support.scene import scene
from tests.e2e.support.waiting import telling, until

T = TypeVar("T")

PATIENCE = 40.0
"""Seconds until something is given up for missing; a good run waits for none of them."""

on_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
"""Most of what a client sees does not depend on the database: the central ways run on both."""


@dataclass
class Company:
    """The company with its Slack and its Steward; single commands remind and deliver."""

    slack: LocalSlack
    steward: Installation
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
        return waited(lambda: self._now(who, card, words), f"the card says {words!r}")

    def _now(self, who: Member, card: dict[str, Any], words: str) -> dict[str, Any] | None:
        now = next(one for one in who.sees(card["channel"]) if one["ts"] == card["ts"])
        return now if words in said(now) else None

    def said_below(self, who: Member, card: dict[str, Any], words: str) -> dict[str, Any]:
        """Return what stands in a card's thread with these words, once it is there."""

        def found() -> dict[str, Any] | None:
            below = [one for one in who.sees(thread=card) if one["ts"] != card["ts"]]
            return next((one for one in below if words in said(one)), None)

        return waited(found, f"{who.user.name} reads {words!r} in the thread")

    def events(self, action: str) -> list[dict[str, Any]]:
        """Return the evidence of one action as it stands now."""
        return events_of(self.steward, action)

    def evidence(self, action: str) -> list[dict[str, Any]]:
        """Return the evidence of one action, once there is some."""
        return waited(lambda: self.events(action), f"evidence of {action}")

    def imports(self, starts: Mapping[User, date], *also: str) -> dict[str, Any]:
        """Import the register with these start dates and further rows; return what the command says of it."""
        self.starts = {**self.starts, **starts}
        cast.write_register(self.steward.folder, self.starts, *also)
        found: dict[str, Any] = self.does("people", "import", "people.csv", "--json").json
        return found

    def publishes(self) -> None:
        """Take the policy from its file to everybody: Chika approves it in chat."""
        cast.write_policy(self.steward.folder)
        self.does("policy", "add", "aup.md")
        self.does("policy", "submit", "AUP")
        self.does("jobs", "run")
        chika = self.member(CHIKA)
        chika.presses(self.card(chika, "Acceptable use 3.0 needs your decision"), "Approve version 3.0")
        self.evidence("policy.approved")
        self.does("policy", "publish", "AUP")
        self.does("jobs", "run")


@dataclass(kw_only=True)
class Acme(Company):
    """The company while ``steward serve`` runs."""

    server: Server

    @property
    def posts(self) -> Requests:
        """Requests that come from somewhere else than the emulator."""
        return Requests(f"{self.server.url}/slack/events", SECRET)


@contextmanager
def unserved_acme(folder: Path, environment: Mapping[str, str]) -> Iterator[Company]:
    """Yield the company with nobody serving it; the register is imported before."""
    with _slack(folder) as slack:
        steward = Installation(folder, {**environment, **slack.environment()})
        with telling(lambda: scene(slack, ACCOUNTS, EVERYONE, steward)):
            yield Company(slack, steward)


@contextmanager
def acme_at_work(folder: Path, environment: Mapping[str, str]) -> Iterator[Acme]:
    """Yield the company while ``steward serve`` runs; the register is imported before."""
    with _slack(folder) as slack:
        port = free_port()
        address = {"STEWARD_PUBLIC_URL": f"http://127.0.0.1:{port}"}
        steward = Installation(folder, {**environment, **slack.environment(), **address})
        with steward.serving(port=port) as server:
            slack.lead_to(f"{server.url}/slack/events")
            with telling(lambda: scene(slack, ACCOUNTS, EVERYONE, steward, server)):
                yield Acme(slack, steward, server=server)


@contextmanager
def _slack(folder: Path) -> Iterator[LocalSlack]:
    cast.write_settings(folder)
    channels = {EVERYONE: [*(user.id for user in ACCOUNTS), BOT]}
    with LocalSlack(folder, ACCOUNTS, channels) as slack:
        slack.proxy.api.limit.per_second = float("inf")
        yield slack


def registered_copy(template: Path, folder: Path) -> None:
    """Put a copy of a database on which ``cast.register`` has run in place of the empty one in ``folder``."""
    shutil.copyfile(template, folder / "steward.db")


def waited(fact: Callable[[], T | None], what: str) -> T:
    """Return the first truthy answer of ``fact``."""
    return until(fact, seconds=PATIENCE, what=what)
