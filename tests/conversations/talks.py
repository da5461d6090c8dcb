"""The people of a first talk, and the forms they send, as the tests need them."""

from __future__ import annotations

from datetime import date
from typing import Any

from bot.flows.briefings import ask_for_briefings
from bot.model import Ask, Reply
from storage import briefings
from storage.lines import REPORTING_EDGE
from storage.people import ACCESS_EVENT, ENGAGEMENT
from tests.office import Colleague, Office

START = date(2026, 12, 7)  # Ben's first day, five working days after the tests begin


class Team:
    """Petra is the ISMS owner, Chika leads Ana, Ana leads Ben, who starts on Mon 7 Dec."""

    def __init__(self, office: Office, *, start: date = START, chat: bool = True, **ben: Any) -> None:
        self.office = office
        self.petra = office.hire("petra", role="isms_owner")
        self.chika = office.hire("chika", self.petra, role="approver")
        self.ana = office.hire("ana", self.chika)
        self.eve = office.hire("eve", self.ana)
        self.ben = self.starter("ben", start=start, chat=chat, title="software engineer", **ben)

    def starter(self, name: str, *, manager: Colleague | None = None, **job: Any) -> Colleague:
        """Hire somebody who starts, and have their talk asked for."""
        who = self.office.hire(name, manager or self.ana, **{"start": START, **job})
        self.office.run(ask_for_briefings, [who.engagement])
        return who

    @property
    def talk(self) -> Any:
        """Return the duty to talk with Ben."""
        return self.office.rows(lambda connection: briefings.briefing_of(connection, self.ben.engagement))

    @property
    def record(self) -> Any:
        """Return the record of the talk with Ben that stands, or None."""
        return self.office.rows(lambda connection: briefings.live(connection, self.ben.engagement))

    def recorded(self, **values: str) -> Reply:
        """Let Ana record the talk with Ben."""
        asked = self.office.press(self.ana, "briefing.record", duty=self.talk)
        assert isinstance(asked, Ask), asked
        return self.office.fill(self.ana, asked, **(GOOD | values))

    def answered_yes(self) -> Reply:
        """Let Ben say that the talk took place, with the right answers."""
        asked = self.office.press(self.ben, "briefing.confirm", answer="yes")
        return self.office.fill(self.ben, asked, first="report", confidential="named")


GOOD = {
    "date": "2026-11-30",
    "time": "09:00",
    "minutes": "25",
    "how": "room",
    "points": "assets,threats,vulnerabilities,duties,reporting,policies,questions",
    "sentence": "Ben asked who may see customer data.",
}


def access(connection: Any, who: Colleague, at: Any, tier: int = 1) -> None:
    """Note when somebody got access, as the access feed tells it."""
    row = {"id": f"x_{who.ref}_{tier}", "engagement": who.engagement, "tier": tier, "at": at, "source": "idp"}
    connection.execute(ACCESS_EVENT.insert(), row)


def move(connection: Any, who: Colleague, start: date) -> None:
    """Change a start date in the register."""
    connection.execute(ENGAGEMENT.update().where(ENGAGEMENT.c.id == who.engagement).values(start=start))


def act_for(connection: Any, who: Colleague, deputy: Colleague, last: date) -> None:
    """Let a deputy look after somebody until a day."""
    edge = {"id": f"acting_{who.ref}", "engagement": who.engagement, "manager": deputy.ref, "kind": "acting"}
    dates = {"valid_from": date(2026, 11, 1), "valid_to": last, "source": "test"}
    connection.execute(REPORTING_EDGE.insert(), edge | dates)


def leave(connection: Any, who: Colleague, last: date) -> None:
    """Let somebody's last day be this one."""
    connection.execute(ENGAGEMENT.update().where(ENGAGEMENT.c.id == who.engagement).values(end=last))


def team_with_a_record(office: Office) -> Team:
    """Return the team once Ana has recorded her talk with Ben, and Ben has the question."""
    found = Team(office)
    office.settle()
    found.recorded()
    office.settle()
    return found
