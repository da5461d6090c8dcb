"""Whatever in the source looks like a key is one: of words, or the name of something that is registered."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.unit.texts import CATALOGUES, ROOT

KEYS = frozenset(CATALOGUES["en"])
HEADS = {key.split(".")[0] for key in KEYS}
MODULES = [
    path
    for folder in ("bot/cards", "bot/flows", "bot/turn", "adapters/web", "adapters/demo")
    for path in sorted((ROOT / folder).rglob("*.py"))
]
# Where a dotted literal names a verb, a drawing, a kind of duty, what happened, or a line of the log.
NAMING = {"on", "draws", "event", "_event", "_record", "event_row", "Kind", "error", "warning", "info"}
LOOKS_LIKE_A_KEY = re.compile(r"[a-z_]+(?:\.[a-z0-9_]+)+\.?")
FILES = (".html", ".css", ".js", ".md", ".yaml", ".example", ".ref")


def literals(tree: ast.AST) -> Iterator[tuple[int, str]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.lineno, node.value


def named_in(tree: ast.AST) -> Iterator[str]:
    """Yield the literals that name something other than words, wherever it is registered or written."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            if called in NAMING:
                given = (*node.args, *(keyword.value for keyword in node.keywords))
                yield from (
                    one.value for one in given if isinstance(one, ast.Constant) and type(one.value) is str
                )


def trees(*folders: str) -> Iterator[ast.Module]:
    for folder in folders:
        for path in sorted((ROOT / folder).rglob("*.py")):
            yield ast.parse(path.read_text(encoding="utf-8"))


NAMES = frozenset(name for tree in trees("bot", "adapters") for name in named_in(tree))
COMMANDS = frozenset(text for tree in trees("bot/commands", "bot/rules") for _, text in literals(tree))


def is_spoken(text: str) -> bool:
    """Return True when words stand under ``text``, or under keys that begin with it."""
    whole = text.rstrip(".")
    return any(
        key in KEYS or any(one.startswith(key if key.endswith("_") else f"{key}.") for one in KEYS)
        for key in (whole, f"button.{whole}", f"form.{whole}")
    )


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_literal_that_looks_like_a_key_has_words(path: Path) -> None:
    wrong = [
        (line, text)
        for line, text in literals(ast.parse(path.read_text(encoding="utf-8")))
        if LOOKS_LIKE_A_KEY.fullmatch(text) and text.split(".")[0] in HEADS and not text.endswith(FILES)
        if not is_spoken(text) and text not in NAMES and text not in COMMANDS
    ]

    assert wrong == []


def labelled(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Yield the names of facts in functions that show facts: ``("until", …)`` is labelled ``fact.until``."""
    for function in ast.walk(tree):
        if isinstance(function, ast.FunctionDef) and any(
            isinstance(node, ast.Call) and getattr(node.func, "id", "") == "facts"
            for node in ast.walk(function)
        ):
            for node in ast.walk(function):
                match node:
                    case ast.Tuple(elts=[ast.Constant(value=str(name)), _]) if "." not in name:
                        yield node.lineno, name


@pytest.mark.parametrize(
    "path", sorted((ROOT / "bot/cards").rglob("*.py")), ids=lambda path: str(path.relative_to(ROOT))
)
def test_every_fact_on_a_card_has_a_label(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))

    assert [(line, name) for line, name in labelled(tree) if f"fact.{name}" not in KEYS] == []


def test_facts_are_found_on_cards_at_all() -> None:
    found = {name for tree in trees("bot/cards") for _, name in labelled(tree)}

    assert {"policy", "until", "ask", "receipt"} <= found
