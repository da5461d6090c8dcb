"""Acknowledging a version: by button, by command, by a line in the thread; one press, one receipt (R17)."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Row, update

from bot.commands import is_code
from bot.errors import Refused
from bot.flows.common import refusal, still_open
from bot.flows.policies.facts import (
    Agreed,
    agreed,
    submission_of,
)
from bot.flows.policies.meant import KIND, duty_meant, own_on
from bot.flows.policies.receipts import give_receipt
from bot.model import Card, Pressed, Reply, Show
from bot.rules.receipts import policy_prefix, receipt
from bot.turn import KINDS, Turn, on
from bot.turn.wordings import keep_wordings
from storage import obligations, policies
from storage.obligations import OBLIGATION

WORDING = "policy.wording"


@on("policy.acknowledge")
def acknowledge(turn: Turn, pressed: Pressed) -> Reply:
    """Record that the actor acknowledges the version named on the card; the same receipt however often pressed."""
    duty, published = _duty_and_published(turn, pressed)
    current = agreed(turn, published, turn.locale) if published else None
    _refuse_other_version(turn, pressed, duty, current.version if current is not None else duty.version)
    if _asks_for_the_card(pressed):
        return Show(_card(turn, duty))
    if duty.state not in ("pending", "declined"):
        _refuse_ended(turn, pressed, duty)
    if duty.state == "declined":
        _take_up_again(turn, duty)
    what = current if current is not None and current.version == duty.version else _older(turn, duty)
    number = receipt(policy_prefix(duty.object, duty.version), duty.id, duty.round)
    ended = obligations.acknowledge(turn.connection, turn.me.ref, duty.object, duty.version, turn.now, number)
    if not any(row.id == duty.id for row in ended):
        _refuse_ended(turn, pressed, duty)
    turn.overtake(duty)
    for row in ended:
        turn.touch(row.id)
        _record(turn, duty, row.id, row.about, what, number)
    return give_receipt(turn, pressed, duty, number)


def _duty_and_published(turn: Turn, pressed: Pressed) -> tuple[Row[Any], str]:
    """Return the duty and the submission in force; a button names its duty, so one look is enough."""
    if "duty" in pressed.args:
        found = policies.duty_with_policy(turn.connection, pressed.args["duty"])
        if found is not None and found.kind == KIND and found.owner == turn.me.ref:
            return found, found.published or ""
    duty = duty_meant(turn, pressed)
    policy = policies.policy(turn.connection, duty.object)
    return duty, policy.published if policy is not None else ""


def _asks_for_the_card(pressed: Pressed) -> bool:
    """Return True for "ack aup" without a version: the card is shown, nothing is recorded."""
    what = pressed.args.get("what", "")
    return bool(pressed.typed and what and not pressed.args.get("version") and not is_code(what))


def _take_up_again(turn: Turn, duty: Row[Any]) -> None:
    """Let somebody acknowledge after all what they could not accept before."""
    turn.connection.execute(
        update(OBLIGATION)
        .where(OBLIGATION.c.id == duty.id, OBLIGATION.c.state == "declined")
        .values(state="pending")
    )


def _older(turn: Turn, duty: Row[Any]) -> Agreed:
    """Return what a duty of a version refers to that is not, or no longer, the one in force."""
    found = submission_of(turn, duty.object, duty.version)
    assert found is not None, "a duty on a version that was never published"
    return agreed(turn, found.id, turn.locale)


def _refuse_other_version(turn: Turn, pressed: Pressed, duty: Row[Any], newest: str) -> None:
    asked = pressed.args.get("version", "") or duty.version
    if asked == newest:
        return
    label = turn.say("button.policy.show", version=newest)
    show = turn.button("policy.show", policy=duty.object, version=newest, label=label)
    key = "policy.superseded.typed" if pressed.typed or pressed.args.get("version") else "policy.superseded"
    raise Refused(key, old=asked, new=newest, actions=(show,), record=refusal(pressed, duty))


def _refuse_ended(turn: Turn, pressed: Pressed, duty: Row[Any]) -> None:
    fresh = obligations.obligation(turn.connection, duty.id)
    assert fresh is not None, "a duty is never deleted"
    if fresh.closed_as == "withdrawn":
        raise Refused("policy.not_audience", actions=(turn.button("policy.read", policy=duty.object),))
    if pressed.typed and fresh.state == "done" and fresh.receipt and fresh.ended_at is not None:
        raise Refused("done.acknowledged", when=turn.moment(fresh.ended_at), receipt=fresh.receipt)
    still_open(turn, pressed, fresh)


def _record(turn: Turn, duty: Row[Any], obligation: str, about: str, what: Agreed, number: str) -> None:
    wording = keep_wordings(turn, what.locale, [WORDING])
    turn.event(
        "policy.acknowledged",
        subject=duty.owner,
        engagement=about,
        object_type="policy",
        object_id=duty.object,
        object_version=duty.version,
        object_sha256=what.sha256,
        summary_sha256=what.summary_sha256,
        submission=what.submission,
        wording_id=WORDING,
        wording_sha256=wording[WORDING],
        locale=what.locale,
        receipt=number,
        obligation=obligation,
    )


@on("policy.show", writes=False)
def show(turn: Turn, pressed: Pressed) -> Reply:
    """Show the card of the version in force, as it stands for the actor."""
    return Show(_card(turn, own_on(turn, pressed.args.get("policy", ""), pressed.args.get("version", ""))))


def _card(turn: Turn, duty: Row[Any]) -> Card:
    return KINDS[KIND].draws(turn, duty, duty.step or "rung.0")
