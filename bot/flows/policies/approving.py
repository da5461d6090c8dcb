"""Exactly the text that was submitted is approved, or returned with a reason, or its time runs out (R15)."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Row, update

from bot.cards.policies import text_form
from bot.errors import Refused
from bot.flows.common import asked_of, still_open, words_with
from bot.flows.notices import notify
from bot.flows.policies.facts import (
    fingerprint,
)
from bot.model import Ask, Pressed, Reply
from bot.rules.permissions import may
from bot.turn import Turn, on
from bot.turn.relations import roles_of
from storage import policies
from storage.policies import POLICY, SUBMISSION


def _decision(turn: Turn, pressed: Pressed) -> tuple[Row[Any], Row[Any], Row[Any]]:
    """Return duty, submission and policy of a decision that may be taken now."""
    duty = asked_of(turn, pressed, "policy.approve")
    submission = policies.submission(turn.connection, duty.object)
    assert submission is not None, "an approval without its submission"
    policy = policies.policy(turn.connection, submission.policy)
    assert policy is not None, "a submission without its policy"
    if submission.author == turn.me.ref:
        raise Refused("approve.author")
    still_open(turn, pressed, duty)
    latest = policies.latest(turn.connection, policy.id)
    shown = pressed.args.get("text")
    if latest is not None and (latest.version, latest.n) != (submission.version, submission.n):
        raise Refused("approve.changed", owner=turn.name_of(policy.owner), time=turn.clock_time(latest.added))
    if shown and shown != fingerprint(submission.sha256):
        raise Refused(
            "approve.changed", owner=turn.name_of(policy.owner), time=turn.clock_time(submission.submitted_at)
        )
    action = "policy.approve_top" if policy.policy_class == "top" else "policy.approve"
    if not may(action, roles_of(turn)):
        raise Refused("approve.role", owner=turn.name_of(policy.owner))
    return duty, submission, policy


@on("policy.approve")
def approve(turn: Turn, pressed: Pressed) -> Reply:
    """Approve exactly the text that was submitted."""
    duty, submission, policy = _decision(turn, pressed)
    if not turn.end(duty, "done"):
        still_open(turn, pressed, duty)
    values = {"state": "approved", "approved_at": turn.now, "approved_by": turn.me.ref}
    turn.connection.execute(update(SUBMISSION).where(SUBMISSION.c.id == submission.id).values(**values))
    turn.connection.execute(update(POLICY).where(POLICY.c.id == policy.id).values(state="approved"))
    comment = words_with(pressed)
    writing, digest = turn.keep(comment, submission.id) if comment else ("", "")
    event = turn.event(
        "policy.approved", subject=turn.me.ref, object_type="policy", object_id=policy.id,
        object_version=submission.version, object_sha256=submission.sha256, submission=submission.id,
        writing=writing, writing_sha256=digest,
    )  # fmt: skip
    values = {"policy": policy.title, "version": submission.version, "name": turn.me.name}
    notify(turn, policy.owner, event, "policy.approved", values, title="policy.approved.title")
    words = {
        "time": turn.clock_time(turn.now),
        "owner": turn.name_of(policy.owner),
        "text": fingerprint(submission.sha256),
    }
    return turn.note("note.policy.approved", **words)


@on("policy.return")
def give_back(turn: Turn, pressed: Pressed) -> Reply:
    """Return the text with a reason; without one the form asks for it."""
    duty, submission, policy = _decision(turn, pressed)
    reason = words_with(pressed)
    args = {"duty": duty.id}
    owner_first = turn.first_of(policy.owner)
    if not reason:
        form = text_form(turn.say, "policy.return", args, first=owner_first)
        asked = "words" in pressed.values
        return Ask(form, {"words": turn.say("policy.return.reason", first=owner_first)} if asked else {})
    if not turn.end(duty, "done"):
        still_open(turn, pressed, duty)
    writing, digest = turn.keep(reason, submission.id)
    turn.connection.execute(
        update(SUBMISSION).where(SUBMISSION.c.id == submission.id).values(state="returned")
    )
    turn.connection.execute(update(POLICY).where(POLICY.c.id == policy.id).values(state="returned"))
    event = turn.event(
        "policy.returned", subject=submission.author, object_type="policy", object_id=policy.id,
        object_version=submission.version, object_sha256=submission.sha256, writing=writing, writing_sha256=digest,
    )  # fmt: skip
    values = {"policy": policy.title, "version": submission.version, "name": turn.me.name}
    notify(
        turn, policy.owner, event, "policy.returned", values, title="policy.returned.title", writing=writing
    )
    return turn.note("note.policy.returned", owner=turn.name_of(policy.owner))


def lapse(turn: Turn, duty: Row[Any]) -> None:
    """End a request whose date has passed without a decision; its owner can send it again."""
    submission = policies.submission(turn.connection, duty.object)
    if submission is None or not turn.end(duty, "closed", closed_as="void"):
        return
    policy = policies.policy(turn.connection, submission.policy)
    assert policy is not None, "a submission without its policy"
    turn.connection.execute(
        update(SUBMISSION).where(SUBMISSION.c.id == submission.id).values(state="returned")
    )
    turn.connection.execute(update(POLICY).where(POLICY.c.id == policy.id).values(state="returned"))
    event = turn.event(
        "policy.request_ended", subject=duty.owner, object_type="policy", object_id=policy.id,
        object_version=submission.version, object_sha256=submission.sha256,
    )  # fmt: skip
    values = {"policy": policy.title, "version": submission.version, "name": turn.name_of(duty.owner)}
    notify(turn, policy.owner, event, "policy.lapsed", values, title="policy.lapsed.title")
