"""The office itself: time passes as it really does, and people are told at a good hour or not at all."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from bot.flows.notices import notify
from bot.model import Note, Show
from bot.turn import Turn
from tests import colleagues
from tests.clock import BERLIN, START
from tests.colleagues import Colleague
from tests.office import Office

A_DAY = timedelta(days=1)


def tell(office: Office, who: Colleague, *, counts: bool = True) -> None:
    """Have somebody told that a policy was approved, in their next good hour."""
    values = {"policy": "Acceptable use", "version": "3.0", "name": "Chika Obi"}

    def cause(turn: Turn) -> None:
        event = turn.event("policy.approved", subject=who.ref)
        notify(turn, who.ref, event, "policy.approved", values, counts=counts)

    office.run(cause)


def told_at(office: Office, who: Colleague) -> list[datetime]:
    """Return when somebody was told something, on Berlin's clocks."""
    stamps = [event["occurred_at"] for event in office.events("message.sent", about=who)]
    return [datetime.fromisoformat(stamp).astimezone(BERLIN) for stamp in stamps]


def at(day: int, hour: int, minute: int = 0, month: int = 11) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=BERLIN)


def go_to(office: Office, moment: datetime) -> None:
    office.wait(until=moment)


# --- good hours ----------------------------------------------------------------------------------


def test_a_notice_is_told_at_once_in_working_hours(office: Office) -> None:
    ana = office.hire("ana")

    tell(office, ana)
    office.settle()

    assert told_at(office, ana) == [START]
    (card,) = office.inbox(ana)
    assert "Acceptable use" in card.text
    assert card.card.foot[0] == "Routine, not an alert"


@pytest.mark.parametrize(
    ("zone", "country", "caused", "told"),
    [
        ("Europe/Berlin", "DE", at(30, 17), at(1, 9, month=12)),
        ("Europe/Berlin", "DE", at(30, 3), at(30, 9)),
        ("Europe/Berlin", "DE", at(28, 12), at(30, 9)),  # a Saturday
        ("Asia/Kolkata", "IN", at(30, 9, 30), at(30, 9, 30)),  # 14:00 there
        ("Asia/Kolkata", "IN", at(30, 13), at(1, 4, 30, month=12)),  # 17:30 there
        ("America/New_York", "US", at(30, 9, 30), at(30, 15)),  # 03:30 there
        ("Australia/Adelaide", "AU", at(30, 9, 30), at(30, 23, 30)),  # 19:00 there; 09:00 is 23:30 in Berlin
    ],
)
def test_a_notice_waits_for_the_hours_of_whoever_is_told(
    office: Office, zone: str, country: str, caused: datetime, told: datetime
) -> None:
    office.clock.at = caused
    ana = office.hire("ana", zone=zone, country=country)

    tell(office, ana)
    office.wait(days=3)

    assert told_at(office, ana) == [told]


def test_a_holiday_is_no_day_to_be_told(office: Office) -> None:
    office.clock.at = at(25, 9, month=12)
    ana, eve = office.hire("ana"), office.hire("eve", country="IN", zone="Asia/Kolkata")

    tell(office, ana)
    office.wait(days=4)

    assert told_at(office, ana) == [at(28, 9, month=12)]
    assert told_at(office, eve) == []


def test_who_is_away_is_told_on_the_day_of_return(office: Office) -> None:
    ana = office.hire("ana")
    office.write(colleagues.absent, ana, date(2026, 11, 30), date(2026, 12, 9))

    tell(office, ana)
    office.wait(days=14)

    assert at(10, 9, month=12) in told_at(office, ana)
    assert min(told_at(office, ana)) == at(10, 9, month=12)


@pytest.mark.parametrize(
    ("start", "morning"),
    [
        (
            datetime(2027, 3, 26, 12, tzinfo=BERLIN),
            datetime(2027, 3, 30, 9, tzinfo=BERLIN),
        ),  # Easter, and summer time
        (datetime(2026, 10, 23, 18, tzinfo=BERLIN), datetime(2026, 10, 26, 9, tzinfo=BERLIN)),  # winter time
    ],
)
def test_nine_is_nine_on_both_sides_of_the_change_of_clocks(
    office: Office, start: datetime, morning: datetime
) -> None:
    office.clock.at = start
    ana = office.hire("ana")

    tell(office, ana)
    office.wait(days=5)

    assert told_at(office, ana) == [morning]


def test_one_message_a_day_holds_what_counts_and_merges_it(office: Office) -> None:
    ana = office.hire("ana")
    tell(office, ana)
    office.settle()

    tell(office, ana)
    tell(office, ana)
    office.wait(days=1)

    assert told_at(office, ana) == [START, at(1, 9, month=12)]
    assert [one.draws for one in office.inbox(ana)] == ["duty", "merged"]


def test_what_does_not_count_comes_the_same_day(office: Office) -> None:
    ana = office.hire("ana")
    tell(office, ana)
    office.settle()

    tell(office, ana, counts=False)
    office.wait(hours=1)

    assert len(told_at(office, ana)) == 2


# --- the clock -----------------------------------------------------------------------------------


def test_a_day_later_is_the_same_time_of_day(office: Office) -> None:
    office.clock.at = datetime(2027, 3, 27, 12, tzinfo=BERLIN)

    office.wait(days=1)
    assert office.clock.at == datetime(2027, 3, 28, 12, tzinfo=BERLIN)
    office.wait(hours=24)

    assert office.clock.at == datetime(2027, 3, 29, 12, tzinfo=BERLIN)
    assert office.clock() == datetime(2027, 3, 29, 10, tzinfo=UTC)


def test_the_clock_goes_forward_only(office: Office) -> None:
    with pytest.raises(AssertionError, match="forward only"):
        office.wait(until=START - A_DAY)


# --- what people do ------------------------------------------------------------------------------


def test_a_press_takes_the_button_that_is_shown(office: Office) -> None:
    ana = office.hire("ana", department="Sales")
    office.publish(audience={"department": ["Sales"]})

    office.press(ana, "policy.acknowledge")

    assert office.duty(ana, "policy.acknowledge").state == "done"
    assert office.inbox(ana)[0].verbs == ()


def test_what_is_typed_in_a_thread_is_heard_there(office: Office) -> None:
    ana = office.hire("ana", department="Sales")
    office.publish(audience={"department": ["Sales"]})
    (card,) = office.inbox(ana)

    office.says(ana, "I acknowledge", under=card)

    assert office.duty(ana, "policy.acknowledge").state == "done"
    assert [one.ref.root for one in office.thread(card)] == [card.ref.platform_id]


def test_whoever_has_no_chat_account_uses_the_browser(office: Office) -> None:
    sam = office.hire("sam", chat=False, department="Sales")
    office.publish(audience={"department": ["Sales"]})

    (card,) = office.inbox(sam)
    office.press(sam, "policy.acknowledge", card)

    assert card.ref.chat.platform == "web"
    assert office.duty(sam, "policy.acknowledge").state == "done"


def test_a_list_is_shown_and_not_stored(office: Office) -> None:
    ana = office.hire("ana")

    reply = office.says(ana, "", "command")

    assert isinstance(reply, Show)
    assert office.outbox() == []


def test_a_stranger_is_told_that_nobody_knows_them(office: Office) -> None:
    stranger = colleagues.colleague("eve")

    reply = office.says(stranger, "list")

    assert isinstance(reply, Note)
    assert office.last is not None
    assert office.last.unknown
    assert office.events() == []
