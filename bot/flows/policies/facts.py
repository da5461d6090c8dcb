"""What the policy flows read: the submission a duty names, its text in the reader's language, its people."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, cast

from sqlalchemy import Row, select

from bot.cards.policies import PolicyFacts
from bot.errors import Refused
from bot.flows.common import standing
from bot.phrases import first_name
from bot.rules.names import Candidate, Near, Nobody, One, Several, find
from bot.turn import Turn, args_of
from bot.turn.evidence import canonical
from storage import policies
from storage.policies import SUBMISSION


@dataclass(frozen=True, slots=True)
class Agreed:
    """What an acknowledgement refers to: immutable since submission, so a process reads it once."""

    submission: str
    version: str
    locale: str
    sha256: str
    summary_sha256: str


# Submissions and their texts never change; only a memory, bounded, by database and submission.
_AGREED: dict[tuple[str, str, str], Agreed] = {}
_REMEMBERED = 2000


def agreed(turn: Turn, submission_id: str, locale: str) -> Agreed:
    """Return hashes and language of a submission as a reader of ``locale`` sees it."""
    key = (turn.parts.database, submission_id, locale)
    found = _AGREED.get(key)
    if found is None:
        submission = policies.submission(turn.connection, submission_id)
        assert submission is not None, "a submission is never deleted"
        text = text_of(turn, submission, locale)
        found = Agreed(submission_id, submission.version, text.locale, text.sha256, text.summary_sha256)
        if len(_AGREED) >= _REMEMBERED:
            _AGREED.clear()
        if turn.parts.database:
            _AGREED[key] = found
    return found


@dataclass(frozen=True, slots=True)
class Text:
    """One version of a policy as one reader sees it."""

    policy: Row[Any]
    submission: Row[Any]
    row: Row[Any]
    facts: Mapping[str, Any]

    @property
    def locale(self) -> str:
        """Return the language the text is in, which may not be the reader's."""
        return cast(str, self.row.locale)

    @property
    def sha256(self) -> str:
        """Return the hash of the full text in this language."""
        return hashlib.sha256(self.row.text.encode()).hexdigest()

    @property
    def summary_sha256(self) -> str:
        """Return the hash of the summary in this language."""
        return hashlib.sha256(self.row.summary.encode()).hexdigest()


def in_force(turn: Turn, policy_id: str) -> Row[Any] | None:
    """Return the submission of a policy that is published now, or None."""
    policy = policies.policy(turn.connection, policy_id)
    return (
        policies.submission(turn.connection, policy.published)
        if policy is not None and policy.published
        else None
    )


def submission_of(turn: Turn, policy_id: str, version: str) -> Row[Any] | None:
    """Return the submission that published this version, or None."""
    wanted = select(SUBMISSION).where(
        SUBMISSION.c.policy == policy_id,
        SUBMISSION.c.version == version,
        SUBMISSION.c.published_at.is_not(None),
    )
    return turn.connection.execute(wanted.order_by(SUBMISSION.c.published_at.desc())).first()


def text_of(turn: Turn, submission: Row[Any], locale: str = "") -> Text:
    """Return the text of a submission in the reader's language, else in English, else in the first there is."""
    policy = policies.policy(turn.connection, submission.policy)
    rows = policies.texts(turn.connection, submission.policy, submission.version, submission.n)
    wanted = locale or turn.locale
    row = rows.get(wanted) or rows.get("en") or rows[min(rows)]
    assert policy is not None, "a submission without its policy"
    return Text(policy, submission, row, json.loads(row.facts))


def text_of_duty(turn: Turn, duty: Row[Any]) -> Text:
    """Return the text a duty asks to acknowledge."""
    found = submission_of(turn, duty.object, duty.version)
    if found is None:
        raise Refused("policy.unknown", typed=duty.object)
    return text_of(turn, found)


def why(turn: Turn, submission: Row[Any]) -> str:
    """Return why this person is asked."""
    if json.loads(submission.audience) == "everyone":
        return turn.say("why.everyone", org=turn.settings.organisation.name)
    return turn.say("why.role", org=turn.settings.organisation.name)


def policy_facts(turn: Turn, duty: Row[Any], text: Text) -> PolicyFacts:
    """Return what a card says about the policy of a duty, worded for the reader."""
    minutes = int(text.facts.get("read_minutes") or 2)
    first = first_name(turn.person.name) if turn.person is not None else ""
    return PolicyFacts(
        duty=duty.id,
        policy=text.policy.id,
        title=text.row.title,
        version=text.row.version,
        change=str(text.facts.get("change", "")),
        title_line=str(text.facts.get("title_line", text.row.title)),
        first=first,
        owner=turn.name_of(text.policy.owner),
        until=turn.day(turn.local_date(duty.due)) if duty.due is not None else "",
        standing=standing(turn, duty.due),
        minutes=turn.minutes(minutes),
        why=why(turn, text.submission),
        emergency=bool(args_of(duty).get("emergency")),
    )


def fingerprint(sha256: str) -> str:
    """Return the first eight digits of a hash, in fours, as people compare them."""
    return f"{sha256[:4]} {sha256[4:8]}"


def submission_hash(rows: Mapping[str, Row[Any]], policy_class: str, change_class: str, audience: Any) -> str:
    """Return the hash an approval is bound to: every locale's title, summary and text, class, change and audience."""
    texts = {
        locale: {
            "title": row.title,
            "version": row.version,
            "summary": row.summary,
            "text": row.text,
            "facts": json.loads(row.facts),
        }
        for locale, row in sorted(rows.items())
    }
    covered = {"audience": audience, "change_class": change_class, "class": policy_class, "texts": texts}
    return hashlib.sha256(canonical(covered).encode()).hexdigest()


def policy_meant(turn: Turn, typed: str) -> Row[Any]:
    """Return the policy that is meant by a short or full name; refuses with what there is."""
    rows = {row.id: row for row in policies.policies(turn.connection)}
    candidates = [
        Candidate(row.id, row.title, mentions=(row.id, *json.loads(row.short))) for row in rows.values()
    ]
    found = find(typed, candidates)
    match found:
        case One(ref=ref):
            return rows[ref]
        case Several(refs=refs):
            actions = tuple(turn.button("policy.read", policy=ref, label=rows[ref].title) for ref in refs[:5])
            raise Refused("policy.ambiguous", typed=typed, count=len(refs), actions=actions)
        case Near(ref=ref):
            action = turn.button("policy.read", policy=ref, label=rows[ref].title)
            raise Refused("policy.near", typed=typed, policy=rows[ref].title, actions=(action,))
        case Nobody():
            raise Refused("policy.unknown", typed=typed, actions=(turn.button("list.open"),))
