"""From an input to the engine's answer: in a thread of the pool, for an account that may be new."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from typing import Final, ParamSpec, Protocol, TypeVar

import structlog

from adapters.slack.delivery import CALL_ERRORS, SlackPlatform
from adapters.slack.failures import word_of
from bot.errors import Busy, DeliveryFailed
from bot.model import Account, Actor, Answer, Input, Pressed, Said

P = ParamSpec("P")
T = TypeVar("T")
G = TypeVar("G")

# Who was nobody a minute ago is not looked up at each word; who joins is told by an event.
_NOBODY_FOR: Final = 60.0
_REMEMBERED: Final = 10_000
# Answered from static texts, so also when all threads wait for a database that is away.
_ALWAYS: Final = frozenset({"report", "speak-up"})
# A trigger lives three seconds, and the turn after the look-up wants most of them.
_LOOK_UP_WITHIN: Final = 1.5

log = structlog.get_logger("slack")


class Engine(Protocol):
    """The engine as this adapter needs it; both block, and are called in a thread."""

    def handle(self, given: Input, /) -> Answer:
        """Return the answer to one input; what it did is committed by then."""

    def link(self, account: Account, /) -> bool:
        """Return True when the account belongs to a person now."""


class InPool(Protocol):
    """Runs what blocks in a thread; raises Busy at once when all are taken."""

    async def __call__(self, work: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> T:
        """Return what ``work`` returns."""


class Sorry(Protocol):
    """The two answers that are given without the engine."""

    def busy(self, given: Input, /) -> Answer:
        """Return the answer when nothing can be stored now; ``Answer.busy`` is set."""

    def bug(self, given: Input, error: Exception, /) -> Answer:
        """Return the answer to an error of ours, with a reference that is in the log."""


class Turns:
    """Turns of the engine, at most ``limit`` at once: whoever comes later is told so at once."""

    def __init__(
        self,
        engine: Engine,
        pool: InPool,
        platform: SlackPlatform,
        sorry: Sorry,
        *,
        limit: int = 64,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._engine = engine
        self._pool = pool
        self._platform = platform
        self._sorry = sorry
        self._limit = limit
        self._clock = clock
        self._running = 0
        self._nobody: dict[Actor, float] = {}

    async def take(self, given: Input) -> Answer:
        """Return the answer, after linking the account when it belongs to nobody yet."""
        try:
            answer = await self._in_pool(self._engine.handle, given)
            if answer.unknown and await self._introduced(given):
                answer = await self._in_pool(self._engine.handle, given)
        except Busy:
            return self._sorry.busy(given)
        except Exception as error:  # noqa: BLE001 - whatever it is, the person gets a sentence and a reference
            return self.bug(given, error)
        return answer

    async def _introduced(self, given: Input) -> bool:
        """Return True when the one who acted is known now; Busy when the directory can't be asked."""
        try:
            return await self.introduce(given.actor)
        except (*CALL_ERRORS, DeliveryFailed) as error:
            reason = error.reason if isinstance(error, DeliveryFailed) else word_of(error)
            log.warning("slack.no_directory", error=type(error).__name__, reason=reason)
            raise Busy from error

    def bug(self, given: Input, error: Exception) -> Answer:
        """Return the answer to an error of ours, which is in the log with ids only."""
        verb = given.verb if isinstance(given, Pressed) else "said"
        log.error("slack.bug", error=type(error).__name__, verb=verb, delivery=given.delivery_id)
        return self._sorry.bug(given, error)

    def busy(self, given: Input) -> Answer:
        """Return the answer when there is no time or no place to do it."""
        return self._sorry.busy(given)

    async def introduce(self, actor: Actor) -> bool:
        """Return True when the account belongs to a person now, on the word of Slack's directory."""
        if self._nobody.get(actor, 0.0) > self._clock():
            return False
        async with asyncio.timeout(_LOOK_UP_WITHIN):
            # Somebody of another company stands in a workspace of theirs, and is never linked.
            known = actor.tenant == await self._platform.identify()
            account = await self._platform.account(actor.user_id) if known else None
        linked = account is not None and await self._in_pool(self._engine.link, account)
        if not linked:
            self._note_nobody(actor)
        return linked

    def forget(self, actor: Actor) -> None:
        """Look this account up again when it next acts: Slack said that it changed."""
        self._nobody.pop(actor, None)

    def _note_nobody(self, actor: Actor) -> None:
        if len(self._nobody) >= _REMEMBERED:
            self._nobody.clear()
        self._nobody[actor] = self._clock() + _NOBODY_FOR

    async def _in_pool(self, work: Callable[[G], T], given: G) -> T:
        if self._running >= self._limit:
            if not (isinstance(given, Said) and given.command in _ALWAYS):
                raise Busy
            # A thread of Python's own, which nobody else here uses.
            return await asyncio.to_thread(work, given)
        self._running += 1
        try:
            return await self._pool(work, given)
        finally:
            self._running -= 1
