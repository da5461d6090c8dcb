"""A lesson: one idea, two situations, and only the reader sees the answers (R24, R25)."""

from __future__ import annotations

from bot.flows.lessons import assigning
from bot.model import Choice, Note, Nothing
from tests.office import Colleague, Office, Shown


def _lesson(office: Office, locale: str = "en") -> tuple[Colleague, Shown]:
    office.hire("petra", role="isms_owner")
    eve = office.hire("eve", locale=locale)
    office.run(assigning.assign, "L4")
    office.settle()
    return eve, office.inbox(eve)[0]


def _begun(office: Office, locale: str = "en") -> tuple[Colleague, Shown]:
    eve, card = _lesson(office, locale)
    office.press(eve, "lesson.start")
    return eve, card


def _options(shown: Shown) -> dict[str, str]:
    """Return the keys of a situation's answers by what they say."""
    (choice,) = [block for block in shown.card.blocks if isinstance(block, Choice)]
    return {option.label[3:]: option.key for option in choice.options}


def _answer(office: Office, who: Colleague, card: Shown, key: str) -> None:
    question = office.thread(card)[-1]
    office.press(who, "lesson.answer", question, choice=key)


def test_the_card_says_what_it_takes_and_who_sees_what(office: Office) -> None:
    _, card = _lesson(office)

    assert card.title == "Two minutes that may save an invoice"
    assert "Only you see your answers" in card.text
    assert card.verbs[0] == "lesson.start"


def test_starting_puts_the_idea_and_the_first_situation_into_the_thread(office: Office) -> None:
    _, card = _begun(office)

    idea, first = office.thread(card)

    assert "what a message wants" in idea.text
    assert first.title == "Situation 1 of 2"
    assert set(_options(first).values()) == {"answer", "call", "pay"}


def test_a_wrong_answer_is_explained_and_leads_to_one_like_it(office: Office) -> None:
    eve, card = _begun(office)

    _answer(office, eve, card, "answer")

    answered = office.thread(card)[-1]
    assert "whoever wrote the mail also answers it" in answered.text
    assert answered.verbs == ("lesson.sibling", "lesson.read")
    office.press(eve, "lesson.sibling", answered)
    assert office.thread(card)[-1].title == "One like it"


def test_both_situations_right_is_done(office: Office) -> None:
    eve, card = _begun(office)
    _answer(office, eve, card, "call")
    office.press(eve, "lesson.next", office.thread(card)[-1])
    _answer(office, eve, card, "report")

    assert office.duty(eve, "lesson").state == "done"
    assert office.thread(card)[-1].text.startswith("Done, Eve.")
    (event,) = office.events("lesson.done")
    assert event["attempts"] == "2"
    assert "call" not in str(event)


def test_a_letter_typed_in_the_thread_is_an_answer(office: Office) -> None:
    eve, card = _begun(office)
    first = office.thread(card)[-1]
    letter = "abc"[list(_options(first).values()).index("call")]

    office.says(eve, letter, under=card)

    assert "A route you knew before" in office.thread(card)[-1].text


def test_left_half_way_it_goes_on_where_it_was_left(office: Office) -> None:
    eve, card = _begun(office)
    _answer(office, eve, card, "call")
    office.wait(days=2)

    office.says(eve, "lesson")

    newest = [one for one in office.inbox(eve) if one.title == "Two minutes that may save an invoice"][-1]
    assert office.thread(newest)[-1].title == "Situation 2 of 2"


def test_answering_without_a_choice_asks_for_one(office: Office) -> None:
    eve, card = _begun(office)

    reply = office.press(eve, "lesson.answer", office.thread(card)[-1], choice="")

    assert isinstance(reply, Note)
    assert office.duty(eve, "lesson").state == "pending"


def test_an_answer_to_an_older_situation_changes_nothing(office: Office) -> None:
    eve, card = _begun(office)
    first = office.thread(card)[-1]
    _answer(office, eve, card, "answer")

    reply = office.press(eve, "lesson.answer", first, choice="call", duty=office.duty(eve, "lesson"))

    assert reply != Nothing()
    assert "whoever wrote the mail also answers it" in office.thread(card)[-1].text


def test_the_order_of_answers_differs_between_people(office: Office) -> None:
    people = [office.hire(name) for name in ("ana", "ben", "eve", "olga", "chika", "petra")]
    office.run(assigning.assign, "L4")
    office.settle()

    orders = set()
    for who in people:
        office.press(who, "lesson.start")
        orders.add(tuple(_options(office.thread(office.inbox(who)[0])[-1])))

    assert len(orders) > 1


def test_after_three_wrong_answers_help_is_offered_to_the_reader_alone(office: Office) -> None:
    eve, card = _begun(office)
    for wrong in ("pay", "change", "pay"):
        _answer(office, eve, card, wrong)
        last = office.thread(card)[-1]
        if "lesson.help" not in last.verbs:
            office.press(eve, "lesson.sibling", last)

    assert "lesson.help" in office.thread(card)[-1].verbs
    assert office.events("lesson.help") == []


def test_the_german_lesson_is_german(office: Office) -> None:
    _, card = _begun(office, "de")

    idea, first = office.thread(card)

    assert "was eine Nachricht will" in idea.text
    assert first.title == "Situation 1 von 2"


def test_a_manager_does_not_see_a_reports_answers(office: Office) -> None:
    ana = office.hire("ana")
    office.hire("petra", role="isms_owner")
    eve = office.hire("eve", manager=ana)
    office.run(assigning.assign, "L4")
    office.settle()
    office.press(eve, "lesson.start")
    _answer(office, eve, office.inbox(eve)[0], "pay")

    team = str(office.says(ana, "team"))

    assert "Eve" in team
    assert "Pay" not in team
    assert "wrong" not in team.lower()
