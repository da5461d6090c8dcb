"""The browser's side on an engine, and what machines ask: alive, ready, how much."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any, Protocol

from fastapi import APIRouter
from fastapi.responses import PlainTextResponse
from prometheus_client import CollectorRegistry, Gauge, generate_latest

from adapters.web.assets import load_assets
from adapters.web.desk import Desk
from adapters.web.reading import EngineInbox
from adapters.web.render import environment
from adapters.web.seals import Seals
from bot.errors import Busy
from bot.flows.figures import figures
from bot.house import House, Pool


def desk_on(
    house: House, pool: Pool, secret: bytes, *, templates: Iterable[Path] = (), **around: Any
) -> Desk:
    """Return the desk of a house; ``around`` is what differs: who reads, and below which addresses."""
    return Desk(
        engine=house.engine,
        inbox=EngineInbox(house.engine),
        say=house.parts.words.say,
        in_pool=pool,
        seals=Seals(secret),
        assets=load_assets(),
        templates=environment(*templates),
        secure=house.settings.environment.public_url.startswith("https://"),
        locales=house.parts.words.locales,
        **around,
    )


class Ready(Protocol):
    """A process that serves."""

    house: House
    pool: Pool

    def is_ready(self) -> str:
        """Return "" when people can be answered, else why not."""


def health_router(served: Ready) -> APIRouter:
    """Return /healthz, /readyz and /metrics."""
    router = APIRouter()

    @router.get("/healthz", response_class=PlainTextResponse)
    async def healthz() -> PlainTextResponse:
        return PlainTextResponse("ok\n")

    @router.get("/readyz", response_class=PlainTextResponse)
    async def readyz() -> PlainTextResponse:
        problem = await served.pool(served.is_ready)
        return PlainTextResponse(f"{problem or 'ready'}\n", 503 if problem else 200)

    @router.get("/metrics", response_class=PlainTextResponse)
    async def metrics() -> PlainTextResponse:
        try:
            text = await served.pool(measured, served.house)
        except Busy:
            return PlainTextResponse("# the database can't be reached\n", 503)
        return PlainTextResponse(text, media_type="text/plain; version=0.0.4")

    return router


def measured(house: House) -> str:
    """Return the figures of this moment; nothing in them names a person."""
    registry = CollectorRegistry()
    found = house.engine.ask(figures)
    outbox = Gauge("steward_outbox", "Messages by state", ["state"], registry=registry)
    for state, n in found.outbox.items():
        outbox.labels(state).set(n)
    Gauge("steward_duties_open", "Open duties", registry=registry).set(found.open)
    Gauge("steward_duties_past", "Open duties past their date", registry=registry).set(found.past)
    Gauge("steward_duties_due", "People's duties to be looked at now", registry=registry).set(found.due)
    Gauge("steward_events", "Events recorded", registry=registry).set(found.events)
    return generate_latest(registry).decode()
