"""The invitation as a file: an expiring link, no login, nothing else behind it."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import BaseRoute, Route

from adapters.web.facts import InPool
from bot.engine import Engine
from bot.flows.briefings import ics_for


def calendar_routes(engine: Engine, in_pool: InPool) -> list[BaseRoute]:
    """Return the one address calendars open."""

    async def invitation(request: Request) -> Response:
        text = await in_pool(engine.ask, ics_for, request.path_params["token"])
        if text is None:
            return PlainTextResponse("This link no longer opens.\n", 404)
        headers = {"content-disposition": 'attachment; filename="talk.ics"', "cache-control": "no-store"}
        return Response(text, media_type="text/calendar", headers=headers)

    return [Route("/ics/{token:str}", invitation, methods=["GET"])]
