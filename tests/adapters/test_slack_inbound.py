"""What Slack posts, understood."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.slack.inbound import to_input
from adapters.slack.spots import Malformed, Spot, packed, plain_verb, recalled, remembered, unpacked
from bot.model import Actor, ChatRef, MessageRef, Pressed, Said
from tests.adapters.slack_payloads import (
    CHANNEL,
    DM,
    TEAM,
    USER,
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
