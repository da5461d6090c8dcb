"""Every setting, its default and its unit; read once, frozen afterwards.

A field's ``unit`` says how app.yaml writes it: "working days", "days", "hours" … ; none for plain numbers.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import time, timedelta
from typing import Any


def _unit(default: Any, unit: str) -> Any:
    return field(default=default, metadata={"unit": unit})


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

    per_day: int = _unit(1, "messages")
    per_window: int = _unit(3, "messages")
    window: int = _unit(5, "working days")
    opens: time = time(9)
    closes: time = time(17)
    digest_day: str = "monday"
    digest_lines: int = _unit(5, "lines")
    snooze_limit: int = _unit(2, "times")

    @property
    def window_working_days(self) -> int:
        """Return the length of the rolling window."""
        return self.window

    @property
    def digest_weekday(self) -> int:
        """Return the digest's weekday, 0 for Monday."""
        return WEEKDAYS.index(self.digest_day)


WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


@dataclass(frozen=True, slots=True)
class Windows:
    """How long people have, in working days of their own unless said."""

    baseline: timedelta = _unit(timedelta(days=30), "days")
    acknowledge: int = _unit(20, "working days")
    acknowledge_emergency: int = _unit(3, "working days")
    approve: int = _unit(4, "working days")
    answer: int = _unit(3, "working days")
    lesson: int = _unit(8, "working days")
    followup: int = _unit(3, "working days")
    confirm: int = _unit(5, "working days")
    idea_reply: int = _unit(2, "working days")
    idea_decision: int = _unit(20, "working days")
    retract: timedelta = _unit(timedelta(days=30), "days")
    record_late: timedelta = _unit(timedelta(days=30), "days")
    needs_time: int = _unit(10, "working days")


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
    per_second: int = _unit(50, "requests")
    per_conversation: int = _unit(1, "requests")


@dataclass(frozen=True, slots=True)
class Environment:
    """What comes from the environment: addresses and secrets."""

    database_url: str = "sqlite:///steward.db"
    public_url: str = "http://127.0.0.1:8000"
    secret: str = ""
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
