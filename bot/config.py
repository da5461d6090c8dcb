"""Every setting, its default and its unit; read once, frozen afterwards."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import time, timedelta


@dataclass(frozen=True, slots=True)
class Organisation:
    """Who "us" is, and what holds where a person's own facts are missing."""

    name: str = "Acme"
    country: str = "DE"
    zone: str = "Europe/Berlin"
    locale: str = "en"
    legal_entity: str = "Acme GmbH"


@dataclass(frozen=True, slots=True)
class Nudges:
    """The message budget and the quiet hours (R4, R47)."""

    per_day: int = 1
    per_window: int = 3
    window_working_days: int = 5
    opens: time = time(9)
    closes: time = time(17)
    digest_weekday: int = 0  # Monday
    digest_lines: int = 5
    snooze_limit: int = 2


@dataclass(frozen=True, slots=True)
class Windows:
    """How long people have, in working days of their own unless said."""

    baseline: timedelta = timedelta(days=30)
    acknowledge: int = 20
    acknowledge_emergency: int = 3
    approve: int = 4
    answer: int = 3
    lesson: int = 8
    followup: int = 3
    confirm: int = 5
    idea_reply: int = 2
    idea_decision: int = 20
    retract: timedelta = timedelta(days=30)
    record_late: timedelta = timedelta(days=30)
    needs_time: int = 10


@dataclass(frozen=True, slots=True)
class Routes:
    """Where events and confidential reports go: outside Steward (R39, R40)."""

    incident_phone: str = "+49 30 5550 112"
    incident_url: str = "https://acme.example/incident"
    speakup_phone: str = "+49 30 5550 190"
    speakup_url: str = "https://speakup.acme.example"


@dataclass(frozen=True, slots=True)
class Links:
    """Hosts a card may lead to, besides the public address itself (R48)."""

    allowed_hosts: tuple[str, ...] = ("acme.example", "speakup.acme.example")


@dataclass(frozen=True, slots=True)
class Slack:
    """The Slack workspace; tokens come from the environment only."""

    workspaces: tuple[str, ...] = ()
    email_domains: tuple[str, ...] = ()
    channel: str = ""  # where announcements go, "" for none
    per_second: float = 50.0
    per_conversation: float = 1.0


@dataclass(frozen=True, slots=True)
class Environment:
    """What comes from the environment: addresses and secrets."""

    database_url: str = "sqlite:///steward.db"
    public_url: str = "http://127.0.0.1:8000"
    slack_bot_token: str = ""
    slack_signing_secret: str = ""
    slack_api_url: str = "https://slack.com/api/"


@dataclass(frozen=True, slots=True)
class Settings:
    """All of app.yaml and the environment."""

    organisation: Organisation = field(default_factory=Organisation)
    nudges: Nudges = field(default_factory=Nudges)
    windows: Windows = field(default_factory=Windows)
    routes: Routes = field(default_factory=Routes)
    links: Links = field(default_factory=Links)
    slack: Slack = field(default_factory=Slack)
    environment: Environment = field(default_factory=Environment)
