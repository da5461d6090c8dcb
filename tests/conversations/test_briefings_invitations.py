"""The invitation to a planned talk: a link that opens a calendar file for a while (R5)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from urllib.parse import urlsplit

import pytest

from bot.flows.briefings import ics_for
from bot.model import Link
from tests.conversations.talks import Team
from tests.office import BERLIN, Office


def _token(office: Office, team: Team) -> str:
    office.says(team.ana, "plan ben thu 10:00")
    office.settle()
    (card,) = office.inbox(team.ben)
    (link,) = [one for one in card.card.actions if isinstance(one, Link)]
    url = urlsplit(link.url)
    assert f"{url.scheme}://{url.netloc}" == office.settings.environment.public_url
    assert url.path.startswith("/ics/")
    return url.path.removeprefix("/ics/")


def test_the_link_opens_a_calendar_file(office: Office) -> None:
    team = Team(office)
    token = _token(office, team)

    text = office.ask(lambda turn: ics_for(turn, token))

    lines = text.split("\r\n")
    assert lines[0] == "BEGIN:VCALENDAR"
    assert "DTSTART:20261203T090000Z" in lines
    assert "DTEND:20261203T093000Z" in lines
    assert "SUMMARY:First talk: Ana and Ben" in lines
    assert f"UID:{team.talk.id}@steward" in lines
    assert "SEQUENCE:0" in lines


def test_a_moved_talk_keeps_its_uid_and_counts_on(office: Office) -> None:
    team = Team(office)
    token = _token(office, team)
    office.says(team.ana, "plan ben fri 9:30")

    text = office.ask(lambda turn: ics_for(turn, token))

    assert f"UID:{team.talk.id}@steward" in text
    assert "SEQUENCE:1" in text
    assert "DTSTART:20261204T083000Z" in text


def test_the_link_expires_a_week_after_the_talk(office: Office) -> None:
    team = Team(office)
    token = _token(office, team)

    office.wait(until=datetime(2026, 12, 10, 10, 1, tzinfo=BERLIN))

    assert office.ask(lambda turn: ics_for(turn, token)) is None


@pytest.mark.parametrize(
    "change", [lambda token: token[:-2] + "xx", lambda token: "x" + token, lambda _: "x.y"]
)
def test_a_link_nobody_made_opens_nothing(office: Office, change: Callable[[str], str]) -> None:
    token = change(_token(office, Team(office)))

    assert office.ask(lambda turn: ics_for(turn, token)) is None


def test_before_any_link_was_made_none_opens_and_no_secret_is_written(office: Office) -> None:
    assert office.ask(lambda turn: ics_for(turn, "WzE3OTYzNzIyMDBd.abc")) is None
