"""The doctor: settings, database, clock, content; each finding with what to do."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlsplit

from sqlalchemy import func, select

from bot.config import Settings
from bot.errors import Busy
from bot.house import House, open_house
from bot.turn import Turn
from storage import outbox, people
from storage.migrate import current, newest
from storage.people import PERSON, UNLINKED

Finding = tuple[str, str, str]


def findings(settings: Settings, asked: Callable[[], list[Finding]]) -> list[Finding]:
    """Return what was found, in the order in which it is best mended; ``asked`` asks the platforms."""
    found = _settings(settings)
    database, reachable = _database(settings)
    found += database
    if reachable:
        house = open_house(settings)
        try:
            found += _contents(house)
        finally:
            house.close()
    return found + asked()


def _settings(settings: Settings) -> list[Finding]:
    environment = settings.environment
    found: list[Finding] = [
        ("ok", f"Settings are read; the organisation is {settings.organisation.name}.", "")
    ]
    host = urlsplit(environment.public_url).hostname or ""
    if host in ("127.0.0.1", "localhost", ""):
        found.append(
            (
                "note",
                f"STEWARD_PUBLIC_URL is {environment.public_url}, which only this machine can open.",
                "Set it to the address people use.",
            )
        )
    elif not environment.public_url.startswith("https://"):
        found.append(
            (
                "fault",
                f"STEWARD_PUBLIC_URL is {environment.public_url}, without https.",
                "Put it behind https; links carry people's answers.",
            )
        )
    for name, url in (
        ("incident_url", settings.routes.incident_url),
        ("speakup_url", settings.routes.speakup_url),
    ):
        if "acme.example" in url:
            found.append(
                (
                    "fault",
                    f"routes.{name} still leads to the example company.",
                    f"Write your own address under routes.{name} in app.yaml.",
                )
            )
    if bool(environment.slack_bot_token) != bool(environment.slack_signing_secret):
        missing = "STEWARD_SLACK_SIGNING_SECRET" if environment.slack_bot_token else "STEWARD_SLACK_BOT_TOKEN"
        found.append(
            (
                "fault",
                f"Slack is half connected: {missing} is missing.",
                "Both stand on the app's page in Slack.",
            )
        )
    return found


def _database(settings: Settings) -> tuple[list[Finding], bool]:
    url = settings.environment.database_url
    try:
        found = current(url)
    except Busy:
        return [
            (
                "fault",
                "The database can't be reached.",
                "Look at STEWARD_DATABASE_URL and whether the server runs.",
            )
        ], False
    if found != newest():
        state = f"at revision {found}" if found else "without tables"
        return [
            ("fault", f"The database is {state}; this version needs {newest()}.", "Run `steward db upgrade`.")
        ], False
    kind = "SQLite, one process" if url.startswith("sqlite") else "PostgreSQL"
    return [("ok", f"The database answers ({kind}) and has the newest schema.", "")], True


def _contents(house: House) -> list[Finding]:
    try:
        return house.engine.ask(_look)
    except Busy:
        return [("fault", "The database answers too slowly.", "Look at its disk and at long transactions.")]


def _look(turn: Turn) -> list[Finding]:
    found: list[Finding] = []
    n = turn.connection.execute(select(func.count()).select_from(PERSON)).scalar_one()
    if not n:
        return [("note", "Nobody is in the register yet.", "Run `steward people import FILE`.")]
    found.append(("ok", f"{n} people are in the register.", ""))
    if not people.holders(turn.connection, "isms_owner", turn.now.date()):
        found.append(
            (
                "fault",
                "Nobody is ISMS owner, so open questions end nowhere.",
                "Run `steward role grant EMAIL isms_owner`.",
            )
        )
    counts = outbox.counts(turn.connection)
    for state, remedy in (
        ("undeliverable", "See `steward deliveries --state undeliverable`."),
        (
            "uncertain",
            "See `steward deliveries --state uncertain`: they may have arrived, and are not sent again.",
        ),
    ):
        if counts.get(state):
            found.append(("note", f"{counts[state]} messages are {state}.", remedy))
    strangers = turn.connection.execute(select(func.count()).select_from(UNLINKED)).scalar_one()
    if strangers:
        found.append(
            (
                "note",
                f"{strangers} chat accounts belong to nobody in the register.",
                "Compare their addresses with the register's.",
            )
        )
    return found
