"""Who looks after whom by the register, and what the ISMS owner hears of its faults (R2)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from sqlalchemy import select

from bot.flows.people.quality import quality
from bot.model import Account, Note, Show
from bot.rules.registers import Finding
from bot.turn.lines import Looked, looks_after
from storage.lines import REPORTING_EDGE
from storage.people import PERSON
from tests.conversations.registers import (
    ANA,
    CHIKA,
    COMPANY,
    EVE,
    card_of,
    engagement_of,
    load,
    person_of,
    row,
    texts,
)
from tests.office import Office

STARTS = "2026-12-07"
TOP = row("P1", "Chika Obi", level="0")
CIRCLE = (row("A", "Lena Ruiz", "B"), row("B", "Leo Ruiz", "C"), row("C", "Mio Sato", "A"))


def looked(office: Office, key: str) -> Looked:
    found: Looked = office.ask(lambda turn: looks_after(turn, engagement_of(office, key).id))
    return found


def findings(office: Office) -> list[Finding]:
    found: list[Finding] = office.ask(quality)
    return found


def named(office: Office) -> set[tuple[str, str]]:
    """Return what is wrong, by the name of whom it is about."""
    names = {one.ref: one.name for one in office.rows_of(select(PERSON))}
    return {(one.what, names.get(one.person, "")) for one in findings(office)}


def test_a_circle_ends_and_all_of_it_is_flagged(office: Office) -> None:
    petra = office.hire("petra", role="isms_owner", level=0)
    load(office, *CIRCLE)

    found = [looked(office, key) for key in "ABC"]

    assert [(one.ref, one.rule, one.flag) for one in found] == [(petra.ref, "fallback", "cycle")] * 3
    assert named(office) == {("cycle", "Lena Ruiz"), ("cycle", "Leo Ruiz"), ("cycle", "Mio Sato")}


def test_no_escalation_walks_a_circle(office: Office) -> None:
    petra = office.hire("petra", role="isms_owner")
    load(office, *CIRCLE[:2], row("C", "Mio Sato", "A", start="2026-11-23"))

    office.wait(days=30)

    asked = {duty.owner for duty in office.duties() if duty.kind in ("briefing", "followup")}
    assert asked == {petra.ref}


def test_oneself_or_an_unknown_id_is_no_manager(office: Office) -> None:
    petra = office.hire("petra", role="isms_owner", level=0)
    load(office, row("A", "Kaja Brandt", "A"), row("B", "Mina Ostel", "NOBODY"), row("C", "Luan Hovar"))

    assert {looked(office, key).ref for key in "ABC"} == {petra.ref}
    assert named(office) == {("self", "Kaja Brandt"), ("unknown", "Mina Ostel"), ("no_manager", "Luan Hovar")}


def test_the_root_is_never_flagged(office: Office) -> None:
    load(office, row("A", "Otto Weiss", employment="board", level="0"), row("B", "Ciro Ostel", "A"))

    assert looked(office, "A").flag == ""
    assert findings(office) == []


def test_without_levels_whoever_leads_everybody_is_the_root(office: Office) -> None:
    people = (("P1", "Chika Obi", ""), ("P2", "Ana Novak", "P1"), ("P3", "Luan Hovar", ""))

    load(office, *(row(key, name, manager, level="") for key, name, manager in people))

    assert named(office) == {("no_manager", "Luan Hovar")}


def test_a_line_and_a_functional_manager_are_one_briefing_and_one_addendum(office: Office) -> None:
    load(office, *COMPANY, row("P4", "Ben Ito", "P2", "P3", start=STARTS))
    load(office, *COMPANY, row("P4", "Ben Ito", "P2", "P3", start=STARTS, dept="Sales"))

    assert [duty.owner for duty in office.duties(kind="briefing")] == [person_of(office, "P2").ref]
    (addendum,) = [duty for duty in office.duties(kind="notice") if duty.reason == "briefing.addendum"]
    assert (addendum.owner, addendum.about) == (person_of(office, "P3").ref, engagement_of(office, "P4").id)
    card = card_of(office, addendum)
    assert card.title == "Ben Ito works for you too. A few words help."
    assert "Ana Novak takes the first talk with Ben Ito." in texts(card)[0]


def test_whoever_is_named_for_a_contractor_is_the_sponsor(office: Office) -> None:
    load(office, *COMPANY, row("P4", "Sam Diaz", "P2", employment="contractor", start=STARTS))

    found = looked(office, "P4")
    assert (found.ref, found.rule, found.flag) == (person_of(office, "P2").ref, "sponsor", "")


def test_a_manager_who_comes_later_in_the_file_or_in_a_later_file_counts(office: Office) -> None:
    load(office, EVE, ANA)
    assert looked(office, "P3").ref == person_of(office, "P2").ref

    result = load(office, EVE, ANA, CHIKA)

    assert (result.created, result.updated, result.unchanged) == (1, 1, 1)
    assert looked(office, "P2").ref == person_of(office, "P1").ref


# --- a manager changes -----------------------------------------------------------------------


def test_a_new_manager_owns_what_is_open_and_the_date_stays(office: Office) -> None:
    load(office, *COMPANY, row("P4", "Ben Ito", "P2", start=STARTS))
    (before,) = office.duties(kind="briefing")

    load(office, *COMPANY, row("P4", "Ben Ito", "P3", start=STARTS))

    ana, eve = person_of(office, "P2").ref, person_of(office, "P3").ref
    (after,) = office.duties(kind="briefing")
    assert (after.owner, after.due, after.round) == (eve, before.due, before.round + 1)
    (event,) = office.events("obligation.handed_over")
    assert (event["handed_from"], event["handed_to"], event["cause"]) == (ana, eve, "changed")
    edges = select(REPORTING_EDGE).where(REPORTING_EDGE.c.engagement == engagement_of(office, "P4").id)
    assert {(one.manager, one.valid_from, one.valid_to) for one in office.rows_of(edges)} == {
        (ana, None, date(2026, 11, 29)),
        (eve, date(2026, 11, 30), None),
    }


def test_a_manager_who_is_named_at_last_takes_the_talk_from_the_isms_owner(office: Office) -> None:
    petra = office.hire("petra", role="isms_owner")
    load(office, *COMPANY, row("P4", "Ben Ito", start=STARTS))
    assert [duty.owner for duty in office.duties(kind="briefing")] == [petra.ref]

    load(office, *COMPANY, row("P4", "Ben Ito", "P2", start=STARTS))

    assert [duty.owner for duty in office.duties(kind="briefing")] == [person_of(office, "P2").ref]


def test_several_things_from_one_colleague_are_one_card(office: Office) -> None:
    team = [("P4", "Ben Ito"), ("P5", "Sam Diaz"), ("P6", "Noor Khan")]
    load(office, *COMPANY, *(row(key, name, "P2", start=STARTS) for key, name in team))

    load(office, *COMPANY, *(row(key, name, "P3", start=STARTS) for key, name in team))

    (notice,) = [duty for duty in office.duties(kind="notice") if duty.reason == "handover"]
    assert notice.owner == person_of(office, "P3").ref
    card = card_of(office, notice)
    assert card.title == "Three things are yours from today"
    assert "They were with Ana Novak until now. The dates stay as they are" in texts(card)[0]


# --- the ISMS owner hears --------------------------------------------------------------------


def quality_notices(office: Office) -> list[str]:
    return [duty.id for duty in office.duties(kind="notice") if duty.reason == "quality"]


def test_one_fault_is_told_in_full(office: Office) -> None:
    office.hire("petra", role="isms_owner", level=0)

    load(office, TOP, ANA, row("P4", "Luan Hovar", start=STARTS))

    (notice,) = quality_notices(office)
    card = card_of(office, office.duty_of(notice))
    assert card.title == "Who briefs Luan Hovar?"
    assert "Luan Hovar starts on Mon 7 Dec, and the list names no manager." in texts(card)[0]


def test_all_faults_of_an_import_are_one_card(office: Office) -> None:
    office.hire("petra", role="isms_owner", level=0)
    orphans = [row(f"X{n}", f"Person {n}") for n in range(4)]

    load(office, TOP, ANA, *CIRCLE, *orphans, row("K", "Kaja Brandt", "K"))

    (notice,) = quality_notices(office)
    card = card_of(office, office.duty_of(notice))
    assert card.title == "Six things in the list of people for you to check"
    assert "Lena Ruiz, Leo Ruiz and Mio Sato report to each other" in texts(card)
    assert texts(card)[-1] == "One more is not shown here."


def test_the_card_leads_to_everything_that_is_wrong_now(office: Office) -> None:
    petra = office.hire("petra", role="isms_owner", level=0)
    load(office, TOP, ANA, *CIRCLE, *(row(f"X{n}", f"Person {n}") for n in range(6)))
    office.settle()
    (card,) = office.inbox(petra)
    assert card.title == "Seven things in the list of people for you to check"

    reply = office.press(petra, "quality.show")

    assert isinstance(reply, Show)
    assert texts(reply.card)[-1] == "Person 5: no manager is named"
    assert office.says(petra, "what is wrong") == office.says(petra, "was nicht stimmt") == reply


def test_nobody_else_sees_what_is_wrong_with_the_register(office: Office) -> None:
    office.hire("petra", role="isms_owner", level=0)
    eve = office.hire("eve")

    reply = office.press(eve, "quality.show")

    assert reply == Note("This takes a role you don't hold. Ask Petra Kraus.")


def test_the_same_faults_are_told_once_and_new_ones_alone(office: Office) -> None:
    office.hire("petra", role="isms_owner", level=0)
    known, new = row("X1", "Luan Hovar"), row("X2", "Mina Ostel", "NOBODY")
    load(office, TOP, known)
    load(office, TOP, row("X1", "Luan Hovar", dept="Sales"))
    assert len(quality_notices(office)) == 1

    load(office, TOP, known, new)

    card = card_of(office, office.duty_of(quality_notices(office)[-1]))
    assert card.title == "Who looks after Mina Ostel?"
    assert "whom it does not contain" in texts(card)[0]


def test_an_isms_owner_who_comes_later_hears_of_the_faults_the_next_day(office: Office) -> None:
    load(office, TOP, row("X1", "Luan Hovar"))
    office.hire("petra", role="isms_owner", level=0)

    office.wait(days=1)

    assert len(quality_notices(office)) == 1


def test_who_is_missing_and_which_account_is_nobodys_is_listed(office: Office) -> None:
    petra = office.hire("petra", role="isms_owner", level=0)
    load(office, TOP, ANA)
    for _ in range(2):
        load(office, TOP)
    office.engine.link(replace(petra.account, user_id="U_OTHER"))
    office.engine.link(Account("slack", "T01", "U_BOT", "bot@acme.example", is_bot=True))

    assert {(one.what, one.detail) for one in findings(office)} == {
        ("missing", "hr"),
        ("unlinked", "slack U_OTHER: another account of this workspace has this address already"),
    }


def test_a_zone_that_does_not_exist_is_listed(office: Office) -> None:
    office.hire("petra", level=0, zone="Mars/Base")

    assert [(one.what, one.detail) for one in findings(office)] == [("zone", "Mars/Base")]
