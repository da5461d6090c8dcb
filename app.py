"""The composition root: reads app.yaml and the environment once, wires everything, starts.

Nothing imports this module.  What each part needs is handed to it here.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import secrets
import socket
import sys
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from adapters.cli.kit import Kit
from adapters.cli.main import main as run_command
from bot.config import Settings, read_environment, read_settings
from bot.house import House, Pool, keep_what_is_loaded, open_house
from bot.postman import Platform
from bot.turn import real_clock

if TYPE_CHECKING:
    from adapters.demo.running import RunningDemo


def load_settings() -> Settings:
    """Return the settings: STEWARD_SETTINGS, else ./app.yaml, else the defaults.

    Addresses and secrets come from the environment alone.
    """
    environment = read_environment(os.environ)
    named = os.environ.get("STEWARD_SETTINGS", "")
    path = Path(named or "app.yaml")
    if not named and not path.is_file():
        return Settings(environment=environment)
    try:
        text = path.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        from bot.config import SettingsError

        why = str(error.strerror).lower() if isinstance(error, OSError) else "it is no UTF-8 text"
        raise SettingsError(
            str(path), 0, f"the settings can't be read: {why}; look at STEWARD_SETTINGS"
        ) from error
    return read_settings(text, path.name, environment)


def platforms_of(settings: Settings) -> frozenset[str]:
    """Return the chat platforms that are connected, by their tokens."""
    return frozenset({"slack"} if settings.environment.slack_bot_token else ())


def open_prepared(settings: Settings, clock: Callable[[], datetime] | None = None) -> House:
    """Return the house on a database of the newest schema; SQLite is migrated on the way."""
    from storage.migrate import SchemaOutdated, prepare

    try:
        prepare(settings.environment.database_url)
    except SchemaOutdated as outdated:
        from adapters.cli.kit import fail

        fail(str(outdated))
    return open_house(settings, clock=clock or real_clock, platforms=platforms_of(settings))


def connect(house: House) -> list[Platform]:
    """Return the chat platforms of a command that only delivers; nothing is asked of them yet."""
    environment = house.settings.environment
    if not environment.slack_bot_token:
        return []
    from adapters.slack.delivery import SlackPlatform
    from adapters.slack.directory import Directory
    from adapters.slack.web_api import SlackApi

    api = SlackApi(environment.slack_bot_token, environment.slack_api_url)
    return [SlackPlatform(api, Directory(api), _workspace(house.settings))]


def _workspace(settings: Settings) -> str:
    return settings.slack.workspaces[0] if len(settings.slack.workspaces) == 1 else ""


def serve(settings: Settings, host: str, port: int) -> None:
    """Answer until told to stop."""
    import uvicorn

    from bot.serving import Served

    served = Served(settings, platforms_of(settings))
    config = uvicorn.Config(
        hosted(served),
        host=host,
        port=port,
        log_level="warning",
        access_log=False,
        timeout_graceful_shutdown=10,
    )
    keep_what_is_loaded()
    # Before anything is started: a second process by mistake must not remind anybody.
    with _door(host, port) as door:
        sys.stdout.write(f"Steward answers on http://{'127.0.0.1' if host == '0.0.0.0' else host}:{port}\n")  # noqa: S104
        sys.stdout.flush()
        uvicorn.Server(config).run(sockets=[door])


def _door(host: str, port: int) -> socket.socket:
    """Return a socket that listens on this address; ends the command with a sentence when it is taken."""
    try:
        return socket.create_server(
            (host, port), family=socket.AF_INET6 if ":" in host else socket.AF_INET, backlog=2048
        )
    except OSError as error:
        from adapters.cli.kit import fail

        why = os.strerror(error.errno or 0).lower()
        fail(f"Steward can't listen on {host}:{port}: {why}.", "Choose another one: steward serve --port N")


def hosted(served: Any) -> Any:
    """Return the one ASGI application: health, Slack, browser."""
    from fastapi import FastAPI

    from adapters.web.hosting import health_router

    platforms: list[Platform] = []
    settings: Settings = served.settings

    @contextlib.asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        stop = asyncio.Event()
        working = asyncio.create_task(served.work(platforms, stop))
        try:
            yield
        finally:
            stop.set()
            await working
            for platform in platforms:
                close = getattr(platform, "close", None)
                if close is not None:
                    await close()
            served.close()

    api = FastAPI(title="Steward", lifespan=lifespan, docs_url=None, redoc_url=None, openapi_url=None)
    api.include_router(health_router(served))
    environment = settings.environment
    if environment.slack_bot_token and environment.slack_signing_secret:
        from adapters.slack.connector import slack_app

        router, slack = slack_app(
            served.house.engine,
            served.pool,
            served.house.engine,
            bot_token=environment.slack_bot_token,
            signing_secret=environment.slack_signing_secret,
            api_url=environment.slack_api_url,
            team=_workspace(settings),
        )
        platforms.append(slack)
        api.include_router(router)
    api.mount("/", browser(served.house, served.pool, served.secret))
    return api


def browser(house: House, pool: Any, secret: bytes) -> Any:
    """Return the browser's side; nobody is signed in here yet, so its pages say how to get in."""
    from adapters.web.calendar import calendar_routes
    from adapters.web.connector import web_app
    from adapters.web.hosting import desk_on

    desk = desk_on(house, pool, secret, identify=lambda _request: None)
    return web_app(desk, also=calendar_routes(house.engine, pool))


