"""The browser's inbox as it is read: each open thing once, with the talk below it."""

from __future__ import annotations

from datetime import datetime, timedelta

from adapters.web.reading import EngineInbox
from bot.flows import inbox
from bot.flows.inbox import Stored
from tests import colleagues
from tests.conversations.talks import Team
from tests.office import BERLIN, Colleague, Office


def read(office: Office, who: Colleague) -> list[Stored]:
    """Return the cards as the browser shows them, the newest first."""
    return office.engine.ask_as(who.actor, inbox.recent)


def titles(office: Office, who: Colleague) -> list[str]:
    return [one.card.title for one in read(office, who)]


def test_a_reminder_takes_the_place_of_the_card_it_repeats(office: Office) -> None:
    eve = office.hire("eve")
    office.publish()
    first = read(office, eve)
    office.wait(days=15)

    assert len(first) == 1
    assert [one.card.title for one in read(office, eve)] == ["Two minutes for Acceptable use, when it suits"]
    assert len(office.inbox(eve)) == 2  # in chat both stand


def test_a_card_with_talk_below_it_stays(office: Office) -> None:
    eve = office.hire("eve")
    office.publish()
    office.press(eve, "policy.read")
    office.wait(days=15)

    newest, older = read(office, eve)

    assert (bool(newest.thread), len(older.thread) > 2) == (False, True)


def test_what_is_typed_stands_where_it_was_typed(office: Office) -> None:
    eve = office.hire("eve")
    office.publish()
    card = office.inbox(eve)[0]
    office.press(eve, "policy.read", card)
    office.says(eve, "May I use a translation site?", under=card)

    thread = read(office, eve)[0].thread

    said = [bool(one.by) for one in thread]
    assert said.index(True) > 2  # below the text, though the clock stood still
    assert thread[said.index(True)].text == "May I use a translation site?"
    assert "passed this to Olga Marin" in str(thread[-1].card)


def test_whom_a_question_reaches_is_named_but_to_the_owner(office: Office) -> None:
    eve = office.hire("eve")
    office.publish()
    olga = colleagues.colleague("olga")  # who owns the policy

    assert read(office, eve)[0].asks == "Olga Marin"
    assert read(office, olga)[0].asks == ""
    assert read(office, olga)[0].hears


def test_a_week_gives_way_to_the_next_one_and_to_full_cards(office: Office) -> None:
    team = Team(office)
    office.wait(until=datetime(2026, 12, 14, 9, 30, tzinfo=BERLIN))

    found = read(office, team.ana)

    lists = [one for one in found if one.lists and one.duties]
    own = [one for one in found if not one.lists and one.duties]
    assert len(found) < len(office.inbox(team.ana))
    assert len(lists) <= 1
    assert len({next(iter(one.duties)) for one in own}) == len(own)


def test_what_is_open_is_counted_once_however_many_cards_name_it(office: Office) -> None:
    eve = office.hire("eve")
    office.publish()
    office.press(eve, "policy.read")
    office.wait(days=15)

    page = EngineInbox(office.engine).inbox(eve.ref)

    assert page is not None
    assert (len(page.cards), page.still_open) == (2, 1)


def test_a_date_that_has_passed_is_called_so_and_so_is_its_day(office: Office) -> None:
    eve = office.hire("eve")
    office.publish()
    due = office.duties(eve, "policy.acknowledge")[0].due

    found = []
    for day in (due - timedelta(hours=2), due + timedelta(days=3)):
        office.wait(until=day)
        status = read(office, eve)[0].card.status
        found.append((status.kind, status.text) if status is not None else None)

    assert found == [("soon", "Due today"), ("late", "Past its date")]
