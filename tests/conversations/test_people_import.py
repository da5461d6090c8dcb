"""The register from CSV (R1), reporting lines (R2), absence (R4), who left (R11, R12)."""

from __future__ import annotations

from datetime import date

import pytest

from bot.errors import Refused
from bot.flows.people.absences import add_absence
from bot.flows.people.access import import_access
from bot.flows.people.imports import ImportResult, import_people
from bot.flows.people.merging import merge_people
from bot.flows.people.roles import grant_role, revoke_role
from bot.model import Actor
from bot.rules.sheets import UnreadableFile
from bot.turn.lines import Looked, looks_after
from storage.people import ENGAGEMENT, PERSON, REPORTING_EDGE, SOURCE_KEY
from tests.office import BERLIN, Office

HEADER = (
    "person_ref,email,name,manager_ref,secondary_manager_ref,employment,workdays,has_account,platform,"
    "role_family,dept,level,start,end,country,tz,lang"
)


def _row(
    key: str,
    name: str,
    manager: str = "",
    second: str = "",
    *,
    start: str = "2020-01-06",
    end: str = "",
    **more: str,
) -> str:
    facts = {
        "employment": "employee",
        "dept": "Engineering",
        "tz": "Europe/Berlin",
        "email": f"{key.lower()}@acme.example",
    } | more
    return (
        f"{key},{facts['email']},{name},{manager},{second},{facts['employment']},MTWTF,1,slack,engineering,"
        f"{facts['dept']},3,{start},{end},DE,{facts['tz']},en"
    )


def _file(*rows: str) -> bytes:
    return "\n".join([HEADER, *rows]).encode()


def _import(office: Office, *rows: str, dry_run: bool = False) -> ImportResult:
    return import_people(office.engine, _file(*rows), "hr", dry_run=dry_run)


COMPANY = (_row("P1", "Chika Obi"), _row("P2", "Ana Novak", "P1"), _row("P3", "Eve Lund", "P2"))


def _count(office: Office, table: object) -> int:
    return len(office.rows(lambda c: c.execute(table.select()).all()))  # type: ignore[attr-defined]


def _engagement(office: Office, key: str) -> str:
    return str(
        office.rows(
            lambda c: c.execute(SOURCE_KEY.select().where(SOURCE_KEY.c.key == key)).first()
        ).engagement
    )


def _person(office: Office, key: str) -> str:
    engagement = _engagement(office, key)
    return str(
        office.rows(
            lambda c: c.execute(ENGAGEMENT.select().where(ENGAGEMENT.c.id == engagement)).first()
        ).person
    )


def test_a_first_import_creates_people_lines_and_events(office: Office) -> None:
    result = _import(office, *COMPANY)

    assert result.as_dict() == {
        "read": 3,
        "created": 3,
        "updated": 0,
        "unchanged": 0,
        "baseline": 3,
        "rejected": [],
    }
    assert _count(office, REPORTING_EDGE) == 2
    assert len(office.events("person.created")) == 3


def test_the_same_file_again_writes_nothing(office: Office) -> None:
    _import(office, *COMPANY)
    events, people = len(office.events()), _count(office, PERSON)

    result = _import(office, *COMPANY)

    assert (result.created, result.updated, result.unchanged) == (0, 0, 3)
    assert len(office.events()) == events
    assert _count(office, PERSON) == people


def test_faulty_rows_are_named_and_all_others_load(office: Office) -> None:
    result = _import(
        office,
        _row("P1", "Chika Obi"),
        _row("", "Nobody"),
        _row("P1", "Twice"),
        _row("P4", "Mars", tz="Mars/Base"),
        _row("P5", "Back", start="2024-05-01", end="2024-04-01"),
        _row("P6", "Good"),
    )

    assert [(one.row, one.column) for one in result.rejected] == [
        (3, "person_ref"),
        (4, "person_ref"),
        (5, "tz"),
        (6, "end"),
    ]
    assert all(one.reason.endswith(".") for one in result.rejected)
    assert result.created == 2
    assert result.read == 6


def test_a_dry_run_says_the_same_and_writes_nothing(office: Office) -> None:
    dry = _import(office, *COMPANY, dry_run=True)

    assert _count(office, PERSON) == 0
    assert office.events() == []
    assert dry.as_dict() == _import(office, *COMPANY).as_dict()


def test_a_file_that_is_no_register_is_refused_as_a_whole(office: Office) -> None:
    with pytest.raises(UnreadableFile):
        import_people(office.engine, b"name;shoe size\nAna;38\n", "hr")


def test_excels_habits_are_survived(office: Office) -> None:
    text = _file(_row("P1", "Jürgen Öztürk")).decode().replace(",", ";").replace("\n", "\r\n")

    result = import_people(office.engine, b"\xef\xbb\xbf" + text.encode(), "hr")
    latin = import_people(
        office.engine, text.replace("P1", "P2").replace("p1@", "p2@").encode("latin-1"), "hr"
    )

    assert (result.created, latin.created) == (1, 1)
    names = {row.name for row in office.rows(lambda c: c.execute(PERSON.select()).all())}
    assert names == {"Jürgen Öztürk"}


def test_somebody_missing_twice_is_flagged_and_stays(office: Office) -> None:
    _import(office, *COMPANY)

    _import(office, *COMPANY[:2])
    assert office.events("engagement.flagged_missing") == []
    _import(office, *COMPANY[:2])
    _import(office, *COMPANY[:2])

    (event,) = office.events("engagement.flagged_missing")
    assert event["engagement"] == _engagement(office, "P3")
    assert _count(office, PERSON) == 3


