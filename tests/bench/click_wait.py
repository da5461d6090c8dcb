"""How long a click waits beside bulk work: a reminder pass for everybody, and an import in another process."""

from __future__ import annotations

import asyncio
import os
import subprocess
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import func, select

from bot.house import Pool, keep_what_is_loaded
from bot.jobs import remind_all
from storage.evidence import EVENT
from tests.bench.figures import Figure, figure, tell
from tests.bench.importing import register
from tests.bench.places import Places
from tests.bench.slack import call, click, steward
from tests.bench.stage import Stage, Told, open_stage
from tests.e2e.support.process import STEWARD

PEOPLE = 100_000
ALONE = 250
AT_LEAST = 200
EVERY = 0.04  # seconds between two clicks: whether the one before was answered or not
CLICKERS = 4000


@dataclass(frozen=True, slots=True)
class Waits:
    """How long clicks took, in milliseconds from when they were due."""

    beside: str
    taken: list[float]

    @property
    def longest(self) -> float:
        """Return the longest."""
        return max(self.taken)

    def __str__(self) -> str:
        ordered = sorted(self.taken)
        middle, late = ordered[len(ordered) // 2], ordered[len(ordered) * 99 // 100]
        return (
            f"{len(ordered)} clicks beside {self.beside}: "
            f"median {middle:.1f}, 99 % within {late:.1f}, longest {self.longest:.1f} ms"
        )


def click_wait(places: Places, database: str) -> list[Figure]:
    """Measure the longest wait of all; the reference is the longest with nothing beside."""
    file = places.folder / "persons.csv"
    if not file.exists():
        file.write_bytes(register(PEOPLE))
    with places.fresh(database) as url:
        stage = open_stage(url)
        stage.crowd(CLICKERS)
        stage.publish()
        stage.tell()
        cards = iter(stage.told())
        stage.crowd(PEOPLE, "r")
        stage.oblige()
        pool = Pool()
        app = steward(stage.house, pool)
        keep_what_is_loaded()  # as `serve` does
        beside = asyncio.run(_all(stage, app, cards, url, file))
        pool.close()
        count = sum(len(one.taken) for one in beside)
        recorded = select(func.count()).select_from(EVENT).where(EVENT.c.action == "policy.acknowledged")
        assert stage.count(recorded) == count, "a click was not recorded"
        stage.house.close()
    alone, *busy = beside
    for one in beside:
        tell(f"    {one}")
        assert len(one.taken) >= AT_LEAST, f"only {one}"
    return [figure("click_wait", max(one.longest for one in busy), "ms", database, alone.longest)]


async def _all(stage: Stage, app: Any, cards: Iterator[Told], url: str, file: Path) -> list[Waits]:
    return [
        await _beside("nothing", app, cards, lambda: asyncio.sleep(EVERY * ALONE)),
        await _beside(
            "a reminder pass with 100,000 due", app, cards, lambda: asyncio.to_thread(_remind, stage)
        ),
        await _beside(
            "an import of 100,000 people in another process", app, cards, lambda: _import(url, file)
        ),
    ]


def _remind(stage: Stage) -> None:
    passed = remind_all(stage.house.engine)
    assert passed.messages == PEOPLE, f"{passed.messages} were told"


async def _import(url: str, file: Path) -> None:
    environment = {"PATH": os.environ["PATH"], "STEWARD_DATABASE_URL": url}
    process = await asyncio.create_subprocess_exec(
        STEWARD, "people", "import", str(file), env=environment, cwd=file.parent, stdout=subprocess.DEVNULL
    )
    assert await process.wait() == 0, "the import failed"


async def _beside(what: str, app: Any, cards: Iterator[Told], work: Callable[[], Awaitable[object]]) -> Waits:
    """Click steadily until the work is done; a slow answer holds up no other click."""
    loop = asyncio.get_running_loop()
    under_way = asyncio.ensure_future(work())
    clicking: list[asyncio.Task[float]] = []
    due = loop.time()
    while not under_way.done() and (card := next(cards, None)) is not None:
        request = click(card)
        due += EVERY
        await asyncio.sleep(due - loop.time())
        clicking.append(asyncio.create_task(_timed(app, request, due)))
    await under_way
    return Waits(what, await asyncio.gather(*clicking))


async def _timed(app: Any, request: Any, due: float) -> float:
    status = await call(app, request)
    assert status == 200, "a click was refused"
    return (asyncio.get_running_loop().time() - due) * 1000
