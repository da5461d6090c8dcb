"""The chat accounts of the sample company, and from when on there are any."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta

from adapters.demo.clock import BERLIN
from adapters.demo.company import Company, user_id
from adapters.demo.delivery import TENANT
from bot.model import Account

LONG_AGO = date(2000, 1, 1)


def accounts_by_day(company: Company) -> list[tuple[date, Account]]:
    """Return every account with the day on which it begins: a starter has one from the first day on."""
    found = [
        (LONG_AGO, _account(row["platform"], row["user_id"], row["email"])) for row in company.identities
    ]
    known = {account.email for _, account in found}
    for row in company.persons:
        start = date.fromisoformat(row["start"])
        platforms = row["platform"].split("+") if row["platform"] and not row["end"] else []
        if row["email"] not in known:
            found += [(start, _account(one, user_id(one, row["email"]), row["email"])) for one in platforms]
    return found


def listing(
    accounts: Sequence[tuple[date, Account]], platform: str, now: Callable[[], datetime]
) -> Callable[[], list[Account]]:
    """Return what a platform's directory lists at the time of asking."""

    def listed() -> list[Account]:
        # The evening before, so that the first morning's card finds its chat.
        day = (now().astimezone(BERLIN) + timedelta(hours=6)).date()
        return [one for begins, one in accounts if one.platform == platform and begins <= day]

    return listed


def _account(platform: str, user: str, email: str) -> Account:
    return Account(platform, TENANT, user, email)
