"""A talk with a day and a time takes place more often: planned by a form or typed, moved, put off (R31)."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from bot.model import Ask, ChoiceField, Note, Nothing
from storage import messages
from tests.conversations.talks import Team
from tests.office import BERLIN, Office


def labels(reply: object) -> list[str]:
    assert isinstance(reply, Note), reply
    return [action.label for action in reply.actions]


# --- the form --------------------------------------------------------------------------------


def test_the_form_offers_two_free_times_before_the_start_and_one_of_ones_own(office: Office) -> None:
    team = Team(office)
    office.settle()

    asked = office.press(team.ana, "briefing.plan")

    assert isinstance(asked, Ask)
    slot, day, time, how = asked.form.fields
    assert isinstance(slot, ChoiceField)
    assert asked.form.title == "Plan the talk"
    assert [option.label for option in slot.options] == [
        "Thu 3 Dec, 10:00",
        "Fri 4 Dec, 09:30",
        "Another time",
    ]
    assert (day.label, time.label, time.hint, how.label) == ("Date", "Time", "In your time, Berlin", "How?")


def test_a_chosen_time_changes_the_card_and_needs_no_message(office: Office) -> None:
    team = Team(office)
    office.settle()
    (card,) = office.inbox(team.ana)
    asked = office.press(team.ana, "briefing.plan")
    assert isinstance(asked, Ask)

    reply = office.fill(team.ana, asked, card, slot=asked.form.fields[0].options[0].key)  # type: ignore[union-attr]

    (card,) = office.inbox(team.ana)
    assert reply == Nothing()
    assert card.title == "Planned: Thu 3 Dec, 10:00, with Ben"
    assert card.text.splitlines()[1:4] == [
        (
            "The invitation is here and on its way to Ben. You hear from me 15 minutes before. Record the talk "
            "afterwards; it takes two minutes."
        ),
        "File: talk-with-ben.ics",
        "How: in one room",
    ]
    assert card.buttons == ("Open the eight points", "Open the invitation", "Change the time")
    assert len(office.sent(team.ana)) == 1
    (event,) = office.events("briefing.planned")
    assert event["planned_at"] == "2026-12-03T09:00:00+00:00"


def test_the_invitation_is_on_its_way_only_to_somebody_with_an_account(office: Office) -> None:
    team = Team(office, chat=False)
    office.settle()

    reply = office.says(team.ana, "plan ben thu 10:00")

    assert isinstance(reply, Note)
    assert reply.text == (
        "Planned: Thu 3 Dec, 10:00, with Ben. The invitation is with your card; Ben has no account yet, so pass it on."
    )
    office.wait(hours=2)
    assert "on its way" not in office.inbox(team.ana)[0].text
    assert (
        office.duties(team.ben, "notice")[0].reason == "starter.welcome"
    )  # the first day, and no invitation


def test_the_starter_with_an_account_gets_the_invitation(office: Office) -> None:
    team = Team(office)

    office.says(team.ana, "plan ben thu 10:00")
    office.settle()

    (card,) = office.inbox(team.ben)
    assert card.title == "Your talk with Ana: Thu 3 Dec, 10:00"
    assert card.buttons == ("Open the invitation",)


def test_fifteen_minutes_before_a_word_comes_that_does_not_count(office: Office) -> None:
    team = Team(office)
    office.says(team.ana, "plan ben thu 10:00")

    office.wait(until=datetime(2026, 12, 3, 9, 50, tzinfo=BERLIN))

    card = office.sent(team.ana)[-1]
    assert card.title == "In 15 minutes: your talk with Ben"
    assert card.buttons == ("Open the eight points", "Record now", "Change the time")
    row = office.rows(lambda connection: messages.message(connection, card.id))
    assert row.created.astimezone(BERLIN) == datetime(2026, 12, 3, 9, 45, tzinfo=BERLIN)
    assert row.counts is False


def test_an_hour_after_the_planned_time_the_record_is_asked_for(office: Office) -> None:
    team = Team(office)
    office.says(team.ana, "plan ben thu 10:00")

    office.wait(until=datetime(2026, 12, 3, 12, tzinfo=BERLIN))

    card = office.inbox(team.ana)[-1]
    assert card.title == "Have you talked with Ben?"
    assert card.buttons[0] == "Record now"


@pytest.mark.parametrize(
    ("values", "field", "words"),
    [
        (
            {"slot": "other", "date": "", "time": ""}, "date",
            "Choose a day and a time. A talk with a time takes place more often.",
        ),
        (
            {"slot": "other", "date": "2026-12-03", "time": ""}, "time",
            "Choose a day and a time. A talk with a time takes place more often.",
        ),
        ({"slot": "other", "date": "2026-11-30", "time": "08:00"}, "date", "This time has passed."),
        (
            {"slot": "other", "date": "2026-12-25", "time": "10:00"}, "date",
            "That is a public holiday in Berlin.",
        ),
        (
            {"slot": "other", "date": "2026-12-09", "time": "10:00"}, "anyway",
            "This is after Ben starts, so access waits until then. Plan it anyway?",
        ),
    ],
)  # fmt: skip
def test_what_is_no_good_time_is_said_at_its_field(
    office: Office, values: dict[str, str], field: str, words: str
) -> None:
    team = Team(office)
    asked = office.press(team.ana, "briefing.plan", duty=team.talk)

    again = office.fill(team.ana, asked, **values)

    assert isinstance(again, Ask)
    assert again.errors == {field: words}
    assert {one.name: one.value for one in again.form.fields if one.name in values} == values
    assert team.talk.planned_at is None


def test_a_time_after_the_start_is_warned_of_and_planned_when_it_is_meant(office: Office) -> None:
    team = Team(office)
    asked = office.press(team.ana, "briefing.plan", duty=team.talk)
    warned = office.fill(team.ana, asked, slot="other", date="2026-12-09", time="10:00")

    office.fill(team.ana, warned, anyway="yes")

    assert team.talk.planned_at == datetime(2026, 12, 9, 10, tzinfo=BERLIN)
    (event,) = office.events("briefing.planned")
    assert event["notice_type"] == "after_start"


# --- typed (conversations §2.4) --------------------------------------------------------------


def test_a_typed_plan_is_made_at_once_and_repeated_in_full(office: Office) -> None:
    team = Team(office)

    reply = office.says(team.ana, "/steward plan ben thu 10:00", "dm")

    assert isinstance(reply, Note)
    assert reply.text == (
        "Planned: Thu 3 Dec, 10:00, with Ben. The invitation is on its way to Ben. You hear from me 15 minutes before."
    )


def test_the_german_command_plans_as_well(office: Office) -> None:
    team = Team(office)
    office.says(team.ana, "sprache de")

    reply = office.says(team.ana, "planen ben do 10 uhr")

    assert isinstance(reply, Note)
    assert reply.text.startswith("Geplant: Do, 3. Dez., 10:00 Uhr")
    assert team.talk.planned_at == datetime(2026, 12, 3, 10, tzinfo=BERLIN)


def test_without_a_time_the_form_opens(office: Office) -> None:
    team = Team(office)

    reply = office.says(team.ana, "plan ben")

    assert isinstance(reply, Ask)
    assert reply.form.verb == "briefing.plan"


def test_half_a_time_is_asked_for(office: Office) -> None:
    team = Team(office)

    reply = office.says(team.ana, "plan ben thu")

    assert isinstance(reply, Note)
    assert reply.text == "Thursday 3 Dec, and at what time? A talk with a time takes place more often."
    assert labels(reply) == ["10:00", "14:00", "Another time"]
    office.press(team.ana, "briefing.plan", **reply.actions[1].args)  # type: ignore[union-attr]
    assert team.talk.planned_at == datetime(2026, 12, 3, 14, tzinfo=BERLIN)


def test_another_time_opens_the_form_with_the_day_in_it(office: Office) -> None:
    team = Team(office)
    reply = office.says(team.ana, "plan ben thu")
    assert isinstance(reply, Note)

    asked = office.press(team.ana, "briefing.plan", **reply.actions[2].args)  # type: ignore[union-attr]

    assert isinstance(asked, Ask)
    assert {field.name: field.value for field in asked.form.fields}["date"] == "2026-12-03"


def test_a_time_gone_by_is_offered_for_next_week(office: Office) -> None:
    team = Team(office)

    reply = office.says(team.ana, "plan ben mon 8:00")

    assert isinstance(reply, Note)
    assert reply.text == "Mon 30 Nov, 08:00 has passed. Did you mean Mon 7 Dec, 08:00?"
    assert labels(reply) == ["Yes", "Another time"]
    office.press(team.ana, "briefing.plan", **reply.actions[0].args)  # type: ignore[union-attr]
    assert team.talk.planned_at == datetime(2026, 12, 7, 8, tzinfo=BERLIN)


def test_an_unclear_date_is_two_buttons(office: Office) -> None:
    team = Team(office, start=date(2027, 4, 12))

    reply = office.says(team.ana, "plan ben 3/12 10:00")

    assert isinstance(reply, Note)
    assert reply.text == "3 Dec or 12 Mar 2027?"
    assert labels(reply) == ["Thu 3 Dec, 10:00", "Fri 12 Mar 2027, 10:00"]
    office.press(team.ana, "briefing.plan", **reply.actions[0].args)  # type: ignore[union-attr]
    assert team.talk.planned_at == datetime(2026, 12, 3, 10, tzinfo=BERLIN)


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("plan ben 25 dec 10:00", "That is a public holiday in Berlin."),
        ("plan ben 9 dec 10:00", "This is after Ben starts, so access waits until then. Plan it anyway?"),
    ],
)
def test_a_typed_holiday_or_late_day_is_warned_of_with_a_way_on(
    office: Office, typed: str, words: str
) -> None:
    team = Team(office)

    reply = office.says(team.ana, typed)

    assert isinstance(reply, Note)
    assert reply.text == words
    assert labels(reply) == ["Another time", "Plan it anyway"]
    assert team.talk.planned_at is None
    office.press(team.ana, "briefing.plan", **reply.actions[1].args)  # type: ignore[union-attr]
    assert team.talk.planned_at is not None


def test_words_that_are_no_time_are_given_back(office: Office) -> None:
    team = Team(office)

    reply = office.says(team.ana, "plan ben 25:00")

    assert isinstance(reply, Note)
    assert reply.text == 'I can\'t read \'25:00\' as a day and a time. Try "thu 10:00" or "3 dec 10:00".'


def test_a_late_plan_after_the_first_day_needs_no_warning(office: Office) -> None:
    team = Team(office, start=date(2026, 11, 23))

    office.says(team.ana, "plan ben thu 10:00")

    assert team.talk.planned_at == datetime(2026, 12, 3, 10, tzinfo=BERLIN)


def test_several_named_at_once_have_one_talk(office: Office) -> None:
    team = Team(office)
    team.starter("nia")

    reply = office.says(team.ana, "plan ben, nia thu 10:00")

    assert isinstance(reply, Note)
    assert reply.text.startswith("Planned: Thu 3 Dec, 10:00, with all two.")
    assert {duty.planned_at for duty in office.duties(team.ana, "briefing")} == {
        datetime(2026, 12, 3, 10, tzinfo=BERLIN)
    }


# --- later -----------------------------------------------------------------------------------


def test_later_asks_for_how_long_and_says_how_often_it_can_still_be_moved(office: Office) -> None:
    team = Team(office)
    office.settle()

    which = office.press(team.ana, "briefing.snooze")

    assert labels(which) == ["Tomorrow", "In 3 days", "Next week"]
    reply = office.press(team.ana, "briefing.snooze", **which.actions[1].args)  # type: ignore[union-attr]
    assert reply == Note(
        "I come back on Thu 3 Dec, 09:30. You can move it once more. Ben still starts on Mon 7 Dec."
    )
    office.wait(until=datetime(2026, 12, 3, 9, 45, tzinfo=BERLIN))
    assert office.inbox(team.ana)[-1].title == "Here again, as agreed: the talk with Ben"


def test_a_third_time_is_refused_the_button_is_gone_and_the_ladder_goes_on(office: Office) -> None:
    team = Team(office)
    office.settle()
    code = office.inbox(team.ana)[0].card.foot[-1].rpartition(" ")[2]
    office.says(team.ana, f"snooze {code} 1d")
    office.says(team.ana, f"snooze {code} 1d")

    third = office.says(team.ana, f"snooze {code} 1d")

    assert isinstance(third, Note)
    assert third.text == "Twice is the limit, because Ben starts on Monday. Shall someone else take the talk?"
    assert "Later" not in office.inbox(team.ana)[0].buttons
    office.wait(until=datetime(2026, 12, 7, 9, 30, tzinfo=BERLIN))
    assert office.inbox(team.ana)[-1].title == "Ben is here today"
    assert office.duties(team.chika) == []


def test_the_german_later_needs_no_code_when_one_talk_is_open(office: Office) -> None:
    team = Team(office)
    office.settle()
    office.says(team.ana, "sprache de")

    reply = office.says(team.ana, "später 3d")

    assert isinstance(reply, Note)
    assert reply.text.startswith("Ich melde mich am Do, 3. Dez., 09:30 Uhr wieder.")
