"""Cards, forms and threads as HTML: what is shown stays text, what can be pressed says what it does."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import pytest

from adapters.web.facts import StoredCard, ThreadLine
from adapters.web.render import bound, groups, leads, markdown, paragraphs, rows, version
from bot.model import (
    Action,
    Block,
    Card,
    Divider,
    Facts,
    Item,
    Link,
    Status,
    Text,
)
from tests.adapters.html_reading import Reading, card_html, form_html
from tests.adapters.web_cards import BRIEFING, LESSON, PLAN, THREAD


def test_a_name_with_markup_is_read_as_it_was_written() -> None:
    card = Card("<b>Ben</b> & *Ito* <!channel>", (Facts((("Who", "A & B <i>"),)),))

    page = Reading(card_html(StoredCard("m1", card)))

    assert page.all("h2")[0].words() == "<b>Ben</b> & *Ito* <!channel>"
    assert page.all("dd")[0].words() == "A & B <i>"


def test_every_button_and_every_answer_belongs_to_the_cards_own_form() -> None:
    page = Reading(card_html(StoredCard("m3", LESSON)))

    form = page.all("form", id="f-m3")[0]
    assert form.attributes["method"] == "post"
    assert {one.attributes["form"] for one in page.all("input", type="radio")} == {"f-m3"}
    assert [one.attributes["form"] for one in page.all("button")] == ["f-m3"]
    carried = {one.attributes["name"]: one.attributes["value"] for one in page.all("input", type="hidden")}
    assert carried == {"csrf": "t0ken", "once": "once", "at": "inbox", "message": "m3"}


def test_the_answers_of_a_choice_come_back_under_its_name() -> None:
    page = Reading(card_html(StoredCard("m3", LESSON)))

    radios = page.all("input", type="radio")
    assert [(one.attributes["name"], one.attributes["value"]) for one in radios] == [
        ("v.answer", "a"),
        ("v.answer", "b"),
        ("v.answer", "c"),
    ]
    assert page.all("legend")[0].words() == "What do you do?"
    assert "required" not in radios[0].attributes


def test_the_primary_button_comes_first_and_rare_ones_are_quiet() -> None:
    buttons = Reading(card_html(StoredCard("m1", BRIEFING))).all("button")

    assert [one.words() for one in buttons] == [
        "Plan it",
        "Record now",
        "Not my report",
        "Later",
        "Need help",
    ]
    looks = [one.attributes["class"] for one in buttons]
    assert looks == ["button primary", "button", "button", "button quiet", "button quiet"]


def test_a_card_has_one_primary_button_whatever_it_asks_for() -> None:
    both = (Action("a", "One", primary=True), Action("b", "Two", primary=True))

    found = rows((Link("Away", "https://acme.example"), *both))

    assert [one.label for one in found.first] == ["One", "Away", "Two"]
    assert [one.primary for one in found.first if isinstance(one, Action)] == [True, False]


def test_buttons_that_would_wrap_move_to_the_quiet_row() -> None:
    labels = ("Read it here", "Acknowledge version 3.0", "Ask a question")

    found = rows(tuple(Action("a", label) for label in labels))

    assert [one.label for one in found.first] == ["Read it here", "Acknowledge version 3.0"]
    assert [one.label for one in found.rest] == ["Ask a question"]


def test_equal_buttons_in_a_list_name_their_line() -> None:
    items = tuple(Item(f"Line {n}", Action("lesson.start", "Do it now")) for n in (1, 2))

    page = Reading(card_html(StoredCard("m1", Card("List", items))))

    assert [one.words() for one in page.all("button")] == ["Do it now: Line 1", "Do it now: Line 2"]
    assert len(page.all("ul")) == 1


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        " javascript:alert(1)",
        "java\tscript:alert(1)",
        "data:text/html,<script>",
        "vbscript:x",
        "//elsewhere.test/x",
        "/\\elsewhere.test",
        "\\\\elsewhere.test",
        "relative",
        "file:///etc/passwd",
        "",
    ],
)
def test_a_link_that_could_run_or_leave_unseen_has_no_address(address: str) -> None:
    assert leads(address) == ""
    page = Reading(card_html(StoredCard("m1", Card("Card", actions=(Link("Go", address),)))))
    assert page.all("a") == []
    assert "Go" in page.all("article")[0].words()


@pytest.mark.parametrize(
    "address",
    ["https://acme.example/a?b=c#d", "http://127.0.0.1:8000/", "mailto:a@acme.example", "tel:+49", "/m/x"],
)
def test_a_link_of_the_usual_kinds_leads_there(address: str) -> None:
    page = Reading(card_html(StoredCard("m1", Card("Card", actions=(Link("Go", address),)))))

    assert page.all("a")[0].attributes["href"] == address


def test_a_settled_card_steps_back() -> None:
    settled = Reading(card_html(StoredCard("m1", BRIEFING, settled=True))).all("article")[0]
    open_ = Reading(card_html(StoredCard("m1", BRIEFING))).all("article")[0]

    assert settled.attributes["class"] == "card settled"
    assert open_.attributes["class"] == "card"


def test_a_status_never_stands_without_its_word() -> None:
    page = Reading(card_html(StoredCard("m1", replace(BRIEFING, status=Status("late", "Past its date")))))

    assert page.all("span", **{"class": "status late"})[0].words() == "Past its date"


def test_the_thread_shows_who_said_what_and_offers_the_button_again() -> None:
    stored = StoredCard("m2", BRIEFING, "", THREAD, asks="Olga Marin")

    page = Reading(card_html(stored, opened=True))

    assert [one.words() for one in page.all("div", **{"class": "who"})][3:5] == [
        "web.thread.you 09:34",
        "Olga Marin 09:40",
    ]
    again = page.all("button", form="f-s4")[0]
    assert again.words() == "Acknowledge version 3.0"
    root = [one for one in page.all("input", name="root") if one.inside[-1] == "form"]
    assert {one.attributes["value"] for one in root} == {"m2"}
    assert "open" in page.all("details")[0].attributes
    assert page.all("input", id="say-m2")[0].attributes["name"] == "text"


def test_a_card_without_a_thread_offers_none() -> None:
    page = Reading(card_html(StoredCard("m1", BRIEFING)))

    assert page.all("details") == []
    assert page.all("form", action="/say") == []


def test_an_id_stands_once_on_a_page() -> None:
    html = card_html(StoredCard("m2", LESSON, "", THREAD, asks="Olga")) + form_html(PLAN, {"day": "no"})

    counted = Counter(one.attributes["id"] for one in Reading(html).elements if "id" in one.attributes)

    assert [name for name, times in counted.items() if times > 1] == []


def test_markdown_is_cleaned_and_its_headings_fit_below_the_card() -> None:
    html = markdown("# Title\n\n## Part\n\n*so* <script>x</script> [go](javascript:x)", 3)

    page = Reading(html)
    assert [one.words() for one in page.all("h3")] == ["Title"]
    assert [one.words() for one in page.all("h4")] == ["Part"]
    assert page.all("script") == page.all("a") == []
    assert page.all("em")[0].words() == "so"


def test_paragraphs_and_lines_stand_together_and_everything_else_alone() -> None:
    blocks: tuple[Block, ...] = (
        Text("a"),
        Text("b", "soft"),
        Item("c"),
        Item("d"),
        Text("e", "markdown"),
        Divider(),
        Facts(()),
        Facts(()),
    )

    assert [(one.kind, len(one.blocks)) for one in groups(blocks)] == [
        ("body", 2),
        ("Item", 2),
        ("Text", 1),
        ("Divider", 1),
        ("Facts", 1),
        ("Facts", 1),
    ]
    assert paragraphs("one\n\n \ntwo\nlines\n\n") == ["one", "two\nlines"]


def test_a_mark_changes_when_the_facts_do() -> None:
    stored = StoredCard("m1", BRIEFING)

    assert version(stored) == version(StoredCard("m1", BRIEFING))
    assert version(stored) != version(replace(stored, settled=True))


def test_a_sentence_in_a_thread_is_no_heading() -> None:
    said = ThreadLine("s1", "Steward", "09:35", card=Card("I've passed this to Olga Marin."), is_bot=True)

    page = Reading(card_html(StoredCard("m2", BRIEFING, "", (said,)), opened=True))

    assert [one.words() for one in page.all("h3")] == []
    assert "I've passed this to Olga Marin." in [one.words() for one in page.all("p")]


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("Mon 7 Dec. 20 minutes with you", "Mon 7~Dec. 20~minutes with you"),
        ("bis Mo, 7. Dez., zwei Minuten", "bis Mo, 7.~Dez., zwei Minuten"),
        ("Acceptable use 3.0 needs you", "Acceptable use 3.0 needs you"),
        ("at 10:00 in Berlin, 12 345", "at 10:00 in Berlin, 12 345"),
    ],
)
def test_a_number_stays_with_what_it_counts(text: str, kept: str) -> None:
    assert bound(text) == kept.replace("~", "\N{NO-BREAK SPACE}")
