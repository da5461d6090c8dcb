"""What people type to the bot, understood."""

from __future__ import annotations

from typing import Any

import pytest

from adapters.slack.inbound import to_input
from adapters.slack.payloads import spot_of
from bot.model import Actor, ChatRef, MessageRef, Pressed, Said
from tests.adapters.slack_payloads import (
    BOT,
    CHANNEL,
    DM,
    TEAM,
    USER,
    command,
    direct,
    event,
    mention,
)

EVE = Actor("slack", TEAM, USER)
HERE = ChatRef("slack", TEAM, DM)
ALL = ChatRef("slack", TEAM, CHANNEL)


def said(payload: dict[str, Any]) -> Said:
    given = to_input(payload)
    assert isinstance(given, Said)
    return given


def pressed(payload: dict[str, Any]) -> Pressed:
    given = to_input(payload)
    assert isinstance(given, Pressed)
    return given


def test_a_command_is_said_to_its_writer_only() -> None:
    given = said(command("/Speak-Up", "my  boss &amp; <@U02BEN|ben>"))

    assert given == Said(
        actor=EVE,
        text="my  boss & <@U02BEN>",
        place="command",
        where=ALL,
        delivery_id="15.trigger",
        command="speak-up",
    )


def test_a_line_in_the_direct_conversation() -> None:
    assert said(direct("brief ben")) == Said(
        actor=EVE, text="brief ben", place="dm", where=HERE, delivery_id="Ev01"
    )


def test_a_reply_in_a_thread_answers_its_head() -> None:
    given = said(direct("I acknowledge", thread_ts="1600.1"))

    assert (given.place, given.message) == ("thread", MessageRef(HERE, "1600.1"))


def test_a_mention_loses_the_mention_and_answers_nothing() -> None:
    given = said(mention(f"<@{BOT}> I acknowledge"))

    assert (given.text, given.place, given.message, given.where) == ("I acknowledge", "channel", None, ALL)


def test_a_mention_in_a_thread_answers_its_head() -> None:
    given = said(mention(f"Yes, <@{BOT}>: I acknowledge", thread_ts="1600.1"))

    assert (given.text, given.message) == ("Yes, I acknowledge", MessageRef(ALL, "1600.1"))


@pytest.mark.parametrize(
    ("sent", "written"),
    [
        ("a &lt;b&gt; &amp;amp; c", "a <b> &amp; c"),
        ("<@U02BEN> and <@U02BEN|ben>", "<@U02BEN> and <@U02BEN>"),
        ("<mailto:ben@acme.test|ben@acme.test>", "ben@acme.test"),
        ("<http://acme.test|acme.test> and <https://acme.test/x>", "acme.test and https://acme.test/x"),
        ("<https://acme.test/x|our page>", "our page (https://acme.test/x)"),
        ("<#C01|general> <#C01>", "#general <#C01>"),
        ("<!channel> <!subteam^S1|@team>", "<!channel> @team"),
        ("&lt;!channel&gt;", "<!channel>"),
        ("a < b > c", "a < b > c"),
        ("nul\x00 and \u202eturned", "nul and turned"),
        ("  two  blanks \n inside ", "two  blanks \n inside"),
    ],
)
def test_text_is_what_its_writer_saw(sent: str, written: str) -> None:
    assert said(direct(sent)).text == written


def test_the_bots_name_before_a_line_to_it_is_taken_off() -> None:
    assert said(direct(f"<@{BOT}> list")).text == "list"
    assert said(direct("<@U02BEN> list")).text == "<@U02BEN> list"


def test_a_mention_is_taken_off_without_knowing_the_bots_id() -> None:
    payload = mention("<@U77> list <@U02BEN>")
    del payload["authorizations"]

    assert said(payload).text == "list <@U02BEN>"


@pytest.mark.parametrize("more", [{"files": [{"id": "F1"}]}, {"subtype": "file_share"}])
def test_files_and_voices_are_noticed(more: dict[str, Any]) -> None:
    assert said(direct("", **more)).has_file is True


def test_a_reply_shown_in_the_conversation_too_is_a_reply() -> None:
    assert said(direct("yes", subtype="thread_broadcast", thread_ts="1600.1")).place == "thread"


@pytest.mark.parametrize(
    "payload",
    [
        direct("x", bot_id="B1"),
        direct("x", user=BOT),
        direct("x", user="USLACKBOT"),
        direct("x", subtype="message_changed"),
        direct("x", subtype="message_deleted"),
        direct("x", subtype="bot_message"),
        direct("x", channel=CHANNEL, channel_type="channel"),
        direct("x", channel="G01", channel_type="mpim"),
        mention("x", channel=DM),
        event("reaction_added"),
        event("app_home_opened", tab="messages", channel=DM),
        event("team_join", user={"id": USER}),
        {"type": "view_closed", "user": {"id": USER}},
        {"type": "url_verification"},
        {},
    ],
)
def test_what_is_no_word_of_a_person_to_the_bot_is_passed_over(payload: dict[str, Any]) -> None:
    assert to_input(payload) is None


def test_opening_the_home_tab_is_a_press() -> None:
    payload = event("app_home_opened", tab="home", channel=DM)

    assert to_input(payload) == Pressed(EVE, "home.open", delivery_id="Ev01")
    assert spot_of(payload).surface == "home"
