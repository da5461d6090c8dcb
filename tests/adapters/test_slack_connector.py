"""Presses, commands and lines, and the calls made in answer."""

from __future__ import annotations

import asyncio
import threading

import pytest

from bot.model import Ask, Form, Note, Pressed, Said, Show, TextField
from tests.adapters.block_kit import check_message, check_view, shown
from tests.adapters.slack_office import BUSY, LIST, PLAN, Office, played
from tests.adapters.slack_payloads import (
    CHANNEL,
    DM,
    TEAM,
    USER,
    Json,
    command,
    direct,
    mention,
    press,
    sent_off,
)
from tests.adapters.slack_stub import error

# --- presses ---------------------------------------------------------------------------------


def test_a_press_without_words_is_only_acknowledged() -> None:
    async def scene(office: Office) -> None:
        response = await office.posts(press())

        assert (response.status_code, response.text) == (200, "")
        assert office.slack.calls == []

    engine = played(scene)
    assert [given.verb for given in engine.heard if isinstance(given, Pressed)] == ["policy.acknowledge"]


def test_a_note_after_a_press_is_seen_by_the_one_who_pressed_in_the_thread_of_the_message() -> None:
    async def scene(office: Office) -> None:
        await office.posts(press(channel=CHANNEL, thread="1600.1"))

        (call,) = office.slack.of("chat.postEphemeral")
        check_message({"text": call["text"], "blocks": call["blocks"]})
        assert (call["channel"], call["user"], call["thread_ts"]) == (CHANNEL, USER, "1600.1")
        assert shown(call["blocks"]) == "Noted."

    played(scene, Note("Noted."))


def test_a_card_after_a_press_is_shown_to_the_one_who_pressed() -> None:
    async def scene(office: Office) -> None:
        await office.posts(press())

        (call,) = office.slack.of("chat.postEphemeral")
        assert "thread_ts" not in call
        assert call["text"] == "Open for you: one\nWhich?\n- A\n[Go]"

    played(scene, Show(LIST))


def test_where_the_bot_is_no_member_the_note_comes_directly() -> None:
    async def scene(office: Office) -> None:
        office.slack.plan("chat.postEphemeral", error("not_in_channel"))

        await office.posts(press(channel=CHANNEL))

        assert [call["channel"] for call in office.slack.of("chat.postMessage")] == [USER]

    played(scene, Note("Noted."))


def test_a_form_after_a_press_opens_with_its_trigger() -> None:
    async def scene(office: Office) -> None:
        await office.posts(press("briefing.plan", trigger="T.1"))

        (call,) = office.slack.of("views.open")
        check_view(call["view"])
        assert (call["trigger_id"], call["view"]["callback_id"]) == ("T.1", "briefing.plan")

    played(scene, Ask(PLAN))


def test_when_the_trigger_is_too_old_the_person_is_told() -> None:
    async def scene(office: Office) -> None:
        office.slack.plan("views.open", error("expired_trigger_id"))

        await office.posts(press("briefing.plan"))

        assert shown(office.slack.of("chat.postEphemeral")[0]["blocks"]) == BUSY

    played(scene, Ask(PLAN))


def test_a_busy_press_says_so_and_is_acknowledged() -> None:
    async def scene(office: Office) -> None:
        response = await office.posts(press())

        assert response.status_code == 200
        assert shown(office.slack.of("chat.postEphemeral")[0]["blocks"]) == BUSY

    played(scene, Note(BUSY), busy=True)


@pytest.mark.parametrize("failure", [RuntimeError("a name that must not be logged"), ValueError("x")])
def test_an_error_of_ours_is_a_sentence_and_no_500(
    failure: Exception, capsys: pytest.CaptureFixture[str]
) -> None:
    async def scene(office: Office) -> None:
        for payload in (press(), direct("my text"), command(text="my text"), sent_off("a.b")):
            assert (await office.posts(payload)).status_code == 200

        assert "It is on us." in shown(office.slack.of("chat.postEphemeral")[0]["blocks"])

    played(scene, failure)
    logged = capsys.readouterr()
    assert "must not be logged" not in logged.out + logged.err
    assert "my text" not in logged.out + logged.err


def test_what_slack_does_not_show_changes_nothing_of_the_answer() -> None:
    async def scene(office: Office) -> None:
        office.slack.plan("chat.postEphemeral", error("fatal_error"))
        office.slack.plan("chat.postMessage", error("fatal_error"))

        assert (await office.posts(press())).status_code == 200

    played(scene, Note("Noted."))


# --- commands --------------------------------------------------------------------------------


def test_a_command_is_answered_to_its_writer_in_the_response() -> None:
    async def scene(office: Office) -> None:
        answer = (await office.posts(command(text="list"))).json()

        check_message({"text": answer["text"], "blocks": answer["blocks"]})
        assert answer["response_type"] == "ephemeral"
        assert "Open for you: one" in shown(answer["blocks"])
        assert office.slack.calls == []

    engine = played(scene, Show(LIST))
    assert isinstance(engine.heard[0], Said)


