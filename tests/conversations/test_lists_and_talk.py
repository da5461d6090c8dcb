"""My list, help, codes and what is typed by mistake (conversations.md 2.2, 2.4)."""

from __future__ import annotations

from bot.model import Note, Show
from tests.office import Office


def _text(reply: object) -> str:
    return str(reply)


def test_the_list_shows_what_is_open_why_and_until_when(office: Office) -> None:
    eve = office.hire("eve")
    office.publish()

    reply = office.says(eve, "", "command")

    assert isinstance(reply, Show)
    assert reply.card.title == "Open for you: one"
    said = _text(reply.card)
    assert "Acceptable use 3.0" in said
    assert "Tue 29 Dec" in said
    assert "applies to everybody at Acme" in said
    assert "policy.read" in said


def test_an_empty_list_says_so_in_one_sentence(office: Office) -> None:
    eve = office.hire("eve")

    reply = office.says(eve, "list")

    assert isinstance(reply, Show)
    assert reply.card.title == "Nothing waits for you"


def test_the_german_list_is_german(office: Office) -> None:
    eve = office.hire("eve", locale="de")
    office.publish()

    reply = office.says(eve, "liste")

    assert isinstance(reply, Show)
    assert reply.card.title == "Für dich offen: eine Sache"


def test_a_slip_is_offered_and_not_done(office: Office) -> None:
    eve = office.hire("eve")

    reply = office.says(eve, "lsit", "command")

    assert isinstance(reply, Note | Show)
    assert "list.open" in _text(reply)


def test_an_unknown_verb_gets_help(office: Office) -> None:
    eve = office.hire("eve")

    reply = office.says(eve, "dance", "command")

    assert isinstance(reply, Show)
    assert "I don't know 'dance'." in _text(reply.card)


def test_a_card_can_be_verified_by_its_code(office: Office) -> None:
    eve = office.hire("eve")
    office.publish()
    code = office.inbox(eve)[0].card.foot[-1].split()[-1]

    yes = office.says(eve, code, "command", command="verify")
    no = office.says(eve, "7F3K", "command", command="verify")

    assert isinstance(yes, Note)
    assert yes.text.startswith("Yes, this card is from Steward")
    assert isinstance(no, Note)
    assert "Do not press anything in it" in no.text


def test_a_code_of_somebody_else_is_no_code(office: Office) -> None:
    eve, ben = office.hire("eve"), office.hire("ben")
    office.publish()
    code = office.inbox(eve)[0].card.foot[-1].split()[-1]

    reply = office.says(ben, code, "command", command="verify")

    assert isinstance(reply, Note)
    assert not reply.text.startswith("Yes")


def test_guessing_codes_is_limited(office: Office) -> None:
    eve = office.hire("eve")

    replies = [office.says(eve, "7F3K", "command", command="verify") for _ in range(12)]

    assert replies[-1] != replies[0]


def test_a_card_is_read_as_plain_text(office: Office) -> None:
    eve = office.hire("eve")
    office.publish()
    card = office.inbox(eve)[0].card
    code = card.foot[-1].split()[-1]

    reply = office.says(eve, f"read {code}")

    assert isinstance(reply, Note)
    assert card.title in reply.text
    assert "[Acknowledge version 3.0]" in reply.text


def test_the_language_changes_at_once_and_dates_stay(office: Office) -> None:
    eve = office.hire("eve")
    office.publish()
    due = office.duty(eve, "policy.acknowledge").due

    reply = office.says(eve, "language de")

    assert isinstance(reply, Note)
    assert reply.text.startswith("Ab jetzt auf Deutsch.")
    assert "Für dich offen" in str(office.says(eve, "list"))
    assert office.duty(eve, "policy.acknowledge").due == due


def test_not_today_is_quiet_until_the_next_working_morning(office: Office) -> None:
    eve = office.hire("eve")
    office.says(eve, "not today")

    office.publish()
    office.wait(hours=4)
    assert office.sent(eve) == []
    office.wait(days=1)

    assert len(office.sent(eve)) == 1


def test_a_stranger_is_told_kindly_and_static_texts_work(office: Office) -> None:
    from bot.model import Actor, Said

    guest = Actor("slack", "T01", "UGUEST")

    asked = office.handle(Said(guest, "", "command", command="steward"))
    speak = office.handle(Said(guest, "my boss is unfair", "command", command="speak-up"))

    assert isinstance(asked, Note)
    assert asked.text.startswith("You are not in Acme's list of people yet")
    assert isinstance(speak, Show)
    assert "unfair" not in _text(speak)
    assert "What you typed after the command was not kept here." in _text(speak)


def test_the_static_texts_are_the_same_letters_for_everybody(office: Office) -> None:
    eve, ben = office.hire("eve", locale="de"), office.hire("ben")

    assert office.says(eve, "", "command", command="speak-up") == office.says(
        ben, "", "command", command="speak-up"
    )


def test_the_static_texts_leave_no_row(office: Office) -> None:
    eve = office.hire("eve")
    before = len(office.events())

    office.says(eve, "my boss …", "command", command="speak-up")
    office.says(eve, "", "command", command="report")

    assert len(office.events()) == before
    assert office.outbox() == []
