"""Saying words: the language, the plural, the opening, and the errors."""

from __future__ import annotations

import re

import pytest

from bot.words import MissingWords, Words
from tests.unit.texts import WORDS, words


@pytest.mark.parametrize(
    ("asked", "language"),
    [("de", "de"), ("de-AT", "de"), ("de_CH", "de"), ("DE", "de"), ("en-GB", "en"), ("pl", "en"), ("", "en")],
)
def test_the_nearest_language_is_spoken(asked: str, language: str) -> None:
    assert WORDS.best(asked) == language


def test_english_comes_first_whatever_the_order() -> None:
    assert Words({"de": {}, "pl": {}, "en": {}}, org="Acme").locales == ("en", "de", "pl")


def test_a_language_without_words_of_its_own_speaks_english() -> None:
    assert WORDS.say("pl", "common.routine") == "Routine, not an alert"
    assert WORDS.say("de-AT", "common.routine") == "Routine, kein Alarm"


def test_what_one_language_lacks_is_said_in_english() -> None:
    some = Words({"en": {"hello": "Hello {{ first }}."}, "de": {}}, org="Acme")

    assert some.say("de", "hello", first="Ana") == "Hello Ana."
    assert some.wording("de", "hello").locale == "en"


def test_the_organisation_is_always_there() -> None:
    assert WORDS.say("en", "why.everyone") == "You get this because it applies to everybody at Acme."
    assert (
        WORDS.say("en", "why.everyone", org="Acme AG")
        == "You get this because it applies to everybody at Acme AG."
    )


def test_an_unknown_key_is_a_clear_error() -> None:
    with pytest.raises(MissingWords, match=r"there are no words for 'briefing\.danced'"):
        WORDS.say("de", "briefing.danced")


@pytest.mark.parametrize("text", ["Until {{ date }}", "{% if date %}Until {{ date }}{% endif %}"])
@pytest.mark.parametrize("values", [{}, {"date": None}])
def test_a_missing_value_is_a_clear_error(text: str, values: dict[str, None]) -> None:
    with pytest.raises(MissingWords, match=r"'until'.*date"):
        words(until=text).say("en", "until", **values)


def test_a_plural_without_its_number_is_a_clear_error() -> None:
    with pytest.raises(MissingWords, match=r"'list\.title' needs a number called 'count'"):
        WORDS.say("en", "list.title", count="two")


def test_the_error_is_a_key_error() -> None:
    assert issubclass(MissingWords, KeyError)


def test_a_key_is_known_or_not() -> None:
    assert WORDS.has("common.routine")
    assert WORDS.has("digest.title")
    assert not WORDS.has("briefing.danced")


@pytest.mark.parametrize(
    ("locale", "count", "text"),
    [
        ("en", 1, "Open for you: one"),
        ("en", 2, "Open for you: two"),
        ("en", 9, "Open for you: nine"),
        ("en", 10, "Open for you: 10"),
        ("de", 1, "Für dich offen: eine Sache"),
        ("de", 12, "Für dich offen: zwölf Sachen"),
        ("de", 13, "Für dich offen: 13 Sachen"),
        ("de", 1234, "Für dich offen: 1.234 Sachen"),
    ],
)
def test_numbers_are_words_as_far_as_the_language_has_them(locale: str, count: int, text: str) -> None:
    assert WORDS.say(locale, "list.title", count=count) == text


def test_the_plural_follows_the_number_that_by_names() -> None:
    assert WORDS.say("en", "approve.quorum", done=1, needed=1) == "The one approval that is needed is here."
    assert WORDS.say("en", "approve.quorum", done=1, needed=2) == "One of two approvals are here."
    assert WORDS.say("de", "approve.quorum", done=1, needed=2) == "Freigaben bisher: 1 von 2."


@pytest.mark.parametrize(
    ("count", "text"), [(1, "plik"), (3, "pliki"), (5, "plików"), (22, "pliki"), (0, "plików")]
)
def test_a_language_with_more_categories_uses_them(count: int, text: str) -> None:
    forms = {"one": "plik", "few": "pliki", "many": "plików", "other": "pliku"}

    assert Words({"en": {}, "pl": {"files": forms}}, org="Acme").say("pl", "files", count=count) == text


def test_a_category_that_is_left_out_is_said_as_other() -> None:
    assert words(things={"other": "{{ count }} things"}).say("en", "things", count=1) == "1 things"


def test_filters_and_jinja_say_the_same() -> None:
    plain = words(one="{{ count | words | capital }} of {{ all|figures }}")
    jinja = words(one="{% if true %}{{ count | words | capital }} of {{ all|figures }}{% endif %}")

    assert (
        plain.say("en", "one", count=2, all=2431)
        == jinja.say("en", "one", count=2, all=2431)
        == "Two of 2,431"
    )


def test_a_template_may_be_more_than_placeholders() -> None:
    text = "{% if late %}It was due{% else %}Until{% endif %} {{ date }}"

    assert words(until=text).say("en", "until", late=False, date="Mon 14 Dec") == "Until Mon 14 Dec"


def test_a_template_reaches_nothing_of_python() -> None:
    with pytest.raises(MissingWords):
        words(one="{{ x.__class__.__mro__ }} {% if x %}{% endif %}").say("en", "one", x="")


def test_a_sentence_that_ends_with_a_date_has_one_full_stop() -> None:
    values = {"owner": "Olga Marin", "date": "Do, 19. Nov.", "due": "Mo, 14. Dez."}

    said = WORDS.say("de", "policy.question.passed", **values)

    assert said.endswith("Die Antwort kommt bis Do, 19. Nov. hierher. Dein Termin bleibt Mo, 14. Dez.")


def test_a_date_within_a_sentence_keeps_its_full_stop() -> None:
    assert (
        words(one="{{ a }} and {{ b }}, {{ a }}. Then").say("en", "one", a="x.", b="y.")
        == "x. and y., x. Then"
    )


def test_openings_are_taken_in_turn() -> None:
    assert [WORDS.variant("digest.title", turn) for turn in range(5)] == [
        "digest.title.1", "digest.title.2", "digest.title.3", "digest.title.4", "digest.title.1",
    ]  # fmt: skip


def test_what_has_one_opening_keeps_it() -> None:
    assert WORDS.variant("policy.receipt.title", 3) == "policy.receipt.title"


def test_a_title_with_openings_only_is_its_first() -> None:
    values = {"first": "Ana", "count": 2}

    assert WORDS.say("en", "digest.title", **values) == WORDS.say("en", "digest.title.1", **values)


def test_a_wording_is_the_template_with_a_hash_of_its_own() -> None:
    english, german = WORDS.wording("en-GB", "policy.wording"), WORDS.wording("de", "policy.wording")

    assert (english.id, english.locale) == ("policy.wording", "en")
    assert english.template.startswith("I have received and read version {{ version }}, I understand")
    assert re.fullmatch("[0-9a-f]{64}", english.sha256)
    assert german.sha256 != english.sha256
    assert WORDS.wording("en", "policy.wording") == english


def test_two_keys_with_the_same_words_are_two_wordings() -> None:
    same = words(a="Yes", b="Yes")

    assert same.wording("en", "a").sha256 != same.wording("en", "b").sha256


def test_a_wording_of_a_plural_holds_all_its_forms() -> None:
    assert '"one": "Open for you: one"' in WORDS.wording("en", "list.title").template
