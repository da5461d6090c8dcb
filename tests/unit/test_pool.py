"""Threads for turns: what they answer, whom they turn away, and how they end."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Coroutine
from typing import Any

import pytest

from bot.errors import Busy
from bot.house import Pool


def _with_pool(scene: Callable[[Pool], Coroutine[Any, Any, Any]], **size: int) -> Any:
    pool = Pool(**size)
    try:
        return asyncio.run(scene(pool))
    finally:
        pool.close()


def test_work_is_done_in_another_thread() -> None:
    async def scene(pool: Pool) -> tuple[int, int]:
        return await pool(pow, 2, 5), await pool(threading.get_ident)

    result, thread = _with_pool(scene)

    assert result == 32
    assert thread != threading.get_ident()


def test_an_error_reaches_whoever_waits() -> None:
    async def scene(pool: Pool) -> None:
        with pytest.raises(ZeroDivisionError):
            await pool(divmod, 1, 0)

        assert await pool(divmod, 7, 2) == (3, 1)

    _with_pool(scene, threads=1)


def test_one_after_the_other_keeps_to_one_thread() -> None:
    async def scene(pool: Pool) -> set[int]:
        return {await pool(threading.get_ident) for _ in range(20)}

    assert len(_with_pool(scene)) == 1


def test_at_once_there_are_as_many_threads_as_there_may_be() -> None:
    together = threading.Barrier(3)

    async def scene(pool: Pool) -> list[int]:
        return await asyncio.gather(*(pool(together.wait, 5) for _ in range(3)))

    assert sorted(_with_pool(scene, threads=3)) == [0, 1, 2]


def test_a_full_pool_says_so_at_once_and_has_room_again_afterwards() -> None:
    gate = threading.Event()

    async def scene(pool: Pool) -> bool:
        under_way = [asyncio.create_task(pool(gate.wait, 5)) for _ in range(3)]
        await asyncio.sleep(0)
        with pytest.raises(Busy):
            await pool(gate.is_set)
        gate.set()
        await asyncio.gather(*under_way)
        return await pool(gate.is_set)

    assert _with_pool(scene, threads=2, waiting=1) is True


def test_nobody_waits_for_work_that_was_given_up_but_its_place_is_taken_until_it_ends() -> None:
    gate = threading.Event()

    async def scene(pool: Pool) -> bool:
        given_up = asyncio.create_task(pool(gate.wait, 5))
        await asyncio.sleep(0)
        given_up.cancel()
        with pytest.raises(asyncio.CancelledError):
            await given_up
        with pytest.raises(Busy):
            await pool(gate.is_set)
        gate.set()
        while True:
            try:
                return await pool(gate.is_set)
            except Busy:
                await asyncio.sleep(0)

    assert _with_pool(scene, threads=1, waiting=0) is True


def test_closing_lets_what_runs_end_and_gives_up_what_has_not_begun() -> None:
    begun, gate = threading.Event(), threading.Event()

    def work() -> str:
        begun.set()
        gate.wait(5)
        return "done"

    async def scene() -> tuple[str, bool]:
        pool = Pool(threads=1)
        runs, waits = asyncio.create_task(pool(work)), asyncio.create_task(pool(work))
        await asyncio.to_thread(begun.wait, 5)
        closing = asyncio.create_task(asyncio.to_thread(pool.close))
        await asyncio.wait({waits})
        gate.set()
        await closing
        return await runs, waits.cancelled()

    assert asyncio.run(scene()) == ("done", True)


def test_a_closed_pool_takes_nothing() -> None:
    async def scene(pool: Pool) -> None:
        pool.close()
        with pytest.raises(Busy):
            await pool(pow, 2, 5)

    _with_pool(scene)
