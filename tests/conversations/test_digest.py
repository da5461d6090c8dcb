"""The manager's week: only open demands, five lines at most, and a press changes its line (R30)."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from bot.model import Item, Nothing, Show
from tests.colleagues import Colleague
from tests.conversations.talks import GOOD, Team, access
from tests.office import BERLIN, Office, Shown

MON_7_DEC = date(2026, 12, 7)


def at(day: int, hour: int = 9, minute: int = 0) -> datetime:
    return datetime(2026, 12, day, hour, minute, tzinfo=BERLIN)


def starters(team: Team, count: int, start: date = MON_7_DEC) -> list[Colleague]:
    """Hire so many people who start on one day and report to Ana."""
    letters = "abcdefghijkl"[:count]
    return [team.starter(f"Mina{letter} Berg", start=start) for letter in letters]


def starting_one_by_one(team: Team, count: int) -> None:
    """Hire people who started on a day each in November, so that no two share a line."""
    for number in range(count):
        team.starter(f"Lea{'abcdefghijkl'[number]} Berg", start=date(2026, 11, 10) + timedelta(days=number))


def lines(card: Shown) -> list[str]:
    return [block.text for block in card.card.blocks if isinstance(block, Item)]


def plan(office: Office, team: Team, day: str, card: Shown | None = None, **which: str) -> object:
    which = which or {"duty": team.talk.id}
    asked = office.press(team.ana, "briefing.plan", card, **which)
    return office.fill(team.ana, asked, card, slot="other", date=day, time="10:00")


# --- only what is open ------------------------------------------------------------------------


def test_of_twelve_open_talks_five_are_shown_and_seven_can_wait(office: Office) -> None:
    team = Team(office)
    starting_one_by_one(team, 11)
    office.settle()

    (digest,) = office.inbox(team.ana)
    assert len(lines(digest)) == 5
    five = "The five that matter most, about 100 minutes. Seven more can wait; they are in your list."
    assert five in digest.text
    assert digest.card.title == "Good morning, Ana. 12 talks are open in your team."
    assert digest.buttons[-2:] == ("Open my team", "Show all 12")


def test_with_nothing_open_there_is_no_digest(office: Office) -> None:
    petra = office.hire("petra", role="isms_owner")
    ana = office.hire("ana", petra)
    office.hire("eve", ana)

    office.wait(days=21)

    assert office.sent(ana) == []


def test_a_planned_talk_calls_for_no_digest(office: Office) -> None:
    team = Team(office, start=date(2026, 12, 21))
    plan(office, team, "2026-12-17")

    office.wait(until=at(14, 17))

    assert office.sent(team.ana) == []


def test_a_planned_talk_is_no_line_beside_an_open_one_and_is_not_counted(office: Office) -> None:
    team = Team(office, start=date(2026, 12, 21))
    plan(office, team, "2026-12-17")
    office.wait(until=at(4, 12))
    team.starter("Sam Diaz", start=date(2026, 11, 16))
    team.starter("Noor Khan", start=date(2026, 11, 17))

    office.wait(until=at(7, 12))

    digest = office.inbox(team.ana)[-1]
    assert digest.title == "Good morning, Ana. Two talks are open in your team."
    assert [line.split()[0] for line in lines(digest)] == ["Sam", "Noor"]


def test_a_talk_put_off_over_the_weekend_is_no_demand_on_monday(office: Office) -> None:
    team = Team(office, start=date(2026, 11, 23))
    office.settle()
    office.wait(until=at(4, 12))
    office.press(team.ana, "briefing.snooze", duty=team.talk, when="3d")
    before = len(office.sent(team.ana))

    office.wait(until=at(7, 11))
    assert len(office.sent(team.ana)) == before

    office.wait(until=at(7, 12, 30))
    assert len(office.sent(team.ana)) == before + 1


def test_once_its_time_is_over_a_planned_talk_is_open_again(office: Office) -> None:
    team = Team(office, start=date(2026, 11, 23))
    team.starter("Sam Diaz", start=date(2026, 11, 16))
    plan(office, team, "2026-12-04")

    office.wait(until=at(7, 12))

    digest = office.inbox(team.ana)[-1]
    assert digest.title == "Good morning, Ana. Two talks are open in your team."
    assert "Ben Ito: planned for Fri 4 Dec, 10:00." in lines(digest)


# --- a press changes its line -----------------------------------------------------------------


def two_talks(office: Office) -> tuple[Team, Shown]:
    team = Team(office)
    team.starter("Sam Diaz", start=date(2026, 11, 16), employment="contractor")
    office.settle()
    (digest,) = office.inbox(team.ana)
    assert digest.title == "Good morning, Ana. Two talks are open in your team."
    return team, digest


def test_planning_from_the_digest_changes_its_line_and_its_count(office: Office) -> None:
    team, digest = two_talks(office)

    reply = plan(office, team, "2026-12-03", digest, duty=team.talk.id)

    (digest,) = office.inbox(team.ana)
    assert reply == Nothing()
    assert digest.title == "Good morning, Ana. One talk is open in your team."
    assert "Ben Ito: planned for Thu 3 Dec, 10:00." in lines(digest)
    assert "About 20 minutes in all." in digest.text
    assert "Change the time" in digest.buttons


def test_recording_changes_the_line_and_confirming_settles_it(office: Office) -> None:
    team, _ = two_talks(office)

    team.recorded(date="2026-11-30", time="09:00")
    (digest,) = office.inbox(team.ana)
    assert digest.title == "Good morning, Ana. One talk is open in your team."
    assert "Ben Ito: recorded. It counts once Ben has said yes." in lines(digest)

    team.answered_yes()
    (digest,) = office.inbox(team.ana)
    assert "Ben Ito: settled. Thank you." in lines(digest)


def test_with_the_last_talk_planned_the_week_is_done(office: Office) -> None:
    team, digest = two_talks(office)
    sam = next(duty for duty in office.duties(team.ana, "briefing") if duty.id != team.talk.id)

    plan(office, team, "2026-12-03", digest, duty=team.talk.id)
    plan(office, team, "2026-12-04", digest, duty=sam.id)

    (digest,) = office.inbox(team.ana)
    assert digest.title == "All done for this week, Ana. Thank you."
    assert len(lines(digest)) == 2


# --- many who start on one day ----------------------------------------------------------------


def twelve(office: Office) -> tuple[Team, list[Colleague]]:
    """Return Ana's team with twelve who start on Mon 7 Dec and are asked for on digest day."""
    team = Team(office, start=date(2027, 2, 1))
    people = starters(team, 12)
    office.settle()
    return team, people


