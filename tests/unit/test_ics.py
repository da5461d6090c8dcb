"""A calendar file that calendars accept (RFC 5545)."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from bot.rules.ics import Invitation, calendar_file, escaped, folded

TALK = Invitation(
    uid="id0000001@steward",
    sequence=2,
    stamp=datetime(2026, 11, 30, 8, 30, tzinfo=UTC),
    starts=datetime(2026, 12, 3, 10, tzinfo=ZoneInfo("Europe/Berlin")),
    ends=datetime(2026, 12, 3, 9, 30, tzinfo=UTC),
    summary="First talk: Ana and Ben",
    description="What we protect, what goes wrong, whom to tell.",
    organiser="Ana Novak",
    email="ana.novak@acme.example",
)


def unfolded(text: str) -> list[str]:
    return text.replace("\r\n ", "").split("\r\n")


def test_a_talk_as_a_whole() -> None:
    assert unfolded(calendar_file(TALK)) == [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Steward//Talks//EN",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        "BEGIN:VEVENT",
        "UID:id0000001@steward",
        "SEQUENCE:2",
        "DTSTAMP:20261130T083000Z",
        "DTSTART:20261203T090000Z",
        "DTEND:20261203T093000Z",
        "SUMMARY:First talk: Ana and Ben",
        "DESCRIPTION:What we protect\\, what goes wrong\\, whom to tell.",
        'ORGANIZER;CN="Ana Novak":mailto:ana.novak@acme.example',
        "STATUS:CONFIRMED",
        "TRANSP:OPAQUE",
        "END:VEVENT",
        "END:VCALENDAR",
        "",
    ]


def test_the_same_plan_is_the_same_file() -> None:
    assert calendar_file(TALK) == calendar_file(replace(TALK))


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("a;b,c\\d", "a\\;b\\,c\\\\d"),
        ("one\ntwo\r\nthree\rfour", "one\\ntwo\\nthree\\nfour"),
        ("bell\x07null\x00", "bellnull"),
        ("BEGIN:VEVENT\nATTACH:x", "BEGIN:VEVENT\\nATTACH:x"),
    ],
)
def test_text_stays_text(text: str, value: str) -> None:
    assert escaped(text) == value


@pytest.mark.parametrize("sign", ["a", "ü", "ع", "😀"])
def test_no_line_is_longer_than_75_octets_and_no_sign_is_cut(sign: str) -> None:
    line = "SUMMARY:" + sign * 200

    cut = folded(line)

    assert max(len(piece.encode()) for piece in cut.split("\r\n")) <= 75
    assert cut.replace("\r\n ", "") == line


def test_a_name_cannot_leave_its_parameter() -> None:
    text = calendar_file(replace(TALK, organiser='Ana "A"\r\nATTACH:x'))

    assert 'ORGANIZER;CN="Ana AATTACH:x":mailto:ana.novak@acme.example' in unfolded(text)


@pytest.mark.parametrize("email", ["", "no address", "ana@acme.example\r\nATTACH:x", "änä@acme.example"])
def test_an_address_that_is_none_is_left_out(email: str) -> None:
    assert "ORGANIZER" not in calendar_file(replace(TALK, email=email))
