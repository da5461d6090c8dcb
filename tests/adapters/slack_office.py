"""The app with a fake engine behind it and a Slack on loopback before it."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import httpx
from fastapi import FastAPI

from adapters.slack.connector import slack_app
from adapters.slack.delivery import SlackPlatform
from bot.house import Pool
from bot.model import (
    Account,
    Action,
    Answer,
    Card,
    Choice,
    DateField,
    Form,
    Input,
    Note,
    Nothing,
    Option,
    Pressed,
    Reply,
    Said,
    Show,
    TextField,
)
from tests.adapters.slack_payloads import Json
from tests.adapters.slack_stub import SECRET, TOKEN, Clock, SlackStub, body_of, signed

PLAN = Form(
    "briefing.plan", "Plan the talk", "Plan it", (DateField("day", "Date"), TextField("place", "Where?"))
)
LIST = Card("Open for you: one", (Choice("c", "Which?", (Option("a", "A"),)),), (Action("x.y", "Go"),))
NO_WORDS = Nothing()
BUSY = "I can't reach my records just now."
EVE_INFO = {"is_email_confirmed": True, "profile": {"email": "eve@acme.test"}}


class Sorry:
    """The two answers without an engine."""

    def busy(self, given: Input) -> Answer:
        typed = given.text if isinstance(given, Said) else ""
        return Answer(Note(f"{BUSY}\n\n{typed}" if typed else BUSY), busy=True)

    def bug(self, given: Input, error: Exception) -> Answer:
        assert error is not None
        return Answer(Note(f"That did not work. It is on us. {given.delivery_id and 'K7-42QD'}"))


@dataclass
class FakeEngine:
    """Answers as it is told and keeps what it heard."""

    reply: Reply | Exception = NO_WORDS
    busy: bool = False
    known: bool = True
    links: bool = True
    heard: list[Input] = field(default_factory=list)
    accounts: list[Account] = field(default_factory=list)
    gate: threading.Event | None = None
    arrived: threading.Semaphore = field(default_factory=lambda: threading.Semaphore(0))

    def handle(self, given: Input) -> Answer:
        self.heard.append(given)
        self.arrived.release()
        if self.gate is not None:
            self.gate.wait(10)
        if not self.known:
            return Answer(Note("You are not in Acme's list of people yet."), unknown=True)
        if isinstance(self.reply, Exception):
            raise self.reply
        if isinstance(given, Pressed) and given.verb == "home.open" and not isinstance(self.reply, Show):
            return Answer(Show(LIST), busy=self.busy)
        return Answer(self.reply, busy=self.busy)

    def link(self, account: Account) -> bool:
        self.accounts.append(account)
        self.known = self.links
        return self.links


@dataclass
class Office:
    """The app, the engine behind it and the Slack it calls."""

    engine: FakeEngine
    slack: SlackStub
    platform: SlackPlatform
    client: httpx.AsyncClient
    clock: Clock

    async def posts(self, payload: Json, **headers: str) -> httpx.Response:
        body, content_type = body_of(payload)
        signed_headers = signed(body, content_type) | {
            name.replace("_", "-"): v for name, v in headers.items()
        }
        return await self.raw(body, signed_headers)

    async def raw(self, body: str | bytes, headers: dict[str, Any]) -> httpx.Response:
        return await self.client.post("/slack/events", content=body, headers=headers)


@asynccontextmanager
async def open_office(engine: FakeEngine, *, limit: int = 64, url: str = "") -> AsyncIterator[Office]:
    slack, clock = SlackStub(), Clock()
    await slack.start()
    pool = Pool(4)
    router, platform = slack_app(
        engine,
        pool,
        Sorry(),
        bot_token=TOKEN,
        signing_secret=SECRET,
        api_url=url or slack.url,
        turns_at_once=limit,
        clock=clock,
    )
    app = FastAPI()
    app.include_router(router)
    transport = httpx.ASGITransport(app)
    try:
        async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
            yield Office(engine, slack, platform, client, clock)
    finally:
        if engine.gate is not None:
            engine.gate.set()
        await platform.close()
        await slack.stop()
        pool.close()


Scene = Callable[[Office], Coroutine[Any, Any, None]]


def played(
    scene: Scene, reply: Reply | Exception = NO_WORDS, *, limit: int = 64, url: str = "", **state: Any
) -> FakeEngine:
    """Play a scene with an engine that answers ``reply``; return the engine."""
    engine = FakeEngine(reply, **state)

    async def play() -> None:
        async with open_office(engine, limit=limit, url=url) as office:
            await scene(office)

    asyncio.run(play())
    return engine
