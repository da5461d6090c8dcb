"""Who may do what, and two rows of one person: granted and said by somebody, with a reason (R1, R51)."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from bot.errors import Refused
from bot.flows.people.merging import merge_people
from bot.flows.people.roles import grant_role, revoke_role
from bot.model import Actor
from storage import people
from storage.lines import REPORTING_EDGE
from storage.people import PERSON
from tests.conversations.registers import COMPANY, counts, engagement_of, load, person_of, row
from tests.office import Colleague, Office


def as_(who: Colleague) -> Actor:
    """Return somebody at the command line: --as EMAIL."""
    return Actor("cli", "", who.email)


def test_the_first_role_is_granted_by_the_operator_later_ones_by_an_isms_owner(office: Office) -> None:
    petra, eve = office.hire("petra"), office.hire("eve")
    office.run(grant_role, petra.email, "isms_owner", "appointed by the board")

    with pytest.raises(Refused) as refused:
        office.run(grant_role, eve.email, "approver", "because")
    office.engine.run_as(as_(petra), grant_role, eve.email, "approver", "head of Engineering")

    assert refused.value.key == "role.not_allowed"
    first, second = office.events("role.granted")
    assert (first["subject"], first["role"], first["actor"]) == (petra.ref, "isms_owner", "operator")
    assert (second["subject"], second["role"], second["actor"]) == (eve.ref, "approver", petra.ref)
    assert "board" not in str(first)
    assert len(first["writing_sha256"]) == 64


def test_the_first_role_is_refused_to_a_name_with_what_to_do(office: Office) -> None:
    eve = office.hire("eve")

    with pytest.raises(Refused) as refused:
        office.engine.run_as(as_(eve), grant_role, eve.email, "isms_owner", "because")

    assert office.parts.words.say("en", f"{refused.value.key}.hint") == "Leave --as out."


def test_granting_a_role_twice_is_once(office: Office) -> None:
    petra = office.hire("petra", role="isms_owner")

    office.engine.run_as(as_(petra), grant_role, petra.email, "isms_owner", "again")

    assert office.events("role.granted") == []


def test_a_role_nobody_knows_and_a_person_nobody_knows_are_refused(office: Office) -> None:
    petra = office.hire("petra", role="isms_owner")

    for email, role, key in (
        (petra.email, "king", "role.unknown"),
        ("x@acme.example", "auditor", "person.unknown"),
    ):
        with pytest.raises(Refused) as refused:
            office.engine.run_as(as_(petra), grant_role, email, role, "why not")
        assert refused.value.key == key


def test_a_role_that_is_taken_away_is_gone_at_once(office: Office) -> None:
    petra, eve = office.hire("petra", role="isms_owner"), office.hire("eve", role="approver")

    office.engine.run_as(as_(petra), revoke_role, eve.email, "approver", "changed teams")

    today = office.clock().date()
    assert office.rows(lambda connection: people.roles(connection, eve.ref, today)) == []
    assert [event["role"] for event in office.events("role.revoked")] == ["approver"]


def test_the_last_isms_owner_stays(office: Office) -> None:
    petra = office.hire("petra", role="isms_owner")

    with pytest.raises(Refused) as refused:
        office.engine.run_as(as_(petra), revoke_role, petra.email, "isms_owner", "tired")

    assert refused.value.key == "role.last"


# --- merging ---------------------------------------------------------------------------------


def test_two_people_of_the_register_become_one(office: Office) -> None:
    office.publish()
    load(office, *COMPANY, row("P9", "Eve Lund", "P2", email="eve2@acme.example", start="2026-12-07"))
    eve, second = person_of(office, "P3").ref, person_of(office, "P9").ref

    office.run(merge_people, "P3", "P9", "two contracts")

    assert person_of(office, "P9").ref == eve
    (event,) = office.events("person.merged")
    assert (event["subject"], event["merged"], "contracts" in str(event)) == (eve, second, False)
    assert office.rows_of(select(PERSON.c.merged_into).where(PERSON.c.ref == second))[0][0] == eve
    assert {duty.owner for duty in office.duties() if duty.about == engagement_of(office, "P9").id} <= {
        eve,
        person_of(office, "P2").ref,
    }


def test_an_email_names_a_row_too(office: Office) -> None:
    load(office, *COMPANY, row("P9", "Eve Lund", email="eve2@acme.example"))

    office.run(merge_people, "p3@acme.example", "eve2@acme.example", "one person")

    assert person_of(office, "P3").ref == person_of(office, "P9").ref


def test_a_rejected_row_is_taken_once_somebody_said_that_it_is_the_same_person(office: Office) -> None:
    file = (*COMPANY, row("P9", "Eve L.", "P1", email="p3@acme.example", title="board", start="2026-11-23"))
    assert [one.row for one in load(office, *file).rejected] == [5]
    before = counts(office)["person"]

    office.run(merge_people, "P3", "P9", "she also sits on the works council")
    result = load(office, *file)

    assert (result.rejected, result.created, result.unchanged) == ([], 1, 3)
    assert counts(office)["person"] == before
    assert engagement_of(office, "P9").person == engagement_of(office, "P3").person
    assert person_of(office, "P3").name == "Eve Lund"  # the first row speaks for the person
    assert load(office, *file).unchanged == 4
    assert len(office.events("engagement.created")) == 1


def test_a_merged_key_that_has_no_row_yet_is_not_missing(office: Office) -> None:
    load(office, *COMPANY)
    office.run(merge_people, "P3", "P9", "one person")

    for _ in range(3):
        load(office, *COMPANY)

    assert office.events("engagement.flagged_missing") == []


def test_of_two_rows_the_older_active_one_speaks_for_the_person(office: Office) -> None:
    second = {"email": "eve2@acme.example", "start": "2024-01-08"}
    load(office, *COMPANY, row("P9", "Eve Lund", "P1", **second))
    office.run(merge_people, "P3", "P9", "two contracts")

    load(office, *COMPANY, row("P9", "Evelyn Lund", "P1", **second))
    assert person_of(office, "P3").name == "Eve Lund"

    load(office, *COMPANY[:2], row("P3", "Eve Winter", "P2"), row("P9", "Evelyn Lund", "P1", **second))
    assert person_of(office, "P3").name == "Eve Winter"


def test_managers_who_are_merged_change_nothing_for_their_reports(office: Office) -> None:
    file = (*COMPANY, row("P9", "Chika Obi", email="chika2@acme.example"), row("P4", "Sam Diaz", "P9"))
    load(office, *file)
    office.run(merge_people, "P1", "P9", "one person")

    result = load(office, *file)

    assert (result.updated, result.unchanged) == (0, 5)
    edges = select(REPORTING_EDGE.c.manager).where(
        REPORTING_EDGE.c.engagement == engagement_of(office, "P4").id
    )
    assert [one.manager for one in office.rows_of(edges)] == [person_of(office, "P1").ref]


def test_a_line_between_two_rows_of_one_person_says_nothing_any_more(office: Office) -> None:
    load(office, *COMPANY, row("P9", "Ana Novak", "P2", email="ana2@acme.example"))

    office.run(merge_people, "P2", "P9", "one person")

    edges = REPORTING_EDGE.c.engagement == engagement_of(office, "P9").id
    assert office.rows_of(select(REPORTING_EDGE).where(edges)) == []


def test_what_is_one_already_or_nobody_is_refused(office: Office) -> None:
    load(office, *COMPANY)

    for a, b, key in (
        ("P1", "P1", "merge.same"),
        ("PX", "P1", "person.unknown"),
        ("P1", "x@acme.example", "person.unknown"),
    ):
        with pytest.raises(Refused) as refused:
            office.run(merge_people, a, b, "why not")
        assert refused.value.key == key


def test_an_address_that_went_on_is_the_last_ones(office: Office) -> None:
    load(office, row("P8", "Rafa Varga", end="2025-06-30"), row("P9", "Rafa Varga", email="p8@acme.example"))

    found = office.rows(lambda connection: people.person_by_email(connection, "P8@acme.example"))

    assert found.ref == person_of(office, "P9").ref


def test_an_address_of_two_who_are_both_there_is_nobodys(office: Office) -> None:
    first, second = office.hire("eve"), office.hire("ben")
    same = PERSON.update().where(PERSON.c.ref == second.ref).values(email=first.email)
    office.write(lambda connection: connection.execute(same))

    assert office.rows(lambda connection: people.person_by_email(connection, first.email)) is None
