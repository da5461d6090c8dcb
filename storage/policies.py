"""Policies: texts, submissions, approvals, publications, questions."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Column, Connection, Row, bindparam, select
from sqlmodel import Field, SQLModel, UTCDateTime

from storage.base import table_of
from storage.obligations import OBLIGATION
from storage.prepared import Prepared


class Policy(SQLModel, table=True):
    """A policy as such: who owns it, what is in force.  Its words stand in ``PolicyVersion``."""

    id: str = Field(primary_key=True)
    title: str
    short: str = "[]"  # JSON list: names it may be called by when typed
    policy_class: str = "topic"
    owner: str = Field(index=True)
    published: str = ""  # the submission in force
    published_at: datetime | None = Field(default=None, sa_column=Column(UTCDateTime))
    state: str = "draft"  # draft | in_review | returned | approved | published


class PolicyVersion(SQLModel, table=True):
    """The words of one version in one language.  ``facts`` is the front matter as canonical JSON."""

    __tablename__ = "policy_version"
    policy: str = Field(primary_key=True)
    version: str = Field(primary_key=True)
    n: int = Field(primary_key=True)  # grows with every text that was added for this version
    locale: str = Field(primary_key=True)
    author: str
    title: str
    summary: str
    text: str
    facts: str
    added: datetime = Field(sa_column=Column(UTCDateTime, nullable=False))


class Submission(SQLModel, table=True):
    """What was put before the approver: immutable, named by approval and publication.

    ``sha256`` covers every locale's summary and text, class, change class and audience rule.
    """

    id: str = Field(primary_key=True)
    policy: str = Field(index=True)
    version: str
    n: int  # the texts of this version that are meant
    sha256: str
    author: str
    approver: str
    change_class: str
    audience: str  # canonical JSON: "everyone" or a rule
    state: str = "in_review"  # in_review | approved | returned | published | superseded
    submitted_at: datetime = Field(sa_column=Column(UTCDateTime, nullable=False))
    approved_at: datetime | None = Field(default=None, sa_column=Column(UTCDateTime))
    approved_by: str = ""
    published_at: datetime | None = Field(default=None, sa_column=Column(UTCDateTime))


class Question(SQLModel, table=True):
    """A question about a policy and what became of it; its words are writings."""

    id: str = Field(primary_key=True)
    policy: str = Field(index=True)
    version: str
    asker: str
    engagement: str = ""
    owner: str
    text: str  # writing id
    answer: str = ""  # writing id
    answered_by: str = ""
    thread_of: str = ""  # the message under which it was asked
    asked_at: datetime = Field(sa_column=Column(UTCDateTime, nullable=False))
    answered_at: datetime | None = Field(default=None, sa_column=Column(UTCDateTime))


POLICY = table_of(Policy)
POLICY_VERSION = table_of(PolicyVersion)
SUBMISSION = table_of(Submission)
QUESTION = table_of(Question)

_POLICY = select(POLICY).where(POLICY.c.id == bindparam("id"))
_SUBMISSION = select(SUBMISSION).where(SUBMISSION.c.id == bindparam("id"))
_TEXTS = select(POLICY_VERSION).where(
    POLICY_VERSION.c.policy == bindparam("policy"),
    POLICY_VERSION.c.version == bindparam("version"),
    POLICY_VERSION.c.n == bindparam("n"),
)
_LATEST = (
    select(POLICY_VERSION)
    .where(POLICY_VERSION.c.policy == bindparam("policy"))
    .order_by(POLICY_VERSION.c.n.desc(), POLICY_VERSION.c.added.desc())
)
_QUESTION = select(QUESTION).where(QUESTION.c.id == bindparam("id"))


def policy(connection: Connection, policy_id: str) -> Row[Any] | None:
    """Return one policy, or None."""
    return connection.execute(_POLICY, {"id": policy_id}).first()


def policies(connection: Connection) -> Sequence[Row[Any]]:
    """Return every policy, by id."""
    return connection.execute(select(POLICY).order_by(POLICY.c.id)).all()


def submission(connection: Connection, submission_id: str) -> Row[Any] | None:
    """Return one submission, or None."""
    return connection.execute(_SUBMISSION, {"id": submission_id}).first()


def texts(connection: Connection, policy_id: str, version: str, n: int) -> dict[str, Row[Any]]:
    """Return the texts of one version by locale, as they stood when they were added as number ``n``."""
    values = {"policy": policy_id, "version": version, "n": n}
    return {row.locale: row for row in connection.execute(_TEXTS, values)}


def latest(connection: Connection, policy_id: str) -> Row[Any] | None:
    """Return the text that was added last, in any language."""
    return connection.execute(_LATEST, {"policy": policy_id}).first()


def question(connection: Connection, question_id: str) -> Row[Any] | None:
    """Return one question, or None."""
    return connection.execute(_QUESTION, {"id": question_id}).first()


_DUTY_AND_POLICY = Prepared(
    select(OBLIGATION, POLICY.c.published.label("published"))
    .outerjoin(POLICY, POLICY.c.id == OBLIGATION.c.object)
    .where(OBLIGATION.c.id == bindparam("id"))
)


def duty_with_policy(connection: Connection, obligation_id: str) -> Row[Any] | None:
    """Return an acknowledgement with ``published``, the submission in force for its policy, in one look."""
    return _DUTY_AND_POLICY.first(connection, {"id": obligation_id})
