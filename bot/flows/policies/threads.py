"""What is said in a policy's thread: a yes that counts, or a question that its owner may be asked."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Row

from bot.commands import acknowledgement
from bot.commands.acknowledging import Acknowledges, Other, Question, Unclear, YesWithQuestion
from bot.errors import Refused
from bot.flows.policies.acknowledging import acknowledge
from bot.flows.policies.asking import MOST, as_if, owner_of, put_question
from bot.model import Nothing, Pressed, Reply
from bot.turn import Turn, on


def hear(turn: Turn, pressed: Pressed, duty: Row[Any]) -> Reply:
    """Answer a line typed under a policy's card (conversations.md 2.3)."""
    text = pressed.values.get("text", "")
    owner = turn.name_of(owner_of(turn, duty))
    if pressed.values.get("file") and not text.strip():
        raise Refused("policy.file", owner=owner)
    said = acknowledgement(text)
    match said:
        case Acknowledges(version=version):
            args = {"duty": duty.id, **({"version": version} if version else {})}
            return acknowledge(turn, as_if(pressed, "policy.acknowledge", args))
        case YesWithQuestion():
            return turn.note(
                "policy.condition", ack_button(turn, duty), _ask_button(turn, pressed, duty, text, owner)
            )
        case Unclear():
            return turn.note("policy.not_clear", ack_button(turn, duty), version=duty.version)
        case Question(text=question):
            return put_question(turn, pressed, duty, question)
        case Other():
            yes = _ask_button(turn, pressed, duty, text, owner, key="button.policy.ask.yes")
            no = turn.button("talk.dismiss", key="button.no")
            return turn.note("policy.pass_on", yes, no, owner=owner)


def _ask_button(
    turn: Turn, pressed: Pressed, duty: Row[Any], text: str, owner: str, key: str = "button.policy.ask.owner"
) -> Any:
    # What was typed is kept with the button's draft, so that the press need not repeat it.
    writing, _ = turn.keep(text[:MOST], duty.id)
    return turn.button("policy.ask", duty=duty.id, draft=writing, label=turn.say(key, owner=owner))


@on("talk.dismiss", writes=False)
def dismiss(_turn: Turn, _pressed: Pressed) -> Reply:
    """Say nothing more: nothing was passed on."""
    return Nothing()


def ack_button(turn: Turn, duty: Row[Any]) -> Any:
    """Return the button that acknowledges a duty's version."""
    label = turn.say("button.policy.acknowledge", version=duty.version)
    return turn.button("policy.acknowledge", primary=True, duty=duty.id, label=label)
