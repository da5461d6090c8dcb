"""What every answer to a follow-up begins and ends with: which one is meant, and that it has its answer now."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import Row, update

from bot.errors import Refused
from bot.flows.common import duty_of, owned, someone_meant, still_open
from bot.flows.followups.facts import duty_behind
from bot.model import Pressed
from bot.rules.names import Candidate
from bot.rules.when import Day, parse_day
from bot.turn import Turn, args_of
from bot.turn.evidence import canonical
from storage import obligations, people
from storage.obligations import OBLIGATION

NOTE_LIMIT = 280  # characters


def asked(turn: Turn, pressed: Pressed) -> tuple[Row[Any], Row[Any]]:
    """Return the follow-up that is meant and the duty it is about."""
    duty = duty_of(turn, pressed, "followup") if "whom" not in pressed.args else _named(turn, pressed)
    if duty is None:
        raise Refused("followup.none")
    duty = owned(turn, pressed, duty)
    about = duty_behind(turn, duty)
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


def close(turn: Turn, pressed: Pressed, duty: Row[Any], about: Row[Any], answer: str, **facts: Any) -> None:
    """End the follow-up with its answer; refuses when another press was first."""
    args = args_of(duty) | {"answer": answer}
    turn.connection.execute(update(OBLIGATION).where(OBLIGATION.c.id == duty.id).values(args=canonical(args)))
    if not turn.end(duty, "done"):
        still_open(turn, pressed, obligations.obligation(turn.connection, duty.id) or duty)
    turn.event(
        "followup.answered", subject=about.owner, engagement=about.about, object_type="obligation", object_id=about.id,
        answer=answer, **facts,
    )  # fmt: skip


def day_meant(turn: Turn, pressed: Pressed) -> date | None:
    """Return the day of the form, or as typed; None when there is none, or no day."""
    if "date" in pressed.values:
        return day_from(pressed.values["date"])
    when = pressed.args.get("when", "")
    if not when:
        return None
    read = parse_day(when, turn.today_of(turn.me), turn.locale)
    return read.day if isinstance(read, Day) else None


def day_from(value: str) -> date | None:
    """Return a day given as ``YYYY-MM-DD``, None for anything else."""
    try:
        return date.fromisoformat(value) if value else None
    except ValueError:
        return None
