"""The house: database, words, content, engine, put together from the settings.  Platforms are added outside."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from threading import Semaphore
from typing import ParamSpec, TypeVar

from bot.config import Settings
from bot.engine import Engine
from bot.errors import Busy
from bot.flows import everything
from bot.library import Library
from bot.turn import Parts, real_clock
from bot.words import Words
from storage.database import Database

P = ParamSpec("P")
T = TypeVar("T")

THREADS = 16  # the default pool has six on two cores
WAITING = 64  # further turns that may wait; whoever comes then is told at once

__all__ = ["House", "Pool", "everything", "open_house"]


class Pool:
    """Threads for turns; a full pool says so at once instead of letting people wait."""

    def __init__(self, threads: int = THREADS, waiting: int = WAITING) -> None:
        self.executor = ThreadPoolExecutor(threads, thread_name_prefix="turn")
        self._places = Semaphore(threads + waiting)

    async def __call__(self, work: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> T:
        """Return what ``work`` returns; raises Busy at once when all places are taken."""
        if not self._places.acquire(blocking=False):
            raise Busy("the pool is full")
        try:
            future: Future[T] = self.executor.submit(work, *args, **kwargs)
        except BaseException:
            self._places.release()
            raise
        future.add_done_callback(lambda _done: self._places.release())
        return await asyncio.wrap_future(future)

    def close(self) -> None:
        """Let what runs end, take nothing new."""
        self.executor.shutdown(wait=True, cancel_futures=True)


@dataclass(slots=True)
class House:
    """What a process works with."""

    settings: Settings
    database: Database
    parts: Parts
    engine: Engine

    def close(self) -> None:
        """Close the database."""
        self.database.close()


def open_house(
    settings: Settings,
    *,
    clock: Callable[[], datetime] = real_clock,
    platforms: frozenset[str] = frozenset(),
    library: Library | None = None,
    database: Database | None = None,
) -> House:
    """Return the house for these settings; nothing is migrated and no platform is asked."""
    content = library or Library()
    words = Words(content.words(), org=settings.organisation.name)
    store = database or Database(settings.environment.database_url)
    parts = Parts(words, content, settings, clock, database=store.url, platforms=platforms)
    return House(settings, store, parts, Engine(store, parts))
