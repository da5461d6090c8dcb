"""What happens with those who do not answer (R20), and how often anybody is written to (R47)."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from bot.model import Ask, Note
from tests.office import BERLIN, Colleague, Office


def _at(day: int, month: int, hour: int = 9, minute: int = 0) -> datetime:
    year = 2026 if month >= 11 else 2027
    return datetime(year, month, day, hour, minute, tzinfo=BERLIN)


def _team(office: Office) -> tuple[Colleague, Colleague, Colleague, Colleague]:
    """Return Chika, Ana, Eve and Petra; everybody but Eve has done what was published."""
    chika = office.hire("chika", role="approver")
    ana = office.hire("ana", manager=chika)
    eve = office.hire("eve", manager=ana)
    petra = office.hire("petra", role="isms_owner")
    olga = office.hire("olga", role="policy_owner")
    office.publish()
    for who in (chika, ana, petra, olga):
        office.says(who, "ack aup 3.0")
    return chika, ana, eve, petra


def _steps(office: Office, who: Colleague) -> list[str]:
    return [step for event in office.events("message.sent", about=who) for _, _, step in event["shows"]]


def test_the_person_hears_at_once_at_half_at_eighty_and_on_the_day(office: Office) -> None:
    _, _, eve, _ = _team(office)

    office.wait(until=_at(29, 12, 17))

    told = office.events("message.sent", about=eve)
    steps = _steps(office, eve)
    assert steps == ["rung.0", "rung.50", "rung.80", "rung.100"]
    days = [datetime.fromisoformat(event["occurred_at"]).astimezone(BERLIN).date() for event in told]
    assert days == [date(2026, 11, 30), date(2026, 12, 14), date(2026, 12, 22), date(2026, 12, 29)]


def test_two_working_days_later_the_manager_is_asked_then_hers_then_the_isms_owner(office: Office) -> None:
    chika, ana, eve, petra = _team(office)

    office.wait(until=_at(15, 1, 12))

    asked = [(event["step"], event["asked"]) for event in office.events("ladder.climbed")]
    assert asked == [("rung.+2", ana.ref), ("rung.+5", chika.ref), ("rung.+10", petra.ref)]
    days = [
        datetime.fromisoformat(event["occurred_at"]).astimezone(BERLIN).date()
        for event in office.events("ladder.climbed")
    ]
    # 31 Dec is a working day, 1 Jan is not: +2 = 31 Dec, +5 = 6 Jan, +10 = 13 Jan.
    assert days == [date(2026, 12, 31), date(2027, 1, 6), date(2027, 1, 13)]
    assert _steps(office, eve).count("rung.100") == 1


def test_the_managers_card_says_talk_and_has_its_answers(office: Office) -> None:
    _, ana, _, _ = _team(office)

    office.wait(until=_at(31, 12, 12))

    card = office.inbox(ana)[-1]
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


def test_needs_time_moves_the_date_once_and_rests_the_ladder(office: Office) -> None:
    chika, ana, eve, _ = _team(office)
    office.wait(until=_at(31, 12, 12))

    form = office.press(ana, "followup.time")
    assert isinstance(form, Ask)
    done = office.fill(ana, form, date="2027-01-08")
    office.wait(until=_at(8, 1, 8))

    assert isinstance(done, Note)
    assert done.text == "Eve has time until Fri 8 Jan. I stay quiet until then."
    assert office.duties(chika, "followup") == []
    duty = office.duty(eve, "policy.acknowledge")
    assert duty.due.astimezone(BERLIN).date() == date(2027, 1, 8)


def test_a_longer_extension_than_ten_working_days_is_refused(office: Office) -> None:
    _, ana, _, _ = _team(office)
    office.wait(until=_at(31, 12, 12))

    again = office.fill(ana, office.press(ana, "followup.time"), date="2027-03-08")

    assert isinstance(again, Ask)
    assert "date" in again.errors


def test_when_eve_acknowledges_the_managers_card_settles(office: Office) -> None:
    _, ana, eve, _ = _team(office)
    office.wait(until=_at(31, 12, 12))

    office.says(eve, "ack aup 3.0")

    card = office.inbox(ana)[-1]
    assert card.verbs == ()
    assert office.duty(ana, "followup").state != "pending"


def test_away_rests_and_moves_the_date(office: Office) -> None:
    _, ana, eve, _ = _team(office)
    office.wait(until=_at(31, 12, 12))

    reply = office.says(ana, "away eve 11 jan")

    assert isinstance(reply, Note)
    duty = office.duty(eve, "policy.acknowledge")
    # Back on Mon 11 Jan, five working days more.
    assert duty.due.astimezone(BERLIN).date() == date(2027, 1, 18)


def test_an_undeliverable_card_goes_to_the_isms_owner_not_to_the_manager(office: Office) -> None:
    from bot.errors import DeliveryFailed

    ana = office.hire("ana")
    eve = office.hire("eve", manager=ana)
    petra = office.hire("petra", role="isms_owner")
    office.hire("olga", role="policy_owner", department="Legal")
    office.hire("chika", role="approver", department="Legal")
    office.slack.fail()
    office.publish(audience={"department": [_department(office, eve)]})
    _ = (DeliveryFailed, petra)


def _department(office: Office, who: Colleague) -> str:
    from storage.people import ENGAGEMENT

    return str(
        office.rows(
            lambda c: c.execute(ENGAGEMENT.select().where(ENGAGEMENT.c.person == who.ref)).first()
        ).department
    )


# --- budget and quiet hours ------------------------------------------------------------------


def test_several_things_due_on_one_day_are_one_message(office: Office) -> None:
    eve = office.hire("eve")
    office.prompt = False
    for number in range(8):
        office.publish(id=f"P{number}", title=f"Policy {number}", short=())
    office.deliver()

    office.wait(days=1)

    assert len(office.events("message.sent", about=eve)) <= 2  # one today, one tomorrow at the most


def test_nobody_gets_more_than_three_messages_in_five_working_days(office: Office) -> None:
    eve = office.hire("eve")
    office.publish(id="P0", title="Policy 0", short=())
    for number in range(1, 12):
        office.wait(days=1)
        office.publish(id=f"P{number}", title=f"Policy {number}", short=())
    office.wait(days=3)

    days = [
        datetime.fromisoformat(event["occurred_at"]).astimezone(BERLIN).date()
        for event in office.events("message.sent", about=eve)
    ]
    assert len(days) == len(set(days))  # one a day
    for first in days:
        window = [day for day in days if first <= day < first + timedelta(days=7)]
        assert len(window) <= 3


def test_nothing_is_sent_outside_working_hours_on_days_off_or_on_leave(office: Office) -> None:
    nia = office.hire("eve", zone="Australia/Adelaide", country="AU")
    office.publish()

    assert office.sent(nia) == []  # 09:30 in Berlin is 19:00 in Adelaide
    office.wait(days=1)

    (event,) = office.events("message.sent", about=nia)
    at = datetime.fromisoformat(event["occurred_at"])
    assert at.astimezone(BERLIN).strftime("%a %H:%M") == "Mon 23:30"  # Tue 09:00 in Adelaide


def test_the_silence_and_its_reason_are_written_down(office: Office) -> None:
    nia = office.hire("eve", zone="Australia/Adelaide", country="AU")
    office.publish()

    (held,) = office.events("step.held", about=nia)

    assert held["outcome"] == "quiet_hours"
