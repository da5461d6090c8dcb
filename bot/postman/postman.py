"""The postman: one per workspace at a time (a lease), many messages in flight, one per conversation."""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import structlog
from sqlalchemy import Row

from bot.engine import JOBS, Engine, frames_of
from bot.errors import Busy, DeliveryFailed
from bot.postman.roads import Limits, Platform
from bot.postman.taking import RETRIES, Dropped, Outcome, Taken, claim, draw_ready, settle, stored_post
from bot.turn import Turn, real_clock
from storage import messages, outbox

log = structlog.get_logger("postman")

LEASE = timedelta(seconds=10)
RENEW = 3.0
IDLE = 0.5  # seconds between looks when nobody rings
BATCH = 50
IN_FLIGHT = 100


@dataclass(slots=True)
class Tally:
    """What became of what was handed over in one go."""

    sent: int = 0
    waiting: int = 0
    updated: int = 0
    retrying: int = 0
    undeliverable: int = 0
    uncertain: int = 0

    def count(self, outcome: Outcome) -> None:
        """Add one outcome."""
        if outcome.state == "sent" and outcome.taken.post.kind == "update":
            self.updated += 1
        else:
            setattr(self, outcome.state, getattr(self, outcome.state) + 1)

    def __add__(self, other: Tally) -> Tally:
        mine, theirs = asdict(self), asdict(other)
        return Tally(**{name: mine[name] + theirs[name] for name in mine})


