"""Publishing as a whole: the decision in one transaction, the duties in many small ones.

What is looked for is looked for outside them: in a large company the look takes longer than a click may wait.
"""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import select

from bot.flows.policies.lifecycle import publish
from bot.flows.policies.obliging import oblige_all
from bot.flows.policies.releasing import release_all
from bot.model import Actor, ChatRef
from bot.turn import Turn, send
from bot.turn.runs import Runs
from storage import policies
from storage.messages import IS_HEAD, MESSAGE
from storage.people import CHAT_IDENTITY


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
