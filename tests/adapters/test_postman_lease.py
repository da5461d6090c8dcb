"""Several postmen, and one that stops half-way: no message twice, and none lost."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from bot.errors import Busy, DeliveryFailed
from bot.postman import Postman
from storage import leases, outbox
from storage.leases import LEASE
from storage.messages import OUTBOX
from tests.adapters.posting import LEASE_ENDS, Away, Once, postman_with, row_of, tell, until
from tests.colleagues import TENANT
from tests.office import Office
from tests.recording import RecordingPlatform


async def start(office: Office, postman: Postman) -> asyncio.Task[object]:
    """Let a postman post one message that the platform has taken and not yet answered."""
    office.slack.hold()
    under_way = asyncio.create_task(postman.until_idle())
    await until(lambda: office.slack.messages)
    return under_way


async def stops_for_long(office: Office, under_way: asyncio.Task[object], then: Postman) -> None:
    """Let the other one take over while the first is not heard of; it comes round when all is over."""
    office.clock.passed += LEASE_ENDS
    await then.until_idle()
    office.slack.let_go()
    await under_way


class Nameless(RecordingPlatform):
    """A platform that has to be asked which workspace it is, and is away at first."""

    def __init__(self) -> None:
        super().__init__(tenant="")
        self.away = True

    async def identify(self) -> str:
        if self.away:
            raise DeliveryFailed("no connection")
        self.tenant = TENANT
        return self.tenant


# --- one at a time -------------------------------------------------------------------------------


def test_while_one_holds_a_workspace_another_leaves_it_the_work(office: Office) -> None:
    ana = office.hire("ana")
    note = tell(office, ana)

    async def scene() -> list[str]:
        under_way = await start(office, office.postman)
        _, held = await postman_with(office).until_idle()
        office.slack.let_go()
        await under_way
        return held

    held = office.runner.run(scene())

    assert held == ["deliver:slack:T01"]
    assert [post.key for post in office.slack.attempts] == [note]


def test_a_lease_that_was_given_up_is_free_at_once(office: Office) -> None:
    ana = office.hire("ana")
    tell(office, ana)
    office.deliver()

    tell(office, ana)
    tally, held = office.runner.run(postman_with(office).until_idle())

    assert (tally.sent, held) == (1, [])


def test_each_holder_has_a_higher_fence(office: Office) -> None:
    fences = []
    for postman in (office.postman, postman_with(office), office.postman):
        office.runner.run(postman.until_idle())
        with office.database.reading() as connection:
            fences.append(connection.execute(LEASE.select().order_by(LEASE.c.name)).first())

    assert [row.fence for row in fences if row is not None] == [1, 2, 3]


def test_a_lease_renewed_late_is_still_the_same_when_nobody_was_in_between(office: Office) -> None:
    now = office.clock.real()

    with office.database.writing() as connection:
        first = leases.take(connection, "w", "me", now, timedelta(seconds=10))
        late = leases.take(connection, "w", "me", now + LEASE_ENDS, timedelta(seconds=10))
        other = leases.take(connection, "w", "you", now + 3 * LEASE_ENDS, timedelta(seconds=10))
        back = leases.take(connection, "w", "me", now + 3 * LEASE_ENDS, timedelta(seconds=10))

    assert (first, late, other, back) == (1, 1, 2, None)


# --- taken over ----------------------------------------------------------------------------------


def test_what_the_platform_took_before_a_crash_is_found_and_settled(office: Office) -> None:
    ana = office.hire("ana")
    note = tell(office, ana)

    async def scene() -> None:
        await stops_for_long(office, await start(office, office.postman), postman_with(office))

    office.runner.run(scene())

    assert row_of(office, note).state == "sent"
    assert len(office.slack.attempts) == 1
    (event,) = office.events(about=note)
    assert (event["action"], event["subject"]) == ("message.sent", ana.ref)
    assert office.inbox(ana)[0].ref.chat.address == "D_ANA"


def test_where_nothing_can_be_looked_up_it_is_uncertain_and_not_sent_again(office: Office) -> None:
    ana = office.hire("ana")
    note = tell(office, ana)
    office.slack.can_find = False

    async def scene() -> None:
        await stops_for_long(office, await start(office, office.postman), postman_with(office))

    office.runner.run(scene())

    # What the first one says afterwards changes nothing any more.
    assert row_of(office, note).state == "uncertain"
    assert [event["outcome"] for event in office.events(about=note)] == ["uncertain"]
    assert len(office.slack.attempts) == 1


def test_an_abandoned_update_is_drawn_again(office: Office) -> None:
    ana = office.hire("ana")
    tell(office, ana)
    office.deliver()
    (row,) = office.outbox()
    left = row._asdict() | {"id": "again", "kind": "update", "state": "sending", "fence": 0}
    with office.database.writing() as connection:
        connection.execute(OUTBOX.insert(), left)

    office.runner.run(postman_with(office).until_idle())

    assert [row.state for row in office.outbox("update")] == ["sent"]
    assert [post.kind for post in office.slack.attempts] == ["post", "update"]


def test_a_card_for_the_browser_that_was_abandoned_waits_there(office: Office) -> None:
    sam = office.hire("sam", chat=False)
    note = tell(office, sam)
    with office.database.writing() as connection:
        assert outbox.claim(connection, row_of(office, note).id, 7, 0)

    tally, _ = office.runner.run(postman_with(office).until_idle())

    assert row_of(office, note).state == "waiting"
    assert [event["action"] for event in office.events(about=note)] == ["message.waiting"]
    assert tally.sent == 0


# --- too late ------------------------------------------------------------------------------------


def test_who_has_lost_the_lease_while_resting_does_not_send_any_more(office: Office) -> None:
    ana = office.hire("ana")
    note = tell(office, ana)
    rested = asyncio.Event()

    async def rest(_seconds: float) -> None:
        await rested.wait()

    async def scene() -> None:
        slow = asyncio.create_task(postman_with(office, rest=rest).until_idle())
        await until(lambda: row_of(office, note).state == "sending")
        office.clock.passed += LEASE_ENDS
        await office.postman.until_idle()
        assert row_of(office, note).state == "sent"  # the other one looked, and it was not there yet
        rested.set()
        await slow

    office.runner.run(scene())

    assert [post.key for post in office.slack.attempts] == [note]
    assert [event["action"] for event in office.events(about=note)] == ["message.sent"]


def test_who_has_lost_the_lease_before_claiming_claims_nothing(office: Office) -> None:
    ana = office.hire("ana")
    note = tell(office, ana)

    def another_takes_it() -> None:
        with office.database.writing() as connection:
            later = office.clock.real() + LEASE_ENDS
            assert leases.take(connection, "deliver:slack:T01", "other", later, LEASE_ENDS) == 2

    postman = postman_with(office, before=Once("claim", another_takes_it))
    office.runner.run(postman.until_idle())

    assert office.slack.attempts == []
    assert row_of(office, note).state == "pending"


# --- the database is away ------------------------------------------------------------------------


def test_what_was_sent_is_remembered_until_it_can_be_written_down(office: Office) -> None:
    ana = office.hire("ana")
    note = tell(office, ana)
    postman = postman_with(office, before=Away("settle"))
    workspace = postman.rounds[0]

    async def scene() -> None:
        assert await workspace.hold()
        workspace.launch(await workspace.take() or ())
        await asyncio.wait(workspace.flying)
        with pytest.raises(Busy):
            await workspace.land()
        assert row_of(office, note).state == "sending"
        tell(office, ana)
        assert await workspace.take() is None  # the conversation is still his
        await workspace.land()
        await workspace.stop()

    office.runner.run(scene())

    assert row_of(office, note).state == "sent"
    assert len(office.slack.attempts) == 1


def test_a_take_over_that_breaks_off_is_taken_up_again(office: Office) -> None:
    ana = office.hire("ana")
    note = tell(office, ana)
    with office.database.writing() as connection:
        assert outbox.claim(connection, row_of(office, note).id, 0, 0)
    postman = postman_with(office, before=Away("settle"))

    async def scene() -> None:
        with pytest.raises(Busy):
            await postman.until_idle()
        await postman.until_idle()

    office.runner.run(scene())

    assert row_of(office, note).state == "sent"


def test_serving_goes_on_until_told_to_stop_and_writes_down_what_is_under_way(office: Office) -> None:
    ana = office.hire("ana")
    postman = postman_with(office)
    stop = asyncio.Event()

    async def scene() -> None:
        serving = asyncio.create_task(postman.run(stop))
        await until(lambda: postman.rounds[0].fence)
        note = tell(office, ana)
        postman.ring()
        await until(lambda: row_of(office, note).state == "sent")
        stop.set()
        await serving

    office.runner.run(scene())

    assert postman.rounds[0].fence is None
    assert len(office.slack.messages) == 1


def test_a_platform_that_cannot_say_who_it_is_waits(office: Office) -> None:
    ana = office.hire("ana")
    note = tell(office, ana)
    platform = Nameless()

    office.runner.run(Postman(office.engine, [platform]).until_idle())
    assert row_of(office, note).state == "pending"
    platform.away = False
    office.runner.run(Postman(office.engine, [platform]).until_idle())

    assert row_of(office, note).state == "sent"
