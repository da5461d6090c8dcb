"""The ISMS owner's part: whether an open case is a finding, and that what never arrived is tried again."""

from __future__ import annotations

from datetime import date

from bot.cards import followups as cards
from bot.flows.followups.answers import asked, close
from bot.flows.followups.facts import followup_facts
from bot.model import Ask, Form, Pressed, Reply
from bot.rules.calendars import Calendar, add_working_days, closing, local_day
from bot.turn import Turn, on


@on("followup.finding", "followup.no_finding")
def decide_finding(turn: Turn, pressed: Pressed) -> Reply:
    """Record whether an open case becomes a finding; "no" needs a reason."""
    duty, about = asked(turn, pressed)
    opens = pressed.verb == "followup.finding"
    reason = pressed.values.get("words", "").strip()
    if not opens and not reason:
        form: Form = cards.sentence_form(turn.say, "followup.no_finding", followup_facts(turn, duty))
        return Ask(
            form,
            {"words": turn.say("form.followup.no_finding.error.words")} if "words" in pressed.values else {},
        )
    writing, digest = turn.keep(reason, about.id) if reason else ("", "")
    close(
        turn,
        pressed,
        duty,
        about,
        "finding" if opens else "no_finding",
        writing=writing,
        writing_sha256=digest,
    )
    return turn.note("note.followup.finding" if opens else "note.followup.no_finding")


@on("followup.checked")
def checked(turn: Turn, pressed: Pressed) -> Reply:
    """Try again to tell somebody what never arrived, from the first message on, with time to answer (R20 AC4)."""
    duty, about = asked(turn, pressed)
    close(turn, pressed, duty, about, "checked")
    if about.state == "pending":
        calendar = turn.calendar_of(turn.someone(about.owner))
        # A talk is due with somebody's first day, whenever it is asked for; any other date begins anew.
        due = about.due if about.kind == "briefing" else closing(calendar, _days_on(turn, calendar, 5))
        again = {"round": about.round + 1, "step": "", "created": turn.now, "next_at": turn.now}
        turn.change(about, due=due, **again)
        turn.event(
            "obligation.moved", subject=about.owner, engagement=about.about, object_type="obligation",
            object_id=about.id, due=due.isoformat(), due_before=about.due.isoformat(), outcome="undelivered",
        )  # fmt: skip
    return turn.note("note.followup.checked")


def _days_on(turn: Turn, calendar: Calendar, days: int) -> date:
    return add_working_days(calendar, local_day(calendar, turn.now), days)
