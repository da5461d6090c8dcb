from __future__ import annotations

from collections import Counter
from datetime import date
from functools import cache
from pathlib import Path
from zoneinfo import available_timezones

import pytest

from adapters.demo.company import SEED, Company, Row, company
from bot.rules import access_rows
from bot.rules.access_rows import AccessRow, read_access
from bot.rules.people import NEEDED, PersonRow, one_key_each, read_rows
from bot.rules.sheets import decode, records

FOLDER = Path(__file__).parents[2] / "content" / "demo"
MONDAY = date(2026, 11, 30)


@cache
def acme() -> Company:
    return company()


def never_merged(one: str, other: str) -> bool:
    return one == other


@cache
def register() -> tuple[PersonRow, ...]:
    """Return the people as an import reads them; a rejected row fails the test that asks."""
    text = decode(acme().files()["persons.csv"])
    rows = list(one_key_each(read_rows(records(text, NEEDED), available_timezones()), MONDAY, never_merged))
    taken = tuple(row for row in rows if isinstance(row, PersonRow))
    assert len(taken) == len(rows)
    return taken


def named(name: str) -> PersonRow:
    return next(person for person in reversed(register()) if person.name == name)


def manager_of(name: str) -> str:
    by_key = {person.key: person.name for person in register()}
    return by_key.get(named(name).manager_key, named(name).manager_key)


def here() -> list[PersonRow]:
    return [person for person in register() if person.start <= MONDAY and person.is_active(MONDAY)]


def of(rows: tuple[Row, ...], local_part: str) -> list[Row]:
    return [row for row in rows if row["email"] == f"{local_part}@acme.example"]


def test_the_files_in_the_repository_are_those_the_seed_makes() -> None:
    for name, data in acme().files().items():
        assert (FOLDER / name).read_bytes() == data, f"run scripts/make_company.py for {name}"


def test_one_seed_makes_one_company_and_another_another() -> None:
    assert company(seed=SEED).files() == acme().files()
    assert company(seed=SEED + 1).files() != acme().files()


def test_the_company_has_258_people_of_whom_nine_have_left() -> None:
    assert len(register()) == 258
    assert sum(not person.is_active(MONDAY) for person in register()) == 9


@pytest.mark.parametrize(
    ("name", "title", "manager", "platform", "has_account", "zone"),
    [
        ("Ana Novak", "team lead", "Chika Obi", "slack", True, "Europe/Berlin"),
        ("Ben Ito", "software engineer", "Ana Novak", "slack", False, "Europe/Berlin"),
        ("Ben Roth", "data engineer", "Ana Novak", "slack", True, "Europe/Berlin"),
        ("Eve Lund", "engineer", "Ana Novak", "slack+teams", True, "Europe/Berlin"),
        ("Ravi Sol", "software engineer", "Ana Novak", "slack", True, "Europe/Berlin"),
        ("Sam Diaz", "contractor", "Ana Novak", "", False, "Europe/Berlin"),
        ("Tavi Hovar", "software engineer", "Ana Novak", "slack", True, "Europe/Berlin"),
        ("Chika Obi", "head of Engineering", "Ciro Ostel", "teams", True, "Europe/Berlin"),
        ("Petra Kraus", "ISMS owner", "Ciro Ostel", "slack", True, "Europe/Berlin"),
        ("Olga Marin", "policy lead", "Fiona Keir", "slack", True, "Europe/Berlin"),
        ("Otto Weiss", "chair of the board", "", "", False, "Europe/Berlin"),
        ("Nia Tamm", "support engineer", "Edo Brandt", "slack", True, "Australia/Adelaide"),
        ("Goran Lind", "head of Operations", "Ciro Ostel", "slack", True, "Europe/Berlin"),
    ],
)
def test_the_cast_is_in_it(
    name: str, title: str, manager: str, platform: str, has_account: bool, zone: str
) -> None:
    person = named(name)

    assert (person.title, manager_of(name), person.platform) == (title, manager, platform)
    assert (person.has_account, person.zone) == (has_account, zone)


def test_ana_looks_after_seven_people() -> None:
    ana = named("Ana Novak").key

    team = {p.name for p in register() if p.manager_key == ana and p.is_active(MONDAY)}

    assert team == {"Ben Ito", "Ben Roth", "Eve Lund", "Iva Marek", "Noor Khan", "Ravi Sol", "Sam Diaz"}


def test_the_days_of_the_story_are_in_it() -> None:
    assert named("Ben Ito").start == date(2026, 12, 7)
    assert named("Tavi Hovar").end == date(2026, 11, 20)
    assert (named("Sam Diaz").employment, named("Sam Diaz").start) == ("contractor", date(2026, 11, 16))


