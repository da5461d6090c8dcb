"""What Slack posts, understood."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adapters.slack.inbound import to_input
from adapters.slack.payloads import spot_of
from adapters.slack.spots import Malformed, Spot, packed, plain_verb, recalled, remembered, unpacked
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
    press,
    press_at_home,
    sent_off,
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


# --- presses ---------------------------------------------------------------------------------


def test_a_press_carries_actor_verb_ids_and_the_message() -> None:
    assert to_input(press()) == Pressed(
        actor=EVE,
        verb="policy.acknowledge",
        args={"obligation": "ob1"},
        message=MessageRef(HERE, "1700000000.000100"),
        place="dm",
        delivery_id="13.trigger",
    )


def test_a_press_in_a_thread_names_the_head_of_the_thread() -> None:
    given = pressed(press(thread="1600.1"))

    assert given.message == MessageRef(HERE, "1700000000.000100", "1600.1")
    assert given.place == "thread"


def test_a_press_on_the_head_of_a_thread_is_no_press_in_it() -> None:
    given = pressed(press(ts="1600.1", thread="1600.1"))

    assert given.message == MessageRef(HERE, "1600.1")
    assert given.place == "dm"


def test_a_press_in_a_channel_stands_in_the_channel() -> None:
    assert pressed(press(channel=CHANNEL)).place == "channel"


def test_a_press_on_a_message_only_its_reader_sees_acts_on_the_head_of_its_thread_or_on_none() -> None:
    assert pressed(press(ephemeral=True)).message is None
    assert pressed(press(ephemeral=True, thread="1600.1")).message == MessageRef(HERE, "1600.1")


def test_a_press_at_home_is_on_no_message() -> None:
    given = pressed(press_at_home())

    assert (given.verb, given.args, given.message, given.place) == (
        "briefing.plan",
        {"obligation": "ob1"},
        None,
        "dm",
    )


def test_the_number_that_makes_a_verb_unique_is_taken_off() -> None:
    assert pressed(press("briefing.plan:12")).verb == "briefing.plan"
    assert plain_verb("a.b:c") == "a.b:c"


def test_what_was_chosen_comes_with_the_press() -> None:
    state = {
        "q-1": {"choice": {"type": "radio_buttons", "selected_option": {"value": "call", "text": {}}}},
        "q-2": {"other": {"type": "radio_buttons", "selected_option": None}},
        "m": {"who": {"type": "static_select", "selected_option": {"value": "p1"}}},
    }

    assert pressed(press(state=state)).values == {"choice": "call", "other": "", "who": "p1"}


@pytest.mark.parametrize("kind", ["radio_buttons", "static_select", "datepicker", "overflow"])
def test_choosing_alone_is_no_press(kind: str) -> None:
    payload = press()
    payload["actions"][0]["type"] = kind

    assert to_input(payload) is None


@pytest.mark.parametrize("action_id", ["link", "link:3"])
def test_a_button_that_only_opens_an_address_is_no_press(action_id: str) -> None:
    assert to_input(press(action_id, None)) is None


def test_a_button_without_a_value_has_no_args() -> None:
    assert pressed(press(value=None)).args == {}
    assert pressed(press(value="")).args == {}


@pytest.mark.parametrize("value", ["no json", "[1]", '{"a":1}', '"x"', 7, "[" * 5000])
def test_a_value_that_is_none_of_ours_is_malformed(value: object) -> None:
    with pytest.raises(Malformed):
        to_input(press(value=value))


# --- windows ---------------------------------------------------------------------------------


def test_a_window_brings_back_its_args_its_message_and_its_fields() -> None:
    spot = Spot("message", channel=DM, ts="1700.1", root="1600.1", place="thread")
    values = {
        "day": {"day": {"type": "datepicker", "selected_date": "2026-12-03"}},
        "time": {"time": {"type": "timepicker", "selected_time": "10:00"}},
        "none": {"none": {"type": "datepicker", "selected_date": None}},
        "note": {"note": {"type": "plain_text_input", "value": "one\ntwo\x00"}},
        "empty": {"empty": {"type": "plain_text_input", "value": None}},
        "points": {"points": {"type": "checkboxes", "selected_options": [{"value": "a"}, {"value": "b"}]}},
        "points:2": {"points:2": {"type": "checkboxes", "selected_options": [{"value": "k"}]}},
        "ticks": {"ticks": {"type": "checkboxes", "selected_options": []}},
    }

    given = pressed(sent_off("briefing.plan", remembered(spot, {"obligation": "ob1"}), values))

    assert given == Pressed(
        actor=EVE,
        verb="briefing.plan",
        args={"obligation": "ob1"},
        values={
            "day": "2026-12-03",
            "time": "10:00",
            "none": "",
            "note": "one\ntwo",
            "empty": "",
            "points": "a,b,k",
            "ticks": "",
        },
        message=MessageRef(HERE, "1700.1", "1600.1"),
        place="thread",
        delivery_id="V01:briefing.plan",
    )


def test_a_window_without_metadata_has_no_args_and_no_message() -> None:
    given = pressed(sent_off("idea.submit"))

    assert (given.args, given.message, given.place) == ({}, None, "dm")


@pytest.mark.parametrize(
    "metadata",
    ["x", "[]", '{"o":[]}', '{"o":["message","D","","","dm",7]}', '{"o":["void","","","","dm",""],"a":{}}',
     '{"o":["message","","","","nowhere",""],"a":{}}', '{"o":["message","","","","dm",""],"a":{"x":1}}'],
)  # fmt: skip
def test_metadata_that_is_none_of_ours_is_malformed(metadata: str) -> None:
    with pytest.raises(Malformed):
        to_input(sent_off("a.b", metadata))


PLACES = st.sampled_from(["command", "dm", "thread", "channel"])
IDS = st.text(alphabet="DCU0123456789.", max_size=20)


SPOTS = st.builds(
    Spot,
    st.sampled_from(["message", "command", "home", "modal"]),
    channel=IDS,
    ts=IDS,
    root=IDS,
    place=PLACES,
    passing=st.booleans(),
)


@given(SPOTS, st.dictionaries(st.text(alphabet="abc", min_size=1), st.text(max_size=50), max_size=4))
def test_what_a_window_remembers_it_recalls(spot: Spot, args: dict[str, str]) -> None:
    again, found = recalled(remembered(spot, args), Spot("modal"))

    assert again == spot
    assert found == unpacked(packed(args))


@given(st.dictionaries(st.text(max_size=5), st.text(max_size=6000), max_size=5), st.integers(300, 3000))
def test_packed_args_always_fit_and_are_read_again(args: dict[str, str], limit: int) -> None:
    written = packed(args, limit)

    assert len(written.encode("utf-16-le")) // 2 <= limit
    assert set(unpacked(written)) <= {name.replace("\x00", "") for name in unpacked(packed(args, 10**6))}


def test_short_args_are_kept_to_the_letter() -> None:
    assert unpacked(packed({"obligation": "ob1", "to": "é😀"})) == {"obligation": "ob1", "to": "é😀"}


# --- words -----------------------------------------------------------------------------------


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


# --- workspaces ------------------------------------------------------------------------------


def test_an_organisation_without_a_workspace_in_the_payload_still_names_one() -> None:
    payload = press(team=None, enterprise={"id": "E1"}, is_enterprise_install=True)
    nowhere = command(team_id="", enterprise_id="E1")

    assert pressed(payload).actor == EVE
    assert said(nowhere).actor == Actor("slack", "E1", USER)


def test_people_of_one_organisation_stand_in_the_workspace_of_the_app() -> None:
    payload = press(enterprise={"id": "E1"}, user={"id": USER, "team_id": "T02OTHER"})

    assert pressed(payload).actor == EVE


def test_somebody_of_another_company_stands_in_their_own_workspace() -> None:
    pressing = press(channel=CHANNEL, user={"id": USER, "team_id": "T99OTHER"})
    writing = mention("x", user_team="T99OTHER", envelope={"is_ext_shared_channel": True})

    for understood in (to_input(pressing), to_input(writing)):
        assert understood is not None
        assert understood.actor == Actor("slack", "T99OTHER", USER)


def test_a_payload_that_names_no_workspace_is_malformed() -> None:
    with pytest.raises(Malformed, match="workspace"):
        to_input(press(team=None, user={"id": USER}))


# --- garbage ---------------------------------------------------------------------------------

SHAPES = [
    press(), press_at_home(), sent_off("a.b", remembered(Spot("home"), {"x": "y"})), command(text="list"),
    direct("x", thread_ts="1.1"), mention("<@U0BOT> x"), event("app_home_opened", tab="home"),
]  # fmt: skip
JUNK = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.text(max_size=5), st.just("\ud800")),
    lambda inner: st.one_of(
        st.lists(inner, max_size=2), st.dictionaries(st.text(max_size=4), inner, max_size=2)
    ),
    max_leaves=4,
)


def broken(node: Any, path: list[int], junk: Any) -> Any:
    """Return a copy of ``node`` with ``junk`` put where ``path`` leads."""
    if not path or not isinstance(node, dict | list) or not node:
        return junk
    if isinstance(node, list):
        at = path[0] % len(node)
        return [broken(one, path[1:], junk) if n == at else one for n, one in enumerate(node)]
    key = sorted(node)[path[0] % len(node)]
    if path[1:] == [] and junk is None:
        return {name: one for name, one in node.items() if name != key}
    return {name: broken(one, path[1:], junk) if name == key else one for name, one in node.items()}


@settings(max_examples=400)
@given(st.sampled_from(SHAPES), st.lists(st.integers(0, 30), min_size=1, max_size=5), JUNK)
def test_a_broken_payload_is_an_input_nothing_or_malformed(
    payload: dict[str, Any], path: list[int], junk: Any
) -> None:
    given_payload = broken(payload, path, junk)
    if not isinstance(given_payload, dict):
        return

    try:
        understood = to_input(given_payload)
        if understood is not None:
            spot_of(given_payload)
    except Malformed:
        return

    assert understood is None or understood.actor.user_id
    assert "\x00" not in json.dumps(repr(understood))
