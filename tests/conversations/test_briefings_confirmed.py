"""It counts once both say so: the starter's yes, not quite, no, or silence (R6)."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from bot.model import Ask, Note, Nothing, Show
from tests.conversations.talks import Team, access, leave, team_with_a_record
from tests.office import BERLIN, Office


@pytest.fixture
def team(office: Office) -> Team:
    """Ana has recorded her talk with Ben, and Ben has the question."""
    return team_with_a_record(office)


def test_the_question_names_the_talk_and_blames_nobody(team: Team) -> None:
    (card,) = team.office.inbox(team.ben)

    assert card.text.splitlines()[:6] == [
        "Did your talk with Ana take place?",
        (
            "Ana Novak recorded a talk with you on Mon 30 Nov, 09:00. If that is right, say so and answer two short "
            "questions. If it is not, say that: it helps, and nobody is blamed. Ana sees your answer, not your two "
            "questions."
        ),
        "Minutes: 25",
        "Covered: seven points",
        "Until: Mon 7 Dec",
        "Ask: Petra Kraus",
    ]
    assert card.buttons == ("Yes, we talked", "Not quite", "No")
    assert card.card.fallback == "One short question for you, about one minute"


def test_yes_with_two_right_answers_confirms_the_talk_for_both(team: Team) -> None:
    office = team.office
    (card,) = office.inbox(team.ben)
    asked = office.press(team.ben, "briefing.confirm", answer="yes")
    told = len(office.sent(team.ana))
    office.clock.at += timedelta(hours=1)

    reply = office.fill(team.ben, asked, card, first="report", confidential="named")

    assert reply == Nothing()
    (card,) = office.inbox(team.ben)
    assert card.title == "Thank you, Ben. That is all for this one."
    assert card.text.splitlines()[1] == (
        "Your talk with Ana is on record, confirmed by both of you. On Monday your access can open."
    )
    assert f"Receipt: {team.talk.receipt}" in card.text
    assert card.buttons == ("Open my list",)
    assert team.talk.receipt.startswith("BR-")
    assert team.talk.state == "done"
    (manager_card,) = office.inbox(team.ana)
    assert manager_card.title == "Confirmed by both: your talk with Ben"
    assert "Ben's access can open on Monday. Nothing is left to do." in manager_card.text
    assert len(office.sent(team.ana)) == told  # no message of its own


def test_it_was_completed_when_they_met_and_both_times_are_kept(team: Team) -> None:
    team.office.clock.at += timedelta(hours=2)

    team.answered_yes()

    (event,) = team.office.events("briefing.confirmed")
    record = team.record
    assert event["completed_at"] == "2026-11-30T08:00:00+00:00"
    assert record.outcome == "confirmed"
    assert record.recorded_at.astimezone(BERLIN).hour == 9
    assert record.answered_at.astimezone(BERLIN).hour == 11


def test_a_wrong_answer_is_put_kindly_and_asked_again(team: Team) -> None:
    office = team.office
    asked = office.press(team.ben, "briefing.confirm", answer="yes")

    again = office.fill(team.ben, asked, first="wait", confidential="named")

    assert isinstance(again, Ask)
    assert again.errors == {
        "first": (
            "Report first, even if you are not sure. Early is good, and nobody is blamed for telling. "
            "Try once more."
        )
    }
    assert team.talk.state == "pending"
    office.fill(team.ben, again, first="report")
    assert team.talk.state == "done"


def test_a_form_without_any_answer_says_so_at_both(team: Team) -> None:
    asked = team.office.press(team.ben, "briefing.confirm", answer="yes")
    assert isinstance(asked, Ask)

    again = team.office.submit(team.ben, "briefing.confirm", asked.form.args, {})

    assert isinstance(again, Ask)
    assert again.errors == {"first": "Choose one answer.", "confidential": "Choose one answer."}


def test_an_answer_left_out_is_asked_for(team: Team) -> None:
    asked = team.office.press(team.ben, "briefing.confirm", answer="yes")

    again = team.office.fill(team.ben, asked, first="report")

    assert isinstance(again, Ask)
    assert again.errors == {"confidential": "Choose one answer."}


def test_five_answers_are_one_confirmation_with_one_receipt(team: Team) -> None:
    office = team.office
    asked = office.press(team.ben, "briefing.confirm", answer="yes")

    replies = [office.fill(team.ben, asked, first="report", confidential="named") for _ in range(5)]

    assert len(office.events("briefing.confirmed")) == 1
    assert isinstance(replies[0], Show)
    assert all(f"Receipt {team.talk.receipt}." in reply.text for reply in replies[1:])  # type: ignore[union-attr]


def test_the_manager_cannot_press_the_starters_button(team: Team) -> None:
    office = team.office
    (question,) = office.duties(team.ben, "briefing.confirm")

    for answer in ("yes", "partly", "no"):
        reply = office.press(team.ana, "briefing.confirm", duty=question, answer=answer)
        assert isinstance(reply, Note)
        assert reply.text == "This card is Ben's, so only Ben can answer it. Nothing changed."

    assert team.record.outcome == "waiting"
    assert [event["actor"] for event in office.events("press.refused")] == [team.ana.ref] * 3


# --- not quite, no ---------------------------------------------------------------------------


def test_not_quite_asks_what_was_different_and_puts_the_points_before_the_manager(team: Team) -> None:
    office = team.office
    (card,) = office.inbox(team.ben)
    asked = office.press(team.ben, "briefing.confirm", answer="partly")
    assert isinstance(asked, Ask)
    assert asked.form.title == "What was different?"

    office.fill(team.ben, asked, card, what="points", points="reporting")
    office.settle()

    assert (team.record.outcome, team.record.missing_points) == ("partly", "reporting")
    assert team.talk.state == "pending"
    assert "Nothing counts until you both agree." in office.inbox(team.ben)[0].text
    news = office.inbox(team.ana)[-1]
    assert news.title == "About your talk with Ben"
    assert news.text.splitlines()[1] == (
        "Ben confirms the talk and misses one point: how to report. Five minutes together will do."
    )
    assert news.buttons == ("Add the missing points", "Plan it", "Correct it")


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"what": "when"}, "Ben confirms the talk and remembers another day or time."),
        ({"what": "shorter"}, "Ben confirms the talk and remembers it as shorter."),
        ({"words": "We spoke about the laptop only."}, 'writes: "We spoke about the laptop only."'),
    ],
)
def test_what_was_different_reaches_the_manager_in_one_sentence(
    team: Team, values: dict[str, str], words: str
) -> None:
    asked = team.office.press(team.ben, "briefing.confirm", answer="partly")

    team.office.fill(team.ben, asked, **values)
    team.office.settle()

    assert words in team.office.inbox(team.ana)[-1].text


def test_not_quite_without_anything_is_asked_again(team: Team) -> None:
    asked = team.office.press(team.ben, "briefing.confirm", answer="partly")

    again = team.office.fill(team.ben, asked, what="points")

    assert isinstance(again, Ask)
    assert again.errors == {"what": "Tick what was different, or write it in your words."}


def test_adding_the_missing_points_asks_the_starter_again(team: Team) -> None:
    office = team.office
    asked = office.press(team.ben, "briefing.confirm", answer="partly")
    office.fill(team.ben, asked, what="points", points="reporting")
    office.settle()

    form = office.press(team.ana, "briefing.record", add="yes")
    assert isinstance(form, Ask)
    assert "reporting" not in {f.name: f.value for f in form.form.fields}["points"]
    office.fill(team.ana, form, points="assets,reporting,confidential")
    office.settle()

    assert len(office.inbox(team.ben)) == 2
    office.fill(
        team.ben, office.press(team.ben, "briefing.confirm", answer="yes"), first="report", confidential="named"
    )  # fmt: skip
    assert team.talk.state == "done"


def test_no_is_disputed_does_not_count_and_is_told_neutrally(team: Team) -> None:
    office = team.office
    office.clock.at = datetime(2026, 11, 30, 11, 4, tzinfo=BERLIN)

    reply = office.press(team.ben, "briefing.confirm", answer="no")
    office.settle()

    assert isinstance(reply, Note)
    assert reply.text == (
        "Thank you for saying so. Ana is asked to find a time with you. Until then mail and chat are open. "
        "Petra Kraus helps if you want."
    )
    assert (team.record.outcome, team.talk.state) == ("disputed", "pending")
    news = office.inbox(team.ana)[-1]
    assert news.text.splitlines()[:5] == [
        "About your talk with Ben",
        (
            "You recorded Mon 30 Nov, 09:00. Ben remembers no talk. That can be a wrong date or a mixed-up name. "
            "It does not count until you both agree."
        ),
        "Recorded: Mon 30 Nov, 09:30",
        "Ben answered: Mon 30 Nov, 11:04",
        "Ask: Petra Kraus",
    ]
    assert news.card.fallback == "One of your records needs a second look"
    assert news.buttons == ("Plan it", "Correct it")


def test_a_disputed_talk_is_planned_and_recorded_anew(team: Team) -> None:
    office = team.office
    office.press(team.ben, "briefing.confirm", answer="no")
    office.says(team.ana, "plan ben tue 10:00")
    office.wait(until=datetime(2026, 12, 1, 11, tzinfo=BERLIN))

    team.recorded(date="2026-12-01", time="10:00")
    office.settle()
    team.answered_yes()

    assert team.talk.state == "done"
    assert team.record.held_at == datetime(2026, 12, 1, 10, tzinfo=BERLIN)


def test_the_one_above_is_not_asked_while_the_two_put_it_right(office: Office) -> None:
    team = Team(office)
    office.wait(until=datetime(2026, 12, 9, 10, tzinfo=BERLIN))
    team.recorded(date="2026-12-09", time="09:00")
    office.settle()
    office.press(team.ben, "briefing.confirm", answer="no")

    office.wait(until=datetime(2026, 12, 10, 16, tzinfo=BERLIN))
    assert office.duties(team.chika, "followup") == []

    office.wait(until=datetime(2026, 12, 14, 16, tzinfo=BERLIN))
    assert [duty.reason for duty in office.duties(team.chika, "followup")] == ["briefing.escalated"]


# --- no answer -------------------------------------------------------------------------------


def test_silence_of_five_working_days_shows_as_unconfirmed_and_sends_the_manager_nothing(team: Team) -> None:
    office = team.office
    told = len(office.sent(team.ana))

    office.wait(until=datetime(2026, 12, 8, 9, tzinfo=BERLIN))

    assert team.record.outcome == "unconfirmed"
    assert team.talk.state == "pending"
    assert len(office.events("briefing.unconfirmed")) == 1
    assert len(office.sent(team.ana)) == told
    reply = office.says(team.ana, "list")
    assert isinstance(reply, Show)
    (line,) = [block for block in reply.card.blocks if getattr(block, "action", None)]
    assert line.text == (  # type: ignore[union-attr]
        "Ben has not confirmed your talk yet. It shows as unconfirmed. A word between you often helps."
    )
    assert line.action.label == "Send Ben the question again"  # type: ignore[union-attr]


def test_the_question_is_sent_once_more_and_no_third_time(team: Team) -> None:
    office = team.office
    office.wait(until=datetime(2026, 12, 8, 9, tzinfo=BERLIN))

    first = office.press(team.ana, "briefing.remind", duty=team.talk)
    office.settle()

    assert first == Note("Ben is asked once more.")
    assert team.record.outcome == "waiting"
    assert office.inbox(team.ben)[-1].title == "A short question about your talk with Ana"
    again = office.press(team.ana, "briefing.remind", duty=team.talk)
    assert again == Note(
        "Ben was asked again on Tue 8 Dec. A word between you helps more than a third message."
    )


@pytest.mark.parametrize("typed", ["remind ben", "erinnern ben"])
def test_sending_the_question_again_is_typed_in_both_languages(team: Team, typed: str) -> None:
    team.office.wait(until=datetime(2026, 12, 8, 9, tzinfo=BERLIN))

    assert team.office.says(team.ana, typed) == Note("Ben is asked once more.")


def test_before_its_date_the_question_is_not_sent_again(team: Team) -> None:
    assert team.office.says(team.ana, "remind ben") == Note("Ben is asked already and has until Mon 7 Dec.")


def test_a_late_yes_still_counts(team: Team) -> None:
    office = team.office
    office.wait(until=datetime(2026, 12, 9, 9, tzinfo=BERLIN))
    card = office.inbox(team.ben)[0]
    assert "You can still answer here." in card.text

    team.answered_yes()

    assert (team.record.outcome, team.talk.state) == ("confirmed", "done")


# --- access ----------------------------------------------------------------------------------


def test_access_before_the_talk_is_on_record_with_the_raw_difference(office: Office) -> None:
    team = Team(office)
    office.write(access, team.ben, datetime(2026, 11, 30, 8, 59, tzinfo=BERLIN))
    team.recorded(time="09:00")
    office.settle()

    team.answered_yes()

    (event,) = office.events("briefing.confirmed")
    assert (event["outcome"], event["delta_min"]) == ("access_before_briefing", "-1")
    assert "can open" not in office.inbox(team.ben)[0].text


def test_after_the_last_day_open_questions_are_closed(team: Team) -> None:
    office = team.office
    office.write(leave, team.ben, date(2026, 12, 7))
    office.wait(days=9)

    assert {duty.closed_as for duty in office.duties(kind="briefing.confirm")} == {"left"}
    reply = office.press(
        team.ben, "briefing.confirm", duty=office.duties(team.ben, "briefing.confirm")[0], answer="no"
    )
    assert isinstance(reply, Note)
    assert reply.text.startswith("This is no longer active")
