"""A starter's manager is asked in time, and whoever comes next when nothing happens (R5)."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from bot.flows.briefings import ask_for_briefings, no_show, start_moved
from bot.model import Ask, Item, Note, Show
from tests.colleagues import absent
from tests.conversations.talks import GOOD, START, Team, access, act_for, move
from tests.office import BERLIN, Office


def at(day: int, hour: int = 9, minute: int = 0, month: int = 12) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=BERLIN)


def days_told(office: Office, team: Team) -> list[str]:
    """Return when Ana was told of Ben's talk, in Berlin, and as which step."""
    return [
        f"{datetime.fromisoformat(event['occurred_at']).astimezone(BERLIN):%Y-%m-%d %H:%M} {step}"
        for event in office.events("message.sent", about=team.ana)
        for duty, _, step in event["shows"]
        if duty == team.talk.id and step.startswith("rung.")
    ]


def test_the_manager_is_asked_five_and_two_working_days_before_and_on_the_first_day(office: Office) -> None:
    office.clock.at = at(20, month=11)
    team = Team(office)

    office.wait(until=at(7, 12))

    assert days_told(office, team) == [
        "2026-11-30 09:00 rung.-5",
        "2026-12-03 09:00 rung.-2",
        "2026-12-07 09:00 rung.0",
    ]
    assert [message.title for message in office.sent(team.ana)] == [
        "Ben starts on Monday. 20 minutes with you come first.",
        "Ben's first talk: two working days left",
        "Ben is here today",
    ]


def test_the_first_card_says_who_why_until_when_and_whom_to_ask(office: Office) -> None:
    team = Team(office)
    office.settle()

    (card,) = office.inbox(team.ana)
    assert card.text.splitlines()[:7] == [
        "Ben starts on Monday. 20 minutes with you come first.",
        (
            "A short talk before Ben gets access to code and customer data keeps everyone safe, and you ready for any "
            "question. The eight points are prepared. You get this because Ben Ito reports to you."
        ),
        "Who: Ben Ito, software engineer",
        "Starts: Mon 7 Dec",
        "Takes: 20 to 30 minutes, 2 more to record it",
        "Until then: mail and chat only",
        "Ask: Petra Kraus",
    ]
    assert card.buttons == ("Plan it", "Record now", "Not my report", "Later")
    assert card.card.fallback == "A starter in your team: pick a time for a 20-minute talk"


def test_nobody_is_asked_weeks_ahead(office: Office) -> None:
    team = Team(office, start=date(2027, 1, 18))

    office.wait(until=at(14, month=12))

    assert office.sent(team.ana) == []
    assert team.talk.state == "pending"


def test_a_start_that_has_passed_is_told_in_the_next_slot_as_a_late_notice(office: Office) -> None:
    office.clock.at = at(30, 18, month=11)
    team = Team(office, start=date(2026, 11, 23))
    office.settle()

    assert office.sent(team.ana) == []
    office.wait(until=at(1, 9))

    (card,) = office.sent(team.ana)
    assert card.title == "Ben has started. 20 minutes with you come next."
    assert team.talk.reason == "late_notice"
    (created,) = office.events("obligation.created", about=team.talk)
    assert created["notice_type"] == "late_notice"
    assert created["start_date"] == "2026-11-23"


def test_a_talk_is_asked_once_and_never_about_people_who_were_there_before(office: Office) -> None:
    team = Team(office)

    again = office.run(ask_for_briefings, [team.ben.engagement, team.eve.engagement])

    assert again == 0
    assert [duty.about for duty in office.duties(kind="briefing")] == [team.ben.engagement]


def test_without_a_manager_the_isms_owner_is_asked(office: Office) -> None:
    petra = office.hire("petra", role="isms_owner")
    noor = office.hire("noor", start=START)
    office.run(ask_for_briefings, [noor.engagement])
    office.settle()

    (card,) = office.inbox(petra)
    assert "because the list names no manager for Noor Khan" in card.text


