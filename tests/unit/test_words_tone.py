"""How Steward says it: no blame, no noise, and a German that reads well aloud."""

from __future__ import annotations

import re

import pytest

from bot.words import familiar_keys, forms_of, placeholders
from tests.unit.texts import CATALOGUES, LOCALES, matching, said

AVOIDED = {
    "en": r"violat|breach|non-?complian|overdue|delinquent|outstanding|\bfail|warning|urgent|training session"
    r"|onboarding|submission|raise a ticket|suspended|invalid|support\b|click here|consent|\baudit\b",
    "de": r"verstoß|verstöße|verletz|überfällig|säumig|versäum|mahnung|warnung|dringlich|ungültig|schulung"
    r"|gesperrt|mitarbeiter\b|vorgesetzte|kolleg|[:*_]in(?:nen)?\b|/-?in\b|\bsie/|\ber/",
}


@pytest.mark.parametrize("locale", LOCALES)
def test_no_text_uses_a_word_the_house_avoids(locale: str) -> None:
    found = [
        (key, match[0])
        for one, key, form in matching("")
        if one == locale and (match := re.search(AVOIDED[locale], form, re.IGNORECASE))
    ]

    # A role is called what the standard calls it, and a job what its company calls it.
    named = ("role.auditor", "demo.cast.")
    assert [one for one in found if not one[0].startswith(named)] == []


def test_no_text_shouts() -> None:
    assert [key for _, key, form in matching("") if "!" in form] == []


def test_titles_and_buttons_are_in_sentence_case() -> None:
    wrong = [
        form
        for locale, key, form in matching(r"^button\.|\.title(\.|$)")
        if locale == "en" and re.search(r"[a-z] (?!HR|ISMS|English|German|I\b|I'|Steward)[A-Z][a-z]+", form)
    ]

    assert wrong == []


def test_titles_and_buttons_hold_no_emoji() -> None:
    wrong = [
        form
        for _, _, form in matching(r"^button\.|\.title|\.fallback")
        if re.search("[\u2600-\U0001faff]", form)
    ]

    assert wrong == []


@pytest.mark.parametrize("locale", LOCALES)
def test_a_sentence_has_twenty_words_or_a_few_more_at_most(locale: str) -> None:
    """What is agreed to, and how the confidential route works, are as long as they have to be."""
    exempt = r"^help\.all\.|^policy\.(wording|add|submit|publish)|^speakup|\.ics\.|^policy\.announcement"
    long = [
        (key, sentence)
        for one, key, form in matching("")
        if one == locale and not re.search(exempt, key)
        for sentence in re.split(r"(?<=[.?])\s|: |; ", said(locale, key, form))
        if len(sentence.split()) > 22
    ]

    assert long == []


def test_a_static_text_names_nobody_and_needs_nothing() -> None:
    for locale in LOCALES:
        for name in ("report", "speakup"):
            for part in ("title", "body", "fallback"):
                assert placeholders(CATALOGUES[locale][f"{name}.{part}"]) == set()


def test_every_german_text_that_says_du_is_listed_for_the_overlay() -> None:
    listed = set(familiar_keys(CATALOGUES["de"]))

    assert {"policy.condition"} - listed == {"policy.condition"}  # nobody is addressed in it
    assert {"why.manager", "help.title", "form.briefing.plan.error.both", "policy.not_clear"} <= listed
    for key, text in CATALOGUES["de"].items():
        if any(re.search(r"\b[Dd](u|ir|ich|eine?[mnrs]?)\b", form) for form in forms_of(text)):
            assert key in listed, key


@pytest.mark.parametrize(
    "text",
    [
        "Wähle einen Tag.",
        "Schreib es auf.",
        "Bitte prüf das.",
        "Ihr habt gesprochen.",
        "Danke für eure Zeit.",
    ],
)
def test_a_command_or_a_plural_says_du_as_well(text: str) -> None:
    assert familiar_keys({"one": text}) == ("one",)


@pytest.mark.parametrize("text", ["Gespräch planen", "Bis Mo, 7. Dez.", "Eine Frage zur Prüfung", "Dienstag"])
def test_words_that_address_nobody_need_no_twin(text: str) -> None:
    assert familiar_keys({"one": text}) == ()


def test_german_builds_round_names_instead_of_bending_them() -> None:
    bent = [form for locale, _, form in matching("") if locale == "de" and re.search(r"\}\}[a-zäöüß]", form)]

    assert bent == []


def test_german_never_says_sie_to_the_reader() -> None:
    wrong = [
        (key, form)
        for locale, key, form in matching("")
        if locale == "de" and re.search(r"(?<!^)(?<![.:?“] )\b(Sie|Ihnen|Ihre?[mnrs]?)\b", form)
    ]

    # "Sie zeigen, dass …" after a colon begins a sentence about words.
    assert wrong == []
