"""Duties as the lines of a message: one each, or one for several alike, in whatever state they are."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row

from bot.model import Item, Status
from bot.rules.digests import is_put_off
from bot.turn import KINDS, Turn


@dataclass(frozen=True, slots=True)
class Alike:
    """How duties of a kind share a line: those with the same key do, "" for none; and that line."""

    key: Callable[[Turn, Row[Any]], str]
    line: Callable[[Turn, Sequence[Row[Any]]], Item]


# By kind of duty; a subject registers its own.
ALIKE: dict[str, Alike] = {}


def together(turn: Turn, duty: Row[Any]) -> str:
    """Return what names the line a duty shares with others, "" when it has one of its own."""
    alike = ALIKE.get(duty.kind)
    return alike.key(turn, duty) if alike is not None else ""


def line(turn: Turn, duty: Row[Any]) -> Item:
    """Return a duty as one line in whatever state it is; what has ended has no button."""
    item = KINDS[duty.kind].line(turn, duty)
    if duty.state == "pending":
        return item
    word = turn.say("status.declined" if duty.state == "declined" else "status.done")
    return Item(item.text, None, status=Status("done", word))


def is_demand(turn: Turn, duty: Row[Any]) -> bool:
    """Return True while a duty waits for its owner: not for somebody's answer, nor for a moment that was chosen."""
    rests = KINDS[duty.kind].rests(duty) or is_put_off(turn.now, duty.snoozed_until, duty.planned_at)
    return duty.state == "pending" and not rests


def lines_together(turn: Turn, duties: Sequence[Row[Any]], args: Mapping[str, Any]) -> list[Item]:
    """Return the lines of a message; ``args`` are the message's and say which duties share one."""
    return [_line(turn, several) for several in _together(duties, args)]


def minutes_together(turn: Turn, duties: Sequence[Row[Any]], args: Mapping[str, Any]) -> str:
    """Return what these duties take in words; one talk for all takes as long as one."""
    spans = [
        max(KINDS[one.kind].minutes(turn, one) for one in several) for several in _together(duties, args)
    ]
    return turn.minutes(sum(spans))


def _line(turn: Turn, duties: Sequence[Row[Any]]) -> Item:
    return ALIKE[duties[0].kind].line(turn, duties) if len(duties) > 1 else line(turn, duties[0])


def _together(duties: Sequence[Row[Any]], args: Mapping[str, Any]) -> Iterator[list[Row[Any]]]:
    """Yield the duties of each line, in the order of the first of them."""
    lines = {one: tuple(ids) for ids in args.get("together", ()) for one in ids}
    done: set[str] = set()
    for duty in duties:
        ids = lines.get(duty.id, (duty.id,))
        if duty.id not in done:
            done |= set(ids)
            yield [one for one in duties if one.id in ids]
