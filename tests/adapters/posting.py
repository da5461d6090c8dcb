"""What the postman's tests put into the outbox, and the troubles they make for him."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row, update

from bot.engine import JOBS
from bot.errors import Busy
from bot.model import ChatRef
from bot.postman import Postman, WebInbox
from bot.postman.roads import Limits
from bot.postman.rounds import Surroundings
from bot.turn import Turn, send
from storage.messages import SHOWS
from storage.obligations import OBLIGATION
from tests.clock import BERLIN
from tests.colleagues import Colleague
from tests.office import Office

# Words without placeholders: any will do.
KEY = "help.title"
LEASE_ENDS = timedelta(seconds=11)


def tell(office: Office, who: Colleague, *, under: str = "", key: str = KEY, **more: Any) -> str:
    """Put a note to somebody into the outbox and return the message's id."""
    return str(office.engine.run_as(JOBS, _tell, who.ref, key, under, more))


def _tell(turn: Turn, recipient: str, key: str, under: str, more: dict[str, Any]) -> str:
    return send(turn, recipient, "note", args={"key": key}, thread_of=under, live=False, **more)


def announce(office: Office, channel: str) -> str:
    """Put a note to a channel into the outbox."""
    place = ChatRef("slack", "T01", channel)

    def post(turn: Turn) -> str:
        return send(turn, "", "note", args={"key": KEY}, place=place)

    return str(office.engine.run_as(JOBS, post))


def states(office: Office, kind: str = "post") -> list[str]:
    """Return how each row of the outbox stands, in the order they were made."""
    return [row.state for row in office.outbox(kind)]


def row_of(office: Office, message: str, kind: str = "post") -> Row[Any]:
    """Return a message's row in the outbox."""
    (found,) = [row for row in office.outbox(kind) if row.message == message]
    return found


def told(office: Office, who: Colleague) -> list[str]:
    """Return the steps somebody was told, of all duties."""
    return [row.step for row in office.rows_of(SHOWS.select().where(SHOWS.c.recipient == who.ref))]


def touch(office: Office, duty: str) -> None:
    """Have everything that shows a duty drawn again, as a change of its facts does."""

    def change(turn: Turn) -> None:
        turn.connection.execute(update(OBLIGATION).where(OBLIGATION.c.id == duty).values(reason="changed"))
        turn.touch(duty)

    office.engine.run_as(JOBS, change)


def asked(office: Office, *names: str) -> list[Colleague]:
    """Return people who owe an acknowledgement nobody has told them of yet."""
    office.prompt = False
    team = [office.hire(name, department="Sales") for name in names]
    office.hire("petra", role="isms_owner")
    office.clock.at = datetime(2026, 11, 28, 12, tzinfo=BERLIN)  # a Saturday
    office.publish(audience={"department": ["Sales"]})
    office.clock.at = datetime(2026, 11, 30, 9, 30, tzinfo=BERLIN)
    return team


async def until(fact: Callable[[], Any]) -> None:
    """Return when a fact holds; the loop goes on meanwhile."""
    for _ in range(1000):
        if fact():
            return
        await asyncio.sleep(0)
    raise AssertionError("it never came to that")


def postman_with(
    office: Office,
    *,
    before: Callable[[str], None] = lambda _name: None,
    rest: Callable[[float], Any] | None = None,
) -> Postman:
    """Return another postman; ``before`` is called with the name of each task that goes to the database."""

    async def at_once(work: Callable[..., Any], actor: object, task: Any, *args: Any) -> Any:
        before(task.__name__)
        return work(actor, task, *args)

    limits = Limits(50.0, 1.0, office.clock.seconds, rest or office.clock.rest)
    around = Surroundings(office.clock.real, at_once)
    return Postman(office.engine, [office.slack, WebInbox()], {"slack": limits}, around)


class Away:
    """Lets the database be away once, at the first task of a name."""

    def __init__(self, name: str) -> None:
        self.name, self.was_away = name, False

    def __call__(self, name: str) -> None:
        if name == self.name and not self.was_away:
            self.was_away = True
            raise Busy("away")


class Once:
    """Does something once, before the first task of a name."""

    def __init__(self, name: str, act: Callable[[], object]) -> None:
        self.name, self.act, self.done = name, act, False

    def __call__(self, name: str) -> None:
        if name == self.name and not self.done:
            self.done = True
            self.act()
