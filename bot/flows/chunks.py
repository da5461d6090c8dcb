"""Bulk work in short transactions: cut by time, with rests in which everybody else's clicks get in."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from typing import TypeVar

from bot.rules.calendars import Calendar, is_holiday
from bot.turn import Turn
from storage import registers

HOLD_SECONDS = 0.012  # the commit and what the last piece took come on top; together they stay under 25 ms
REST_SECONDS = 0.005

AT_ONCE = 500  # ids read in one go

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


def in_pieces(
    ask: Callable[[str, int], list[str]], size: int, first: Callable[[], object] = lambda: None
) -> Iterator[list[str]]:
    """Yield the ids that ``ask(after, limit)`` returns in their order, ``size`` of them at a time.

    ``first`` is done once before the first piece, and not when there is none.
    """
    after = ""
    while ids := ask(after, AT_ONCE):
        if not after:
            first()
        after = ids[-1]
        yield from (ids[start : start + size] for start in range(0, len(ids), size))


def _chunk(turn: Turn, buffer: deque[Piece], write: Callable[[Turn, Piece], object]) -> int:
    ends, written = time.perf_counter() + HOLD_SECONDS, 0
    while buffer and (not written or time.perf_counter() < ends):
        write(turn, buffer.popleft())
        written += 1
    return written


def make_holidays(turn: Turn) -> None:
    """Have the holidays of everybody ready: making those of a country takes longer than a chunk may."""
    year = turn.now.year
    for country in (turn.settings.organisation.country, *registers.countries(turn.connection)):
        calendar = Calendar("UTC", country)
        for one in (year - 1, year, year + 1):
            is_holiday(calendar, date(one, 1, 1))
