"""Follow-ups: whoever is asked to act because a duty stayed open owns a duty of their own (R20).

``object`` is the duty in question, ``cycle`` the rung.  The escalation of briefings draws its own cards.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from sqlalchemy import Row, exists, select, update

from bot.cards import followups as cards
from bot.cards.common import until_status
from bot.errors import Refused
from bot.flows.common import duty_of, owned, someone_meant, standing, still_open
from bot.flows.notices import notify
from bot.model import Ask, Card, Form, Item, Pressed, Reply
from bot.rules.calendars import add_working_days, closing, local_day, opening
from bot.rules.ladder import Rung, due_for
from bot.rules.names import Candidate
from bot.rules.when import Day, parse_day
from bot.turn import KINDS, Kind, Turn, args_of, kind, on
from bot.turn.lines import boss_of, manager_of
from storage import obligations, people, policies
from storage.messages import MESSAGE, OUTBOX, SHOWS
from storage.obligations import OBLIGATION

CAUSES = ("unaware", "no_time", "unclear", "tool", "unwilling")
NOTE_LIMIT = 280


def delivered(turn: Turn, duty: Row[Any]) -> bool:
    """Return True when a message about this duty was really sent; what waits in the browser inbox was not."""
    sent = (
        select(SHOWS.c.id)
        .join(MESSAGE, MESSAGE.c.id == SHOWS.c.message)
        .where(
            SHOWS.c.obligation == duty.id,
            SHOWS.c.recipient == duty.owner,
            exists().where(
                OUTBOX.c.message == MESSAGE.c.id, OUTBOX.c.kind == "post", OUTBOX.c.state == "sent"
            ),
        )
    )
    return turn.connection.execute(sent.limit(1)).first() is not None


def undelivered(turn: Turn, duty: Row[Any]) -> None:
    """Put the case before the ISMS owner: undeliverable is not ignored, and nobody counts as late."""
    holder = turn.holder("isms_owner")
    if holder is None:
        return
    due = due_for("followup", turn.now, turn.calendar_of(holder))
    turn.oblige(
        "followup", holder.ref, duty.id, about=duty.about, version=duty.version, cycle=f"undelivered.{duty.round}",
        reason="undelivered", due=due,
    )  # fmt: skip


def heed(turn: Turn, duty: Row[Any], rung: Rung) -> bool:
    """Ask the manager (+2), the manager's manager (+5) or the ISMS owner (+10) about an open duty."""
    if not delivered(turn, duty):
        undelivered(turn, duty)
        return True
    manager = manager_of(turn, duty.about)
    asked = {"manager": manager, "boss": boss_of(turn, manager) if manager else ""}.get(rung.to, "")
    if rung.to == "isms_owner" or not asked or asked == duty.owner:
        holder = turn.holder("isms_owner")
        asked = holder.ref if holder is not None else ""
    if not asked:
        return True
    reason = {"manager": "manager", "boss": "boss", "isms_owner": "open10"}[rung.to]
    variant = "boss" if rung.to == "boss" else ""
    due = due_for("followup", turn.now, turn.calendar_of(turn.someone(asked)), variant=variant)
    turn.oblige(
        "followup", asked, duty.id, about=duty.about, version=duty.version, cycle=f"{rung.step}.{duty.round}",
        reason=reason, due=due,
    )  # fmt: skip
    turn.event(
        "ladder.climbed", subject=duty.owner, engagement=duty.about, object_type="obligation", object_id=duty.id,
        step=rung.step, asked=asked,
    )  # fmt: skip
    return True


# --- what a follow-up says -------------------------------------------------------------------


def _facts(turn: Turn, duty: Row[Any]) -> cards.FollowupFacts:
    about = obligations.obligation(turn.connection, duty.object)
    assert about is not None, "a follow-up without its duty"
    policy = policies.policy(turn.connection, about.object) if about.kind == "policy.acknowledge" else None
    title = policy.title if policy is not None else turn.say(f"kind.{about.kind}")
    manager = manager_of(turn, duty.about)
    sent = (
        select(SHOWS.c.message).distinct()
        .join(OUTBOX, OUTBOX.c.message == SHOWS.c.message)
        .where(SHOWS.c.obligation == about.id, SHOWS.c.recipient == about.owner)
        .where(OUTBOX.c.state == "sent", OUTBOX.c.kind == "post")
    )  # fmt: skip
    holder = turn.holder("isms_owner")
    asks = turn.name_of(policy.owner) if policy is not None else (holder.name if holder is not None else "")
    reason = args_of(duty).get("reason", "")
    return cards.FollowupFacts(
        duty=duty.id,
        reason=duty.reason,
        name=turn.name_of(about.owner),
        first=turn.first_of(about.owner),
        policy=title,
        due=turn.day(turn.local_date(about.due)) if about.due is not None else "",
        sent=len(turn.connection.execute(sent).all()),
        manager=turn.name_of(manager),
        manager_first=turn.first_of(manager),
        until=turn.day(turn.local_date(duty.due)),
        standing=standing(turn, duty.due),
        owner=asks,
        given=turn.say(f"form.policy.decline.option.reason.{reason}") if reason else "",
        can_extend="extended" not in args_of(about),
        settled=_settled(turn, about),
    )


