"""Which values a text needs."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from jinja2 import meta
from jinja2.sandbox import SandboxedEnvironment

from bot.words.catalogue import forms_of
from bot.words.templates import FILTERS


def placeholders(text: object) -> frozenset[str]:
    """Return the names of the values a text needs; a plural needs its number.  ``org`` is always there."""
    parsed = map(_parser().parse, forms_of(text))
    names = {name for one in parsed for name in meta.find_undeclared_variables(one)}
    if isinstance(text, Mapping):
        names.add(str(text.get("by", "count")))
    return frozenset(names - {"org"})


@cache
def _parser() -> SandboxedEnvironment:
    parser = SandboxedEnvironment(autoescape=False)
    # The parser only wants to know that they exist.
    parser.filters.update(dict.fromkeys(FILTERS, str))
    return parser
