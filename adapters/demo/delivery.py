"""Delivery in the demo: whatever is ready is handed over at once, and nothing leaves the machine."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Sequence
from threading import Lock, get_ident
from typing import Any

import structlog

from bot.engine import Engine, frames_of
from bot.errors import Busy
from bot.model import Account, Post, Sent
from bot.postman import Platform, Postman, WebInbox
from bot.postman.roads import Limits
from bot.postman.rounds import Surroundings

log = structlog.get_logger("demo")

TENANT = "demo"
CHATS = ("slack", "teams")
_NO_LIMIT = 1e9
_ROUNDS = 20  # of messages that call for further ones; no story comes near it


class NotingPlatform:
    """A chat platform that takes every message at once; the page draws from the facts."""

    tenant = TENANT

    def __init__(self, name: str, listed: Callable[[], Sequence[Account]] = lambda: ()) -> None:
        self.name = name
        self._listed = listed

    async def deliver(self, post: Post) -> Sent:
        """Return a place for the message."""
        return Sent(post.chat, f"{self.name}-{post.key}")

    async def update(self, post: Post) -> None:
        """Do nothing: there is nothing to draw again."""

    async def find(self, post: Post) -> Sent | None:
        """Return the place: what was handed over was taken."""
        return Sent(post.chat, f"{self.name}-{post.key}")

    async def accounts(self) -> AsyncIterator[Account]:
        """Yield the accounts there are on the day of the demo."""
        for account in self._listed():
            yield account


class Delivery:
    """A postman that is called instead of waiting; one at a time, whoever calls.

    ``called`` fits ``Engine.woke``: a press returns after its threads and receipts have arrived.
    """

    def __init__(self, engine: Engine, chats: Sequence[NotingPlatform]) -> None:
        roads: list[Platform] = [*chats, WebInbox()]
        limits = {one.name: Limits(_NO_LIMIT, _NO_LIMIT, time.monotonic) for one in roads}
        self._postman = Postman(engine, roads, limits, Surroundings(in_thread=_here))
        self._loop = asyncio.Runner()
        self._lock = Lock()
        self._who = 0
        self._again = False

    def called(self) -> None:
        """Deliver what is ready; what goes wrong is logged, for a press has been stored by then."""
        if self._who == get_ident():  # the postman's own writing: he looks again before he ends
            self._again = True
            return
        try:
            self()
        except Busy:
            log.warning("delivery waits for the next press")
        except Exception as error:  # noqa: BLE001 - the press itself went well
            log.error("bug", error=type(error).__name__, at=frames_of(error))

    def __call__(self) -> int:
        """Return how many messages were delivered: everything that was ready."""
        with self._lock:
            self._who = get_ident()
            try:
                return self._deliver()
            finally:
                self._who = 0

    def _deliver(self) -> int:
        sent = 0
        for _ in range(_ROUNDS):
            self._again = False
            tally, _held = self._loop.run(self._postman.until_idle())
            sent += tally.sent + tally.waiting
            if not self._again:
                break
        return sent

    def close(self) -> None:
        """End the loop."""
        with self._lock:
            self._loop.close()


async def _here(work: Callable[..., Any], *args: Any) -> Any:
    """Return what ``work`` returns, without another thread: the database is a file beside us."""
    return work(*args)
