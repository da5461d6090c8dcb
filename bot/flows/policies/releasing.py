"""Who no longer has to acknowledge: open duties on an older version, or of those a changed rule leaves out."""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import partial

from sqlalchemy import ColumnElement, select

from bot.flows.chunks import in_pieces, write_all
from bot.flows.policies.audience import active, audience
from bot.turn import Turn
from bot.turn.runs import Runs
from storage import obligations, policies
from storage.obligations import OBLIGATION
from storage.people import ENGAGEMENT

DUTIES = 20  # ended between two looks at the clock


def release_all(engine: Runs, submission_id: str) -> None:
    """End the open duties that a submission in force leaves without a reason."""
    older = in_pieces(lambda after, limit: engine.ask(outdated, submission_id, after, limit), DUTIES)
    write_all(engine.run, older, partial(release, closed_as="superseded"))
    left_out = in_pieces(lambda after, limit: engine.ask(unconcerned, submission_id, after, limit), DUTIES)
    write_all(engine.run, left_out, partial(release, closed_as="withdrawn"))


def outdated(turn: Turn, submission_id: str, after: str, limit: int) -> list[str]:
    """Return open duties, by id from ``after`` on, on other versions of the policy than this submission's."""
    submission = policies.submission(turn.connection, submission_id)
    assert submission is not None, "a submission is never deleted"
    return _open(turn, submission.policy, OBLIGATION.c.version != submission.version, after, limit)


def unconcerned(turn: Turn, submission_id: str, after: str, limit: int) -> list[str]:
    """Return open duties, by id from ``after`` on, on this version that its audience rule no longer covers."""
    submission = policies.submission(turn.connection, submission_id)
    assert submission is not None, "a submission is never deleted"
    concerned = active(audience(json.loads(submission.audience)), turn).with_only_columns(ENGAGEMENT.c.id)
    left_out = (OBLIGATION.c.version == submission.version) & OBLIGATION.c.about.not_in(concerned)
    return _open(turn, submission.policy, left_out, after, limit)


def _open(turn: Turn, policy: str, which: ColumnElement[bool], after: str, limit: int) -> list[str]:
    wanted = select(OBLIGATION.c.id).where(
        OBLIGATION.c.kind == "policy.acknowledge",
        OBLIGATION.c.object == policy,
        OBLIGATION.c.state == "pending",
        OBLIGATION.c.id > after,
        which,
    )
    return [row.id for row in turn.connection.execute(wanted.order_by(OBLIGATION.c.id).limit(limit))]


def release(turn: Turn, ids: Sequence[str], closed_as: str) -> int:
    """Return how many of these duties ended now; what was settled meanwhile is left alone."""
    ended = 0
    for row in obligations.obligations(turn.connection, ids):
        if turn.end(row, "closed", closed_as=closed_as):
            ended += 1
            turn.event(
                "obligation.closed", subject=row.owner, engagement=row.about, object_type="policy",
                object_id=row.object, object_version=row.version, outcome=closed_as,
            )  # fmt: skip
    return ended
