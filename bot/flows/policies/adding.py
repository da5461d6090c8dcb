"""A policy's text becomes the draft of its version; what was submitted stays as it was (R15)."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Row, func, insert, select, update

from bot.errors import Refused
from bot.flows.policies.named import person_named, refuse_other_owner
from bot.library import PolicyText
from bot.rules.audiences import problems
from bot.turn import Turn
from bot.turn.evidence import canonical
from storage import policies
from storage.policies import POLICY, POLICY_VERSION, SUBMISSION


def add(turn: Turn, text: PolicyText) -> dict[str, str]:
    """Store a policy's text as the draft of its version; return id, version and what it was: added or unchanged.

    A version that has been submitted already starts a new draft, so an approval stays with its own words.
    """
    owner = person_named(turn, text.owner, "policy.add.owner")
    person_named(turn, text.approver, "policy.add.approver")
    if text.locale not in turn.parts.words.locales:
        raise Refused("policy.add.locale", locale=text.locale, known=", ".join(turn.parts.words.locales))
    wrong = problems(text.audience)
    if wrong:
        raise Refused("policy.add.audience", problem=wrong)
    refuse_other_owner(turn, text.id, "policy.add")
    author = turn.person.ref if turn.person is not None else owner.ref
    n = _draft(turn, text)
    rows = policies.texts(turn.connection, text.id, text.version, n)
    facts = canonical(_front_matter(text))
    before = rows.get(text.locale)
    if before is not None and (before.text, before.summary, before.facts) == (text.text, text.summary, facts):
        return {"id": text.id, "version": text.version, "locale": text.locale, "outcome": "unchanged"}
    if rows and _is_submitted(turn, text.id, text.version, n):
        n = _copy_forward(turn, rows)
    values = {
        "policy": text.id, "version": text.version, "n": n, "locale": text.locale, "author": author,
        "title": text.title, "summary": text.summary, "text": text.text, "facts": facts, "added": turn.now,
    }  # fmt: skip
    table = POLICY_VERSION
    same = (table.c.policy == text.id) & (table.c.version == text.version) & (table.c.n == n)
    turn.connection.execute(table.delete().where(same, table.c.locale == text.locale))
    turn.connection.execute(insert(table), values)
    _upsert_policy(turn, text, owner.ref)
    turn.event(
        "policy.added", object_type="policy", object_id=text.id, object_version=text.version, locale=text.locale,
        author=author,
    )  # fmt: skip
    return {"id": text.id, "version": text.version, "locale": text.locale, "outcome": "added"}


def _front_matter(text: PolicyText) -> dict[str, Any]:
    return {
        "approver": text.approver.lower(),
        "audience": text.audience,
        "change": text.change,
        "changes": text.changes,
        "change_class": text.change_class,
        "class": text.policy_class,
        "read_minutes": str(text.read_minutes),
        "title_line": text.title_line,
    }


def _draft(turn: Turn, text: PolicyText) -> int:
    """Return the number of the draft: this version's own, or the next of the policy, so the highest is the latest."""
    table = POLICY_VERSION
    highest = select(func.max(table.c.n)).where(table.c.policy == text.id)
    own = turn.connection.execute(highest.where(table.c.version == text.version)).scalar()
    return own or (turn.connection.execute(highest).scalar() or 0) + 1


def _is_submitted(turn: Turn, policy_id: str, version: str, n: int) -> bool:
    wanted = select(SUBMISSION.c.id).where(
        SUBMISSION.c.policy == policy_id, SUBMISSION.c.version == version, SUBMISSION.c.n == n
    )
    return turn.connection.execute(wanted).first() is not None


def _copy_forward(turn: Turn, rows: dict[str, Row[Any]]) -> int:
    """Return the number of a new draft that begins with the texts of the submitted one."""
    table, policy = POLICY_VERSION, next(iter(rows.values())).policy
    n: int = (
        turn.connection.execute(select(func.max(table.c.n)).where(table.c.policy == policy)).scalar_one() + 1
    )
    for row in rows.values():
        turn.connection.execute(insert(table), {**row._asdict(), "n": n})
    return n


def _upsert_policy(turn: Turn, text: PolicyText, owner: str) -> None:
    short = canonical(list(text.short))
    if policies.policy(turn.connection, text.id) is None:
        values = {
            "id": text.id, "title": text.title, "short": short, "policy_class": text.policy_class, "owner": owner,
            "published": "", "published_at": None, "state": "draft",
        }  # fmt: skip
        turn.connection.execute(insert(POLICY), values)
        return
    changed: dict[str, Any] = {"owner": owner, "policy_class": text.policy_class, "short": short}
    if text.locale == "en":
        changed["title"] = text.title
    turn.connection.execute(update(POLICY).where(POLICY.c.id == text.id).values(**changed))
