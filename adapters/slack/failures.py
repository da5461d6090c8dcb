"""What Slack's refusals mean for a message.

The words are those of https://docs.slack.dev/reference/methods/chat.postMessage and chat.update.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any, Final

import aiohttp
from slack_sdk.errors import SlackApiError

from bot.errors import DeliveryFailed

# Nobody can be reached there, or never with this message.
_PERMANENT: Final = frozenset(
    {
        "account_inactive",
        "cannot_dm_bot",
        "cant_update_message",
        "channel_not_found",
        "edit_window_closed",
        "invalid_arguments",
        "invalid_blocks",
        "invalid_blocks_format",
        "is_archived",
        "message_not_found",
        "messages_tab_disabled",
        "msg_blocks_too_long",
        "msg_too_long",
        "no_text",
        "not_in_channel",
        "restricted_action",
        "thread_not_found",
        "user_disabled",
        "user_not_found",
        "user_not_visible",
    }
)
# The bot itself is locked out: the message is as good as it was once the token is.
TOKEN: Final = frozenset(
    {"invalid_auth", "not_authed", "token_expired", "token_revoked", "not_allowed_token_type"}
)
# Slack says that part of it may have been done.
_HALF_DONE: Final = frozenset({"fatal_error", "internal_error"})
_RATE: Final = frozenset({"ratelimited", "rate_limited", "message_limit_exceeded"})
_NOT_SENT: Final = (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError)


def failure_of(error: Exception, *, repeatable: bool = False) -> DeliveryFailed:
    """Return what an error of a call means; ``repeatable`` calls do no harm when they are made twice."""
    if isinstance(error, SlackApiError):
        return _refused(error, repeatable=repeatable)
    if isinstance(error, _NOT_SENT):
        return DeliveryFailed("no connection")
    return DeliveryFailed(f"no answer: {type(error).__name__}", uncertain=not repeatable)


def word_of(error: Exception) -> str:
    """Return Slack's word for what was wrong, '' when there is none."""
    data = getattr(getattr(error, "response", None), "data", None)
    word = data.get("error") if isinstance(data, dict) else None
    return word if isinstance(word, str) else ""


def status_of(error: SlackApiError) -> int:
    """Return the HTTP status of a refusal, 0 when there is none."""
    response: Any = error.response
    status = getattr(response, "status_code", None) or getattr(response, "status", 0)
    return status if isinstance(status, int) else 0


def _refused(error: SlackApiError, *, repeatable: bool) -> DeliveryFailed:
    word, status = word_of(error), status_of(error)
    if status == 429 or word in _RATE:
        return DeliveryFailed("ratelimited", retry_after=retry_after(error))
    if status >= 500 or word in _HALF_DONE or not word:
        return DeliveryFailed(word or f"status {status}", uncertain=not repeatable)
    if word in TOKEN:
        return DeliveryFailed("token")
    return DeliveryFailed(word, permanent=word in _PERMANENT)


def retry_after(error: SlackApiError) -> timedelta:
    """Return how long Slack asks to wait."""
    headers = getattr(error.response, "headers", None) or {}
    asked = str(headers.get("Retry-After", headers.get("retry-after", "")))
    return timedelta(seconds=max(1, int(asked)) if asked.isdecimal() and len(asked) < 7 else 30)
