"""People write while the database is away: nothing they typed is lost, and nobody starts anything anew."""

from __future__ import annotations

from dataclasses import replace

import pytest
from structlog.testing import capture_logs

from bot.errors import Busy
from bot.model import Note, Nothing, Show
from tests.adapters.doors import away
from tests.adapters.posting import postman_with, row_of, tell, until
from tests.colleagues import Colleague
from tests.office import Office, Shown

QUESTION = "May I use a translation site for a customer's letter?"


def asked(office: Office) -> tuple[Colleague, Shown]:
    """Return Ana and her card."""
    ana = office.hire("ana", department="Sales")
    office.publish(audience={"department": ["Sales"]})
    return ana, office.inbox(ana)[0]


def test_what_was_typed_comes_back_with_a_sentence(office: Office) -> None:
    ana, card = asked(office)

    with away(office.url):
        reply = office.says(ana, QUESTION, under=card)

    assert isinstance(reply, Note)
    assert reply.text.endswith(f"\n\n{QUESTION}")
    assert office.last is not None
    assert office.last.busy


def test_afterwards_the_same_process_takes_it(office: Office) -> None:
    ana, card = asked(office)
    with away(office.url):
        office.says(ana, QUESTION, under=card)

    reply = office.says(ana, QUESTION, under=card)

    assert isinstance(reply, Nothing)
    assert len(office.duties(kind="policy.answer")) == 1


@pytest.mark.parametrize("command", ["report", "speak-up"])
def test_the_static_texts_need_no_database(office: Office, command: str) -> None:
    ana = office.hire("ana")

    with away(office.url):
        reply = office.says(ana, "", "command", command=command)

    assert isinstance(reply, Show)


def test_a_press_says_so_and_takes_effect_when_it_is_pressed_again(office: Office) -> None:
    ana, card = asked(office)

    with away(office.url):
        reply = office.press(ana, "policy.acknowledge", card)
    assert isinstance(reply, Note)
    assert office.duty(ana, "policy.acknowledge").state == "pending"
    office.press(ana, "policy.acknowledge", card)

    assert office.duty(ana, "policy.acknowledge").state == "done"
    assert len(office.events("policy.acknowledged")) == 1


def test_the_postman_goes_on_when_it_is_back(office: Office) -> None:
    office.prompt = False
    ana = office.hire("ana")
    note = tell(office, ana)
    postman = postman_with(office)

    with away(office.url), pytest.raises(Busy):
        office.runner.run(postman.until_idle())
    office.runner.run(postman.until_idle())

    assert row_of(office, note).state == "sent"


def test_what_a_platform_took_meanwhile_is_not_sent_again(office: Office) -> None:
    office.prompt = False
    ana = office.hire("ana")
    note = tell(office, ana)
    workspace = postman_with(office).rounds[0]

    async def scene() -> None:
        assert await workspace.hold()
        workspace.launch(await workspace.take() or ())
        with away(office.url):
            await until(lambda: all(task.done() for task in workspace.flying))
            with pytest.raises(Busy):
                await workspace.land()
        await workspace.land()
        await workspace.stop()

    office.runner.run(scene())

    assert row_of(office, note).state == "sent"
    assert len(office.slack.attempts) == 1


def test_neither_name_nor_text_is_in_the_log_when_storing_fails(office: Office) -> None:
    ana, card = asked(office)
    office.prompt = False
    # Every id is the same: the second time, the row with her words is there already.
    office.engine.parts = replace(office.parts, new_id=lambda: "the only one")
    office.says(ana, QUESTION, under=card)

    with capture_logs() as logged:
        second = office.says(ana, QUESTION, under=card)

    assert isinstance(second, Note)
    assert second.text.endswith(f"\n\n{QUESTION}")
    assert {entry["event"] for entry in logged} == {"bug"}
    assert {entry["error"] for entry in logged} == {"IntegrityError"}
    assert "translation" not in str(logged)
    assert "Ana" not in str(logged)
    assert ana.ref not in str(logged)


def test_it_is_told_once_that_the_database_is_away_and_once_that_it_is_back(office: Office) -> None:
    ana = office.hire("ana")

    with capture_logs() as logged:
        with away(office.url):
            for _ in range(3):
                office.says(ana, "list")
        office.says(ana, "list")

    assert [entry["event"] for entry in logged] == ["the database is away", "the database is back"]
