"""The kinds ``policy.acknowledge`` and ``policy.approve``: how their cards look in every state."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

from sqlalchemy import Row

from bot.cards.approvals import ApprovalFacts, approve_card, approve_line
from bot.cards.policies import (
    PolicyFacts,
    acknowledge_card,
    acknowledge_line,
    acknowledged_card,
    closed_card,
    late_card,
)
from bot.flows.common import duty_of, owned, standing
from bot.flows.followups.asking import heed
from bot.flows.followups.referring import is_referred
from bot.flows.policies.approving import lapse
from bot.flows.policies.facts import Text, fingerprint, in_force, policy_facts, text_of, text_of_duty
from bot.flows.policies.threads import hear
from bot.model import Card, Item, Pressed, Reply, Show, Status
from bot.model import Text as TextBlock
from bot.rules.calendars import add_working_days, local_day, working_days_between
from bot.turn import Kind, Shown, Turn, draws, kind, on
from bot.turn.lines import manager_of
from storage import obligations, policies


def _draw(turn: Turn, duty: Row[Any], step: str) -> Card:
    text = text_of_duty(turn, duty)
    about = policy_facts(turn, duty, text)
    if duty.state == "done":
        when = turn.moment(duty.ended_at, fact=True)
        language = turn.say(f"language.{text.locale}")
        return acknowledged_card(turn.say, about, when=when, receipt=duty.receipt, language=language)
    if duty.state == "declined":
        return _declined(turn, duty, about)
    if duty.state == "closed":
        return _closed(turn, duty, about)
    if duty.due is not None and duty.due < turn.now:
        return late_card(turn.say, about)
    about = replace(about, has_changes=_has_older(turn, duty))
    calendar = turn.calendar_of(turn.person)
    today, last = local_day(calendar, turn.now), local_day(calendar, duty.due)
    left = working_days_between(calendar, today, last) if last > today else 0
    manager = manager_of(turn, duty.about) if step == "rung.100" else ""
    asked_on = turn.day(add_working_days(calendar, last, 2))
    name = turn.name_of(manager) if manager else ""
    return acknowledge_card(turn.say, about, step, days_left=left, manager=name, manager_day=asked_on)


def _has_older(turn: Turn, duty: Row[Any]) -> bool:
    """Return True when the reader acknowledged an earlier version, so that there is something to compare."""
    rows = obligations.of_object(turn.connection, duty.owner, duty.kind, duty.object)
    return any(row.state == "done" and row.version != duty.version for row in rows)


def _declined(turn: Turn, duty: Row[Any], about: PolicyFacts) -> Card:
    card = closed_card(turn.say, about, "policy.declined.card")
    label = turn.say("button.policy.acknowledge", version=duty.version)
    again = turn.button("policy.acknowledge", duty=duty.id, label=label)
    return Card(card.title, card.blocks, (again,), card.fallback, Status("rest", turn.say("status.resting")))


def _closed(turn: Turn, duty: Row[Any], about: PolicyFacts) -> Card:
    if duty.closed_as == "superseded":
        current = in_force(turn, duty.object)
        newest = current.version if current is not None else duty.version
        card = closed_card(turn.say, about, "policy.superseded", old=duty.version, new=newest)
        label = turn.say("button.policy.show", version=newest)
        show = turn.button("policy.show", policy=duty.object, version=newest, label=label)
        return Card(card.title, card.blocks, (show,), card.fallback, card.status)
    return closed_card(turn.say, about, f"policy.closed.{duty.closed_as or 'void'}")


def _line(turn: Turn, duty: Row[Any]) -> Item:
    return acknowledge_line(turn.say, policy_facts(turn, duty, text_of_duty(turn, duty)))


def _minutes(turn: Turn, duty: Row[Any]) -> int:
    return int(text_of_duty(turn, duty).facts.get("read_minutes") or 2)


ACKNOWLEDGE = kind(
    Kind(
        "policy.acknowledge",
        draws=_draw,
        line=_line,
        minutes=_minutes,
        heeds=heed,
        rests=is_referred,
        hears=hear,
        once=True,
    )
)


@draws("policy.announcement")
def draw_announcement(turn: Turn, what: Shown) -> Card:
    """Return the announcement in a channel: everybody answers for themselves."""
    submission = policies.submission(turn.connection, what.args["submission"])
    assert submission is not None, "a submission is never deleted"
    text = text_of(turn, submission)
    version = {"version": submission.version}
    owner = turn.name_of(text.policy.owner)
    body = turn.say("policy.announcement.body", change=str(text.facts.get("change", "")), owner=owner)
    ids = {"policy": submission.policy, "version": submission.version}
    label = turn.say("button.policy.acknowledge", **version)
    return Card(
        turn.say("policy.announcement.title", policy=text.row.title, **version),
        (TextBlock(body),),
        (
            turn.button("policy.acknowledge", primary=True, label=label, **ids),
            turn.button("policy.read", **ids),
        ),
        fallback=turn.say("policy.announcement.fallback"),
    )


# --- approval --------------------------------------------------------------------------------


def _approval(turn: Turn, duty: Row[Any]) -> tuple[ApprovalFacts, Text]:
    submission = policies.submission(turn.connection, duty.object)
    assert submission is not None, "an approval without its submission"
    text = text_of(turn, submission)
    rule = json.loads(submission.audience)
    goes_to = (
        turn.say("fact.value.everyone", org=turn.settings.organisation.name)
        if rule == "everyone"
        else _rule(rule)
    )
    minutes = max(2, len(text.row.text.split()) // 220 + 1)
    return (
        ApprovalFacts(
            duty=duty.id,
            title=text.row.title,
            version=submission.version,
            author=turn.name_of(submission.author),
            audience=goes_to,
            change_class=turn.say(f"fact.value.change.{submission.change_class}"),
            until=turn.day(turn.local_date(duty.due)),
            standing=standing(turn, duty.due),
            minutes=turn.minutes(minutes),
            fingerprint=fingerprint(submission.sha256),
            why=turn.say("why.approver"),
            change=str(text.facts.get("change", "")),
        ),
        text,
    )


def _rule(rule: dict[str, list[str]]) -> str:
    return "; ".join(", ".join(values) for values in rule.values())


def _draw_approval(turn: Turn, duty: Row[Any], _step: str) -> Card:
    about, text = _approval(turn, duty)
    if duty.state == "pending":
        return approve_card(turn.say, about)
    title = turn.say("policy.approve.title", policy=about.title, version=about.version)
    state = text.submission.state
    known = state if state in ("approved", "published", "returned", "superseded") else "returned"
    when = turn.moment(duty.ended_at) if duty.ended_at is not None else ""
    words = turn.say(f"policy.approve.settled.{known}", when=when, text=about.fingerprint)
    return Card(title, (TextBlock(words),), status=Status("done", turn.say("status.settled")))


def _line_approval(turn: Turn, duty: Row[Any]) -> Item:
    return approve_line(turn.say, _approval(turn, duty)[0])


APPROVE = kind(
    Kind(
        "policy.approve",
        draws=_draw_approval,
        line=_line_approval,
        minutes=lambda _turn, _duty: 5,
        lapses=lapse,
    )
)


@on("policy.approve.show", writes=False)
def show_approval(turn: Turn, pressed: Pressed) -> Reply:
    """Show the approval card of a line in a list."""
    duty = owned(turn, pressed, duty_of(turn, pressed, "policy.approve"))
    return Show(_draw_approval(turn, duty, "rung.0"))
