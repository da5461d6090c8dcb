"""Stands between the bot and the Slack emulator, and is as strict and as unkind as Slack.

The bot calls ``api_url``; the emulator delivers to ``events_url``.  Both halves keep what passed:
``api.calls`` and ``deliveries.made``.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Coroutine
from typing import Any

from aiohttp import web

from tests.e2e.support.deliveries import Deliveries
from tests.e2e.support.strict_blocks import Json
from tests.e2e.support.web_api import Call, WebApi
from tests.e2e.support.workspace import Workspace


class StrictProxy:
    """A server on loopback, in a thread of its own, from ``start`` to ``stop``."""

    def __init__(self, token: str, secret: str) -> None:
        self.workspace = Workspace()
        self.api = WebApi(token, self.workspace)
        self.deliveries = Deliveries(secret, self.workspace)
        self.url = ""
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="strict proxy")
        self._runner: web.AppRunner | None = None

    @property
    def api_url(self) -> str:
        """The bot's STEWARD_SLACK_API_URL."""
        return f"{self.url}/api/"

    @property
    def events_url(self) -> str:
        """The emulator's requestUrl."""
        return f"{self.url}/events"

    def start(self) -> None:
        """Listen on a free port."""
        self._thread.start()
        self._run(self._listen())
        self.deliveries.hooks_url = f"{self.url}/hooks"

    def stop(self) -> None:
        """Stop listening; calls still open are broken off."""
        if self._runner is not None:
            self._run(self._runner.cleanup())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    def release(self, *, backwards: bool = False) -> None:
        """Deliver what was held, and once more what the bot refused."""
        events: list[Json] = [*self.deliveries.held, *self.deliveries.refused]
        self.deliveries.held, self.deliveries.refused = [], []
        self._run(self.deliveries.release(events[::-1] if backwards else events))

    def calls(self, method: str) -> list[Call]:
        """Return the bot's calls of one method."""
        return [call for call in self.api.calls if call.method == method]

    def refusals(self) -> list[str]:
        """Return what the bot was refused, in words; [] is what a good bot gets."""
        return [f"{call.method}: {call.answer}" for call in self.api.calls if call.error]

    async def _listen(self) -> None:
        app = web.Application(client_max_size=4 * 1024**2)
        app.router.add_route("*", "/api/{method}", self.api.handle)
        app.router.add_post("/hooks/{id}", self.api.hook)
        app.router.add_post("/events", self.deliveries.handle)
        self._runner = web.AppRunner(app, handler_cancellation=True, shutdown_timeout=0.5)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0)
        await site.start()
        host, port = self._runner.addresses[0][:2]
        self.url = f"http://{host}:{port}"

    def _run(self, work: Coroutine[Any, Any, None]) -> None:
        asyncio.run_coroutine_threadsafe(work, self._loop).result(timeout=30)