def test_a_name_change_updates_the_person_and_names_the_field_only(office: Office) -> None:
    _import(office, *COMPANY)

    result = _import(office, COMPANY[0], COMPANY[1], _row("P3", "Eve Winter", "P2"))

    assert result.updated == 1
    (event,) = office.events("person.updated")
    assert event["fields"] == ["name"]
    assert "Winter" not in str(event)


def test_an_address_of_somebody_else_is_rejected_and_both_are_named(office: Office) -> None:
    _import(office, *COMPANY)

    result = _import(office, *COMPANY, _row("P9", "Newcomer", email="p3@acme.example"))

    (one,) = result.rejected
    assert "P3" in one.reason
    assert "P9" in one.reason
    assert result.created == 0


def test_merged_people_may_share_an_address(office: Office) -> None:
    _import(office, *COMPANY, _row("P9", "Eve Lund", email="eve2@acme.example"))

    office.run(merge_people, "P3", "P9", "one person, two contracts")

    assert _person(office, "P3") == _person(office, "P9")
    assert len(office.events("person.merged")) == 1


# --- lines -----------------------------------------------------------------------------------


def _looked(office: Office, key: str) -> Looked:
    found: Looked = office.ask(lambda turn: looks_after(turn, _engagement(office, key)))
    return found


def test_a_circle_ends_and_all_of_it_is_flagged(office: Office) -> None:
    petra = office.hire("petra", role="isms_owner")
    _import(office, _row("A", "A A", "B"), _row("B", "B B", "C"), _row("C", "C C", "A"))

    found = [_looked(office, key) for key in "ABC"]

    assert [one.flag for one in found] == ["cycle"] * 3
    assert {one.ref for one in found} == {petra.ref}


def test_oneself_or_an_unknown_id_is_no_manager(office: Office) -> None:
    petra = office.hire("petra", role="isms_owner")
    _import(office, _row("A", "A A", "A"), _row("B", "B B", "NOBODY"))

    assert [_looked(office, key).ref for key in "AB"] == [petra.ref, petra.ref]


def test_the_root_is_never_flagged(office: Office) -> None:
    _import(office, _row("A", "A A", employment="board"))

    assert _looked(office, "A").flag == ""


def test_a_manager_who_comes_later_in_the_file_or_in_a_later_file_counts(office: Office) -> None:
    _import(office, _row("P3", "Eve Lund", "P2"), _row("P2", "Ana Novak", "P1"))
    assert _looked(office, "P3").ref == _person(office, "P2")

    _import(office, _row("P3", "Eve Lund", "P2"), _row("P2", "Ana Novak", "P1"), _row("P1", "Chika Obi"))

    assert _looked(office, "P2").ref == _person(office, "P1")


# --- absence and leaving ---------------------------------------------------------------------


def test_a_date_inside_an_absence_moves_to_five_working_days_after_the_return(office: Office) -> None:
    eve = office.hire("eve")
    office.publish(change_class="emergency")  # due Thu 3 Dec

    office.run(add_absence, eve.email, date(2026, 12, 1), date(2026, 12, 14))

    duty = office.duty(eve, "policy.acknowledge")
    assert duty.due.astimezone(BERLIN).date() == date(2026, 12, 22)
    (event,) = office.events("obligation.paused")
    assert event["outcome"] == "absent"


def test_whoever_has_left_is_neither_done_nor_late(office: Office) -> None:
    ben = office.hire("ben", end=date(2026, 12, 2))
    office.publish()

    office.wait(days=4)

    duty = office.duty(ben, "policy.acknowledge")
    assert (duty.state, duty.closed_as) == ("closed", "left")
    reply = office.press(ben, "policy.acknowledge", duty=duty)
    assert "no longer active" in str(reply)
    assert len(office.events("press.refused")) == 1


# --- access and roles ------------------------------------------------------------------------


def test_access_without_a_talk_is_recorded_with_its_source(office: Office) -> None:
    _import(office, *COMPANY, _row("P9", "Ben Ito", "P2", start="2026-11-23"))

    result = import_access(
        office.engine,
        b"person_ref,tier,at,source\nP9,1,2026-11-24T10:00:00Z,idp\nPX,1,2026-11-24T10:00:00Z,idp\n",
        "idp",
    )

    assert (result.created, len(result.rejected)) == (1, 1)
    assert result.rejected[0].row == 3
    (event,) = office.events("access.before_briefing")
    assert event["engagement"] == _engagement(office, "P9")


def test_the_same_access_again_is_nothing_new(office: Office) -> None:
    _import(office, *COMPANY)
    feed = b"person_ref,tier,at,source\nP3,1,2026-11-24T10:00:00Z,idp\n"
    import_access(office.engine, feed, "idp")

    again = import_access(office.engine, feed, "idp")

    assert (again.created, again.unchanged) == (0, 1)


def test_the_first_role_is_granted_by_the_operator_later_ones_by_an_isms_owner(office: Office) -> None:
    petra, eve = office.hire("petra"), office.hire("eve")
    office.run(grant_role, petra.email, "isms_owner", "appointed by the board")

    with pytest.raises(Refused):
        office.run(grant_role, eve.email, "approver", "because")
    office.engine.run_as(
        Actor("cli", "", petra.email), grant_role, eve.email, "approver", "head of Engineering"
    )

    assert len(office.events("role.granted")) == 2
    assert "board" not in str(office.events("role.granted"))


def test_the_last_isms_owner_stays(office: Office) -> None:
    petra = office.hire("petra", role="isms_owner")
    with pytest.raises(Refused) as refused:
        office.engine.run_as(Actor("cli", "", petra.email), revoke_role, petra.email, "isms_owner", "tired")

    assert refused.value.key == "role.last"
