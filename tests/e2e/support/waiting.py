"""Waiting for facts: never for a fixed time, always with a deadline."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TypeVar

T = TypeVar("T")


_SCENES: list[Callable[[], str]] = []


@contextmanager
def telling(scene: Callable[[], str]) -> Iterator[None]:
    """Have whatever is waited for in vain in this block end with what ``scene`` says then."""
    _SCENES.append(scene)
    try:
        yield
    finally:
        _SCENES.remove(scene)


def _told(scene: Callable[[], str]) -> str:
    try:
        return scene()
    except Exception as error:  # noqa: BLE001 - what was missed matters more than that this can't be told
        return f"(and nothing more can be told: {error!r})"


def until(fact: Callable[[], T | None], *, seconds: float = 10, what: str = "") -> T:
    """Return the first truthy answer of ``fact``; raise AssertionError when there was none in time.

    ``what`` names the awaited fact in that error.
    """
    deadline = time.monotonic() + seconds
    while True:
        answer = fact()
        if answer:
            return answer
        if time.monotonic() > deadline:
            missed = f"not within {seconds:g} s: {what or getattr(fact, '__name__', fact)}"
            raise AssertionError("\n\n".join([missed, *map(_told, _SCENES)]))
        time.sleep(0.02)  # noqa: TID251 - the one pause between two looks