def demo(port: int, size: int) -> None:
    """Show the sample company on 127.0.0.1; its database is its own, in a folder that is made for it."""
    from adapters.cli.kit import fail, progress
    from adapters.demo.hosting import PortTaken, run_demo

    try:
        run_demo(port, size, browser=browser_of_demo, progress=progress)
    except PortTaken as taken:
        fail(str(taken), f"Try another one: steward demo --port {port + 1}")


def browser_of_demo(running: RunningDemo) -> Any:
    """Return the demo's pages, in which one may be anybody: made here for ``steward demo`` and nowhere else."""
    from adapters.demo.hosting import ready_routes
    from adapters.demo.page import HOSTS, PREFIX, TEMPLATES, demo_routes, person_in_path
    from adapters.web.calendar import calendar_routes
    from adapters.web.canvas import Canvas
    from adapters.web.connector import web_app
    from adapters.web.hosting import desk_on

    pool, secret = Pool(), secrets.token_bytes(32)
    around: dict[str, Any] = {"prefix": PREFIX, "identify": person_in_path, "stays": {"demo": ""}}
    desk = replace(desk_on(running.house, pool, secret, templates=(TEMPLATES,), **around), engine=running)
    pages = demo_routes(running, Canvas(desk, "demo"))
    also = [*ready_routes(), *pages, *calendar_routes(running.house.engine, pool)]
    return web_app(desk, also=also, hosts=HOSTS)


def examine(settings: Settings) -> list[tuple[str, str, str]]:
    """Return the findings of the doctor: (ok | note | fault, what, what to do)."""
    from bot.health import findings

    return findings(settings, asked=lambda: _reach(settings))


def _reach(settings: Settings) -> list[tuple[str, str, str]]:
    if not settings.environment.slack_bot_token:
        return [
            (
                "note",
                "Slack is not connected: there is no STEWARD_SLACK_BOT_TOKEN.",
                "README tells how to connect a workspace.",
            )
        ]
    return asyncio.run(_ask_slack(settings))


async def _ask_slack(settings: Settings) -> list[tuple[str, str, str]]:
    from adapters.slack.delivery import SlackPlatform
    from adapters.slack.directory import Directory
    from adapters.slack.web_api import SlackApi
    from bot.errors import DeliveryFailed
    from bot.health import clock_beside

    api = SlackApi(settings.environment.slack_bot_token, settings.environment.slack_api_url)
    try:
        # A workspace that app.yaml names would be taken on trust; here Slack itself is asked.
        team = await SlackPlatform(api, Directory(api)).identify()
    except DeliveryFailed as failure:
        hint = (
            "The bot token is not accepted: copy it again."
            if failure.reason == "token"
            else "Look at STEWARD_SLACK_API_URL and the network."
        )
        return [("fault", f"Slack can't be reached: {failure.reason}.", hint)]
    finally:
        await api.close()
    return [_workspace_found(settings, team), *clock_beside("Slack", api.date, real_clock())]


def _workspace_found(settings: Settings, team: str) -> tuple[str, str, str]:
    listed = settings.slack.workspaces
    if listed and team not in listed:
        what = f"The bot token belongs to the workspace {team}, which app.yaml does not list."
        return ("fault", what, f"Write {team} under slack.workspaces, or use that workspace's token.")
    return ("ok", f"Slack answers; the workspace is {team}.", "")


def main() -> None:
    """Run one command of the command line."""
    kit = Kit(load_settings, open_prepared, connect, serve, demo, examine)
    sys.exit(run_command(kit))


if __name__ == "__main__":
    main()
