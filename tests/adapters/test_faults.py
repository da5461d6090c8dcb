"""When something is in the way: nothing typed is lost, nothing is told to the log, Steward recovers by itself."""

from __future__ import annotations

import pytest
from sqlalchemy import text
from structlog.testing import capture_logs

from bot.config import Environment, Settings
from bot.house import open_house
from bot.model import Actor, Ask, Note, Nothing, Pressed, Said, Show
from bot.phrases import first_name
from tests.office import Office

STRANGER = Actor("slack", "T01", "U_NOBODY")
WORDS = "Zaphod's customers turn up in our test data"


def _away() -> Settings:
    # Nothing listens on port 1 of this machine.
    return Settings(environment=Environment(database_url="postgresql://nobody@127.0.0.1:1/steward"))


def test_without_a_database_a_sentence_comes_back_with_what_was_typed() -> None:
    house = open_house(_away())

    answer = house.engine.handle(Pressed(STRANGER, "idea.submit", {}, {"today": WORDS}))

    assert answer.busy
    assert isinstance(answer.reply, Note)
    assert answer.reply.text.startswith(
        "I can't reach my records just now. Nothing is lost; your text is below."
    )
    assert WORDS in answer.reply.text
    house.close()


@pytest.mark.parametrize("command", ["report", "speak-up"])
def test_without_a_database_the_static_texts_stand(command: str) -> None:
    house = open_house(_away())

    with capture_logs() as logs:
        answer = house.engine.handle(Said(STRANGER, "my boss Zaphod", "command", command=command))

    assert isinstance(answer.reply, Show)
    assert not answer.busy
    assert "Zaphod" not in str(answer.reply)
    assert logs == []
    house.close()


def test_a_database_that_comes_back_is_used_again(office: Office) -> None:
    eve = office.hire("eve")
    office.publish()
    office.database.engine.dispose()

    office.press(eve, "policy.acknowledge")

    assert office.duty(eve, "policy.acknowledge").state == "done"


def test_a_bug_gets_a_reference_and_the_log_gets_neither_name_nor_text(office: Office) -> None:
    eve = office.hire("eve")
    office.hire("petra", role="isms_owner")
    office.write(lambda connection: connection.execute(text("ALTER TABLE writing RENAME TO gone")))

    with capture_logs() as logs:
        reply = office.handle(
            Pressed(eve.actor, "idea.submit", {}, {"today": WORDS, "better": "", "policy": "", "hide": ""})
        )

    (entry,) = logs
    assert isinstance(reply, Note)
    assert "That did not work. It is on us." in reply.text
    assert entry["reference"] in reply.text
    assert "Petra Kraus" in reply.text
    assert WORDS in reply.text
    assert "Zaphod" not in str(logs)
    assert "Eve" not in str(logs)
    assert "p_eve" not in str(entry.get("at"))


@pytest.mark.parametrize(
    "name",
    ["<!channel>", "*x*", "Ben: on leave", "Ben #2", "x" * 190, "محمد", "👩‍🚒 Zoë", "{{ org }}", "%s"],
)
def test_odd_names_stay_text(office: Office, name: str) -> None:
    eve = office.hire("eve")
    office.write(
        lambda connection: connection.execute(
            text("UPDATE person SET name = :n WHERE ref = :r"), {"n": name, "r": eve.ref}
        )
    )
    office.publish()

    office.press(eve, "policy.acknowledge")

    card = office.inbox(eve)[0]
    assert card.title == f"Thank you, {first_name(name)}. That is all for this one."


@pytest.mark.parametrize("words", ["\0", "a\0b", "\ud800 half", "\u202e reversed", "x" * 10_000, "🔥" * 500])
def test_odd_words_are_stored_or_refused_with_a_sentence(office: Office, words: str) -> None:
    eve = office.hire("eve")
    office.hire("petra", role="isms_owner")

    reply = office.handle(
        Pressed(eve.actor, "idea.submit", {}, {"today": words, "better": "", "policy": "", "hide": ""})
    )

    assert reply == Nothing() or isinstance(reply, Ask)
    assert len(office.events("idea.submitted")) == (1 if reply == Nothing() else 0)


def test_a_press_on_something_that_never_was_is_answered_calmly(office: Office) -> None:
    eve = office.hire("eve")

    for verb in ("policy.acknowledge", "policy.approve", "briefing.record", "lesson.answer", "idea.accept"):
        reply = office.handle(Pressed(eve.actor, verb, {"duty": "nonsense"}))

        assert isinstance(reply, Note)
        assert "It is on us" not in reply.text


def test_an_unknown_verb_is_answered_with_help(office: Office) -> None:
    eve = office.hire("eve")

    reply = office.handle(Pressed(eve.actor, "no.such.verb"))

    assert isinstance(reply, Show)
