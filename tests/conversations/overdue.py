"""A team in which everybody but Eve has acknowledged what was published on 30 November, due on 29 December."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from storage.people import ENGAGEMENT
from tests.office import BERLIN, Colleague, Office


@dataclass(frozen=True, slots=True)
class Team:
    """Chika, her report Ana, Ana's report Eve, and Petra, the ISMS owner."""

    chika: Colleague
    ana: Colleague
    eve: Colleague
    petra: Colleague


def overdue_team(office: Office) -> Team:
    """Return the team on the day of the publication."""
    chika = office.hire("chika", role="approver")
    ana = office.hire("ana", manager=chika)
    eve = office.hire("eve", manager=ana)
    petra = office.hire("petra", role="isms_owner")
    olga = office.hire("olga", role="policy_owner")
    office.publish()
    for who in (chika, ana, petra, olga):
        office.says(who, "ack aup 3.0")
    return Team(chika, ana, eve, petra)


def at(day: int, month: int, hour: int = 9, minute: int = 0) -> datetime:
    """Return a moment of that winter in Berlin: November and December 2026, then 2027."""
    return datetime(2026 if month >= 11 else 2027, month, day, hour, minute, tzinfo=BERLIN)


def steps_told(office: Office, who: Colleague) -> list[str]:
    """Return the steps somebody was told, in order."""
    return [step for event in office.events("message.sent", about=who) for _, _, step in event["shows"]]


def another_job(connection: Connection, who: Colleague, name: str) -> None:
    """Give somebody another job like the one they have."""
    same = ENGAGEMENT.c.id == who.engagement
    row = connection.execute(ENGAGEMENT.select().where(same)).mappings().one()
    connection.execute(ENGAGEMENT.insert(), {**row, "id": name})
