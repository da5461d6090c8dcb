"""Slack's Web API on loopback, and requests signed as Slack signs them."""

from __future__ import annotations

import hashlib
import hmac
import json
import threading
import time
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from aiohttp import web

from tests.adapters.slack_payloads import TEAM, Json

SECRET, TOKEN = "s3cret", "xoxb-test"


@dataclass
class Answer:
    """One answer of the stub; ``hang_up`` breaks the connection instead."""

    body: Any
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    hang_up: bool = False
    content_type: str = "application/json"


class SlackStub:
    """Answers each method with what was planned for it, else as Slack answers a good call."""

    def __init__(self) -> None:
        self.calls: list[tuple[str, Json]] = []
        self.planned: dict[str, list[Answer]] = defaultdict(list)
        self.users: dict[str, Json] = {}
        self.url = ""
        self._runner: web.AppRunner | None = None

    def plan(self, method: str, *answers: Answer) -> None:
        """Answer the next calls of ``method`` so."""
        self.planned[method] += answers

    def of(self, method: str) -> list[Json]:
        """Return what ``method`` was called with."""
        return [args for name, args in self.calls if name == method]

    def methods(self) -> list[str]:
        """Return the methods called, in order."""
        return [name for name, _ in self.calls]

    async def start(self) -> None:
        """Listen on a free port of loopback."""
        app = web.Application()
        app.router.add_post("/api/{method}", self._handle)
        self._runner = web.AppRunner(app)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        host, port = self._runner.addresses[0][:2]
        self.url = f"http://{host}:{port}/api/"

    async def stop(self) -> None:
        """Stop listening."""
        if self._runner is not None:
            await self._runner.cleanup()

    async def _handle(self, request: web.Request) -> web.StreamResponse:
        method = request.match_info["method"]
        if request.content_type == "application/json":
            args = await request.json()
        else:
            args = dict(await request.post())
        self.calls.append((method, args))
        assert request.headers["Authorization"] == f"Bearer {TOKEN}"
        answer = self.planned[method].pop(0) if self.planned[method] else Answer(self._usual(method, args))
        if answer.hang_up:
            assert request.transport is not None
            request.transport.abort()
        text = answer.body if isinstance(answer.body, str) else json.dumps(answer.body)
        return web.Response(
            text=text, status=answer.status, headers=answer.headers, content_type=answer.content_type
        )

    def _usual(self, method: str, args: Json) -> Json:
        match method:
            case "auth.test":
                return {"ok": True, "team_id": TEAM, "user_id": "U0BOT", "bot_id": "B0BOT"}
            case "chat.postMessage":
                channel = args["channel"]
                channel = f"D{channel[1:]}" if channel.startswith("U") else channel
                return {"ok": True, "channel": channel, "ts": "1800.1", "message": {}}
            case "users.info" if args["user"] in self.users:
                return {"ok": True, "user": {"id": args["user"], "team_id": TEAM} | self.users[args["user"]]}
            case "users.info":
                return {"ok": False, "error": "user_not_found"}
            case "conversations.open":
                return {"ok": True, "channel": {"id": f"D{args['users'][1:]}"}}
            case "conversations.history" | "conversations.replies":
                return {"ok": True, "messages": [], "response_metadata": {"next_cursor": ""}}
        return {"ok": True, "view": {"id": "V1"}, "message_ts": "1.1"}


def error(word: str, status: int = 200, **headers: str) -> Answer:
    """A refusal in Slack's words."""
    return Answer(
        {"ok": False, "error": word}, status, {name.replace("_", "-"): v for name, v in headers.items()}
    )


def body_of(payload: Json) -> tuple[str, str]:
    """Return the body and content type in which Slack posts this payload."""
    if "command" in payload:
        return urlencode(payload), "application/x-www-form-urlencoded"
    if payload.get("type") in ("event_callback", "url_verification"):
        return json.dumps(payload), "application/json"
    return urlencode({"payload": json.dumps(payload)}), "application/x-www-form-urlencoded"


def signed(body: str, content_type: str, *, at: float | None = None, secret: str = SECRET) -> dict[str, str]:
    """Return the headers that make ``body`` Slack's."""
    stamp = str(int(time.time() if at is None else at))
    digest = hmac.new(secret.encode(), f"v0:{stamp}:{body}".encode(), hashlib.sha256).hexdigest()
    return {
        "Content-Type": content_type,
        "X-Slack-Request-Timestamp": stamp,
        "X-Slack-Signature": f"v0={digest}",
    }


class Clock:
    """A clock that stands until it is moved."""

    def __init__(self) -> None:
        self.now = 1000.0
        self.on_ask: Callable[[], None] = threading.Event().set

    def __call__(self) -> float:
        """Return the seconds it shows."""
        return self.now
