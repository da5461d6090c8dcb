"""Windows that were sent off, and the home tab."""

from __future__ import annotations

import json
from typing import Any

import pytest

from adapters.slack.spots import Spot, remembered
from bot.model import Ask, Form, Note, Nothing, Pressed, Show, TextField
from tests.adapters.block_kit import check_view, shown
from tests.adapters.slack_office import BUSY, LIST, PLAN, Office, played
from tests.adapters.slack_payloads import DM, USER, Json, event, press_at_home, sent_off

# --- windows ---------------------------------------------------------------------------------

SPOT = Spot("message", channel=DM, ts="1700.1", root="1600.1", place="thread")
INPUTS: list[Json] = [{"type": "input", "block_id": name, "element": {}} for name in ("day", "place")]


def submission(verb: str = "briefing.plan", spot: Spot = SPOT, **view: Any) -> Json:
    return sent_off(verb, remembered(spot, {"obligation": "ob1"}), **({"blocks": INPUTS} | view))


def test_after_a_window_the_note_comes_in_the_thread_it_was_opened_from() -> None:
    async def scene(office: Office) -> None:
        response = await office.posts(submission())

        assert response.json() == {"response_action": "clear"}
        (call,) = office.slack.of("chat.postEphemeral")
        assert (call["channel"], call["thread_ts"], call["user"]) == (DM, "1600.1", USER)

    engine = played(scene, Note("Planned."))
    assert isinstance(engine.heard[0], Pressed)
    assert engine.heard[0].args == {"obligation": "ob1"}


def test_a_window_without_words_just_closes() -> None:
    async def scene(office: Office) -> None:
        assert (await office.posts(submission())).json() == {"response_action": "clear"}
        assert office.slack.calls == []

    played(scene, Nothing())


def test_errors_stand_at_their_fields_and_the_window_stays() -> None:
    async def scene(office: Office) -> None:
        response = await office.posts(submission())

        assert response.json() == {"response_action": "errors", "errors": {"day": "This day has passed."}}

    played(scene, Ask(PLAN, {"day": "This day has passed."}))


@pytest.mark.parametrize(
    ("ask", "payload"),
    [
        (Ask(PLAN, {"": "Choose a day and a time."}), submission()),
        (Ask(PLAN, {"day": "x", "other": "Choose a day and a time."}), submission()),
        (Ask(PLAN, {"day": "Choose a day and a time."}), submission(blocks=INPUTS[:1])),
        (Ask(PLAN, {"day": "Choose a day and a time."}), submission("briefing.other")),
        (Ask(Form("briefing.next", "Choose a day and a time.", "Go", ())), submission()),
    ],
)
def test_a_form_that_changed_replaces_the_window(ask: Ask, payload: Json) -> None:
    async def scene(office: Office) -> None:
        answer = (await office.posts(payload)).json()

        assert answer["response_action"] == "update"
        check_view(answer["view"])
        assert "Choose a day and a time." in shown(answer["view"]["blocks"])
        assert answer["view"]["callback_id"] == ask.form.verb
        metadata = json.loads(answer["view"]["private_metadata"])
        assert metadata["o"] == json.loads(remembered(SPOT, {}))["o"]

    played(scene, ask)


@pytest.mark.parametrize(("block", "other"), [("today", "today:2"), ("today:2", "today")])
def test_a_covered_secret_replaces_the_text_that_was_typed(block: str, other: str) -> None:
    ask = Ask(
        Form("idea.submit", "Your idea", "Send", (TextField("today", "Today", "my pin is ••••"),)),
        {"today": "Covered."},
    )
    typed = {block: {"today": {"type": "plain_text_input", "value": "my pin is 4711"}}}
    payload = sent_off("idea.submit", remembered(SPOT, {}), typed, blocks=[{**INPUTS[0], "block_id": block}])

    async def scene(office: Office) -> None:
        answer = (await office.posts(payload)).json()

        assert answer["response_action"] == "update"
        check_view(answer["view"])
        (field,) = [one for one in answer["view"]["blocks"] if one["type"] == "input"]
        # A client keeps what was typed into a block it knows.
        assert field["block_id"] == other
        assert field["element"]["initial_value"] == "my pin is ••••"

    played(scene, ask)


def test_a_busy_window_stays_with_its_values_and_the_sentence_at_its_first_field() -> None:
    async def scene(office: Office) -> None:
        response = await office.posts(submission())
        assert response.json() == {"response_action": "errors", "errors": {"day": BUSY}}

        without = (await office.posts(submission(blocks=[{"type": "divider"}]))).json()
        assert without["response_action"] == "update"
        assert without["view"]["blocks"][0]["text"]["text"] == BUSY
        check_view(without["view"])

    played(scene, Note(f"{BUSY}\n\nwhat was typed"), busy=True)


# --- the home tab ----------------------------------------------------------------------------


def test_opening_the_home_tab_publishes_the_list() -> None:
    async def scene(office: Office) -> None:
        await office.posts(event("app_home_opened", tab="home", channel=DM))

        (call,) = office.slack.of("views.publish")
        check_view(call["view"])
        assert call["user_id"] == USER

    played(scene, Show(LIST))


def test_a_press_at_home_answers_in_a_window_and_draws_the_list_again() -> None:
    async def scene(office: Office) -> None:
        await office.posts(press_at_home())
        await office.platform.close()

        (call,) = office.slack.of("views.open")
        check_view(call["view"])
        assert shown(call["view"]["blocks"]) == "Noted."
        assert len(office.slack.of("views.publish")) == 1

    played(scene, Note("Noted."))


def test_a_form_opened_at_home_turns_into_its_note() -> None:
    async def scene(office: Office) -> None:
        await office.posts(press_at_home())
        view = office.slack.of("views.open")[0]["view"]
        assert office.slack.of("views.publish") == []

        office.engine.reply = Note("Planned.")
        answer = (
            await office.posts(sent_off("briefing.plan", view["private_metadata"], blocks=INPUTS))
        ).json()

        assert answer["response_action"] == "update"
        assert shown(answer["view"]["blocks"]) == "Planned."

    played(scene, Ask(PLAN))


def test_a_press_in_a_window_changes_that_window() -> None:
    async def scene(office: Office) -> None:
        view = {
            "id": "V77",
            "type": "modal",
            "private_metadata": remembered(Spot("home"), {}),
            "state": {"values": {}},
        }
        payload = press_at_home("x.y") | {"view": view}

        await office.posts(payload)
        office.engine.reply = Ask(PLAN)
        await office.posts(payload)

        note, form = office.slack.of("views.update")
        assert (note["view_id"], shown(note["view"]["blocks"])) == ("V77", "Noted.")
        assert form["view"]["callback_id"] == "briefing.plan"

    played(scene, Note("Noted."))
