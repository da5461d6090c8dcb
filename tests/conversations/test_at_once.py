"""Several copies of one input at the same moment: one effect, the same answer (design.md 4, "Twice")."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

from bot.model import Input, Note, Pressed, Reply, Said
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
