"""Whoever is asked to act because a duty stayed open, and what each of their answers does (R20)."""

from __future__ import annotations

from datetime import date

from bot.flows.people.absences import add_absence
from bot.model import Ask, Note
from tests.colleagues import link
from tests.conversations.overdue import Team, another_job, at, overdue_team, steps_told
from tests.office import BERLIN, Office


def _asked(office: Office) -> Team:
    """Return the team on the day Ana was asked to have a word with Eve."""
    team = overdue_team(office)
    office.wait(until=at(31, 12, 12))
    return team


def test_the_managers_card_says_talk_and_has_its_answers(office: Office) -> None:
    team = _asked(office)

    card = office.inbox(team.ana)[-1]

    assert card.title == "A word with Eve about Acceptable use"
    assert "four messages have been sent" in card.text
    assert card.verbs == (
        "followup.talked",
        "followup.time",
        "followup.absent",
        "followup.audience",
        "followup.refer",
    )
    assert "violation" not in card.text.lower()


def test_when_eve_acknowledges_the_managers_card_settles(office: Office) -> None:
    team = _asked(office)

    office.says(team.eve, "ack aup 3.0")

    assert office.inbox(team.ana)[-1].verbs == ()
    assert office.duty(team.ana, "followup").state != "pending"


# --- they have talked ------------------------------------------------------------------------


def test_after_a_talk_the_person_is_asked_once_more_on_the_agreed_day(office: Office) -> None:
    team = _asked(office)

    form = office.press(team.ana, "followup.talked")
    done = office.fill(team.ana, form, cause="no_time", step="An hour on Monday.", date="2027-01-05")

    assert done == Note("Noted. I ask Eve once more on Tue 5 Jan.")
    (answer,) = office.events("followup.answered")
    assert (answer["answer"], answer["cause"], answer["date"]) == ("talked", "no_time", "2027-01-05")
    office.wait(until=at(5, 1, 12))
    assert steps_told(office, team.eve)[-1] == "snooze.0"


def test_the_managers_manager_reads_what_was_noted_and_not_that_nothing_was(office: Office) -> None:
    team = _asked(office)
    form = office.press(team.ana, "followup.talked")
    office.fill(team.ana, form, cause="no_time", step="An hour on Monday.", date="2027-01-05")

    office.wait(until=at(7, 1, 12))

    card = office.inbox(team.chika)[-1]
    assert card.title == "One talk is open in Ana's team"
    assert 'On Thu 31 Dec 2026 Ana Novak noted: "We have talked". It is open all the same.' in card.text
    assert "without a note" not in card.text


def test_while_nobody_noted_anything_that_is_said(office: Office) -> None:
    team = _asked(office)

    office.wait(until=at(7, 1, 12))

    assert "Ana Novak was asked, without a note yet." in office.inbox(team.chika)[-1].text


# --- more time -------------------------------------------------------------------------------


def test_needs_time_moves_the_date_and_rests_the_ladder(office: Office) -> None:
    team = _asked(office)

    form = office.press(team.ana, "followup.time")
    done = office.fill(team.ana, form, date="2027-01-08")
    office.wait(until=at(8, 1, 8))

    assert done == Note("Eve has time until Fri 8 Jan. I stay quiet until then.")
    assert office.duties(team.chika, "followup") == []
    assert office.duty(team.eve, "policy.acknowledge").due.astimezone(BERLIN).date() == date(2027, 1, 8)


def test_more_time_than_ten_working_days_is_refused(office: Office) -> None:
    team = _asked(office)

    again = office.fill(team.ana, office.press(team.ana, "followup.time"), date="2027-03-08")

    assert isinstance(again, Ask)
    assert "date" in again.errors


def test_more_time_is_given_once(office: Office) -> None:
    team = _asked(office)
    office.fill(team.ana, office.press(team.ana, "followup.time"), date="2027-01-08")
    office.wait(until=at(12, 1, 12))

    card = office.inbox(team.ana)[-1]
    refused = office.says(team.ana, "time eve 15 jan")

    assert "followup.talked" in card.verbs
    assert "followup.time" not in card.verbs
    assert isinstance(refused, Note)
    assert "once is the limit" in refused.text


# --- away ------------------------------------------------------------------------------------


def test_away_rests_and_moves_the_date(office: Office) -> None:
    team = _asked(office)

    reply = office.says(team.ana, "away eve 11 jan")

    assert isinstance(reply, Note)
    # Back on Mon 11 Jan, five working days more.
    assert office.duty(team.eve, "policy.acknowledge").due.astimezone(BERLIN).date() == date(2027, 1, 18)


def test_no_step_comes_while_the_person_is_away(office: Office) -> None:
    team = overdue_team(office)
    office.run(add_absence, team.eve.email, date(2026, 12, 10), date(2026, 12, 16))

    office.wait(until=at(17, 12, 8))

    assert steps_told(office, team.eve) == ["rung.0"]  # half of the window has passed on 14 December
    office.wait(until=at(17, 12, 12))
    assert "rung.50" in steps_told(office, team.eve)


def test_nobody_is_asked_about_somebody_who_is_away(office: Office) -> None:
    team = overdue_team(office)
    office.wait(until=at(30, 12, 12))
    office.run(add_absence, team.eve.email, date(2026, 12, 30), date(2027, 1, 5))

    office.wait(until=at(5, 1, 17))

    assert office.duties(kind="followup") == []


# --- the wrong audience ----------------------------------------------------------------------