class Round:
    """One workspace while we hold its lease: what is in flight, and its limits."""

    def __init__(self, engine: Engine, platform: Platform, holder: str, limits: Limits) -> None:
        self.engine, self.platform, self.holder, self.limits = engine, platform, holder, limits
        self.fence: int | None = None
        self.renewed = 0.0
        self.busy_places: set[str] = set()
        self.flying: set[asyncio.Task[Outcome | None]] = set()

    @property
    def lease_name(self) -> str:
        """Return the name of this workspace's lease."""
        return f"deliver:{self.platform.name}:{self.platform.tenant}"

    async def hold(self) -> bool:
        """Return True while the lease is ours; renews it every three seconds."""
        if self.fence is not None and time.monotonic() - self.renewed < RENEW:
            return True
        if not self.platform.tenant and not await self._identify():
            return False
        fence = await asyncio.to_thread(self.engine.run_as, JOBS, _take_lease, self.lease_name, self.holder)
        if fence is not None and fence != self.fence:
            self.fence = fence
            await self._take_over(fence)
        self.fence, self.renewed = fence, time.monotonic()
        return fence is not None

    async def _identify(self) -> bool:
        """Return True once the platform has said which workspace it is; its messages wait until then."""
        identify = getattr(self.platform, "identify", None)
        if identify is None:
            return True
        try:
            await identify()
        except DeliveryFailed as failure:
            log.warning("platform is away", platform=self.platform.name, reason=failure.reason)
            return False
        return True

    async def let_go(self) -> None:
        """Give the lease up, so that another process need not wait for its end."""
        if self.fence is not None:
            await asyncio.to_thread(self.engine.run_as, JOBS, _give_up, self.lease_name, self.holder)
            self.fence = None

    async def _take_over(self, fence: int) -> None:
        """Settle what a former holder was sending when it stopped."""
        name, tenant = self.platform.name, self.platform.tenant
        left = await asyncio.to_thread(self.engine.ask, _abandoned, name, tenant, fence)
        for row, root in left:
            outcome = await self._settle_abandoned(row, root)
            await asyncio.to_thread(self.engine.run_as, JOBS, settle, row.fence, [outcome])

    async def _settle_abandoned(self, row: Row[Any], root: str) -> Outcome:
        post = stored_post(row, root)
        taken = Taken(row.id, row.message, row.recipient, row.attempts, post)
        if post.kind == "update":  # drawing again is harmless
            return Outcome(taken, "retrying", reason="taken over", not_before=self.engine.now())
        try:
            sent = await self.platform.find(post)
        except DeliveryFailed:
            return Outcome(taken, "uncertain", reason="the process stopped while sending")
        if sent is not None:
            return Outcome(taken, "sent", sent)
        return Outcome(taken, "retrying", reason="not taken before the stop", not_before=self.engine.now())

    async def take(self) -> list[Taken]:
        """Return a batch that is ours to send now."""
        assert self.fence is not None
        space = min(BATCH, IN_FLIGHT - len(self.flying))
        if space <= 0:
            return []
        drawn = await asyncio.to_thread(
            self.engine.ask_as, JOBS, _draw_batch, self.platform, space, frozenset(self.busy_places)
        )
        taken = [one for one in drawn if isinstance(one, Taken)]
        dropped = [one for one in drawn if isinstance(one, Dropped)]
        if not drawn:
            return []
        return await asyncio.to_thread(self.engine.run_as, JOBS, claim, self.fence, taken, dropped)

    def launch(self, taken: Iterable[Taken]) -> None:
        """Start sending; one send at a time in each conversation."""
        for one in taken:
            self.busy_places.add(one.post.chat.address)
            self.flying.add(asyncio.create_task(self._send(one)))

    async def _send(self, one: Taken) -> Outcome:
        post = one.post
        try:
            if self.platform.name != "web":
                await self.limits.wait(post.chat.address)
            if post.kind == "update":
                await self.platform.update(post)
                return Outcome(one, "sent")
            sent = await self.platform.deliver(post)
            return Outcome(one, "waiting" if self.platform.name == "web" else "sent", sent)
        except DeliveryFailed as failure:
            return self._failed(one, failure)
        except Exception as error:  # noqa: BLE001 - whatever an adapter does, the row must not be lost
            log.error("bug", error=type(error).__name__, at=frames_of(error), message=one.message_id)
            state = "retrying" if post.kind == "update" else "uncertain"
            return Outcome(one, state, reason=type(error).__name__, not_before=self._later(one.attempts))

    def _failed(self, one: Taken, failure: DeliveryFailed) -> Outcome:
        if failure.retry_after is not None:
            seconds = failure.retry_after.total_seconds()
            self.limits.conversation(one.post.chat.address).hold(seconds)
            if one.attempts > 20:
                return Outcome(one, "undeliverable", reason=failure.reason)
            return Outcome(
                one, "retrying", reason=failure.reason, not_before=self.engine.now() + failure.retry_after
            )
        if failure.uncertain and one.post.kind == "post":
            return Outcome(one, "uncertain", reason=failure.reason)
        if failure.permanent or one.attempts > len(RETRIES):
            return Outcome(one, "undeliverable", reason=failure.reason)
        return Outcome(one, "retrying", reason=failure.reason, not_before=self._later(one.attempts))

    def _later(self, attempts: int) -> datetime:
        return self.engine.now() + RETRIES[min(attempts, len(RETRIES)) - 1]

    async def land(self, done: Iterable[asyncio.Task[Outcome | None]]) -> list[Outcome]:
        """Write down what has ended and free its conversations."""
        outcomes = [outcome for task in done if (outcome := task.result()) is not None]
        self.flying -= set(done)
        if outcomes and self.fence is not None:
            await asyncio.to_thread(self.engine.run_as, JOBS, settle, self.fence, outcomes)
        for one in outcomes:
            self.busy_places.discard(one.taken.post.chat.address)
        return outcomes


