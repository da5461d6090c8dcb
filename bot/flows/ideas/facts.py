"""What whoever decides may know of an idea, and the author by which name."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Row

from bot.cards.ideas import IdeaFacts
from bot.flows.common import standing
from bot.turn import Turn
from bot.turn.lines import boss_of, manager_of
from storage import obligations, policies


def idea_facts(turn: Turn, duty: Row[Any], idea: Row[Any]) -> IdeaFacts:
    """Return what the card of an idea says to whoever decides."""
    policy = policies.policy(turn.connection, idea.policy) if idea.policy else None
    both = {one.cycle: one for one in obligations.on(turn.connection, "idea.answer", idea.id)}
    by = {cycle: turn.day(turn.local_date(one.due)) for cycle, one in both.items() if one.due is not None}
    owns = policy is not None and policy.owner == duty.owner
    next_due = both.get("decision" if idea.replied_at else "reply")
    return IdeaFacts(
        duty=duty.id,
        today=turn.written(idea.today),
        better=turn.written(idea.better),
        author=author_of(turn, idea),
        about=policy.title if policy is not None else "",
        reply_by="" if idea.replied_at else by.get("reply", ""),
        decide_by=by.get("decision", ""),
        why=turn.say("fact.value.owns_policy" if owns else "fact.value.isms_owner"),
        standing=standing(turn, next_due.due) if next_due is not None else "",
    )


def author_of(turn: Turn, idea: Row[Any]) -> str:
    """Return the author's name as whoever decides may know it: hidden from one's own manager when so wished."""
    reader = turn.person.ref if turn.person is not None else ""
    if idea.hide_name and idea.engagement and reader in _above(turn, idea):
        return turn.say("idea.hidden")
    return turn.name_of(idea.author)


def _above(turn: Turn, idea: Row[Any]) -> set[str]:
    manager = manager_of(turn, idea.engagement)
    return {manager, boss_of(turn, manager)} if manager else set()
