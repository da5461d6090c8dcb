"""What a card, a note and a form look like in Slack."""

from __future__ import annotations

from typing import Any

import pytest

from adapters.slack.render import (
    answer_message,
    card_blocks,
    card_message,
    card_text,
    home_view,
    key_block,
    note_message,
    note_view,
    window,
)
from adapters.slack.spots import Spot
from bot.model import (
    Action,
    Card,
    Choice,
    Divider,
    Facts,
    Item,
    Link,
    Note,
    Option,
    Status,
    Text,
)
from tests.adapters.block_kit import check_message, check_view, parts, shown

POLICY = Card(
    title="Eve, the rules for everyday tools have changed",
    blocks=(
        Text("New: customer data stays out of public AI tools."),
        Facts((("Policy", "Acceptable use, version 3.0"), ("Until", "Mon 14 Dec"))),
        Text("I have received and read version 3.0.", style="quote"),
    ),
    actions=(
        Action("policy.acknowledge", "Acknowledge version 3.0", {"obligation": "ob1"}, primary=True),
        Action("policy.decline", "I can't accept this", {"obligation": "ob1"}),
        Link("Open it", "https://steward.test/p"),
    ),
    fallback="One policy to read and confirm, two minutes",
    foot=("Routine, not an alert", "Is it really Steward? Check code Q4TN"),
)
SPOT = Spot("message", user="U1", team="T1", channel="D1", ts="1.2", root="1.1", place="thread")


def elements(blocks: list[dict[str, Any]], kind: str) -> list[dict[str, Any]]:
    return [part for part in parts(blocks) if part.get("type") == kind]


def test_a_card_is_title_text_facts_buttons_and_foot_in_this_order() -> None:
    message = card_message(POLICY)

    check_message(message)
    assert message["text"] == "One policy to read and confirm, two minutes"
    kinds = [block["type"] for block in message["blocks"]]
    assert kinds == ["header", "section", "section", "section", "actions", "context"]
    assert message["blocks"][0]["text"]["text"] == POLICY.title
    assert message["blocks"][2]["fields"][0]["text"] == "*Policy*\nAcceptable use, version 3.0"
    assert message["blocks"][3]["text"]["text"] == "> I have received and read version 3.0."
    assert [one["text"] for one in message["blocks"][5]["elements"]] == list(POLICY.foot)


def test_a_button_carries_its_verb_and_its_ids_and_the_first_is_primary() -> None:
    yes, no, link = elements(card_blocks(POLICY), "button")

    assert (yes["action_id"], yes["value"], yes["style"]) == (
        "policy.acknowledge",
        '{"obligation":"ob1"}',
        "primary",
    )
    assert "style" not in no
    assert (link["action_id"], link["url"]) == ("link", "https://steward.test/p")


def test_only_one_button_of_a_card_is_primary() -> None:
    actions = tuple(Action(f"a.{n}", "Go", primary=True) for n in range(3))

    buttons = elements(
        card_blocks(Card("T", (Item("One", Action("i", "I", primary=True)),), actions)), "button"
    )

    assert [button.get("style") for button in buttons] == ["primary", None, None, None]


def test_the_same_verb_twice_gets_a_number_and_a_duty_names_its_block_once() -> None:
    lines = tuple(
        Item(f"Line {n}", Action("briefing.plan", "Plan it", {"obligation": "ob1"})) for n in range(3)
    )

    blocks = card_blocks(Card("T", lines))

    ids = [button["action_id"] for button in elements(blocks, "button")]
    assert ids == ["briefing.plan", "briefing.plan:2", "briefing.plan:3"]
    assert [block.get("block_id") for block in blocks[1:]] == ["ob1", "ob1:2", "ob1:3"]


def test_a_line_has_its_button_beside_it_and_names_it_for_screen_readers() -> None:
    item = Item("Ben starts on Mon 7 Dec", Action("briefing.plan", "Plan it"), "20 minutes come first.")

    section = card_blocks(Card("T", (item,)))[1]

    assert section["text"]["text"] == "*Ben starts on Mon 7 Dec*\n20 minutes come first."
    assert section["accessory"]["accessibility_label"] == "Plan it: Ben starts on Mon 7 Dec"


