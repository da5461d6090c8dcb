"""The starter policies: complete in both languages, short, plain, and true to what Steward says elsewhere."""

from __future__ import annotations

import re
from collections import defaultdict

import pytest

from bot.config import Settings
from bot.library import Library, PolicyText
from bot.rules.audiences import problems
from bot.words import Words
from tests.unit.readability import grade, sentences

LIBRARY = Library()
WORDS = Words(LIBRARY.words(), org="Acme")
POLICIES = {(one.id, one.locale): one for one in LIBRARY.policies()}
IDS = sorted({policy_id for policy_id, _ in POLICIES})
EVERY = [pytest.param(one, id=f"{one.id}-{one.locale}") for one in POLICIES.values()]
every_policy = pytest.mark.parametrize("policy", EVERY)


def numbers(policy: PolicyText) -> list[str]:
    return re.findall(r"^(?:## )?(\d+(?:\.\d+)?) ", policy.text, re.MULTILINE)


def test_the_policies_of_the_first_day_are_there_in_both_languages() -> None:
    assert set(POLICIES) == {
        (policy_id, locale) for policy_id in ("ISP", "AUP", "INC", "SPK") for locale in ("en", "de")
    }


@pytest.mark.parametrize("policy_id", IDS)
def test_both_languages_agree_in_everything_that_is_no_language(policy_id: str) -> None:
    agreed = [
        (
            one.version,
            one.change_class,
            one.policy_class,
            one.owner,
            one.approver,
            one.audience,
            one.read_minutes,
        )
        for one in (POLICIES[policy_id, "en"], POLICIES[policy_id, "de"])
    ]

    assert agreed[0] == agreed[1]


@pytest.mark.parametrize("policy_id", IDS)
def test_both_languages_have_the_same_rules_under_the_same_numbers(policy_id: str) -> None:
    english, german = numbers(POLICIES[policy_id, "en"]), numbers(POLICIES[policy_id, "de"])

    assert english == german
    assert len(english) > 20


@every_policy
def test_rules_are_numbered_without_a_gap(policy: PolicyText) -> None:
    chapters: dict[int, list[int]] = defaultdict(list)
    for chapter, _, rule in (one.partition(".") for one in numbers(policy)):
        chapters[int(chapter)] += [int(rule)] if rule else []

    assert list(chapters) == list(range(1, len(chapters) + 1))
    assert all(rules == list(range(1, len(rules) + 1)) for rules in chapters.values())


@every_policy
def test_the_text_begins_with_the_policys_title(policy: PolicyText) -> None:
    assert policy.text.splitlines()[0] == f"# {policy.title}"


@pytest.mark.parametrize(
    ("policy_id", "policy_class", "owner", "approver"),
    [
        ("ISP", "top", "petra.kraus", "otto.weiss"),
        ("AUP", "topic", "olga.marin", "chika.obi"),
        ("INC", "topic", "petra.kraus", "chika.obi"),
        ("SPK", "topic", "petra.kraus", "chika.obi"),
    ],
)
def test_owner_and_approver_are_two_people_of_the_cast(
    policy_id: str, policy_class: str, owner: str, approver: str
) -> None:
    policy = POLICIES[policy_id, "en"]

    assert policy.policy_class == policy_class
    assert (policy.owner, policy.approver) == (f"{owner}@acme.example", f"{approver}@acme.example")


def test_nobody_can_mean_two_policies_by_one_short_name() -> None:
    owners: dict[str, set[str]] = defaultdict(set)
    for (policy_id, _), policy in POLICIES.items():
        for name in policy.short:
            owners[name.casefold()].add(policy_id)

    assert {name: ids for name, ids in owners.items() if len(ids) > 1} == {}
    assert all(policy_id.lower() in owners for policy_id in IDS)


@every_policy
def test_everybody_is_asked(policy: PolicyText) -> None:
    assert problems(policy.audience) == ""
    assert policy.audience == "everyone"


