"""The people of the sample company: the cast as it is written, and as many others as are wanted."""

from __future__ import annotations

import random
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import TypeVar

from adapters.demo.company_names import PLACES, Place
from bot.rules.sheets import Rejected, decode, records

T = TypeVar("T")

STORY = date(2026, 11, 30)  # the Monday on which the scenes of the demo happen
CAST = Path(__file__).parents[2] / "content" / "demo" / "cast.csv"
_SPAN = 7
_PLACE = {place.key: place for place in PLACES}
# NFKD takes accents off; these letters are whole and need a rule.
_WHOLE_LETTERS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "ł": "l", "ø": "o", "æ": "ae"})


@dataclass(frozen=True, slots=True)
class Department:
    """Who leads it, what its people are called, and how many of the others work in it."""

    name: str
    head: str
    family: str
    weight: int
    lead: str
    titles: tuple[str, ...]


DEPARTMENTS = (
    Department(
        "Engineering",
        "Chika Obi",
        "engineering",
        63,
        "team lead",
        ("software engineer", "data engineer", "test engineer", "platform engineer"),
    ),
    Department(
        "IT Operations",
        "Edo Brandt",
        "it_admin",
        35,
        "infrastructure lead",
        ("systems administrator", "network engineer", "support engineer"),
    ),
    Department(
        "Operations",
        "Goran Lind",
        "frontline",
        40,
        "operations lead",
        ("field technician", "warehouse worker", "dispatcher", "courier"),
    ),
    Department(
        "Sales & Customer",
        "Leonor Pires",
        "sales_support",
        34,
        "customer team lead",
        ("account manager", "customer adviser", "sales representative"),
    ),
    Department(
        "Finance", "Hanne Visser", "finance", 12, "finance lead", ("accountant", "buyer", "controller")
    ),
    Department(
        "Product & Marketing",
        "Kwame Boateng",
        "product_marketing",
        11,
        "product lead",
        ("product designer", "product owner", "content editor"),
    ),
    Department("People", "Meera Nandi", "hr", 7, "people partner", ("recruiter", "payroll clerk")),
    Department(
        "Legal & Compliance", "Fiona Keir", "legal_privacy", 4, "counsel", ("privacy adviser", "counsel")
    ),
)
OTHERS = sum(department.weight for department in DEPARTMENTS)  # in a company of the usual size


class Chance:
    """Choices that are the same for the same seed, in every version of Python.

    Only ``random()`` is promised to stay what it is; ``choice`` and ``shuffle`` have changed before.
    """

    def __init__(self, seed: int) -> None:
        self._next = random.Random(seed).random  # noqa: S311 - a sample company guards nothing

    def share(self) -> float:
        """Return a number from 0 to below 1."""
        return self._next()

    def below(self, limit: int) -> int:
        """Return a whole number from 0 to below ``limit``."""
        return int(self._next() * limit)

    def one_of(self, choices: Sequence[T]) -> T:
        """Return one of the choices."""
        return choices[self.below(len(choices))]

    def shuffled(self, things: Iterable[T]) -> list[T]:
        """Return the things in another order."""
        return [thing for _, _, thing in sorted((self._next(), n, thing) for n, thing in enumerate(things))]