def test_sam_has_had_access_since_the_first_day() -> None:
    text = decode(acme().files()["access.csv"])
    rows = [row for row in read_access(records(text, access_rows.NEEDED)) if isinstance(row, AccessRow)]

    found = [(row.tier, row.at.date()) for row in rows if row.key == named("Sam Diaz").key]

    assert found == [(1, date(2026, 11, 16))]
    assert len(rows) == len(acme().access)
    assert not [row for row in rows if row.key == named("Ben Ito").key]


def test_ravi_is_away_and_eve_acts_for_ana_at_the_turn_of_the_year() -> None:
    assert [(a["from"], a["to"]) for a in of(acme().absences, "ravi.sol")] == [("2026-11-23", "2026-12-14")]
    assert of(acme().acting, "eve.lund") == [
        {
            "email": "eve.lund@acme.example",
            "for": "ana.novak@acme.example",
            "from": "2026-12-21",
            "to": "2027-01-01",
        }
    ]


@pytest.mark.parametrize(
    ("who", "roles"),
    [
        ("petra.kraus", {"isms_owner", "policy_owner", "approver"}),
        ("olga.marin", {"policy_owner"}),
        ("chika.obi", {"approver"}),
        ("otto.weiss", {"top_management", "approver"}),
        ("ana.novak", set()),
    ],
)
def test_roles_are_held_by_the_cast(who: str, roles: set[str]) -> None:
    assert {row["role"] for row in of(acme().roles, who)} == roles


def test_accounts_exist_for_those_who_have_one_and_work_here() -> None:
    assert [row["platform"] for row in of(acme().identities, "eve.lund")] == ["slack", "teams"]
    for nobody in ("ben.ito", "sam.diaz", "otto.weiss", "tavi.hovar"):
        assert of(acme().identities, nobody) == []
    ids = Counter((row["platform"], row["user_id"]) for row in acme().identities)
    assert max(ids.values()) == 1


def test_38_people_rest_on_saint_andrews_day() -> None:
    assert sum(person.holiday_region == "GB-SCT" for person in here()) == 38


def test_people_live_in_nine_zones_and_read_six_languages() -> None:
    assert len({person.zone for person in here()}) == 9
    assert {person.locale for person in here()} == {"en", "de", "pl", "pt", "fr", "ar"}


def test_the_broken_reporting_lines_are_those_of_the_cast() -> None:
    by_key = {person.key: person for person in register()}
    unreachable = {
        p.name
        for p in register()
        if p.is_active(MONDAY)
        and (
            p.manager_key not in by_key
            or not by_key[p.manager_key].is_active(MONDAY)
            or p.manager_key == p.key
        )
    }

    assert unreachable == {"Otto Weiss", "Luan Hovar", "Mina Ostel", "Kaja Brandt", "Una Ostel"}
    circle = [manager_of("Lena Ruiz"), manager_of("Leo Ruiz"), manager_of("Mio Sato")]
    assert circle == ["Leo Ruiz", "Mio Sato", "Lena Ruiz"]


def test_a_first_import_asks_for_the_briefings_of_the_cast_only() -> None:
    recent = {person.name for person in register() if person.start > date(2026, 10, 31)}

    cast = {"Ben Ito", "Sam Diaz", "Oskar Bell", "Wim Abrel", "Quin Varga", "Mio Sato", "Luan Hovar"}
    assert recent == cast | {"Mina Ostel", "Alma Reyes", "Jakub Nowicki"}


def test_two_people_are_called_ben_and_nobody_zoe() -> None:
    first_names = Counter(person.name.split()[0] for person in register())

    assert (first_names["Ben"], first_names["Eve"], first_names["Ana"], first_names["Tavi"]) == (2, 1, 1, 1)
    assert not [name for name in first_names if name.lower().startswith("zo")]


def test_only_the_rehired_stand_twice() -> None:
    assert [name for name, n in Counter(p.name for p in register()).items() if n > 1] == ["Rafa Varga"]


@pytest.mark.parametrize("size", [52, 60, 2_000])
def test_the_company_can_have_any_size_from_the_cast_upwards(size: int) -> None:
    rows = company(size).persons

    assert len(rows) == size
    assert len({row["person_ref"] for row in rows}) == size
    assert len({row["email"] for row in rows}) == size - 1  # the rehired keep their address


def test_a_company_smaller_than_its_cast_is_refused() -> None:
    with pytest.raises(ValueError, match="at least 52 people"):
        company(51)
