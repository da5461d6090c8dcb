"""Several copies of one input at the same moment: one effect, the same answer (design.md 4, "Twice")."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

from bot.model import Input, Note, Pressed, Reply, Said
from storage import obligations
from tests.conversations.overdue import at, overdue_team
from tests.office import Office


def _at_once(office: Office, given: Input, times: int = 5) -> list[Reply]:
    office.prompt = False  # the postman runs afterwards, in this thread
    with ThreadPoolExecutor(times) as pool:
        return [answer.reply for answer in pool.map(office.engine.handle, [given] * times)]


def test_five_clicks_at_once_are_one_acknowledgement(office: Office) -> None:
    eve = office.hire("eve")
    office.publish()
    duty = office.duty(eve, "policy.acknowledge")

    replies = _at_once(office, Pressed(eve.actor, "policy.acknowledge", {"duty": duty.id}))

    receipt = office.duty(eve, "policy.acknowledge").receipt
    assert len(office.events("policy.acknowledged")) == 1
    notes = [reply.text for reply in replies if isinstance(reply, Note)]
    assert len(notes) == 4
    assert all(receipt in text for text in notes)


def test_a_text_asked_for_five_times_at_once_is_posted_once(office: Office) -> None:
    eve = office.hire("eve")
    office.publish()
    (card,) = office.inbox(eve)
    duty = office.duty(eve, "policy.acknowledge")

    replies = _at_once(office, Pressed(eve.actor, "policy.read", {"duty": duty.id}, message=card.ref))
    office.deliver()

    assert len(office.thread(card)) == 4
    assert not [reply for reply in replies if isinstance(reply, Note) and "on us" in reply.text]


def test_a_question_delivered_three_times_at_once_is_one(office: Office) -> None:
    eve = office.hire("eve")
    office.publish()
    (card,) = office.inbox(eve)
    said = Said(eve.actor, "May I use a translation site?", "thread", message=card.root, delivery_id="Ev1")

    replies = _at_once(office, said, 3)
    office.deliver()

    assert len(office.events("policy.asked")) == 1
    assert not [reply for reply in replies if isinstance(reply, Note) and "on us" in reply.text]


def test_five_clicks_at_once_put_a_duty_off_once(office: Office) -> None:
    eve = office.hire("eve")
    office.publish()
    duty = office.duty(eve, "policy.acknowledge")

    replies = _at_once(office, Pressed(eve.actor, "policy.snooze", {"duty": duty.id}))

    after = office.duty(eve, "policy.acknowledge")
    assert after.snoozed == 1
    assert [event["snooze_no"] for event in office.events("obligation.snoozed")] == ["1"]
    assert set(replies) == {Note("I come back on Tue 1 Dec, 09:30. Your date stays Tue 29 Dec.")}


def test_of_clicks_for_different_mornings_none_is_lost_and_two_is_the_limit(office: Office) -> None:
    eve = office.hire("eve")
    office.publish()
    duty = office.duty(eve, "policy.acknowledge")

    def put_off(days: int) -> int:
        morning = office.clock() + timedelta(days=days)
        with office.database.writing() as connection:
            return obligations.put_off(connection, duty.id, morning, morning, limit=2)

    with ThreadPoolExecutor(8) as pool:
        numbers = list(pool.map(put_off, range(1, 9)))

    counted = sorted(number for number in numbers if number)
    assert counted == list(range(1, office.duty_of(duty.id).snoozed + 1))
    assert len(counted) <= 2


def test_a_follow_up_answered_five_times_at_once_has_one_answer(office: Office) -> None:
    team = overdue_team(office)
    office.wait(until=at(31, 12, 12))
    duty = office.duty(team.ana, "followup")
    values = {"date": "2027-01-08"}

    _at_once(office, Pressed(team.ana.actor, "followup.time", {"duty": duty.id}, values))

    assert len(office.events("followup.answered")) == 1
    assert len(office.events("obligation.paused")) == 1
    assert office.duty(team.eve, "policy.acknowledge").round == 2
