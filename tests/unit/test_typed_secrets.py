"""Secrets that are typed are covered before anything is stored (R37 AC3, conversations §2.4).

Secrets in these tests are put together from parts, so that no scanner takes this file for a leak.
"""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rules.screening import COVERED, cover, secrets_in

RANDOM = "a8F3" + "k2L9" * 5
PRIVATE = "-----BEGIN RSA " + "PRIVATE KEY-----\nMIIE\nabc=\n-----END RSA " + "PRIVATE KEY-----"


def kinds(text: str) -> list[str]:
    return [secret.kind for secret in secrets_in(text)]


@pytest.mark.parametrize(
    ("text", "covered"),
    [
        ("my password is hunter2", "my password is {}"),
        ("My password is Sommer2026! Is that fine?", "My password is {} Is that fine?"),
        ("My password is: hunter2", "My password is: {}"),
        ("my  password   is  hunter2", "my  password   is  {}"),
        ("my password is sunshine.", "my password is {}."),
        ("my password is sunshine and it works", "my password is {} and it works"),
        ("my password is secret", "my password is {}"),
        ("password=abc123", "password={}"),
        ("Password: sunshine", "Password: {}"),
        ("hunter2 is my password", "{} is my password"),
        (
            "the admin password for the test server is P@ssw0rd",
            "the admin password for the test server is {}",
        ),
        ("The wifi password was changed to Acme2026", "The wifi password was changed to {}"),
        ("PIN 4711", "PIN {}"),
        ("my pin code is 123456, easy", "my pin code is {}, easy"),
        ("login: ben / Geheim12", "login: ben / {}"),
        ("https://ben:s3cret@acme.example/x", "https://ben:{}@acme.example/x"),
        ("mein Passwort ist Sommer2026", "mein Passwort ist {}"),
        ("Das Passwort lautet sonnenschein", "Das Passwort lautet {}"),
        ("Passwort: Geheim", "Passwort: {}"),
        ("WLAN-Passwort: AcmeGast77", "WLAN-Passwort: {}"),
        ("Unser Kennwort heißt Frühling", "Unser Kennwort heißt {}"),
        ("Meine PIN ist 4711.", "Meine PIN ist {}."),
    ],
)
def test_a_password_is_covered_and_the_rest_is_kept(text: str, covered: str) -> None:
    assert cover(text) == covered.format(COVERED)
    assert kinds(text) == ["password"]


@pytest.mark.parametrize(
    "key",
    [
        "AKI" + "A" + "B2C3" * 4,
        "gh" + "p_" + RANDOM + RANDOM[:16],
        "xo" + "xb-" + "1234567890-" + RANDOM,
        "s" + "k-" + RANDOM,
        "s" + "k_live_" + RANDOM,
        "AIz" + "a" + RANDOM + RANDOM[:11],
        "ey" + "J" + RANDOM + "." + RANDOM + "." + RANDOM,
        PRIVATE,
        PRIVATE[:60],
    ],
)
def test_a_key_is_covered_wherever_it_stands(key: str) -> None:
    assert cover(f"It says {key}") == f"It says {COVERED}"
    assert len(kinds(key)) == 1


@pytest.mark.parametrize(
    "lead", ["api key: ", "token=", "The access token is ", "API-Schlüssel: ", "Authorization: Bearer "]
)
def test_whatever_is_called_a_key_and_looks_random_is_covered(lead: str) -> None:
    assert cover(lead + RANDOM) == lead + COVERED


# The numbers that the networks publish for tests.
@pytest.mark.parametrize(
    "number",
    ["4111 1111 1111 1111", "4111-1111-1111-1111", "4111111111111111", "5555555555554444", "2223003122003222",
     "378282246310005", "6011111111111117", "3530111333300000", "30569309025904", "4222222222222"],
)  # fmt: skip
def test_a_card_number_is_covered(number: str) -> None:
    assert cover(f"Card {number}, please") == f"Card {COVERED}, please"
    assert kinds(number) == ["card"]


@pytest.mark.parametrize(
    "text",
    [
        "4111 1111 1111 1112",
        "IBAN DE89 3704 0044 0532 0130 00",
        "Order 1234567890123456",
        "Call +49 30 5550 112 or +49 30 5550 190",
        "2026-11-30 09:30:00 and 20261130093000",
        "AU3-7M2Q-19",
        "My password is too short",
        "My password is 12 characters long",
        "My password is expired",
        "My password was rejected twice",
        "The password is stored in plain text",
        "The password is case-sensitive",
        "The password is 100% wrong",
        "What is my password",
        "Password: see the vault",
        "password: at least 12 characters",
        "Passwords should be longer",
        "A password manager is missing",
        "Where is the PIN printed?",
        "key: acme-policy-2026-version-3",
        "The key is under the mat",
        "Token ring networks are old",
        "ISO 27001:2022 A.5.4",
        "The approved text is 9f2c 71aa",
        "https://acme.example:8443/policies/acceptable-use",
        "Das Passwort ist zu kurz",
        "Mein Passwort ist abgelaufen",
        "Mein Passwort ist wieder weg",
        "Passwort: Pflichtfeld",
        "Passwörter sollten länger sein",
    ],
)
def test_a_sentence_about_secrets_tells_none(text: str) -> None:
    assert secrets_in(text) == []
    assert cover(text) == text


def test_two_card_numbers_side_by_side_are_both_covered() -> None:
    assert cover("4111111111111111 4111 1111 1111 1111") == f"{COVERED} {COVERED}"


def test_several_secrets_are_found_in_their_order() -> None:
    text = f"My password is hunter2, the card 4111111111111111, api key: {RANDOM}"

    assert kinds(text) == ["password", "card", "key"]
    assert cover(text) == f"My password is {COVERED}, the card {COVERED}, api key: {COVERED}"


PIECES = [
    "my", "password", "is", ":", "hunter2", "PIN", "4711", "4111111111111111", "-", "and", "ist", "mein",
    "/", "login", "\n", "„", COVERED,
]  # fmt: skip


@given(st.lists(st.sampled_from(PIECES), max_size=12))
def test_what_is_covered_holds_no_secret(parts: list[str]) -> None:
    covered = cover(" ".join(parts))

    assert "hunter2 is my password" not in covered
    assert cover(covered) == covered
