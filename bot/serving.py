"""What `serve` does beside answering: reminders, deliveries, the daily look, and whether it is ready."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import structlog
from apscheduler.schedulers.asyncio import AsyncIOScheduler

from bot.config import Settings
from bot.engine import frames_of
from bot.errors import Busy, DeliveryFailed
from bot.house import House, Pool, open_house
from bot.jobs import remind_all
from bot.jobs.daily import daily
from bot.jobs.linking import Directory, link_everybody, needs_linking
from bot.postman import Platform, Postman, WebInbox
from bot.postman.roads import limits_of
from bot.turn.secrets import secret_of
from storage.migrate import SchemaOutdated, is_current, prepare

log = structlog.get_logger("serve")
EVERY_MINUTE = timedelta(minutes=1)


class Served:
    """One process that serves: the house, the pool, and the work in the background."""

    def __init__(self, settings: Settings, platforms: frozenset[str]) -> None:
        self.settings = settings
        self.problem = ""
        try:
            prepare(settings.environment.database_url)
        except SchemaOutdated as outdated:
            self.problem = str(outdated)
        except Busy:
            self.problem = "the database can't be reached"
        if self.problem:
            log.warning("not ready", problem=self.problem)
        self.house: House = open_house(settings, platforms=platforms)
        self.pool = Pool()
        self.secret = self._secret()
        self._lock = asyncio.Lock()

    def _secret(self) -> bytes:
        try:
            return self.house.engine.run(secret_of, "web")
        except Exception as error:  # noqa: BLE001 - without a database pages still say so
            log.warning("no secret yet", error=type(error).__name__)
            return secret_of_settings(self.settings)

    def is_ready(self) -> str:
        """Return "" when people can be answered, else why not."""
        try:
            if not is_current(self.settings.environment.database_url):
                return (
                    self.problem or "the schema is not the one this version needs: run `steward db upgrade`"
                )
            with self.house.database.reading():
                return ""
        except Busy:
            return "the database can't be reached"

    async def work(self, platforms: Sequence[Platform], stop: asyncio.Event) -> None:
        """Remind and deliver until ``stop`` is set."""
        postman = Postman(self.house.engine, [*platforms, WebInbox()], limits_of(self.settings))
        self.house.engine.woke = postman.ring
        scheduler = AsyncIOScheduler(timezone="UTC")
        options: dict[str, Any] = {"max_instances": 1, "coalesce": True, "misfire_grace_time": 300}
        scheduler.add_job(self._remind, "interval", seconds=60, args=[platforms], id="remind", **options)
        scheduler.add_job(self._daily, "interval", minutes=30, id="daily", **options)
        scheduler.start()
        first = asyncio.create_task(self._first(platforms))
        try:
            await postman.run(stop)
        finally:
            first.cancel()
            scheduler.shutdown(wait=False)

    async def _first(self, platforms: Sequence[Platform]) -> None:
        await self._daily()
        await self._remind(platforms)

    async def _remind(self, platforms: Sequence[Platform]) -> None:
        try:
            if await asyncio.to_thread(self.house.engine.ask, needs_linking):
                for platform in platforms:
                    await self._link(platform)
            async with self._lock:
                await asyncio.to_thread(remind_all, self.house.engine)
        except Busy:
            log.warning("the database is away; reminders wait")
        except Exception as error:  # noqa: BLE001 - the next minute tries again
            log.error("bug", job="remind", error=type(error).__name__, at=frames_of(error))

    async def _link(self, platform: Platform) -> None:
        try:
            found = (
                await link_everybody(self.house.engine, platform) if isinstance(platform, Directory) else 0
            )
            log.info("directory listed", platform=platform.name, linked=found)
        except DeliveryFailed as failure:
            log.warning("directory can't be listed", platform=platform.name, reason=failure.reason)

    async def _daily(self) -> None:
        try:
            async with self._lock:
                await asyncio.to_thread(daily, self.house.engine)
        except Busy:
            log.warning("the database is away; the daily look waits")
        except Exception as error:  # noqa: BLE001 - half an hour later tries again
            log.error("bug", job="daily", error=type(error).__name__, at=frames_of(error))

    def close(self) -> None:
        """Let running turns end and close the database."""
        self.pool.close()
        self.house.close()


def secret_of_settings(settings: Settings) -> bytes:
    """Return a secret from the settings alone, for the time without a database."""
    return (
        settings.environment.secret or settings.environment.slack_signing_secret or "no secret yet"
    ).encode()
