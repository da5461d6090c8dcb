"""Publishing as a whole: the decision in one transaction, the duties in many small ones."""

from __future__ import annotations

import time
from collections.abc import Callable

from sqlalchemy import select

from bot.flows.policies.audience import oblige_audience, supersede, withdraw_from
from bot.flows.policies.lifecycle import publish
from bot.model import Actor, ChatRef
from bot.turn import Turn, send
from bot.turn.runs import Runs
from storage import policies
from storage.messages import IS_HEAD, MESSAGE
from storage.people import CHAT_IDENTITY

REST_SECONDS = 0.005


def publish_policy(
    engine: Runs,
    actor: Actor,
    policy_id: str,
    progress: Callable[[int, int], None] = lambda _done, _total: None,
) -> int:
    """Return how many people were given the duty; run again after a stop it goes on where it was."""
    submission = engine.run_as(actor, publish, policy_id)
    engine.run(announce, submission)
    total = 0
    for step in (supersede, oblige_audience):
        while n := engine.run(step, submission):
            total += n if step is oblige_audience else 0
            progress(total, 0)
            time.sleep(REST_SECONDS)  # noqa: TID251 - bulk work rests so that clicks get in
    engine.run(withdraw_from, submission)
    return total


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
