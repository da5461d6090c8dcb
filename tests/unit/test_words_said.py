"""What the code says has words, and gives them every value they need."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from bot.words import placeholders

ROOT = Path(__file__).parents[2]
ENGLISH = yaml.safe_load((ROOT / "content/words/en.yaml").read_text(encoding="utf-8"))
MODULES = sorted([*(ROOT / "bot").rglob("*.py"), *(ROOT / "adapters").rglob("*.py")])
SPEAKS = {"say", "note", "Refused", "t"}
NO_VALUES = {"actions", "record", "primary", "about", "key", "label", "values", "sure"}


def keys_like(said: ast.expr) -> list[str]:
    """Return the keys an expression can name: a literal names one, an f-string all that fit it."""
    if isinstance(said, ast.Constant):
        named = str(said.value)
        return [key for key in (named, f"{named}.1") if key in ENGLISH][:1]
    assert isinstance(said, ast.JoinedStr)
    pattern = "".join(re.escape(str(p.value)) if isinstance(p, ast.Constant) else r".+" for p in said.values)
    return [key for key in ENGLISH if re.fullmatch(pattern, key)]


def is_key(node: ast.expr) -> bool:
    if isinstance(node, ast.Constant):
        return isinstance(node.value, str) and "." in node.value
    return isinstance(node, ast.JoinedStr) and any(isinstance(part, ast.Constant) for part in node.values)


def calls(tree: ast.AST) -> Iterator[tuple[ast.Call, str]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute | ast.Name):
            yield node, node.func.attr if isinstance(node.func, ast.Attribute) else node.func.id


def told(key: str, part: str) -> str:
    """Return the key of a part of what somebody is told.  Some bodies come in several forms, some are notes."""
    bodies = [one for one in ENGLISH if one == f"note.{key}" or one.startswith(f"{key}.body.")]
    whole = f"{key}.{part}"
    return bodies[0] if part == "body" and bodies and whole not in ENGLISH else whole


def said_in(tree: ast.AST) -> Iterator[tuple[int, ast.expr, set[str] | None]]:
    """Yield the line, the key and the names of the values; None when they can't be seen from here."""
    for node, name in calls(tree):
        given = {keyword.arg for keyword in node.keywords}
        values = None if None in given else {str(one) for one in given} - NO_VALUES
        if name in SPEAKS:
            # Words.say names the language first.
            key = next((one for one in node.args[:2] if is_key(one)), None)
            if key is not None:
                yield node.lineno, key, values
        if name == "button":
            named = next((keyword.value for keyword in node.keywords if keyword.arg == "key"), None)
            verb = next((one for one in node.args if is_key(one) or isinstance(one, ast.Constant)), None)
            if named is not None and is_key(named):
                yield node.lineno, named, None
            elif verb is not None and "label" not in given and isinstance(verb, ast.Constant):
                yield node.lineno, ast.Constant(f"button.{verb.value!s}"), None
        if name == "notify" and len(node.args) > 3 and isinstance(node.args[3], ast.Constant):
            for part in ("title", "body", "fallback"):
                yield node.lineno, ast.Constant(told(str(node.args[3].value), part)), None


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_what_a_module_says_has_words_and_all_their_values(path: Path) -> None:
    wrong = []
    for line, said, values in said_in(ast.parse(path.read_text(encoding="utf-8"))):
        keys = keys_like(said)
        if not keys:
            wrong.append(f"line {line}: no words for {ast.unparse(said)}")
        elif values is not None and isinstance(said, ast.Constant):
            lacks = placeholders(ENGLISH[keys[0]]) - values
            if lacks:
                wrong.append(f"line {line}: {keys[0]} needs {', '.join(sorted(lacks))}")

    assert wrong == []


TEMPLATES = sorted((ROOT / "adapters").rglob("*.html"))


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(ROOT)))
def test_what_a_page_says_has_words_and_all_their_values(path: Path) -> None:
    wrong = []
    for said in re.finditer(r"\bt\('([a-z_.]+)'((?:[^()]|\([^()]*\))*)\)", path.read_text(encoding="utf-8")):
        key, values = said[1], set(re.findall(r"(\w+)=", said[2]))
        if key.endswith("."):
            continue
        if key not in ENGLISH:
            wrong.append(f"no words for {key}")
        elif lacks := placeholders(ENGLISH[key]) - values:
            wrong.append(f"{key} needs {', '.join(sorted(lacks))}")

    assert wrong == []
