"""Signed presses and the ASGI apps that take them; both are called by hand, without an HTTP client."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple

from fastapi import APIRouter, FastAPI
from slack_bolt.async_app import AsyncBoltRequest
from slack_bolt.response import BoltResponse
from starlette.routing import Route

from adapters.slack.connector import PATH, bolt_app, slack_app
from adapters.slack.guard import OK, Door
from adapters.slack.web_api import SlackApi
from bot.house import House, Pool
from tests.adapters.slack_payloads import press, value
from tests.adapters.slack_stub import SECRET, TOKEN, body_of, signed
from tests.bench.stage import Told

# Nobody listens there: what the bot would tell Slack beside its answer fails at once.
NOWHERE = "http://127.0.0.1:9/api/"


class Request(NamedTuple):
    """One signed request as a server hands it on."""

    headers: list[tuple[bytes, bytes]]
    body: bytes


def click(card: Told, number: int = 0) -> Request:
    """Return the press on [Acknowledge] under somebody's card, signed now."""
    payload = press(
        "policy.acknowledge",
        value({"duty": card.duty}),
        channel=card.channel,
        ts=card.ts,
        trigger=f"{number}.{card.duty}",
    )
    payload["user"] = payload["user"] | {"id": card.user}
    body, content_type = body_of(payload)
    headers = signed(body, content_type) | {"Content-Length": str(len(body.encode()))}
    encoded = [(name.lower().encode(), text.encode()) for name, text in headers.items()]
    return Request(encoded, body.encode())


def clicks(cards: Iterable[Told]) -> list[Request]:
    """Return one signed press for each card."""
    return [click(card, number) for number, card in enumerate(cards)]


async def call(app: Any, request: Request) -> int:
    """Return the status with which an app answers one request."""
    scope = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": "POST",
        "scheme": "http",
        "path": PATH,
        "raw_path": PATH.encode(),
        "root_path": "",
        "query_string": b"",
        "headers": request.headers,
        "client": ("127.0.0.1", 1),
        "server": ("127.0.0.1", 80),
    }
    status: list[int] = []

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": request.body, "more_body": False}

    async def send(message: dict[str, Any]) -> None:
        if message["type"] == "http.response.start":
            status.append(message["status"])

    await app(scope, receive, send)
    return status[0]


def steward(house: House, pool: Pool) -> FastAPI:
    """Return the app as ``serve`` builds it, as far as Slack is concerned."""
    router, _ = slack_app(
        house.engine, pool, house.engine, bot_token=TOKEN, signing_secret=SECRET, api_url=NOWHERE
    )
    return _app(router)


def bare() -> FastAPI:
    """Return the same FastAPI app, guard and Bolt settings with a listener that does nothing."""

    async def listen(_request: AsyncBoltRequest) -> BoltResponse:
        return OK

    bolt = bolt_app(SlackApi(TOKEN, NOWHERE), SECRET, listen)
    router = APIRouter()
    router.routes.append(Route(PATH, Door(bolt, SECRET), methods=["POST"]))
    return _app(router)


def _app(router: APIRouter) -> FastAPI:
    app = FastAPI(title="Steward", docs_url=None, redoc_url=None, openapi_url=None)
    app.include_router(router)
    return app
