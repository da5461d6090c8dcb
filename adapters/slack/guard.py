"""What is looked at before Bolt: Bolt reads a body first and checks its signature afterwards."""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any, Final

import structlog
from slack_bolt.async_app import AsyncApp, AsyncBoltRequest
from slack_bolt.response import BoltResponse
from slack_sdk.signature import SignatureVerifier

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]

BODY_LIMIT: Final = 256 * 1024
# Older or younger requests are copies: https://docs.slack.dev/authentication/verifying-requests-from-slack
_WINDOW: Final = 300
_STAMP: Final = "x-slack-request-timestamp"
_SIGNATURE: Final = "x-slack-signature"
# No other header is handed on: Bolt has some of its own that are no part of the signature.
_READ: Final = frozenset(
    name.encode() for name in (_STAMP, _SIGNATURE, "content-type", "content-length", "x-slack-retry-num")
)
_REFUSALS: Final = {400: b"bad request", 401: b"not from Slack", 413: b"too large", 405: b"post only"}

log = structlog.get_logger("slack")


class Door:
    """The ASGI app behind POST /slack/events: refuses what Slack can't have sent; the rest is Bolt's."""

    def __init__(self, bolt: AsyncApp, signing_secret: str, clock: Callable[[], float] = time.time) -> None:
        self._bolt = bolt
        self._verifier = SignatureVerifier(signing_secret)
        self._clock = clock

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            return
        read = ((name, value) for name, value in scope["headers"] if name in _READ)
        headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in read}
        status = 405 if scope["method"] != "POST" else self._refused(headers)
        body = await _body(receive) if not status else b""
        if status or body is None:
            await self._refuse(send, status or 413)
            return
        try:
            text = body.decode("utf-8")
        except UnicodeDecodeError:
            await self._refuse(send, 400)
            return
        await self._hand_on(text, headers, send)

    def _refused(self, headers: dict[str, str]) -> int:
        """Return the status for what the headers alone give away, 0 when they look like Slack's."""
        length = headers.get("content-length", "0")
        if length.isdecimal() and int(length[:12]) > BODY_LIMIT:
            return 413
        stamp, signature = headers.get(_STAMP, ""), headers.get(_SIGNATURE, "")
        if not (stamp.isascii() and stamp.isdecimal() and len(stamp) <= 12 and signature.isascii()):
            return 401
        return 401 if not signature or abs(self._clock() - int(stamp)) > _WINDOW else 0

    async def _hand_on(self, text: str, headers: dict[str, str], send: Send) -> None:
        try:
            request = AsyncBoltRequest(body=text, headers={**headers})
        except Exception:  # noqa: BLE001 - Bolt stumbles in many ways over a body that Slack did not write
            await self._refuse(send, self._garbled(text, headers))
            return
        answer = await self._bolt.async_dispatch(request)
        # Our listeners never raise and miss no kind of payload, so what Bolt calls its own error, or nobody's
        # business, was a body of another shape.
        if answer.status in (404, 500):
            await self._refuse(send, 400)
            return
        await _respond(send, answer.status, answer.body.encode(), answer.headers["content-type"][0])

    def _garbled(self, text: str, headers: dict[str, str]) -> int:
        """Return 400 for a garbled body with Slack's signature, 401 for one of anybody else."""
        is_signed = self._verifier.is_valid(text, headers[_STAMP], headers[_SIGNATURE])
        return 400 if is_signed else 401

    async def _refuse(self, send: Send, status: int) -> None:
        log.info("slack.refused", status=status)
        await _respond(send, status, _REFUSALS[status], "text/plain;charset=utf-8")


async def _body(receive: Receive) -> bytes | None:
    """Return the whole body, None when it is too large."""
    chunks, size = [], 0
    while True:
        message = await receive()
        chunk: bytes = message.get("body", b"")
        chunks.append(chunk)
        size += len(chunk)
        if size > BODY_LIMIT:
            return None
        if not message.get("more_body"):
            return b"".join(chunks)


async def _respond(send: Send, status: int, body: bytes, content_type: str) -> None:
    headers = [(b"content-type", content_type.encode()), (b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})


OK: Final = BoltResponse(status=200, body="")
TRY_AGAIN: Final = BoltResponse(status=503, body="")
MALFORMED: Final = BoltResponse(status=400, body="")