def test_nobody_leads_the_talk_about_themselves(office: Office) -> None:
    petra = office.hire("petra", role="isms_owner", start=START)

    assert office.run(ask_for_briefings, [petra.engagement]) == 0

    chika = office.hire("chika", role="top_management")
    assert office.run(ask_for_briefings, [petra.engagement]) == 1
    assert office.duty(chika, "briefing").about == petra.engagement


def test_a_manager_on_leave_has_a_deputy_who_is_told_why(office: Office) -> None:
    petra = office.hire("petra", role="isms_owner")
    chika, ana, eve = office.hire("chika", petra), office.hire("ana"), office.hire("eve")
    ben = office.hire("ben", ana, start=START)
    office.write(act_for, ben, eve, date(2027, 1, 1))
    office.run(ask_for_briefings, [ben.engagement])
    office.settle()

    (card,) = office.inbox(eve)
    assert "You get this because you act for Ana Novak until Fri 1 Jan 2027." in card.text
    assert office.inbox(ana) == office.inbox(chika) == []


def test_a_manager_on_leave_without_a_deputy_is_stood_in_for_by_the_one_above(office: Office) -> None:
    petra = office.hire("petra", role="isms_owner")
    chika = office.hire("chika", petra)
    ana = office.hire("ana", chika)
    office.write(absent, ana, date(2026, 11, 30), date(2027, 1, 1))
    ben = office.hire("ben", ana, start=START)
    office.run(ask_for_briefings, [ben.engagement])
    office.settle()

    (card,) = office.inbox(chika)
    assert "because Ana Novak is away until Fri 1 Jan" in card.text


# --- nothing happens -------------------------------------------------------------------------


def test_with_access_the_managers_manager_is_asked_on_the_next_working_day(office: Office) -> None:
    team = Team(office)
    office.write(access, team.ben, at(7, 8, 55))
    office.wait(until=at(8, 10))

    (asked,) = office.duties(team.chika, "followup")
    assert asked.reason == "briefing.escalated"
    card = office.inbox(team.chika)[-1]
    assert card.title == "A starter in Engineering needs 20 minutes"
    assert (
        "Ben Ito started on Monday and has system access. No talk is on record yet. Could you, or someone you name, "
        "talk with Ben today? You get this because Ana Novak reports to you. Ana knows."
    ) in card.text
    assert "Ana was asked: Mon 30 Nov, Thu 3 Dec, Mon 7 Dec" in card.text
    assert "Ana's answer: none yet" in card.text
    assert card.buttons == ("I'll talk with Ben", "Ask Ana")


def test_the_manager_hears_in_the_same_minute_that_somebody_was_asked(office: Office) -> None:
    team = Team(office)
    office.write(access, team.ben, at(7, 8, 55))
    office.wait(until=at(8, 9, 30))

    told = office.inbox(team.ana)[-1]
    assert told.title == "Chika helps with Ben's first talk"
    assert "So Chika Obi was asked to step in today." in told.text
    assert told.buttons == ("Record now", "Plan it today")
    (climbed,) = office.events("ladder.climbed")
    (message,) = [one for one in office.events("message.sent", about=team.ana) if "notice" in str(one)] or [
        climbed
    ]
    assert message["occurred_at"][:16] == climbed["occurred_at"][:16]


def test_without_access_the_managers_manager_is_asked_after_three_working_days(office: Office) -> None:
    team = Team(office)
    office.wait(until=at(9, 16))
    assert office.duties(team.chika, "followup") == []

    office.wait(until=at(10, 10))

    assert [duty.reason for duty in office.duties(team.chika, "followup")] == ["briefing.escalated"]


