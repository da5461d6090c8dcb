"""Every button can be typed, and what does not go smoothly is answered, never guessed (conversations §2.4, §2.5)."""

from __future__ import annotations

from datetime import date

import pytest

from bot.model import Ask, Item, Note, Nothing, Show
from tests.conversations.talks import GOOD, START, Team
from tests.office import Office


def labels(reply: object) -> list[str]:
    assert isinstance(reply, Note), reply
    return [action.label for action in reply.actions]


# --- brief -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "typed", ["brief ben", "einweisen ben", "brief Ben Ito", "brief ben.ito@acme.example", "brief <@U_BEN>"]
)
def test_brief_shows_the_card_in_whatever_state_it_is(office: Office, typed: str) -> None:
    team = Team(office)

    reply = office.says(team.ana, typed)

    assert isinstance(reply, Show)
    assert reply.card.title == "Ben starts on Monday. 20 minutes with you come first."
    team.recorded()
    again = office.says(team.ana, typed)
    assert isinstance(again, Show)
    assert again.card.title == "Recorded: your talk with Ben on Mon 30 Nov"


def test_brief_alone_is_a_choice_of_those_still_to_be_briefed(office: Office) -> None:
    team = Team(office)
    team.starter("nia")

    reply = office.says(team.ana, "brief")

    assert isinstance(reply, Note)
    assert reply.text == "Two people are still to be briefed. Whom do you mean?"
    assert labels(reply) == ["Ben Ito, starts Mon 7 Dec", "Nia Tamm, starts Mon 7 Dec"]
    shown = office.press(team.ana, "briefing.show", **reply.actions[1].args)  # type: ignore[union-attr]
    assert isinstance(shown, Show)
    assert "Nia starts on Monday" in shown.card.title or "Nia" in shown.card.title


def test_more_than_five_are_a_list(office: Office) -> None:
    team = Team(office)
    for letter in "abcdef":
        team.starter(f"Mina{letter} Berg")

    reply = office.says(team.ana, "brief")

    assert isinstance(reply, Show)
    assert len([block for block in reply.card.blocks if isinstance(block, Item)]) == 7


@pytest.mark.parametrize(
    ("typed", "words"),
    [("brief", "Everyone in your team is briefed."), ("einweisen", "Everyone in your team is briefed.")],
)
def test_with_nobody_left_everyone_is_briefed(office: Office, typed: str, words: str) -> None:
    petra = office.hire("petra", role="isms_owner")

    assert office.says(petra, typed) == Note(words)


# --- whom ------------------------------------------------------------------------------------


def test_an_unknown_person(office: Office) -> None:
    team = Team(office)

    reply = office.says(team.ana, "brief zoe")

    assert isinstance(reply, Note)
    assert reply.text == (
        "I know nobody called 'zoe' whom you look after. Is the start date in HR's list yet? Petra Kraus can check."
    )
    assert labels(reply) == ["Show my team"]


def test_an_ambiguous_name(office: Office) -> None:
    team = Team(office)
    team.starter("Ben Roth", start=date(2026, 11, 23), title="data engineer")

    reply = office.says(team.ana, "brief ben")

    assert isinstance(reply, Note)
    assert reply.text == "Two people fit 'ben'. Whom do you mean?"
    assert sorted(labels(reply)) == ["Ben Ito, starts Mon 7 Dec", "Ben Roth, data engineer"]


def test_one_near_match_is_offered_and_not_done(office: Office) -> None:
    team = Team(office)

    reply = office.says(team.ana, "brief bne")

    assert isinstance(reply, Note)
    assert reply.text == "Did you mean 'brief Ben Ito'?"
    assert labels(reply) == ["Yes, show Ben's briefing", "Help"]
    shown = office.press(team.ana, "briefing.show", **reply.actions[0].args)  # type: ignore[union-attr]
    assert isinstance(shown, Show)


@pytest.mark.parametrize("typed", ["breif bne", "breif ben"])
def test_a_slip_in_the_verb_is_offered_with_the_name_in_full(office: Office, typed: str) -> None:
    team = Team(office)

    reply = office.says(team.ana, typed, "command")

    assert isinstance(reply, Note)
    assert reply.text == "Did you mean 'brief Ben Ito'?"
    assert labels(reply) == ["Yes, show Ben's briefing", "Help"]
    shown = office.press(team.ana, reply.actions[0].verb, **reply.actions[0].args)  # type: ignore[union-attr]
    assert isinstance(shown, Show)


def test_a_near_match_of_another_verb_repeats_what_would_be_done(office: Office) -> None:
    team = Team(office)

    reply = office.says(team.ana, "plan bne thu 10:00")

    assert labels(reply)[0] == 'Yes, "plan Ben Ito"'
    office.press(team.ana, "briefing.plan", **reply.actions[0].args)  # type: ignore[union-attr]
    assert team.talk.planned_at is not None


@pytest.mark.parametrize(
    "typed", ["record ben", "festhalten ben", "plan ben thu 10:00", "brief ben", "points ben"]
)
def test_somebody_elses_report_is_refused_with_the_name_of_who_may(office: Office, typed: str) -> None:
    team = Team(office)

    reply = office.says(team.eve, typed)

    assert reply == Note("Ben does not report to you, so only their manager can do this. That is Ana Novak.")
    assert office.events("press.refused")[-1]["actor"] == team.eve.ref


def test_somebody_who_has_left(office: Office) -> None:
    team = Team(office)
    office.hire("Tavi Hovar", team.ana, start=date(2025, 1, 7), end=date(2026, 11, 20))

    reply = office.says(team.ana, "brief tavi")

    assert reply == Note("Tavi Hovar left on Fri 20 Nov, so nothing is open for them.")


