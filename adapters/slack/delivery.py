"""Slack as the postman sees it: post, redraw, and find again what may have been posted."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Final

import aiohttp
from slack_sdk.errors import SlackClientError

from adapters.slack.directory import Directory
from adapters.slack.failures import TOKEN, failure_of, word_of
from adapters.slack.payloads import at, inside
from adapters.slack.render import card_message, key_block
from adapters.slack.spots import PLATFORM
from adapters.slack.web_api import SlackApi
from bot.errors import DeliveryFailed
from bot.model import Account, ChatRef, Post, Sent

EVENT_TYPE: Final = "steward"
CALL_ERRORS: Final = (SlackClientError, aiohttp.ClientError, TimeoutError, OSError, ValueError)
# 2,000 messages are years of one conversation with the bot; what lies deeper can't be told.
_PAGES: Final = 10
_PAGE: Final = "200"


class SlackPlatform:
    """One workspace.  ``tenant`` is '' until Slack, or the settings, have said which one it is."""

    def __init__(
        self,
        api: SlackApi,
        directory: Directory,
        team: str = "",
        finish: Callable[[], Awaitable[None]] | None = None,
    ) -> None:
        self.name: str = PLATFORM
        self.tenant: str = team
        self._api = api
        self._directory = directory
        self._finish = finish

    async def identify(self) -> str:
        """Return the workspace of the token, asked once.  DeliveryFailed when Slack can't or won't say."""
        if not self.tenant:
            try:
                self.tenant = at(await self._api.write("auth.test"), "team_id")
            except CALL_ERRORS as error:
                raise failure_of(error, repeatable=True) from error
        return self.tenant

    async def deliver(self, post: Post) -> Sent:
        """Return where the message stands now."""
        payload = {"event_type": EVENT_TYPE, "event_payload": {"key": post.key}}
        try:
            answer = await self._api.write(
                "chat.postMessage",
                channel=_needed(post.chat),
                thread_ts=post.root,
                metadata=payload,
                unfurl_links=False,
                unfurl_media=False,
                **card_message(post.card, post.key),
            )
        except CALL_ERRORS as error:
            raise await self._failure(error, repeatable=False) from error
        channel, ts = at(answer, "channel"), at(answer, "ts")
        if not channel or not ts:
            raise DeliveryFailed("an answer without a message", uncertain=True)
        return Sent(ChatRef(PLATFORM, post.chat.tenant, channel), ts)

    async def update(self, post: Post) -> None:
        """Draw a message again where it stands; done twice, it is the same."""
        try:
            await self._api.write(
                "chat.update", channel=_needed(post.chat), ts=post.platform_id, **card_message(post.card)
            )
        except CALL_ERRORS as error:
            raise await self._failure(error, repeatable=True) from error

    async def find(self, post: Post) -> Sent | None:
        """Return where a message stands that may have been posted, None when it is not there.

        DeliveryFailed(uncertain) when Slack does not show enough to tell, as in a channel without the
        scope channels:history.
        """
        try:
            channel = await self._conversation(_needed(post.chat))
            ts = await self._search(channel, post)
        except CALL_ERRORS as error:
            raise DeliveryFailed(word_of(error) or type(error).__name__, uncertain=True) from error
        return Sent(ChatRef(PLATFORM, post.chat.tenant, channel), ts) if ts else None

    async def accounts(self) -> AsyncIterator[Account]:
        """Yield every account of the workspace."""
        tenant = await self.identify()
        async for account in self._directory.accounts(tenant):
            yield account

    async def account(self, user_id: str) -> Account | None:
        """Return one account of the workspace, None when there is none of this id."""
        return await self._directory.account(user_id, await self.identify())

    async def close(self) -> None:
        """Close the connections, after what is still being said."""
        if self._finish is not None:
            await self._finish()
        await self._api.close()

    async def _conversation(self, address: str) -> str:
        """Return the id of a conversation; a person's id stands for the one with the bot."""
        if not address.startswith(("U", "W")):
            return address
        answer = await self._api.write("conversations.open", users=address)
        channel = at(answer, "channel", "id")
        if not channel:
            raise ValueError("no conversation with this person")
        return channel

    async def _search(self, channel: str, post: Post) -> str:
        """Return the id of the message with the post's key, '' when it is not among all there are."""
        method = "conversations.replies" if post.root else "conversations.history"
        cursor = ""
        for _ in range(_PAGES):
            answer = await self._api.read(
                method, channel=channel, ts=post.root, cursor=cursor, limit=_PAGE, include_all_metadata="true"
            )
            messages = inside(answer, "messages")
            for message in messages if isinstance(messages, list) else ():
                if _is_keyed(message, post.key):
                    return at(message, "ts")
            cursor = at(answer, "response_metadata", "next_cursor")
            if not cursor:
                return ""
        raise DeliveryFailed("too many messages to look through", uncertain=True)

    async def _failure(self, error: Exception, *, repeatable: bool) -> DeliveryFailed:
        failure = failure_of(error, repeatable=repeatable)
        # The same word stands for a recipient who has left and for a bot that was removed.
        if failure.reason == "account_inactive" and not await self._is_at_work():
            return DeliveryFailed("token")
        return failure

    async def _is_at_work(self) -> bool:
        """Return False when the bot's own account is the one that is closed."""
        try:
            await self._api.write("auth.test")
        except CALL_ERRORS as error:
            return word_of(error) not in {*TOKEN, "account_inactive"}
        return True


def _needed(chat: ChatRef) -> str:
    if not chat.address:
        raise DeliveryFailed("no conversation is known", permanent=True)
    return chat.address


def _is_keyed(message: object, key: str) -> bool:
    if at(message, "metadata", "event_payload", "key") == key:
        return at(message, "metadata", "event_type") == EVENT_TYPE
    blocks = inside(message, "blocks")
    return isinstance(blocks, list) and any(at(block, "block_id") == key_block(key) for block in blocks)