@every_policy
def test_the_card_fits_sixty_words_with_the_policys_own(policy: PolicyText) -> None:
    why = WORDS.say(policy.locale, "why.everyone", org="Acme")

    body = WORDS.say(policy.locale, "policy.card.body", change=policy.change, minutes="two minutes", why=why)
    title = WORDS.say(policy.locale, "policy.card.title", first="Eve", line=policy.title_line)

    assert policy.change in body
    assert len(body.split()) <= 60
    assert len(title) <= 70


@every_policy
def test_the_summary_has_three_short_parts(policy: PolicyText) -> None:
    parts = [one for one in policy.summary.split("\n\n") if one.strip()]

    assert len(parts) == 3
    assert all(re.match(r"\*\*[^*]+\.\*\* ", one) for one in parts)
    assert len(policy.summary.split()) <= 80


@every_policy
def test_the_minutes_it_names_are_true(policy: PolicyText) -> None:
    # Adults read about 238 words a minute silently (requirements §1).
    assert policy.read_minutes == round(len(" ".join(sentences(policy.text)).split()) / 238)


def test_the_four_texts_of_the_first_day_take_eight_minutes() -> None:
    assert sum(POLICIES[policy_id, "en"].read_minutes for policy_id in IDS) == 8


@every_policy
def test_a_sentence_has_twenty_words_at_most(policy: PolicyText) -> None:
    said = sentences(f"{policy.text}\n{policy.summary}\n{policy.change}\n{policy.changes}")

    assert [one for one in said if len(one.split()) > 20] == []


@pytest.mark.parametrize("policy_id", IDS)
def test_whoever_has_had_eight_years_of_school_can_read_it(policy_id: str) -> None:
    policy = POLICIES[policy_id, "en"]

    assert grade(policy.text) <= 8
    assert grade(policy.summary) <= 8


def test_the_measure_knows_a_hard_sentence_when_it_sees_one() -> None:
    assert grade("The utilisation of non-sanctioned generative services is impermissible.") > 12
    assert grade("Customer data stays out of public tools.") < 8
    assert sentences("## 1 Title\n\n1.1 One *more* rule: keep it. And another?") == [
        "One more rule:", "keep it.", "And another?",
    ]  # fmt: skip


@every_policy
def test_nothing_shouts_and_nothing_is_left_to_fill_in(policy: PolicyText) -> None:
    text = f"{policy.title_line} {policy.change} {policy.changes} {policy.summary} {policy.text}"

    assert re.findall(r"!|\b[A-ZÄÖÜ]{5,}\b|TODO|\[|\{|<", text) == []


@every_policy
def test_no_german_text_says_sie_to_the_reader(policy: PolicyText) -> None:
    wrong = (
        re.findall(r"[a-zäöüß,] (?:Sie|Ihnen|Ihre?[mnrs]?)\b", policy.text) if policy.locale == "de" else []
    )

    assert wrong == []


def test_acceptable_use_says_what_its_card_and_its_changes_promise() -> None:
    policy = POLICIES["AUP", "en"]

    assert policy.version == "3.0"
    assert policy.summary.startswith(
        "**What you may use.** Use your Acme laptop, phone and accounts for work."
    )
    assert "Customer or personal data goes into Acme Assist only." in policy.text
    assert "Report it within one hour, day or night." in policy.text
    assert re.search(r"\bfax\b", policy.text) is None
    assert policy.changes == (
        "Added: customer and personal data only in Acme Assist. Changed: report a lost device within one hour, "
        "was one day. Removed: the rule on fax."
    )


def test_the_routes_are_the_ones_steward_shows() -> None:
    routes = Settings().routes
    for locale in ("en", "de"):
        incident, confidential = POLICIES["INC", locale].text, POLICIES["SPK", locale].text
        assert routes.incident_phone in incident
        assert routes.incident_url.removeprefix("https://") in incident
        assert routes.speakup_phone in confidential
        assert routes.speakup_url.removeprefix("https://") in confidential
        assert "/speak-up" in incident


@every_policy
def test_every_policy_says_whom_to_ask_and_how_to_better_it(policy: PolicyText) -> None:
    owner = policy.owner.partition("@")[0].replace(".", " ").title()

    assert owner in policy.text
    assert "/improve" in policy.text
