"""A talk is recorded by the one who led it, with when, how long, what and one sentence (R6)."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime

import pytest

from bot.model import Ask, ChecksField, Note, Nothing, Pressed
from storage import briefings
from tests.conversations.talks import GOOD, Team, leave
from tests.office import BERLIN, Office


def test_the_form_has_the_eight_points_and_says_what_happens_next(office: Office) -> None:
    team = Team(office)

    asked = office.press(team.ana, "briefing.record", duty=team.talk)

    assert isinstance(asked, Ask)
    points = asked.form.fields[4]
    assert isinstance(points, ChecksField)
    assert asked.form.title == "Record your talk"
    assert asked.form.body == "Takes two minutes. Ben is then asked whether it took place."
    assert [option.label for option in points.options] == [
        "What we protect", "Who would want it", "How it goes wrong here", "The five must-dos", "How to report",
        "The confidential route", "Policies to acknowledge", "Open questions",
    ]  # fmt: skip


def test_a_record_changes_the_card_and_asks_the_starter(office: Office) -> None:
    team = Team(office)
    office.settle()
    (card,) = office.inbox(team.ana)

    reply = office.fill(team.ana, office.press(team.ana, "briefing.record"), card, **GOOD)
    office.settle()

    (card,) = office.inbox(team.ana)
    assert reply == Nothing()
    assert card.title == "Recorded: your talk with Ben on Mon 30 Nov"
    assert card.text.splitlines()[1:5] == [
        (
            "Ben is asked now. It counts once Ben has said yes. One point is still open: the confidential route. "
            "It can follow."
        ),
        "Minutes: 25",
        "Points: 7 of 8",
        "State: waiting for Ben, until Mon 7 Dec",
    ]
    assert card.buttons == ("Add the missing point", "Correct it")
    (question,) = office.inbox(team.ben)
    assert question.title == "Did your talk with Ana take place?"
    assert team.talk.state == "pending"  # it counts once both have said so


def test_the_record_keeps_both_times_and_the_event_the_hash_of_the_sentence(office: Office) -> None:
    team = Team(office)

    team.recorded()

    record = team.record
    assert record.held_at == datetime(2026, 11, 30, 9, tzinfo=BERLIN)
    assert record.recorded_at == datetime(2026, 11, 30, 9, 30, tzinfo=BERLIN)
    assert (record.minutes, record.mode, record.recorded_by) == (25, "room", team.ana.ref)
    (event,) = office.events("briefing.recorded")
    assert event["points"] == GOOD["points"].split(",")
    assert len(event["note_sha256"]) == len(event["checklist_version"]) == 64
    assert GOOD["sentence"] not in str(event)


@pytest.mark.parametrize(
    ("values", "field", "words"),
    [
        ({"date": "2026-12-03", "time": "10:30"}, "date", "This time is still to come. Today is Mon 30 Nov, 09:30."),
        (
            {"date": "2026-10-20"}, "late", "That is more than 30 days ago. Add a note why it is recorded now.",
        ),
        ({"date": ""}, "date", "Choose the day and the time of your talk."),
        ({"time": ""}, "time", "Choose the day and the time of your talk."),
        ({"minutes": "long"}, "minutes", "Write the minutes as a number, such as 25."),
        ({"minutes": "0"}, "minutes", "Write the minutes as a number, such as 25."),
        ({"points": ""}, "points", "Tick at least one point."),
        (
            {"sentence": " ok "}, "sentence",
            "Write at least a few words: they show that you really talked.",
        ),
        (
            {"sentence": "word " * 200}, "sentence",
            "999 characters; 600 fit. Nothing is lost, shorten it where you like.",
        ),
    ],
)  # fmt: skip
def test_what_is_missing_is_said_at_its_field_and_nothing_typed_is_lost(
    office: Office, values: dict[str, str], field: str, words: str
) -> None:
    team = Team(office)

    again = team.recorded(**values)

    assert isinstance(again, Ask)
    assert again.errors == {field: words}
    kept = {one.name: one.value for one in again.form.fields}
    given = GOOD | values
    assert {name: ",".join(value) if isinstance(value, tuple) else value for name, value in kept.items()} == (
        given | ({"late": ""} if field == "late" else {})
    )
    assert team.record is None


def test_a_talk_of_long_ago_is_recorded_with_a_note_why(office: Office) -> None:
    team = Team(office)
    again = team.recorded(date="2026-10-20")

    office.fill(team.ana, again, late="It was before the offer was signed.")

    assert team.record.held_at == datetime(2026, 10, 20, 9, tzinfo=BERLIN)
    (event,) = office.events("briefing.recorded")
    assert len(event["late_note_sha256"]) == 64


def test_sending_the_form_twice_records_once(office: Office) -> None:
    team = Team(office)
    asked = office.press(team.ana, "briefing.record", duty=team.talk)

    replies = [office.fill(team.ana, asked, **GOOD) for _ in range(3)]

    assert len(office.events("briefing.recorded")) == 1
    assert len(office.duties(kind="briefing.confirm")) == 1
    assert all(
        isinstance(reply, Note) and reply.text.startswith("Recorded. Ben is asked now.") for reply in replies
    )


def test_eight_forms_at_once_are_one_record_and_one_question(office: Office) -> None:
    team = Team(office)
    asked = office.press(team.ana, "briefing.record", duty=team.talk)
    assert isinstance(asked, Ask)
    sent = Pressed(team.ana.actor, "briefing.record", asked.form.args, GOOD)

    with ThreadPoolExecutor(8) as threads:
        replies = [answer.reply for answer in threads.map(office.engine.handle, [sent] * 8)]

    assert len(office.events("briefing.recorded")) == 1
    assert len(office.duties(kind="briefing.confirm")) == 1
    assert all(isinstance(reply, Note) and reply.text.startswith("Recorded.") for reply in replies)


def test_a_recorded_talk_is_neither_chased_nor_escalated(office: Office) -> None:
    team = Team(office)
    team.recorded()
    office.settle()
    before = len(office.sent(team.ana))

    office.wait(until=datetime(2026, 12, 22, 12, tzinfo=BERLIN))

    assert len(office.sent(team.ana)) == before
    assert office.duties(kind="followup") == []


def test_without_an_account_the_question_waits_in_the_browser_and_is_never_called_delivered(
    office: Office,
) -> None:
    team = Team(office, chat=False)
    office.settle()

    team.recorded()
    office.settle()

    (question,) = office.inbox(team.ben)
    assert question.ref.chat.platform == "web"
    (row,) = [one for one in office.outbox() if one.message == question.id]
    assert row.state == "waiting"
    assert [
        event["action"] for event in office.events(about=team.ben) if event["action"].startswith("message")
    ] == ["message.waiting"]
    card = office.inbox(team.ana)[0]
    assert "Ben has no account yet, so the question waits in the browser." in card.text


# --- put right -------------------------------------------------------------------------------


def test_a_correction_is_a_new_record_and_asks_again(office: Office) -> None:
    team = Team(office)
    office.settle()
    team.recorded()
    office.settle()
    old = team.record

    form = office.press(team.ana, "briefing.record", record=old)
    office.fill(team.ana, form, time="08:30")
    office.settle()

    records = office.rows(lambda connection: briefings.records(connection, team.ben.engagement))
    assert [(one.held_at.astimezone(BERLIN).hour, one.outcome) for one in records] == [
        (8, "waiting"), (9, "replaced"),
    ]  # fmt: skip
    assert [duty.closed_as for duty in office.duties(kind="briefing.confirm")] == ["superseded", ""]
    assert office.events("briefing.recorded")[1]["correction_of"] == old.id
    first, second = office.inbox(team.ben)
    assert "Ana has corrected the record" in first.text
    assert second.verbs == ("briefing.confirm",) * 3


def test_the_form_of_a_correction_is_filled_with_what_was_recorded(office: Office) -> None:
    team = Team(office)
    team.recorded()

    form = office.press(team.ana, "briefing.record", duty=team.talk, record=team.record)

    assert isinstance(form, Ask)
    values = {field.name: field.value for field in form.form.fields}
    assert values["points"] == tuple(GOOD["points"].split(","))
    assert values["sentence"] == GOOD["sentence"]
    assert (values["date"], values["time"], values["minutes"]) == ("2026-11-30", "09:00", "25")


def test_a_missing_point_is_added(office: Office) -> None:
    team = Team(office)
    office.settle()
    team.recorded()

    form = office.press(team.ana, "briefing.record", add="yes")
    office.fill(team.ana, form, points=GOOD["points"] + ",confidential")

    assert "Points: 8 of 8" in office.inbox(team.ana)[0].text
    assert office.inbox(team.ana)[0].buttons == ("Correct it",)


def test_an_answer_to_a_replaced_question_changes_nothing(office: Office) -> None:
    team = Team(office)
    team.recorded()
    (question,) = office.duties(team.ben, "briefing.confirm")
    form = office.press(team.ana, "briefing.record", duty=team.talk, record=team.record)
    office.fill(team.ana, form, time="08:30")

    reply = office.press(team.ben, "briefing.confirm", duty=question, answer="no")

    assert reply == Note(
        "Ana has corrected the record, so this question is no longer asked. A new one comes to you."
    )
    assert team.record.outcome == "waiting"


# --- who may ---------------------------------------------------------------------------------


def test_nobody_records_their_own_briefing(office: Office) -> None:
    team = Team(office)

    pressed = office.press(team.ben, "briefing.record", duty=team.talk)
    typed = office.says(team.ben, "record ben")

    words = "Nobody records their own briefing. Ana Novak does, and then you are asked."
    assert pressed == typed == Note(words)
    assert [event["outcome"] for event in office.events("press.refused")] == ["refused", "refused"]


@pytest.mark.parametrize("verb", ["plan", "record", "snooze", "reassign", "help"])
def test_only_the_manager_can_do_something_about_a_talk(office: Office, verb: str) -> None:
    team = Team(office)

    reply = office.press(team.eve, f"briefing.{verb}", duty=team.talk)

    assert reply == Note("Ben does not report to you, so only their manager can do this. That is Ana Novak.")
    (event,) = office.events("press.refused")
    assert (event["actor"], event["object_id"]) == (team.eve.ref, team.talk.id)


def test_the_managers_manager_may_record_only_when_asked_to_step_in(office: Office) -> None:
    team = Team(office)
    before = office.press(team.chika, "briefing.record", duty=team.talk)
    assert isinstance(before, Note)

    office.wait(until=datetime(2026, 12, 10, 10, tzinfo=BERLIN))
    after = office.press(team.chika, "briefing.record", duty=team.talk)

    assert isinstance(after, Ask)


def test_a_press_after_somebody_left_is_refused_and_recorded(office: Office) -> None:
    team = Team(office)
    office.write(leave, team.ben, date(2026, 12, 8))
    office.wait(days=10)

    reply = office.press(team.ana, "briefing.plan", duty=team.talk)

    assert reply == Note(
        "This is no longer active, because the assignment has ended. Questions: Petra Kraus."
    )
    assert office.events("press.refused")[-1]["object_id"] == team.talk.id
