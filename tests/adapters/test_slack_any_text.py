"""Any text at all makes a card, a note and a form that Slack takes."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from adapters.slack.forms import form_view
from adapters.slack.render import (
    answer_message,
    card_message,
    home_view,
    note_message,
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
from tests.adapters.block_kit import check_message, check_view

SPOT = Spot("message", user="U1", team="T1", channel="D1", ts="1.2", root="1.1", place="thread")

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
