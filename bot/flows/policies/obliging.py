"""Who has to acknowledge what is in force: duties are made for those who lack one, a chunk at a time.

The same task serves publication, newcomers and a publication that was killed half-way: whoever is in the
audience and has no duty for this version gets one, so nobody is asked twice and nobody forgotten.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Row, exists, insert, select

from bot.flows.chunks import Run, in_pieces, make_holidays, write_all
from bot.flows.policies.audience import active, audience
from bot.rules.calendars import Calendar, closing, local_day, opening, paused_due
from bot.rules.ladder import due_for
from bot.turn import Turn
from bot.turn.evidence import canonical, event_row
from bot.turn.runs import Runs
from storage import evidence, nudges, obligations
from storage.obligations import OBLIGATION
from storage.people import ENGAGEMENT
from storage.policies import POLICY, SUBMISSION

DUTIES = 20  # written between two looks at the clock
_INSERT = insert(OBLIGATION)


def oblige_all(
    engine: Runs, run: Run, submission_id: str, progress: Callable[[int], None] = lambda _given: None
) -> int:
    """Return how many engagements were given the duty: all that a submission in force concerns and that lacked it.

    ``run`` is the engine's own for writing, as whoever acts.  Who lacks it is asked outside its transactions.
    """
    given = 0

    def give(turn: Turn, engagement_ids: list[str]) -> None:
        nonlocal given
        given += oblige(turn, submission_id, engagement_ids)

    wanted = in_pieces(
        lambda after, limit: engine.ask(lacking, submission_id, after, limit),
        DUTIES,
        lambda: engine.ask(make_holidays),
    )
    write_all(run, wanted, give, lambda _pieces: progress(given))
    return given


def lacking(turn: Turn, submission_id: str, after: str, limit: int) -> list[str]:
    """Return engagements, by id from ``after`` on, that a submission in force concerns and that lack the duty.

    Long work asks this outside its writing transactions: in a large company the look takes longer than a click
    may wait.
    """
    submission = _submission(turn, submission_id)
    has_it = exists().where(OBLIGATION.c.about == ENGAGEMENT.c.id, *_on_version(submission))
    wanted = active(audience(json.loads(submission.audience)), turn).with_only_columns(ENGAGEMENT.c.id)
    wanted = wanted.where(ENGAGEMENT.c.id > after, ~has_it).order_by(ENGAGEMENT.c.id).limit(limit)
    return [row.id for row in turn.connection.execute(wanted)]


def oblige(turn: Turn, submission_id: str, engagement_ids: Sequence[str]) -> int:
    """Return how many of these engagements were given the duty; who got it meanwhile is left alone."""
    if not engagement_ids:
        return 0
    submission = _submission(turn, submission_id)
    mine = OBLIGATION.c.about.in_(engagement_ids)
    has_it = select(OBLIGATION.c.about).where(mine, *_on_version(submission))
    concerned = active(audience(json.loads(submission.audience)), turn).where(
        ENGAGEMENT.c.id.in_(engagement_ids), ENGAGEMENT.c.id.not_in(has_it)
    )
    rows = turn.connection.execute(concerned).all()
    if rows:
        _write(turn, submission, rows)
    return len(rows)


def _on_version(submission: Row[Any]) -> tuple[ColumnElement[bool], ...]:
    return (
        OBLIGATION.c.kind == "policy.acknowledge",
        OBLIGATION.c.object == submission.policy,
        OBLIGATION.c.version == submission.version,
        OBLIGATION.c.cycle == "",
    )


def _submission(turn: Turn, submission_id: str) -> Row[Any]:
    return turn.connection.execute(select(SUBMISSION).where(SUBMISSION.c.id == submission_id)).one()


def _write(turn: Turn, submission: Row[Any], rows: Sequence[Row[Any]]) -> None:
    away = nudges.absences(turn.connection, [row.ref for row in rows])
    policy = turn.connection.execute(select(POLICY).where(POLICY.c.id == submission.policy)).one()
    duties, events = [], []
    for row in rows:
        turn.remember(row, away.get(row.ref, []))
        duty = _duty(turn, submission, row, policy.policy_class)
        duties.append(duty)
        events.append(
            event_row(
                "obligation.created",
                turn.now,
                turn.parts.new_id,
                {
                    "actor": turn.actor.user_id,
                    "subject": row.ref,
                    "engagement": row.id,
                    "object_type": "policy",
                    "object_id": submission.policy,
                    "object_version": submission.version,
                    "object_sha256": submission.sha256,
                    "kind": "policy.acknowledge",
                    "reason": duty["reason"],
                    "due": duty["due"].isoformat(),
                },
            )
        )
    turn.connection.execute(_INSERT, duties)
    evidence.append(turn.connection, events)


def _duty(turn: Turn, submission: Row[Any], row: Row[Any], policy_class: str) -> dict[str, Any]:
    calendar = turn.calendar_of(row)
    emergency = submission.change_class == "emergency"
    joins = (
        not row.baseline
        and submission.published_at is not None
        and row.start > submission.published_at.date()
    )
    begins = max(turn.now, opening(calendar, row.start)) if joins else turn.now
    due = _due(turn, calendar, begins, joins=joins, emergency=emergency)
    return obligations.fresh(
        id=turn.parts.new_id(),
        kind="policy.acknowledge",
        about=row.id,
        owner=row.ref,
        object=submission.policy,
        version=submission.version,
        reason="joined" if joins else "published",
        created=begins,
        due=paused_due(calendar, due, turn.now) or due,
        next_at=begins,
        args=canonical({"emergency": True}) if emergency else "{}",
    )


def _due(turn: Turn, calendar: Calendar, begins: datetime, *, joins: bool, emergency: bool) -> datetime:
    windows = turn.settings.windows
    if emergency:
        return due_for("policy.acknowledge", begins, calendar, working_days=windows.acknowledge_emergency)
    if joins:
        # The rules of the first day are due on the first day, before anything beyond mail and chat opens.
        day = local_day(calendar, begins)
        last = closing(calendar, day)
        return (
            last
            if last > begins
            else due_for("policy.acknowledge", begins + timedelta(days=1), calendar, working_days=0)
        )
    return due_for("policy.acknowledge", begins, calendar, working_days=windows.acknowledge)


def published_ids(turn: Turn) -> list[str]:
    """Return the submissions in force."""
    return [row.published for row in turn.connection.execute(select(POLICY).where(POLICY.c.published != ""))]
