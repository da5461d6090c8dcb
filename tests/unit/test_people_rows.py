from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from itertools import count

from bot.rules.people import NEEDED, PersonRow, fingerprint, one_key_each, read_rows
from bot.rules.sheets import Rejected, records

ZONES = frozenset({"Europe/Berlin", "Asia/Kolkata"})
TODAY = date(2026, 11, 30)
ANA = {"person_ref": "P1", "email": "ana.novak@acme.example", "name": "Ana Novak", "start": "2019-02-01"}


def read(*rows: dict[str, str]) -> list[PersonRow | Rejected]:
    return list(read_rows(zip(count(2), rows, strict=False), ZONES))


def only(**cells: str) -> PersonRow:
    (row,) = read(ANA | cells)
    assert isinstance(row, PersonRow)
    return row


def refused(**cells: str) -> Rejected:
    (row,) = read(ANA | cells)
    assert isinstance(row, Rejected)
    return row


def never_merged(one: str, other: str) -> bool:
    assert one != other
    return False


def people(rows: Iterable[PersonRow | Rejected]) -> list[PersonRow]:
    return [row for row in rows if isinstance(row, PersonRow)]


def test_a_whole_row_is_read() -> None:
    text = (
        "person_ref,email,name,manager_ref,secondary_manager_ref,employment,fte,workdays,has_account,platform,"
        "is_minor,edge,role_family,dept,level,start,end,country,tz,lang,entity,title,subdivision\r\n"
        "P7,Ben.Ito@ACME.example,Ben  Ito,P3,P9,Contractor,0.6,MTW--,0,Slack+Teams,1,some case,engineering,"
        "Engineering,4,2026-12-07,2027-03-31,gb,Europe/Berlin,pt_BR,Acme GmbH,software engineer,sct\r\n"
    )

    assert list(read_rows(records(text, NEEDED), ZONES)) == [
        PersonRow(
            row=2,
            key="P7",
            email="ben.ito@acme.example",
            name="Ben Ito",
            manager_key="P3",
            secondary_manager_key="P9",
            employment="contractor",
            fte=0.6,
            workdays=frozenset({0, 1, 2}),
            has_account=False,
            platform="slack+teams",
            is_minor=True,
            role_family="engineering",
            department="Engineering",
            title="software engineer",
            level=4,
            start=date(2026, 12, 7),
            end=date(2027, 3, 31),
            country="GB",
            subdivision="SCT",
            zone="Europe/Berlin",
            locale="pt-BR",
            entity="Acme GmbH",
        )
    ]


def test_four_columns_are_enough() -> None:
    ana = only()

    assert (ana.employment, ana.fte, ana.workdays, ana.has_account) == (
        "employee",
        1.0,
        frozenset(range(5)),
        True,
    )
    assert (ana.zone, ana.manager_key, ana.level, ana.end, ana.is_minor) == ("", "", None, None, False)


def test_a_missing_person_ref_is_rejected() -> None:
    assert refused(person_ref="") == Rejected(2, "person_ref", "", "The person_ref is missing.")


def test_a_person_ref_that_stands_twice_belongs_to_the_first_row() -> None:
    first, second = read(ANA, ANA | {"name": "Another Ana"})

    assert isinstance(first, PersonRow)
    assert second == Rejected(3, "person_ref", "P1", "The person_ref stands twice; row 2 has it already.")


def test_a_rejected_row_still_holds_its_person_ref() -> None:
    found = read(ANA | {"tz": "Mars/Olympus"}, ANA)

    assert [(row.row, row.column) for row in found if isinstance(row, Rejected)] == [
        (2, "tz"),
        (3, "person_ref"),
    ]


def test_an_end_before_the_start_is_rejected() -> None:
    assert refused(start="2026-12-07", end="2026-12-06") == Rejected(
        2, "end", "2026-12-06", "The end, 2026-12-06, is before the start, 2026-12-07."
    )


def test_somebody_may_stay_for_one_day() -> None:
    assert only(start="2026-12-07", end="2026-12-07").end == date(2026, 12, 7)


def test_public_holidays_follow_the_part_of_a_country() -> None:
    assert only(country="UK", subdivision="sct").holiday_region == "GB-SCT"
    assert only(country="DE").holiday_region == "DE"
    assert only(subdivision="SCT").holiday_region == ""


def test_what_the_sheet_rejected_stays_rejected() -> None:
    slipped = Rejected(2, "", "x", "The row has 24 cells and the first row 23, so something has slipped.")

    assert next(read_rows([slipped, (3, ANA)], ZONES)) is slipped


def test_a_self_manager_and_an_unknown_manager_are_left_to_the_reporting_lines() -> None:
    assert only(manager_ref="P1").manager_key == "P1"
    assert only(manager_ref="P99999").manager_key == "P99999"


def test_one_address_at_two_active_keys_is_rejected_at_the_later() -> None:
    rows = read(ANA, ANA | {"person_ref": "P2"})

    found = list(one_key_each(rows, TODAY, never_merged))

    assert people(found) == people(rows)[:1]
    assert found[1] == Rejected(
        3,
        "email",
        "ana.novak@acme.example",
        "P1 in row 2 has this address, and P2 here; "
        "if they are one person, say so with steward people merge.",
    )


def test_a_former_key_does_not_hold_an_address() -> None:
    rows = read(ANA | {"end": "2025-06-30"}, ANA | {"person_ref": "P2", "start": "2026-09-01"})

    assert list(one_key_each(rows, TODAY, never_merged)) == rows


def test_two_keys_of_one_person_may_share_an_address() -> None:
    rows = read(ANA, ANA | {"person_ref": "P2"})

    assert list(one_key_each(rows, TODAY, lambda a, b: {a, b} == {"P1", "P2"})) == rows


def test_people_without_an_address_do_not_share_one() -> None:
    rows = read(ANA | {"email": ""}, ANA | {"person_ref": "P2", "email": ""})

    assert list(one_key_each(rows, TODAY, never_merged)) == rows


def test_a_fingerprint_tells_a_change_and_not_a_new_place_in_the_file() -> None:
    ana = only()

    assert fingerprint(replace(ana, row=99)) == fingerprint(ana)
    assert fingerprint(replace(ana, entity="Acme Services AG")) != fingerprint(ana)
    assert fingerprint(replace(ana, workdays=frozenset({0}))) != fingerprint(ana)
    assert fingerprint(replace(ana, key="P2")) != fingerprint(ana)
