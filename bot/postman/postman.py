"""The postman: one per workspace at a time (a lease), many messages in flight, one per conversation."""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass

import structlog

from bot.engine import Engine, frames_of
from bot.errors import Busy
from bot.postman.roads import Limits, Platform
from bot.postman.rounds import RENEW, Round, Surroundings
from bot.postman.settling import Outcome

log = structlog.get_logger("postman")

IDLE = 0.5  # seconds between looks when nobody rings
AFTER_TROUBLE = 1.0


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


class Postman:
    """Hands over what is in the outbox, for every platform it was given."""

    def __init__(
        self,
        engine: Engine,
        platforms: Iterable[Platform],
        limits: Mapping[str, Limits] | None = None,
        around: Surroundings | None = None,
    ) -> None:
        holder = engine.parts.new_id()
        given = dict(limits or {})
        self.rounds = [
            Round(
                engine,
                one,
                holder,
                given.get(one.name) or Limits(50.0, 1.0, time.monotonic),
                around or Surroundings(),
            )
            for one in platforms
        ]
        self._loop: asyncio.AbstractEventLoop | None = None

    def ring(self) -> None:
        """Wake the postman; may be called from any thread."""
        loop = self._loop
        if loop is not None:
            with contextlib.suppress(RuntimeError):  # the loop has closed: nobody is there to be woken
                loop.call_soon_threadsafe(self._wake)

    def _wake(self) -> None:
        for workspace in self.rounds:
            workspace.bell.set()

    async def run(self, stop: asyncio.Event) -> None:
        """Deliver until ``stop`` is set; a database that is away is tried again."""
        self._loop = asyncio.get_running_loop()
        try:
            await asyncio.gather(*(self._run_one(one, stop) for one in self.rounds))
        finally:
            self._loop = None

    async def _run_one(self, workspace: Round, stop: asyncio.Event) -> None:
        stopped = asyncio.create_task(stop.wait())
        try:
            while not stop.is_set():
                workspace.bell.clear()  # before the look: what rings during it is looked for again
                pause = await self._look(workspace)
                if pause:
                    await _first(pause, stopped, workspace.bell if pause == IDLE else None)
        finally:
            stopped.cancel()
            with contextlib.suppress(Busy):
                await workspace.stop()

    async def _look(self, workspace: Round) -> float:
        """Return how many seconds to rest after one step, 0 when there may be more at once."""
        try:
            return 0.0 if await self._step(workspace, Tally()) else IDLE
        except Busy:
            return AFTER_TROUBLE
        except Exception as error:  # noqa: BLE001 - the postman outlives every bug
            log.error("bug", error=type(error).__name__, at=frames_of(error))
            return AFTER_TROUBLE

    async def _step(self, workspace: Round, tally: Tally) -> bool:
        """Return True when something was taken or has ended."""
        for outcome in await workspace.land():
            tally.count(outcome)
        taken = await workspace.take() if await workspace.hold() else None
        workspace.launch(taken or ())
        if not workspace.flying:
            return taken is not None
        bell = asyncio.create_task(workspace.bell.wait())
        await asyncio.wait(
            {*workspace.flying, bell}, timeout=RENEW.total_seconds(), return_when=asyncio.FIRST_COMPLETED
        )
        bell.cancel()
        for outcome in await workspace.land():
            tally.count(outcome)
        return True

    @property
    def away(self) -> list[str]:
        """Return the platforms that could not be reached at the last look."""
        return [one.platform.name for one in self.rounds if one.is_away]

    async def until_idle(self) -> tuple[Tally, list[str]]:
        """Return what became of everything that is ready now, and the workspaces another process holds."""
        total, held = Tally(), []
        for workspace in self.rounds:
            if not await workspace.hold():
                if not workspace.is_away:
                    held.append(workspace.lease_name)
                continue
            try:
                while await self._step(workspace, total):
                    workspace.bell.clear()
            finally:
                await workspace.stop()
        return total, held


async def _first(seconds: float, stopped: asyncio.Task[bool], bell: asyncio.Event | None) -> None:
    """Return when the time is over, when the bell rings, or when it is time to stop."""
    rung = asyncio.create_task(bell.wait()) if bell is not None else None
    waiting = {stopped} if rung is None else {stopped, rung}
    await asyncio.wait(waiting, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
    if rung is not None:
        rung.cancel()
