"""A draft is put before its approver, who is not its author (R15)."""

from __future__ import annotations

import json
from typing import Any, cast

from sqlalchemy import Row, insert, select, update

from bot.errors import Refused
from bot.flows.policies.audience import size
from bot.flows.policies.facts import (
    submission_hash,
)
from bot.flows.policies.named import person_named, policy_named, refuse_other_owner
from bot.rules.ladder import due_for
from bot.turn import Turn
from bot.turn.evidence import canonical
from storage import people, policies
from storage.policies import POLICY, SUBMISSION

DECISION = ("approver", "top_management")


def submit(turn: Turn, policy_id: str) -> str:
    """Put the latest text before its approver and return the submission's id; the same text twice is one."""
    policy, latest = policy_named(turn, policy_id), policies.latest(turn.connection, policy_id)
    assert latest is not None, "a policy without a text"
    refuse_other_owner(turn, policy.id, "policy.submit")
    rows = policies.texts(turn.connection, policy.id, latest.version, latest.n)
    facts = json.loads(rows["en"].facts if "en" in rows else latest.facts)
    approver = person_named(turn, facts["approver"], "policy.add.approver")
    _refuse_unfit_approver(turn, policy, approver, latest.author)
    digest = submission_hash(rows, policy.policy_class, facts["change_class"], facts["audience"])
    known = turn.connection.execute(
        select(SUBMISSION).where(
            SUBMISSION.c.policy == policy.id, SUBMISSION.c.sha256 == digest, SUBMISSION.c.state != "returned"
        )
    ).first()
    if known is not None:
        raise Refused(
            "policy.submit.again", policy=policy.title, state=turn.say(f"policy.state.{known.state}")
        )
    if size(turn, facts["audience"]) == 0:
        raise Refused("policy.publish.nobody")
    values = {
        "id": turn.parts.new_id(), "policy": policy.id, "version": latest.version, "n": latest.n, "sha256": digest,
        "author": latest.author, "approver": approver.ref, "change_class": facts["change_class"],
        "audience": canonical(facts["audience"]), "state": "in_review", "submitted_at": turn.now,
        "approved_at": None, "approved_by": "", "published_at": None,
    }  # fmt: skip
    turn.connection.execute(insert(SUBMISSION), values)
    turn.connection.execute(update(POLICY).where(POLICY.c.id == policy.id).values(state="in_review"))
    _ask_approver(turn, policy, values, approver)
    return cast(str, values["id"])


def _refuse_unfit_approver(turn: Turn, policy: Row[Any], approver: Row[Any], author: str) -> None:
    if approver.ref == author:
        raise Refused("policy.submit.author", name=approver.name)
    needed = ("top_management",) if policy.policy_class == "top" else DECISION
    held = {row.role for row in people.roles(turn.connection, approver.ref, turn.now.date())}
    if not held.intersection(needed):
        raise Refused("policy.submit.role", name=approver.name, role=turn.say(f"role.{needed[0]}"))


def _ask_approver(turn: Turn, policy: Row[Any], submission: dict[str, Any], approver: Row[Any]) -> None:
    calendar = turn.calendar_of(approver)
    engagement = people.active_engagements(turn.connection, approver.ref, turn.now.date())
    due = due_for("policy.approve", turn.now, calendar, working_days=turn.settings.windows.approve)
    turn.oblige(
        "policy.approve",
        approver.ref,
        submission["id"],
        about=engagement[0].id if engagement else "",
        version=submission["version"],
        reason="submitted",
        due=due,
    )
    turn.event(
        "policy.submitted", subject=approver.ref, object_type="policy", object_id=policy.id,
        object_version=submission["version"], object_sha256=submission["sha256"], submission=submission["id"],
    )  # fmt: skip
