"""The receipt of an acknowledgement, and where it goes."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Row

from bot.cards.policies import receipt_card
from bot.flows.common import chat_of, head_of
from bot.flows.policies.facts import (
    Text,
    policy_facts,
    text_of_duty,
)
from bot.model import Card, Nothing, Pressed, Reply, Show
from bot.rules.calendars import next_window
from bot.rules.receipts import policy_prefix, receipt
from bot.turn import Shown, Turn, draws, send
from storage import obligations


def give_receipt(turn: Turn, pressed: Pressed, duty: Row[Any], number: str) -> Reply:
    """Return where the receipt goes: into the card's thread, or to the one who typed a command."""
    head = _head(turn, pressed, duty)
    if head is None or not head.recipient:
        fresh = obligations.obligation(turn.connection, duty.id)
        assert fresh is not None, "a duty is never deleted"
        return Show(_receipt(turn, fresh, text_of_duty(turn, fresh), number))
    args = {"duty": duty.id, "round": duty.round}
    send(turn, turn.me.ref, "policy.receipt", args=args, thread_of=head.id, place=chat_of(head), live=False)
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