def test_twelve_starters_are_one_card_on_the_day_of_the_digest_too(office: Office) -> None:
    team, _ = twelve(office)

    (card,) = office.sent(team.ana)
    assert card.title == "12 people start on Mon 7 Dec"
    assert "One talk for all is fine; everyone confirms for themselves." in card.text
    assert card.buttons == ("Plan it", "Show the 12")
    shown = office.press(team.ana, "briefing.group", card)
    assert isinstance(shown, Show)
    assert len([block for block in shown.card.blocks if isinstance(block, Item)]) == 12

    office.wait(days=1)
    assert len(office.sent(team.ana)) == 1


def test_each_of_the_twelve_counts_as_told_and_the_next_step_is_one_card_again(office: Office) -> None:
    team, people = twelve(office)

    office.wait(until=at(3, 12))

    assert [card.title for card in office.sent(team.ana)] == ["12 people start on Mon 7 Dec"] * 2
    told = {duty for event in office.events("message.sent", about=team.ana) for duty, _, _ in event["shows"]}
    assert len(told) == len(people)


def test_beside_another_talk_the_twelve_are_one_line(office: Office) -> None:
    team = Team(office, start=date(2026, 11, 16))
    office.write(access, team.ben, at(1) - timedelta(days=5))
    starters(team, 12)
    office.settle()

    (digest,) = office.inbox(team.ana)
    assert digest.title == "Good morning, Ana. 13 talks are open in your team."
    assert lines(digest) == [
        "Ben Ito has had access since Thu 26 Nov. 20 minutes with you puts it right.",
        "12 people start on Mon 7 Dec. One talk for all is fine.",
    ]
    assert "About 40 minutes in all." in digest.text

    plan(office, team, "2026-12-03", digest, start="2026-12-07")

    (digest,) = office.inbox(team.ana)
    assert digest.title == "Good morning, Ana. One talk is open in your team."
    assert lines(digest)[1] == "12 starters of Mon 7 Dec: planned for Thu 3 Dec, 10:00."

    office.wait(until=at(3, 11))
    form = office.press(team.ana, "briefing.record", start="2026-12-07")
    office.fill(team.ana, form, **(GOOD | {"date": "2026-12-03", "time": "10:00", "how": "group"}))
    digest = office.inbox(team.ana)[0]
    assert lines(digest)[1] == "12 starters of Mon 7 Dec: settled. Thank you."


def test_the_shared_line_says_how_many_are_left(office: Office) -> None:
    team = Team(office, start=date(2026, 11, 16))
    people = starters(team, 3)
    office.settle()
    (digest,) = office.inbox(team.ana)

    talk = next(one for one in office.duties(team.ana, "briefing") if one.about == people[0].engagement)
    plan(office, team, "2026-12-03", digest, duty=talk.id)

    (digest,) = office.inbox(team.ana)
    assert lines(digest)[1] == "Three starters of Mon 7 Dec: three not on record yet."
    assert digest.buttons[1] == "Show the three"


def test_two_starters_of_one_day_keep_a_line_each(office: Office) -> None:
    team = Team(office, start=date(2026, 11, 16))
    starters(team, 2)
    office.settle()

    (digest,) = office.inbox(team.ana)
    assert len(lines(digest)) == 3
