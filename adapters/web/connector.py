"""The browser's side as one ASGI application, to be mounted at the root behind everything else."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from adapters.web.desk import Desk
from adapters.web.guard import Guard
from adapters.web.inbound import TooMuch, Unreadable
from adapters.web.pages import ASKED, STATIC, Pages
from adapters.web.presses import Presses
from bot.errors import Busy

Endpoint = Callable[[Request], Awaitable[Response]]
_ENDS = {404: "missing", 405: "method"}


def web_app(desk: Desk, *, also: Sequence[BaseRoute] = (), hosts: frozenset[str] = frozenset()) -> Starlette:
    """Return the inbox, its static files and its ends.

    ``also`` are further routes under the same guard; ``hosts``, where given, are the only Host names served.
    """

    async def ended(request: Request, error: Exception) -> Response:
        status = error.status_code if isinstance(error, HTTPException) else 500
        headers = error.headers if isinstance(error, HTTPException) else None
        reader = await desk.reader(desk.identify(request))
        answer = desk.end(request, _ENDS.get(status, "unreadable"), status, reader)
        answer.headers.update(headers or {})
        return answer

    async def large(request: Request, _: Exception) -> Response:
        return desk.end(request, "large", 413, await desk.reader(desk.identify(request)))

    async def unreadable(request: Request, _: Exception) -> Response:
        return desk.end(request, "unreadable", 400, await desk.reader(desk.identify(request)))

    async def busy(request: Request, _: Exception) -> Response:
        answer = desk.end(request, "busy", 503, drawing="cloud")
        answer.headers["retry-after"] = "5"
        return answer

    async def bug(request: Request, reference: str) -> Response:
        return desk.end(request, "bug", 500, drawing="cloud", reference=reference)

    made = Starlette(
        routes=[*also, *routes(desk)],
        middleware=[Middleware(Guard, on_bug=bug, hosts=hosts)],
        exception_handlers={HTTPException: ended, Busy: busy, TooMuch: large, Unreadable: unreadable},
    )
    made.router.redirect_slashes = False
    return made


def routes(desk: Desk) -> list[BaseRoute]:
    """Return the addresses of the inbox, all below the desk's prefix; the static files are not."""
    pages = Pages(desk)
    presses = Presses(pages)

    async def back_to_inbox(request: Request) -> Response:
        # A browser that loads the answer to a press again asks for its address.
        return RedirectResponse(f"{desk.base(request)}/inbox", 303)

    reading: dict[str, Endpoint] = {"/inbox": pages.inbox, "/m/{id}": pages.message, "/done": pages.done}
    if not desk.prefix:
        reading["/"] = pages.inbox
    for path in ASKED:
        reading[f"/{path}"] = pages.asked(path)
    for path in STATIC:
        reading[f"/{path}"] = pages.static(path)
    return [
        *(Route(desk.prefix + path, endpoint, methods=["GET"]) for path, endpoint in reading.items()),
        Route(desk.prefix + "/press", presses.press, methods=["POST"]),
        Route(desk.prefix + "/say", presses.say, methods=["POST"]),
        *(Route(desk.prefix + path, back_to_inbox, methods=["GET"]) for path in ("/press", "/say", "/form")),
        Route("/static/{mark}/{name:path}", desk.assets.serve, methods=["GET"]),
    ]
