"""Who is behind which chat account: a paged listing of the directory, when somebody due is not linked."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Protocol, runtime_checkable

from sqlalchemy import exists, select

from bot.engine import JOBS, Engine
from bot.model import Account
from bot.turn import Turn, real_clock
from bot.turn.linking import link_account
from storage import leases
from storage.leases import LEASE
from storage.obligations import OBLIGATION
from storage.people import CHAT_IDENTITY, PERSON

CHUNK = 100
A_DAY = timedelta(days=1)


@runtime_checkable
class Directory(Protocol):
    """A platform that can list its accounts."""

    name: str
    tenant: str

    def accounts(self) -> AsyncIterator[Account]:
        """Yield every account."""


def needs_linking(turn: Turn) -> bool:
    """Return True when somebody due has a chat account nobody knows, and the last listing is older than a day."""
    if not turn.parts.platforms:
        return False
    last = turn.connection.execute(select(LEASE.c.until).where(LEASE.c.name == "directory")).scalar()
    if last is not None and last > real_clock():
        return False
    linked = exists().where(CHAT_IDENTITY.c.person == PERSON.c.ref)
    wanted = (
        select(PERSON.c.ref)
        .join(OBLIGATION, OBLIGATION.c.owner == PERSON.c.ref)
        .where(
            PERSON.c.has_account.is_(True),
            OBLIGATION.c.state == "pending",
            OBLIGATION.c.next_at <= turn.now,
            ~linked,
        )
        .limit(1)
    )
    return turn.connection.execute(wanted).first() is not None


async def link_everybody(engine: Engine, directory: Directory) -> int:
    """Return how many accounts of a directory belong to somebody now."""
    total, batch = 0, []
    async for account in directory.accounts():
        batch.append(account)
        if len(batch) >= CHUNK:
            total += await asyncio.to_thread(engine.run_as, JOBS, _link, batch)
            batch = []
    total += await asyncio.to_thread(engine.run_as, JOBS, _link, batch)
    await asyncio.to_thread(engine.run_as, JOBS, _note_listing)
    return total


def _link(turn: Turn, accounts: list[Account]) -> int:
    return sum(link_account(turn, account) for account in accounts)


def _note_listing(turn: Turn) -> None:
    leases.take(turn.connection, "directory", "listing", real_clock(), A_DAY)
