"""Ideas: written in a minute, answered by a person, every step heard (R37, R38)."""

from __future__ import annotations

from bot.model import Ask, Note, Nothing, Show, TextField
from tests.office import Colleague, Office

WORDS = "Real customer names turn up in our test data. A masked copy every Monday would do."


def _company(office: Office) -> tuple[Colleague, Colleague]:
    petra = office.hire("petra", role="isms_owner")
    return office.hire("eve"), petra


def _field(form: Ask, name: str) -> TextField:
    (field,) = [one for one in form.form.fields if one.name == name]
    assert isinstance(field, TextField)
    return field


def _sent(office: Office, eve: Colleague, words: str = WORDS, **values: str) -> None:
    form = office.says(eve, words, "command", command="improve")
    assert office.fill(eve, form, None, **values) == Nothing()


def test_what_was_typed_stands_in_the_form(office: Office) -> None:
    eve, _ = _company(office)

    form = office.says(eve, WORDS, "command", command="improve")

    assert isinstance(form, Ask)
    assert _field(form, "today").value == WORDS


def test_the_author_gets_a_receipt_with_names_and_dates(office: Office) -> None:
    eve, _ = _company(office)

    _sent(office, eve)

    (receipt,) = office.inbox(eve)
    assert "Petra Kraus reads it and replies by Wed 2 Dec; a decision follows by Tue 29 Dec." in receipt.text


def test_an_empty_idea_is_asked_again_and_nothing_is_stored(office: Office) -> None:
    eve, _ = _company(office)
    form = office.says(eve, "", "command", command="improve")

    again = office.fill(eve, form, today="   ", better="Better so.")

    assert isinstance(again, Ask)
    assert again.errors == {"today": "Tell us what happens today; one sentence is enough."}
    assert _field(again, "better").value == "Better so."
    assert office.events("idea.submitted") == []


def test_a_long_idea_keeps_its_whole_text(office: Office) -> None:
    eve, _ = _company(office)
    long = "x" * 2431

    again = office.fill(eve, office.says(eve, "", "command", command="improve"), today=long)

    assert isinstance(again, Ask)
    assert again.errors["today"].startswith("2,431 characters; 2,000 fit.")
    assert _field(again, "today").value == long


def test_a_password_is_covered_before_anything_is_stored(office: Office) -> None:
    eve, _ = _company(office)

    form = office.says(
        eve, "my password is Sommer24secret and logging in takes long", "command", command="improve"
    )

    assert isinstance(form, Ask)
    assert "Sommer24secret" not in str(form)
    assert "password" in form.errors["today"]


def test_something_that_sounds_like_an_event_is_asked_first(office: Office) -> None:
    eve, _ = _company(office)

    reply = office.says(eve, "lost my phone on the train", "command", command="improve")

    assert isinstance(reply, Note)
    assert reply.text == "This sounds like something to report first. Nothing is stored yet."
    assert [one.verb for one in reply.actions][:2] == ["event.open", "idea.submit"]  # type: ignore[union-attr]
    assert office.events("idea.submitted") == []


def test_something_about_a_person_is_led_to_the_confidential_route(office: Office) -> None:
    eve, _ = _company(office)

    again = office.fill(
        eve,
        office.says(eve, "", "command", command="improve"),
        today="My boss ignores the rules and shouts at us",
    )
    assert isinstance(again, Ask)
    shown = office.fill(eve, again, screen="route")

    assert isinstance(shown, Show)
    assert shown.card.title == "The confidential route"
    assert office.events("idea.submitted") == []


def test_only_an_idea_goes_through_when_the_author_says_so(office: Office) -> None:
    eve, _ = _company(office)
    again = office.fill(
        eve,
        office.says(eve, "", "command", command="improve"),
        today="I lost my phone once; a tracker would help",
    )

    done = office.fill(eve, again, screen="idea")

    assert done == Nothing()
    assert len(office.events("idea.submitted")) == 1


def test_the_same_form_delivered_twice_is_one_idea(office: Office) -> None:
    from bot.model import Pressed

    eve, _ = _company(office)
    values = {"today": WORDS, "better": "", "policy": "", "hide": ""}

    for _ in range(2):
        office.handle(Pressed(eve.actor, "idea.submit", {}, values, delivery_id="V1"))

    assert len(office.events("idea.submitted")) == 1


def test_an_idea_about_a_policy_goes_to_its_owner(office: Office) -> None:
    eve, petra = _company(office)
    olga = office.hire("olga", role="policy_owner")
    office.publish()

    _sent(office, eve, policy="aup")
    office.wait(days=2)

    assert office.duties(olga, "idea.answer")
    assert not office.duties(petra, "idea.answer")


def test_the_author_hears_reply_and_decision_in_the_receipts_thread(office: Office) -> None:
    eve, petra = _company(office)
    _sent(office, eve)
    office.wait(hours=1)

    office.fill(petra, office.press(petra, "idea.reply"), words="Good point. I'm asking the data team.")
    office.fill(petra, office.press(petra, "idea.accept"), words="We start in January.")

    receipt = office.inbox(eve)[0]
    said = [one.text for one in office.thread(receipt)]
    assert said[0].startswith('Petra Kraus writes: "Good point. I\'m asking the data team."')
    assert said[1].startswith('Accepted by Petra Kraus: "We start in January."')
    assert [duty.state for duty in office.duties(petra, "idea.answer")] == ["done", "done"]


def test_declining_needs_a_reason(office: Office) -> None:
    eve, petra = _company(office)
    _sent(office, eve)

    form = office.press(petra, "idea.decline", duty=office.duties(petra, "idea.answer")[0])
    again = office.fill(petra, form, words=" ")

    assert isinstance(again, Ask)
    assert again.errors == {"words": "A reason helps the author. One sentence is enough."}
    assert office.events("idea.declined") == []


def test_nobody_decides_their_own_idea(office: Office) -> None:
    chika = office.hire("chika")
    petra = office.hire("petra", manager=chika, role="isms_owner")

    _sent(office, petra)

    assert not office.duties(petra, "idea.answer")
    assert office.duties(chika, "idea.answer")


def test_the_words_of_an_idea_are_not_in_the_evidence(office: Office) -> None:
    eve, _ = _company(office)

    _sent(office, eve)

    (event,) = office.events("idea.submitted")
    assert "customer" not in str(event)


def test_a_name_hidden_from_ones_manager_is_hidden(office: Office) -> None:
    petra = office.hire("petra", role="isms_owner")
    eve = office.hire("eve", manager=petra)

    _sent(office, eve, hide="hide")
    office.wait(hours=1)

    card = office.inbox(petra)[-1]
    assert "Eve" not in card.text
