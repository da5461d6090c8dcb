"""Acknowledging a version: by button, by command, by a line in the thread; one press, one receipt (R17)."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Row, update

from bot.cards.policies import receipt_card
from bot.commands import is_code
from bot.errors import Refused
from bot.flows.common import duty_of, head_of, owned, refusal, still_open
from bot.flows.lists import listed
from bot.flows.policies.facts import (
    Agreed,
    Text,
    agreed,
    policy_facts,
    policy_meant,
    submission_of,
    text_of_duty,
)
from bot.model import Card, ChatRef, Nothing, Pressed, Reply, Show
from bot.rules.calendars import next_window
from bot.rules.receipts import policy_prefix, receipt
from bot.turn import KINDS, Shown, Turn, draws, on, send
from bot.turn.wordings import keep_wordings
from storage import obligations, policies
from storage.obligations import OBLIGATION

KIND = "policy.acknowledge"
WORDING = "policy.wording"


def duty_meant(turn: Turn, pressed: Pressed) -> Row[Any]:
    """Return the actor's own duty that is meant by a button, a name, a code or the thread; refuses otherwise."""
    policy_id = pressed.args.get("policy", "")
    what = pressed.args.get("what", "")
    if not policy_id and what and not is_code(what):
        policy_id = policy_meant(turn, what).id
    if not policy_id:
        found = duty_of(turn, pressed, KIND)
        if found is not None:
            return _own(turn, pressed, found)
        head = head_of(turn, pressed)
        if head is not None and head.subject.startswith("policy:"):
            policy_id = head.subject[7:]
    if not policy_id:
        return _only_open(turn, pressed)
    return _own_on(turn, policy_id, pressed.args.get("version", ""))


def _own(turn: Turn, pressed: Pressed, duty: Row[Any]) -> Row[Any]:
    """Return the actor's own duty on the same policy when the card is somebody else's (R17 AC3)."""
    if duty.owner == turn.me.ref:
        return duty
    mine = _mine(turn, duty.object)
    if mine:
        return mine[0]
    return owned(turn, pressed, duty)


def _own_on(turn: Turn, policy_id: str, version: str) -> Row[Any]:
    mine = _mine(turn, policy_id)
    if version and (exact := [duty for duty in mine if duty.version == version]):
        return exact[0]
    if mine:
        return mine[0]
    row = policies.policy(turn.connection, policy_id)
    if row is None:
        raise Refused("policy.unknown", typed=policy_id)
    if not row.published:
        raise Refused("policy.unpublished", policy=row.title)
    raise Refused("policy.not_audience", actions=(turn.button("policy.read", policy=policy_id),))


def _mine(turn: Turn, policy_id: str) -> list[Row[Any]]:
    """Return the actor's duties on a policy: the newest version first, what is pending before what is done."""
    rows = obligations.of_object(turn.connection, turn.me.ref, KIND, policy_id)
    return sorted(
        rows, key=lambda duty: (duty.state != "pending", duty.state == "closed", -duty.created.timestamp())
    )


def _only_open(turn: Turn, pressed: Pressed) -> Row[Any]:
    """Return the one acknowledgement that is open; several are offered as buttons, none is said."""
    mine = [duty for duty in listed(turn, turn.me.ref) if duty.kind == KIND]
    if not mine:
        raise Refused("policy.none_open")
    if len(mine) > 1:
        raise Refused("choose.duty", actions=tuple(_choice(turn, pressed, duty) for duty in mine[:5]))
    return mine[0]


def _choice(turn: Turn, pressed: Pressed, duty: Row[Any]) -> Any:
    text = text_of_duty(turn, duty)
    label = turn.say("fact.value.policy_version", policy=text.row.title, version=duty.version)
    return turn.button(pressed.verb, duty=duty.id, label=label)


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
    return _answer(turn, pressed, duty, number)


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


def _answer(turn: Turn, pressed: Pressed, duty: Row[Any], number: str) -> Reply:
    """Return where the receipt goes: into the card's thread, or to the one who typed a command."""
    head = _head(turn, pressed, duty)
    if head is None or not head.recipient:
        fresh = obligations.obligation(turn.connection, duty.id)
        assert fresh is not None, "a duty is never deleted"
        return Show(_receipt(turn, fresh, text_of_duty(turn, fresh), number))
    args = {"duty": duty.id, "round": duty.round}
    send(turn, turn.me.ref, "policy.receipt", args=args, thread_of=head.id, place=_place(head), live=False)
    start, _ = next_window(turn.hours_of(turn.me), turn.now)
    if start > turn.now:
        hours = {"from": _hour(turn.settings.nudges.opens), "to": _hour(turn.settings.nudges.closes)}
        return turn.note("quiet.pressed", **hours)
    return Nothing()


def _head(turn: Turn, pressed: Pressed, duty: Row[Any]) -> Row[Any] | None:
    """Return the card whose thread the receipt goes to; the cards that show the duty are read once for all."""
    at = pressed.message
    if at is not None and at.chat.platform != "web":
        for row in turn.showing(duty.id):
            if row.platform_id == at.platform_id and row.address == at.chat.address and not row.thread_of:
                return row
    return head_of(turn, pressed)


def _hour(value: Any) -> str:
    return f"{value:%H:%M}"


def _place(head: Row[Any]) -> Any:
    return ChatRef(head.platform, head.tenant, head.address)


def _receipt(turn: Turn, duty: Row[Any], text: Text, number: str) -> Card:
    about = policy_facts(turn, duty, text)
    when = turn.moment(duty.ended_at or turn.now, fact=True)
    days = turn.settings.windows.retract.days
    language = turn.say(f"language.{text.locale}")
    return receipt_card(turn.say, about, when=when, receipt=number, language=language, days=days)


@draws("policy.receipt")
def draw_receipt(turn: Turn, what: Shown) -> Card:
    """Return the receipt in the thread."""
    duty = obligations.obligation(turn.connection, what.args["duty"])
    assert duty is not None, "a duty is never deleted"
    number = receipt(policy_prefix(duty.object, duty.version), duty.id, what.args["round"])
    return _receipt(turn, duty, text_of_duty(turn, duty), number)


@on("policy.show", writes=False)
def show(turn: Turn, pressed: Pressed) -> Reply:
    """Show the card of the version in force, as it stands for the actor."""
    return Show(_card(turn, _own_on(turn, pressed.args.get("policy", ""), pressed.args.get("version", ""))))


def _card(turn: Turn, duty: Row[Any]) -> Card:
    return KINDS[KIND].draws(turn, duty, duty.step or "rung.0")
