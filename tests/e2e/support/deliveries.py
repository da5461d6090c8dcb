"""The half of the proxy that calls the bot: Slack's requests, complete, signed, in time, and repeated."""

from __future__ import annotations

import hashlib
import hmac
import json
import time
from dataclasses import dataclass, field
from urllib.parse import urlencode

import aiohttp
from aiohttp import web

from tests.e2e.support.strict_blocks import Json
from tests.e2e.support.workspace import Workspace

SUBSCRIBED = {"app_home_opened", "message.im", "app_mention", "team_join", "user_change"}
"""What the manifest asks for; the emulator sends more, such as every message in a channel."""
FORM, JSON = "application/x-www-form-urlencoded", "application/json"


@dataclass
class Delivery:
    """One request to the bot and its answer; ``status`` is 0 when there was none within Slack's 3 seconds."""

    kind: str
    payload: Json
    status: int = 0
    body: str = ""
    seconds: float = 0.0
    attempt: int = 0


def signed(secret: str, body: str, content_type: str, *, at: float | None = None) -> dict[str, str]:
    """Return the headers that make ``body`` Slack's; ``at``: signed at that time instead of now."""
    stamp = str(int(time.time() if at is None else at))
    digest = hmac.new(secret.encode(), f"v0:{stamp}:{body}".encode(), hashlib.sha256).hexdigest()
    return {
        "Content-Type": content_type,
        "X-Slack-Request-Timestamp": stamp,
        "X-Slack-Signature": f"v0={digest}",
    }


@dataclass
class Deliveries:
    """Takes what the emulator sends, completes it, and brings it to the bot as Slack would."""

    secret: str
    workspace: Workspace
    hooks_url: str = ""
    bot_url: str = ""
    """Where the bot listens: ``http://127.0.0.1:8000/slack/events``."""
    times: int = 1
    """How often each event is delivered; Slack promises at least once."""
    holding: bool = False
    """True: events are kept until ``release``."""
    answer_within: float = 3.0
    """Seconds, Slack's own limit."""
    made: list[Delivery] = field(default_factory=list)
    held: list[Json] = field(default_factory=list)
    refused: list[Json] = field(default_factory=list)
    """Events the bot did not answer with 2xx: Slack tries them again, here when the test says ``release``."""

    async def handle(self, request: web.Request) -> web.StreamResponse:
        """Answer the emulator with what the bot answered."""
        if request.content_type == JSON:
            return await self._event(await request.json())
        form = dict(await request.post())
        if "payload" in form:
            return await self._interaction(json.loads(str(form["payload"])))
        return await self._command({key: str(value) for key, value in form.items()})

    async def release(self, events: list[Json]) -> None:
        """Deliver these held or refused events, in this order, as further attempts."""
        for event in events:
            await self._deliver_event(event, attempt=1)

    async def _event(self, payload: Json) -> web.Response:
        event = payload["event"]
        kind = event["type"] + (f".{event['channel_type']}" if event["type"] == "message" else "")
        if kind not in SUBSCRIBED or event.get("bot_id"):
            return web.Response()
        if self.holding:
            self.held.append(payload)
            return web.Response()
        for attempt in range(self.times):
            await self._deliver_event(payload, attempt)
        return web.Response()

    async def _deliver_event(self, payload: Json, attempt: int) -> None:
        retry = {"X-Slack-Retry-Num": str(attempt), "X-Slack-Retry-Reason": "http_error"} if attempt else {}
        delivery = await self._send("event", payload, json.dumps(payload), JSON, retry)
        delivery.attempt = attempt
        if not 200 <= delivery.status < 300:
            self.refused.append(payload)

    async def _command(self, form: Json) -> web.Response:
        self.workspace.grant_trigger(form["trigger_id"])
        form["response_url"] = self._hook(form["response_url"])
        delivery = await self._send("command", form, urlencode(form), FORM, {})
        if delivery.status != 200 or not delivery.body:
            return web.Response()
        answer = _parsed(delivery.body)
        # Slack shows the answer to the one who typed, unless it says in_channel; the emulator to everybody.
        return web.json_response({"response_type": "ephemeral", **(answer or {"text": delivery.body})})

    async def _interaction(self, payload: Json) -> web.Response:
        self.workspace.grant_trigger(payload["trigger_id"])
        if payload["type"] == "block_actions":
            self._complete_press(payload)
        form = urlencode({"payload": json.dumps(payload)})
        delivery = await self._send(payload["type"], payload, form, FORM, {})
        if delivery.status == 200:
            return web.Response(text=delivery.body, content_type=JSON if delivery.body else "text/plain")
        # Slack keeps the form open and says that something went wrong; the emulator would close it.
        return web.json_response({"response_action": "errors", "errors": {}})

    def _complete_press(self, payload: Json) -> None:
        """Make it what Slack sends: state of the message's inputs, ephemeral, the Home tab's view."""
        user, message, action = payload["user"]["id"], payload.get("message"), payload["actions"][0]
        payload["response_url"] = self._hook(payload["response_url"])
        if message is None:
            home = self.workspace.homes[user]
            payload |= {"container": {"type": "view", "view_id": home["id"]}, "view": home}
            for name in ("channel", "state", "response_url"):
                payload.pop(name, None)
            return
        payload["container"]["is_ephemeral"] = message.get("subtype") == "ephemeral"
        if any(key.startswith("selected_") and action[key] for key in action):
            self.workspace.remember_choice(user, message["ts"], action)
        payload["state"] = {"values": self.workspace.chosen.get((user, message["ts"]), {})}

    def _hook(self, response_url: str) -> str:
        return f"{self.hooks_url}/{response_url.rpartition('/')[2]}"

    async def _send(
        self, kind: str, payload: Json, body: str, content_type: str, more: dict[str, str]
    ) -> Delivery:
        delivery = Delivery(kind, payload)
        self.made.append(delivery)
        started = time.monotonic()
        limit = aiohttp.ClientTimeout(total=self.answer_within)
        headers = signed(self.secret, body, content_type) | more
        try:
            async with (
                aiohttp.ClientSession(timeout=limit) as session,
                session.post(self.bot_url, data=body.encode(), headers=headers) as response,
            ):
                delivery.body = await response.text()
                delivery.status = response.status
        except (aiohttp.ClientError, TimeoutError):
            delivery.status = 0
        delivery.seconds = time.monotonic() - started
        return delivery


def _parsed(body: str) -> Json | None:
    try:
        answer = json.loads(body)
    except json.JSONDecodeError:
        return None
    return answer if isinstance(answer, dict) else None
