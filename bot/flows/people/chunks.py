"""Bulk work in short transactions: cut by time, with rests in which everybody else's clicks get in."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Iterable
from typing import TypeVar

from bot.turn import Turn

HOLD_SECONDS = 0.012  # the commit and what the last piece took come on top; together they stay under 25 ms
REST_SECONDS = 0.005

Piece = TypeVar("Piece")
Run = Callable[..., int]  # Engine.run, or run_as with its actor


def write_all(
    run: Run,
    pieces: Iterable[Piece],
    write: Callable[[Turn, Piece], object],
    progress: Callable[[int], None] = lambda _pieces: None,
) -> int:
    """Return how many pieces were written; as many go into one transaction as its time allows.

    ``pieces`` may be made while it runs: that happens outside the transactions and is part of the rest.
    """
    source, buffer = iter(pieces), deque[Piece]()
    total, wanted, released = 0, 2, 0.0
    while True:
        while len(buffer) < wanted and (piece := next(source, None)) is not None:
            buffer.append(piece)
        if not buffer:
            return total
        time.sleep(max(0.0, released + REST_SECONDS - time.perf_counter()))  # noqa: TID251 - bulk work rests
        written = run(_chunk, buffer, write)
        released = time.perf_counter()
        total, wanted = total + written, written + 1
        progress(total)


def _chunk(turn: Turn, buffer: deque[Piece], write: Callable[[Turn, Piece], object]) -> int:
    ends, written = time.perf_counter() + HOLD_SECONDS, 0
    while buffer and (not written or time.perf_counter() < ends):
        write(turn, buffer.popleft())
        written += 1
    return written
