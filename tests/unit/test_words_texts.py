"""What Steward says: complete in both languages, and short enough for a phone."""

from __future__ import annotations

import re

import pytest
from babel import Locale

from bot.words import forms_of, placeholders
from tests.unit.texts import ALL, CATALOGUES, LOCALES, WORDS, matching, said


def test_both_languages_have_the_same_keys_in_the_same_order() -> None:
    assert list(CATALOGUES["en"]) == list(CATALOGUES["de"])


def test_both_languages_need_the_same_values() -> None:
    english, german = CATALOGUES["en"], CATALOGUES["de"]

    assert [key for key in english if placeholders(german[key]) != placeholders(english[key])] == []


def test_every_plural_has_all_forms_that_its_language_has_and_no_other() -> None:
    for locale, key in ALL:
        text = CATALOGUES[locale][key]
        if isinstance(text, dict):
            forms = set(Locale.parse(locale).plural_form.tags) | {"other"}
            assert set(text) - {"by"} == forms, (locale, key)


def test_every_text_can_be_said_with_its_values() -> None:
    for locale, key in ALL:
        text = CATALOGUES[locale][key]
        number = {text.get("by", "count"): 2} if isinstance(text, dict) else {}
        values = {**dict.fromkeys(placeholders(text), "Ben"), **number}
        assert WORDS.say(locale, key, **values).strip(), (locale, key)


def test_no_text_has_blanks_around_it_or_two_in_a_row() -> None:
    wrong = [
        (locale, key)
        for locale, key in ALL
        for form in forms_of(CATALOGUES[locale][key])
        if form != form.strip() or "  " in form
    ]

    assert wrong == []


def test_every_opening_that_is_one_of_several_has_its_neighbours() -> None:
    for key in CATALOGUES["en"]:
        found = re.fullmatch(r"(.+\.title)\.([2-4])", key)
        if found:
            assert f"{found[1]}.{int(found[2]) - 1}" in CATALOGUES["en"], key


def test_every_card_that_comes_unasked_again_has_four_openings() -> None:
    repeated = ("briefing.new", "policy.reminder.2", "policy.reminder.3", "lesson.card", "digest", "merged")

    assert all(f"{card}.title.{n}" in CATALOGUES["en"] for card in repeated for n in (1, 2, 3, 4))


@pytest.mark.parametrize("locale", LOCALES)
def test_a_body_has_sixty_words_at_most(locale: str) -> None:
    bodies = r"\.body(\.|$)|^(idea\.news|note|silence|refused|error|done)\."
    lengths = {
        (key, form): len(said(locale, key, form).split())
        for one, key, form in matching(bodies)
        if one == locale and not key.startswith(("help.all.", "policy.add."))
    }

    assert [key for key, length in lengths.items() if length > 60] == []


def test_a_fallback_fits_a_lock_screen() -> None:
    long = [
        (locale, key) for locale, key, form in matching(r"\.fallback") if len(said(locale, key, form)) > 100
    ]

    assert long == []


def test_a_fallback_names_nobody_but_its_reader() -> None:
    may = {"minutes", "count", "first"}
    wrong = [
        (key, placeholders(form) - may)
        for _, key, form in matching(r"\.fallback")
        if placeholders(form) - may
    ]

    assert wrong == []


def test_a_button_fits_in_german_too() -> None:
    long = [(key, form) for locale, key, form in matching(r"^button\.") if len(said(locale, key, form)) > 28]

    assert long == []


def test_a_forms_title_and_submit_fit_the_window() -> None:
    long = [(key, form) for _, key, form in matching(r"^form\..+\.(title|submit)$") if len(form) > 24]

    assert long == []


@pytest.mark.parametrize("locale", LOCALES)
def test_a_digest_line_has_eighteen_words_at_most(locale: str) -> None:
    long = [
        key
        for one, key, form in matching(r"^digest\.line\.")
        if one == locale and len(said(locale, key, form).split()) > 18
    ]

    # Its words stand in conversations.md 3.4 just so.
    assert set(long) <= {"digest.line.unconfirmed"}
