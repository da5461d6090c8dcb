"""The register from CSV: what is new, changed, unchanged, not to be taken, or no longer there (R1)."""

from __future__ import annotations

import json
from datetime import datetime
from hashlib import sha256
from itertools import count

import pytest
from sqlalchemy import select

from bot.errors import Refused
from bot.flows.people.imports import LEASE, import_people
from bot.rules.sheets import UnreadableFile
from bot.turn import real_clock
from storage import leases
from storage.lines import REPORTING_EDGE
from storage.people import IMPORT_RUN, PERSON, SOURCE_KEY
from tests.conversations.registers import (
    ANA,
    CHIKA,
    COMPANY,
    EVE,
    counts,
    engagement_of,
    load,
    person_of,
    register,
    row,
)
from tests.office import BERLIN, Office


def test_a_first_import_creates_people_lines_and_events(office: Office) -> None:
    result = load(office, *COMPANY)

    assert result.as_dict() == {
        "read": 3,
        "created": 3,
        "updated": 0,
        "unchanged": 0,
        "baseline": 3,
        "rejected": [],
    }
    assert counts(office)["reporting_edge"] == 2
    events = office.events("person.created")
    about = [engagement_of(office, key).id for key in ("P1", "P2", "P3")]
    assert [event["engagement"] for event in events] == about
    assert events[1]["lines"] == {"line": person_of(office, "P1").ref}


def test_a_run_is_counts_and_the_files_hash(office: Office) -> None:
    fault = row("P4", "Mars", tz="Mars/Base")

    load(office, *COMPANY, fault)

    (run,) = office.rows_of(select(IMPORT_RUN))
    assert (run.source, run.file_sha256) == ("hr", sha256(register(*COMPANY, fault)).hexdigest())
    assert json.loads(run.counts) == {
        "read": 4,
        "created": 3,
        "updated": 0,
        "unchanged": 0,
        "baseline": 3,
        "rejected": 1,
    }
    assert {event["run_id"] for event in office.events("person.created")} == {run.id}


def test_the_same_file_again_writes_its_run_and_nothing_else(office: Office) -> None:
    office.hire("petra", role="isms_owner")
    starter, orphan = row("P4", "Ben Ito", "P2", start="2026-12-07"), row("P5", "Luan", start="2026-11-23")
    load(office, *COMPANY, starter, orphan)
    before = counts(office)

    result = load(office, *COMPANY, starter, orphan)

    assert (result.created, result.updated, result.unchanged) == (0, 0, 5)
    assert counts(office) == before | {"import_run": 2}


def test_somebodys_facts_are_kept_as_the_file_says_them(office: Office) -> None:
    columns = "person_ref,email,name,workdays,has_account,platform,is_minor,start,country,tz,lang,subdivision"
    line = "P1,Mairi@ACME.example,Màiri  Ross,MTW--,0,slack+teams,1,2026-09-01,GB,Europe/London,de,SCT"
    import_people(office.engine, f"{columns}\n{line}\n".encode(), "hr")

    person, engagement = person_of(office, "P1"), engagement_of(office, "P1")
    assert (person.name, person.email, person.folded) == ("Màiri Ross", "mairi@acme.example", "mairi ross")
    assert (person.workdays, person.has_account, person.platform) == ("MTW----", False, "slack")
    assert (person.is_minor, person.zone, person.locale) == (True, "Europe/London", "de")
    # Holidays follow the part of a country, audiences the country.
    assert (person.country, engagement.country) == ("GB-SCT", "GB")


def test_faulty_rows_are_named_with_their_reason_and_all_others_load(office: Office) -> None:
    result = load(
        office,
        CHIKA,
        row("", "Nobody"),
        row("P1", "Twice"),
        row("P4", "Mars", tz="Mars/Base"),
        row("P5", "Back", start="2024-05-01", end="2024-04-01"),
        row("P6", "Good"),
    )

    assert [(one.row, one.column, one.value) for one in result.rejected] == [
        (3, "person_ref", ""),
        (4, "person_ref", "P1"),
        (5, "tz", "Mars/Base"),
        (6, "end", "2024-04-01"),
    ]
    assert all(one.reason.endswith(".") for one in result.rejected)
    assert (result.read, result.created) == (6, 2)


def test_a_dry_run_says_the_same_and_writes_nothing(office: Office) -> None:
    before = counts(office)

    dry = load(office, *COMPANY, dry_run=True)

    assert counts(office) == before
    assert dry.as_dict() == load(office, *COMPANY).as_dict()


def test_a_file_that_is_no_register_is_refused_as_a_whole(office: Office) -> None:
    with pytest.raises(UnreadableFile):
        import_people(office.engine, b"name;shoe size\nAna;38\n", "hr")

    assert load(office, *COMPANY).created == 3  # the register is free for the next one