def _settled(turn: Turn, about: Row[Any]) -> str:
    """Return what settled the duty in question, "" while it is open."""
    if about.state in ("pending", "declined") or about.ended_at is None:
        return ""
    return turn.say("followup.settled", name=turn.name_of(about.owner), when=turn.moment(about.ended_at))


def _draw(turn: Turn, duty: Row[Any], step: str) -> Card:
    if duty.reason.startswith("briefing."):
        from bot.flows.briefings.escalation import draw_escalation

        return draw_escalation(turn, duty, step)
    about = _facts(turn, duty)
    if duty.state != "pending":
        answer = args_of(duty).get("answer", "")
        words = about.settled or (
            turn.say(f"followup.answered.{answer}") if answer else turn.say("status.settled")
        )
        return cards.settled_card(turn.say, about, words)
    return cards.followup_card(turn.say, about)


def _line(turn: Turn, duty: Row[Any]) -> Item:
    if duty.reason.startswith("briefing."):
        from bot.flows.briefings.escalation import line_escalation

        return line_escalation(turn, duty)
    about = _facts(turn, duty)
    action = turn.button("followup.show", about=about.name, duty=duty.id)
    key = "digest.line.past" if duty.state == "pending" else "digest.line.past.done"
    return Item(
        turn.say(key, name=about.name, policy=about.policy, date=about.due),
        action,
        status=until_status(turn.say, about.until, about.standing, "soon"),
    )


# --- the manager's answers -------------------------------------------------------------------


def _asked(turn: Turn, pressed: Pressed) -> tuple[Row[Any], Row[Any]]:
    """Return the follow-up that is meant and the duty it is about."""
    duty = duty_of(turn, pressed, "followup") if "whom" not in pressed.args else _named(turn, pressed)
    if duty is None:
        raise Refused("followup.none")
    duty = owned(turn, pressed, duty)
    about = obligations.obligation(turn.connection, duty.object)
    assert about is not None, "a follow-up without its duty"
    if duty.state != "pending" and about.ended_at is not None and about.state not in ("pending", "declined"):
        raise Refused("done.byother", name=turn.name_of(about.owner), when=turn.moment(about.ended_at))
    return still_open(turn, pressed, duty), about


def _named(turn: Turn, pressed: Pressed) -> Row[Any] | None:
    mine = [one for one in obligations.open_of(turn.connection, turn.me.ref) if one.kind == "followup"]
    about = obligations.obligations(turn.connection, [one.object for one in mine])
    owners = people.persons(turn.connection, [one.owner for one in about])
    candidates = [Candidate(row.ref, row.name, row.email) for row in owners.values()]
    ref = someone_meant(
        turn,
        pressed.args["whom"],
        candidates,
        lambda one: turn.button(pressed.verb, whom=owners[one].email, label=owners[one].name),
    )
    ids = {one.id for one in about if one.owner == ref}
    fits = [one for one in mine if one.object in ids]
    return fits[0] if fits else None


def _close(turn: Turn, duty: Row[Any], about: Row[Any], answer: str, **facts: Any) -> None:
    args = args_of(duty) | {"answer": answer}
    from bot.turn.evidence import canonical

    turn.connection.execute(update(OBLIGATION).where(OBLIGATION.c.id == duty.id).values(args=canonical(args)))
    turn.end(duty, "done")
    turn.event(
        "followup.answered", subject=about.owner, engagement=about.about, object_type="obligation", object_id=about.id,
        answer=answer, **facts,
    )  # fmt: skip


@on("followup.show", writes=False)
def show(turn: Turn, pressed: Pressed) -> Reply:
    """Show the follow-up of a line in a list."""
    from bot.model import Show

    duty = owned(turn, pressed, duty_of(turn, pressed, "followup"))
    return Show(KINDS["followup"].draws(turn, duty, "rung.0"))


