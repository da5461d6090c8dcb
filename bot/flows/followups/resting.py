"""Answers that let a duty rest: more time, days away, a doubt about the audience."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from sqlalchemy import Row, update

from bot.cards import followups as cards
from bot.errors import Refused
from bot.flows.followups.answers import NOTE_LIMIT, asked, close, day_meant
from bot.flows.followups.facts import followup_facts
from bot.flows.notices import notify
from bot.flows.people.absences import note_absence
from bot.model import Ask, Pressed, Reply
from bot.rules.calendars import Calendar, add_working_days, closing, local_day, opening
from bot.rules.ladder import due_for
from bot.turn import Turn, args_of, on
from bot.turn.evidence import canonical
from storage import obligations, policies
from storage.obligations import OBLIGATION


@on("followup.time")
def needs_time(turn: Turn, pressed: Pressed) -> Reply:
    """Give somebody time until a day: once, ten working days at most; the ladder rests until then (R20 AC2)."""
    duty, about = asked(turn, pressed)
    if "extended" in args_of(about):
        raise Refused("followup.time.once", first=turn.first_of(about.owner))
    day = day_meant(turn, pressed)
    form = cards.day_form(turn.say, "followup.time", followup_facts(turn, duty), day)
    if day is None:
        return Ask(
            form, {"date": turn.say("form.followup.time.error.date")} if "date" in pressed.values else {}
        )
    calendar = turn.calendar_of(turn.someone(about.owner))
    latest = add_working_days(calendar, local_day(calendar, turn.now), turn.settings.windows.needs_time)
    if not local_day(calendar, turn.now) < day <= latest:
        return Ask(form, {"date": turn.say("form.followup.time.error.limit", date=turn.day(latest))})
    close(turn, pressed, duty, about, "time", date=day.isoformat())
    _extend(turn, about, day, calendar)
    names = {"name": f"person:{turn.me.ref}", "date": f"day:{day.isoformat()}"}
    notify(turn, about.owner, f"{duty.id}.time", "followup.time.told", names)
    return turn.note("note.followup.time", first=turn.first_of(about.owner), date=turn.day(day))


def _extend(turn: Turn, about: Row[Any], day: date, calendar: Calendar) -> None:
    args = canonical(args_of(about) | {"extended": day.isoformat()})
    values = {
        "due": closing(calendar, day),
        "round": about.round + 1,
        "step": "",
        "next_at": closing(calendar, day) - timedelta(hours=8),
    }
    turn.connection.execute(
        update(OBLIGATION)
        .where(OBLIGATION.c.id == about.id)
        .values(args=args, snoozed_until=closing(calendar, day) - timedelta(hours=8), **values)
    )
    turn.touch(about.id)
    turn.event(
        "obligation.paused", subject=about.owner, engagement=about.about, object_type="obligation", object_id=about.id,
        outcome="needs time", until=day.isoformat(),
    )  # fmt: skip


@on("followup.absent")
def is_away(turn: Turn, pressed: Pressed) -> Reply:
    """Note that somebody is away until a day, never why; the date moves to five working days after."""
    duty, about = asked(turn, pressed)
    back = day_meant(turn, pressed)
    form = cards.day_form(turn.say, "followup.absent", followup_facts(turn, duty), back)
    today = local_day(turn.calendar_of(turn.me), turn.now)
    if back is None or back <= today:
        return Ask(
            form, {"date": turn.say("form.followup.absent.error.date")} if "date" in pressed.values else {}
        )
    close(turn, pressed, duty, about, "absent")
    note_absence(turn, about.owner, today, back - timedelta(days=1), source="manager")
    _rest_until(turn, about, back)
    return turn.note("note.followup.absent", first=turn.first_of(about.owner), date=turn.day(back))


def _rest_until(turn: Turn, about: Row[Any], back: date) -> None:
    """Move a date that had passed already to five working days after the return, and begin its ladder anew."""
    fresh = obligations.obligation(turn.connection, about.id)
    if fresh is None or fresh.state != "pending" or fresh.due is None or fresh.due > turn.now:
        return
    turn.forget_calendar(about.owner)
    calendar = turn.calendar_of(turn.someone(about.owner))
    due = closing(calendar, add_working_days(calendar, add_working_days(calendar, back, 0), 5))
    turn.change(
        fresh, due=due, round=fresh.round + 1, step="", created=turn.now, next_at=opening(calendar, back)
    )
    turn.event(
        "obligation.paused", subject=about.owner, engagement=about.about, object_type="obligation", object_id=about.id,
        outcome="absent", until=due.isoformat(),
    )  # fmt: skip


@on("followup.audience")
def wrong_audience(turn: Turn, pressed: Pressed) -> Reply:
    """Have the policy's owner check whether it applies; until then the duty rests."""
    duty, about = asked(turn, pressed)
    sentence = pressed.values.get("words", "").strip()
    form = cards.sentence_form(turn.say, "followup.audience", followup_facts(turn, duty))
    if not sentence or len(sentence) > NOTE_LIMIT:
        wrong = (
            turn.say("error.too_long", count=len(sentence), limit=NOTE_LIMIT)
            if sentence
            else turn.say("form.followup.audience.error.words")
        )
        return Ask(form, {"words": wrong} if "words" in pressed.values else {})
    policy = policies.policy(turn.connection, about.object)
    owner = policy.owner if policy is not None else ""
    due = due_for("followup", turn.now, turn.calendar_of(turn.someone(owner)))
    writing, digest = turn.keep(sentence, about.id)
    close(turn, pressed, duty, about, "audience", writing=writing, writing_sha256=digest)
    if about.state == "pending":
        turn.change(about, snoozed_until=due, next_at=due)
    values = {
        "name": f"person:{turn.me.ref}",
        "whom": f"person:{about.owner}",
        "policy": policy.title if policy else "",
    }
    notify(turn, owner, f"{duty.id}.audience", "followup.audience.owner", values, writing=writing)
    notify(
        turn, about.owner, f"{duty.id}.audience.told", "followup.audience.told", {"owner": f"person:{owner}"}
    )
    return turn.note("note.followup.audience", owner=turn.name_of(owner), date=turn.day(turn.local_date(due)))