def test_excels_habits_are_survived(office: Office) -> None:
    text = register(row("P1", "Jürgen Öztürk")).decode().replace(",", ";").replace("\n", "\r\n")

    result = import_people(office.engine, b"\xef\xbb\xbf" + text.encode(), "hr")
    latin = import_people(
        office.engine, text.replace("P1", "P2").replace("p1@", "p2@").encode("latin-1"), "hr"
    )

    assert (result.created, latin.created) == (1, 1)
    assert {one.name for one in office.rows_of(select(PERSON))} == {"Jürgen Öztürk"}


def test_two_imports_of_one_source_take_turns(office: Office) -> None:
    office.engine.run(
        lambda turn: leases.take(turn.connection, "import:hr", "another process", real_clock(), LEASE)
    )

    with pytest.raises(Refused) as refused:
        load(office, *COMPANY)

    assert refused.value.key == "import.running"
    assert load(office, *COMPANY, source="slack").created == 3


def test_an_import_that_was_killed_goes_on_where_it_was(office: Office) -> None:
    class Killed(Exception):
        pass

    chunks = count()

    def die(_done: int, _total: int) -> None:
        if next(chunks) == 1:
            raise Killed

    # Everybody reports to the last of the file, who is not in the register yet when the process dies.
    rows = [row(f"P{n}", f"Person {n}", "P399") for n in range(399)] + [row("P399", "The Last")]
    with pytest.raises(Killed):
        import_people(office.engine, register(*rows), "hr", progress=die)
    taken = counts(office)["person"]
    assert 0 < taken < 400

    result = load(office, *rows)

    assert (result.created, result.updated + result.unchanged) == (400 - taken, taken)
    last = person_of(office, "P399").ref
    valid = select(REPORTING_EDGE.c.manager).where(REPORTING_EDGE.c.valid_to.is_(None))
    assert {one.manager for one in office.rows_of(valid)} == {last}
    assert load(office, *rows).unchanged == 400


# --- changed ---------------------------------------------------------------------------------


def test_a_name_change_updates_the_person_and_names_the_field_only(office: Office) -> None:
    load(office, *COMPANY)

    result = load(office, CHIKA, ANA, row("P3", "Eve Winter", "P2"))

    assert (result.updated, result.unchanged) == (1, 2)
    assert (person_of(office, "P3").name, person_of(office, "P3").folded) == ("Eve Winter", "eve winter")
    (event,) = office.events("person.updated")
    assert event["fields"] == ["name"]
    assert "Winter" not in json.dumps(event)


def test_dates_of_a_change_are_on_record_before_and_after(office: Office) -> None:
    load(office, CHIKA, row("P4", "Ben Ito", "P1", start="2026-12-07"))

    load(office, CHIKA, row("P4", "Ben Ito", "P1", start="2026-12-14"))

    (event,) = office.events("person.updated")
    assert (event["fields"], event["dates"]) == (["start"], {"start": ["2026-12-07", "2026-12-14"]})


# --- the same address ------------------------------------------------------------------------


def test_an_address_twice_in_a_file_belongs_to_the_first(office: Office) -> None:
    result = load(office, EVE, row("P9", "Newcomer", email="p3@acme.example"))

    (one,) = result.rejected
    assert (one.row, one.column, one.value) == (3, "email", "p3@acme.example")
    assert "P3" in one.reason
    assert "P9" in one.reason


@pytest.mark.parametrize("source", ["hr", "slack"])
def test_an_address_of_somebody_in_the_register_is_rejected_and_both_are_named(
    office: Office, source: str
) -> None:
    load(office, *COMPANY)

    result = load(office, row("P9", "Newcomer", email="p3@acme.example"), source=source)

    (one,) = result.rejected
    assert "P3" in one.reason
    assert "P9" in one.reason
    assert result.created == 0


def test_an_address_may_go_from_one_to_another_in_one_file(office: Office) -> None:
    load(office, *COMPANY)
    eve = row("P3", "Eve Lund", "P2", email="eve.lund@acme.example")

    result = load(office, CHIKA, ANA, eve, row("P9", "Another Eve", "P2", email="p3@acme.example"))

    assert (result.rejected, result.created, result.updated) == ([], 1, 1)
    assert person_of(office, "P9").email == "p3@acme.example"


def test_the_address_of_somebody_who_left_is_free(office: Office) -> None:
    left = row("P8", "Rafa Varga", end="2025-06-30")
    load(office, left)

    result = load(office, left, row("P9", "Newcomer", email="p8@acme.example"))

    assert result.rejected == []
    assert person_of(office, "P9").ref != person_of(office, "P8").ref


# --- missing ---------------------------------------------------------------------------------


def missing_runs(office: Office, key: str) -> int:
    (found,) = office.rows_of(select(SOURCE_KEY.c.missing_runs).where(SOURCE_KEY.c.key == key))
    return int(found.missing_runs)


