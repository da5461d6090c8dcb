"""A talk as a calendar file (RFC 5545): pure text, the same for the same plan."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

# https://www.rfc-editor.org/rfc/rfc5545#section-3.1: a line has 75 octets at most, then it is folded.
LINE_OCTETS = 75


@dataclass(frozen=True, slots=True)
class Invitation:
    """One talk.  ``uid`` stays when the talk moves and ``sequence`` grows, so calendars replace the old entry.

    ``stamp`` is when it was planned.
    """

    uid: str
    sequence: int
    stamp: datetime
    starts: datetime
    ends: datetime
    summary: str
    description: str
    organiser: str = ""
    email: str = ""


def calendar_file(about: Invitation) -> str:
    """Return the text of the file; lines end in CRLF."""
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Steward//Talks//EN",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        "BEGIN:VEVENT",
        f"UID:{escaped(about.uid)}",
        f"SEQUENCE:{about.sequence}",
        f"DTSTAMP:{_utc(about.stamp)}",
        f"DTSTART:{_utc(about.starts)}",
        f"DTEND:{_utc(about.ends)}",
        f"SUMMARY:{escaped(about.summary)}",
        f"DESCRIPTION:{escaped(about.description)}",
        *_organiser(about),
        "STATUS:CONFIRMED",
        "TRANSP:OPAQUE",
        "END:VEVENT",
        "END:VCALENDAR",
    ]
    return "".join(f"{folded(line)}\r\n" for line in lines)


def escaped(text: str) -> str:
    """Return text as a value: backslash, semicolon, comma and line ends escaped, other controls left out."""
    plain = text.replace("\r\n", "\n").replace("\r", "\n")
    kept = "".join(one for one in plain if one == "\n" or one.isprintable())
    for mark in ("\\", ";", ","):
        kept = kept.replace(mark, f"\\{mark}")
    return kept.replace("\n", "\\n")


def folded(line: str) -> str:
    """Return a line cut into pieces of 75 octets; no character is cut in two."""
    pieces, size = [""], 0
    for one in line:
        octets = len(one.encode("utf-8", "replace"))
        if size + octets > LINE_OCTETS:
            pieces.append("")
            size = 1  # the blank that a continued line begins with
        pieces[-1] += one
        size += octets
    return "\r\n ".join(pieces)


def _organiser(about: Invitation) -> list[str]:
    if not about.email.isascii() or "@" not in about.email or any(one.isspace() for one in about.email):
        return []
    # A parameter may hold no double quote and no control: https://www.rfc-editor.org/rfc/rfc5545#section-3.2
    name = "".join(one for one in about.organiser if one.isprintable() and one != '"')
    return [f'ORGANIZER;CN="{name}":mailto:{about.email}']


def _utc(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")