def test_after_ten_working_days_the_isms_owner_decides_with_everything_in_order(office: Office) -> None:
    team = Team(office)
    office.write(access, team.ben, at(7, 8, 55))
    office.wait(until=at(21, 10))

    (asked,) = office.duties(team.petra, "followup")
    card = office.inbox(team.petra)[-1]
    assert asked.reason == "briefing.open10"
    assert card.title == "A briefing for your decision"
    assert "First access: Mon 7 Dec, 08:55" in card.text
    assert "Talk: none on record" in card.text
    assert "Asked: Ana four times and Chika three times" in card.text
    assert card.text.count("Mon 30 Nov, 09:30: sent to Ana Novak") == 1
    assert card.buttons == ("Open a finding", "No finding, with a reason")
    assert card.text.index("Mon 30 Nov, 09:30: sent to Ana Novak") < card.text.index("sent to Chika Obi")

    office.press(team.petra, "followup.finding", duty=asked)

    (answer,) = office.events("followup.answered")
    assert answer["answer"] == "finding"
    assert office.inbox(team.petra)[-1].verbs == ()


def test_what_never_reached_the_manager_goes_to_the_isms_owner_as_undelivered(office: Office) -> None:
    petra = office.hire("petra", role="isms_owner")
    chika = office.hire("chika", petra)
    ana = office.hire("ana", chika, chat=False)
    ben = office.hire("ben", ana, start=START)
    office.run(ask_for_briefings, [ben.engagement])

    office.wait(until=at(11))

    assert office.duties(chika, "followup") == []
    (asked,) = office.duties(petra, "followup")
    assert asked.reason == "undelivered"


def test_the_managers_manager_takes_the_talk_and_the_manager_hears_it(office: Office) -> None:
    team = Team(office)
    office.wait(until=at(10, 10))

    reply = office.press(team.chika, "briefing.take")

    assert reply == Note("Thank you. The talk with Ben is yours now, and Ana knows.", reply.actions)  # type: ignore[union-attr]
    assert team.talk.owner == team.chika.ref
    office.wait(hours=1)
    assert office.inbox(team.ana)[-1].title == "Chika talks with Ben"
    assert office.inbox(team.ana)[0].title == "Passed on: the talk with Ben"


@pytest.mark.parametrize("typed", ["step in ben", "einspringen ben"])
def test_stepping_in_is_typed_in_both_languages(office: Office, typed: str) -> None:
    team = Team(office)
    office.wait(until=at(10, 10))

    office.says(team.chika, typed)

    assert team.talk.owner == team.chika.ref


@pytest.mark.parametrize("typed", ["ask manager ben", "führungskraft fragen ben"])
def test_asking_the_manager_is_typed_in_both_languages(office: Office, typed: str) -> None:
    team = Team(office)
    office.wait(until=at(10, 10))

    assert office.says(team.chika, typed) == Note("Ana is asked and answers you here.")


def test_nobody_steps_in_who_was_not_asked(office: Office) -> None:
    team = Team(office)

    assert office.says(team.ana, "step in ben") == Note("No talk is waiting for you right now.")
    assert team.talk.owner == team.ana.ref


@pytest.mark.parametrize("typed", ["no finding {}", "keine feststellung {}"])
def test_no_finding_needs_a_reason(office: Office, typed: str) -> None:
    team = Team(office)
    office.wait(until=at(21, 10))
    card = office.inbox(team.petra)[-1]

    asked = office.says(team.petra, typed.format(card.card.foot[-1].rpartition(" ")[2]))
    assert isinstance(asked, Ask)
    office.fill(team.petra, asked, words="Ben was ill for two weeks.")

    (answer,) = office.events("followup.answered")
    assert answer["answer"] == "no_finding"
    assert "ill" not in str(answer)


def test_asking_the_manager_is_a_message_once_a_day(office: Office) -> None:
    team = Team(office)
    office.wait(until=at(10, 10))

    first = office.press(team.chika, "briefing.ask")
    office.press(team.chika, "briefing.ask")
    office.wait(until=at(11, 10))

    assert first == Note("Ana is asked and answers you here.")
    titles = [card.title for card in office.inbox(team.ana)]
    assert titles.count("Chika asks about Ben's first talk") == 1


