"""Drawing a stored message: for one person, in that person's language, from the facts as they stand now."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row

from bot.model import Block, Card, Facts, Text
from bot.turn.registers import DRAWINGS, KINDS, Shown, draws
from bot.turn.turn import Turn
from storage import messages, obligations


def shown(turn: Turn, message: Row[Any]) -> Shown:
    """Return what a message shows: its duties as they stand now, and its own args."""
    rows = messages.shown_by(turn.connection, message.id)
    steps: dict[str, str] = {}
    for row in rows:  # a digest can show a duty as listed and as due; what was due comes first
        steps.setdefault(row.obligation, row.step)
    duties = obligations.obligations(turn.connection, list(steps))
    return Shown(tuple((duty, steps[duty.id]) for duty in duties), json.loads(message.args), message)


def draw(turn: Turn, message: Row[Any], what: Shown | None = None) -> Card:
    """Return the card of a message, with its foot.  ``turn.person`` is the recipient, None in a channel."""
    card = DRAWINGS[message.draws](turn, what or shown(turn, message))
    if message.thread_of or not message.live:
        return card  # replies carry no foot: the card above has it
    foot = (turn.say("common.routine"), turn.say("common.verify", code=message.code))
    return dataclasses.replace(card, foot=card.foot + foot)


@draws("duty")
def draw_duty(turn: Turn, what: Shown) -> Card:
    """Return the card of the one duty a message is about, as its kind draws it."""
    return KINDS[what.duty.kind].draws(turn, what.duty, what.step)


@draws("note")
def draw_note(turn: Turn, what: Shown) -> Card:
    """Return a sentence or two as a card: ``key`` and its values stand in the message's args."""
    args = dict(what.args)
    return Card(turn.say(args.pop("key"), **args))


def in_words(card: Card) -> str:
    """Return a whole card as plain text, for screen readers and for ``read CODE``."""
    lines = [card.title, *(line for block in card.blocks for line in _block_lines(block))]
    labels = [one.label for one in card.actions]
    if labels:
        lines.append(" ".join(f"[{label}]" for label in labels))
    return "\n".join(line for line in [*lines, *card.foot] if line)


def _block_lines(block: Block) -> Sequence[str]:
    match block:
        case Text():
            return (block.text,)
        case Facts():
            return tuple(f"{label}: {value}" for label, value in block.pairs)
        case _:
            return tuple(
                value for value in (getattr(block, "text", ""), getattr(block, "detail", "")) if value
            )