def test_somebody_who_was_there_before_has_no_talk_open(office: Office) -> None:
    team = Team(office)

    assert office.says(team.ana, "record eve") == Note("No first talk is due with Eve Lund.")


def test_a_code_names_the_card(office: Office) -> None:
    team = Team(office)
    office.settle()
    code = office.inbox(team.ana)[0].card.foot[-1].rpartition(" ")[2]

    reply = office.says(team.ana, f"plan {code} thu 10:00")

    assert isinstance(reply, Note)
    assert reply.text.startswith("Planned: Thu 3 Dec, 10:00, with Ben.")


def test_a_card_answered_in_its_thread_needs_no_name(office: Office) -> None:
    team = Team(office)
    office.settle()

    reply = office.says(team.ana, "record", under=office.inbox(team.ana)[0])

    assert isinstance(reply, Ask)
    assert reply.form.args["duty"] == team.talk.id


# --- who sees what (R45) ---------------------------------------------------------------------


def test_the_isms_owner_sees_a_talk_without_a_button(office: Office) -> None:
    team = Team(office)

    reply = office.says(team.petra, "brief ben")

    assert isinstance(reply, Show)
    assert reply.card.title == "Ben starts on Monday. 20 minutes with you come first."
    assert reply.card.actions == ()


def test_the_starter_sees_the_first_day_or_the_question(office: Office) -> None:
    team = Team(office)
    before = office.says(team.ben, "brief ben")
    assert isinstance(before, Show)
    assert before.card.title == "Welcome, Ben. Mail and chat are ready."

    team.recorded()
    after = office.says(team.ben, "brief ben")

    assert isinstance(after, Show)
    assert after.card.title == "Did your talk with Ana take place?"


def test_a_briefed_person_is_not_recorded_again(office: Office) -> None:
    team = Team(office)
    team.recorded()
    office.settle()
    team.answered_yes()

    assert office.says(team.ana, "record ben") == Note(
        "Ben Ito is briefed: Mon 30 Nov, 09:00, confirmed by both."
    )


# --- the other verbs -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("locale", "typed", "title", "first"),
    [
        ("en", "points ben", "Eight points for your talk with Ben", "What we protect: What we make"),
        ("de", "punkte ben", "Acht Punkte für dein Gespräch mit Ben", "Was wir schützen: Was wir machen"),
    ],
)
def test_the_eight_points_are_shown_in_the_readers_language(
    office: Office, locale: str, typed: str, title: str, first: str
) -> None:
    team = Team(office)
    office.says(team.ana, f"language {locale}")

    reply = office.says(team.ana, typed)

    assert isinstance(reply, Show)
    assert reply.card.title == title
    texts = [getattr(block, "text", "") for block in reply.card.blocks]
    assert len(texts) == 9
    assert texts[1].startswith(first)


@pytest.mark.parametrize("typed", ["record ben", "festhalten ben"])
def test_record_opens_its_form_and_the_note_says_what_happens(office: Office, typed: str) -> None:
    team = Team(office)

    asked = office.says(team.ana, typed)
    reply = office.fill(team.ana, asked, **GOOD)

    assert isinstance(reply, Note)
    assert reply.text == "Recorded. Ben is asked now. It counts once Ben has said yes."


def test_one_form_records_a_talk_with_several(office: Office) -> None:
    team = Team(office)
    nia = team.starter("nia")

    asked = office.says(team.ana, "record ben and nia")
    reply = office.fill(team.ana, asked, **(GOOD | {"how": "group"}))

    assert isinstance(reply, Note)
    assert (
        reply.text
        == "Recorded. Two people are asked now. It counts for each of them once they have said yes."
    )
    assert {duty.owner for duty in office.duties(kind="briefing.confirm")} == {team.ben.ref, nia.ref}


def test_the_german_card_and_its_buttons(office: Office) -> None:
    office.clock.at = office.clock.at
    team = Team(office)
    office.says(team.ana, "sprache de")
    office.settle()

    (card,) = office.inbox(team.ana)
    assert card.title == "Ben beginnt am Montag. Vorher braucht es 20 Minuten mit dir."
    assert card.buttons == ("Termin planen", "Jetzt festhalten", "Nicht in meinem Team", "Später")
    assert START.isoformat() == "2026-12-07"


# --- the week and the list -------------------------------------------------------------------


def test_a_press_in_the_digest_changes_its_line_in_place(office: Office) -> None:
    team = Team(office)
    team.starter("Sam Diaz", start=date(2026, 11, 16), employment="contractor")
    office.settle()
    (digest,) = office.inbox(team.ana)
    assert digest.title == "Good morning, Ana. Two talks are open in your team."

    asked = office.press(team.ana, "briefing.plan", digest, duty=team.talk)
    reply = office.fill(team.ana, asked, digest, slot="other", date="2026-12-03", time="10:00")

    (digest,) = office.inbox(team.ana)
    assert reply == Nothing()
    assert "Ben Ito: planned for Thu 3 Dec, 10:00." in digest.text
    assert "Change the time" in digest.buttons


def test_the_list_shows_the_talk_with_its_button(office: Office) -> None:
    team = Team(office)

    reply = office.says(team.ana, "list")

    assert isinstance(reply, Show)
    (line,) = [block for block in reply.card.blocks if isinstance(block, Item)]
    assert line.text == "Ben Ito starts on Mon 7 Dec. The eight points are ready."
    assert line.action is not None
    assert line.action.label == "Plan it"
    assert team.talk.state == "pending"
