"""Parsed Markdown as a list of written blocks, one string each, in a given style."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

from markdown_it.token import Token
from markdown_it.tree import SyntaxTreeNode

from adapters.markdown.style import BOLD, ITALIC, STRIKE, Style

_PAIRS: Final = {"strong": BOLD, "em": ITALIC, "s": STRIKE}
_INDENT: Final = "    "


def blocks_of(tokens: Sequence[Token], style: Style) -> list[str]:
    """Return what ``tokens`` say, one string for each block that has something to say."""
    return _children(SyntaxTreeNode(tokens), style, 0)


def _children(node: SyntaxTreeNode, style: Style, depth: int) -> list[str]:
    written: list[str] = []
    for child in node.children:
        block = _WRITERS.get(child.type, _paragraph)(child, style, depth)
        if block.strip():
            written.append(block)
    return written


def _paragraph(node: SyntaxTreeNode, style: Style, depth: int) -> str:
    return style.finish("".join(_line(child, style, frozenset()) for child in node.children))


def _heading(node: SyntaxTreeNode, style: Style, depth: int) -> str:
    words = "".join(_line(child, style, frozenset({"strong"})) for child in node.children).strip()
    return style.finish(_marked(words, BOLD)) if words else ""


def _fence(node: SyntaxTreeNode, style: Style, depth: int) -> str:
    return style.fence(node.content.rstrip("\n")) if node.content.strip() else ""


def _rule(node: SyntaxTreeNode, style: Style, depth: int) -> str:
    return "———"


def _quote(node: SyntaxTreeNode, style: Style, depth: int) -> str:
    lines = "\n\n".join(_children(node, style, depth)).split("\n")
    return "\n".join((style.quote + line).rstrip() for line in lines)


def _list(node: SyntaxTreeNode, style: Style, depth: int) -> str:
    items = []
    for item in node.children:
        bullet = style.bullets[min(depth, len(style.bullets) - 1)]
        # The number and its sign stay as written: policies are cited by them.
        marker = f"{item.info}{item.markup}" if node.type == "ordered_list" else bullet
        words = "\n".join(_children(item, style, depth + 1)).replace("\n", "\n" + _INDENT)
        items.append(f"{marker} {words}".rstrip())
    return "\n".join(items)


def _table(node: SyntaxTreeNode, style: Style, depth: int) -> str:
    rows = [row for part in node.children for row in part.children]
    header, *body = [[_paragraph(cell, style, depth).strip() for cell in row.children] for row in rows]
    if not body:
        return " · ".join(filter(None, header))
    return "\n\n".join(filter(None, (_row(header, cells) for cells in body)))


def _row(header: list[str], cells: list[str]) -> str:
    names = [*header, *[""] * (len(cells) - len(header))]
    return "\n".join(
        f"{name}: {cell}" if name and cell else cell for name, cell in zip(names, cells, strict=False) if cell
    )


def _line(node: SyntaxTreeNode, style: Style, within: frozenset[str]) -> str:
    """Return a run of text; ``within`` are the marks around it, which are not set twice."""
    if node.type in _PAIRS:
        words = _inside(node, style, within | {node.type})
        return words if node.type in within else _marked(words, _PAIRS[node.type])
    match node.type:
        case "text":
            return style.text(node.content)
        case "code_inline":
            return style.code(node.content)
        case "softbreak":
            return " "
        case "hardbreak":
            return "\n"
        case "link":
            # Slack shows marks inside a link's words as letters.
            words = _inside(node, style, frozenset(_PAIRS))
            return style.link(str(node.attrs.get("href", "")), words)
    return _inside(node, style, within)


def _inside(node: SyntaxTreeNode, style: Style, within: frozenset[str]) -> str:
    return "".join(_line(child, style, within) for child in node.children)


def _marked(words: str, pair: tuple[str, str]) -> str:
    """Return each line of ``words`` between the two marks, which do not reach over a line's end."""
    return "\n".join(f"{pair[0]}{line}{pair[1]}" if line.strip() else line for line in words.split("\n"))


_WRITERS: Final[dict[str, Callable[[SyntaxTreeNode, Style, int], str]]] = {
    "heading": _heading,
    "fence": _fence,
    "hr": _rule,
    "blockquote": _quote,
    "bullet_list": _list,
    "ordered_list": _list,
    "table": _table,
}
