"""One workspace and its lease: what is taken, what is under way, what has ended."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import structlog
from sqlalchemy import Row

from bot.engine import JOBS, Engine, frames_of
from bot.errors import DeliveryFailed
from bot.postman.roads import Limits, Platform
from bot.postman.settling import Outcome, settle, stored_post
from bot.postman.taking import Dropped, Taken, claim, draw_batch
from bot.turn import Turn, real_clock
from storage import leases, messages, outbox

log = structlog.get_logger("postman")

LEASE = timedelta(seconds=10)
RENEW = timedelta(seconds=3)
BATCH = 50
IN_FLIGHT = 100
# The first try again is soon, the last after four hours; then the row is undeliverable.
RETRIES = (timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=30), timedelta(minutes=240))
# A platform that says "later" so often is not going to take it.
MOST_ATTEMPTS = 20


@dataclass(frozen=True, slots=True)
class Surroundings:
    """The real time, which leases go by, and how the database is reached without holding up the loop."""

    now: Callable[[], datetime] = real_clock
    in_thread: Callable[..., Awaitable[Any]] = asyncio.to_thread


class Round:
    """One workspace while we hold its lease."""

    def __init__(
        self, engine: Engine, platform: Platform, holder: str, limits: Limits, around: Surroundings
    ) -> None:
        self.engine, self.platform, self.holder, self.limits, self.around = (
            engine, platform, holder, limits, around,
        )  # fmt: skip
        self.is_away = False
        self.bell = asyncio.Event()
        self.fence: int | None = None
        self.renewed = around.now() - LEASE
        self.busy_places: set[str] = set()
        self.flying: set[asyncio.Task[Outcome]] = set()
        self.unwritten: list[Outcome] = []

    @property
    def lease_name(self) -> str:
        """Return the name of this workspace's lease."""
        return f"deliver:{self.platform.name}:{self.platform.tenant}"

    # --- the lease ----------------------------------------------------------------------------

    async def hold(self) -> bool:
        """Return True while the lease is ours; renews it every three seconds."""
        if self.fence is not None and timedelta() <= self.around.now() - self.renewed < RENEW:
            return True
        if not self.platform.tenant and not await self._identify():
            return False
        fence = await self._renew()
        # Only once what a former holder left is settled: a database that goes away meanwhile means again.
        if fence is not None and fence != self.fence and not await self._take_over(fence):
            fence = None
        self.fence = fence
        return fence is not None

    def is_sure(self) -> bool:
        """Return True while nobody else can have taken the lease."""
        return timedelta() <= self.around.now() - self.renewed < LEASE

    async def _renew(self) -> int | None:
        now = self.around.now()
        fence: int | None = await self._run(_take_lease, self.lease_name, self.holder, now)
        if fence is not None:
            self.renewed = now
        return fence

    async def _identify(self) -> bool:
        """Return True once the platform has said which workspace it is; its messages wait until then."""
        identify = getattr(self.platform, "identify", None)
        if identify is None:
            return True
        try:
            await identify()
        except DeliveryFailed as failure:
            log.warning("platform is away", platform=self.platform.name, reason=failure.reason)
            self.is_away = True
            return False
        self.is_away = False
        return True

    async def let_go(self) -> None:
        """Give the lease up, so that another process need not wait for its end."""
        if self.fence is not None:
            await self._run(_give_up, self.lease_name, self.holder, self.around.now())
            self.fence = None

    async def _take_over(self, fence: int) -> bool:
        """Settle what a former holder was sending when it stopped; False when the lease is lost meanwhile."""
        for row, root in await self._ask(_abandoned, self.platform.name, self.platform.tenant, fence):
            if self.around.now() - self.renewed >= RENEW and await self._renew() != fence:
                return False
            outcome = await self._settle_abandoned(row, root)
            await self._run(settle, [outcome])
        return True

    async def _settle_abandoned(self, row: Row[Any], root: Row[Any] | None) -> Outcome:
        post = stored_post(row, root)
        taken = Taken(row.id, row.message, row.recipient, row.attempts, post, fence=row.fence)
        if post.kind == "update":  # drawing again is harmless
            return Outcome(taken, "retrying", reason="taken over", not_before=self.engine.now())
        try:
            sent = await self.platform.find(post)
        except DeliveryFailed:
            return Outcome(taken, "uncertain", reason="the process stopped while sending")
        if sent is not None:
            return Outcome(taken, self._taken_as, sent)
        return Outcome(taken, "retrying", reason="not taken before the stop", not_before=self.engine.now())

    # --- out ----------------------------------------------------------------------------------

    async def take(self) -> list[Taken] | None:
        """Return a batch that is ours to send now, None when nothing is ready.

        An empty one means that what was ready has changed meanwhile, or is not sent any more: look again.
        """
        assert self.fence is not None, "only the holder of the lease takes"
        space = min(BATCH, IN_FLIGHT - len(self.flying))
        if space <= 0:
            return None
        drawn = await self._ask(draw_batch, self.platform, space, frozenset(self.busy_places))
        if not drawn:
            return None
        taken = [one for one in drawn if isinstance(one, Taken)]
        dropped = [one for one in drawn if isinstance(one, Dropped)]
        ours: list[Taken] | None = await self._run(claim, self.lease_name, self.fence, taken, dropped)
        if ours is None:
            self.fence = None
        return ours

    def launch(self, taken: Iterable[Taken]) -> None:
        """Start sending; one send at a time in each conversation."""
        for one in taken:
            self.busy_places.add(one.conversation)
            self.flying.add(asyncio.create_task(self._send(one)))

    @property
    def _taken_as(self) -> str:
        # What lies in the browser's inbox waits to be looked at, which is not "delivered".
        return "waiting" if self.platform.name == "web" else "sent"

    async def _send(self, one: Taken) -> Outcome:
        try:
            if self.platform.name != "web":
                await self.limits.wait(one.conversation)
            if not self.is_sure():
                # Whoever holds the lease now has looked for this message, and sends it if it is not there.
                return Outcome(one, "retrying", reason="the lease ran out", not_before=self.engine.now())
            if one.post.kind == "update":
                await self.platform.update(one.post)
                return Outcome(one, "sent")
            return Outcome(one, self._taken_as, await self.platform.deliver(one.post))
        except DeliveryFailed as failure:
            return self._failed(one, failure)
        except Exception as error:  # noqa: BLE001 - whatever an adapter does, the row must not be lost
            log.error("bug", error=type(error).__name__, at=frames_of(error), message=one.message_id)
            state = "retrying" if one.post.kind == "update" else "uncertain"
            return Outcome(one, state, reason=type(error).__name__, not_before=self._later(one.attempts))

    def _failed(self, one: Taken, failure: DeliveryFailed) -> Outcome:
        if failure.retry_after is not None:
            self.limits.hold(failure.retry_after.total_seconds())
            if one.attempts > MOST_ATTEMPTS:
                return Outcome(one, "undeliverable", reason=failure.reason)
            again = self.engine.now() + failure.retry_after
            return Outcome(one, "retrying", reason=failure.reason, not_before=again)
        if failure.uncertain and one.post.kind == "post":
            return Outcome(one, "uncertain", reason=failure.reason)
        if failure.permanent or one.attempts > len(RETRIES):
            return Outcome(one, "undeliverable", reason=failure.reason)
        return Outcome(one, "retrying", reason=failure.reason, not_before=self._later(one.attempts))

    def _later(self, attempts: int) -> datetime:
        return self.engine.now() + RETRIES[min(attempts, len(RETRIES)) - 1]

    # --- back ---------------------------------------------------------------------------------

    async def land(self) -> list[Outcome]:
        """Write down what has ended, free its conversations, and return it.

        With the database away it is kept: what a platform has taken must not be taken for unsent.
        """
        done = {task for task in self.flying if task.done()}
        self.flying -= done
        self.unwritten += [task.result() for task in done]
        if not self.unwritten:
            return []
        await self._run(settle, self.unwritten)
        ended, self.unwritten = self.unwritten, []
        self.busy_places -= {one.taken.conversation for one in ended}
        return ended

    async def stop(self, patience: float = 5.0) -> None:
        """Let what is under way end, write it down, and give the lease up."""
        if self.flying:
            _, late = await asyncio.wait(self.flying, timeout=patience)
            for task in late:  # whoever comes next looks whether these were taken
                task.cancel()
            self.flying -= late
        await self.land()
        await self.let_go()

    async def _run(self, task: Callable[..., Any], *args: Any) -> Any:
        return await self.around.in_thread(self.engine.run_as, JOBS, task, *args)

    async def _ask(self, query: Callable[..., Any], *args: Any) -> Any:
        return await self.around.in_thread(self.engine.ask_as, JOBS, query, *args)


def _take_lease(turn: Turn, name: str, holder: str, now: datetime) -> int | None:
    return leases.take(turn.connection, name, holder, now, LEASE)


def _give_up(turn: Turn, name: str, holder: str, now: datetime) -> None:
    leases.give_up(turn.connection, name, holder, now)


def _abandoned(turn: Turn, name: str, tenant: str, fence: int) -> list[tuple[Row[Any], Row[Any] | None]]:
    rows = outbox.abandoned(turn.connection, name, tenant, fence)
    return [
        (row, messages.message(turn.connection, row.thread_of) if row.thread_of else None) for row in rows
    ]
