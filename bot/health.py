"""The doctor: settings, database, clock, content; each finding with what to do."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from urllib.parse import urlsplit

from sqlalchemy import func, select

from bot.config import Settings
from bot.errors import Busy
from bot.house import House, open_house
from bot.turn import Turn
from storage import outbox, people
from storage.evidence import EVENT
from storage.migrate import current, newest
from storage.people import PERSON, UNLINKED

Finding = tuple[str, str, str]

# Slack's requests are refused when they seem five minutes old; a minute off is time enough to mend it.
CLOCK_TOLERANCE = timedelta(minutes=1)


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


def clock_beside(who: str, date: str, now: datetime) -> list[Finding]:
    """Return what to say of this machine's clock beside that of a platform, as its ``Date`` header tells it."""
    try:
        theirs = parsedate_to_datetime(date)
    except ValueError:
        return []
    if abs(theirs - now) <= CLOCK_TOLERANCE:
        return [("ok", f"The clock agrees with {who}'s.", "")]
    what = f"The clock of this machine says {now:%Y-%m-%d %H:%M} UTC, {who}'s {theirs:%Y-%m-%d %H:%M}."
    return [("fault", what, "Set it (NTP): requests that seem five minutes old are refused.")]


def _clock(turn: Turn) -> Finding:
    latest = select(EVENT.c.recorded_at).order_by(EVENT.c.seq.desc()).limit(1)
    newest_event = turn.connection.execute(latest).scalar()
    now = f"The clock says {turn.now:%Y-%m-%d %H:%M} UTC"
    if newest_event is not None and newest_event > turn.now + CLOCK_TOLERANCE:
        what = f"{now}, but evidence was recorded at {newest_event:%Y-%m-%d %H:%M}."
        return ("fault", what, "Set this machine's clock (NTP), and look when it went wrong.")
    return ("ok", f"{now}.", "")


def _language(turn: Turn) -> list[Finding]:
    locale, known = turn.settings.organisation.locale, turn.parts.words.locales
    if locale in known:
        return []
    what = f"organisation.locale is '{locale}', which has no words; English is used."
    return [("note", what, f"Write one of {', '.join(known)} in app.yaml.")]


def _look(turn: Turn) -> list[Finding]:
    found = [_clock(turn), *_language(turn)]
    n = turn.connection.execute(select(func.count()).select_from(PERSON)).scalar_one()
    if not n:
        return [*found, ("note", "Nobody is in the register yet.", "Run `steward people import FILE`.")]
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
