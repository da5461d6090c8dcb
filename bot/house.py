"""The house: database, words, content, engine, put together from the settings.  Platforms are added outside."""

from __future__ import annotations

import asyncio
import gc
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from queue import Empty, SimpleQueue
from threading import Thread
from typing import Any, ParamSpec, TypeVar

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

__all__ = ["House", "Pool", "everything", "keep_what_is_loaded", "open_house"]


@dataclass(slots=True)
class _Order:
    """Work for a thread, and the loop that waits for its answer."""

    work: Callable[[], Any]
    loop: asyncio.AbstractEventLoop
    answer: asyncio.Future[Any]


class Pool:
    """Threads for turns; a full pool says so at once instead of letting people wait.

    A queue and one call back to the loop: the locks and the two futures of Python's own executor cost as much
    again.  A thread is started only when all others are at work, so few clicks keep to one warm thread.
    """

    def __init__(self, threads: int = THREADS, waiting: int = WAITING) -> None:
        self._orders: SimpleQueue[_Order | None] = SimpleQueue()
        self._threads: list[Thread] = []
        self._most, self._places = threads, threads + waiting
        self._taken = 0

    async def __call__(self, work: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> T:
        """Return what ``work`` returns; raises Busy at once when all places are taken."""
        if self._taken >= self._places:
            raise Busy("the pool is full")
        loop = asyncio.get_running_loop()
        answer: asyncio.Future[T] = loop.create_future()
        self._taken += 1
        if self._taken > len(self._threads) < self._most:
            self._start_one()
        self._orders.put(_Order(partial(work, *args, **kwargs), loop, answer))
        return await answer

    def _start_one(self) -> None:
        thread = Thread(target=self._serve, name=f"turn-{len(self._threads)}", daemon=True)
        self._threads.append(thread)
        thread.start()

    def _serve(self) -> None:
        while (order := self._orders.get()) is not None:
            try:
                told = partial(self._tell, order.answer, order.work(), None)
            except BaseException as error:  # noqa: BLE001 - whoever waits for the answer gets it
                told = partial(self._tell, order.answer, None, error)
            with suppress(RuntimeError):  # the loop has closed: nobody waits any more
                order.loop.call_soon_threadsafe(told)
            del order, told  # or what was done last would be kept until the next order

    def _tell(self, answer: asyncio.Future[Any], result: Any, error: BaseException | None) -> None:
        self._taken -= 1
        if answer.cancelled():
            return
        if error is not None:
            answer.set_exception(error)
        else:
            answer.set_result(result)

    def close(self) -> None:
        """Let what runs end, take nothing new; whoever still waits for a thread is told that nothing comes."""
        self._places = 0
        with suppress(Empty):
            while (order := self._orders.get_nowait()) is not None:
                order.loop.call_soon_threadsafe(order.answer.cancel)
        for _ in self._threads:
            self._orders.put(None)
        for thread in self._threads:
            thread.join()


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


def keep_what_is_loaded() -> None:
    """Spare the collector everything there is so far, which a process that answers people keeps anyhow.

    A full collection of 200,000 objects (modules, tables, statements) takes 100 ms, in which nobody is answered.
    """
    gc.collect()
    gc.freeze()
