"""Delivery: each message once, in order, and what becomes of those that cannot be delivered."""

from __future__ import annotations

from datetime import UTC

from bot.errors import DeliveryFailed
from storage import outbox
from tests.adapters.posting import announce, asked, row_of, tell, touch
from tests.office import Office

AWAY = DeliveryFailed("no connection")


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
