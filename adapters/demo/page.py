"""The demo page: be anybody, watch their inbox, move the clock, see what was sent and what was held back.

Being somebody else exists here and nowhere else; app.py mounts this for ``steward demo`` alone, on 127.0.0.1.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from adapters.demo.facts import Canvas, Demo, Held, Progress, Reads, Ribbon, Sent, Someone
from adapters.demo.moments import Moments
from adapters.demo.ribbon import drawn

TEMPLATES = Path(__file__).parent / "templates"
PREFIX = "/as/{who}"
# Names of this machine that a browser may have asked for: a page of another site cannot be one of them.
HOSTS = frozenset({"127.0.0.1", "localhost", "[::1]"})
LATELY, RESTING = 8, 10
_TO = {"hour", "day", "week"}
_REF = re.compile(r"[A-Za-z0-9_-]{1,64}", re.ASCII)
_ICONS = {"quiet_hours": "moon", "leave": "palm", "holiday": "sun", "budget": "layers", "other": "rest"}
_INBOX_PATHS = ("inbox", "m/{id}", "done", "list", "help", "ideas/new", "report", "speak-up")


@dataclass(frozen=True, slots=True)
class Scene:
    """What the demo looks like at one instant, read in one go."""

    org: str
    people: int
    now: datetime
    moving: Progress | None
    cast: tuple[Someone, ...]
    chosen: Someone | None
    found: tuple[Someone, ...] | None
    sent: tuple[Sent, ...]
    held: tuple[Held, ...]
    ribbon: Ribbon


def look(demo: Demo, person_ref: str, searched: str) -> Scene:
    """Return the scene with one person chosen, and whom a search found."""
    org, people = demo.company()
    return Scene(
        org=org,
        people=people,
        # To the minute: the page is to stand still while nothing happens.
        now=demo.now().replace(second=0, microsecond=0),
        moving=demo.moving(),
        cast=demo.cast(person_ref),
        chosen=demo.someone(person_ref, person_ref),
        found=demo.search(searched, person_ref) if searched else None,
        sent=demo.sent(LATELY, person_ref),
        held=demo.held(RESTING, person_ref),
        ribbon=demo.ribbon(person_ref),
    )


def demo_routes(demo: Demo, canvas: Canvas) -> list[BaseRoute]:
    """Return the addresses of the demo page and the ways into it."""
    page = DemoPage(demo, canvas)
    return [
        Route("/", page.enter, methods=["GET"]),
        Route(PREFIX, page.show, methods=["GET"]),
        Route(f"{PREFIX}/clock", page.move, methods=["POST"]),
        Route(f"{PREFIX}/clock", page.back, methods=["GET"]),
        Route(f"{PREFIX}/again", page.reset, methods=["POST"]),
        Route(f"{PREFIX}/again", page.back, methods=["GET"]),
        *(Route(f"/{path}", page.enter, methods=["GET"]) for path in _INBOX_PATHS),
    ]


def person_in_path(request: Request) -> str | None:
    """Return who is being somebody else, as the address says: so two people fit into two tabs."""
    who = str(request.path_params.get("who", ""))
    return who if _REF.fullmatch(who) else None


@dataclass(frozen=True, slots=True)
class DemoPage:
    """The endpoints."""

    demo: Demo
    canvas: Canvas

    async def enter(self, request: Request) -> Response:
        """Lead to the first of the cast, on the same page of theirs where there is one."""
        cast = await self.canvas.in_pool(self.demo.cast)
        if not cast:
            return self.canvas.end(request, "missing", 404)
        return RedirectResponse(f"/as/{cast[0].ref}{request.url.path.rstrip('/')}", 303)

    async def back(self, request: Request) -> Response:
        """Lead back to the page whose answer was loaded again."""
        return RedirectResponse(f"/as/{person_in_path(request) or ''}", 303)

    async def show(self, request: Request) -> Response:
        """Show the page of one person."""
        who = person_in_path(request)
        query = request.query_params.get("q", "").strip()[:80]
        answer = None
        if who:
            scene = await self.canvas.in_pool(look, self.demo, who, query)
            facts = _Facts(scene, self.canvas.say, query, request.query_params.get("open", ""))
            answer = await self.canvas.around(request, who, "demo.html", facts)
        return answer or self.canvas.end(request, "missing", 404)

    async def move(self, request: Request) -> Response:
        """Move the clock; a long move goes on while the page shows how far it has come."""
        return await self._changed(request, self._moved)

    async def reset(self, request: Request) -> Response:
        """Start again on the first morning."""
        return await self._changed(request, lambda _: self.demo.reset())

    def _moved(self, given: Mapping[str, str]) -> None:
        to = given.get("to", "")
        if to in _TO:
            self.demo.move(to)  # type: ignore[arg-type] # one of the three, as just seen

    async def _changed(self, request: Request, change: Callable[[Mapping[str, str]], None]) -> Response:
        who = person_in_path(request)
        given = await self.canvas.taken(request, who) if who else None
        if given is None:
            return self.canvas.end(request, "forged", 403)
        await self.canvas.in_pool(change, given)
        return RedirectResponse(f"/as/{who}", 303)


@dataclass(frozen=True, slots=True)
class _Facts:
    """What the template shows of a scene, in the words of whoever reads."""

    scene: Scene
    say: Callable[..., str]
    query: str
    opened: str

    def __call__(self, reader: Reads) -> Mapping[str, object]:
        scene = self.scene
        words = Moments(reader.locale, scene.ribbon.zone, scene.now)
        week = drawn(
            scene.ribbon,
            scene.now,
            self.say(reader.locale, "demo.now"),
            words.name,
            words.moment,
            mirrored=reader.direction == "rtl",
        )
        return {
            "title": self.say(reader.locale, "demo.title", name=reader.name),
            "scene": scene,
            "week": week,
            "words": words,
            "icons": _ICONS,
            "query": self.query,
            "opened": self.opened,
            "poll": 700 if scene.moving else 3000,
        }