@on("followup.talked")
def talked(turn: Turn, pressed: Pressed) -> Reply:
    """Note what got in the way and the agreed step; the person is asked once more on the agreed day."""
    duty, about = _asked(turn, pressed)
    form = cards.talked_form(turn.say, _facts(turn, duty))
    if "cause" not in pressed.values:
        return Ask(form)
    errors, values = {}, pressed.values
    note = values.get("step", "").strip()
    if values["cause"] not in CAUSES:
        errors["cause"] = turn.say("form.followup.talked.error.cause")
    if len(note) > NOTE_LIMIT:
        errors["step"] = turn.say("error.too_long", count=len(note), limit=NOTE_LIMIT)
    day = _day_from(values.get("date", ""), turn)
    if day is None or day <= local_day(turn.calendar_of(turn.me), turn.now):
        errors["date"] = turn.say("form.followup.talked.error.date")
    if errors or day is None:
        return Ask(form, errors)
    writing, digest = turn.keep(note, about.id) if note else ("", "")
    _close(
        turn,
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


@on("followup.time")
def needs_time(turn: Turn, pressed: Pressed) -> Reply:
    """Give somebody time until a day: once, ten working days at most; the ladder rests until then (R20 AC2)."""
    duty, about = _asked(turn, pressed)
    if "extended" in args_of(about):
        raise Refused("followup.time.once", first=turn.first_of(about.owner))
    day = _day_meant(turn, pressed)
    form = cards.day_form(turn.say, "followup.time", _facts(turn, duty), day)
    if day is None:
        return Ask(
            form, {"date": turn.say("form.followup.time.error.date")} if "date" in pressed.values else {}
        )
    calendar = turn.calendar_of(turn.someone(about.owner))
    latest = add_working_days(calendar, local_day(calendar, turn.now), turn.settings.windows.needs_time)
    if not local_day(calendar, turn.now) < day <= latest:
        return Ask(form, {"date": turn.say("form.followup.time.error.limit", date=turn.day(latest))})
    _close(turn, duty, about, "time", date=day.isoformat())
    _extend(turn, about, day, calendar)
    names = {"name": f"person:{turn.me.ref}", "date": f"day:{day.isoformat()}"}
    notify(turn, about.owner, f"{duty.id}.time", "followup.time.told", names)
    return turn.note("note.followup.time", first=turn.first_of(about.owner), date=turn.day(day))


def _extend(turn: Turn, about: Row[Any], day: date, calendar: Any) -> None:
    from bot.turn.evidence import canonical

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


def _resume(turn: Turn, about: Row[Any], day: date) -> None:
    """Bring a duty back on the agreed day, once, and go on climbing from there."""
    if about.state != "pending":
        return
    calendar = turn.calendar_of(turn.someone(about.owner))
    back = closing(calendar, add_working_days(calendar, day, 0)) - timedelta(hours=8)
    turn.change(about, snoozed_until=back, snoozed=about.snoozed, next_at=back)


@on("followup.absent")
def is_away(turn: Turn, pressed: Pressed) -> Reply:
    """Note that somebody is away until a day, never why; the date moves to five working days after."""
    from bot.flows.people.absences import note_absence

    duty, about = _asked(turn, pressed)
    back = _day_meant(turn, pressed)
    form = cards.day_form(turn.say, "followup.absent", _facts(turn, duty), back)
    today = local_day(turn.calendar_of(turn.me), turn.now)
    if back is None or back <= today:
        return Ask(
            form, {"date": turn.say("form.followup.absent.error.date")} if "date" in pressed.values else {}
        )
    _close(turn, duty, about, "absent")
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
    duty, about = _asked(turn, pressed)
    sentence = pressed.values.get("words", "").strip()
    form = cards.sentence_form(turn.say, "followup.audience", _facts(turn, duty))
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
    _close(turn, duty, about, "audience", writing=writing, writing_sha256=digest)
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


@on("followup.refer")
def refer(turn: Turn, pressed: Pressed) -> Reply:
    """Note that HR is involved, and nothing about it; Steward is silent towards the person from now on."""
    duty, about = _asked(turn, pressed)
    _close(turn, duty, about, "refer")
    if about.state == "pending":
        turn.connection.execute(
            update(OBLIGATION).where(OBLIGATION.c.id == about.id).values(next_at=None, silence="hr")
        )
    return turn.note("note.followup.refer")


@on("followup.finding", "followup.no_finding")
def decide_finding(turn: Turn, pressed: Pressed) -> Reply:
    """Record whether an open case becomes a finding; "no" needs a reason."""
    duty, about = _asked(turn, pressed)
    opens = pressed.verb == "followup.finding"
    reason = pressed.values.get("words", "").strip()
    if not opens and not reason:
        form: Form = cards.sentence_form(turn.say, "followup.no_finding", _facts(turn, duty))
        return Ask(
            form,
            {"words": turn.say("form.followup.no_finding.error.words")} if "words" in pressed.values else {},
        )
    writing, digest = turn.keep(reason, about.id) if reason else ("", "")
    _close(turn, duty, about, "finding" if opens else "no_finding", writing=writing, writing_sha256=digest)
    return turn.note("note.followup.finding" if opens else "note.followup.no_finding")


def _day_from(value: str, turn: Turn) -> date | None:
    try:
        return date.fromisoformat(value) if value else None
    except ValueError:
        return None


def _day_meant(turn: Turn, pressed: Pressed) -> date | None:
    if "date" in pressed.values:
        return _day_from(pressed.values["date"], turn)
    when = pressed.args.get("when", "")
    if not when:
        return None
    read = parse_day(when, turn.today_of(turn.me), turn.locale)
    return read.day if isinstance(read, Day) else None


FOLLOWUP = kind(
    Kind(
        "followup",
        draws=_draw,
        line=_line,
        minutes=lambda _turn, _duty: 5,
        digested=True,
        calls_digest=True,
    )
)
