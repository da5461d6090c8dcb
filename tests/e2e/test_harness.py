"""The test bench itself: what a person does in the emulator arrives at a bot as Slack would send it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.e2e.support.emulator import BOT, SECRET, TOKEN, LocalSlack, User
from tests.e2e.support.faults import hung_up, rate_limited, server_error
from tests.e2e.support.member import Member, said
from tests.e2e.support.tiny_bot import TinyBot

pytestmark = [pytest.mark.harness, pytest.mark.client("local-slack")]

ANA = User("U01ANA", "Ana Alvarez", "ana@acme.test")
BEN = User("U02BEN", "Ben Baker", "ben@acme.test")


@pytest.fixture
def slack(tmp_path: Path) -> Iterator[LocalSlack]:
    with LocalSlack(tmp_path, [ANA, BEN], {"C01ISMS": [ANA.id, BEN.id, BOT]}) as workspace:
        workspace.proxy.api.limit.per_second = float("inf")
        yield workspace


@pytest.fixture
def bot(slack: LocalSlack) -> Iterator[TinyBot]:
    with TinyBot(TOKEN, SECRET, slack.proxy.api_url) as tiny:
        slack.lead_to(tiny.url)
        yield tiny


@pytest.fixture
def ana(slack: LocalSlack) -> Member:
    return Member(slack, ANA)


@pytest.fixture
def ben(slack: LocalSlack) -> Member:
    return Member(slack, BEN)


def test_a_message_in_the_dm_arrives_and_is_answered(ana: Member, bot: TinyBot) -> None:
    ana.writes("brief ben")

    event = bot.heard[0]["event"]
    assert (event["type"], event["channel_type"], event["text"]) == ("message", "im", "brief ben")
    assert said(ana.waits_for("I heard")) == "I heard brief ben"


def test_a_message_in_a_thread_carries_its_root(ana: Member, bot: TinyBot) -> None:
    root = ana.writes("hello")

    ana.writes("a question", thread=root)

    assert bot.heard[1]["event"]["thread_ts"] == root["ts"]
    assert [said(each) for each in ana.sees(thread=root)] == ["hello", "a question", "I heard a question"]


def test_a_mention_in_a_channel_arrives_once_and_talk_does_not(ana: Member, bot: TinyBot) -> None:
    ana.writes("good morning", "C01ISMS")
    ana.mentions("I acknowledge", "C01ISMS")

    (event,) = [body["event"] for body in bot.heard]
    assert (event["type"], event["text"]) == ("app_mention", f"<@{BOT}> I acknowledge")


def test_the_answer_to_a_command_is_seen_by_its_author_only(ana: Member, ben: Member, bot: TinyBot) -> None:
    ana.commands("/tiny", "status", channel="C01ISMS")

    assert said(ana.waits_for("You typed", "C01ISMS")) == "You typed status"
    assert ben.sees("C01ISMS") == []
    assert bot.heard[0]["user_id"] == ANA.id


def test_a_form_opens_is_corrected_and_closes(ana: Member, bot: TinyBot) -> None:
    ana.commands("/tiny", "form")
    assert ana.open_form() is not None

    assert ana.submits({}) == {"why": "That is no reason."}
    assert ana.open_form() is not None
    assert ana.submits({"Why?": "curiosity"}) == {}

    assert ana.open_form() is None
    submissions = [body for body in bot.heard if body.get("type") == "view_submission"]
    typed = [body["view"]["state"]["values"]["why"]["text"]["value"] for body in submissions]
    assert typed == ["because", "curiosity"]


def test_a_press_carries_what_was_chosen_on_the_same_message(ana: Member, ben: Member, bot: TinyBot) -> None:
    ana.mentions("card", "C01ISMS")
    card = ana.waits_for("Which fruit?", "C01ISMS")

    ana.chooses(card, "berry")
    ana.presses(card, "Answer")
    ben.presses(card, "Answer")

    _, anas, bens = [body for body in bot.heard if body.get("type") == "block_actions"]
    assert anas["state"]["values"]["fruit"]["choose"]["selected_option"]["value"] == "b"
    assert (anas["user"]["id"], anas["container"]["message_ts"]) == (ANA.id, card["ts"])
    assert bens["state"]["values"] == {}


def test_a_press_in_the_home_tab_carries_its_view(ana: Member, bot: TinyBot) -> None:
    home = ana.opens_home()

    ana.presses_home("Answer")

    press = bot.heard[-1]
    assert press["container"] == {"type": "view", "view_id": home["id"]}
    assert press["actions"][0]["action_id"] == "answer"
    assert "message" not in press


def test_every_request_is_signed_and_in_time(ana: Member, slack: LocalSlack, bot: TinyBot) -> None:
    ana.writes("hello")

    (delivery,) = slack.proxy.deliveries.made
    assert (delivery.kind, delivery.status) == ("event", 200)
    assert 0 < delivery.seconds < slack.proxy.deliveries.answer_within
    assert len(bot.heard) == 1


def test_events_can_come_three_times_late_and_out_of_order(
    ana: Member, slack: LocalSlack, bot: TinyBot
) -> None:
    slack.proxy.deliveries.holding = True
    ana.writes("first")
    ana.writes("second")
    assert bot.heard == []

    slack.proxy.release(backwards=True)
    slack.proxy.deliveries.holding = False
    slack.proxy.deliveries.times = 3
    ana.writes("third")

    texts = [body["event"]["text"] for body in bot.heard]
    assert texts == ["second", "first", "third", "third", "third"]
    assert len({body["event_id"] for body in bot.heard}) == 3


def test_faults_happen_as_planned_and_then_end(ana: Member, slack: LocalSlack, bot: TinyBot) -> None:
    slack.proxy.api.script.plan("chat.postMessage", server_error(503), rate_limited(7), hung_up(taken=True))

    for text in ("one", "two", "three", "four"):
        ana.writes(text)

    read = [said(message) for message in ana.sees()]
    assert [text for text in read if text.startswith("I heard")] == ["I heard three", "I heard four"]
    assert len(bot.heard) >= 4


def test_the_second_message_within_a_second_is_refused(ana: Member, slack: LocalSlack, bot: TinyBot) -> None:
    slack.proxy.api.limit.per_second = 0.01

    ana.writes("one")
    ana.writes("two")

    assert [call.error for call in slack.proxy.calls("chat.postMessage")] == ["", "ratelimited"]
    assert "I heard one" in [said(message) for message in ana.sees()]
    assert len(bot.heard) == 2