def test_a_doubt_about_the_audience_goes_to_the_owner_and_rests_the_duty(office: Office) -> None:
    team = _asked(office)

    form = office.press(team.ana, "followup.audience")
    done = office.fill(team.ana, form, words="Eve has no computer at work.")
    said = len(office.sent(team.eve))
    office.wait(until=at(4, 1, 17))

    assert isinstance(done, Note)
    assert done.text.startswith("Olga Marin checks by")
    assert [one.title for one in office.sent(team.eve)[said:]] == ["One of your policies rests for now"]


# --- HR --------------------------------------------------------------------------------------


def test_with_hr_involved_steward_says_nothing_more_about_it(office: Office) -> None:
    team = _asked(office)
    said = len(office.sent(team.eve))

    done = office.press(team.ana, "followup.refer")
    office.wait(until=at(29, 1, 17))

    assert done == Note("Noted that HR is involved. Nothing about it is kept here.")
    assert len(office.sent(team.eve)) == said
    assert [event["step"] for event in office.events("ladder.climbed")] == ["rung.+2"]


def test_with_hr_involved_another_duty_says_nothing_of_the_referred_one(office: Office) -> None:
    team = _asked(office)
    office.press(team.ana, "followup.refer")
    referred = office.duty(team.eve, "policy.acknowledge").id

    office.publish(id="REM", title="Remote work", short=())
    office.wait(until=at(29, 1, 17))

    later = [
        event for event in office.events("message.sent", about=team.eve) if event["occurred_at"] > "2027"
    ]
    shown = {obligation for event in later for obligation, _, _ in event["shows"]}
    assert len(shown) == 1
    assert referred not in shown


def test_with_hr_involved_a_changed_calendar_wakes_nothing(office: Office) -> None:
    team = _asked(office)
    office.press(team.ana, "followup.refer")
    before = office.duty(team.eve, "policy.acknowledge")
    said = len(office.sent(team.eve))

    office.run(add_absence, team.eve.email, date(2027, 1, 11), date(2027, 1, 12))
    office.wait(until=at(22, 1, 17))

    after = office.duty(team.eve, "policy.acknowledge")
    assert (after.due, after.next_at) == (before.due, None)
    assert [one.title for one in office.sent(team.eve)[said:] if "Acceptable use" in one.text] == []


def test_with_hr_involved_a_second_job_brings_no_reminder_either(office: Office) -> None:
    team = overdue_team(office)
    office.write(another_job, team.eve, "second")
    office.wait(days=1)
    office.wait(until=at(31, 12, 12))
    said = len(office.sent(team.eve))

    office.press(team.ana, "followup.refer")
    office.wait(until=at(29, 1, 17))

    assert len(office.duties(team.eve, "policy.acknowledge")) == 2
    assert len(office.sent(team.eve)) == said


def test_whom_hr_looks_after_can_still_acknowledge(office: Office) -> None:
    team = _asked(office)
    office.press(team.ana, "followup.refer")

    office.says(team.eve, "ack aup 3.0")

    assert office.duty(team.eve, "policy.acknowledge").state == "done"


# --- the case after ten working days ---------------------------------------------------------


def test_the_isms_owner_decides_with_everything_that_was_sent_and_answered(office: Office) -> None:
    team = _asked(office)
    form = office.press(team.ana, "followup.talked")
    office.fill(team.ana, form, cause="unclear", date="2027-01-05")

    office.wait(until=at(14, 1, 12))

    card = office.inbox(team.petra)[-1]
    assert card.title == "A case for your decision"
    assert card.verbs == ("followup.finding", "followup.no_finding")
    assert card.text.count("sent to Eve Lund") == 5
    assert "sent to Ana Novak" in card.text
    assert "Ana Novak answered: We have talked" in card.text
    assert card.text.index("sent to Ana Novak") < card.text.index("Ana Novak answered")


# --- what never arrived ----------------------------------------------------------------------


def _unreachable(office: Office) -> Team:
    """Return the team on the day Ana would have been asked, had anything arrived at Eve's."""
    chika = office.hire("chika", role="approver", department="Legal")
    ana = office.hire("ana", manager=chika, department="Legal")
    eve = office.hire("eve", manager=ana, department="Stores", chat=False)
    petra = office.hire("petra", role="isms_owner", department="Legal")
    office.hire("olga", role="policy_owner", department="Legal")
    office.publish(audience={"department": ["Stores"]})
    office.wait(until=at(31, 12, 12))
    return Team(chika, ana, eve, petra)


def test_what_never_arrived_goes_to_the_isms_owner_not_to_the_manager(office: Office) -> None:
    team = _unreachable(office)

    assert office.duties(team.ana, "followup") == []
    asked = office.duty(team.petra, "followup")
    assert asked.reason == "undelivered"
    assert office.events("ladder.climbed") == []


def test_once_the_account_is_checked_messages_are_tried_again_with_time_to_answer(office: Office) -> None:
    team = _unreachable(office)
    office.write(link, team.eve, office.clock())

    done = office.press(team.petra, "followup.checked")
    office.wait(days=3)

    assert done == Note("Thank you. Messages are tried again from now on.")
    assert office.duty(team.petra, "followup").state == "done"
    assert office.inbox(team.eve)[-1].title == "Eve, the rules for everyday tools have changed"
    duty = office.duty(team.eve, "policy.acknowledge")
    assert duty.due > office.clock()
    assert office.duties(team.ana, "followup") == []
