"""One message a day, three in five working days, in working hours only: and nothing is lost."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from bot.rules.calendars import Absence, Calendar
from bot.rules.nudges import (
    DueItem,
    Hold,
    Moved,
    NudgeRules,
    Send,
    Silence,
    Told,
    Urgency,
    decide,
    digest_step,
    is_digest_day,
    order,
    urgency_of,
)

BERLIN = Calendar("Europe/Berlin", "DE")
RULES = NudgeRules()


def berlin(month: int, day: int, hour: int = 9, minute: int = 0) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=ZoneInfo("Europe/Berlin")).astimezone(UTC)


THU_3_DEC = berlin(12, 3, 9, 30)


def item(
    name: str = "o1",
    at: datetime = THU_3_DEC,
    step: str = "rung.50",
    *,
    emergency: bool = False,
    counts: bool = True,
) -> DueItem:
    return DueItem(name, "policy.acknowledge", step, at, berlin(12, 14, 17), Urgency.OTHER, emergency, counts)


def told(*days: int) -> list[Told]:
    return [Told(berlin(12, day, 9)) for day in days]


def names(decision: Send | Hold) -> list[str]:
    assert isinstance(decision, Send)
    return [one.obligation for one in decision.items]


def test_one_thing_due_is_a_card_of_its_own_until_the_window_closes() -> None:
    decision = decide([item()], BERLIN, [], THU_3_DEC, RULES)

    assert decision == Send((item(),), "single", berlin(12, 3, 17))
    assert decision.counts


def test_eight_things_due_on_one_day_are_one_merged_message() -> None:
    items = [item(f"o{hour}", berlin(12, 3, hour)) for hour in range(9, 17)]

    decision = decide(items, BERLIN, [], berlin(12, 3, 9), RULES)

    assert isinstance(decision, Send)
    assert decision.shape == "merged"
    assert names(decision) == ["o9", "o10", "o11", "o12", "o13", "o14", "o15", "o16"]


def test_what_is_due_tomorrow_is_not_told_today() -> None:
    decision = decide([item("a"), item("b", berlin(12, 4))], BERLIN, [], THU_3_DEC, RULES)

    assert names(decision) == ["a"]


def test_nothing_due_waits_for_the_first_to_come() -> None:
    items = [item("a", berlin(12, 8)), item("b", berlin(12, 4))]

    assert decide(items, BERLIN, [], THU_3_DEC, RULES) == Hold(Silence.NOTHING_DUE, berlin(12, 4))
    assert decide([], BERLIN, [], THU_3_DEC, RULES) == Hold(Silence.NOTHING_DUE, None)


@pytest.mark.parametrize(
    ("now", "calendar", "silence", "until"),
    [
        (berlin(12, 3, 17), BERLIN, Silence.QUIET_HOURS, berlin(12, 4)),
        (berlin(12, 3, 8, 59), BERLIN, Silence.QUIET_HOURS, berlin(12, 3)),
        (berlin(12, 5, 11), BERLIN, Silence.QUIET_HOURS, berlin(12, 7)),
        (berlin(12, 25, 11), BERLIN, Silence.HOLIDAY, berlin(12, 28)),
        (
            THU_3_DEC,
            Calendar("Europe/Berlin", "DE", absences=(Absence(date(2026, 12, 1), date(2026, 12, 14)),)),
            Silence.ON_LEAVE,
            berlin(12, 15),
        ),
        (
            THU_3_DEC,
            Calendar("Europe/Berlin", "DE", absences=(Absence(date(2026, 11, 20)),)),
            Silence.ON_LEAVE,
            berlin(12, 21),  # 20 Dec, a month after leave began, is a Sunday
        ),
    ],
)
def test_outside_their_hours_nobody_is_told_anything(
    now: datetime, calendar: Calendar, silence: Silence, until: datetime
) -> None:
    for due in (item(at=now), item(at=now, emergency=True), item(at=now, counts=False)):
        assert decide([due], calendar, [], now, RULES) == Hold(silence, until)


def test_a_nudge_ready_at_17_05_in_adelaide_comes_at_nine_on_the_next_workday() -> None:
    adelaide = Calendar("Australia/Adelaide", "AU")
    ready = datetime(2026, 11, 20, 17, 5, tzinfo=ZoneInfo("Australia/Adelaide")).astimezone(UTC)

    decision = decide([item(at=ready)], adelaide, [], ready, RULES)

    assert decision == Hold(Silence.QUIET_HOURS, datetime(2026, 11, 22, 22, 30, tzinfo=UTC))


def test_the_second_message_of_a_day_waits_for_the_next_working_day() -> None:
    decision = decide([item()], BERLIN, told(3), berlin(12, 3, 14), RULES)

    assert decision == Hold(Silence.BUDGET_SPENT, berlin(12, 4))


def test_the_fourth_message_in_five_working_days_waits_until_the_first_is_out_of_the_window() -> None:
    three = [Told(berlin(11, 30)), *told(1, 2)]

    decision = decide([item()], BERLIN, three, THU_3_DEC, RULES)

    assert decision == Hold(Silence.BUDGET_SPENT, berlin(12, 7))
    assert isinstance(decide([item()], BERLIN, three, berlin(12, 7), RULES), Send)


def test_the_window_is_counted_in_the_persons_own_working_days() -> None:
    monday_to_wednesday = Calendar("Europe/Berlin", "DE", frozenset({0, 1, 2}))
    three = [Told(berlin(11, 30)), *told(1, 2)]

    decision = decide([item()], monday_to_wednesday, three, berlin(12, 7), RULES)

    assert decision == Hold(Silence.BUDGET_SPENT, berlin(12, 9))


def test_an_emergency_alone_passes_the_budget() -> None:
    items = [item("a"), item("b", emergency=True)]

    decision = decide(items, BERLIN, told(3), berlin(12, 3, 14), RULES)

    assert names(decision) == ["b"]
    assert isinstance(decision, Send)
    assert decision.moved == (Moved(items[0], Silence.BUDGET_SPENT, berlin(12, 4)),)


def test_with_budget_left_an_emergency_heads_the_merged_message() -> None:
    decision = decide([item("a"), item("b", emergency=True)], BERLIN, [], THU_3_DEC, RULES)

    assert names(decision) == ["b", "a"]


def test_an_answer_to_ones_own_question_is_not_held_by_the_budget_and_uses_none() -> None:
    decision = decide([item(counts=False)], BERLIN, told(1, 2, 3), THU_3_DEC, RULES)

    assert names(decision) == ["o1"]
    assert isinstance(decision, Send)
    assert not decision.counts


def test_an_answer_takes_along_nothing_that_can_still_wait() -> None:
    items = [item("answer", counts=False), item("later", berlin(12, 3, 15))]

    assert names(decide(items, BERLIN, [], THU_3_DEC, RULES)) == ["answer"]


def test_the_reminder_before_a_talk_comes_alone_even_in_quiet_hours() -> None:
    soon = item("talk", berlin(12, 3, 7, 45), "soon:2026-12-03T08:00", counts=False)
    other = item("other", berlin(12, 3, 7))

    decision = decide([other, soon], BERLIN, told(1, 2, 3), berlin(12, 3, 7, 45), RULES)

    assert isinstance(decision, Send)
    assert (decision.items, decision.shape, decision.not_after) == ((soon,), "single", berlin(12, 3, 8))
    assert not decision.counts
    assert decision.moved == (Moved(other, Silence.AFTER_ANOTHER, berlin(12, 3, 7, 45)),)


def test_the_reminder_before_a_talk_is_never_early_never_late_and_never_during_leave() -> None:
    soon = item("talk", berlin(12, 3, 11, 45), "soon:2026-12-03T12:00", counts=False)
    away = Calendar("Europe/Berlin", "DE", absences=(Absence(date(2026, 12, 3), date(2026, 12, 3)),))

    assert names(decide([item(), soon], BERLIN, [], THU_3_DEC, RULES)) == ["o1"]
    assert decide([soon], BERLIN, [], berlin(12, 3, 12), RULES) == Hold(Silence.NOTHING_DUE, None)
    assert decide([soon], away, [], berlin(12, 3, 11, 50), RULES) == Hold(Silence.NOTHING_DUE, None)


def test_not_today_holds_everything_until_the_hour_that_was_promised() -> None:
    quiet = berlin(12, 4, 9, 30)

    for due in (item(), item(emergency=True), item(counts=False)):
        decision = decide([due], BERLIN, [], THU_3_DEC, RULES, quiet_until=quiet)
        assert decision == Hold(Silence.SNOOZED, quiet)
    assert isinstance(decide([item()], BERLIN, [], quiet, RULES, quiet_until=quiet), Send)


def test_a_quiet_time_that_ends_at_night_ends_in_the_next_window() -> None:
    decision = decide([item()], BERLIN, [], THU_3_DEC, RULES, quiet_until=berlin(12, 4, 22))

    assert decision == Hold(Silence.SNOOZED, berlin(12, 7))


def test_on_digest_day_the_digest_is_the_days_merged_message() -> None:
    decision = decide([item("a"), item("b")], BERLIN, [], THU_3_DEC, RULES, digest=True)

    assert names(decision) == ["a", "b"]
    assert isinstance(decision, Send)
    assert decision.shape == "digest"
    assert decision.counts


def test_a_digest_needs_no_other_item_but_keeps_to_the_budget_and_the_hours() -> None:
    assert decide([], BERLIN, [], THU_3_DEC, RULES, digest=True) == Send((), "digest", berlin(12, 3, 17))
    assert decide([], BERLIN, told(3), THU_3_DEC, RULES, digest=True) == Hold(
        Silence.BUDGET_SPENT, berlin(12, 4)
    )
    evening = decide([], BERLIN, [], berlin(12, 3, 18), RULES, digest=True)
    assert evening == Hold(Silence.QUIET_HOURS, berlin(12, 4))


@pytest.mark.parametrize(
    ("calendar", "weekday", "day", "is_day"),
    [
        (BERLIN, 0, date(2026, 11, 30), True),
        (BERLIN, 0, date(2026, 12, 1), False),
        (BERLIN, 4, date(2026, 12, 25), False),  # a holiday, so it comes on Monday
        (BERLIN, 4, date(2026, 12, 28), True),
        (BERLIN, 4, date(2026, 12, 29), False),
        (BERLIN, 3, date(2026, 12, 24), True),
        (Calendar("Europe/Berlin", "DE", frozenset({2, 3})), 0, date(2026, 12, 2), True),
        (
            Calendar("Europe/Berlin", "DE", absences=(Absence(date(2026, 11, 30)),)),
            0,
            date(2026, 12, 1),
            False,
        ),
    ],
)
def test_the_digest_day_is_its_weekday_or_the_next_working_day(
    calendar: Calendar, weekday: int, day: date, *, is_day: bool
) -> None:
    assert is_digest_day(calendar, day, NudgeRules(digest_weekday=weekday)) is is_day


def test_a_digest_is_told_once_a_week() -> None:
    assert digest_step(date(2026, 11, 30)) == "digest:2026-W49"
    assert digest_step(date(2027, 1, 1)) == "digest:2026-W53"


def test_lines_come_in_the_order_of_risk_then_of_date() -> None:
    def line(name: str, urgency: Urgency, due: int | None) -> DueItem:
        return DueItem(name, "k", "s", THU_3_DEC, berlin(12, due) if due else None, urgency)

    lines = [
        line("review", Urgency.OTHER, 18),
        line("undated", Urgency.OTHER, None),
        line("past", Urgency.PAST, 1),
        line("starter", Urgency.STARTER, 7),
        line("nearer", Urgency.OTHER, 4),
        line("access", Urgency.ACCESS, 16),
    ]

    assert [one.obligation for one in order(lines)] == [
        "access",
        "starter",
        "past",
        "nearer",
        "review",
        "undated",
    ]


@pytest.mark.parametrize(
    ("kind", "due", "has_access", "urgency"),
    [
        ("briefing", berlin(11, 16), True, Urgency.ACCESS),
        ("briefing", berlin(12, 7), False, Urgency.STARTER),
        ("lesson", berlin(12, 1), False, Urgency.PAST),
        ("lesson", berlin(12, 14), False, Urgency.OTHER),
        ("notice", None, False, Urgency.OTHER),
    ],
)
def test_urgency_comes_from_facts(
    kind: str, due: datetime | None, urgency: Urgency, *, has_access: bool
) -> None:
    assert urgency_of(kind, due, THU_3_DEC, has_access=has_access) is urgency


def test_a_budget_of_none_is_refused() -> None:
    with pytest.raises(ValueError, match="each limit is 1 or more"):
        NudgeRules(per_day=0)
