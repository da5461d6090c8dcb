"""The smallest bot that does a bit of everything: it shows that the emulator and the proxy work, and how."""

from __future__ import annotations

import re
import socket
import threading
from types import TracebackType
from typing import Any, Self

import uvicorn
from fastapi import FastAPI, Request, Response
from slack_bolt.adapter.fastapi.async_handler import AsyncSlackRequestHandler
from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncSay
from slack_sdk.web.async_client import AsyncWebClient

from tests.e2e.support.strict_blocks import Json
from tests.e2e.support.waiting import until

QUESTION: Json = {
    "type": "input",
    "block_id": "why",
    "label": {"type": "plain_text", "text": "Why?"},
    "element": {"type": "plain_text_input", "action_id": "text", "initial_value": "because"},
}
FORM: Json = {
    "type": "modal",
    "callback_id": "tiny",
    "title": {"type": "plain_text", "text": "A form"},
    "submit": {"type": "plain_text", "text": "Send"},
    "blocks": [QUESTION],
}
ROWS = [{"text": {"type": "plain_text", "text": name}, "value": name[0]} for name in ("apple", "berry")]
CARD: list[Json] = [
    {"type": "section", "text": {"type": "mrkdwn", "text": "Which fruit?"}},
    {
        "type": "actions",
        "block_id": "fruit",
        "elements": [
            {"type": "radio_buttons", "action_id": "choose", "options": ROWS},
            {"type": "button", "action_id": "answer", "text": {"type": "plain_text", "text": "Answer"}},
        ],
    },
]


class TinyBot:
    """Listens on a free port of loopback from ``with`` on; ``heard`` has every payload."""

    def __init__(self, token: str, secret: str, api_url: str) -> None:
        self.heard: list[Json] = []
        # The SDK's own handler repeats a call whose connection broke: what Slack had taken is posted twice.
        self._client = AsyncWebClient(token=token, base_url=api_url, retry_handlers=[])
        app = AsyncApp(client=self._client, signing_secret=secret, process_before_response=True)
        self._register(app)
        web = FastAPI()
        bolt = AsyncSlackRequestHandler(app)

        async def slack(request: Request) -> Response:
            return await bolt.handle(request)

        web.add_api_route("/slack/events", slack, methods=["POST"])
        self._socket = socket.create_server(("127.0.0.1", 0))
        self._server = uvicorn.Server(uvicorn.Config(web, log_level="warning", lifespan="off"))
        self._thread = threading.Thread(target=self._server.run, kwargs={"sockets": [self._socket]})

    @property
    def url(self) -> str:
        """The address for Slack's requests."""
        return f"http://127.0.0.1:{self._socket.getsockname()[1]}/slack/events"

    def __enter__(self) -> Self:
        """Start listening."""
        self._thread.start()
        until(lambda: self._server.started, what="the tiny bot listens")
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Stop listening."""
        self._server.should_exit = True
        self._thread.join()
        self._socket.close()

    def _register(self, app: AsyncApp) -> None:
        async def command(ack: AsyncAck, body: Json) -> None:
            self.heard.append(body)
            if body["text"] == "form":
                await self._client.views_open(trigger_id=body["trigger_id"], view=FORM)
                await ack()
            else:
                await ack(text=f"You typed {body['text']}")

        async def submitted(ack: AsyncAck, body: Json) -> None:
            self.heard.append(body)
            why = body["view"]["state"]["values"]["why"]["text"]["value"]
            if why == "because":
                await ack(response_action="errors", errors={"why": "That is no reason."})
            else:
                await ack()

        async def pressed(ack: AsyncAck, body: Json) -> None:
            self.heard.append(body)
            await ack()

        async def event(body: Json, say: AsyncSay, event: Json) -> None:
            self.heard.append(body)
            await self._answer(event, say)

        app.command("/tiny")(command)
        app.view("tiny")(submitted)
        app.action(re.compile(".*"))(pressed)
        for name in ("message", "app_mention", "app_home_opened"):
            app.event(name)(event)

    async def _answer(self, event: Json, say: AsyncSay) -> Any:
        if event["type"] == "app_home_opened":
            view = {"type": "home", "blocks": CARD}
            return await self._client.views_publish(user_id=event["user"], view=view)
        if event["text"].endswith("card"):
            return await say(text="Which fruit?", blocks=CARD, thread_ts=event.get("thread_ts"))
        return await say(text=f"I heard {event['text']}", thread_ts=event.get("thread_ts"))
