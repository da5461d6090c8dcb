"""Acknowledging: once, for oneself, the version that applies (R17)."""

from __future__ import annotations

from datetime import date

from sqlalchemy import Connection

from bot.model import Actor, Note, Nothing, Pressed, Show
from storage.people import ENGAGEMENT
from tests.office import Office


def test_a_press_settles_the_card_and_gives_a_receipt(office: Office) -> None:
    eve = office.hire("eve")
    office.publish()

    reply = office.press(eve, "policy.acknowledge")

    (card,) = office.inbox(eve)
    receipt = office.duty(eve, "policy.acknowledge").receipt
    assert reply == Nothing()
    assert card.title == "Thank you, Eve. That is all for this one."
    assert receipt in card.text
    assert card.verbs == ()
    assert receipt in office.thread(card)[-1].text


def test_the_event_says_which_text_in_which_words_and_language(office: Office) -> None:
    eve = office.hire("eve", locale="de")
    office.publish()

    office.press(eve, "policy.acknowledge")

    (event,) = office.events("policy.acknowledged")
    wording = office.parts.words.wording("en", "policy.wording")
    assert event["object_version"] == "3.0"
    assert event["locale"] == "en"  # the text shown was English, whatever Eve's language
    assert event["wording_sha256"] == wording.sha256
    assert len(event["object_sha256"]) == len(event["summary_sha256"]) == 64


def test_five_presses_are_one_acknowledgement_with_one_receipt(office: Office) -> None:
    eve = office.hire("eve")
    office.publish()
    duty = office.duty(eve, "policy.acknowledge")

    replies = [office.press(eve, "policy.acknowledge", duty=duty) for _ in range(5)]

    receipt = office.duty(eve, "policy.acknowledge").receipt
    again = [reply for reply in replies[1:] if isinstance(reply, Note)]
    assert len(office.events("policy.acknowledged")) == 1
    assert len(again) == 4
    assert all(f"Receipt {receipt}" in note.text for note in again)


def test_ben_pressing_eves_card_acknowledges_for_ben_alone(office: Office) -> None:
    eve, ben = office.hire("eve"), office.hire("ben")
    office.publish()

    office.press(ben, "policy.acknowledge", duty=office.duty(eve, "policy.acknowledge"))

    assert office.duty(ben, "policy.acknowledge").state == "done"
    assert office.duty(eve, "policy.acknowledge").state == "pending"


def test_somebody_without_the_duty_changes_nothing_on_eves_card(office: Office) -> None:
    eve, ana = office.hire("eve", department="Finance"), office.hire("ana", department="Sales")
    office.publish(audience={"department": ["Finance"]})

    reply = office.press(ana, "policy.acknowledge", duty=office.duty(eve, "policy.acknowledge"))

    assert isinstance(reply, Note)
    assert reply.text == "This card is Eve's, so only Eve can answer it. Nothing changed."
    assert office.duty(eve, "policy.acknowledge").state == "pending"
    (event,) = office.events("press.refused")
    assert event["outcome"] == "refused"


def test_nobody_acknowledges_for_somebody_else_from_the_command_line(office: Office) -> None:
    eve = office.hire("eve")
    office.publish()
    duty = office.duty(eve, "policy.acknowledge")

    office.handle(Pressed(Actor("cli", "", "operator"), "policy.acknowledge", {"duty": duty.id}))

    assert office.duty(eve, "policy.acknowledge").state == "pending"


def test_a_replaced_version_is_refused_and_the_new_one_is_offered(office: Office) -> None:
    eve = office.hire("eve")
    office.publish()
    old = office.duty(eve, "policy.acknowledge")
    office.publish(version="3.1", text="# Acceptable use\n\nA new text.\n")

    reply = office.press(eve, "policy.acknowledge", duty=old)

    assert isinstance(reply, Note)
    assert reply.text == "Version 3.0 has been replaced by 3.1, so nothing was recorded."
    assert [action.label for action in reply.actions] == ["Show version 3.1"]
    assert office.events("policy.acknowledged") == []
    assert office.duty_of(old.id).closed_as == "superseded"


def test_the_button_to_the_current_version_shows_its_card(office: Office) -> None:
    eve = office.hire("eve")
    office.publish()
    old = office.duty(eve, "policy.acknowledge")
    office.publish(version="3.1", text="# Acceptable use\n\nA new text.\n")
    refused = office.press(eve, "policy.acknowledge", duty=old)
    assert isinstance(refused, Note)
    (button,) = refused.actions

    shown = office.press(eve, "policy.show", **button.args)  # type: ignore[union-attr]

    assert isinstance(shown, Show)
    assert "Acknowledge version 3.1" in [action.label for action in shown.card.actions]


def test_one_press_settles_both_engagements_with_one_receipt(office: Office) -> None:
    eve = office.hire("eve")
    office.write(_second_job, eve.ref)
    office.publish()

    office.press(eve, "policy.acknowledge")

    duties = office.duties(eve, "policy.acknowledge")
    assert [duty.state for duty in duties] == ["done", "done"]
    assert len({duty.receipt for duty in duties}) == 1
    assert len(office.events("policy.acknowledged")) == 2


def _second_job(connection: Connection, ref: str) -> None:
    row = connection.execute(ENGAGEMENT.select().where(ENGAGEMENT.c.person == ref)).mappings().one()
    connection.execute(ENGAGEMENT.insert(), {**row, "id": "second", "start": date(2024, 1, 1)})


# --- typed -----------------------------------------------------------------------------------


def test_the_command_with_the_version_does_the_same(office: Office) -> None:
    eve = office.hire("eve")
    office.publish()

    reply = office.says(eve, "ack AUP 3.0")

    receipt = office.duty(eve, "policy.acknowledge").receipt
    assert isinstance(reply, Show)
    assert receipt
    assert receipt in str(reply.card)


def test_the_german_command_does_the_same(office: Office) -> None:
    eve = office.hire("eve", locale="de")
    office.publish()

    office.says(eve, "bestätigen aup 3.0")

    assert office.duty(eve, "policy.acknowledge").state == "done"


def test_without_a_version_the_card_is_shown_and_nothing_recorded(office: Office) -> None:
    eve = office.hire("eve")
    office.publish()

    reply = office.says(eve, "ack aup")

    assert isinstance(reply, Show)
    assert office.duty(eve, "policy.acknowledge").state == "pending"


def test_the_command_twice_says_when_and_with_which_receipt(office: Office) -> None:
    eve = office.hire("eve")
    office.publish()
    office.says(eve, "ack aup 3.0")

    reply = office.says(eve, "ack aup 3.0")

    receipt = office.duty(eve, "policy.acknowledge").receipt
    assert isinstance(reply, Note)
    assert reply.text == f"Already acknowledged: Mon 30 Nov, 09:30. Receipt {receipt}."


def test_acknowledging_at_night_says_when_steward_writes(office: Office) -> None:
    eve = office.hire("eve")
    office.publish()
    office.wait(hours=12)

    reply = office.press(eve, "policy.acknowledge")

    assert isinstance(reply, Note)
    assert reply.text.startswith("Done. You can use me at any hour; I only write between 09:00 and 17:00")
    assert office.duty(eve, "policy.acknowledge").state == "done"
