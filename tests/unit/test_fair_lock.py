"""Writers take turns in the order of asking."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from storage.turns import FairLock


def waits(lock: FairLock, count: int) -> None:
    """Return when so many wait."""
    pause = threading.Event()
    for _ in range(5000):
        if lock.waiting == count:
            return
        pause.wait(0.001)
    raise AssertionError(f"{lock.waiting} wait, not {count}")


def test_whoever_asks_first_is_served_first() -> None:
    lock, served = FairLock(), list[int]()

    def take(number: int) -> None:
        assert lock.acquire(10)
        served.append(number)
        lock.release()

    assert lock.acquire(0)
    with ThreadPoolExecutor(8) as pool:
        for number in range(8):
            pool.submit(take, number)
            waits(lock, number + 1)
        lock.release()

    assert served == list(range(8))
    assert lock.acquire(0)


def test_nobody_overtakes_those_who_wait() -> None:
    lock, served = FairLock(), list[str]()
    assert lock.acquire(0)

    def take(name: str) -> None:
        assert lock.acquire(10)
        served.append(name)
        lock.release()

    with ThreadPoolExecutor(1) as pool:
        pool.submit(take, "who waited")
        waits(lock, 1)
        lock.release()
        take("who came later")

    assert served == ["who waited", "who came later"]


def test_who_waits_too_long_leaves_the_queue() -> None:
    lock = FairLock()
    assert lock.acquire(0)

    with ThreadPoolExecutor(1) as pool:
        assert pool.submit(lock.acquire, 0.001).result(5) is False

    assert lock.waiting == 0
    lock.release()
    assert lock.acquire(0)


def test_asking_again_while_holding_it_is_a_mistake() -> None:
    lock = FairLock()
    assert lock.acquire(0)

    with pytest.raises(RuntimeError, match="inside another one"):
        lock.acquire(1)


def test_many_at_once_never_hold_it_together() -> None:
    lock, inside, most = FairLock(), list[int](), list[int]()

    def work(number: int) -> None:
        for _ in range(50):
            assert lock.acquire(10)
            inside.append(number)
            most.append(len(inside))
            inside.remove(number)
            lock.release()

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(work, range(8)))

    assert (len(most), max(most)) == (400, 1)
