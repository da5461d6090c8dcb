"""What a follow-up says: of whom, about what, until when, and what was sent and answered before."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from sqlalchemy import Row

from bot.cards.followups import FollowupFacts
from bot.flows.common import standing
from bot.turn import Turn, args_of
from bot.turn.lines import manager_of
from storage import briefings, evidence, obligations, policies

MOST_OF_CHAIN = 20


def duty_behind(turn: Turn, followup: Row[Any]) -> Row[Any]:
    """Return the duty a follow-up is about."""
    found = obligations.obligation(turn.connection, followup.object)
    assert found is not None, "a follow-up without its duty"
    return found


def followup_facts(turn: Turn, duty: Row[Any]) -> FollowupFacts:
    """Return what a follow-up says, worded for the reader."""
    about = duty_behind(turn, duty)
    policy = policies.policy(turn.connection, about.object) if about.kind == "policy.acknowledge" else None
    title = policy.title if policy is not None else turn.say(f"kind.{about.kind}")
    manager = manager_of(turn, duty.about)
    holder = turn.holder("isms_owner")
    asks = turn.name_of(policy.owner) if policy is not None else (holder.name if holder is not None else "")
    reason = args_of(duty).get("reason", "")
    return FollowupFacts(
        duty=duty.id,
        reason=duty.reason,
        name=turn.name_of(about.owner),
        first=turn.first_of(about.owner),
        policy=title,
        due=turn.day(turn.local_date(about.due)) if about.due is not None else "",
        sent=len({row.sent_at for row in briefings.sent(turn.connection, about.id, about.owner)}),
        manager=turn.name_of(manager),
        manager_first=turn.first_of(manager),
        until=turn.day(turn.local_date(duty.due)),
        standing=standing(turn, duty.due),
        owner=asks,
        given=turn.say(f"form.policy.decline.option.reason.{reason}") if reason else "",
        can_extend="extended" not in args_of(about),
        settled=_settled(turn, about),
        **(_noted(turn, about) if duty.reason == "boss" else {}),
    )


def _noted(turn: Turn, about: Row[Any]) -> dict[str, str]:
    """Return when who noted what last about a duty that is open all the same; {} while nobody has."""
    answers = evidence.on(turn.connection, "followup.answered", about.id)
    if not answers:
        return {}
    last = max(answers, key=lambda event: event.occurred_at)
    words = turn.say(f"button.followup.{json.loads(last.body)['answer']}")
    return {
        "noted": turn.day(turn.local_date(last.occurred_at)),
        "noted_by": turn.name_of(last.actor),
        "note": words,
    }


def _settled(turn: Turn, about: Row[Any]) -> str:
    """Return what settled the duty in question, "" while it is open."""
    if about.state in ("pending", "declined") or about.ended_at is None:
        return ""
    return turn.say("followup.settled", name=turn.name_of(about.owner), when=turn.moment(about.ended_at))


def chain_of(turn: Turn, about: Row[Any]) -> tuple[str, ...]:
    """Return what was sent to whom about a duty, and what was answered, in order; the latest of many."""
    found: list[tuple[datetime, str]] = []
    for duty in (about, *obligations.on(turn.connection, "followup", about.id)):
        if duty.reason != "open10":
            name = turn.name_of(duty.owner)
            told = {row.sent_at for row in briefings.sent(turn.connection, duty.id, duty.owner)}
            found += [(at, turn.say("chain.sent", when=turn.moment(at, fact=True), name=name)) for at in told]
    for event in evidence.on(turn.connection, "followup.answered", about.id):
        words = turn.say(f"button.followup.{json.loads(event.body)['answer']}")
        when, name = turn.moment(event.occurred_at, fact=True), turn.name_of(event.actor)
        found.append((event.occurred_at, turn.say("chain.answered", when=when, name=name, words=words)))
    return tuple(text for _, text in sorted(found)[-MOST_OF_CHAIN:])
