"""Declining and taking back: an acknowledgement is worth something only because it can be withheld (R19)."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Row, select, update

from bot.cards.policies import decline_form
from bot.commands import is_receipt
from bot.errors import Refused
from bot.flows.common import duty_of, owned
from bot.flows.policies.facts import policy_facts, text_of_duty
from bot.flows.policies.meant import duty_meant
from bot.model import Ask, Pressed, Reply
from bot.rules.ladder import due_for
from bot.turn import Turn, on
from bot.turn.lines import boss_of, manager_of
from storage import obligations
from storage.obligations import OBLIGATION

REASONS = ("unclear", "work", "tool", "disagree", "unsaid")
MOST = 1000


@on("policy.decline")
def decline(turn: Turn, pressed: Pressed) -> Reply:
    """Note that somebody cannot accept a policy, and ask the manager for a talk; the policy applies meanwhile."""
    duty = duty_meant(turn, pressed)
    if duty.state not in ("pending", "declined"):
        raise Refused("done.settled", when=turn.moment(duty.ended_at or turn.now))
    manager = manager_of(turn, duty.about)
    form = _form(turn, duty, manager)
    reason, words = pressed.values.get("reason", ""), pressed.values.get("words", "").strip()
    if "reason" not in pressed.values and "words" not in pressed.values:
        return Ask(form)
    if reason not in REASONS:
        return Ask(form, {"reason": turn.say("form.policy.decline.error.reason")})
    if len(words) > MOST:
        return Ask(form, {"words": turn.say("error.too_long", count=len(words), limit=MOST)})
    calendar = turn.calendar_of(turn.someone(manager))
    due = due_for("followup", turn.now, calendar, variant="declined")
    values = {
        "manager": turn.name_of(manager),
        "date": turn.day(turn.local_date(due)),
        "manager_first": turn.first_of(manager),
    }
    if not turn.end(duty, "declined"):
        return turn.note("note.policy.declined", **values)
    writing, digest = turn.keep(words, duty.id) if words else ("", "")
    turn.event(
        "policy.declined", subject=turn.me.ref, engagement=duty.about, object_type="policy", object_id=duty.object,
        object_version=duty.version, reason_code=reason, writing=writing, writing_sha256=digest, obligation=duty.id,
    )  # fmt: skip
    args = {"reason": reason}
    turn.oblige(
        "followup", manager, duty.id, about=duty.about, version=duty.version, cycle=f"declined.{duty.round}",
        reason="declined", due=due, args=args,
    )  # fmt: skip
    return turn.note("note.policy.declined", **values)


def _form(turn: Turn, duty: Row[Any], manager: str) -> Any:
    about = policy_facts(turn, duty, text_of_duty(turn, duty))
    holder = turn.holder("isms_owner")
    return decline_form(
        turn.say,
        about,
        manager=turn.name_of(manager),
        manager_first=turn.first_of(manager),
        boss=turn.name_of(boss_of(turn, manager)),
        isms=holder.name if holder is not None else turn.say("name.isms_owner"),
    )


def _acknowledged(turn: Turn, pressed: Pressed) -> Row[Any]:
    """Return the acknowledged duty that is to be taken back."""
    what = pressed.args.get("receipt") or pressed.args.get("what", "")
    found: Row[Any] | None
    if "duty" in pressed.args:
        found = owned(turn, pressed, obligations.obligation(turn.connection, pressed.args["duty"]))
    elif is_receipt(what):
        found = obligations.by_receipt(turn.connection, turn.me.ref, what.upper())
    elif what:
        found = duty_meant(turn, pressed)
    else:
        found = duty_of(turn, pressed, "policy.acknowledge") or _only_receipt(turn, pressed)
    if found is None:
        raise Refused("policy.retract.unknown", receipt=what)
    return owned(turn, pressed, found)


def _only_receipt(turn: Turn, pressed: Pressed) -> Row[Any]:
    """Return the one acknowledgement that can still be taken back; several are offered as buttons, none is said."""
    since = turn.now - turn.settings.windows.retract
    wanted = select(OBLIGATION).where(
        OBLIGATION.c.owner == turn.me.ref, OBLIGATION.c.kind == "policy.acknowledge", OBLIGATION.c.state == "done",
        OBLIGATION.c.receipt != "", OBLIGATION.c.ended_at >= since,
    )  # fmt: skip
    rows = turn.connection.execute(wanted.order_by(OBLIGATION.c.ended_at.desc())).all()
    found = {row.receipt: row for row in rows}
    if not found:
        days = turn.settings.windows.retract.days
        raise Refused("policy.retract.none", days=days, actions=(turn.button("list.open"),))
    if len(found) == 1:
        return next(iter(found.values()))
    offers = (
        turn.button(pressed.verb, duty=one.id, label=policy_facts(turn, one, text_of_duty(turn, one)).title)
        for one in list(found.values())[:5]
    )
    raise Refused("choose.duty", actions=tuple(offers))


@on("policy.retract")
def retract(turn: Turn, pressed: Pressed) -> Reply:
    """Reopen an acknowledged policy, once asked for confirmation; both steps stay on record (R19 AC1)."""
    duty = _acknowledged(turn, pressed)
    if duty.state != "done" or not duty.receipt:
        raise Refused("policy.retract.open")
    number = duty.receipt
    if duty.ended_at is not None and turn.now - duty.ended_at > turn.settings.windows.retract:
        raise Refused("policy.retract.late", receipt=number, days=turn.settings.windows.retract.days)
    if pressed.args.get("sure") != "yes":
        yes = turn.button(
            "policy.retract", key="button.policy.retract", primary=True, duty=duty.id, sure="yes"
        )
        return turn.note(
            "policy.retract.confirm", yes, turn.button("talk.dismiss", key="button.keep"), receipt=number
        )
    same = select(OBLIGATION).where(OBLIGATION.c.receipt == number, OBLIGATION.c.owner == turn.me.ref)
    for row in turn.connection.execute(same).all():
        _reopen(turn, row, number)
    fresh = obligations.obligation(turn.connection, duty.id)
    assert fresh is not None, "a duty is never deleted"
    about = policy_facts(turn, fresh, text_of_duty(turn, fresh))
    words = {"when": turn.moment(turn.now), "policy": about.title, "date": about.until, "owner": about.owner}
    return turn.note("note.policy.retracted", **words)


def _reopen(turn: Turn, duty: Row[Any], number: str) -> None:
    calendar = turn.calendar_of(turn.me)
    due = duty.due
    if due is None or due <= turn.now:
        due = due_for("policy.acknowledge", turn.now, calendar, working_days=5)
    turn.connection.execute(
        update(OBLIGATION)
        .where(OBLIGATION.c.id == duty.id, OBLIGATION.c.state == "done")
        .values(
            state="pending", receipt="", ended_at=None, round=duty.round + 1, due=due, step="",
            next_at=turn.now, snoozed_until=None,
        )
    )  # fmt: skip
    turn.touch(duty.id)
    turn.event(
        "policy.retracted", subject=duty.owner, engagement=duty.about, object_type="policy", object_id=duty.object,
        object_version=duty.version, receipt=number, obligation=duty.id,
    )  # fmt: skip
