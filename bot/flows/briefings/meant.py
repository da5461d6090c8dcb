"""Which talks are meant: by a button, by names, by a code, or by the message that is answered."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row

from bot.commands.codes import is_code
from bot.errors import Refused
from bot.flows.briefings.facts import KIND
from bot.flows.briefings.named import names_in, report_meant
from bot.flows.common import duty_of
from bot.model import Pressed
from bot.turn import Turn, find_code
from storage import briefings, obligations


def talks_meant(turn: Turn, pressed: Pressed) -> list[Row[Any]]:
    """Return the talks that are meant, pending or not; [] when nothing points to one.

    By a button (one duty, or all who start on a day), by names, by a code, or by the message answered.
    """
    args = pressed.args
    if args.get("start"):
        mine = briefings.open_of(turn.connection, turn.me.ref)
        return _duties(turn, [row.id for row in mine if row.start.isoformat() == args["start"]])
    if args.get("duties"):
        return _duties(turn, args["duties"].split(","))
    if args.get("duty"):
        return _duties(turn, [args["duty"]])
    whom = args.get("whom", "").strip()
    if whom and not (is_code(whom) and find_code(turn, whom) is not None):
        return [_duty_on(turn, report_meant(turn, pressed, name)) for name in names_in(turn, whom)]
    return _by_message(turn, pressed)


def _by_message(turn: Turn, pressed: Pressed) -> list[Row[Any]]:
    """Return the talk of the card a code names, or of the card that is answered."""
    code = pressed.args.get("what") or pressed.args.get("whom", "")
    if not is_code(code) and pressed.message is None:
        return []
    named = Pressed(
        pressed.actor, pressed.verb, {"what": code} if is_code(code) else {}, message=pressed.message
    )
    found = duty_of(turn, named, KIND, "followup", briefings.QUESTION)
    return _duties(turn, [found.id]) if found is not None else []


def _duties(turn: Turn, ids: Sequence[str]) -> list[Row[Any]]:
    """Return talks by id; a follow-up or a question stands for the talk it is about."""
    found = []
    for duty in obligations.obligations(turn.connection, ids):
        talk = duty if duty.kind == KIND else briefings.briefing_of(turn.connection, duty.about)
        if talk is not None:
            found.append(talk)
    return found


def _duty_on(turn: Turn, engagement: Row[Any]) -> Row[Any]:
    duty = briefings.briefing_of(turn.connection, engagement.id)
    if duty is None:
        raise Refused("briefing.not_asked", name=turn.name_of(engagement.person))
    return duty
