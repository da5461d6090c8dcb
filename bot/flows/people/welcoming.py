"""Welcome back: one message on the first working day after an absence, when something is open then (R4)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row

from bot.cards.people import BackFacts, back_card
from bot.flows.lists import GATHERERS, listed
from bot.flows.notices import CARDS, HEADS, MOOT, notify
from bot.flows.sharing import line
from bot.model import Card
from bot.phrases import listing
from bot.rules.calendars import Absence, opening
from bot.rules.returns import days_back
from bot.turn import KINDS, Turn, args_of
from bot.turn.lines import reports
from storage import obligations, people, returns

BACK = "away.back"
MOST_LINES = 8
# Who has been away longer than this is told what is open, not what others did in the first weeks.
LOOKS_BACK = timedelta(days=400)


def foresee_return(turn: Turn, ref: str) -> None:
    """Have somebody welcomed after each absence whose end is known; what was foreseen before moves or ends."""
    row = turn.someone(ref)
    calendar, today = turn.calendar_of(row), turn.today_of(row)
    known = [(one.id, Absence(one.first, one.last)) for one in returns.absences(turn.connection, ref)]
    days = days_back(calendar, known, today)
    for notice in _waiting(turn, ref):
        if notice.object not in days:
            turn.end(notice, "closed", closed_as="void")
    for absence, day in days.items():
        _foresee(turn, ref, absence, max(turn.now, opening(calendar, day)))


def _foresee(turn: Turn, ref: str, absence: str, at: datetime) -> None:
    found = obligations.on(turn.connection, "notice", absence)
    notice = next((one for one in found if one.reason == BACK and one.owner == ref), None)
    if notice is None:
        notify(turn, ref, absence, BACK, {}, created=at, next_at=at)
    elif notice.state != "done":
        turn.change(notice, state="pending", closed_as="", ended_at=None, created=at, next_at=at, silence="")


def _waiting(turn: Turn, ref: str) -> list[Row[Any]]:
    mine = obligations.open_of(turn.connection, ref)
    return [one for one in mine if one.kind == "notice" and one.reason == BACK]


def is_expected(turn: Turn, ref: str) -> bool:
    """Return True while somebody is going to be welcomed: that card names what is theirs again."""
    return bool(_waiting(turn, ref))


def _nothing_open(turn: Turn, notice: Row[Any]) -> bool:
    return all(KINDS[duty.kind].rests(duty) for duty in listed(turn, notice.owner))


# --- the card --------------------------------------------------------------------------------


def draw_back(turn: Turn, notice: Row[Any], others: Sequence[Row[Any]] = ()) -> Card:
    """Return the card as things stand; ``others`` are the duties it was merged with."""
    shown = [one for one in others if KINDS[one.kind].listed or one.state == "pending"]
    return back_card(turn.say, _facts(turn, notice), [line(turn, one) for one in shown[:MOST_LINES]])


def _facts(turn: Turn, notice: Row[Any]) -> BackFacts:
    ref, since = notice.owner, _since(turn, notice)
    mine = listed(turn, ref)
    came = returns.handed_back(turn.connection, ref, since)
    again = [duty for duty in mine if duty.id in came]
    settled = _settled(turn, ref, since)
    helper = next(iter(settled), "") if len(settled) == 1 else ""
    dates = [duty.due for duty in mine if duty.due is not None and duty.due > turn.now]
    return BackFacts(
        first=turn.first_of(ref),
        late=any(duty.due is not None and duty.due <= turn.now for duty in mine),
        moved=any("paused" in args_of(duty) for duty in mine),
        helper=turn.name_of(helper) if helper else "",
        settled=settled.get(helper, 0),
        again=_again(turn, again),
        until=turn.day(turn.local_date(min(dates))) if dates else "",
        ask=turn.name_of(came[again[0].id]) if again else turn.name_of(helper) if helper else "",
    )


def _since(turn: Turn, notice: Row[Any]) -> datetime:
    """Return when the absence began."""
    known = {one.id: one.first for one in returns.absences(turn.connection, notice.owner)}
    first = known.get(notice.object)
    return opening(turn.calendar_of(turn.person), first) if first is not None else turn.now - LOOKS_BACK


def _settled(turn: Turn, ref: str, since: datetime) -> dict[str, int]:
    ids = [one.id for one in reports(turn, ref)]
    return returns.settled_by(turn.connection, ids, ref, since) if ids else {}


def _again(turn: Turn, duties: Sequence[Row[Any]]) -> str:
    engagements = [people.engagement(turn.connection, duty.about) for duty in duties]
    names = [turn.name_of(one.person) for one in engagements if one is not None]
    return turn.say("fact.value.talk_with", name=listing(turn.locale, names)) if names else ""


def gather_back(turn: Turn, duties: Sequence[Row[Any]]) -> Card | None:
    """Return the welcome with everything else of the message as its lines, None without a welcome."""
    notice = next((duty for duty in duties if duty.kind == "notice" and duty.reason == BACK), None)
    if notice is None:
        return None
    return draw_back(turn, notice, [duty for duty in duties if duty.id != notice.id])


GATHERERS.append(gather_back)
CARDS[BACK] = draw_back
MOOT[BACK] = _nothing_open
HEADS.add(BACK)
