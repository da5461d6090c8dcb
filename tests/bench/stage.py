"""A company to measure on: people by the thousand, policies published and cards told as they really are."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any, NamedTuple

from sqlalchemy import select, text

from bot.config import Environment, Settings
from bot.engine import OPERATOR
from bot.flows import everything
from bot.flows.policies import adding, submitting
from bot.flows.policies.obliging import oblige_all
from bot.flows.policies.publishing import publish_policy
from bot.house import House, open_house
from bot.jobs import remind_all
from bot.model import Actor, ChatRef, Post, Pressed, Sent
from bot.postman import Postman, WebInbox
from bot.postman.roads import Limits
from bot.turn import Turn
from storage.database import Database
from storage.messages import MESSAGE, SHOWS
from storage.obligations import OBLIGATION
from storage.people import CHAT_IDENTITY, ENGAGEMENT, PERSON
from storage.policies import POLICY
from tests import colleagues
from tests.adapters.slack_payloads import TEAM
from tests.clock import START
from tests.colleagues import Job
from tests.drafts import draft

__all__ = ["Clock", "Noting", "Stage", "Told", "everything", "open_stage"]

LONG_AGO = date(2020, 1, 1)
AT_ONCE = 1000


class Clock:
    """A clock that stands until it is set."""

    def __init__(self, at: datetime = START) -> None:
        self.at = at.astimezone(UTC)

    def __call__(self) -> datetime:
        """Return the time it shows."""
        return self.at


class Noting:
    """A Slack that takes every message at once; a person's account stands for the conversation with the bot."""

    name = "slack"
    tenant = TEAM

    async def deliver(self, post: Post) -> Sent:
        """Return where the message stands now."""
        return Sent(ChatRef(self.name, self.tenant, f"D{post.chat.address[1:]}"), f"1700000000.{post.key}")

    async def update(self, post: Post) -> None:
        """Do nothing."""

    async def find(self, _post: Post) -> Sent | None:
        """Return None: nothing is ever left half-way."""
        return None


class Told(NamedTuple):
    """Somebody's card as it stands in Slack, and the duty it shows."""

    duty: str
    user: str
    channel: str
    ts: str


