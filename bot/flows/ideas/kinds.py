"""The kind ``idea.answer``, and the author's own list."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Row

from bot.cards import ideas as cards
from bot.cards.common import until_status
from bot.flows.common import duty_of, owned
from bot.flows.ideas.facts import idea_facts
from bot.model import Card, Item, Pressed, Reply, Show
from bot.turn import Kind, Turn, kind, on
from storage import ideas


def _draw(turn: Turn, duty: Row[Any], _step: str) -> Card:
    idea = ideas.idea(turn.connection, duty.object)
    assert idea is not None, "an answer without its idea"
    about = idea_facts(turn, duty, idea)
    if idea.state in ("accepted", "declined"):
        words = turn.say(
            f"idea.settled.{idea.state}",
            name=turn.name_of(idea.decided_by),
            when=turn.moment(idea.decided_at),
        )
        return cards.settled_card(turn.say, about, words)
    return cards.decide_card(turn.say, about, replied=bool(idea.replied_at))


def _line(turn: Turn, duty: Row[Any]) -> Item:
    idea = ideas.idea(turn.connection, duty.object)
    assert idea is not None, "an answer without its idea"
    about = idea_facts(turn, duty, idea)
    label, verb = (
        ("button.idea.decide", "idea.show") if idea.replied_at else ("button.idea.reply", "idea.reply")
    )
    text = turn.say("digest.line.idea", name=about.author, date=about.reply_by or about.decide_by)
    return Item(
        text,
        turn.button(verb, key=label, about=about.author, duty=duty.id),
        status=until_status(turn.say, about.reply_by or about.decide_by, about.standing),
    )


ANSWER = kind(Kind("idea.answer", draws=_draw, line=_line, minutes=lambda _turn, _duty: 2, digested=True))


@on("idea.show", writes=False)
def show(turn: Turn, pressed: Pressed) -> Reply:
    """Show an idea of a line in a list."""
    return Show(_draw(turn, owned(turn, pressed, duty_of(turn, pressed, "idea.answer")), "rung.0"))


@on("idea.list", writes=False)
def list_ideas(turn: Turn, _pressed: Pressed) -> Reply:
    """Show the actor's own ideas and what became of each."""
    rows = ideas.ideas_of(turn.connection, turn.me.ref)[:20]
    items = []
    for row in rows:
        words = turn.written(row.today)[:120]
        state = turn.say(f"idea.state.{row.state}")
        items.append(
            Item(
                words,
                None,
                turn.say("idea.line", date=turn.day(turn.local_date(row.submitted_at)), state=state),
            )
        )
    title = turn.say("idea.list.title", count=len(items)) if items else turn.say("idea.list.none")
    return Show(
        Card(title, tuple(items), (turn.button("idea.submit", key="button.idea.suggest"),), fallback=title)
    )
