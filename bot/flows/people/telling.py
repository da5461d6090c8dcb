"""How notices about the register, a hand-over or acting for somebody are drawn."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from sqlalchemy import Row

from bot.cards.people import FindingFacts, acting_card, findings_card, handed_card, register_card
from bot.errors import Refused
from bot.flows.notices import CARDS
from bot.flows.people.quality import as_args, quality
from bot.model import Card, Pressed, Reply, Show
from bot.rules.calendars import absence_on, add_working_days
from bot.rules.permissions import may
from bot.rules.registers import one_for_each_circle
from bot.turn import Turn, args_of, on
from bot.turn.relations import roles_of
from storage import days, people

MOST_LINES = 40


def _values(duty: Row[Any]) -> dict[str, Any]:
    found: dict[str, Any] = args_of(duty)["values"]
    return found


# --- the register ----------------------------------------------------------------------------


def draw_findings(turn: Turn, duty: Row[Any]) -> Card:
    """Return the card about what is wrong with the register, as it was found."""
    values = _values(duty)
    shown = [_finding(turn, one) for one in values["shown"]]
    return findings_card(turn.say, shown, values["count"])


@on("quality.show", writes=False)
def show_register(turn: Turn, _pressed: Pressed) -> Reply:
    """Show what is wrong with the register now, to whoever looks after it."""
    if not may("people.faults", roles_of(turn)):
        holder = turn.holder("isms_owner")
        raise Refused(
            "refused.role", owner=holder.name if holder is not None else turn.say("name.isms_owner")
        )
    found = one_for_each_circle(quality(turn))
    shown = [_finding(turn, as_args(one)) for one in found[:MOST_LINES]]
    return Show(register_card(turn.say, shown, len(found)))


def _finding(turn: Turn, said: dict[str, Any]) -> FindingFacts:
    engagement = people.engagement(turn.connection, said["engagement"]) if said["engagement"] else None
    waits = engagement is not None and bool(days.open_talks(turn.connection, engagement.id))
    manager = said["others"][0] if said["what"] == "gone" else ""
    return FindingFacts(
        what=said["what"],
        name=turn.name_of(said["person"]) if said["person"] else "",
        department=engagement.department if engagement is not None else "",
        manager=turn.name_of(manager) if manager else "",
        left=_last_day(turn, manager) if manager else "",
        names=_names(turn, said["others"]) if said["what"] == "cycle" else "",
        start=turn.day(engagement.start) if waits and engagement is not None else "",
        started=engagement is not None and engagement.start <= turn.today_of(turn.person),
        detail=said["detail"],
    )


def _names(turn: Turn, refs: list[str]) -> str:
    """Return "Lena Ruiz, Leo Ruiz and Mio Sato"."""
    names = [turn.name_of(ref) for ref in refs]
    if len(names) < 2:
        return "".join(names)
    return turn.say("common.and", names=", ".join(names[:-1]), last=names[-1])


def _last_day(turn: Turn, ref: str) -> str:
    ends = [row.end for row in people.engagements(turn.connection, ref) if row.end is not None]
    return turn.day(max(ends)) if ends else ""


# --- handed over -----------------------------------------------------------------------------


def draw_handed(turn: Turn, duty: Row[Any]) -> Card:
    """Return the card about what is the reader's from today."""
    values = _values(duty)
    before = values["name"].removeprefix("person:")
    return handed_card(
        turn.say, name=turn.name_of(before), count=values["count"], why=_why(turn, before, values)
    )


def _why(turn: Turn, before: str, values: dict[str, Any]) -> str:
    name, cause, rule = turn.name_of(before), values["cause"], values["rule"]
    if rule == "fallback":
        return turn.say("why.isms_owner")
    if cause == "away":
        row = turn.someone(before)
        away = absence_on(turn.calendar_of(row), turn.today_of(row)) if row is not None else None
        if away is None or away.is_open or away.last is None:
            return turn.say("why.away_open", name=name)
        return turn.say("why.acting" if rule == "acting" else "why.away", name=name, date=turn.day(away.last))
    if cause == "left" and rule == "above":
        return turn.say("handover.why.boss", name=name)
    return turn.say("handover.why.back" if cause == "back" else "handover.why.line")


# --- acting ----------------------------------------------------------------------------------


def draw_acting(turn: Turn, duty: Row[Any]) -> Card:
    """Return the card on the first day of acting for a colleague."""
    values = _values(duty)
    last = date.fromisoformat(values["last"]) if values["last"] else None
    back = (
        add_working_days(turn.calendar_of(turn.person), last + timedelta(days=1), 0)
        if last is not None
        else None
    )
    return acting_card(
        turn.say,
        first=turn.first_of(values["for"]),
        until=turn.day(last) if last is not None else "",
        back=turn.day(back) if back is not None else "",
    )


CARDS["quality"] = draw_findings
CARDS["handover"] = draw_handed
CARDS["away.acting"] = draw_acting
