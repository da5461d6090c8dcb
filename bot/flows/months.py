"""Nothing is open: once a month, to a manager whose talks of that month are settled (R30)."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Row

from bot.cards.lists import clear_card
from bot.flows.lists import listed
from bot.flows.notices import CARDS, MOOT, notify
from bot.model import Card
from bot.phrases import month
from bot.rules.digests import month_after, thanks_at
from bot.rules.nudges import NudgeRules
from bot.turn import KINDS, Turn, args_of
from bot.turn.lines import reports
from storage import months

CLEAR = "digest.clear"


def foresee_thanks(turn: Turn, manager: str) -> None:
    """Have a manager who settled a talk thanked at the next month's first digest, unless something is open then."""
    row = turn.someone(manager)
    if row is None:
        return
    today = turn.today_of(row)
    rules = NudgeRules(digest_weekday=turn.settings.nudges.digest_weekday)
    at = thanks_at(turn.calendar_of(row), today, rules)
    first = today.replace(day=1).isoformat()
    notify(turn, manager, f"month:{first}", CLEAR, {"month": first}, created=at, next_at=at)


def _month(notice: Row[Any]) -> date:
    return date.fromisoformat(args_of(notice)["values"]["month"])


def _is_not_clear(turn: Turn, notice: Row[Any]) -> bool:
    """Return True when something is open, nobody reports to the manager, or the month is long over."""
    manager = notice.owner
    today = turn.today_of(turn.someone(manager))
    if today.replace(day=1) != month_after(_month(notice)):
        return True
    if any(KINDS[duty.kind].digested for duty in listed(turn, manager)):
        return True
    team = [one.id for one in reports(turn, manager) if one.start <= today]
    kinds = [name for name, one in KINDS.items() if one.listed]
    return not team or months.is_open(turn.connection, team, kinds, turn.now)


def _draw(turn: Turn, notice: Row[Any]) -> Card:
    first = _month(notice)
    zone = ZoneInfo(turn.calendar_of(turn.person).zone)
    since, until = (datetime.combine(day, time(), zone) for day in (first, month_after(first)))
    count = months.talks(turn.connection, notice.owner, since, until)
    return clear_card(
        turn.say, first=turn.first_of(notice.owner), talks=count, month=month(turn.locale, first)
    )


CARDS[CLEAR] = _draw
MOOT[CLEAR] = _is_not_clear