@dataclass(slots=True)
class Stage:
    """A house on a database of its own."""

    house: House
    clock: Clock

    def crowd(self, count: int, prefix: str = "q") -> None:
        """Put people into the register, as an import would have; everybody has a Slack account."""
        numbers = range(count)
        for start in range(0, count, AT_ONCE):
            with self.house.database.writing(patience=60, limit=None) as connection:
                some = numbers[start : start + AT_ONCE]
                connection.execute(PERSON.insert(), [_person(f"{prefix}{n:06}", self.clock()) for n in some])
                connection.execute(ENGAGEMENT.insert(), [_engagement(f"{prefix}{n:06}") for n in some])
                connection.execute(
                    CHAT_IDENTITY.insert(), [_account(f"{prefix}{n:06}", self.clock()) for n in some]
                )

    def publish(self, policy: str = "AUP") -> None:
        """Put a policy into force, by the way every policy goes."""
        engine = self.house.engine
        with self.house.database.writing() as connection:
            for name, role in (("olga", "policy_owner"), ("chika", "approver")):
                colleagues.register(connection, colleagues.colleague(name), Job(roles=(role,)), self.clock())
        engine.run(adding.add, draft(id=policy))
        submission = engine.run(submitting.submit, policy)
        duty = engine.ask(lambda turn: _duty_on(turn, "policy.approve", submission))
        chika = Actor("slack", colleagues.TENANT, colleagues.colleague("chika").user)
        answer = engine.handle(Pressed(chika, "policy.approve", {"duty": duty}))
        assert engine.ask(lambda turn: _state_of(turn, duty)) == "done", f"not approved: {answer}"
        publish_policy(engine, OPERATOR, policy)

    def oblige(self, policy: str = "AUP") -> None:
        """Give the policy in force to everybody who came since."""
        in_force = select(POLICY.c.published).where(POLICY.c.id == policy)
        with self.house.database.reading() as connection:
            submission = str(connection.execute(in_force).scalar_one())
        oblige_all(self.house.engine, self.house.engine.run, submission)
        self.analyse()

    def analyse(self) -> None:
        """Let PostgreSQL count what was loaded in one go, as its autovacuum does within a minute."""
        if self.house.database.url.startswith("postgresql"):
            # More than one statement of two seconds, which is what a process that serves may take.
            database = Database(self.house.database.url, statement_limit=None)
            with database.writing(limit=None) as connection:
                connection.execute(text("ANALYZE"))
            database.close()

    def tell(self) -> None:
        """Tell everybody who is due, and deliver it."""
        remind_all(self.house.engine)
        limits = Limits(1e9, 1e9, time.monotonic)
        postman = Postman(self.house.engine, [Noting(), WebInbox()], {"slack": limits})
        asyncio.run(postman.until_idle())

    def told(self, prefix: str = "q") -> Sequence[Told]:
        """Return the cards of a crowd that ask for an acknowledgement."""
        wanted = (
            select(OBLIGATION.c.id, OBLIGATION.c.owner, MESSAGE.c.address, MESSAGE.c.platform_id)
            .join(SHOWS, SHOWS.c.obligation == OBLIGATION.c.id)
            .join(MESSAGE, MESSAGE.c.id == SHOWS.c.message)
            .where(OBLIGATION.c.kind == "policy.acknowledge", OBLIGATION.c.owner.startswith(f"p_{prefix}"))
            .order_by(OBLIGATION.c.owner)
        )
        with self.house.database.reading() as connection:
            rows = connection.execute(wanted).all()
        return [Told(row.id, f"U{row.owner[2:].upper()}", row.address, row.platform_id) for row in rows]

    def count(self, wanted: Any) -> int:
        """Return how many rows a question has."""
        with self.house.database.reading() as connection:
            return int(connection.execute(wanted).scalar() or 0)


def open_stage(url: str, at: datetime = START) -> Stage:
    """Return a stage on a migrated database; by default it is a Monday morning, half an hour into the message hours."""
    clock = Clock(at)
    settings = Settings(environment=Environment(database_url=url))
    return Stage(open_house(settings, clock=clock, platforms=frozenset({"slack"})), clock)


def _person(one: str, now: datetime) -> dict[str, Any]:
    named = {
        "ref": f"p_{one}",
        "name": f"Quinn {one}",
        "email": f"{one}@acme.example",
        "folded": f"quinn {one}",
    }
    where = {"locale": "en", "zone": "Europe/Berlin", "country": "DE", "workdays": "MTWTF--"}
    rest = {"is_minor": False, "quiet_until": None, "merged_into": "", "created": now}
    return named | where | {"has_account": True, "platform": "slack"} | rest


def _engagement(one: str) -> dict[str, Any]:
    work = {"employment": "employee", "role_family": "engineering", "department": "Engineering"}
    place = {"entity": "Acme GmbH", "title": "", "level": None, "country": "DE"}
    dates = {"start": LONG_AGO, "end": None, "baseline": True}
    return {"id": f"e_{one}", "person": f"p_{one}"} | work | place | dates


def _account(one: str, now: datetime) -> dict[str, Any]:
    account = {"platform": "slack", "tenant": TEAM, "user_id": f"U{one.upper()}", "address": ""}
    how = {"linked_how": "directory e-mail", "linked_at": now}
    return {"id": f"i_{one}", "person": f"p_{one}"} | account | how


def _duty_on(turn: Turn, kind: str, object_id: str) -> str:
    wanted = select(OBLIGATION.c.id).where(OBLIGATION.c.kind == kind, OBLIGATION.c.object == object_id)
    return str(turn.connection.execute(wanted).scalar_one())


def _state_of(turn: Turn, duty: str) -> str:
    return str(
        turn.connection.execute(select(OBLIGATION.c.state).where(OBLIGATION.c.id == duty)).scalar_one()
    )
