"""Slack's requests, answered: everything the adapter listens to, wired once."""

from __future__ import annotations

import re
import time
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, Final

import structlog
from fastapi import APIRouter
from slack_bolt.async_app import AsyncApp, AsyncBoltRequest
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.authorization.async_authorize import AsyncAuthorize
from slack_bolt.response import BoltResponse
from starlette.routing import Route

from adapters.slack.conversation import Conversation
from adapters.slack.delivery import SlackPlatform
from adapters.slack.directory import Directory
from adapters.slack.guard import MALFORMED, OK, Door
from adapters.slack.inbound import understood
from adapters.slack.payloads import actor_of, at, inside
from adapters.slack.replies import Replies
from adapters.slack.spots import Malformed, Spot
from adapters.slack.turns import Engine, InPool, Sorry, Turns
from adapters.slack.web_api import SILENT, SLACK, SlackApi
from bot.model import Actor

PATH: Final = "/slack/events"
# Events that bring no input: who joined or changed, and that the bot was removed.
NOTICED: Final = frozenset({"team_join", "user_change", "app_uninstalled", "tokens_revoked"})
_ANY: Final = re.compile("")

Listener = Callable[[AsyncBoltRequest], Awaitable[BoltResponse]]
log = structlog.get_logger("slack")


def slack_app(
    engine: Engine,
    pool: InPool,
    sorry: Sorry,
    *,
    bot_token: str,
    signing_secret: str,
    api_url: str = SLACK,
    team: str = "",
    turns_at_once: int = 64,
    clock: Callable[[], float] = time.monotonic,
) -> tuple[APIRouter, SlackPlatform]:
    """Return the router with POST /slack/events, and the workspace for the postman; close that at the end.

    Nothing is asked of Slack yet, which may be out of reach.  ``team``: the workspace, if settings name it.
    """
    api = SlackApi(bot_token, api_url)
    replies = Replies(api)
    platform = SlackPlatform(api, Directory(api), team, finish=replies.finish)
    turns = Turns(engine, pool, platform, sorry, limit=turns_at_once, clock=clock)
    connector = Connector(turns, replies, Conversation(turns, replies, clock))
    bolt = bolt_app(api, signing_secret, connector.listen)
    router = APIRouter()
    # A plain ASGI app: FastAPI's own request would read the body before the guard could count it.
    router.routes.append(Route(PATH, Door(bolt, signing_secret), methods=["POST"]))
    return router, platform


def bolt_app(api: SlackApi, signing_secret: str, listen: Listener) -> AsyncApp:
    """Return Bolt with one listener for each type of payload, the clicks first: each match costs."""
    app = AsyncApp(
        logger=SILENT,
        name="steward",
        client=api.client(),
        signing_secret=signing_secret,
        authorize=_OneWorkspace(api.token),
        # Stored first and acknowledged then, in one listener; without it Bolt also polls every 10 ms.
        process_before_response=True,
        # These would answer before the signature is checked, or do what ``inbound`` does.
        ssl_check_enabled=False,
        ignoring_self_events_enabled=False,
        attaching_function_token_enabled=False,
    )

    async def listener(req: AsyncBoltRequest) -> BoltResponse:
        return await listen(req)

    app.action(_ANY)(listener)
    app.event(_ANY)(listener)
    app.view(_ANY)(listener)
    app.command(_ANY)(listener)
    return app


class _OneWorkspace(AsyncAuthorize):
    """Says who the bot is without asking Slack: Bolt's own way calls auth.test before the first answer."""

    def __init__(self, token: str) -> None:
        self._result = AuthorizeResult(enterprise_id=None, team_id=None, bot_token=token)

    async def __call__(self, **_: Any) -> AuthorizeResult:
        return self._result


class Connector:
    """Hands each request to where it is answered.  Nothing it does raises."""

    def __init__(self, turns: Turns, replies: Replies, conversation: Conversation) -> None:
        self._turns = turns
        self._replies = replies
        self._conversation = conversation

    async def listen(self, request: AsyncBoltRequest) -> BoltResponse:
        """Return the answer to one request whose signature was good."""
        payload: Mapping[str, Any] = request.body
        try:
            read = understood(payload)
        except Malformed as error:
            log.warning("slack.malformed", reason=str(error))
            return MALFORMED
        if read is None:
            self._notice(payload)
            return OK
        spot, given = read
        try:
            return await self._conversation.answer(payload, given, spot, _attempt(request))
        except Exception as error:  # noqa: BLE001 - Slack repeats what is refused, and this would fail again
            answer = self._turns.bug(given, error)
            return await self._conversation.give(payload, given, spot, answer)

    def _notice(self, payload: Mapping[str, Any]) -> None:
        kind = at(payload, "event", "type")
        if kind in ("app_uninstalled", "tokens_revoked"):
            log.error("slack.removed", event=kind)
        elif kind in ("team_join", "user_change"):
            actor = _who_changed(payload)
            if actor is not None:
                self._turns.forget(actor)
            if actor is not None and kind == "team_join":
                self._replies.later(self._introduce(actor))

    async def _introduce(self, actor: Actor) -> None:
        try:
            await self._turns.introduce(actor)
        except Exception as error:  # noqa: BLE001 - the nightly pass, or their first word, links them
            log.warning("slack.not_introduced", error=type(error).__name__)


def _attempt(request: AsyncBoltRequest) -> int:
    """Return how often Slack has tried to deliver this before."""
    number = (request.headers.get("x-slack-retry-num") or ["0"])[0]
    return int(number) if number.isdecimal() and number.isascii() and len(number) < 4 else 0


def _who_changed(payload: Mapping[str, Any]) -> Actor | None:
    user = at(payload, "event", "user", "id")
    if not user or inside(payload, "event", "user", "is_bot"):
        return None
    try:
        return actor_of(payload, Spot("message", user=user, team=at(payload, "team_id")))
    except Malformed:
        return None
