"""What whoever was asked to step in does: take the talk, or ask the manager how it stands."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Row

from bot.errors import Refused
from bot.flows.briefings.escalation import ESCALATED, case_behind
from bot.flows.briefings.facts import Case, event, with_args
from bot.flows.briefings.meant import talks_meant
from bot.flows.briefings.requests import give_to
from bot.flows.common import duty_of, owned, refusal, still_open
from bot.flows.notices import notify
from bot.model import Note, Pressed, Reply
from bot.turn import Turn, on
from storage import briefings


def _asked_of_me(turn: Turn, pressed: Pressed) -> tuple[Row[Any], Case]:
    followup = owned(turn, pressed, _meant(turn, pressed))
    if followup.kind != "followup":
        raise Refused("card.gone", record=refusal(pressed, followup))
    case = case_behind(turn, followup)
    if followup.state != "pending" and case.record is not None:
        raise Refused(
            "done.byother", name=turn.name_of(case.record.recorded_by), when=turn.moment(case.record.held_at)
        )
    return still_open(turn, pressed, followup), case


def _meant(turn: Turn, pressed: Pressed) -> Row[Any] | None:
    """Return the request that is meant: by button, code or message, or the one about a starter who is named."""
    if not pressed.args.get("whom"):
        return duty_of(turn, pressed, "followup")
    for duty in talks_meant(turn, pressed):
        for one in briefings.asked(turn.connection, duty.id):
            if one.owner == turn.me.ref and one.reason == ESCALATED:
                return one
    raise Refused("briefing.none_due")


@on("briefing.take")
def take(turn: Turn, pressed: Pressed) -> Reply:
    """Give the talk to whoever was asked to step in and does; the manager hears it."""
    followup, case = _asked_of_me(turn, pressed)
    before = case.duty.owner
    with_args(turn, followup, answer="taken", manager=before)
    turn.end(followup, "done")
    cause = event(turn, case, "briefing.taken", handed_from=before, handed_to=turn.me.ref)
    give_to(turn, case, turn.me.ref, "stepped in")
    notify(
        turn,
        before,
        cause,
        "briefing.taken",
        {"by": f"person:{turn.me.ref}"},
        counts=False,
        about=case.engagement.id,
    )
    first = turn.first_of(before)
    buttons = (turn.button("briefing.plan", primary=True, duty=case.duty.id),)
    return turn.note("note.briefing.taken", *buttons, first=case.first, manager_first=first)


@on("briefing.ask")
def ask_manager(turn: Turn, pressed: Pressed) -> Reply:
    """Ask the manager how it stands; a plan or a record is the answer.  Once a day is enough."""
    _, case = _asked_of_me(turn, pressed)
    first = turn.first_of(case.duty.owner)
    done = Note(turn.say("note.briefing.asked", first=first))
    for notice in briefings.notices(turn.connection, case.engagement.id):
        if notice.reason == "briefing.asked" and turn.local_date(notice.created) == turn.today_of(turn.me):
            return done
    cause = event(turn, case, "briefing.manager_asked", asked=case.duty.owner)
    values = {"by": f"person:{turn.me.ref}"}
    notify(turn, case.duty.owner, cause, "briefing.asked", values, about=case.engagement.id)
    return done
