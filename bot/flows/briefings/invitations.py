"""The invitation to a planned talk: a calendar file behind a link that expires."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row

from bot.flows.briefings.facts import case_of
from bot.phrases import first_name
from bot.rules.ics import Invitation, calendar_file
from bot.turn import Turn, args_of
from bot.turn.links import sign, unsign
from storage import obligations

PURPOSE = "ics"
LASTS = timedelta(minutes=30)
OPENS_FOR = timedelta(days=7)  # after the talk


def link_of(turn: Turn, duty: Row[Any], reader: str) -> str:
    """Return the address of the invitation to a planned talk, "" when there is none."""
    if duty.planned_at is None:
        return ""
    token = sign(turn, PURPOSE, (duty.id, reader), duty.planned_at + OPENS_FOR)
    return f"{turn.settings.environment.public_url.rstrip('/')}/ics/{token}"


def ics_for(turn: Turn, token: str) -> str | None:
    """Return the calendar file a link stands for, in its reader's language; None when it no longer opens."""
    parts = unsign(turn, PURPOSE, token)
    duty = obligations.obligation(turn.connection, parts[0]) if parts else None
    if parts is None or duty is None or duty.planned_at is None or duty.state != "pending":
        return None
    turn.read_by(turn.someone(parts[1]))
    case, owner = case_of(turn, duty), turn.someone(duty.owner)
    manager = owner.name if owner is not None else turn.say("name.someone")
    args = args_of(duty)
    return calendar_file(
        Invitation(
            uid=f"{duty.id}@steward",
            sequence=int(args.get("sequence", 0)),
            stamp=datetime.fromisoformat(args["planned_on"]),
            starts=duty.planned_at,
            ends=duty.planned_at + LASTS,
            summary=turn.say("briefing.ics.summary", manager_first=first_name(manager), first=case.first),
            description=turn.say("briefing.ics.description"),
            organiser=manager,
            email=owner.email if owner is not None else "",
        )
    )
