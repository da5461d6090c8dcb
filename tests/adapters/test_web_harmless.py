"""Whatever people write, it stays text: no card, thread, form or note ever becomes active markup."""

from __future__ import annotations

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from adapters.web.facts import StoredCard, ThreadLine
from adapters.web.inbound import parse_press
from adapters.web.render import press
from adapters.web.sheet import Noted
from bot.model import (
    Action,
    Card,
    ChecksField,
    Choice,
    ChoiceField,
    DateField,
    Divider,
    Facts,
    Form,
    Item,
    Link,
    Option,
    Status,
    Text,
    TextField,
    TimeField,
)
from tests.adapters.html_reading import Reading, card_html, form_html, note_html

DRAWN = {"svg", "path", "circle", "rect", "ellipse"}
# The tags of our own templates, then those that Markdown may become.
MADE_BY_US = DRAWN | {
    *("article", "section", "div", "p", "span", "b", "small", "h1", "h2", "h3", "h4", "ul", "ol", "li", "dl"),
    *(
        "dt",
        "dd",
        "form",
        "input",
        "button",
        "a",
        "label",
        "fieldset",
        "legend",
        "blockquote",
        "hr",
        "footer",
    ),
    *("details", "summary", "textarea", "select", "option"),
    *("strong", "em", "code", "pre", "br", "s", "h5", "h6", "table", "thead", "tbody", "tr", "th", "td"),
}


EVIL = st.sampled_from(
    (
        "<script>alert(1)</script>",
        '"><img src=x onerror=alert(1)>',
        "' onmouseover='alert(1)",
        "</textarea><script>alert(1)</script>",
        "javascript:alert(1)",
        "{{ 7 * 7 }}",
        "<!channel>",
        "&lt;b&gt;",
        "Ben: on leave",
        "\x00\x1b\x7f\ufffe",
        "\u202eevil",
        "<!--",
        "]]>",
    )
)
TEXTS = st.lists(st.one_of(EVIL, st.text(max_size=20)), max_size=4).map(" ".join)
KEYS = st.from_regex(r"[a-z][a-z0-9_]{0,12}", fullmatch=True)
ACTIONS = st.builds(
    Action, KEYS, TEXTS, st.dictionaries(KEYS, TEXTS, max_size=3), st.booleans(), TEXTS
) | st.builds(Link, TEXTS, TEXTS)
STATUSES = st.none() | st.builds(Status, st.sampled_from(("open", "soon", "late", "rest", "done")), TEXTS)
OPTIONS = st.lists(st.builds(Option, TEXTS, TEXTS), max_size=3).map(tuple)
BLOCKS = st.one_of(
    st.builds(Text, TEXTS, st.sampled_from(("plain", "soft", "quote", "markdown"))),
    st.builds(Facts, st.lists(st.tuples(TEXTS, TEXTS), max_size=3).map(tuple)),
    st.builds(Item, TEXTS, st.none() | ACTIONS, TEXTS, STATUSES),
    st.builds(Choice, KEYS, TEXTS, OPTIONS),
    st.just(Divider()),
)
CARDS = st.builds(
    Card,
    TEXTS,
    st.lists(BLOCKS, max_size=4).map(tuple),
    st.lists(ACTIONS, max_size=5).map(tuple),
    TEXTS,
    STATUSES,
    st.lists(TEXTS, max_size=2).map(tuple),
)
LINES = st.builds(
    ThreadLine, KEYS, TEXTS, TEXTS, TEXTS, st.none() | CARDS, st.booleans(), st.booleans(), TEXTS
)
FIELDS = st.one_of(
    st.builds(TextField, KEYS, TEXTS, TEXTS, TEXTS, st.integers(1, 4)),
    st.builds(ChoiceField, KEYS, TEXTS, OPTIONS, TEXTS, TEXTS, st.booleans(), st.booleans()),
    st.builds(ChecksField, KEYS, TEXTS, OPTIONS, st.lists(TEXTS, max_size=2).map(tuple), TEXTS),
    st.builds(DateField, KEYS, TEXTS, TEXTS, TEXTS),
    st.builds(TimeField, KEYS, TEXTS, TEXTS, TEXTS),
)
FORMS = st.builds(Form, KEYS, TEXTS, TEXTS, st.lists(FIELDS, max_size=5).map(tuple))
# A drawing of a whole card takes some milliseconds; a hundred of them show it.
SOME = settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def assert_harmless(html: str) -> None:
    html.encode("utf-8")
    assert "\x00" not in html
    for element in Reading(html).elements:
        assert element.tag in MADE_BY_US, element.tag
        assert not [name for name in element.attributes if name.startswith("on") or name == "style"]
        address = element.attributes.get("href", "/")
        assert address.startswith(("/", "#", "http:", "https:", "mailto:", "tel:")), address
        assert element.attributes.get("action", "/press") in ("/press", "/say")


@SOME
@given(CARDS, st.lists(LINES, max_size=3).map(tuple), TEXTS)
def test_no_text_in_a_card_or_its_thread_becomes_markup(
    card: Card, thread: tuple[ThreadLine, ...], asks: str
) -> None:
    assert_harmless(card_html(StoredCard("m1", card, "today", thread, asks=asks)))


@SOME
@given(
    st.builds(Form, KEYS, TEXTS, TEXTS, st.lists(FIELDS, max_size=5).map(tuple)), st.dictionaries(KEYS, TEXTS)
)
def test_no_text_in_a_form_becomes_markup(form: Form, errors: dict[str, str]) -> None:
    named = {one.name: "<b>no</b>" for one in form.fields[:2]}

    assert_harmless(form_html(form, errors | named))


@SOME
@given(TEXTS, st.lists(ACTIONS, max_size=3).map(tuple))
def test_no_text_in_a_note_becomes_markup(text: str, actions: tuple[Action | Link, ...]) -> None:
    assert_harmless(note_html(Noted(text, actions)))


@SOME
@given(KEYS, st.dictionaries(KEYS, st.text(max_size=30), max_size=4))
def test_what_a_button_carries_comes_back_unchanged(verb: str, args: dict[str, str]) -> None:
    encodable = {name: value for name, value in args.items() if value.isprintable()}

    assert parse_press(press(Action(verb, "x", encodable))) == (verb, encodable)
