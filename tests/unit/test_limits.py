"""How fast each road may be driven: a workspace, and each conversation in it."""

from __future__ import annotations

import asyncio
import heapq
from datetime import timedelta
from itertools import count, pairwise

from bot.postman.roads import Bucket, Limits


class Time:
    """A clock that goes on to whoever wakes next when everybody sleeps."""

    def __init__(self) -> None:
        self.now = 1000.0
        self._sleepers: list[tuple[float, int, asyncio.Event]] = []
        self._numbers = count()

    def __call__(self) -> float:
        return self.now

    async def sleep(self, seconds: float) -> None:
        if seconds <= 0:
            return
        woken = asyncio.Event()
        heapq.heappush(self._sleepers, (self.now + seconds, next(self._numbers), woken))
        await woken.wait()

    async def pass_until_done(self, tasks: list[asyncio.Task[None]]) -> None:
        while not all(task.done() for task in tasks):
            for _ in range(5):
                await asyncio.sleep(0)
            if self._sleepers:
                at, _, woken = heapq.heappop(self._sleepers)
                self.now = max(self.now, at)
                woken.set()


def sent_at(
    names: list[str], *, per_second: float, per_conversation: float, hold: float = 0.0
) -> list[float]:
    """Return when each message may go, in seconds from the start; ``hold`` begins when the first has gone."""
    time = Time()
    limits = Limits(per_second, per_conversation, time, time.sleep)
    moments: list[float] = []

    async def post(name: str) -> None:
        await limits.wait(name)
        moments.append(round(time.now - 1000.0, 6))
        if hold and len(moments) == 1:
            limits.hold(hold)

    async def scene() -> None:
        tasks = [asyncio.create_task(post(name)) for name in names]
        await time.pass_until_done(tasks)

    asyncio.run(scene())
    return moments


def test_one_conversation_gets_one_message_a_second() -> None:
    assert sent_at(["ana"] * 4, per_second=1000, per_conversation=1) == [0, 1, 2, 3]


def test_a_workspace_gets_so_many_a_second_over_all_conversations() -> None:
    moments = sent_at([f"person{n}" for n in range(100)], per_second=50, per_conversation=1)

    assert moments[0] == 0
    assert moments[-1] == 99 / 50
    assert all(later - earlier >= 0.019 for earlier, later in pairwise(moments))


def test_retry_after_holds_also_those_who_wait_already() -> None:
    moments = sent_at([f"person{n}" for n in range(10)], per_second=50, per_conversation=1, hold=30)

    assert moments[0] == 0
    assert min(moments[1:]) >= 30
    # They do not all go at the end of the hold.
    assert all(later - earlier >= 0.019 for earlier, later in pairwise(moments[1:]))


def test_a_bucket_does_not_save_up_more_than_its_burst() -> None:
    time = Time()
    bucket = Bucket(2.0, 3.0, time)
    time.now += timedelta(hours=1).total_seconds()

    assert [bucket.delay() for _ in range(5)] == [0, 0, 0, 0.5, 1.0]


def test_conversations_long_unused_are_forgotten() -> None:
    time = Time()
    limits = Limits(50, 1, time)
    first = limits.conversation("first")

    for number in range(10_000):
        limits.conversation(str(number))

    assert limits.conversation("first") is not first
    assert limits.conversation("9999") is limits.conversation("9999")
