"""The sample company, made from a seed: the same seed makes the same files, byte for byte."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields
from datetime import UTC, date, datetime, time, timedelta
from hashlib import sha256
from itertools import islice
from zoneinfo import ZoneInfo

from adapters.demo.company_people import OTHERS, STORY, Chance, cast, others

USUAL_SIZE = 258
SEED = 20261130

Row = dict[str, str]

# The columns of each file, in their order.
COLUMNS = {
    "persons": (
        "person_ref",
        "email",
        "name",
        "manager_ref",
        "secondary_manager_ref",
        "employment",
        "fte",
        "workdays",
        "has_account",
        "platform",
        "is_minor",
        "edge",
        "role_family",
        "dept",
        "level",
        "start",
        "end",
        "country",
        "tz",
        "lang",
        "entity",
        "title",
        "subdivision",
    ),
    "access": ("person_ref", "tier", "at", "source"),
    "absences": ("email", "from", "to"),
    "identities": ("email", "platform", "user_id"),
    "roles": ("email", "role"),
    "acting": ("email", "for", "from", "to"),
}
_ROLES = (
    ("petra.kraus", ("isms_owner", "policy_owner", "approver")),
    ("olga.marin", ("policy_owner",)),
    ("chika.obi", ("approver",)),
    ("otto.weiss", ("top_management", "approver")),
    ("ciro.ostel", ("top_management",)),
    ("marta.wilk", ("auditor",)),
    ("jari.salo", ("operator",)),
)
# Who is away, from the first day to the last.
_AWAY = (
    ("ravi.sol", "2026-11-23", "2026-12-14"),
    ("goran.lind", "2026-11-30", "2026-12-02"),
    ("ana.novak", "2026-12-21", "2027-01-01"),
)
_ACTING = (("eve.lund", "ana.novak", "2026-12-21", "2027-01-01"),)


@dataclass(frozen=True, slots=True)
class Company:
    """A register and what stands beside it, as rows of text.  ``to`` is the last day, "" while it is open."""

    persons: tuple[Row, ...]
    access: tuple[Row, ...]
    absences: tuple[Row, ...]
    identities: tuple[Row, ...]
    roles: tuple[Row, ...]
    acting: tuple[Row, ...]

    def files(self) -> dict[str, bytes]:
        """Return the company as CSV files, by name."""
        return {f"{field.name}.csv": _csv(field.name, getattr(self, field.name)) for field in fields(self)}


def company(size: int = USUAL_SIZE, seed: int = SEED) -> Company:
    """Return a company of ``size`` people with the cast among them, as it stands on Mon 30 Nov 2026.

    Raises ValueError when the cast alone is larger.
    """
    chance = Chance(seed)
    known = cast()
    if size < len(known):
        raise ValueError(f"The sample company has at least {len(known)} people: the cast alone.")
    rest = others(size - len(known), chance, known)
    absences = [_row("absences", _mail(who), since, until) for who, since, until in _AWAY]
    absences += _vary(rest, chance)
    people = [*known, *rest]
    return Company(
        persons=tuple({column: row[column] for column in COLUMNS["persons"]} for row in people),
        access=tuple(_access(people, chance)),
        absences=tuple(absences),
        identities=tuple(_identities(people)),
        roles=tuple(_row("roles", _mail(who), role) for who, roles in _ROLES for role in roles),
        acting=tuple(_row("acting", _mail(who), _mail(whom), *days) for who, whom, *days in _ACTING),
    )


def _vary(rest: Sequence[Row], chance: Chance) -> list[Row]:
    """Make some of the others leavers, contractors, temps or part-timers; return who of them is away.

    Only people without a team, so that the broken reporting lines are those of the cast.
    """
    leads = {row["manager_ref"] for row in rest}
    team = [row for row in chance.shuffled(rest) if row["person_ref"] not in leads]
    share = len(rest) / OTHERS
    settled = [row for row in team if _may_leave(row)][: round(10 * share)]
    gone, on_leave = settled[: round(6 * share)], settled[round(6 * share) :]
    for row in gone:
        row["end"] = (date(2026, 1, 16) + timedelta(days=chance.below(300))).isoformat()
    taken = {row["person_ref"] for row in settled}
    here = iter([row for row in team if row["person_ref"] not in taken])
    _set_terms(here, share, chance)
    away = [_long_leave(row, chance) for row in on_leave]
    return away + [_holiday(row, chance) for row in islice(here, round(12 * share))]


def _set_terms(here: Iterator[Row], share: float, chance: Chance) -> None:
    """Make the next of them contractors, temps, apprentices and part-timers."""
    for employment, often in (("contractor", 13), ("temp", 5), ("apprentice", 2)):
        for row in islice(here, round(often * share)):
            row["employment"] = employment
    for row in islice(here, round(24 * share)):
        row["fte"], row["workdays"] = chance.one_of((("0.6", "MTW--"), ("0.8", "MTWT-"), ("0.5", "MTWTF")))


def _may_leave(row: Row) -> bool:
    """Return whether nobody misses the person: Engineering, IT and Scotland are counted on in the demo."""
    is_counted = row["dept"] in {"Engineering", "IT Operations"} or row["subdivision"] == "SCT"
    return not is_counted and row["start"] < "2025-11-01"


def _long_leave(row: Row, chance: Chance) -> Row:
    """Return an absence of many months, for half of them without an end."""
    since = f"2026-{chance.below(9) + 1:02}-01"
    return _row("absences", row["email"], since, chance.one_of(("", "2027-03-31")))


def _holiday(row: Row, chance: Chance) -> Row:
    """Return an absence of a week or two in December."""
    since = date(2026, 12, 7) + timedelta(days=chance.below(14))
    until = since + timedelta(days=4 + chance.below(10))
    return _row("absences", row["email"], since.isoformat(), until.isoformat())


def _access(people: Sequence[Row], chance: Chance) -> Iterator[Row]:
    """Yield the first access of each tier, of everyone who has come since 2025."""
    for row in people:
        start = date.fromisoformat(row["start"])
        if row["access"] == "none" or not date(2025, 1, 1) <= start <= STORY:
            continue
        local = datetime.combine(start, time(9), ZoneInfo(row["tz"])) + timedelta(minutes=chance.below(150))
        first = row["access"] or _utc(local)
        yield _row("access", row["person_ref"], "1", first, "idp")
        if row["role_family"] == "it_admin":
            yield _row("access", row["person_ref"], "2", _utc(local + timedelta(days=1)), "idp")


def _identities(people: Sequence[Row]) -> Iterator[Row]:
    """Yield the chat accounts of everyone who works here on the day of the story."""
    today = STORY.isoformat()
    for row in people:
        is_here = row["start"] <= today and (not row["end"] or row["end"] >= today)
        if row["has_account"] != "1" or not is_here:
            continue
        for platform in row["platform"].split("+"):
            yield _row("identities", row["email"], platform, user_id(platform, row["email"]))


def user_id(platform: str, email: str) -> str:
    """Return an id as the platform forms them: Slack's begin with U, those of Teams are UUIDs."""
    digest = sha256(f"{platform} {email}".encode()).hexdigest()
    if platform == "slack":
        return f"U0{digest[:9].upper()}"
    return "-".join((digest[:8], digest[8:12], digest[12:16], digest[16:20], digest[20:32]))


def _utc(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _mail(local_part: str) -> str:
    return f"{local_part}@acme.example"


def _row(file: str, *cells: str) -> Row:
    return dict(zip(COLUMNS[file], cells, strict=True))


def _csv(file: str, rows: Sequence[Row]) -> bytes:
    text = io.StringIO()
    writer = csv.DictWriter(text, COLUMNS[file], lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode()
