"""Delivery in the demo: whatever is ready is handed over at once, and nothing leaves the machine."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Sequence
from threading import Lock
from typing import Any

from bot.engine import Engine
from bot.model import Account, Post, Sent
from bot.postman import Platform, Postman, WebInbox
from bot.postman.roads import Limits
from bot.postman.rounds import Surroundings

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
    """A postman that is called instead of waiting; one at a time, whoever calls.  ``ring`` is for ``Engine.woke``."""

    def __init__(self, engine: Engine, chats: Sequence[NotingPlatform]) -> None:
        roads: list[Platform] = [*chats, WebInbox()]
        limits = {one.name: Limits(_NO_LIMIT, _NO_LIMIT, time.monotonic) for one in roads}
        self._postman = Postman(engine, roads, limits, Surroundings(in_thread=_here))
        self._loop = asyncio.Runner()
        self._lock = Lock()
        self._rang = False

    def ring(self) -> None:
        """Note that something new is in the outbox: the postman looks again before he ends."""
        self._rang = True

    def __call__(self) -> int:
        """Return how many messages were delivered: everything that was ready."""
        sent = 0
        with self._lock:
            for _ in range(_ROUNDS):
                self._rang = False
                tally, _held = self._loop.run(self._postman.until_idle())
                sent += tally.sent + tally.waiting
                if not self._rang:
                    break
        return sent

    def close(self) -> None:
        """End the loop."""
        with self._lock:
            self._loop.close()


async def _here(work: Callable[..., Any], *args: Any) -> Any:
    """Return what ``work`` returns, without another thread: the database is a file beside us."""
    return work(*args)
