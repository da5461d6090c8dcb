"""Back from an absence: one message in the first good hour, and only when something is open (R4)."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from bot.errors import Refused
from bot.flows.people.absences import add_absence, end_absence, end_absence_now
from bot.flows.people.acting import act_for
from tests.conversations.talks import GOOD, Team
from tests.office import BERLIN, Office, Shown

MON_30_NOV = date(2026, 11, 30)


def at(day: int, hour: int = 9, minute: int = 0) -> datetime:
    return datetime(2026, 12, day, hour, minute, tzinfo=BERLIN)


def hours(office: Office, cards: list[Shown]) -> list[str]:
    """Return when cards were sent, in Berlin."""
    at = {event["object_id"]: event["occurred_at"] for event in office.events("message.sent")}
    return [f"{datetime.fromisoformat(at[card.id]).astimezone(BERLIN):%a %d %H:%M}" for card in cards]


def test_whoever_comes_back_to_something_open_hears_once_in_the_first_good_hour(office: Office) -> None:
    eve = office.hire("eve")
    office.publish(change_class="emergency")
    before = len(office.sent(eve))
    office.run(add_absence, eve.email, date(2026, 12, 1), date(2026, 12, 4))

    office.wait(until=at(8, 8))

    (card,) = office.sent(eve)[before:]
    assert hours(office, [card]) == ["Mon 07 09:00"]
    assert card.title == "Welcome back, Eve. Nothing ran out while you were away."
    body = "Your dates moved to five working days from today. Start when you have caught up."
    assert card.text.splitlines()[1:3] == [body, "Until: Mon 14 Dec"]
    assert card.buttons == ("Open my list", "Not today")
    assert card.card.fallback == "Welcome back. Nothing ran out while you were away"


def test_with_nothing_open_nobody_is_welcomed(office: Office) -> None:
    eve = office.hire("eve")
    office.run(add_absence, eve.email, date(2026, 12, 1), date(2026, 12, 4))

    office.wait(until=at(9))

    assert office.sent(eve) == []
    (notice,) = office.duties(eve, "notice")
    assert (notice.state, notice.closed_as) == ("closed", "void")


def test_dates_that_did_not_move_are_said_to_be_where_they_were(office: Office) -> None:
    eve = office.hire("eve")
    office.publish()
    before = len(office.sent(eve))
    office.run(add_absence, eve.email, date(2026, 12, 1), date(2026, 12, 4))

    office.wait(until=at(7, 12))

    (card,) = office.sent(eve)[before:]
    assert "Your dates are where they were. Start when you have caught up." in card.text


def test_what_is_due_that_day_stands_in_the_welcome_and_no_digest_follows(office: Office) -> None:
    team = Team(office, start=date(2026, 12, 14))
    office.run(add_absence, team.ana.email, date(2026, 12, 1), date(2026, 12, 4))
    team.starter("Sam Diaz", start=date(2026, 12, 14))

    office.wait(until=at(8, 8))

    (card,) = office.sent(team.ana)
    assert card.title == "Welcome back, Ana. Nothing ran out while you were away."
    assert "Ben Ito starts on Mon 14 Dec. The eight points are ready." in card.text
    assert card.buttons == ("Plan it", "Plan it", "Open my list", "Not today")


def test_who_acted_and_what_is_theirs_again_stand_in_it_and_no_second_card_says_so(office: Office) -> None:
    team = Team(office)
    team.starter("Sam Diaz")
    office.settle()
    office.run(act_for, team.eve.email, team.ana.email, date(2026, 12, 1), date(2026, 12, 4))
    office.run(add_absence, team.ana.email, date(2026, 12, 1), date(2026, 12, 4))
    before = len(office.sent(team.ana))
    office.wait(until=at(2, 12))
    form = office.press(team.eve, "briefing.record", duty=team.talk)
    office.fill(team.eve, form, **(GOOD | {"date": "2026-12-02", "time": "11:00"}))
    team.answered_yes()

    office.wait(until=at(7, 8, 30))
    assert len(office.sent(team.ana)) == before
    office.wait(until=at(7, 12))

    (card,) = office.sent(team.ana)[before:]
    assert card.title == "Welcome back, Ana. Nothing ran out while you were away."
    assert "Eve Lund acted for you: one thing settled." in card.text
    assert "Yours again: a talk with Sam Diaz" in card.text
    assert "Until: Mon 7 Dec" in card.text
    assert "Ask: Eve Lund" in card.text
    assert "handover" not in {one.reason for one in office.duties(team.ana, "notice")}


def test_where_a_date_passed_all_the_same_the_title_does_not_say_otherwise(office: Office) -> None:
    team = Team(office)
    office.run(add_absence, team.ana.email, date(2026, 12, 1), date(2026, 12, 8))

    office.wait(until=at(9, 12))

    assert office.sent(team.ana)[-1].title == "Welcome back, Ana."


def test_coming_back_earlier_or_later_moves_the_welcome(office: Office) -> None:
    eve = office.hire("eve")
    office.publish()
    before = len(office.sent(eve))
    office.run(add_absence, eve.email, date(2026, 12, 1), date(2026, 12, 14))
    office.run(end_absence, eve.email, date(2026, 12, 2))

    office.wait(until=at(3, 12))

    (card,) = office.sent(eve)[before:]
    assert hours(office, [card]) == ["Thu 03 09:00"]
    office.wait(until=at(9))
    assert len(office.sent(eve)) == before + 1


def test_whoever_is_back_today_is_welcomed_today_and_only_once(office: Office) -> None:
    eve = office.hire("eve")
    office.publish()
    before = len(office.sent(eve))
    office.run(add_absence, eve.email, date(2026, 12, 1), date(2026, 12, 14))
    office.wait(until=at(3, 11))

    office.run(end_absence_now, eve.email)
    office.wait(until=at(3, 12))

    assert len(office.sent(eve)) == before + 1
    with pytest.raises(Refused, match=r"absence\.none"):
        office.run(end_absence_now, eve.email)


def test_coming_back_at_night_waits_for_the_morning(office: Office) -> None:
    eve = office.hire("eve")
    office.publish()
    before = len(office.sent(eve))
    office.run(add_absence, eve.email, date(2026, 12, 1), None)
    office.wait(until=at(2, 21))
    office.run(end_absence, eve.email, date(2026, 12, 1))

    assert len(office.sent(eve)) == before
    office.wait(until=at(3, 12))

    assert hours(office, office.sent(eve)[before:]) == ["Thu 03 09:00"]


def test_an_absence_that_was_taken_back_brings_no_welcome(office: Office) -> None:
    eve = office.hire("eve")
    office.publish()
    before = len(office.sent(eve))
    office.run(add_absence, eve.email, date(2026, 12, 1), date(2026, 12, 4))
    office.run(end_absence, eve.email, MON_30_NOV)

    office.wait(until=at(9))

    assert len(office.sent(eve)) == before


def test_two_absences_in_a_row_are_one_return(office: Office) -> None:
    eve = office.hire("eve")
    office.publish()
    before = len(office.sent(eve))
    office.run(add_absence, eve.email, date(2026, 12, 1), date(2026, 12, 3))
    office.run(add_absence, eve.email, date(2026, 12, 4), date(2026, 12, 8))

    office.wait(until=at(10))

    assert hours(office, office.sent(eve)[before:]) == ["Wed 09 09:00"]


def test_the_welcome_keeps_to_the_message_budget(office: Office) -> None:
    eve = office.hire("eve")
    office.publish()  # one message, on Mon 30 Nov
    before = len(office.sent(eve))
    office.run(add_absence, eve.email, date(2026, 11, 27), date(2026, 11, 29))

    office.wait(until=at(1, 12))

    assert hours(office, office.sent(eve)[before:]) == ["Tue 01 09:00"]


def test_the_german_welcome(office: Office) -> None:
    eve = office.hire("eve", locale="de")
    office.publish(change_class="emergency")
    office.run(add_absence, eve.email, date(2026, 12, 1), date(2026, 12, 4))

    office.wait(until=at(7, 12))

    card = office.sent(eve)[-1]
    assert card.title == "Willkommen zurück, Eve. In der Zwischenzeit ist nichts abgelaufen."
    assert card.buttons == ("Meine Liste öffnen", "Heute nicht")
