"""What is written under a policy's card, word for word (conversations.md 2.3), and questions (R19)."""

from __future__ import annotations

import pytest

from bot.model import Ask, Note, Nothing
from tests.office import Colleague, Office, Shown


def _reading(office: Office, locale: str = "en") -> tuple[Colleague, Shown]:
    eve = office.hire("eve", locale=locale)
    office.publish()
    office.press(eve, "policy.read")
    return eve, office.inbox(eve)[0]


def test_reading_puts_the_text_and_the_wording_into_the_thread(office: Office) -> None:
    _, card = _reading(office)

    thread = office.thread(card)

    said = [one.text for one in thread]
    assert said[0].startswith("In two parts, two minutes.")
    assert "Laptop, phone and accounts of Acme are for work." in said[1]
    assert "Customer data goes into Acme Assist only." in said[2]
    assert "I have received and read version 3.0, I understand that it applies to me" in said[3]
    assert thread[3].verbs == ("policy.acknowledge", "policy.ask")


def test_reading_twice_does_not_post_the_text_twice(office: Office) -> None:
    eve, card = _reading(office)
    before = len(office.thread(card))

    reply = office.press(eve, "policy.read", card, duty=office.duty(eve, "policy.acknowledge"))

    assert isinstance(reply, Note)
    assert len(office.thread(card)) == before


@pytest.mark.parametrize(
    "written",
    [
        "I acknowledge",
        "i acknowledge.",
        "“I acknowledge”",
        "I acknowledge version 3.0",
        "acknowledged",
        "ack",
        "Ich bestätige",
        "bestätigt",
    ],
)
def test_these_words_count(office: Office, written: str) -> None:
    eve, card = _reading(office)

    reply = office.says(eve, written, under=card)

    assert reply == Nothing()
    assert office.duty(eve, "policy.acknowledge").state == "done"
    assert office.thread(card)[-1].title == "Thank you, Eve. That is all for this one."


@pytest.mark.parametrize("written", ["OK", "yes", "👍", "I don't acknowledge", "I acknowledge nothing"])
def test_these_words_never_count(office: Office, written: str) -> None:
    eve, card = _reading(office)

    office.says(eve, written, under=card)

    assert office.duty(eve, "policy.acknowledge").state == "pending"
    assert office.events("policy.acknowledged") == []


def test_ok_is_asked_back(office: Office) -> None:
    eve, card = _reading(office)

    reply = office.says(eve, "ok", under=card)

    assert isinstance(reply, Note)
    assert reply.text == (
        "To be sure: do you want to acknowledge version 3.0? Write 'I acknowledge', or press the button."
    )


def test_a_yes_with_a_question_is_offered_as_either(office: Office) -> None:
    eve, card = _reading(office)

    reply = office.says(eve, "I acknowledge, but what about my old phone?", under=card)

    assert isinstance(reply, Note)
    assert reply.text == "That reads like a yes with a question. Which shall I pass on?"
    assert [one.label for one in reply.actions] == ["Acknowledge version 3.0", "Ask Olga Marin"]


def test_an_old_version_named_in_the_thread_records_nothing(office: Office) -> None:
    eve, card = _reading(office)

    reply = office.says(eve, "I acknowledge version 2.1", under=card)

    assert isinstance(reply, Note)
    assert "replaced" in reply.text
    assert office.duty(eve, "policy.acknowledge").state == "pending"


def test_other_talk_is_offered_to_the_owner(office: Office) -> None:
    eve, card = _reading(office)

    reply = office.says(eve, "my phone is private", under=card)

    assert isinstance(reply, Note)
    assert reply.text == "Shall I pass this to Olga Marin as a question?"


def test_a_file_in_the_thread_is_refused_kindly(office: Office) -> None:
    eve, card = _reading(office)

    reply = office.says(eve, "", under=card, has_file=True)

    assert isinstance(reply, Note)
    assert reply.text == "I can only read text here. Write it, or ask Olga Marin directly."


# --- questions -------------------------------------------------------------------------------


