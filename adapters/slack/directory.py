"""Who is behind an account, as Slack's own directory says; never as a payload claims it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from typing import Any, Final

from slack_sdk.errors import SlackApiError

from adapters.slack.failures import retry_after, status_of, word_of
from adapters.slack.payloads import at
from adapters.slack.spots import PLATFORM
from adapters.slack.web_api import SlackApi
from bot.model import Account

# Slack recommends at most 200 a page: https://docs.slack.dev/reference/methods/users.list
_PAGE: Final = "200"
# One page may be put off so often; then the nightly pass gives up and says so.
_PATIENCE: Final = 20
_NOBODY: Final = frozenset({"user_not_found", "user_not_visible"})


def account_of(user: Mapping[str, Any], tenant: str) -> Account:
    """Return an entry of the directory as an account."""
    guest = any(user.get(name) for name in ("is_restricted", "is_ultra_restricted", "is_stranger"))
    # In a shared channel people of other companies can be looked up, too.
    own = at(user, "team_id")
    foreign = own not in ("", tenant) and not user.get("enterprise_user")
    return Account(
        platform=PLATFORM,
        tenant=tenant,
        user_id=at(user, "id"),
        email=at(user, "profile", "email"),
        email_confirmed=user.get("is_email_confirmed") is not False,
        is_bot=bool(user.get("is_bot") or user.get("is_workflow_bot")) or at(user, "id") == "USLACKBOT",
        is_guest=guest or foreign,
        is_active=not user.get("deleted"),
    )


class Directory:
    """The workspace's list of accounts."""

    def __init__(self, api: SlackApi, pause: Callable[[float], Awaitable[None]] = asyncio.sleep) -> None:
        self._api = api
        self._pause = pause

    async def account(self, user_id: str, tenant: str) -> Account | None:
        """Return one account, None when Slack knows none of this id."""
        try:
            answer = await self._api.read("users.info", user=user_id)
        except SlackApiError as error:
            if word_of(error) in _NOBODY:
                return None
            raise
        user = answer.get("user")
        return account_of(user, tenant) if isinstance(user, Mapping) else None

    async def accounts(self, tenant: str) -> AsyncIterator[Account]:
        """Yield every account, page by page, as slowly as Slack asks."""
        cursor = ""
        while True:
            answer = await self._page(cursor)
            members = answer.get("members")
            for member in members if isinstance(members, list) else ():
                if at(member, "id"):
                    yield account_of(member, tenant)
            cursor = at(answer, "response_metadata", "next_cursor")
            if not cursor:
                return

    async def _page(self, cursor: str) -> Mapping[str, Any]:
        for _ in range(_PATIENCE):
            try:
                return await self._api.read("users.list", limit=_PAGE, cursor=cursor)
            except SlackApiError as error:
                if status_of(error) != 429 and word_of(error) != "ratelimited":
                    raise
                await self._pause(retry_after(error).total_seconds())
        return await self._api.read("users.list", limit=_PAGE, cursor=cursor)
