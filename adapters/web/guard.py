"""Around every page: the headers that keep others out, and an end for what nobody foresaw."""

from __future__ import annotations

import secrets
import traceback
from collections.abc import Awaitable, Callable

import structlog
from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

log = structlog.get_logger("web")

HEADERS = {
    "content-security-policy": (
        "default-src 'none'; style-src 'self'; font-src 'self'; img-src 'self'; script-src 'self'; "
        "connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
    ),
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    # Not no-referrer: browsers then send "Origin: null" with our own forms.
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=()",
}
# As is read aloud and typed: no letter or figure that another one looks like.
_ALPHABET = "234679ACDEFGHJKMNPQRTUVWXYZ"

OnBug = Callable[[Request, str], Awaitable[Response]]


class Guard:
    """Everything inside answers with the headers above; ``hosts``, where given, are the only names served."""

    def __init__(self, app: ASGIApp, on_bug: OnBug, hosts: frozenset[str] = frozenset()) -> None:
        self.app = app
        self.on_bug = on_bug
        self.hosts = hosts

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        began = False

        async def send_guarded(message: Message) -> None:
            nonlocal began
            if message["type"] == "http.response.start":
                began = True
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers[name] = value
                headers.setdefault("cache-control", "no-store")
            await send(message)

        request = Request(scope, receive)
        if self.hosts and not self._knows(request):
            refusal = PlainTextResponse("This address is not served here.\n", 421)
            await refusal(scope, receive, send_guarded)
            return
        try:
            await self.app(scope, receive, send_guarded)
        except Exception as error:
            # Whatever it is, the person gets a sentence and a reference.
            if began:
                raise
            answer = await self.on_bug(request, _noted_bug(request, error))
            await answer(scope, receive, send_guarded)

    def _knows(self, request: Request) -> bool:
        host = request.headers.get("host", "").lower()
        name = host.partition("]")[0] + "]" if host.startswith("[") else host.partition(":")[0]
        return name in self.hosts


def _noted_bug(request: Request, error: Exception) -> str:
    """Return a reference to quote; the log has it beside where it happened, without anybody's words."""
    reference = "-".join("".join(secrets.choice(_ALPHABET) for _ in range(n)) for n in (2, 4))
    frames = traceback.extract_tb(error.__traceback__)
    at = [f"{one.filename.rsplit('/', 2)[-1]}:{one.lineno} {one.name}" for one in frames]
    log.error("web.bug", reference=reference, method=request.method, error=type(error).__name__, at=at)
    return reference
