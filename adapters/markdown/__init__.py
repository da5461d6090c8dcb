"""Markdown for every place it is read: Slack's own marks, HTML for the browser, plain words."""

from __future__ import annotations

from typing import Final

import nh3
from markdown_it.renderer import RendererHTML
from markdown_it.utils import OptionsDict

from adapters.markdown.blocks import blocks_of
from adapters.markdown.style import MRKDWN, WORDS
from adapters.markdown.tokens import MARKDOWN, parsed

_RENDERER: Final = RendererHTML()
_OPTIONS: Final[OptionsDict] = MARKDOWN.options
_BLOCKS: Final = {"p", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "li", "blockquote", "pre", "hr"}
_TABLES: Final = {"table", "thead", "tbody", "tr", "th", "td"}
_TAGS: Final = {"code", "em", "strong", "s", "a", "br"} | _BLOCKS | _TABLES
_ATTRIBUTES: Final = {"a": {"href"}, "ol": {"start"}}
_SCHEMES: Final = {"http", "https", "mailto"}


def to_mrkdwn(markdown: str) -> str:
    """Return ``markdown`` in Slack's marks, escaped first: what is a mark for Slack only stays a letter."""
    return "\n\n".join(mrkdwn_parts(markdown))


def mrkdwn_parts(markdown: str) -> list[str]:
    """Return ``to_mrkdwn`` by paragraph, list, table and so on, so that long texts are cut between them."""
    return blocks_of(parsed(markdown), MRKDWN)


def to_text(markdown: str) -> str:
    """Return the words of ``markdown``, without marks, as a screen reader or a terminal takes them."""
    return "\n\n".join(blocks_of(parsed(markdown), WORDS))


def to_html(markdown: str, *, top_heading: int = 2) -> str:
    """Return ``markdown`` as HTML that is safe to put into a page.

    Its highest heading becomes one of ``top_heading``, because the page has headings of its own.
    """
    tokens = parsed(markdown)
    levels = [int(token.tag[1]) for token in tokens if token.type == "heading_open"]
    shift = top_heading - min(levels, default=top_heading)
    for token in tokens:
        if token.type in ("heading_open", "heading_close"):
            token.tag = f"h{min(6, int(token.tag[1]) + shift)}"
    html = _RENDERER.render(tokens, _OPTIONS, {})
    return nh3.clean(
        html, tags=_TAGS, attributes=_ATTRIBUTES, url_schemes=_SCHEMES, link_rel="noopener noreferrer"
    )
