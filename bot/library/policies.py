"""A policy's text: one Markdown file with front matter for each language."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from bot.library.files import WORDS_A_MINUTE, ContentError, decoded
from bot.library.front_matter import FrontMatter, front_matter

CHANGE_CLASSES = ("editorial", "minor", "major", "emergency")
POLICY_CLASSES = ("top", "topic")
SUMMARY_WORDS = 250
CHANGE_WORDS = 60  # a card's body has no more

_SHAPES = {
    # Both are typed in commands (ack AUP 3.0), so neither has a blank in it.
    "id": (re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,39}"), "letters and digits, such as AUP"),
    "version": (re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,19}"), "a number, such as 3.0"),
    "owner": (re.compile(r"[^@\s]+@[^@\s]+"), "an e-mail address"),
    "approver": (re.compile(r"[^@\s]+@[^@\s]+"), "an e-mail address"),
    "locale": (re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*"), "a language, such as en"),
}


@dataclass(frozen=True, slots=True)
class PolicyText:
    """One policy in one language, as its file says it.

    ``change`` is what its card says (what is new, why); ``changes`` lists what differs from the version
    before, and may be empty.  ``audience`` is judged by the rules about audiences.
    """

    id: str
    title: str
    short: tuple[str, ...]
    policy_class: str
    owner: str
    approver: str
    audience: Any
    version: str
    change_class: str
    locale: str
    summary: str
    change: str
    title_line: str
    read_minutes: int
    text: str
    changes: str = ""


def read_policy(data: bytes, file: str) -> PolicyText:
    """Return the policy in a Markdown file with front matter; raises ContentError with file, line and reason."""
    facts, body = front_matter(decoded(data, file), file)
    if not facts.values:
        raise ContentError(
            file, 1, "there is no front matter: begin with '---', then 'id: …', 'title: …' and so on"
        )
    title = facts.text("title")
    if "audience" not in facts.values:
        raise facts.refuse("audience", "the front matter needs 'audience'")
    if not body.strip():
        raise ContentError(file, 0, "there is no text below the front matter")
    return PolicyText(
        id=_shaped(facts, "id"),
        title=title,
        short=facts.names("short"),
        policy_class=facts.one_of("class", POLICY_CLASSES),
        owner=_shaped(facts, "owner").lower(),
        approver=_shaped(facts, "approver").lower(),
        audience=facts.values["audience"],
        version=_shaped(facts, "version"),
        change_class=facts.one_of("change_class", CHANGE_CLASSES),
        locale=_shaped(facts, "locale", "en"),
        summary=_brief(facts, "summary", facts.text("summary"), SUMMARY_WORDS),
        change=_brief(facts, "change", facts.optional("change"), CHANGE_WORDS),
        title_line=facts.optional("title_line", title),
        read_minutes=facts.number("read_minutes", max(1, round(len(body.split()) / WORDS_A_MINUTE))),
        text=body,
        changes=facts.optional("changes"),
    )


def _shaped(facts: FrontMatter, name: str, default: str = "") -> str:
    value = facts.optional(name, default) if default else facts.text(name)
    shape, expected = _SHAPES[name]
    if not shape.fullmatch(value):
        raise facts.refuse(name, f"{name}: '{value}' is not {expected}")
    return value


def _brief(facts: FrontMatter, name: str, text: str, limit: int) -> str:
    words = len(text.split())
    if words > limit:
        raise facts.refuse(name, f"the {name} has {words} words; {limit} is the limit")
    return text
