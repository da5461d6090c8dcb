"""Who leaves owes nothing any more; what they owed others has a new owner the next day (R11, R12)."""

from __future__ import annotations

from datetime import date, datetime

from bot.flows.briefings import ask_for_briefings
from bot.flows.people.merging import merge_people
from bot.flows.policies import adding, submitting
from bot.jobs.daily import daily
from storage.lines import REPORTING_EDGE
from storage.people import ENGAGEMENT
from tests.conversations.registers import COMPANY, card_of, engagement_of, load, person_of, row, texts
from tests.conversations.talks import START, Team
from tests.drafts import draft
from tests.office import BERLIN, Colleague, Office


def leaves(office: Office, who: Colleague, last: date) -> None:
    ends = ENGAGEMENT.update().where(ENGAGEMENT.c.id == who.engagement).values(end=last)
    office.write(lambda connection: connection.execute(ends))


def test_whoever_has_left_is_neither_done_nor_late(office: Office) -> None:
    ben = office.hire("ben", end=date(2026, 12, 2))
    office.publish()

    office.wait(days=4)

    duty = office.duty(ben, "policy.acknowledge")
    assert (duty.state, duty.closed_as, duty.next_at) == ("closed", "left", None)
    (closed,) = office.events("obligation.closed", about=ben)
    assert (closed["outcome"], closed["snapshot"]["kind"], closed["snapshot"]["due"]) == (
        "left",
        "policy.acknowledge",
        duty.due.isoformat(),
    )
    (ended,) = office.events("engagement.ended")
    assert (ended["end"], ended["snapshot_counts"]) == ("2026-12-02", {"pending": 1})


def test_a_press_after_the_end_is_refused_and_logged(office: Office) -> None:
    ben = office.hire("ben", end=date(2026, 12, 2))
    office.publish()
    office.wait(days=4)

    reply = office.press(ben, "policy.acknowledge", duty=office.duty(ben, "policy.acknowledge"))

    assert "no longer active" in str(reply)
    assert len(office.events("press.refused")) == 1


def test_the_last_day_itself_counts(office: Office) -> None:
    ben = office.hire("ben", end=date(2026, 12, 2))
    office.publish()

    office.wait(until=datetime(2026, 12, 2, 23, tzinfo=BERLIN))

    assert office.duty(ben, "policy.acknowledge").state == "pending"


def test_where_it_is_still_the_last_day_nothing_is_closed(office: Office) -> None:
    sam = office.hire("sam", end=date(2026, 12, 2), zone="America/Los_Angeles", country="US")
    office.publish()

    office.wait(until=datetime(2026, 12, 3, 1, tzinfo=BERLIN))
    assert office.duty(sam, "policy.acknowledge").state == "pending"

    office.wait(days=1)
    assert office.duty(sam, "policy.acknowledge").closed_as == "left"


def test_an_end_in_the_past_closes_at_the_import(office: Office) -> None:
    office.publish()
    load(office, *COMPANY)

    load(office, *COMPANY[:2], row("P3", "Eve Lund", "P2", end="2026-11-27"))

    about = engagement_of(office, "P3").id
    duties = office.duties(kind="policy.acknowledge")
    assert [one.closed_as for one in duties if one.about == about] == ["left"]


def test_an_end_that_is_taken_back_opens_what_was_closed_with_the_time_it_had(office: Office) -> None:
    office.publish()  # due on Tue 29 Dec
    load(office, *COMPANY)
    load(office, *COMPANY[:2], row("P3", "Eve Lund", "P2", end="2026-11-27"))
    office.clock.at = datetime(2026, 12, 7, 10, tzinfo=BERLIN)

    load(office, *COMPANY)

    about = engagement_of(office, "P3").id
    (duty,) = [one for one in office.duties(kind="policy.acknowledge") if one.about == about]
    assert (duty.state, duty.ended_at) == ("pending", None)
    assert f"{duty.due.astimezone(BERLIN):%a %d %b %H:%M}" == "Wed 06 Jan 17:00"
    assert len(office.events("engagement.reopened")) == 1


def test_a_second_daily_look_finds_nothing_to_do(office: Office) -> None:
    team = Team(office)
    leaves(office, team.ana, date(2026, 12, 1))
    office.wait(days=3)
    events = len(office.events())

    daily(office.engine)
    daily(office.engine)

    assert len(office.events()) == events


# --- a manager leaves ------------------------------------------------------------------------


def four_starters(office: Office) -> Team:
    """Return a team whose manager owes four talks."""
    team = Team(office)
    for name in ("sam", "noor", "ravi"):
        who = office.hire(name, team.ana, start=START)
        office.run(ask_for_briefings, [who.engagement])
    return team


