"""The roads a message can take, and how fast each may be driven."""

from __future__ import annotations

import asyncio
import time
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from typing import Protocol

from bot.config import Settings
from bot.model import Post, Sent


class Platform(Protocol):
    """A platform as the postman needs it.  Errors are ``bot.errors.DeliveryFailed``."""

    name: str
    tenant: str

    async def deliver(self, post: Post) -> Sent:
        """Return where the message stands now."""

    async def update(self, post: Post) -> None:
        """Replace a message that stands there already."""

    async def find(self, post: Post) -> Sent | None:
        """Return where a message stands that may have been taken before a crash, None when it was not."""


class WebInbox:
    """The browser inbox: the stored card is the delivery, so nothing leaves the house."""

    name = "web"
    tenant = ""

    async def deliver(self, post: Post) -> Sent:
        """Return our own message's place: it waits there, which is not "delivered"."""
        return Sent(post.chat, post.key)

    async def update(self, post: Post) -> None:
        """Do nothing: pages are drawn from the facts when they are opened."""

    async def find(self, post: Post) -> Sent | None:
        """Return the place: a stored card is always there."""
        return Sent(post.chat, post.key)


class Bucket:
    """A token bucket on the loop's clock: ``rate`` a second, ``burst`` at once."""

    def __init__(self, rate: float, burst: float, clock: Callable[[], float]) -> None:
        self._rate, self._burst, self._clock = rate, burst, clock
        self._free_at = clock() - burst / rate  # when the bucket was, or will be, empty to the brim

    def delay(self) -> float:
        """Take one token and return how many seconds to wait for it."""
        now = self._clock()
        self._free_at = max(self._free_at, now - self._burst / self._rate) + 1 / self._rate
        return max(0.0, self._free_at - now)

    def hold(self, seconds: float) -> None:
        """Give out nothing for so long: the platform said Retry-After."""
        self._free_at = max(self._free_at, self._clock() + seconds)


class Limits:
    """One bucket for the workspace, one for each conversation; the least used conversations are forgotten."""

    def __init__(
        self,
        per_second: float,
        per_conversation: float,
        clock: Callable[[], float],
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._clock, self._sleep, self._per_conversation = clock, sleep, per_conversation
        # A second's worth at once at most: a platform counts in windows, not in bursts.
        self.workspace = Bucket(per_second, 1.0, clock)
        self._held_until = clock()
        self._conversations: OrderedDict[str, Bucket] = OrderedDict()

    def conversation(self, name: str) -> Bucket:
        """Return the bucket of one conversation."""
        bucket = self._conversations.pop(name, None) or Bucket(self._per_conversation, 1.0, self._clock)
        self._conversations[name] = bucket
        while len(self._conversations) > 10_000:
            self._conversations.popitem(last=False)
        return bucket

    def hold(self, seconds: float) -> None:
        """Let nothing go for so long: Retry-After speaks for the workspace, to those who wait already too."""
        self._held_until = max(self._held_until, self._clock() + seconds)
        self.workspace.hold(seconds)

    async def wait(self, name: str) -> None:
        """Return when a message to this conversation may go."""
        await self._sleep(self.conversation(name).delay())
        await self._sleep(self.workspace.delay())
        while self._held_until > self._clock():
            # Whoever has waited through a hold takes a new place, or all would go at its end.
            await self._sleep(self.workspace.delay())


def limits_of(settings: Settings) -> dict[str, Limits]:
    """Return each platform's limits as app.yaml has them, in requests a second."""
    slack = settings.slack
    return {"slack": Limits(slack.per_second, slack.per_conversation, time.monotonic)}
