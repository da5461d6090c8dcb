"""Cards that stand already: drawn again when their duty changes, also while they are being sent."""

from __future__ import annotations

import asyncio
from datetime import datetime
from typing import Any

from sqlalchemy import Row

from bot.jobs import remind_all
from bot.model import Note, Nothing
from tests.adapters.posting import LEASE_ENDS, Once, postman_with, states, touch, until
from tests.clock import BERLIN
from tests.colleagues import Colleague
from tests.office import Office

THANKS = "Thank you, Ana. That is all for this one."


def asked(office: Office) -> tuple[Colleague, Row[Any]]:
    """Return Ana and her duty, which waits in the outbox to be told."""
    office.prompt = False
    ana = office.hire("ana", department="Sales")
    office.publish(audience={"department": ["Sales"]})
    return ana, office.duty(ana, "policy.acknowledge")


def about_to_be_asked(office: Office) -> Colleague:
    """Return Ana, whose card is decided upon and not yet taken."""
    office.prompt = False
    ana = office.hire("ana", department="Sales")
    office.clock.at = datetime(2026, 11, 28, 12, tzinfo=BERLIN)  # a Saturday
    office.publish(audience={"department": ["Sales"]})
    office.clock.at = datetime(2026, 11, 30, 9, 30, tzinfo=BERLIN)
    remind_all(office.engine)
    return ana


def test_a_card_changes_when_its_duty_ends(office: Office) -> None:
    ana, duty = asked(office)
    office.prompt = True

    reply = office.press(ana, "policy.acknowledge", duty=duty)

    assert isinstance(reply, Note | Nothing)
    (card,) = office.inbox(ana)
    assert card.title == THANKS
    assert len(office.slack.messages[card.id].posts) == 2


def test_several_changes_at_once_are_one_update(office: Office) -> None:
    _, duty = asked(office)

    touch(office, duty.id)
    touch(office, duty.id)
    office.deliver()

    assert states(office, "update") == ["sent"]


def test_an_update_waits_for_a_post_that_is_still_being_sent(office: Office) -> None:
    ana = about_to_be_asked(office)
    office.slack.hold()

    async def scene() -> None:
        postman = postman_with(office)
        under_way = asyncio.create_task(postman.until_idle())
        await until(lambda: office.slack.messages)
        office.says(ana, "ack aup 3.0")
        postman.rounds[0].bell.set()
        for _ in range(20):
            await asyncio.sleep(0)
        assert _kinds(office) == ["post"]
        assert states(office, "update") == ["pending"]
        office.slack.let_go()
        await under_way

    office.runner.run(scene())

    assert _kinds(office) == ["post", "update"]
    assert office.inbox(ana)[0].title == THANKS


def test_a_post_whose_duty_ends_while_it_is_drawn_is_not_sent_as_drawn(office: Office) -> None:
    ana = about_to_be_asked(office)

    def acknowledge() -> None:
        office.says(ana, "ack aup 3.0")

    office.runner.run(postman_with(office, before=Once("claim", acknowledge)).until_idle())

    # It had been drawn with its buttons; looked at once more, there was nothing to tell any more.
    assert [post.key for post in office.slack.attempts if post.chat.address == "U_ANA"] == []
    assert "withdrawn" in states(office)


def test_an_update_whose_duty_changes_while_it_is_drawn_is_drawn_again(office: Office) -> None:
    ana, duty = asked(office)
    touch(office, duty.id)

    def acknowledge() -> None:
        office.says(ana, "ack aup 3.0")

    office.runner.run(postman_with(office, before=Once("claim", acknowledge)).until_idle())

    assert office.inbox(ana)[0].title == THANKS
    assert len(office.slack.messages[office.inbox(ana)[0].id].posts) == 2


def test_a_change_while_an_update_is_being_sent_makes_another_one(office: Office) -> None:
    ana, duty = asked(office)
    touch(office, duty.id)
    office.slack.hold()

    async def scene() -> None:
        under_way = asyncio.create_task(postman_with(office).until_idle())
        await until(lambda: "sending" in states(office, "update"))
        office.says(ana, "ack aup 3.0")
        office.slack.let_go()
        await under_way

    office.runner.run(scene())

    assert states(office, "update") == ["sent", "sent"]
    assert office.inbox(ana)[0].title == THANKS


def test_an_update_of_what_never_arrived_tells_nobody_anew(office: Office) -> None:
    ana = about_to_be_asked(office)
    office.slack.can_find = False
    office.slack.hold()
    duty = office.duty(ana, "policy.acknowledge")

    async def scene() -> None:
        under_way = asyncio.create_task(office.postman.until_idle())
        await until(lambda: office.slack.messages)
        touch(office, duty.id)
        office.clock.passed += LEASE_ENDS
        await postman_with(office).until_idle()
        office.slack.let_go()
        await under_way

    office.runner.run(scene())
    woken = office.duty(ana, "policy.acknowledge")

    assert "uncertain" in states(office)
    assert [(row.state, row.reason) for row in office.outbox("update")] == [("withdrawn", "never arrived")]
    assert woken.next_at == duty.next_at


def test_cards_in_the_browser_need_no_update(office: Office) -> None:
    office.prompt = False
    sam = office.hire("sam", department="Sales", chat=False)
    office.publish(audience={"department": ["Sales"]})

    touch(office, office.duty(sam, "policy.acknowledge").id)

    assert states(office, "update") == []


def _kinds(office: Office) -> list[str]:
    return [post.kind for post in office.slack.attempts if post.chat.address in {"U_ANA", "D_ANA"}]