def test_four_pending_talks_have_a_new_owner_the_next_day_and_one_card_says_so(office: Office) -> None:
    team = four_starters(office)
    before = {duty.id: duty.due for duty in office.duties(kind="briefing")}
    leaves(office, team.ana, date(2026, 11, 30))

    office.wait(until=datetime(2026, 12, 1, 10, tzinfo=BERLIN))

    talks = office.duties(kind="briefing")
    assert {duty.id: duty.due for duty in talks} == before
    assert [duty.owner for duty in talks] == [team.chika.ref] * 4
    (notice,) = [duty for duty in office.duties(kind="notice") if duty.reason == "handover"]
    card = card_of(office, notice)
    assert (notice.owner, card.title) == (team.chika.ref, "Four things are yours from today")
    assert "They were with Ana Novak until now." in texts(card)[0]
    assert "because Ana Novak reported to you" in texts(card)[0]
    events = office.events("obligation.handed_over")
    assert [(one["handed_from"], one["handed_to"], one["cause"]) for one in events] == [
        (team.ana.ref, team.chika.ref, "left")
    ] * 4


def test_after_five_working_days_without_a_successor_the_one_above_is_asked_to_name_one(
    office: Office,
) -> None:
    team = four_starters(office)
    leaves(office, team.ana, date(2026, 11, 30))

    office.wait(until=datetime(2026, 12, 6, 12, tzinfo=BERLIN))
    assert office.events("line.unfollowed") == []
    office.wait(until=datetime(2026, 12, 9, 12, tzinfo=BERLIN))

    (event,) = office.events("line.unfollowed")
    assert (event["subject"], event["asked"], event["last"]) == (team.ana.ref, team.chika.ref, "2026-11-30")
    asked = {
        duty.reason: duty for duty in office.duties(kind="notice") if duty.reason.startswith("successor.")
    }
    assert {reason: duty.owner for reason, duty in asked.items()} == {
        "successor.boss": team.chika.ref,
        "successor.told": team.petra.ref,
    }
    assert card_of(office, asked["successor.boss"]).title == "Who follows Ana Novak?"
    assert "Chika Obi has what waits for their manager" in texts(card_of(office, asked["successor.told"]))[0]


def test_the_card_about_the_gap_says_who_has_what_waits_meanwhile(office: Office) -> None:
    team = Team(office)
    leaves(office, team.eve, date(2026, 11, 27))
    leaves(office, team.ana, date(2026, 11, 30))

    office.wait(days=2)

    (notice,) = [duty for duty in office.duties(team.petra, "notice") if duty.reason == "quality"]
    assert team.talk.owner == team.chika.ref
    assert "goes to the next one above, else to you." in texts(card_of(office, notice))[0]


def test_with_a_successor_in_the_register_nobody_is_asked_for_one(office: Office) -> None:
    team = four_starters(office)
    leaves(office, team.ana, date(2026, 11, 30))
    office.wait(days=2)
    moves = (
        REPORTING_EDGE.update().where(REPORTING_EDGE.c.manager == team.ana.ref).values(manager=team.chika.ref)
    )
    office.write(lambda connection: connection.execute(moves))

    office.wait(until=datetime(2026, 12, 9, 12, tzinfo=BERLIN))

    assert office.events("line.unfollowed") == []


def test_when_the_one_above_left_too_the_isms_owner_takes_over(office: Office) -> None:
    team = Team(office)
    leaves(office, team.ana, date(2026, 11, 30))
    leaves(office, team.chika, date(2026, 11, 30))

    office.wait(until=datetime(2026, 12, 1, 10, tzinfo=BERLIN))

    assert team.talk.owner == team.petra.ref


def test_what_was_not_for_others_ends_with_the_manager(office: Office) -> None:
    team = Team(office)
    office.publish()
    leaves(office, team.ana, date(2026, 11, 30))

    office.wait(days=1)

    assert office.duties(team.ana, state="pending") == []
    assert office.duty(team.ana, "policy.acknowledge").closed_as == "left"


def test_a_decision_nobody_took_goes_back_to_whoever_asked_for_it(office: Office) -> None:
    olga, chika = office.hire("olga", role="policy_owner"), office.hire("chika", role="approver")
    text = draft()
    office.run(adding.add, text)
    office.run(submitting.submit, text.id)
    leaves(office, chika, date(2026, 11, 30))

    office.wait(days=1)

    assert office.duty(chika, "policy.approve").state == "closed"
    assert [duty.reason for duty in office.duties(olga, "notice")] == ["policy.lapsed"]


def test_somebody_with_another_contract_keeps_what_they_owe_others(office: Office) -> None:
    load(
        office, row("P1", "Chika Obi"), row("P2", "Ana Novak", "P1", end="2026-11-30"),
        row("P9", "Ana Novak", "P1", email="ana2@acme.example"), row("P4", "Ben Ito", "P2", start="2026-12-07"),
    )  # fmt: skip
    office.run(merge_people, "P9", "P2", "two contracts")

    office.wait(days=2)

    (talk,) = office.duties(kind="briefing")
    assert (talk.state, talk.owner) == ("pending", person_of(office, "P9").ref)
    assert engagement_of(office, "P2").person == talk.owner