def test_a_question_reaches_the_owner_and_the_answer_comes_back(office: Office) -> None:
    olga = office.hire("olga", role="policy_owner")
    eve, card = _reading(office)

    office.says(eve, "May I use a translation site for a customer's mail?", under=card)
    office.wait(days=1)
    question = next(one for one in office.inbox(olga) if one.title == "A question about Acceptable use")
    office.says(olga, "Please use Acme Assist, it translates too.", under=question)

    said = [one.text for one in office.thread(card)]
    assert any("I've passed this to Olga Marin, who answers here by Thu 3 Dec." in one for one in said)
    assert any("Olga Marin: Please use Acme Assist, it translates too." in one for one in said)
    assert office.duty(olga, "policy.answer").state == "done"


def test_the_question_itself_is_not_in_the_evidence(office: Office) -> None:
    eve, card = _reading(office)

    office.says(eve, "May Ms Smith use it?", under=card)

    (event,) = office.events("policy.asked")
    assert "Smith" not in str(event)
    assert len(event["writing_sha256"]) == 64


def test_the_same_question_delivered_three_times_is_one(office: Office) -> None:
    eve, card = _reading(office)

    for _ in range(3):
        office.says(eve, "May I?", under=card, delivery_id="Ev1")

    assert len(office.events("policy.asked")) == 1


def test_an_unanswered_question_goes_to_the_isms_owner(office: Office) -> None:
    petra = office.hire("petra", role="isms_owner")
    eve, card = _reading(office)
    office.says(eve, "May I use a translation site?", under=card)

    office.wait(days=7)

    assert [duty.state for duty in office.duties(petra, "policy.answer")] == ["pending"]


def test_declining_asks_the_manager_for_a_talk_and_the_policy_applies(office: Office) -> None:
    chika = office.hire("chika", role="approver")
    ana = office.hire("ana", manager=chika)
    office.hire("petra", role="isms_owner")
    eve = office.hire("eve", manager=ana)
    office.publish()

    form = office.press(eve, "policy.decline")
    assert isinstance(form, Ask)
    assert "The policy applies meanwhile." in form.form.body
    reply = office.fill(eve, form, reason="work", words="The scanner needs it.")

    assert isinstance(reply, Note)
    assert reply.text.startswith("Noted. Ana Novak is asked to talk with you by Mon 7 Dec.")
    assert office.duty(eve, "policy.acknowledge").state == "declined"
    assert office.duty(ana, "followup").reason == "declined"
    (event,) = office.events("policy.declined")
    assert event["reason_code"] == "work"
    assert "scanner" not in str(event)


def test_declining_without_a_reason_keeps_the_words(office: Office) -> None:
    eve = office.hire("eve", manager=office.hire("ana"))
    office.publish()
    form = office.press(eve, "policy.decline")

    again = office.fill(eve, form, words="Hm.")

    assert isinstance(again, Ask)
    assert "reason" in again.errors
    assert office.duty(eve, "policy.acknowledge").state == "pending"


def test_whoever_declined_can_still_acknowledge(office: Office) -> None:
    eve = office.hire("eve", manager=office.hire("ana"))
    office.publish()
    office.fill(eve, office.press(eve, "policy.decline"), reason="unclear")

    office.press(eve, "policy.acknowledge")

    assert office.duty(eve, "policy.acknowledge").state == "done"


def test_taking_back_asks_first_and_reopens_the_duty(office: Office) -> None:
    eve = office.hire("eve")
    office.publish()
    office.press(eve, "policy.acknowledge")
    receipt = office.duty(eve, "policy.acknowledge").receipt

    asked = office.says(eve, f"retract {receipt}")
    assert isinstance(asked, Note)
    assert asked.text.startswith(f"Take back {receipt}? The policy still applies.")
    assert office.duty(eve, "policy.acknowledge").state == "done"
    done = office.press(eve, "policy.retract", **asked.actions[0].args)  # type: ignore[union-attr]

    duty = office.duty(eve, "policy.acknowledge")
    assert isinstance(done, Note)
    assert (duty.state, duty.round) == ("pending", 2)
    assert len(office.events("policy.acknowledged")) == len(office.events("policy.retracted")) == 1
