"""Who is behind a chat account: linked once, on the directory's word, and by the immutable id ever after."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Row, delete, insert, select

from bot.model import Account
from bot.turn.turn import Turn
from storage import people
from storage.people import CHAT_IDENTITY, PERSON, UNLINKED


def link_account(turn: Turn, account: Account) -> bool:
    """Return True when the account belongs to a person now.  Otherwise the case is listed with its reason."""
    if (
        people.person_by_account(turn.connection, account.platform, account.tenant, account.user_id)
        is not None
    ):
        return True
    found, reason = _candidate(turn, account)
    if found is None:
        _list(turn, account, reason)
        return False
    turn.connection.execute(delete(UNLINKED).where(*_same(UNLINKED, account)))
    values = {
        "id": turn.parts.new_id(),
        "person": found.ref,
        "platform": account.platform,
        "tenant": account.tenant,
        "user_id": account.user_id,
        "address": "",
        "linked_how": "directory e-mail",
        "linked_at": turn.now,
    }
    turn.connection.execute(insert(CHAT_IDENTITY), values)
    turn.event(
        "account.linked",
        subject=found.ref,
        object_type="account",
        platform=account.platform,
        source="directory",
    )
    return True


def _candidate(turn: Turn, account: Account) -> tuple[Row[Any] | None, str]:
    email = account.email.strip().lower()
    reason = _unfit(turn, account, email)
    if reason:
        return None, reason
    rows = turn.connection.execute(
        select(PERSON).where(PERSON.c.email == email, PERSON.c.merged_into == "")
    ).all()
    if len(rows) != 1:
        return None, "several people have this address" if rows else "nobody has this address"
    person = rows[0]
    used = select(CHAT_IDENTITY.c.id).where(
        CHAT_IDENTITY.c.person == person.ref,
        CHAT_IDENTITY.c.platform == account.platform,
        CHAT_IDENTITY.c.tenant == account.tenant,
    )
    if turn.connection.execute(used).first() is not None:
        return None, "another account of this workspace has this address already"
    active = people.active_engagements(turn.connection, person.ref, turn.now.date())
    if not active:
        return None, "this person has left"
    if account.is_guest and not any(one.employment in ("contractor", "external", "agency") for one in active):
        return None, "a guest, and the register names no contractor"
    return person, ""


def _unfit(turn: Turn, account: Account, email: str) -> str:
    slack = turn.settings.slack
    if account.is_bot or not account.is_active:
        return "a bot" if account.is_bot else "a deactivated account"
    if not email or not account.email_confirmed:
        return "no confirmed address"
    if account.platform == "slack" and slack.workspaces and account.tenant not in slack.workspaces:
        return "a workspace that is not listed"
    domain = email.rpartition("@")[2]
    if slack.email_domains and domain not in slack.email_domains:
        return "a domain that is not listed"
    return ""


def _list(turn: Turn, account: Account, reason: str) -> None:
    turn.connection.execute(delete(UNLINKED).where(*_same(UNLINKED, account)))
    values = {
        "platform": account.platform,
        "tenant": account.tenant,
        "user_id": account.user_id,
        "reason": reason,
        "at": turn.now,
    }
    turn.connection.execute(insert(UNLINKED), values)


def _same(table: Any, account: Account) -> tuple[Any, ...]:
    return (
        table.c.platform == account.platform,
        table.c.tenant == account.tenant,
        table.c.user_id == account.user_id,
    )