def test_somebody_missing_twice_is_flagged_once_and_stays(office: Office) -> None:
    load(office, *COMPANY)

    load(office, CHIKA, ANA)
    assert office.events("engagement.flagged_missing") == []
    load(office, CHIKA, ANA)
    load(office, CHIKA, ANA)

    (event,) = office.events("engagement.flagged_missing")
    assert event["engagement"] == engagement_of(office, "P3").id
    assert engagement_of(office, "P3").end is None


def test_being_seen_again_starts_the_count_anew(office: Office) -> None:
    load(office, *COMPANY)
    load(office, CHIKA, ANA)
    assert missing_runs(office, "P3") == 1

    load(office, *COMPANY)
    assert missing_runs(office, "P3") == 0
    load(office, CHIKA, ANA)

    assert office.events("engagement.flagged_missing") == []


def test_runs_of_another_source_do_not_count(office: Office) -> None:
    load(office, *COMPANY)

    for _ in range(3):
        load(office, row("S1", "Sam Diaz"), source="slack")

    assert missing_runs(office, "P3") == 0


def test_whoever_has_left_or_has_a_fault_in_the_row_is_not_missing(office: Office) -> None:
    left = row("P4", "Tavi Hovar", end="2026-11-20")
    load(office, *COMPANY, left)

    for _ in range(2):
        load(office, CHIKA, ANA, row("P3", "Eve Lund", "P2", tz="Mars/Base"))

    assert (missing_runs(office, "P3"), missing_runs(office, "P4")) == (0, 0)


# --- who is new ------------------------------------------------------------------------------


def test_whoever_was_there_long_before_the_first_import_is_the_baseline(office: Office) -> None:
    on_the_day, before = (
        row("P4", "On", "P1", start="2026-10-31"),
        row("P5", "Bef", "P1", start="2026-10-30"),
    )

    result = load(office, CHIKA, on_the_day, before)

    assert result.baseline == 2  # Chika, and the one who came 31 days before
    assert [engagement_of(office, key).baseline for key in ("P4", "P5")] == [False, True]
    assert [duty.about for duty in office.duties(kind="briefing")] == [engagement_of(office, "P4").id]


def test_a_later_import_counts_only_whom_it_leaves_without_a_talk_itself(office: Office) -> None:
    load(office, *COMPANY)
    office.wait(days=60)
    late = row("P4", "Ben Ito", "P2", start="2019-01-07")

    again, changed = load(office, *COMPANY), load(office, CHIKA, row("P2", "Ana Maria Novak", "P1"), EVE)
    found = load(office, CHIKA, row("P2", "Ana Maria Novak", "P1"), EVE, late)

    assert (again.unchanged, again.baseline) == (3, 0)
    assert (changed.updated, changed.baseline) == (1, 0)
    assert (found.created, found.baseline) == (1, 1)
    assert office.duties(kind="briefing") == []


def test_a_newcomer_of_a_later_import_is_counted_from_the_first_one(office: Office) -> None:
    load(office, *COMPANY)
    office.wait(days=60)

    result = load(office, *COMPANY, row("P4", "Ben Ito", "P2", start="2026-12-14"))

    assert (result.created, result.baseline) == (1, 0)
    assert [duty.about for duty in office.duties(kind="briefing")] == [engagement_of(office, "P4").id]
    assert office.duties(kind="briefing")[0].owner == person_of(office, "P2").ref


def test_the_first_import_is_on_the_organisations_day(office: Office) -> None:
    office.wait(until=datetime(2026, 12, 1, 0, 30, tzinfo=BERLIN))
    load(office, *COMPANY)
    office.wait(days=2)

    result = load(office, *COMPANY, row("P4", "Ben Ito", "P2", start="2026-10-31"))

    assert result.baseline == 1
    assert office.duties(kind="briefing") == []


def test_the_manager_of_a_starter_may_stand_below_in_the_file(office: Office) -> None:
    office.hire("petra", role="isms_owner")

    load(office, row("P4", "Ben Ito", "P2", start="2026-12-07"), ANA, CHIKA)

    assert [duty.owner for duty in office.duties(kind="briefing")] == [person_of(office, "P2").ref]


def test_newcomers_are_given_the_policies_in_force(office: Office) -> None:
    office.publish()
    load(office, *COMPANY, row("P4", "Ben Ito", "P2", start="2026-12-07"))

    duties = office.duties(kind="policy.acknowledge")
    assert {person_of(office, key).ref for key in ("P1", "P2", "P3", "P4")} <= {duty.owner for duty in duties}
    (joined,) = [duty for duty in duties if duty.reason == "joined"]
    assert (joined.about, f"{joined.due:%Y-%m-%d}") == (engagement_of(office, "P4").id, "2026-12-07")
