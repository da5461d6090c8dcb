"""Delivery: each message once, in order, and what becomes of those that cannot be delivered."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from bot.errors import DeliveryFailed
from bot.jobs import remind_all
from storage import outbox
from tests.adapters.posting import announce, row_of, states, tell, told, touch
from tests.clock import BERLIN
from tests.colleagues import Colleague
from tests.office import Office

AWAY = DeliveryFailed("no connection")
MINUTES = (1, 5, 30, 240)


def asked(office: Office, *names: str) -> list[Colleague]:
    """Return people who owe an acknowledgement nobody has told them of yet."""
    office.prompt = False
    team = [office.hire(name, department="Sales") for name in names]
    office.hire("petra", role="isms_owner")
    office.clock.at = datetime(2026, 11, 28, 12, tzinfo=BERLIN)  # a Saturday
    office.publish(audience={"department": ["Sales"]})
    office.clock.at = datetime(2026, 11, 30, 9, 30, tzinfo=BERLIN)
    return team


# --- order ---------------------------------------------------------------------------------------


def test_a_conversation_gets_one_message_at_a_time_in_order(office: Office) -> None:
    ana, ben = office.hire("ana"), office.hire("ben")
    first, other, second, third = (tell(office, who) for who in (ana, ben, ana, ana))

    office.deliver()

    assert office.slack.most_at_once == {"D_ANA": 1, "D_BEN": 1}
    posts = [post.key for post in office.slack.attempts]
    assert [key for key in posts if key != other] == [first, second, third]
    assert set(posts[:2]) == {first, other}  # nobody waits for somebody else's conversation


def test_an_update_and_a_new_message_share_a_conversation(office: Office) -> None:
    (ana,) = asked(office, "ana")
    office.settle()

    touch(office, office.duty(ana, "policy.acknowledge").id)
    tell(office, ana)
    office.deliver()

    assert [post.kind for post in office.slack.attempts if post.chat.address.endswith("ANA")] == [
        "post",
        "update",
        "post",
    ]
    assert office.slack.most_at_once["D_ANA"] == 1


def test_replies_in_a_channel_go_one_at_a_time_whoever_they_are_for(office: Office) -> None:
    ana, ben = office.hire("ana"), office.hire("ben")
    head = announce(office, "C01")
    office.deliver()
    for who in (ana, ben):
        tell(office, who, under=head, place=office.channel("C01")[0].ref.chat)

    office.deliver()

    assert office.slack.most_at_once == {"C01": 1}
    assert {post.root for post in office.slack.attempts[1:]} == {"000001.0001"}


def test_a_reply_waits_for_its_root(office: Office) -> None:
    ana = office.hire("ana")
    office.slack.fail(AWAY)
    head = tell(office, ana)
    reply = tell(office, ana, under=head)

    office.deliver()
    assert [post.key for post in office.slack.attempts] == [head]
    office.wait(minutes=1)

    assert [(post.key, post.root) for post in office.slack.attempts[1:]] == [
        (head, ""),
        (reply, "000001.0001"),
    ]


def test_replies_keep_their_order_when_one_has_to_be_tried_again(office: Office) -> None:
    ana = office.hire("ana")
    head = tell(office, ana)
    office.deliver()
    office.slack.fail(AWAY)
    replies = [tell(office, ana, under=head) for _ in range(3)]

    office.wait(minutes=2)

    assert list(office.slack.messages) == [head, *replies]


def test_what_answers_a_message_that_never_arrived_is_not_sent(office: Office) -> None:
    ana = office.hire("ana")
    office.slack.fail(DeliveryFailed("user_not_found", permanent=True))
    head = tell(office, ana)
    reply = tell(office, ana, under=head)

    office.deliver()

    assert (row_of(office, reply).state, row_of(office, reply).reason) == (
        "withdrawn",
        "what it answers never arrived",
    )
    assert office.slack.messages == {}


def test_what_waits_does_not_hide_what_can_go(office: Office) -> None:
    ana, ben = office.hire("ana"), office.hire("ben")
    office.slack.fail(AWAY)
    head = tell(office, ana)
    for _ in range(150):
        tell(office, ana, under=head)
    office.deliver()

    note = tell(office, ben)
    office.deliver()

    assert list(office.slack.messages) == [note]


def test_answers_go_before_reminders(office: Office) -> None:
    ana = office.hire("ana")
    reminder, answer = tell(office, ana, lane=1), tell(office, ana, lane=0)

    office.deliver()

    assert list(office.slack.messages) == [answer, reminder]


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


# --- the browser inbox ---------------------------------------------------------------------------


def test_a_card_in_the_browser_waits_and_is_never_called_delivered(office: Office) -> None:
    sam = office.hire("sam", chat=False)
    note = tell(office, sam)

    tally = office.deliver()

    assert (tally.waiting, tally.sent) == (1, 0)
    assert row_of(office, note).state == "waiting"
    assert [event["action"] for event in office.events(about=note)] == ["message.waiting"]
    assert [one.id for one in office.inbox(sam)] == [note]


def test_deliveries_can_be_listed_by_state(office: Office) -> None:
    ana = office.hire("ana")
    office.slack.fail(DeliveryFailed("user_not_found", permanent=True))
    note = tell(office, ana)
    office.deliver()

    with office.database.reading() as connection:
        found = outbox.in_state(connection, "undeliverable")
        counts = outbox.counts(connection)

    assert [(row.message, row.reason, row.recipient) for row in found] == [(note, "user_not_found", ana.ref)]
    assert counts == {"undeliverable": 1}
    assert found[0].ended_at.astimezone(UTC) == office.clock()
