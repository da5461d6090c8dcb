"""They have talked: what got in the way, the agreed step, and one more question on the agreed day (R32)."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from sqlalchemy import Row

from bot.cards import followups as cards
from bot.flows.followups.answers import NOTE_LIMIT, asked, close, day_from
from bot.flows.followups.facts import followup_facts
from bot.flows.notices import notify
from bot.model import Ask, Pressed, Reply
from bot.rules.calendars import add_working_days, closing, local_day
from bot.turn import Turn, on

CAUSES = ("unaware", "no_time", "unclear", "tool", "unwilling")


@on("followup.talked")
def talked(turn: Turn, pressed: Pressed) -> Reply:
    """Note what got in the way and the agreed step; the person is asked once more on the agreed day."""
    duty, about = asked(turn, pressed)
    form = cards.talked_form(turn.say, followup_facts(turn, duty))
    if "cause" not in pressed.values:
        return Ask(form)
    errors, values = {}, pressed.values
    note = values.get("step", "").strip()
    if values["cause"] not in CAUSES:
        errors["cause"] = turn.say("form.followup.talked.error.cause")
    if len(note) > NOTE_LIMIT:
        errors["step"] = turn.say("error.too_long", count=len(note), limit=NOTE_LIMIT)
    day = day_from(values.get("date", ""))
    if day is None or day <= local_day(turn.calendar_of(turn.me), turn.now):
        errors["date"] = turn.say("form.followup.talked.error.date")
    if errors or day is None:
        return Ask(form, errors)
    writing, digest = turn.keep(note, about.id) if note else ("", "")
    close(
        turn,
        pressed,
        duty,
        about,
        "talked",
        cause=values["cause"],
        writing=writing,
        writing_sha256=digest,
        date=day.isoformat(),
    )
    _resume(turn, about, day)
    names = {"name": f"person:{turn.me.ref}", "date": f"day:{day.isoformat()}"}
    notify(turn, about.owner, f"{duty.id}.talked", "followup.talked.told", names)
    return turn.note("note.followup.talked", first=turn.first_of(about.owner), date=turn.day(day))


def _resume(turn: Turn, about: Row[Any], day: date) -> None:
    """Bring a duty back on the agreed day, once, and go on climbing from there."""
    if about.state != "pending":
        return
    calendar = turn.calendar_of(turn.someone(about.owner))
    back = closing(calendar, add_working_days(calendar, day, 0)) - timedelta(hours=8)
    turn.change(about, snoozed_until=back, next_at=back)
