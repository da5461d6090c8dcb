"""What Slack can't have sent is refused before anybody reads it."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Callable
from typing import Any

import pytest

from tests.adapters.slack_office import Office, played
from tests.adapters.slack_payloads import USER, direct, event, press, sent_off
from tests.adapters.slack_stub import body_of, signed

BODY, KIND = body_of(press())
STAMP, SIGNATURE = "X-Slack-Request-Timestamp", "X-Slack-Signature"
Request = tuple[str | bytes, dict[str, Any]]


def good() -> dict[str, Any]:
    return dict(signed(BODY, KIND))


def without_signature(body: str, kind: str = KIND) -> Request:
    return body, {"Content-Type": kind, STAMP: good()[STAMP], SIGNATURE: "v0=1"}


GARBLED: dict[str, Callable[[], Request]] = {
    "forged": lambda: (BODY, signed(BODY, KIND, secret="other")),
    "unsigned": lambda: (BODY, {"Content-Type": KIND}),
    "without a stamp": lambda: (BODY, {name: value for name, value in good().items() if name != STAMP}),
    "expired": lambda: (BODY, signed(BODY, KIND, at=0)),
    "from the future": lambda: (BODY, signed(BODY, KIND, at=9e11)),
    "replayed with a new stamp": lambda: (BODY, good() | {STAMP: str(int(good()[STAMP]) + 7)}),
    "changed body": lambda: (BODY + "&x=1", good()),
    "stamp of letters": lambda: (BODY, good() | {STAMP: "now"}),
    "stamp of other digits": lambda: (BODY, good() | {STAMP: "١٢٣".encode()}),
    "endless stamp": lambda: (BODY, good() | {STAMP: "9" * 5000}),
    "non-ASCII signature": lambda: (BODY, good() | {SIGNATURE: "v0=é".encode()}),
    "empty signature": lambda: (BODY, good() | {SIGNATURE: ""}),
    "unsigned garbage": lambda: without_signature("{no json", "application/json"),
    "unsigned list": lambda: without_signature("[1]", "application/json"),
    "unsigned ssl check": lambda: without_signature("ssl_check=1"),
}


@pytest.mark.parametrize("case", GARBLED)
def test_what_slack_did_not_sign_is_refused_unread(case: str) -> None:
    async def scene(office: Office) -> None:
        assert (await office.raw(*GARBLED[case]())).status_code == 401
        assert office.slack.calls == []

    assert played(scene).heard == []


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        ("{no json", "application/json"),
        ("[1]", "application/json"),
        ('"x"', "application/json"),
        ("[" * 100_000, "application/json"),
        ("payload=%7Bno", "application/x-www-form-urlencoded"),
        ('{"type":"event_callback","event":"x"}', "application/json"),
        ('{"type":"event_callback","event":{"type":7}}', "application/json"),
        ('{"type":"event_callback","team":7,"event":{}}', "application/json"),
        (
            '{"type":"event_callback","event":{"type":"message","user":"U1","channel_type":"im"}}',
            "application/json",
        ),
        (
            "payload=" + json.dumps({"type": "block_actions", "actions": []}),
            "application/x-www-form-urlencoded",
        ),
        (
            "payload=" + json.dumps({"type": "block_actions", "actions": [7]}),
            "application/x-www-form-urlencoded",
        ),
        ("payload=" + json.dumps(press(value="no json")), "application/x-www-form-urlencoded"),
        ("payload=" + json.dumps(sent_off("a.b", "x")), "application/x-www-form-urlencoded"),
    ],
)
def test_what_is_signed_but_garbled_is_a_bad_request(body: str, kind: str) -> None:
    async def scene(office: Office) -> None:
        assert (await office.raw(body, signed(body, kind))).status_code == 400

    assert played(scene).heard == []


def test_what_is_no_text_is_a_bad_request() -> None:
    async def scene(office: Office) -> None:
        headers = signed("x", "application/json")

        assert (await office.raw(b"\xff\xfe", headers)).status_code == 400

    assert played(scene).heard == []


def test_what_is_too_large_is_refused_by_its_length_or_while_it_comes() -> None:
    async def chunks() -> AsyncIterator[bytes]:
        for _ in range(20):
            yield b"x" * 20_000

    async def scene(office: Office) -> None:
        body = "x" * 300_000
        headers = signed(body, "application/json")

        assert (await office.raw(body, headers)).status_code == 413
        streamed = await office.client.post("/slack/events", content=chunks(), headers=headers)
        assert streamed.status_code == 413
        assert (await office.client.get("/slack/events")).status_code == 405

    assert played(scene).heard == []


def test_slack_may_verify_the_address() -> None:
    async def scene(office: Office) -> None:
        response = await office.posts({"type": "url_verification", "challenge": "abc", "token": "x"})

        assert (response.status_code, response.json()) == (200, {"challenge": "abc"})

    played(scene)


def test_what_needs_no_answer_is_acknowledged() -> None:
    async def scene(office: Office) -> None:
        for payload in (
            press("link", None),
            event("user_change", user={"id": USER}),
            direct("x", bot_id="B1"),
        ):
            assert (await office.posts(payload)).status_code == 200

    assert played(scene).heard == []
