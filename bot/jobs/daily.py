"""The daily look: who has left, whose duties need another owner, who joined an audience."""

from __future__ import annotations

import time
from collections import Counter
from datetime import UTC, datetime

from sqlalchemy import exists, or_, select

from bot.engine import JOBS, Engine
from bot.flows.briefings import ask_for_briefings
from bot.flows.people.handing import hand_over, hand_over_duties, tell_handed
from bot.flows.policies.audience import oblige_audience, published_ids
from bot.turn import Turn
from bot.turn.lines import manager_of
from storage import outbox
from storage.obligations import OBLIGATION
from storage.people import ENGAGEMENT

CHUNK = 100
REST_SECONDS = 0.005


def daily(engine: Engine) -> None:
    """Do once a day of the organisation what a date brings; a second call on that day does nothing."""
    if not engine.run_as(JOBS, _first_today):
        return
    for step in (close_left, hand_over_left, hand_over_away, ask_unasked):
        while engine.run_as(JOBS, step):
            time.sleep(REST_SECONDS)  # noqa: TID251 - bulk work rests so that clicks get in
    for submission in engine.ask(published_ids):
        while engine.run_as(JOBS, oblige_audience, submission):
            time.sleep(REST_SECONDS)  # noqa: TID251 - as above


def _first_today(turn: Turn) -> bool:
    day = turn.today_of(None)
    name = f"daily:{day.isoformat()}"
    far = datetime(9000, 1, 1, tzinfo=UTC)
    return outbox.take_lease(turn.connection, name, turn.parts.new_id(), turn.now, far - turn.now) is not None


def close_left(turn: Turn) -> int:
    """Close duties of engagements that have ended: neither done nor late (R11 AC1)."""
    today = turn.today_of(None)
    wanted = (
        select(OBLIGATION, ENGAGEMENT.c.person)
        .join(ENGAGEMENT, ENGAGEMENT.c.id == OBLIGATION.c.about)
        .where(OBLIGATION.c.state == "pending", ENGAGEMENT.c.end < today)
        .limit(CHUNK)
    )
    rows = turn.connection.execute(wanted).all()
    for row in rows:
        turn.end(row, "closed", closed_as="left")
        turn.event(
            "obligation.closed",
            subject=row.owner,
            engagement=row.about,
            object_type="obligation",
            object_id=row.id,
            kind=row.kind,
            outcome="left",
        )
    return len(rows)


def hand_over_left(turn: Turn) -> int:
    """Give what somebody who has left still owed others to whoever comes next, with one card each (R12 AC1)."""
    today = turn.today_of(None)
    theirs = ENGAGEMENT.c.person == OBLIGATION.c.owner
    here = exists().where(theirs, or_(ENGAGEMENT.c.end.is_(None), ENGAGEMENT.c.end >= today))
    gone = exists().where(theirs)
    wanted = select(OBLIGATION).where(OBLIGATION.c.state == "pending", gone, ~here).limit(CHUNK)
    rows = turn.connection.execute(wanted).all()
    went: dict[str, Counter[str]] = {}
    for row in rows:
        after = _successor(turn, row)
        if not after or after == row.owner:
            turn.end(row, "closed", closed_as="left")
            continue
        hand_over(turn, row.id, row.owner, after, "the owner has left", row.about)
        went.setdefault(row.owner, Counter())[after] += 1
    for before, counts in went.items():
        tell_handed(turn, counts, before)
    return len(rows)


def _successor(turn: Turn, duty: object) -> str:
    about = getattr(duty, "about", "")
    holder = turn.holder("isms_owner")
    if getattr(duty, "kind", "") in ("notice", "policy.acknowledge", "lesson", "briefing.confirm"):
        return ""
    return (manager_of(turn, about) if about else "") or (holder.ref if holder is not None else "")


def ask_unasked(turn: Turn) -> int:
    """Ask for talks that nobody could be asked for at the import: a register comes before its first roles."""
    asked = exists().where(OBLIGATION.c.kind == "briefing", OBLIGATION.c.about == ENGAGEMENT.c.id)
    here = or_(ENGAGEMENT.c.end.is_(None), ENGAGEMENT.c.end >= turn.today_of(None))
    wanted = select(ENGAGEMENT.c.id).where(ENGAGEMENT.c.baseline.is_(False), here, ~asked).limit(CHUNK)
    return ask_for_briefings(turn, [row.id for row in turn.connection.execute(wanted)])


def hand_over_away(turn: Turn) -> int:
    """Give talks to whoever acts for a manager who is away, and back on the return; one pass over open talks."""
    wanted = select(OBLIGATION.c.about).where(
        OBLIGATION.c.kind == "briefing", OBLIGATION.c.state == "pending"
    )
    for about in {row.about for row in turn.connection.execute(wanted)}:
        hand_over_duties(turn, about, "whoever looks after this person changed")
    return 0
