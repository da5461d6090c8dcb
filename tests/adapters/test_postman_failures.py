"""What cannot be delivered: tried again, given up, left uncertain, or not sent any more."""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.errors import DeliveryFailed
from bot.jobs import remind_all
from tests.adapters.posting import asked, row_of, states, tell, told, touch
from tests.clock import BERLIN
from tests.office import Office

AWAY = DeliveryFailed("no connection")
MINUTES = (1, 5, 30, 240)

# --- later ---------------------------------------------------------------------------------------


def test_retry_after_is_waited_for(office: Office) -> None:
    ana = office.hire("ana")
    office.slack.fail(DeliveryFailed("ratelimited", retry_after=timedelta(seconds=30)))
    note = tell(office, ana)

    office.deliver()
    assert row_of(office, note).state == "retrying"
    assert row_of(office, note).not_before == office.clock() + timedelta(seconds=30)
    office.wait(seconds=29)
    assert len(office.slack.attempts) == 1
    office.wait(seconds=1)

    assert row_of(office, note).state == "sent"
    assert len(office.slack.attempts) == 2


def test_retry_after_holds_the_whole_workspace(office: Office) -> None:
    ana, ben = office.hire("ana"), office.hire("ben")
    office.slack.fail(DeliveryFailed("ratelimited", retry_after=timedelta(seconds=30)))
    tell(office, ana)
    office.deliver()

    tell(office, ben)
    office.deliver()

    assert office.clock.rested >= 30  # the postman rested before he tried again


def test_a_platform_that_is_away_is_tried_again_four_times(office: Office) -> None:
    ana = office.hire("ana")
    office.slack.fail(*[AWAY] * 5)
    note = tell(office, ana)
    office.deliver()

    for count, minutes in enumerate(MINUTES, start=1):
        assert (row_of(office, note).state, row_of(office, note).attempts) == ("retrying", count)
        office.wait(minutes=minutes)

    assert (row_of(office, note).state, row_of(office, note).attempts) == ("undeliverable", 5)
    office.wait(days=1)
    assert len(office.slack.attempts) == 5


# --- never ---------------------------------------------------------------------------------------


def test_a_permanent_refusal_is_undeliverable_and_written_down(office: Office) -> None:
    ana = office.hire("ana")
    office.slack.fail(DeliveryFailed("user_not_found", permanent=True))
    note = tell(office, ana)

    tally = office.deliver()

    assert (tally.undeliverable, tally.sent) == (1, 0)
    assert (row_of(office, note).state, row_of(office, note).reason) == ("undeliverable", "user_not_found")
    (event,) = office.events("message.failed")
    assert (event["subject"], event["object_id"], event["outcome"]) == (ana.ref, note, "undeliverable")


def test_who_could_not_be_told_is_told_when_it_works_again(office: Office) -> None:
    (ana,) = asked(office, "ana")
    office.slack.fail(DeliveryFailed("user_not_found", permanent=True))

    office.settle()
    assert told(office, ana) == []
    office.wait(days=1)

    assert told(office, ana) == ["rung.0"]
    (card,) = office.inbox(ana)
    assert card.title == "Ana, the rules for everyday tools have changed"


def test_what_may_have_arrived_is_not_sent_again(office: Office) -> None:
    (ana,) = asked(office, "ana")
    office.slack.fail(DeliveryFailed("no answer", uncertain=True))

    office.settle()
    office.wait(days=2)

    assert "uncertain" in states(office)
    assert told(office, ana) == ["rung.0"]
    assert [post.chat.address for post in office.slack.attempts].count("U_ANA") == 1
    assert [event["outcome"] for event in office.events("message.failed")] == ["uncertain"]


def test_an_error_of_ours_while_posting_leaves_the_post_uncertain(office: Office) -> None:
    ana, ben = office.hire("ana"), office.hire("ben")
    office.slack.fail(KeyError("ts"))
    notes = [tell(office, ana), tell(office, ben)]

    office.deliver()

    assert [(row_of(office, one).state, row_of(office, one).reason) for one in notes] == [
        ("uncertain", "KeyError"),
        ("sent", ""),
    ]


def test_an_error_of_ours_while_updating_is_tried_again(office: Office) -> None:
    (ana,) = asked(office, "ana")
    office.settle()
    office.slack.fail_updates(KeyError("ts"), DeliveryFailed("no answer", uncertain=True))

    touch(office, office.duty(ana, "policy.acknowledge").id)
    office.deliver()
    office.wait(minutes=6)

    assert states(office, "update") == ["sent"]
    assert [post.kind for post in office.slack.attempts if post.platform_id] == ["update"] * 3


def test_a_card_that_cannot_be_drawn_holds_nobody_up(office: Office) -> None:
    ana, ben = office.hire("ana"), office.hire("ben")
    broken, fine = tell(office, ana, key="no.such.words"), tell(office, ben)

    office.deliver()

    assert (row_of(office, broken).state, row_of(office, broken).reason) == (
        "undeliverable",
        "could not be drawn",
    )
    assert row_of(office, fine).state == "sent"


# --- not any more --------------------------------------------------------------------------------


def test_a_reminder_of_what_is_done_meanwhile_is_not_sent(office: Office) -> None:
    (ana,) = asked(office, "ana")
    remind_all(office.engine)
    office.says(ana, "ack aup 3.0")

    office.deliver()

    rows = [row for row in office.outbox() if row.state == "withdrawn"]
    assert [row.reason for row in rows] == ["nothing open any more"]
    assert [one.draws for one in office.inbox(ana)] == []
    assert states(office, "update") == []


def test_a_reminder_past_its_window_is_withdrawn_and_told_next_morning(office: Office) -> None:
    (ana,) = asked(office, "ana")
    office.clock.at = datetime(2026, 11, 30, 16, 59, tzinfo=BERLIN)
    remind_all(office.engine)
    office.clock.at = datetime(2026, 11, 30, 17, 0, 1, tzinfo=BERLIN)

    office.deliver()
    assert {(row.state, row.reason) for row in office.outbox()} == {("withdrawn", "past its window")}
    assert told(office, ana) == []
    assert office.duty(ana, "policy.acknowledge").next_at == office.clock()
    office.wait(days=1)

    (event,) = office.events("message.sent", about=ana)
    assert event["occurred_at"] == "2026-12-01T08:00:00.000000Z"
    assert told(office, ana) == ["rung.0"]


def test_an_answer_is_sent_whatever_the_hour_and_whatever_is_done(office: Office) -> None:
    (ana,) = asked(office, "ana")
    office.settle()
    office.clock.at = datetime(2026, 11, 30, 23, 0, tzinfo=BERLIN)

    office.prompt = True
    office.says(ana, "I acknowledge", under=office.inbox(ana)[0])

    card, *replies = [one for one in office.sent(ana) if one.draws]
    assert "Thank you, Ana. That is all for this one." in replies[-1].text
    assert card.thread_of == ""
