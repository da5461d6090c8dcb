"""Notices: what only informs.  A duty of one rung that waits for a good hour and is done when sent."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy import Row

from bot.model import Action, Card, Item, Text
from bot.turn import Kind, Turn, args_of, kind

# What a notice may lead to: verb and args by its key; a subject's flows add theirs.
LEADS: dict[str, Callable[[Turn, Row[Any]], tuple[Action, ...]]] = {}
# Notices with a card of their own (the first day, welcome back).
CARDS: dict[str, Callable[[Turn, Row[Any]], Card]] = {}
# Notices foreseen for a date, and whether there is nothing to tell when it has come.
MOOT: dict[str, Callable[[Turn, Row[Any]], bool]] = {}
# Notices whose message is the day's, with everything else as its lines: no digest on top.
HEADS: set[str] = set()


def notify(
    turn: Turn,
    recipient: str,
    cause: str,
    key: str,
    values: Mapping[str, Any],
    *,
    title: str = "",
    writing: str = "",
    counts: bool = True,
    **columns: Any,
) -> str:
    """Have somebody told ``key`` in their next good hour.  ``cause`` is the event it comes from.

    ``values`` are refs and plain facts, worded when the card is drawn.  ``writing`` is quoted.
    ``counts=False``: answers and news on one's own question or idea, which the budget lets through.
    """
    args = {"key": key, "title": title, "values": dict(values), "writing": writing, "counts": counts}
    return turn.oblige("notice", recipient, cause, cycle=recipient, reason=key, args=args, **columns)


def _draw(turn: Turn, duty: Row[Any], _step: str) -> Card:
    args = args_of(duty)
    key = args["key"]
    if key in CARDS:
        return CARDS[key](turn, duty)
    values = _values(turn, args)
    body = turn.say(f"{key}.body", **values)
    title = turn.say(args["title"] or f"{key}.title", **values)
    actions = LEADS[key](turn, duty) if key in LEADS else ()
    return Card(title, (Text(body),), actions, fallback=turn.say(f"{key}.fallback"))


def _values(turn: Turn, args: Mapping[str, Any]) -> dict[str, Any]:
    """Return the values of a notice: refs become names, days are worded for the reader."""
    values: dict[str, Any] = {}
    for name, value in args["values"].items():
        if isinstance(value, str) and value.startswith("person:"):
            values[name] = turn.name_of(value[7:])
            values[f"{name}_first"] = turn.first_of(value[7:])
        elif isinstance(value, str) and value.startswith("day:"):
            values[name] = turn.iso_day(value[4:])
        else:
            values[name] = value
    if args.get("writing"):
        values["words"] = turn.written(args["writing"])
    if turn.person is not None:
        values.setdefault("first", turn.first_of(turn.person.ref))
    return values


def _moot(turn: Turn, duty: Row[Any]) -> bool:
    return duty.reason in MOOT and MOOT[duty.reason](turn, duty)


def is_head(duty: Row[Any]) -> bool:
    """Return True for a notice whose message is the day's."""
    return duty.kind == "notice" and duty.reason in HEADS


def _line(turn: Turn, duty: Row[Any]) -> Item:
    card = _draw(turn, duty, "rung.0")
    lead = card.actions[0] if card.actions else None
    # A line without a button is all there is to it, so it says what the card would.
    said = next((block.text for block in card.blocks if isinstance(block, Text)), "")
    return Item(card.title, lead, "" if lead is not None else said)


NOTICE = kind(
    Kind(
        "notice",
        draws=_draw,
        line=_line,
        minutes=lambda _turn, _duty: 1,
        listed=False,
        moot=_moot,
        counts=lambda duty: bool(args_of(duty).get("counts", True)),
    )
)
