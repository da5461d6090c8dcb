"""Nothing is open: a manager is thanked once a month, after talks and when everything is settled (R30)."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from bot.flows.people.absences import add_absence
from storage.lines import REPORTING_EDGE
from tests.conversations.talks import GOOD, Team
from tests.office import BERLIN, Office

TITLE = "Nothing is open in your team, Ana."


def at(month: int, day: int, hour: int = 9) -> datetime:
    return datetime(2027 if month < 11 else 2026, month, day, hour, tzinfo=BERLIN)


def talked(office: Office, **ana: str) -> Team:
    """Return a team whose only talk was held and confirmed on Mon 30 Nov."""
    team = Team(office)
    if "locale" in ana:
        office.says(team.ana, "sprache de")
    office.settle()
    team.recorded()
    team.answered_yes()
    return team


def cleared(office: Office, team: Team) -> list[str]:
    """Return when Ana was told that nothing is open, in Berlin."""
    notices = {one.id for one in office.duties(team.ana, "notice") if one.reason == "digest.clear"}
    return [
        f"{datetime.fromisoformat(event['occurred_at']).astimezone(BERLIN):%a %d %b %H:%M}"
        for event in office.events("message.sent", about=team.ana)
        if any(duty in notices for duty, _, _ in event["shows"])
    ]


def test_after_a_month_with_talks_the_first_digest_day_brings_thanks_instead(office: Office) -> None:
    team = talked(office)

    office.wait(until=at(1, 29))

    assert cleared(office, team) == ["Mon 07 Dec 09:00"]
    card = office.sent(team.ana)[-1]
    assert card.title == TITLE
    assert (
        card.text.splitlines()[1] == "Everyone is briefed and up to date. Thank you for the talk in November."
    )
    assert card.buttons == ()
    assert card.card.fallback == "Your month: nothing is open in your team"


def test_talks_of_a_month_are_thanked_for_together(office: Office) -> None:
    team = Team(office)
    sam = team.starter("Sam Diaz")
    office.settle()
    team.recorded()
    team.answered_yes()
    talk = next(one for one in office.duties(team.ana, "briefing") if one.about == sam.engagement)
    form = office.press(team.ana, "briefing.record", duty=talk)
    office.fill(team.ana, form, **GOOD)
    asked = office.press(sam, "briefing.confirm", answer="yes")
    office.fill(sam, asked, first="report", confidential="named")

    office.wait(until=at(12, 8))

    assert "Thank you for the two talks in November." in office.sent(team.ana)[-1].text
    assert len(cleared(office, team)) == 1


def test_with_something_open_there_is_the_digest_and_no_thanks(office: Office) -> None:
    team = talked(office)
    team.starter("Noor Khan", start=date(2026, 11, 25))

    office.wait(until=at(1, 8))

    assert cleared(office, team) == []


def test_a_planned_talk_is_open_too(office: Office) -> None:
    team = talked(office)
    team.starter("Noor Khan", start=date(2026, 12, 14))
    office.says(team.ana, "plan noor thu 10 dec 10:00")

    office.wait(until=at(12, 8))

    assert cleared(office, team) == []


def test_somebody_past_a_date_is_not_up_to_date(office: Office) -> None:
    team = talked(office)
    office.publish(change_class="emergency")  # due on Thu 3 Dec

    office.wait(until=at(12, 8))

    assert cleared(office, team) == []


def test_without_anybody_reporting_any_more_nobody_is_thanked(office: Office) -> None:
    team = talked(office)
    office.write(
        lambda connection: connection.execute(
            REPORTING_EDGE.delete().where(REPORTING_EDGE.c.manager == team.ana.ref)
        )
    )

    office.wait(until=at(12, 8))

    assert cleared(office, team) == []


def test_a_month_without_talks_brings_no_message_and_costs_no_row(office: Office) -> None:
    petra = office.hire("petra", role="isms_owner")
    ana = office.hire("ana", petra)
    office.hire("eve", ana)

    office.wait(until=at(1, 8))

    assert office.sent(ana) == []
    assert office.duties() == []


@pytest.mark.parametrize(("last", "told"), [((12, 18), ["Mon 21 Dec 09:00"]), ((1, 8), [])])
def test_whoever_is_away_hears_it_on_return_while_the_month_lasts(
    office: Office, last: tuple[int, int], told: list[str]
) -> None:
    team = talked(office)
    away_until = at(*last).date()
    office.run(add_absence, team.ana.email, date(2026, 12, 1), away_until)

    office.wait(until=at(1, 29))

    assert cleared(office, team) == told


def test_the_german_thanks(office: Office) -> None:
    team = talked(office, locale="de")

    office.wait(until=at(12, 8))

    card = office.sent(team.ana)[-1]
    assert card.title == "In deinem Team ist nichts offen, Ana."
    assert "Danke für das Gespräch im November." in card.text