def test_the_word_of_a_status_stands_once() -> None:
    said = Item(
        "Acceptable use. Until Mon 14 Dec.", detail="Ask Olga", status=Status("open", "Until Mon 14 Dec")
    )
    unsaid = Item("Acceptable use", status=Status("late", "Past its date"))
    card = Card("T", (said, unsaid), status=Status("done", "Settled"))

    _, status, first, second = card_blocks(card)

    assert status["elements"][0]["text"] == "Settled"
    assert first["text"]["text"] == "*Acceptable use. Until Mon 14 Dec.*\nAsk Olga"
    assert second["text"]["text"] == "*Acceptable use*\nPast its date"
    assert len(card_blocks(Card("T", (Text("It is settled."),), status=Status("done", "settled")))) == 2


def test_a_choice_is_radio_rows_whose_block_changes_with_the_question() -> None:
    one = Choice("choice", "What do you do?", (Option("a", "Call"), Option("b", "Pay")))
    two = Choice("choice", "And then?", one.options)

    first, second = card_blocks(Card("", (one,)))[0], card_blocks(Card("", (two,)))[0]

    assert first["type"] == "input"
    assert first["optional"] is True
    assert first["dispatch_action"] is False
    assert first["element"]["action_id"] == "choice"
    assert [option["value"] for option in first["element"]["options"]] == ["a", "b"]
    assert first["block_id"] != second["block_id"]
    assert card_blocks(Card("", (one,)), inputs=False)[1]["type"] == "actions"


def test_a_long_option_goes_on_in_the_second_line() -> None:
    label = (
        "Answer the mail and ask whether it is real, because the tone of the mail is right and the logo too"
    )

    option = card_blocks(Card("", (Choice("c", "?", (Option("a", label),)),)))[0]["element"]["options"][0]

    assert f"{option['text']['text']} {option['description']['text']}" == label


@pytest.mark.parametrize(
    "name",
    [
        "<!channel>",
        "*x*",
        "_y_",
        "~z~",
        "`code`",
        "Ben: on leave",
        "Ben #2",
        "> quote",
        ":tada:",
        "R&D",
        "שלום",
        "😀",
    ],
)
def test_a_name_is_shown_as_it_is_written_wherever_it_stands(name: str) -> None:
    card = Card(
        name,
        (
            Text(name),
            Text(name, "soft"),
            Text(name, "quote"),
            Facts(((name, name),)),
            Item(name, detail=name),
        ),
        (Action("a.b", name, {"who": name}),),
        foot=(name,),
    )

    message = card_message(card)

    check_message(message)
    for block in message["blocks"]:
        seen = shown(block).replace("&amp;", "&").replace("&lt;", "<").replace("&gt;", ">")
        assert name in seen
    marks = {mark for text in elements(message["blocks"], "mrkdwn") for mark in "_~`" if mark in text["text"]}
    assert not marks
    assert all("*x*" not in text["text"] for text in elements(message["blocks"], "mrkdwn"))


def test_text_with_nul_and_turned_lines_is_cleaned() -> None:
    message = card_message(Card("a\x00b\u202ec", (Text("x\ud800y\r\nz"),)))

    assert shown(message["blocks"]) == "abc\nxy\nz"


def test_ten_thousand_letters_are_all_shown_in_parts() -> None:
    words = " ".join(f"word{n}" for n in range(1270))

    blocks = card_blocks(Card("Long", (Text(words),)))

    assert " ".join(block["text"]["text"] for block in blocks[1:]) == words
    assert len(words) > 10_000
    assert len(blocks) == 5


def test_a_card_beyond_all_limits_keeps_its_buttons_and_foot() -> None:
    card = Card("T" * 500, tuple(Text("word " * 400) for _ in range(80)), POLICY.actions, foot=POLICY.foot)

    message = card_message(card)

    check_message(message)
    assert message["blocks"][-1]["elements"][0]["text"] == "Routine, not an alert"
    assert len(elements(message["blocks"], "button")) == 3
    assert "…" in shown(message["blocks"])


