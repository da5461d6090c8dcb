"""A question reaches the policy's owner, and the clock runs (R19)."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Row, insert

from bot.cards.policies import text_form
from bot.commands import is_code
from bot.errors import Refused
from bot.flows.common import chat_of, head_of
from bot.flows.policies.facts import (
    policy_meant,
)
from bot.flows.policies.meant import duty_meant
from bot.model import Ask, Nothing, Pressed, Reply
from bot.rules.ladder import due_for
from bot.turn import Turn, on, send
from storage import policies
from storage.policies import QUESTION

MOST = 2000


@on("policy.ask")
def ask(turn: Turn, pressed: Pressed) -> Reply:
    """Put a question to the policy's owner; without one the form asks for it."""
    duty, text = _asked(turn, pressed)
    if pressed.args.get("draft"):
        text = turn.written(pressed.args["draft"])
    text = (pressed.values.get("words") or text).strip()
    if not text:
        form = text_form(turn.say, "policy.ask", {"duty": duty.id}, owner=turn.name_of(owner_of(turn, duty)))
        empty = "words" in pressed.values
        return Ask(form, {"words": turn.say("form.policy.ask.error.empty")} if empty else {})
    if len(text) > MOST:
        form = text_form(
            turn.say, "policy.ask", {"duty": duty.id}, value=text, owner=turn.name_of(owner_of(turn, duty))
        )
        return Ask(form, {"words": turn.say("error.too_long", count=len(text), limit=MOST)})
    return put_question(turn, pressed, duty, text)


def _asked(turn: Turn, pressed: Pressed) -> tuple[Row[Any], str]:
    """Return the duty a question is about, and the question as far as it was typed with the command."""
    rest = pressed.args.get("rest", "")
    what = pressed.args.get("what", "")
    if "duty" in pressed.args or (what and is_code(what)):
        return duty_meant(turn, pressed), pressed.args.get("text", "")
    head = head_of(turn, pressed)
    if rest and head is not None:
        return duty_meant(turn, as_if(pressed, "policy.ask", {})), rest
    if not what:
        return duty_meant(turn, as_if(pressed, "policy.ask", {})), ""
    # "ask acceptable use may I …": the longest run of words that names a policy is its name.
    words = rest.split()
    for count in range(min(5, len(words)), 0, -1):
        try:
            policy = policy_meant(turn, " ".join(words[:count]))
        except Refused:
            continue
        meant = as_if(pressed, "policy.ask", {"policy": policy.id})
        return duty_meant(turn, meant), " ".join(words[count:])
    raise Refused("policy.unknown", typed=what)


def put_question(turn: Turn, pressed: Pressed, duty: Row[Any], text: str) -> Reply:
    """Pass a question on to the owner, once however often it was delivered, and tell the asker until when."""
    seen = turn.first_time(duty.id)
    owner = owner_of(turn, duty)
    calendar = turn.calendar_of(turn.someone(owner))
    due = due_for("policy.answer", turn.now, calendar, working_days=turn.settings.windows.answer)
    values = {
        "owner": turn.name_of(owner),
        "date": turn.day(turn.local_date(due)),
        "due": turn.day(turn.local_date(duty.due)),
    }
    if seen is not None:
        return turn.note("policy.question.passed", **values)
    head = head_of(turn, pressed)
    question = turn.parts.new_id()
    writing, digest = turn.keep(text, question)
    row = {
        "id": question, "policy": duty.object, "version": duty.version, "asker": turn.me.ref, "engagement": duty.about,
        "owner": owner, "text": writing, "answer": "", "answered_by": "", "thread_of": head.id if head else "",
        "asked_at": turn.now, "answered_at": None,
    }  # fmt: skip
    turn.connection.execute(insert(QUESTION), row)
    turn.event(
        "policy.asked", subject=turn.me.ref, engagement=duty.about, object_type="policy", object_id=duty.object,
        object_version=duty.version, question=question, writing=writing, writing_sha256=digest,
    )  # fmt: skip
    turn.oblige(
        "policy.answer", owner, question, about=duty.about, version=duty.version, reason="asked", due=due
    )
    if head is not None and head.recipient == turn.me.ref:
        args = {"key": "policy.question.passed", **values}
        send(turn, turn.me.ref, "note", args=args, thread_of=head.id, place=chat_of(head), live=False)
        return Nothing()
    return turn.note("policy.question.passed", **values)


def owner_of(turn: Turn, duty: Row[Any]) -> str:
    """Return who owns the policy a duty is about, "" for none."""
    row = policies.policy(turn.connection, duty.object)
    return str(row.owner) if row is not None else ""


def as_if(pressed: Pressed, verb: str, args: dict[str, str]) -> Pressed:
    """Return the same press as if it were another one, typed nowhere."""
    return Pressed(
        pressed.actor, verb, args, pressed.values, pressed.message, pressed.place, pressed.delivery_id, ""
    )
