"""What people type, as Slack sends it, turned back into what they wrote."""

from __future__ import annotations

import re
from typing import Final

from adapters.slack.texts import clean

_REFERENCE: Final = re.compile(r"<([^<>\n]+)>")


def as_written(text: str) -> str:
    """Return ``text`` as its writer saw it; a mention stays ``<@U042>``, which names a person exactly."""
    text = _REFERENCE.sub(_spelled, clean(text))
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def without_mention(text: str, bot: str) -> str:
    """Return ``text`` without the first mention of ``bot``; when ``bot`` is '', without one at its start."""
    mention = rf"<@{re.escape(bot)}(?:\|[^<>]*)?>" if bot else r"^\s*<@[^<>]+>"
    found = re.search(mention, text)
    if found is None:
        return text
    before, after = text[: found.start()].rstrip(), text[found.end() :].lstrip(" ,:")
    return f"{before} {after}".strip() if before else after.strip()


def _spelled(found: re.Match[str]) -> str:
    target, _, label = found[1].partition("|")
    if target.startswith("@"):
        return f"<{target}>"
    if target.startswith("#"):
        return f"#{label}" if label else found[0]
    if target.startswith("!"):
        return label or found[0]
    if not re.match(r"(https?://|mailto:|tel:)", target):
        return found[0]
    if not label:
        return target
    # Slack makes links of what merely looks like one: "acme.test" and "ben@acme.test" stay what they were.
    bare = target.split(":", 1)[1].lstrip("/").rstrip("/")
    return label if label.split("://")[-1].rstrip("/") == bare else f"{label} ({target})"
