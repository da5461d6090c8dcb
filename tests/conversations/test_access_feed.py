"""Access from the feed against the talk that should have come before (R7)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from bot.flows.people.access import briefed_before_access, import_access
from bot.flows.people.imports import ImportResult
from bot.rules.sheets import UnreadableFile
from storage.briefings import BRIEFING_RECORD
from storage.people import ACCESS_EVENT
from tests.conversations.registers import COMPANY, engagement_of, load, person_of, row
from tests.office import Office

TEN = datetime(2026, 11, 24, 10, tzinfo=UTC)


def feed(office: Office, *rows: str, dry_run: bool = False) -> ImportResult:
    data = "\n".join(["person_ref,tier,at,source", *rows]).encode()
    return import_access(office.engine, data, "idp", dry_run=dry_run)


def access(key: str, at: datetime, tier: int = 1) -> str:
    return f"{key},{tier},{at:%Y-%m-%dT%H:%M:%SZ},entra"


def newcomer(office: Office) -> str:
    """Return the engagement of Ben, who came a week ago and reports to Ana."""
    load(office, *COMPANY, row("P9", "Ben Ito", "P2", start="2026-11-23"))
    return str(engagement_of(office, "P9").id)


def confirmed(office: Office, engagement: str, held: datetime) -> None:
    """Note a talk that both sides confirmed."""
    facts = {"id": "r1", "obligation": "o1", "engagement": engagement, "recorded_by": "p", "minutes": 20}
    rest = {
        "mode": "room",
        "points": "",
        "note": "",
        "missing_points": "",
        "remark": "",
        "outcome": "confirmed",
    }
    times = {"held_at": held, "recorded_at": held, "answered_at": held}
    office.write(lambda connection: connection.execute(BRIEFING_RECORD.insert(), facts | rest | times))


def test_rows_are_taken_and_unknown_people_are_named(office: Office) -> None:
    about = newcomer(office)

    result = feed(office, access("P9", TEN), access("PX", TEN), "P9,7,2026-11-24T10:00:00Z,entra")

    assert result.as_dict() == {
        "read": 3,
        "created": 1,
        "updated": 0,
        "unchanged": 0,
        "baseline": 0,
        "rejected": [
            {
                "row": 3,
                "column": "person_ref",
                "value": "PX",
                "reason": "Nobody in the register has this key; import people first.",
            },
            {"row": 4, "column": "tier", "value": "7", "reason": "Write the tier as 0, 1 or 2."},
        ],
    }
    (stored,) = office.rows_of(ACCESS_EVENT.select())
    assert (stored.engagement, stored.tier, stored.at, stored.source) == (about, 1, TEN, "entra")


def test_the_same_access_again_is_nothing_new(office: Office) -> None:
    newcomer(office)
    feed(office, access("P9", TEN))
    events = len(office.events())

    again = feed(office, access("P9", TEN), access("P9", TEN))

    assert (again.created, again.unchanged) == (0, 2)
    assert len(office.events()) == events


def test_a_row_twice_in_one_file_is_one_access(office: Office) -> None:
    newcomer(office)

    result = feed(office, access("P9", TEN), access("P9", TEN))

    assert (result.created, result.unchanged) == (1, 1)


def test_a_dry_run_writes_nothing(office: Office) -> None:
    newcomer(office)

    assert feed(office, access("P9", TEN), dry_run=True).created == 1
    assert office.rows_of(ACCESS_EVENT.select()) == []


def test_a_file_that_is_no_feed_is_refused(office: Office) -> None:
    with pytest.raises(UnreadableFile):
        import_access(office.engine, b"who,when\nP9,today\n", "idp")


def test_access_a_minute_before_the_talk_is_on_record_with_the_difference(office: Office) -> None:
    about = newcomer(office)
    confirmed(office, about, TEN + timedelta(minutes=1))

    feed(office, access("P9", TEN))

    (event,) = office.events("access.before_briefing")
    assert (event["subject"], event["engagement"]) == (person_of(office, "P9").ref, about)
    assert (event["delta_min"], event["tier"], event["source"]) == (-1, 1, "entra")
    assert event["access_at"] == TEN.isoformat()


@pytest.mark.parametrize("after", [timedelta(0), timedelta(minutes=1)])
def test_access_with_or_after_the_talk_is_as_it_should_be(office: Office, after: timedelta) -> None:
    confirmed(office, newcomer(office), TEN)

    feed(office, access("P9", TEN + after))

    assert office.events("access.before_briefing") == []


def test_mail_and_chat_do_not_count(office: Office) -> None:
    newcomer(office)

    feed(office, access("P9", TEN, tier=0))

    assert office.events("access.before_briefing") == []


def test_access_without_a_talk_is_on_record_once_and_wakes_the_open_talk(office: Office) -> None:
    newcomer(office)
    office.wait(hours=1)
    (before,) = office.duties(kind="briefing")
    assert before.next_at is not None
    assert before.next_at > office.clock()

    feed(office, access("P9", TEN), access("P9", TEN + timedelta(days=1), tier=2))

    (event,) = office.events("access.before_briefing")
    assert (event["outcome"], "delta_min" in event) == ("no confirmed talk", False)
    (after,) = office.duties(kind="briefing")
    assert (after.next_at, after.args, after.due) == (office.clock(), before.args, before.due)


def test_whoever_was_there_long_before_is_not_held_against_a_talk_nobody_asked_for(office: Office) -> None:
    newcomer(office)

    feed(office, access("P3", datetime(2024, 5, 1, 9, tzinfo=UTC)))

    assert len(office.rows_of(ACCESS_EVENT.select())) == 1
    assert office.events("access.before_briefing") == []


def test_without_a_feed_nothing_is_measured(office: Office) -> None:
    newcomer(office)

    assert office.ask(lambda turn: briefed_before_access(turn, TEN - timedelta(days=30), TEN)) is None


def test_briefed_before_access_counts_first_access_in_the_period(office: Office) -> None:
    about = newcomer(office)
    load(
        office,
        *COMPANY,
        row("P9", "Ben Ito", "P2", start="2026-11-23"),
        row("P8", "Sam Diaz", "P2", start="2026-11-23"),
    )
    confirmed(office, about, TEN)
    feed(
        office, access("P9", TEN), access("P8", TEN), access("P3", TEN), access("P9", TEN + timedelta(days=3))
    )

    def measured(since: timedelta) -> tuple[int, int] | None:
        found: tuple[int, int] | None = office.ask(
            lambda turn: briefed_before_access(turn, TEN + since, TEN + timedelta(days=7))
        )
        return found

    assert measured(timedelta(days=-1)) == (1, 2)
    assert measured(timedelta(days=1)) == (0, 0)
