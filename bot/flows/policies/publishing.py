"""Publishing as a whole: the decision in one transaction, the duties in many small ones.

What is looked for is looked for outside them: in a large company the look takes longer than a click may wait.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any, cast

from sqlalchemy import Row, select, update

from bot.errors import Refused
from bot.flows.policies.audience import size
from bot.flows.policies.facts import submission_hash
from bot.flows.policies.named import policy_named, refuse_other_owner
from bot.flows.policies.obliging import oblige_all
from bot.flows.policies.releasing import release_all
from bot.model import Actor, ChatRef
from bot.turn import Turn, send
from bot.turn.runs import Runs
from storage import policies
from storage.messages import IS_HEAD, MESSAGE
from storage.people import CHAT_IDENTITY
from storage.policies import POLICY, SUBMISSION


def publish_policy(
    engine: Runs,
    actor: Actor,
    policy_id: str,
    progress: Callable[[int, int], None] = lambda _done, _total: None,
) -> int:
    """Return how many people were given the duty; run again after a stop it goes on where it was."""
    submission = engine.run_as(actor, publish, policy_id)
    engine.run(announce, submission)
    release_all(engine, submission)
    return oblige_all(engine, engine.run, submission, lambda given: progress(given, 0))


def publish(turn: Turn, policy_id: str) -> str:
    """Put the approved text into force and return its submission; refuses any other text than the approved one.

    The duties follow in chunks of their own (``oblige_all``), so nobody's click waits.
    """
    policy, latest = policy_named(turn, policy_id), policies.latest(turn.connection, policy_id)
    assert latest is not None, "a policy without a text"
    refuse_other_owner(turn, policy.id, "policy.publish")
    rows = policies.texts(turn.connection, policy.id, latest.version, latest.n)
    submission = turn.connection.execute(
        select(SUBMISSION).where(
            SUBMISSION.c.policy == policy.id, SUBMISSION.c.version == latest.version, SUBMISSION.c.n == latest.n
        ).order_by(SUBMISSION.c.submitted_at.desc())
    ).first()  # fmt: skip
    if submission is None or submission.state not in ("approved", "published"):
        raise Refused("policy.publish.unapproved", policy=policy.title, version=latest.version)
    facts = json.loads(rows["en"].facts if "en" in rows else latest.facts)
    digest = submission_hash(rows, policy.policy_class, facts["change_class"], facts["audience"])
    if digest != submission.sha256:
        raise Refused("policy.publish.changed", policy=policy.title, version=latest.version)
    if submission.approved_by == submission.author:
        raise Refused("approve.author")
    n = size(turn, facts["audience"])
    if n == 0:
        raise Refused("policy.publish.nobody")
    if submission.state == "published":
        return cast(str, submission.id)
    _put_in_force(turn, policy, submission, n)
    return cast(str, submission.id)


def _put_in_force(turn: Turn, policy: Row[Any], submission: Row[Any], n: int) -> None:
    if policy.published:
        turn.connection.execute(
            update(SUBMISSION).where(SUBMISSION.c.id == policy.published).values(state="superseded")
        )
    turn.connection.execute(
        update(SUBMISSION)
        .where(SUBMISSION.c.id == submission.id)
        .values(state="published", published_at=turn.now)
    )
    values = {"published": submission.id, "published_at": turn.now, "state": "published"}
    turn.connection.execute(update(POLICY).where(POLICY.c.id == policy.id).values(**values))
    turn.event(
        "policy.published", object_type="policy", object_id=policy.id, object_version=submission.version,
        object_sha256=submission.sha256, submission=submission.id, audience=submission.audience, n=str(n),
        approved_by=submission.approved_by, source=policy.published,
    )  # fmt: skip


def announce(turn: Turn, submission_id: str) -> None:
    """Tell the channel once, when there is one."""
    channel = turn.settings.slack.channel
    submission = policies.submission(turn.connection, submission_id)
    if not channel or "slack" not in turn.parts.platforms or submission is None:
        return
    subject = f"policy:{submission.policy}"
    same = select(MESSAGE.c.id).where(
        IS_HEAD,
        MESSAGE.c.recipient == "",
        MESSAGE.c.subject == subject,
        MESSAGE.c.args.contains(submission_id),
    )
    if turn.connection.execute(same).first() is None:
        place = ChatRef("slack", _workspace(turn), channel)
        send(
            turn, "", "policy.announcement", args={"submission": submission_id}, place=place, subject=subject
        )


def _workspace(turn: Turn) -> str:
    """Return the workspace that people are linked in; the listed one where nobody is yet."""
    tenant = turn.connection.execute(
        select(CHAT_IDENTITY.c.tenant).where(CHAT_IDENTITY.c.platform == "slack").limit(1)
    ).scalar()
    return tenant or next(iter(turn.settings.slack.workspaces), "")
