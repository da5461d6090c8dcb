"""How an answer is shown when Slack is slow or says wait."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any

import pytest
from structlog.testing import capture_logs

from adapters.slack.replies import Replies
from adapters.slack.spots import Spot
from adapters.slack.web_api import SlackApi
from bot.model import Note
from tests.adapters.slack_payloads import DM, USER
from tests.adapters.slack_stub import TOKEN, SlackStub, error

HERE = Spot("message", user=USER, channel=DM)


def played(scene: Callable[[Replies, SlackStub, list[float]], Coroutine[Any, Any, None]]) -> None:
    async def play() -> None:
        slack, pauses = SlackStub(), list[float]()
        await slack.start()
        api = SlackApi(TOKEN, slack.url)

        async def pause(seconds: float) -> None:
            pauses.append(seconds)

        try:
            await scene(Replies(api, pause), slack, pauses)
        finally:
            await api.close()
            await slack.stop()

    asyncio.run(play())


def test_an_answer_waits_once_as_long_as_slack_asks() -> None:
    async def scene(replies: Replies, slack: SlackStub, pauses: list[float]) -> None:
        slack.plan("chat.postMessage", error("ratelimited", 429, Retry_After="3"))

        await replies.show(HERE, Note("Here."), said=True)

        assert pauses == [3.0]
        assert slack.methods() == ["chat.postMessage"] * 2

    played(scene)


def test_an_answer_that_would_come_much_too_late_is_dropped() -> None:
    async def scene(replies: Replies, slack: SlackStub, pauses: list[float]) -> None:
        slack.plan("chat.postMessage", error("ratelimited", 429, Retry_After="60"))

        await replies.show(HERE, Note("Here."), said=True)

        assert pauses == []
        assert slack.methods() == ["chat.postMessage"]

    played(scene)


def test_what_was_begun_is_finished_before_the_bot_stops() -> None:
    async def scene(replies: Replies, slack: SlackStub, pauses: list[float]) -> None:
        replies.later(replies.show(HERE, Note("Here."), said=True))
        assert slack.calls == []

        await replies.finish()

        assert slack.methods() == ["chat.postMessage"]
        assert pauses == []

    played(scene)


@pytest.mark.parametrize("channel", [DM, "C01ALL"])
def test_the_log_of_an_answer_that_could_not_be_shown_names_nobody(channel: str) -> None:
    """Typed in a DM, the confidential route must leave no line from which somebody can be told (R40)."""

    async def scene(replies: Replies, slack: SlackStub, pauses: list[float]) -> None:
        slack.plan("chat.postMessage", error("fatal_error", 500))
        slack.plan("chat.postEphemeral", error("fatal_error", 500))

        with capture_logs() as logged:
            await replies.show(Spot("message", user=USER, channel=channel), Note("Here."), said=True)

        assert {entry["event"] for entry in logged} == {"slack.not_shown"}
        assert USER not in str(logged)
        assert channel not in str(logged)

    played(scene)
