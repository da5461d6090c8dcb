"""Forms as HTML: label, hint, error and control belong together, and what was typed stays."""

from __future__ import annotations

from bot.model import ChecksField, ChoiceField, DateField, Form, Option, TextField
from tests.adapters.html_reading import Reading, form_html
from tests.adapters.web_cards import PLAN


def test_every_field_has_its_label_its_hint_and_its_error() -> None:
    page = Reading(form_html(PLAN, {"day": "Choose a day.", "words": "Write a few words."}))

    labelled = {one.attributes["for"] for one in page.all("label") if "for" in one.attributes}
    assert labelled == {"v-day", "v-time", "v-minutes", "v-language", "v-words"}
    assert [one.words().split(" web")[0] for one in page.all("legend")] == ["How?", "What will you cover?"]
    day = page.all("input", id="v-day")[0]
    assert day.attributes["aria-describedby"] == "h-day e-day"
    assert day.attributes["aria-invalid"] == "true"
    assert page.all("p", id="e-day")[0].words() == "web.form.error: Choose a day."
    assert "aria-invalid" not in page.all("input", id="v-time")[0].attributes


def test_what_is_missing_stands_on_top_as_links_to_the_fields() -> None:
    page = Reading(form_html(PLAN, {"points": "Choose one.", "nowhere": "Something else."}))

    links = [one for one in page.all("a") if one.attributes["href"].startswith("#")]
    assert [(one.attributes["href"], one.words()) for one in links] == [("#v-points", "Choose one.")]
    assert page.all("input", id="v-points")[0].attributes["type"] == "checkbox"
    summary = page.all("div", **{"class": "summary"})[0]
    assert "autofocus" in summary.attributes
    assert "Something else." in summary.words()


def test_what_stands_in_a_form_already_is_kept() -> None:
    fields = (
        TextField("words", "Words", "\n<b>two\nlines", rows=3),
        ChoiceField("how", "How?", (Option("a", "A"), Option("b", "B")), "b"),
        ChecksField("points", "Points", (Option("p", "P"), Option("q", "Q")), ("q",)),
        ChoiceField("menu", "Menu", (Option("x", "X"), Option("y", "Y")), "y", menu=True),
        DateField("day", "Day", "2026-12-03"),
    )

    page = Reading(form_html(Form("v", "Title", "Send", fields)))

    assert "".join(page.all("textarea")[0].text).removeprefix("\n") == "\n<b>two\nlines"
    assert [one.attributes["value"] for one in page.all("input") if "checked" in one.attributes] == ["b", "q"]
    assert [one.attributes["value"] for one in page.all("option") if "selected" in one.attributes] == ["y"]
    assert page.all("input", id="v-day")[0].attributes["value"] == "2026-12-03"


def test_a_form_carries_its_verb_and_where_it_came_from() -> None:
    page = Reading(form_html(PLAN))

    carried = {one.attributes["name"]: one.attributes["value"] for one in page.all("input", type="hidden")}
    assert carried["press"] == "briefing.plan?obligation=o1"
    assert carried["message"] == "m1"
    assert [one.words() for one in page.all("button")] == ["Plan it"]
