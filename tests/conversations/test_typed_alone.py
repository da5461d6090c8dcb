"""Verbs typed without saying which: what is true is said, and nothing is guessed into effect (conversations.md 2.4)."""

from __future__ import annotations

from typing import Any

from bot.flows.policies import adding, submitting
from bot.model import Action, Note
from tests.drafts import draft
from tests.office import Colleague, Office

ISP = {"id": "ISP", "title": "Information security", "short": ("isp",)}


def _verbs(reply: Note) -> list[str]:
    return [one.verb for one in reply.actions if isinstance(one, Action)]


def _submitted(office: Office, *texts: dict[str, Any]) -> Colleague:
    """Return the approver before whom these texts are put."""
    office.hire("olga", role="policy_owner")
    chika = office.hire("chika", role="approver")
    _put_before(office, *texts)
    return chika


def _put_before(office: Office, *texts: dict[str, Any]) -> None:
    for text in texts:
        office.run(adding.add, draft(**text))
        office.run(submitting.submit, text.get("id", "AUP"))
    office.settle()


def test_approve_with_nothing_to_approve_says_so(office: Office) -> None:
    chika, noor = office.hire("chika", role="approver"), office.hire("noor", locale="de")

    for who, typed, said in (
        (chika, "approve", "Nothing is waiting for your approval right now."),
        (chika, "return", "Nothing is waiting for your approval right now."),
        (chika, "accept", "No idea is waiting for you right now."),
        (chika, "answer", "No question is waiting for your answer right now."),
        (noor, "freigeben", "Gerade wartet nichts auf deine Freigabe."),
    ):
        reply = office.says(who, typed, "command")
        assert isinstance(reply, Note)
        assert reply.text == said
        assert _verbs(reply) == ["list.open"]


def test_approve_means_the_only_one_that_waits(office: Office) -> None:
    chika = _submitted(office, {})

    office.says(chika, "approve", "command")

    assert len(office.events("policy.approved")) == 1


def test_of_several_each_is_offered_and_none_is_approved(office: Office) -> None:
    chika = _submitted(office, {}, ISP)

    reply = office.says(chika, "approve", "command")

    assert isinstance(reply, Note)
    assert reply.text == "Which of these do you mean?"
    assert _verbs(reply) == ["policy.approve", "policy.approve", "list.open"]
    assert office.events("policy.approved") == []


def test_words_after_the_verb_are_kept_in_the_offer_and_nothing_is_done_yet(office: Office) -> None:
    chika = _submitted(office, {})

    reply = office.says(chika, "return the second section is too long", "command")

    assert isinstance(reply, Note)
    assert reply.text == "Do you mean this one?"
    assert office.events("policy.returned") == []
    offer = reply.actions[0]
    assert isinstance(offer, Action)
    office.press(chika, "policy.return", **offer.args)
    (event,) = office.events("policy.returned")
    assert office.ask(lambda turn: turn.written(event["writing"])) == "the second section is too long"


def test_a_code_with_a_slip_is_said_to_be_no_code(office: Office) -> None:
    chika = _submitted(office, {})

    for typed in ("accept 2345", "approve Q0TN", "yes 2345", "nicht ganz 2345"):
        reply = office.says(chika, typed, "command")
        assert isinstance(reply, Note)
        assert reply.text.startswith("No card has this code."), typed
    assert office.events("policy.approved") == []


def test_the_code_of_another_card_approves_nothing(office: Office) -> None:
    office.hire("olga", role="policy_owner")
    chika = office.hire("chika", role="approver")
    office.publish()
    hers = office.inbox(chika)[-1]
    _put_before(office, ISP)

    reply = office.says(chika, f"approve {hers.card.foot[-1].split()[-1]}", "command")

    assert isinstance(reply, Note)
    assert reply.text == "Do you mean this one?"
    assert len(office.events("policy.approved")) == 1


def test_a_verb_that_takes_a_code_says_so(office: Office) -> None:
    eve = office.hire("eve")

    reply = office.says(eve, "yes we did", "command")
    lone = office.says(eve, "again please", "command")

    assert isinstance(reply, Note)
    assert isinstance(lone, Note)
    assert reply.text.startswith("After 'yes' I need the code at the foot of the card, such as Q4TN.")
    assert lone.text == "'again' answers a lesson, in its thread and with nothing after it."


def test_taking_back_with_nothing_to_take_back_says_what_could_be(office: Office) -> None:
    eve, noor = office.hire("eve"), office.hire("noor", locale="de")

    reply, german = office.says(eve, "retract", "command"), office.says(noor, "zurückziehen", "command")

    assert isinstance(reply, Note)
    assert isinstance(german, Note)
    assert reply.text.startswith("Nothing of yours can be taken back right now.")
    assert german.text.startswith("Gerade gibt es nichts, was du zurückziehen kannst.")


def test_taking_back_means_the_only_receipt_and_still_asks(office: Office) -> None:
    eve = office.hire("eve")
    office.publish()
    office.press(eve, "policy.acknowledge")
    receipt = office.duty(eve, "policy.acknowledge").receipt

    reply = office.says(eve, "retract", "command")

    assert isinstance(reply, Note)
    assert reply.text.startswith(f"Take back {receipt}?")
    assert office.events("policy.retracted") == []


def test_of_several_receipts_each_is_offered(office: Office) -> None:
    eve = office.hire("eve")
    for text in ({}, ISP):
        office.publish(**text)
        office.press(eve, "policy.acknowledge")

    reply = office.says(eve, "retract", "command")

    assert isinstance(reply, Note)
    assert reply.text == "Which of these do you mean?"
    assert _verbs(reply) == ["policy.retract"] * 2