class Postman:
    """Hands over what is in the outbox, for every platform it was given."""

    def __init__(
        self, engine: Engine, platforms: Iterable[Platform], limits: Mapping[str, Limits] | None = None
    ) -> None:
        self.engine = engine
        holder = engine.parts.new_id()
        given = dict(limits or {})
        self.rounds = [
            Round(engine, one, holder, given.get(one.name) or Limits(50.0, 1.0, time.monotonic))
            for one in platforms
        ]
        self._bell: asyncio.Event | None = None
        self._loop: asyncio.AbstractEventLoop | None = None

    def ring(self) -> None:
        """Wake the postman; may be called from any thread."""
        if self._loop is not None and self._bell is not None and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._bell.set)

    async def run(self, stop: asyncio.Event) -> None:
        """Deliver until ``stop`` is set; a database that is away is tried again."""
        self._loop, self._bell = asyncio.get_running_loop(), asyncio.Event()
        await asyncio.gather(*(self._run_one(one, stop) for one in self.rounds))

    async def _run_one(self, workspace: Round, stop: asyncio.Event) -> None:
        assert self._bell is not None
        while not stop.is_set():
            try:
                moved = await self._step(workspace, Tally())
            except Busy:
                moved = False
                await asyncio.sleep(1.0)
            except Exception as error:  # noqa: BLE001 - the postman outlives every bug
                log.error("bug", error=type(error).__name__, at=frames_of(error))
                moved = False
                await asyncio.sleep(1.0)
            if not moved and not workspace.flying:
                self._bell.clear()
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(self._bell.wait(), IDLE)
        if workspace.flying:
            await workspace.land((await asyncio.wait(workspace.flying, timeout=5))[0])
        await workspace.let_go()

    async def _step(self, workspace: Round, tally: Tally) -> bool:
        """Return True when something was taken or has ended."""
        if not await workspace.hold():
            return False
        taken = await workspace.take()
        workspace.launch(taken)
        if not workspace.flying:
            return bool(taken)
        done, _ = await asyncio.wait(workspace.flying, timeout=RENEW, return_when=asyncio.FIRST_COMPLETED)
        for outcome in await workspace.land(done):
            tally.count(outcome)
        return True

    async def until_idle(self) -> tuple[Tally, list[str]]:
        """Return what became of everything that is ready now, and the workspaces another process holds."""
        total, held = Tally(), []
        for workspace in self.rounds:
            if not await workspace.hold():
                held.append(workspace.lease_name)
                continue
            tally = Tally()
            while await self._step(workspace, tally):
                pass
            total = total + tally
            await workspace.let_go()
        return total, held


def _take_lease(turn: Turn, name: str, holder: str) -> int | None:
    return outbox.take_lease(turn.connection, name, holder, real_clock(), LEASE)


def _give_up(turn: Turn, name: str, holder: str) -> None:
    outbox.give_up_lease(turn.connection, name, holder, real_clock())


def _abandoned(turn: Turn, name: str, tenant: str, fence: int) -> list[tuple[Row[Any], str]]:
    rows = outbox.abandoned(turn.connection, name, tenant, fence)
    found = []
    for row in rows:
        root = messages.message(turn.connection, row.thread_of) if row.thread_of else None
        found.append((row, root.platform_id if root is not None else ""))
    return found


def _draw_batch(turn: Turn, platform: Platform, limit: int, busy: frozenset[str]) -> list[Taken | Dropped]:
    """Return what is ready, drawn; one for each conversation, and none where a send is under way."""
    taken: list[Taken | Dropped] = []
    places = set(busy)
    for row in outbox.ready(turn.connection, platform.name, platform.tenant, turn.now, limit * 2 + len(busy)):
        if row.address in places or len(taken) >= limit:
            continue
        places.add(row.address)
        drawn = _drawn(turn, row)
        if drawn is not None:
            taken.append(drawn)
    return taken


def _drawn(turn: Turn, row: Row[Any]) -> Taken | Dropped | None:
    try:
        return draw_ready(turn, row)
    except Busy:
        raise
    except Exception as error:  # noqa: BLE001 - one card that can't be drawn must not hold up the others
        log.error("bug", error=type(error).__name__, at=frames_of(error), message=row.message)
        return Dropped(row.id, row.message, "could not be drawn", "undeliverable")