def test_many_lines_end_with_an_ellipsis_before_the_buttons() -> None:
    card = Card("List", tuple(Item(f"Line {n}", Action("a.b", "Go")) for n in range(80)), POLICY.actions)

    blocks = card_blocks(card)

    assert len(blocks) == 50
    assert [block["type"] for block in blocks[-2:]] == ["section", "actions"]
    assert blocks[-2]["text"]["text"] == "…"


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "/relative", "https://a b", "https://a/" + "x" * 3000, ""]
)
def test_an_address_slack_would_refuse_is_written_out(url: str) -> None:
    message = card_message(Card("T", (Item("Line", Link("See", url)),), (Link("Open", url),)))

    check_message(message)
    assert not elements(message["blocks"], "button")
    assert "Open:" in shown(message["blocks"])


def test_markdown_becomes_mrkdwn_and_long_markdown_several_sections() -> None:
    policy = Text(
        "\n\n".join(f"## Part {n}\n\n" + "Keep **data** safe. " * 30 for n in range(10)), "markdown"
    )

    blocks = card_blocks(Card("", (policy,)))

    check_message({"text": "x", "blocks": blocks})
    assert blocks[0]["text"]["text"].startswith("*Part 0*\n\nKeep *data* safe.")
    assert len(blocks) == 2
    assert shown(blocks).count("*Part ") == 10


def test_the_text_of_an_answer_is_the_whole_card_in_words() -> None:
    assert answer_message(POLICY)["text"] == (
        "Eve, the rules for everyday tools have changed\n"
        "New: customer data stays out of public AI tools.\n"
        "Policy: Acceptable use, version 3.0\n"
        "Until: Mon 14 Dec\n"
        "I have received and read version 3.0.\n"
        "[Acknowledge version 3.0]\n"
        "[I can't accept this]\n"
        "Open it: https://steward.test/p\n"
        "Routine, not an alert\n"
        "Is it really Steward? Check code Q4TN"
    )
    assert (
        card_text(Card("T", (Choice("c", "Which?", (Option("a", "Call"),)), Divider())))
        == "T\nWhich?\n- Call"
    )


def test_the_text_of_a_card_without_a_lock_screen_line_is_the_card() -> None:
    assert card_message(Card("Thanks, Eve <3", (Text("Bye"),)))["text"] == "Thanks, Eve &lt;3\nBye"


@pytest.mark.parametrize(
    "card", [POLICY, Card("", (Item("x", Action("a", "b", {"obligation": "o"})),)), Card("")]
)
def test_the_key_of_a_post_stands_once_in_its_blocks(card: Card) -> None:
    ids = [block.get("block_id") for block in card_blocks(card, key="post-1")]

    assert ids.count(key_block("post-1")) == 1


def test_a_note_is_its_sentences_and_its_buttons() -> None:
    message = note_message(
        Note("Did you mean *Ben*?", (Action("briefing.show", "Yes"), Link("Help", "https://h.test")))
    )

    check_message(message)
    assert message["blocks"][0]["text"] == {
        "type": "plain_text",
        "text": "Did you mean *Ben*?",
        "emoji": False,
    }
    assert len(message["blocks"][1]["elements"]) == 2
    assert message["text"] == "Did you mean *Ben*?\n[Yes]\nHelp: https://h.test"


def test_a_home_tab_takes_a_hundred_blocks() -> None:
    view = home_view(Card("Open for you", tuple(Item(f"Line {n}") for n in range(150))))

    check_view(view)
    assert len(view["blocks"]) == 100
    check_view(note_view(Note("Nothing waits for you.")))


def test_a_window_shows_a_card_without_inputs_that_would_need_a_submit() -> None:
    card = Card("T", (Choice("c", "Which?", (Option("a", "Call"),)),), (Action("x.y", "Go"),))

    for view in (window(card, SPOT), window(Note("Hello"), SPOT)):
        check_view(view)
        assert not elements(view["blocks"], "input")
