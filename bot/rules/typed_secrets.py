"""Secrets that people type by mistake: found, so that they are covered before anything is stored (R37)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final, Literal, NamedTuple

from bot.rules.spelling import fold, words


class Secret(NamedTuple):
    """Where a secret stands in the text, and of what kind it is."""

    start: int
    end: int
    kind: Literal["password", "key", "card", "private_key"]


COVERED: Final = "•••••"
_PRIVATE: Final = re.compile(
    r"-{5}BEGIN [A-Z0-9 ]{0,30}PRIVATE KEY(?: BLOCK)?-{5}.*?(?:-{5}END [A-Z0-9 ]{0,30}KEY(?: BLOCK)?-{5}|\Z)",
    re.DOTALL,
)
# By the prefixes that their issuers gave them so that they are found: AWS, GitHub, GitLab, Slack, Stripe,
# Google, npm, Hugging Face, SendGrid, the sk- family, and signed tokens.
_ISSUED: Final = re.compile(
    r"(?<![\w-])(?:(?:AKIA|ASIA)[A-Z0-9]{16}|gh[oprsu]_\w{30,}|github_pat_\w{30,}|glpat-[\w-]{20,}"
    r"|xox[a-z]-[\w-]{10,}|xapp-[\w-]{10,}|[prs]k_(?:live|test)_\w{16,}|sk-[\w-]{20,}|AIza[\w-]{35}|npm_\w{30,}"
    r"|hf_\w{30,}|SG\.[\w-]{16,}\.[\w-]{16,}|eyJ[\w-]{8,}\.[\w-]{8,}\.[\w-]{4,})"
)
_NAMED_KEY: Final = re.compile(
    r"(?:key|token|secret|schlüssel|bearer)(?: {0,3}[:=] {0,3}| (?:is|ist|lautet) |(?<=bearer) )[\"'„“]?"
    r"([\w./+~-]{16,200}=*)",
    re.IGNORECASE,
)
_HAS_A_WORD: Final = re.compile(r"(?:^|[-_./])[a-z]{4,}(?:[-_./]|$)")
# Digits in groups; the groups after an IBAN's country and check digits are an account, no card.
_DIGITS: Final = re.compile(r"(?<![\w-])(?<![A-Z]{2}[0-9]{2} )[0-9](?:[ -]?[0-9])*(?!\w)")
_GROUP: Final = re.compile(r"[0-9]+")
_IN_ADDRESS: Final = re.compile(r"://[^\s:/@]{1,60}:([^\s@/]{3,100})@")

_OPEN: Final = "[\"'“„‚«]?"
_NAME: Final = r"(?:passw(?:or[dt]|d)|pass(?:phrase|code)|kennwort|\b(?:pwd|pw|zugangscode)\b)"
_WHOSE: Final = (
    r"\b(?:my|our|his|her|their|your|meine?|unser|dein|sein|ihr)\b(?:\s{1,3}[\w-]{1,20}){0,2}[\s-]{0,3}"
)
_FOR: Final = r"\s(?:for|to|of|at|für|von|zum?|zur)\s(?:[\w.-]{1,30}\s?){1,3}?"
_LINK: Final = (
    r"\b(?:(?:is|was|wurde)\s{1,3})?(?:set|changed|reset)\s{1,3}to\b|[:=]|->"
    r"|\b(?:is|was|ist|war|lautet|heißt|heisst)\b(?:\s{1,3}(?:now|still|jetzt|noch|weiterhin))?\s?:?"
)
_SAID: Final = re.compile(
    rf"(?P<whose>{_WHOSE})?\b[\w-]{{0,20}}{_NAME}(?:{_FOR})?\s{{0,3}}(?P<link>{_LINK})\s{{0,3}}{_OPEN}(?P<value>\S{{3,120}})",
    re.IGNORECASE,
)
_SAID_AFTER: Final = re.compile(
    rf"(?<!\S){_OPEN}(?P<value>\S{{4,80}})\s{{1,3}}(?:is|ist)\s{{1,3}}(?:my|mein)\s{{1,3}}(?:{_NAME}|pin\b)",
    re.IGNORECASE,
)
_PIN: Final = re.compile(
    r"\bpin(?:[\s-]?(?:code|number|nummer))?\s{0,3}(?:is|ist|lautet|was|war|[:=])?\s{0,3}([0-9]{4,8})\b",
    re.IGNORECASE,
)
_LOGIN: Final = re.compile(
    r"\b(?:log-?in|credentials|zugangsdaten|anmeldedaten|account)\s?(?:[:=]|is|are|sind|lauten)\s?"
    r"\S{2,60}\s?/\s?(\S{4,80})",
    re.IGNORECASE,
)
_AFTER: Final = "\"'”“»’.,;:!?)"
_SYMBOLS: Final = frozenset("@#$%&*!?+=_~^€§|\\{}[]<>")
_ENDS_HERE: Final = re.compile(r"[\"'”“»’]?(?:\s*$|[.,;:!?)\n]|\s+(?:and|und|but|aber|or|oder)\b)")
# What a password is said to be without being told.
_DESCRIBES: Final = words(
    "too very not so the a an my in on at as for to from only still always also never often no now then "
    "of by it this that what where here there zu sehr nicht das der die ein eine mein im auf als fur von "
    "nur noch immer auch nie kein keine hier dort was wo wie dies long short weak strong wrong right "
    "correct invalid old new easy hard simple safe secure unsafe public visible known unknown missing "
    "gone required mandatory optional enough fine bad good unclear lost stolen kurz lang schwach stark "
    "falsch richtig alt neu einfach schwer sicher unsicher bekannt unbekannt sichtbar weg pflicht "
    "pflichtfeld notig gut schlecht unklar verloren privat private identical identisch gleich same empty "
    "leer due fallig see siehe must should may can needs muss soll sollte darf kann"
)
_PARTICIPLE: Final = re.compile(
    r"\w+(?:ed|(?<!l)ing|able|bar)|(?:ge|ver|be|zer|ent|er|ab|aus|ein)\w+(?:t|en)"
)


def secrets_in(text: str) -> list[Secret]:
    """Return the secrets in ``text`` in their order, none overlapping another: passwords, keys, card numbers.

    "My password is Sommer2026" tells one, "my password is too short" and "password: see the vault" do not.
    """
    found: list[Secret] = []
    for secret in sorted(_all(text), key=lambda one: (one.start, -one.end)):
        if not found or secret.start >= found[-1].end:
            found.append(secret)
        elif secret.end > found[-1].end:
            found[-1] = found[-1]._replace(end=secret.end)
    return found


def cover(text: str) -> str:
    """Return ``text`` with every secret covered; neither its signs nor their number can be seen."""
    for secret in reversed(secrets_in(text)):
        text = text[: secret.start] + COVERED + text[secret.end :]
    return text


def _all(text: str) -> Iterator[Secret]:
    yield from (Secret(m.start(), m.end(), "private_key") for m in _PRIVATE.finditer(text))
    yield from (Secret(m.start(), m.end(), "key") for m in _ISSUED.finditer(text))
    yield from (Secret(*m.span(1), "key") for m in _NAMED_KEY.finditer(text) if _is_key(m[1]))
    for run in _DIGITS.finditer(text):
        yield from _cards(run)
    yield from (Secret(*m.span(1), "password") for m in _IN_ADDRESS.finditer(text))
    yield from (Secret(*m.span(1), "password") for m in _PIN.finditer(text))
    yield from (_value(m, 1) for m in _LOGIN.finditer(text) if _is_strong(m[1]))
    yield from (_value(m, "value") for m in _SAID.finditer(text) if _tells(m))
    yield from (_value(m, "value") for m in _SAID_AFTER.finditer(text) if _is_strong(m["value"]))


def _value(found: re.Match[str], group: str | int) -> Secret:
    return Secret(found.start(group), found.start(group) + len(_bare(found[group])), "password")


def _bare(value: str) -> str:
    """Return the value without what closes the sentence: rather a sign too many covered than one too few."""
    return value.rstrip("\"'”“»’.,;:)") or value


def _is_strong(value: str) -> bool:
    """Return True for what no word of a sentence looks like: digits, signs or capitals in its midst."""
    bare = value.strip(_AFTER)
    if len(bare) < 4 or not any(map(str.isalnum, bare)) or re.fullmatch(r"[0-9.,]{1,4}%", bare):
        return False
    inner = bare[:-1]
    return (
        any(map(str.isdigit, bare))
        or any(sign in _SYMBOLS for sign in inner)
        or re.search(r"[a-z][A-Z]", bare) is not None
    )


def _tells(found: re.Match[str]) -> bool:
    """Return True when the value is the password itself and not a word about it."""
    value = found["value"]
    if _is_strong(value):
        return True
    bare = _bare(value)
    if not bare.isalpha() or len(bare) < 4 or fold(bare) in _DESCRIBES or _PARTICIPLE.fullmatch(fold(bare)):
        return False
    # A plain word is one only where nothing goes on: "my password is sunshine", "Password: sunshine".
    follows = _ENDS_HERE.match(found.string, found.start("value") + len(bare))
    return follows is not None and (
        found["whose"] is not None or found["link"].strip().lower() in {":", "=", "lautet"}
    )


def _is_key(value: str) -> bool:
    return (
        sum(map(str.isdigit, value)) >= 2 and any(map(str.isalpha, value)) and not _HAS_A_WORD.search(value)
    )


def _cards(run: re.Match[str]) -> Iterator[Secret]:
    """Return the card numbers in a run of digits; two may stand side by side."""
    groups = [each.span() for each in _GROUP.finditer(run.string, *run.span())]
    first = 0
    while first < len(groups):
        digits, last = "", first
        while last < len(groups) and len(digits) < 19 and not _is_card(digits):
            digits += run.string[slice(*groups[last])]
            last += 1
        if _is_card(digits):
            yield Secret(groups[first][0], groups[last - 1][1], "card")
            first = last
        else:
            first += 1


def _is_card(digits: str) -> bool:
    return 13 <= len(digits) <= 19 and _is_issued(digits) and _luhn([int(digit) for digit in digits])


def _is_issued(digits: str) -> bool:
    """Return True when a network issues numbers that begin like this, in this length."""
    two, four, length = digits[:2], int(digits[:4]), len(digits)
    return (
        (digits[0] == "4" and length in {13, 16, 19})
        or ((5100 <= four <= 5599 or 2221 <= four <= 2720) and length == 16)
        or (two in {"34", "37"} and length == 15)
        or ((four // 10 in range(300, 306) or two in {"36", "38"}) and length == 14)
        or ((two in {"35", "62", "65"} or four == 6011) and length == 16)
    )


def _luhn(digits: list[int]) -> bool:
    """Return True when the check digit is right (ISO/IEC 7812)."""
    doubled = [digit * 2 - 9 * (digit > 4) for digit in digits[-2::-2]]
    return (sum(digits[-1::-2]) + sum(doubled)) % 10 == 0