def spread(total: int, weights: Sequence[int]) -> list[int]:
    """Return ``total`` in whole parts that stand to each other as the weights do, as nearly as can be."""
    whole = sum(weights)
    parts = [total * weight // whole for weight in weights]
    by_remainder = sorted(range(len(weights)), key=lambda n: (-(total * weights[n] % whole), n))
    for n in by_remainder[: total - sum(parts)]:
        parts[n] += 1
    return parts


def address_of(name: str) -> str:
    """Return a name as the local part of an e-mail address: Jörg Göbel is joerg.goebel."""
    letters = unicodedata.normalize("NFKD", name.lower().translate(_WHOLE_LETTERS))
    return ".".join(letters.encode("ascii", "ignore").decode().replace("'", "").split())


def cast() -> list[dict[str, str]]:
    """Return the rows of the cast, in the form of a register, with ``access`` beside it."""
    rows = [row for row in records(decode(CAST.read_bytes())) if not isinstance(row, Rejected)]
    refs = {cell["name"]: f"P{number:05}" for number, (_, cell) in enumerate(rows, 1)}
    return [_cast_row(f"P{n:05}", cell, refs) for n, (_, cell) in enumerate(rows, 1)]


def others(count: int, chance: Chance, known: Sequence[dict[str, str]]) -> list[dict[str, str]]:
    """Return ``count`` people below the heads of department, in teams of seven."""
    heads = {row["name"]: row for row in known}
    parts = spread(count, [place.weight for place in PLACES])
    places = chance.shuffled(n for n, part in enumerate(parts) for _ in range(part))
    names = _Names(chance, known)
    people: list[dict[str, str]] = []
    sizes = spread(count, [department.weight for department in DEPARTMENTS])
    for department, size in zip(DEPARTMENTS, sizes, strict=True):
        team = [heads[department.head]]
        for number in range(size):
            place = PLACES[places.pop()]
            row = _other(f"P{len(known) + len(people) + 1:05}", place, department, chance)
            row |= names.next_at(place)
            above = team[0] if number < _SPAN else team[(number - _SPAN) // _SPAN + 1]
            row |= {"manager_ref": above["person_ref"], "level": str(int(above["level"]) + 1)}
            leads = _SPAN + number * _SPAN < size
            row["title"] = department.lead if leads else chance.one_of(department.titles)
            team.append(row)
            people.append(row)
    return people


class _Names:
    """Names nobody has yet, while there are any; addresses nobody has, always."""

    def __init__(self, chance: Chance, known: Iterable[dict[str, str]]) -> None:
        self._chance = chance
        self._taken = {row["email"].partition("@")[0] for row in known}

    def next_at(self, place: Place) -> dict[str, str]:
        """Return a name and an e-mail address for somebody at this place."""
        names = (self._name_at(place) for _ in range(8))
        name = next((name for name in names if address_of(name) not in self._taken), "")
        if name:
            address = address_of(name)
        else:
            name = self._name_at(place)
            address = f"{address_of(name)}{len(self._taken)}"
        self._taken.add(address)
        return {"name": name, "email": f"{address}@acme.example"}

    def _name_at(self, place: Place) -> str:
        return f"{self._chance.one_of(place.names.first)} {self._chance.one_of(place.names.last)}"


def _cast_row(ref: str, cell: dict[str, str], refs: dict[str, str]) -> dict[str, str]:
    place = _PLACE[cell["place"]]
    return _at(place) | {
        "person_ref": ref,
        "name": cell["name"],
        "email": f"{cell['email'] or address_of(cell['name'])}@acme.example",
        "manager_ref": refs.get(cell["manager"], cell["manager"]),
        "secondary_manager_ref": refs.get(cell["functional"], ""),
        "lang": cell["lang"],
        "fte": cell["fte"] or "1.0",
        "workdays": cell["workdays"] or "MTWTF",
        "is_minor": cell["is_minor"] or "0",
        **{column: cell[column] for column in _TAKEN_OVER},
    }


_TAKEN_OVER = (
    "title",
    "employment",
    "role_family",
    "dept",
    "level",
    "platform",
    "has_account",
    "start",
    "end",
    "access",
    "edge",
)


def _at(place: Place) -> dict[str, str]:
    """Return what follows from the place somebody works at."""
    return {
        "country": place.country,
        "subdivision": place.subdivision,
        "tz": place.zone,
        "lang": place.locale,
        "entity": place.entity,
    }


def _other(ref: str, place: Place, department: Department, chance: Chance) -> dict[str, str]:
    """Return somebody without a name, a manager or a title yet."""
    # More came lately than long ago; nobody so lately that a first import would ask for a briefing.
    days = 45 + int(5000 * chance.share() ** 1.3)
    start = STORY - timedelta(days=days)
    speaks_english = place.key == "berlin" and chance.share() < 0.15
    return _at(place) | {
        "person_ref": ref,
        "lang": "en" if speaks_english else place.locale,
        "secondary_manager_ref": "",
        "employment": "employee",
        "fte": "1.0",
        "workdays": "MTWTF",
        "has_account": "1",
        "platform": "teams" if chance.share() < 0.27 else "slack",
        "is_minor": "0",
        "edge": "",
        "role_family": department.family,
        "dept": department.name,
        "start": (start - timedelta(days=start.weekday())).isoformat(),
        "end": "",
        "access": "",
    }
