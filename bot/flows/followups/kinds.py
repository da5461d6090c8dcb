"""The kind ``followup``: its card, in every state, and its line."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from sqlalchemy import Row

from bot.cards import followups as cards
from bot.cards.common import until_status
from bot.flows.common import duty_of, owned
from bot.flows.followups.facts import chain_of, duty_behind, followup_facts
from bot.model import Card, Divider, Item, Pressed, Reply, Show, Text
from bot.turn import KINDS, Kind, Turn, args_of, kind, on


def _draw(turn: Turn, duty: Row[Any], step: str) -> Card:
    if duty.reason.startswith("briefing."):
        from bot.flows.briefings.escalation import draw_escalation

        return draw_escalation(turn, duty, step)
    about = followup_facts(turn, duty)
    if duty.state != "pending":
        answer = args_of(duty).get("answer", "")
        words = about.settled or (
            turn.say(f"followup.answered.{answer}") if answer else turn.say("status.settled")
        )
        return cards.settled_card(turn.say, about, words)
    card = cards.followup_card(turn.say, about)
    if duty.reason != "open10":
        return card
    chain = chain_of(turn, duty_behind(turn, duty)) or (turn.say("chain.none"),)
    lines = tuple(Text(one, "soft") for one in (turn.say("chain.title"), *chain))
    return replace(card, blocks=(*card.blocks, Divider(), *lines))


def _line(turn: Turn, duty: Row[Any]) -> Item:
    if duty.reason.startswith("briefing."):
        from bot.flows.briefings.escalation import line_escalation

        return line_escalation(turn, duty)
    about = followup_facts(turn, duty)
    action = turn.button("followup.show", about=about.name, duty=duty.id)
    key = "digest.line.past" if duty.state == "pending" else "digest.line.past.done"
    return Item(
        turn.say(key, name=about.name, policy=about.policy, date=about.due),
        action,
        status=until_status(turn.say, about.until, about.standing, "soon"),
    )


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


@on("followup.show", writes=False)
def show(turn: Turn, pressed: Pressed) -> Reply:
    """Show the follow-up of a line in a list."""
    duty = owned(turn, pressed, duty_of(turn, pressed, "followup"))
    return Show(KINDS["followup"].draws(turn, duty, "rung.0"))
