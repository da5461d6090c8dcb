"""Workspaces of all sorts, and payloads that are broken."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adapters.slack.inbound import to_input
from adapters.slack.payloads import spot_of
from adapters.slack.spots import Malformed, Spot, remembered
from bot.model import Actor, ChatRef, Pressed, Said
from tests.adapters.slack_payloads import (
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
