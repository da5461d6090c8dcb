"""Acknowledging a version: by button, by command, by a line in the thread; one press, one receipt (R17)."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Row

from bot.cards.policies import receipt_card
from bot.commands import is_code
from bot.errors import Refused
from bot.flows.common import duty_of, head_of, owned, refusal, still_open
from bot.flows.policies.facts import (
    Text,
    in_force,
    policy_facts,
    policy_meant,
    text_of_duty,
)
from bot.model import Card, ChatRef, Nothing, Pressed, Reply, Show
from bot.rules.calendars import next_window
from bot.rules.receipts import policy_prefix, receipt
from bot.turn import KINDS, Shown, Turn, draws, on, send
from bot.turn.wordings import keep_wordings
from storage import obligations, policies

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
    mine = [duty for duty in obligations.open_of(turn.connection, turn.me.ref) if duty.kind == KIND]
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
    duty = duty_meant(turn, pressed)
    _refuse_other_version(turn, pressed, duty)
    if (
        pressed.typed
        and pressed.args.get("what")
        and not pressed.args.get("version")
        and not is_code(pressed.args["what"])
    ):
        return Show(_card(turn, duty))  # a version left out: the card is shown, nothing is recorded
    if duty.state != "pending":
        _refuse_ended(turn, pressed, duty)
    text = text_of_duty(turn, duty)
    number = receipt(policy_prefix(duty.object, duty.version), duty.id, duty.round)
    if not turn.end(duty, "done", receipt=number):
        _refuse_ended(turn, pressed, duty)
    _record(turn, duty, text, number)
    for other in _mine(turn, duty.object):  # one press settles every active engagement of this person
        if other.id != duty.id and other.version == duty.version and other.state == "pending":
            if turn.end(other, "done", receipt=number):
                _record(turn, other, text, number)
    return _answer(turn, pressed, duty, text, number)


def _refuse_other_version(turn: Turn, pressed: Pressed, duty: Row[Any]) -> None:
    version = pressed.args.get("version", "")
    current = in_force(turn, duty.object)
    newest = current.version if current is not None else duty.version
    asked = version or duty.version
    if asked != newest or (duty.state == "closed" and duty.closed_as == "superseded"):
        if asked == newest:
            return
        show = turn.button(
            "policy.show",
            policy=duty.object,
            version=newest,
            label=turn.say("button.policy.show", version=newest),
        )
        raise Refused(
            "policy.superseded", old=asked, new=newest, actions=(show,), record=refusal(pressed, duty)
        )


def _refuse_ended(turn: Turn, pressed: Pressed, duty: Row[Any]) -> None:
    fresh = obligations.obligation(turn.connection, duty.id)
    assert fresh is not None, "a duty is never deleted"
    if fresh.closed_as == "withdrawn":
        raise Refused("policy.not_audience", actions=(turn.button("policy.read", policy=duty.object),))
    still_open(turn, pressed, fresh)


def _record(turn: Turn, duty: Row[Any], text: Text, number: str) -> None:
    wording = turn.parts.words.wording(text.locale, WORDING)
    keep_wordings(turn, text.locale, [WORDING])
    turn.event(
        "policy.acknowledged",
        subject=duty.owner,
        engagement=duty.about,
        object_type="policy",
        object_id=duty.object,
        object_version=duty.version,
        object_sha256=text.sha256,
        summary_sha256=text.summary_sha256,
        submission=text.submission.id,
        wording_id=wording.id,
        wording_sha256=wording.sha256,
        locale=text.locale,
        receipt=number,
        obligation=duty.id,
    )


def _answer(turn: Turn, pressed: Pressed, duty: Row[Any], text: Text, number: str) -> Reply:
    """Return where the receipt goes: into the card's thread, or to the one who typed a command."""
    head = head_of(turn, pressed)
    if head is None or not head.recipient:
        return Show(_receipt(turn, duty, text, number))
    send(
        turn,
        turn.me.ref,
        "policy.receipt",
        args={"duty": duty.id, "round": duty.round},
        thread_of=head.id,
        place=_place(head),
    )
    start, _ = next_window(turn.calendar_of(turn.me), turn.now)
    if start > turn.now:
        return turn.note(
            "quiet.pressed",
            **{"from": _hour(turn.settings.nudges.opens), "to": _hour(turn.settings.nudges.closes)},
        )
    return Nothing()


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
