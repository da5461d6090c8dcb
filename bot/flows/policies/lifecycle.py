"""From a file to a published policy: add, submit, approve or return, publish (R15)."""

from __future__ import annotations

import json
from typing import Any, cast

from sqlalchemy import Row, func, insert, select, update

from bot.cards.policies import text_form
from bot.errors import Refused
from bot.flows.common import duty_of, owned, still_open
from bot.flows.notices import notify
from bot.flows.policies.audience import size
from bot.flows.policies.facts import fingerprint, submission_hash
from bot.library import PolicyText
from bot.model import Ask, Pressed, Reply
from bot.rules.audiences import problems
from bot.rules.ladder import due_for
from bot.rules.permissions import may
from bot.turn import Turn, on
from bot.turn.evidence import canonical
from bot.turn.relations import roles_of, to_policy
from storage import people, policies
from storage.policies import POLICY, POLICY_VERSION, SUBMISSION

DECISION = ("approver", "top_management")


def add(turn: Turn, text: PolicyText) -> dict[str, str]:
    """Store a policy's text as the draft of its version; return id, version and what it was: added or unchanged.

    A version that has been submitted already starts a new draft, so an approval stays with its own words.
    """
    owner = _person(turn, text.owner, "policy.add.owner")
    _person(turn, text.approver, "policy.add.approver")
    wrong = problems(text.audience)
    if wrong:
        raise Refused("policy.add.audience", problem=wrong)
    _refuse_other_owner(turn, text.id, "policy.add")
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


def _person(turn: Turn, email: str, key: str) -> Row[Any]:
    row = people.person_by_email(turn.connection, email)
    if row is None:
        raise Refused(key, email=email)
    return row


def _refuse_other_owner(turn: Turn, policy_id: str, action: str) -> None:
    policy = policies.policy(turn.connection, policy_id)
    if policy is not None and not may(action, to_policy(turn, policy)):
        raise Refused("policy.not_owner", owner=turn.name_of(policy.owner))


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


# --- submit ----------------------------------------------------------------------------------


def submit(turn: Turn, policy_id: str) -> str:
    """Put the latest text before its approver and return the submission's id; the same text twice is one."""
    policy, latest = _policy(turn, policy_id), policies.latest(turn.connection, policy_id)
    assert latest is not None, "a policy without a text"
    _refuse_other_owner(turn, policy.id, "policy.submit")
    rows = policies.texts(turn.connection, policy.id, latest.version, latest.n)
    facts = json.loads(rows["en"].facts if "en" in rows else latest.facts)
    approver = _person(turn, facts["approver"], "policy.add.approver")
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


def _policy(turn: Turn, policy_id: str) -> Row[Any]:
    row = policies.policy(turn.connection, policy_id) or policies.policy(turn.connection, policy_id.upper())
    if row is None:
        raise Refused("policy.unknown", typed=policy_id)
    return row


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


# --- decide ----------------------------------------------------------------------------------


def _decision(turn: Turn, pressed: Pressed) -> tuple[Row[Any], Row[Any], Row[Any]]:
    """Return duty, submission and policy of a decision that may be taken now."""
    duty = owned(turn, pressed, duty_of(turn, pressed, "policy.approve"))
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
    comment = pressed.args.get("text", "") if pressed.typed else ""
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
    reason = (pressed.values.get("words") or (pressed.args.get("text", "") if pressed.typed else "")).strip()
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


# --- publish ---------------------------------------------------------------------------------


def publish(turn: Turn, policy_id: str) -> str:
    """Put the approved text into force and return its submission; refuses any other text than the approved one.

    The duties follow in chunks of their own (``oblige_all``), so nobody's click waits.
    """
    policy, latest = _policy(turn, policy_id), policies.latest(turn.connection, policy_id)
    assert latest is not None, "a policy without a text"
    _refuse_other_owner(turn, policy.id, "policy.publish")
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
