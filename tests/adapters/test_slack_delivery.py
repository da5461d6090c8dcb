"""What the postman hands to Slack, and what Slack's refusals mean."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any

import pytest

from adapters.slack.delivery import SlackPlatform
from adapters.slack.directory import Directory
from adapters.slack.render import key_block
from adapters.slack.web_api import SlackApi
from bot.errors import DeliveryFailed
from bot.model import Account, Card, ChatRef, Post, Sent, Text
from tests.adapters.block_kit import check_message
from tests.adapters.slack_payloads import CHANNEL, DM, TEAM, USER, Json
from tests.adapters.slack_stub import TOKEN, Answer, SlackStub, error

CARD = Card(
    "Ben starts on Monday", (Text("20 minutes with you come first."),), fallback="A starter in your team"
)
HERE = ChatRef("slack", TEAM, DM)


def post(address: str = USER, *, root: str = "", ts: str = "", card: Card = CARD) -> Post:
    return Post(
        "ob1:rung.1",
        "update" if ts else "post",
        ChatRef("slack", TEAM, address),
        card,
        "en",
        platform_id=ts,
        root=root,
    )


@asynccontextmanager
async def workspace(
    team: str = TEAM, pauses: list[float] | None = None
) -> AsyncIterator[tuple[SlackPlatform, SlackStub]]:
    slack = SlackStub()
    await slack.start()
    api = SlackApi(TOKEN, slack.url, answer=2.0)

    async def pause(seconds: float) -> None:
        assert pauses is not None
        pauses.append(seconds)

    platform = SlackPlatform(api, Directory(api, pause), team)
    try:
        yield platform, slack
    finally:
        await platform.close()
        await slack.stop()


def played(
    scene: Callable[[SlackPlatform, SlackStub], Coroutine[Any, Any, None]],
    team: str = TEAM,
    pauses: list[float] | None = None,
) -> None:
    async def play() -> None:
        async with workspace(team, pauses) as (platform, slack):
            await scene(platform, slack)

    asyncio.run(play())


async def failure(work: Coroutine[Any, Any, Any]) -> tuple[str, bool, bool, timedelta | None]:
    """Return reason, permanent, uncertain and retry_after of the failure."""
    with pytest.raises(DeliveryFailed) as caught:
        await work
    return caught.value.reason, caught.value.permanent, caught.value.uncertain, caught.value.retry_after


def test_a_message_goes_straight_to_the_person_with_its_key() -> None:
    async def scene(platform: SlackPlatform, slack: SlackStub) -> None:
        sent = await platform.deliver(post())

        assert sent == Sent(ChatRef("slack", TEAM, "D01EVE"), "1800.1")
        ((method, call),) = slack.calls
        assert method == "chat.postMessage"
        check_message({"text": call["text"], "blocks": call["blocks"]})
        assert (call["channel"], call["text"]) == (USER, "A starter in your team")
        assert call["metadata"] == {"event_type": "steward", "event_payload": {"key": "ob1:rung.1"}}
        assert "thread_ts" not in call
        assert (call["unfurl_links"], call["unfurl_media"]) == (False, False)

    played(scene)


def test_an_answer_goes_into_the_thread_with_all_its_words() -> None:
    async def scene(platform: SlackPlatform, slack: SlackStub) -> None:
        await platform.deliver(post(DM, root="1600.1", card=Card("Thank you, Eve.", (Text("Bye."),))))

        (call,) = slack.of("chat.postMessage")
        assert (call["channel"], call["thread_ts"], call["text"]) == (DM, "1600.1", "Thank you, Eve.\nBye.")

    played(scene)


def test_a_message_is_drawn_again_where_it_stands() -> None:
    async def scene(platform: SlackPlatform, slack: SlackStub) -> None:
        await platform.update(post(DM, ts="1700.1"))

        (call,) = slack.of("chat.update")
        assert (call["channel"], call["ts"]) == (DM, "1700.1")
        assert "metadata" not in call

    played(scene)


PERMANENT = [
    "channel_not_found",
    "user_disabled",
    "user_not_found",
    "account_inactive",
    "cannot_dm_bot",
    "not_in_channel",
    "is_archived",
    "messages_tab_disabled",
    "invalid_blocks",
    "msg_too_long",
    "restricted_action",
]


@pytest.mark.parametrize("word", PERMANENT)
def test_who_cannot_be_reached_is_not_tried_again(word: str) -> None:
    async def scene(platform: SlackPlatform, slack: SlackStub) -> None:
        slack.plan("chat.postMessage", error(word))

        assert await failure(platform.deliver(post())) == (word, True, False, None)

    played(scene)


@pytest.mark.parametrize("word", ["invalid_auth", "token_revoked", "token_expired", "not_authed"])
def test_a_locked_out_bot_keeps_its_messages(word: str) -> None:
    async def scene(platform: SlackPlatform, slack: SlackStub) -> None:
        slack.plan("chat.postMessage", error(word))

        assert await failure(platform.deliver(post())) == ("token", False, False, None)

    played(scene)


def test_a_closed_account_is_the_bots_own_when_its_token_is_closed_too() -> None:
    async def scene(platform: SlackPlatform, slack: SlackStub) -> None:
        slack.plan("chat.postMessage", error("account_inactive"))
        slack.plan("auth.test", error("account_inactive"))

        assert await failure(platform.deliver(post())) == ("token", False, False, None)

    played(scene)


@pytest.mark.parametrize(
    ("answer", "seconds"),
    [
        (error("ratelimited", 429, Retry_After="7"), 7),
        (error("ratelimited", 429), 30),
        (error("ratelimited", 429, Retry_After="soon"), 30),
        (error("rate_limited"), 30),
        (Answer("slow down", 429, {"Retry-After": "5"}, content_type="text/html"), 5),
    ],
)
def test_slack_says_how_long_to_wait(answer: Answer, seconds: int) -> None:
    async def scene(platform: SlackPlatform, slack: SlackStub) -> None:
        slack.plan("chat.postMessage", answer)
        slack.plan("chat.update", answer)

        for work in (platform.deliver(post()), platform.update(post(DM, ts="1.1"))):
            assert await failure(work) == ("ratelimited", False, False, timedelta(seconds=seconds))

    played(scene)


MAYBE_TAKEN = [
    error("internal_error", 500),
    error("fatal_error"),
    Answer("<html>502</html>", 502, content_type="text/html"),
    Answer("no json", 200),
    Answer({}, 200, hang_up=True),
]


@pytest.mark.parametrize("answer", MAYBE_TAKEN)
def test_a_post_that_may_have_been_taken_is_uncertain_and_a_redraw_is_done_again(answer: Answer) -> None:
    async def scene(platform: SlackPlatform, slack: SlackStub) -> None:
        slack.plan("chat.postMessage", answer)
        slack.plan("chat.update", answer)

        _, permanent, uncertain, _ = await failure(platform.deliver(post()))
        assert (permanent, uncertain) == (False, True)
        _, permanent, uncertain, _ = await failure(platform.update(post(DM, ts="1.1")))
        assert (permanent, uncertain) == (False, False)
        assert slack.methods() == ["chat.postMessage", "chat.update"]

    played(scene)


def test_what_never_left_is_tried_again() -> None:
    async def scene(platform: SlackPlatform, slack: SlackStub) -> None:
        await slack.stop()

        assert await failure(platform.deliver(post())) == ("no connection", False, False, None)

    played(scene)


def test_an_unknown_refusal_is_tried_again_and_no_address_is_not() -> None:
    async def scene(platform: SlackPlatform, slack: SlackStub) -> None:
        slack.plan("chat.postMessage", error("team_access_not_granted"))

        assert await failure(platform.deliver(post())) == ("team_access_not_granted", False, False, None)
        assert await failure(platform.deliver(post(""))) == ("no conversation is known", True, False, None)

    played(scene)


# --- after a crash ---------------------------------------------------------------------------

KEYED: Json = {"ts": "1900.5", "metadata": {"event_type": "steward", "event_payload": {"key": "ob1:rung.1"}}}
OTHER: Json = {"ts": "1900.9", "metadata": {"event_type": "steward", "event_payload": {"key": "other"}}}


def history(*messages: Json, cursor: str = "") -> Answer:
    return Answer({"ok": True, "messages": messages, "response_metadata": {"next_cursor": cursor}})


@pytest.mark.parametrize(
    "message",
    [
        KEYED,
        {
            "ts": "1900.5",
            "blocks": [{"type": "divider"}, {"type": "header", "block_id": key_block("ob1:rung.1")}],
        },
    ],
)
def test_a_message_is_found_by_its_key(message: Json) -> None:
    async def scene(platform: SlackPlatform, slack: SlackStub) -> None:
        slack.plan("conversations.history", history(OTHER, {"ts": "1"}, cursor="c1"), history(message))

        assert await platform.find(post()) == Sent(ChatRef("slack", TEAM, "D01EVE"), "1900.5")
        assert slack.of("conversations.open") == [{"users": USER}]
        first, second = slack.of("conversations.history")
        assert (first["channel"], first["include_all_metadata"]) == ("D01EVE", "true")
        assert second["cursor"] == "c1"

    played(scene)


def test_an_answer_is_looked_for_in_its_thread() -> None:
    async def scene(platform: SlackPlatform, slack: SlackStub) -> None:
        slack.plan("conversations.replies", history(KEYED))

        assert await platform.find(post(DM, root="1600.1")) == Sent(HERE, "1900.5")
        assert slack.of("conversations.replies")[0]["ts"] == "1600.1"

    played(scene)


def test_a_message_that_is_not_there_was_not_sent() -> None:
    async def scene(platform: SlackPlatform, slack: SlackStub) -> None:
        slack.plan("conversations.history", history(OTHER))

        assert await platform.find(post(DM)) is None

    played(scene)


@pytest.mark.parametrize(
    "answers",
    [
        [error("missing_scope")],
        [error("ratelimited", 429)],
        [Answer({}, hang_up=True)],
        [history(OTHER, cursor=f"c{page}") for page in range(12)],
    ],
)
def test_where_slack_does_not_show_enough_it_stays_uncertain(answers: list[Answer]) -> None:
    async def scene(platform: SlackPlatform, slack: SlackStub) -> None:
        slack.plan("conversations.history", *answers)

        _, permanent, uncertain, _ = await failure(platform.find(post(CHANNEL)))

        assert (permanent, uncertain) == (False, True)

    played(scene)


# --- the workspace ---------------------------------------------------------------------------


def test_the_workspace_is_asked_for_once_unless_it_is_named() -> None:
    async def scene(platform: SlackPlatform, slack: SlackStub) -> None:
        assert (platform.name, platform.tenant) == ("slack", "")
        slack.plan("auth.test", error("invalid_auth"))
        assert (await failure(platform.identify()))[0] == "token"
        assert [await platform.identify(), await platform.identify(), platform.tenant] == [TEAM] * 3
        assert slack.methods() == ["auth.test"] * 2

    played(scene, team="")


def test_all_accounts_come_page_by_page_as_slowly_as_slack_asks() -> None:
    members = [{"id": f"U{n}", "profile": {"email": f"u{n}@acme.test"}} for n in range(3)]
    pages = [
        Answer(
            {"ok": True, "members": [*members[:2], {"no": "id"}], "response_metadata": {"next_cursor": "c1"}}
        ),
        error("ratelimited", 429, Retry_After="9"),
        Answer({"ok": True, "members": members[2:], "response_metadata": {"next_cursor": ""}}),
    ]
    pauses: list[float] = []

    async def scene(platform: SlackPlatform, slack: SlackStub) -> None:
        slack.plan("users.list", *pages)

        found = [account async for account in platform.accounts()]

        assert found == [Account("slack", TEAM, f"U{n}", f"u{n}@acme.test") for n in range(3)]
        assert [call.get("cursor", "") for call in slack.of("users.list")] == ["", "c1", "c1"]
        assert pauses == [9.0]

    played(scene, pauses=pauses)


def test_one_account_is_looked_up_and_nobody_is_none() -> None:
    async def scene(platform: SlackPlatform, slack: SlackStub) -> None:
        slack.users[USER] = {"profile": {"email": "eve@acme.test"}, "is_email_confirmed": True}

        assert await platform.account(USER) == Account("slack", TEAM, USER, "eve@acme.test")
        assert await platform.account("U404") is None

    played(scene)
