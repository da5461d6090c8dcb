"""What a form looks like as a window of Slack."""

from __future__ import annotations

from adapters.slack.forms import fields_of, form_view, with_sentence
from adapters.slack.spots import Spot
from bot.model import (
    ChecksField,
    ChoiceField,
    DateField,
    Field,
    Form,
    Option,
    TextField,
    TimeField,
)
from tests.adapters.block_kit import check_view, shown

SPOT = Spot("message", user="U1", team="T1", channel="D1", ts="1.2", root="1.1", place="thread")

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
