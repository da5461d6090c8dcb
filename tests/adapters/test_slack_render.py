"""What a card, a note and a form look like in Slack."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adapters.slack.forms import fields_of, form_view, with_sentence
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
    ChecksField,
    Choice,
    ChoiceField,
    DateField,
    Divider,
    Facts,
    Field,
    Form,
    Item,
    Link,
    Note,
    Option,
    Status,
    Text,
    TextField,
    TimeField,
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


# --- forms -----------------------------------------------------------------------------------

PLAN = Form(
    verb="briefing.plan",
    title="Plan the talk",
    submit="Plan it",
    fields=(
        ChoiceField(
            "when", "When suits?", (Option("a", "Thu 3 Dec, 10:00"), Option("other", "Another time")), "a"
        ),
        DateField("day", "Date", "2026-12-03", hint="Before Mon 7 Dec", required=True),
        TimeField("time", "Time", "10:00"),
        TextField("place", "Where?", "Room 2", max_length=200),
        ChecksField("covered", "Covered", (Option("p1", "What we protect"), Option("p2", "How")), ("p2",)),
    ),
    args={"obligation": "ob1"},
    body="With Ben Ito, who starts on Monday.",
)


def test_a_form_is_a_window_whose_blocks_bear_the_names_of_its_fields() -> None:
    view = form_view(PLAN, SPOT)

    check_view(view)
    assert (view["callback_id"], view["title"]["text"], view["submit"]["text"]) == (
        "briefing.plan",
        "Plan the talk",
        "Plan it",
    )
    assert fields_of(view) == ["when", "day", "time", "place", "covered"]
    first, day, time, place, covered = (block["element"] for block in view["blocks"][1:])
    assert first["initial_option"]["value"] == "a"
    assert (day["initial_date"], time["initial_time"]) == ("2026-12-03", "10:00")
    assert (place["initial_value"], place["max_length"], place["multiline"]) == ("Room 2", 200, False)
    assert [option["value"] for option in covered["initial_options"]] == ["p2"]
    assert [block["optional"] for block in view["blocks"][1:]] == [True, False, True, True, True]


def test_a_text_beyond_its_limit_stays_whole_so_that_it_can_be_shortened() -> None:
    form = Form(
        "idea.submit",
        "Your idea",
        "Send",
        (TextField("today", "Today?", "x" * 2431, max_length=2000, rows=5),),
    )

    element = form_view(form, SPOT)["blocks"][0]["element"]

    assert len(element["initial_value"]) == 2431
    assert "max_length" not in element


def test_values_no_picker_takes_are_left_out() -> None:
    form = Form("v", "t", "s", (DateField("d", "D", "2026-02-31"), TimeField("t", "T", "25:00")))

    elements_ = [block["element"] for block in form_view(form, SPOT)["blocks"]]

    assert elements_ == [
        {"type": "datepicker", "action_id": "d"},
        {"type": "timepicker", "action_id": "t"},
    ]


def test_long_choices_become_a_menu_and_many_ticks_several_blocks() -> None:
    options = tuple(Option(f"k{n}", f"Label {n}") for n in range(23))
    fields: tuple[Field, ...] = (
        ChoiceField("who", "Who?", options),
        ChecksField("points", "Points", options, required=True),
    )

    view = form_view(Form("v", "t", "s", fields), SPOT)

    check_view(view)
    assert view["blocks"][0]["element"]["type"] == "static_select"
    assert fields_of(view) == ["who", "points", "points:2", "points:3"]
    assert [block["optional"] for block in view["blocks"]] == [True, False, True, True]


def test_errors_stand_above_their_fields_and_at_the_top_when_they_name_none() -> None:
    view = form_view(PLAN, SPOT, {"day": "This day has passed.", "": "Choose a day and a time."})

    check_view(view)
    lines = shown(view["blocks"]).split("\n")
    assert lines.index("Choose a day and a time.") < lines.index("When suits?")
    assert lines.index("This day has passed.") == lines.index("Date") - 1


def test_a_window_is_given_back_with_a_sentence_at_its_top() -> None:
    view = form_view(PLAN, SPOT)

    again = with_sentence({**view, "id": "V1", "state": {}, "hash": "x"}, "Try again in a minute.")

    check_view(again)
    assert again["blocks"][0]["text"]["text"] == "Try again in a minute."
    assert again["blocks"][1:] == view["blocks"]
    assert "id" not in again


# --- any text at all -------------------------------------------------------------------------

WORDS = st.one_of(
    st.text(max_size=60),
    st.text(alphabet="ab <>&*_~`:\n!@#|\x00\u202e😀", max_size=400),
    st.integers(1, 14_000).map(lambda n: ("wörd 😀 & <x> " * (n // 12 + 1))[:n]),
)
SHORT = st.one_of(st.text(max_size=30), st.just("a" * 300))
VERBS = st.from_regex(r"[a-z]{1,8}\.[a-z]{1,8}", fullmatch=True)
ACTIONS = st.builds(
    Action, VERBS, SHORT, st.dictionaries(st.sampled_from(["obligation", "n"]), WORDS), st.booleans(), SHORT
)
LINKS = st.builds(Link, SHORT, st.one_of(SHORT, st.just("https://steward.test/x")))
BUTTONS = st.one_of(ACTIONS, LINKS)
OPTIONS = st.lists(st.builds(Option, SHORT, SHORT), max_size=14).map(tuple)
STATUS = st.one_of(st.none(), st.builds(Status, st.just("open"), SHORT))
BLOCKS = st.one_of(
    st.builds(Text, WORDS, st.sampled_from(["plain", "soft", "quote", "markdown"])),
    st.builds(Facts, st.lists(st.tuples(WORDS, WORDS), max_size=12).map(tuple)),
    st.builds(Item, WORDS, st.one_of(st.none(), BUTTONS), WORDS, STATUS),
    st.builds(Choice, st.sampled_from(["c", "d"]), WORDS, OPTIONS),
    st.just(Divider()),
)
CARDS = st.builds(
    Card,
    WORDS,
    st.lists(BLOCKS, max_size=8).map(tuple),
    st.lists(BUTTONS, max_size=30).map(tuple),
    SHORT,
    STATUS,
    st.lists(WORDS, max_size=12).map(tuple),
)
FIELDS = st.lists(st.sampled_from(["a", "b", "c", "d", "e"]), unique=True).flatmap(
    lambda names: st.tuples(
        *(
            st.one_of(
                st.builds(
                    TextField,
                    st.just(name),
                    WORDS,
                    WORDS,
                    WORDS,
                    st.integers(1, 3),
                    st.sampled_from([0, 5, 9999]),
                ),
                st.builds(ChoiceField, st.just(name), WORDS, OPTIONS, SHORT, WORDS, menu=st.booleans()),
                st.builds(ChecksField, st.just(name), WORDS, OPTIONS, hint=WORDS),
                st.builds(DateField, st.just(name), WORDS, SHORT),
                st.builds(TimeField, st.just(name), WORDS, SHORT),
            )
            for name in names
        )
    )
)
FORMS = st.builds(Form, VERBS, WORDS, WORDS, FIELDS, st.dictionaries(SHORT, WORDS, max_size=3), WORDS)


@settings(max_examples=60, deadline=None)
@given(CARDS)
def test_any_card_is_one_slack_takes(card: Card) -> None:
    check_message(card_message(card, "key"))
    check_message(answer_message(card))
    check_view(home_view(card))
    check_view(window(card, SPOT))


@settings(max_examples=40, deadline=None)
@given(WORDS, st.lists(BUTTONS, max_size=30))
def test_any_note_is_one_slack_takes(words: str, actions: list[Action | Link]) -> None:
    note = Note(words, tuple(actions))

    check_message(note_message(note))
    check_view(window(note, SPOT))


@settings(max_examples=60, deadline=None)
@given(FORMS, st.dictionaries(st.sampled_from(["a", "z"]), WORDS))
def test_any_form_is_one_slack_takes(form: Form, errors: dict[str, str]) -> None:
    check_view(form_view(form, SPOT, errors))