def test_when_the_manager_records_the_one_who_was_asked_has_nothing_left_to_do(office: Office) -> None:
    team = Team(office)
    office.wait(until=at(10, 10))

    team.recorded(date="2026-12-07", time="10:00")

    card = office.inbox(team.chika)[-1]
    assert "Settled: Ana and Ben talked on Mon 7 Dec. Nothing is left for you to do." in card.text
    assert card.verbs == ()
    reply = office.press(team.chika, "briefing.take", duty=office.duties(team.chika, "followup")[0])
    assert reply == Note("Settled: Ana Novak did this on Mon 7 Dec, 10:00. Nothing is left for you to do.")


# --- the register changes --------------------------------------------------------------------


def test_a_later_start_lets_the_talk_rest_and_says_until_when(office: Office) -> None:
    team = Team(office)
    office.settle()
    office.run(start_moved, team.ben.engagement, START, date(2026, 12, 14))
    office.write(move, team.ben, date(2026, 12, 14))
    office.wait(until=at(4))

    notice = office.inbox(team.ana)[-1]
    assert "Ben now starts on Mon 14 Dec, so this can rest. I come back on Mon 7 Dec." in notice.text
    assert f"{team.talk.due.astimezone(BERLIN):%d %H:%M}" == "14 17:00"

    office.wait(until=at(7, 10))
    assert days_told(office, team)[-1] == "2026-12-07 09:00 rung.-5"


def test_somebody_who_does_not_come_leaves_nothing_to_do(office: Office) -> None:
    team = Team(office)
    office.settle()

    office.run(no_show, team.ben.engagement)
    office.wait(until=at(8))

    first, notice = office.inbox(team.ana)
    words = "Ben is not coming to Acme after all. Nothing is left to do here."
    assert team.talk.closed_as == "void"
    assert words in first.text
    assert words in notice.text
    assert first.verbs == ()
    assert office.duties(state="pending") == []


def test_twelve_starters_on_one_day_are_one_card(office: Office) -> None:
    office.clock.at = at(1)
    petra = office.hire("petra", role="isms_owner")
    ana = office.hire("ana", petra)
    names = [f"Mina{letter} Berg" for letter in "abcdefghijkl"]
    people = [office.hire(name, ana, start=date(2026, 12, 8)) for name in names]
    office.run(ask_for_briefings, [one.engagement for one in people])
    office.settle()

    (card,) = office.inbox(ana)
    assert card.title == "12 people start on Tue 8 Dec"
    assert "One talk for all is fine; everyone confirms for themselves." in card.text
    assert card.buttons == ("Plan it", "Show the 12")
    shown = office.press(ana, "briefing.group")
    assert isinstance(shown, Show)
    assert len([block for block in shown.card.blocks if isinstance(block, Item)]) == 12


def test_one_plan_and_one_record_are_good_for_all_twelve_and_each_is_asked(office: Office) -> None:
    office.clock.at = at(1)
    petra = office.hire("petra", role="isms_owner")
    ana = office.hire("ana", petra)
    people = [office.hire(f"Mina{letter} Berg", ana, start=date(2026, 12, 8)) for letter in "abc"]
    office.run(ask_for_briefings, [one.engagement for one in people])
    office.settle()

    form = office.press(ana, "briefing.plan")
    office.fill(ana, form, office.inbox(ana)[0], slot="other", date="2026-12-03", time="10:00")
    office.wait(until=at(3, 10, 30))
    form = office.press(ana, "briefing.record", start="2026-12-08")
    office.fill(ana, form, **(GOOD | {"date": "2026-12-03", "time": "10:00", "how": "group"}))

    assert [duty.owner for duty in office.duties(kind="briefing.confirm")] == [one.ref for one in people]
    assert len(office.events("briefing.recorded")) == 3
