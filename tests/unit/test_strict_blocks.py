"""The proxy before the Slack emulator refuses what Slack refuses; else the tests would prove little."""

from typing import Any

import pytest

from tests.e2e.support.strict_blocks import faults_in_blocks, faults_in_view


def _button(action_id: str = "go", text: str = "Go") -> dict[str, Any]:
    return {"type": "button", "action_id": action_id, "text": {"type": "plain_text", "text": text}}


def _section(text: str) -> dict[str, Any]:
    return {"type": "section", "text": {"type": "mrkdwn", "text": text}}


def _radio(options: int, length: int = 1) -> dict[str, Any]:
    rows = [{"text": {"type": "plain_text", "text": "x" * length}, "value": str(n)} for n in range(options)]
    return {
        "type": "actions",
        "elements": [{"type": "radio_buttons", "action_id": "choice", "options": rows}],
    }


def _question(**element: Any) -> dict[str, Any]:
    box = {"type": "plain_text_input", "action_id": "text", **element}
    return {"type": "input", "block_id": "q", "label": {"type": "plain_text", "text": "Why?"}, "element": box}


def test_an_ordinary_card_is_taken() -> None:
    blocks = [_section("*Brief Ben*"), {"type": "divider"}, {"type": "actions", "elements": [_button()]}]

    assert faults_in_blocks(blocks) == []


@pytest.mark.parametrize(
    ("blocks", "reason"),
    [
        ([], "no blocks"),
        ([_section("x")] * 51, "51 blocks"),
        ([_section("x" * 3001)], "3000"),
        ([_section("")], "an empty text"),
        ([_section("x" * 2900)] * 5, "msg_blocks_too_long"),
        ([{"type": "surprise"}], "unknown type"),
        ([{"type": "alert", "text": {"type": "plain_text", "text": "x"}}], "not in a message"),
        ([{**_section("x"), "block_id": "a"}] * 2, "block_id 'a' is used 2 times"),
        ([{"type": "actions", "elements": [_button(), _button()]}], "action_id 'go' is used 2 times"),
        ([{"type": "actions", "elements": [_button(text="x" * 76)]}], "75 characters"),
        ([_radio(11)], "11 options"),
        ([_radio(2, length=76)], "1 to 75 characters"),
    ],
)
def test_what_slack_refuses_is_refused(blocks: list[dict[str, Any]], reason: str) -> None:
    assert reason in "\n".join(faults_in_blocks(blocks))


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"title": {"type": "plain_text", "text": "x" * 25}}, "24 characters"),
        ({"title": None}, "needs a title"),
        ({"submit": None}, "needs a submit text"),
        ({"blocks": [_question(max_length=3001)]}, "max_length"),
        ({"private_metadata": "x" * 3001}, "private_metadata"),
        ({"type": "page"}, "view type 'page'"),
    ],
)
def test_what_slack_refuses_in_a_form_is_refused(changes: dict[str, Any], reason: str) -> None:
    title = {"type": "plain_text", "text": "Record"}
    view = {"type": "modal", "title": title, "submit": title, "blocks": [_question()]}
    assert faults_in_view(view) == []

    assert reason in "\n".join(faults_in_view(view | changes))