def test_a_command_can_open_a_form_and_its_note_comes_where_it_was_typed() -> None:
    async def scene(office: Office) -> None:
        response = await office.posts(command("/improve", "Real names in test data"))
        assert response.text == ""
        view = office.slack.of("views.open")[0]["view"]

        office.engine.reply = Note("Thank you, Eve.")
        closing = await office.posts(sent_off("briefing.plan", view["private_metadata"]))

        assert closing.json() == {"response_action": "clear"}
        assert office.slack.of("chat.postEphemeral")[0]["channel"] == CHANNEL

    played(scene, Ask(PLAN))


def test_a_full_pool_answers_at_once_but_static_texts_always_stand() -> None:
    async def scene(office: Office) -> None:
        first = asyncio.create_task(office.posts(press()))
        await asyncio.to_thread(office.engine.arrived.acquire)

        turned_away = (await office.posts(command(text="list"))).json()
        report = asyncio.create_task(office.posts(command("/report")))
        await asyncio.to_thread(office.engine.arrived.acquire)
        assert office.engine.gate is not None
        office.engine.gate.set()

        assert turned_away["text"] == f"{BUSY}\n\nlist"
        assert (await report).json()["text"] == "Call."
        assert (await first).status_code == 200

    engine = played(scene, Note("Call."), limit=1, gate=threading.Event())
    assert len(engine.heard) == 2


# --- lines -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("payload", "method", "place"),
    [
        (direct("list"), "chat.postMessage", {"channel": DM}),
        (direct("ok", thread_ts="1600.1"), "chat.postMessage", {"channel": DM, "thread_ts": "1600.1"}),
        (mention("<@U0BOT> list"), "chat.postEphemeral", {"channel": CHANNEL, "user": USER}),
        (
            mention("<@U0BOT> ok", thread_ts="1600.1"),
            "chat.postEphemeral",
            {"channel": CHANNEL, "user": USER, "thread_ts": "1600.1"},
        ),
    ],
)
def test_a_line_is_answered_where_it_was_written(payload: Json, method: str, place: Json) -> None:
    async def scene(office: Office) -> None:
        await office.posts(payload)

        (call,) = office.slack.of(method)
        assert {name: call[name] for name in ("channel", "user", "thread_ts") if name in call} == place
        assert office.slack.methods() == [method]

    played(scene, Note("To be sure: do you want to acknowledge?"))


def test_a_line_that_needs_a_form_gets_a_button_that_opens_it_as_filled_in() -> None:
    form = Form(
        "idea.submit", "Your idea", "Send the idea", (TextField("today", "Today?", "Real names"),), {"k": "v"}
    )

    async def scene(office: Office) -> None:
        await office.posts(direct("improve Real names"))
        (call,) = office.slack.of("chat.postMessage")
        (button,) = [part for block in call["blocks"] for part in block.get("elements", [])]
        assert (button["action_id"], button["text"]["text"]) == ("idea.submit", "Your idea")

        await office.posts(press("idea.submit", button["value"]))
        opened = office.slack.of("views.open")[0]["view"]
        assert opened["blocks"][-1]["element"]["initial_value"] == "Real names"
        assert len(office.engine.heard) == 1

        await office.posts(press("idea.submit", button["value"], user={"id": "U99", "team_id": TEAM}))
        assert office.engine.heard[-1] == Pressed(
            office.engine.heard[-1].actor,
            "idea.submit",
            {"k": "v"},
            message=office.engine.heard[-1].message,
            delivery_id="13.trigger",
        )

    played(scene, Ask(form, {"today": "Too long."}))


def test_an_event_delivered_three_times_reaches_the_engine_each_time_and_is_answered_once() -> None:
    async def scene(office: Office) -> None:
        for attempt in ("0", "1", "2"):
            assert (await office.posts(direct("list"), X_Slack_Retry_Num=attempt)).status_code == 200

        assert office.slack.methods() == ["chat.postMessage"]

    assert len(played(scene, Note("Here.")).heard) == 3


def test_a_busy_event_is_refused_so_that_slack_tries_again_ten_minutes_at_most() -> None:
    async def scene(office: Office) -> None:
        assert (await office.posts(direct("list"))).status_code == 503
        office.clock.now += 599
        assert (await office.posts(direct("list"), X_Slack_Retry_Num="2")).status_code == 503
        assert office.slack.calls == []

        office.clock.now += 2
        assert (await office.posts(direct("list"))).status_code == 200
        assert shown(office.slack.of("chat.postMessage")[0]["blocks"]) == BUSY

        office.engine.busy = False
        assert (await office.posts(direct("again"))).status_code == 200
        office.engine.busy = True
        assert (await office.posts(mention("<@U0BOT> list"))).status_code == 503

    played(scene, Note(BUSY), busy=True)


def test_at_slacks_last_try_the_person_is_told() -> None:
    async def scene(office: Office) -> None:
        assert (await office.posts(direct("list"), X_Slack_Retry_Num="3")).status_code == 200
        assert shown(office.slack.of("chat.postMessage")[0]["blocks"]) == BUSY

    played(scene, Note(BUSY), busy=True)


def test_what_was_refused_is_answered_when_it_comes_again() -> None:
    async def scene(office: Office) -> None:
        assert (await office.posts(direct("list"))).status_code == 503
        office.engine.busy = False
        assert (await office.posts(direct("list"), X_Slack_Retry_Num="1")).status_code == 200
        assert len(office.slack.of("chat.postMessage")) == 1

    played(scene, Note("Here."), busy=True)
