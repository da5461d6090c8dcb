"""Waiting for facts: never for a fixed time, always with a deadline."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")


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
            raise AssertionError(f"not within {seconds:g} s: {what or getattr(fact, '__name__', fact)}")
        time.sleep(0.02)  # noqa: TID251 - the one pause between two looks
