"""A browser without pictures: it keeps cookies, presses what it was shown, and follows only when told."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Any

import httpx
from starlette.types import ASGIApp

from tests.adapters.html_reading import Element, Reading

FORM = {"content-type": "application/x-www-form-urlencoded"}


class Visitor:
    """One browser of one person, as the test's own header says."""

    def __init__(self, app: ASGIApp, person: str = "ana", **headers: str) -> None:
        self.client = httpx.AsyncClient(
            transport=httpx.ASGITransport(app),
            base_url="http://127.0.0.1",
            headers={"x-person": person, "accept-language": "en", **headers},
        )

    def get(self, path: str, **headers: str) -> httpx.Response:
        """Open an address."""
        return asyncio.run(self.client.get(path, headers=headers))

    def post(self, path: str, fields: Mapping[str, Any], **headers: str) -> httpx.Response:
        """Send fields as a form would."""
        return asyncio.run(self.client.post(path, data=dict(fields), headers=headers))

    def send(self, method: str, path: str, **kwargs: Any) -> httpx.Response:
        """Send anything."""
        return asyncio.run(self.client.request(method, path, **kwargs))

    def press(self, path: str, label: str, values: Mapping[str, Any] | None = None) -> httpx.Response:
        """Open a page and press the button of that label there, with ``values`` filled in."""
        return self.submit(self.get(path), label, values)

    def submit(
        self, shown: httpx.Response, label: str, values: Mapping[str, Any] | None = None
    ) -> httpx.Response:
        """Press a button of a page that is shown already."""
        path, fields = form_of(Reading(shown.text), label)
        return self.post(path, {**fields, **(values or {})})

    def follow(self, answer: httpx.Response) -> httpx.Response:
        """Open where an answer leads."""
        assert answer.status_code == 303, answer.text
        return self.get(answer.headers["location"])


def form_of(page: Reading, label: str, form_id: str = "") -> tuple[str, dict[str, str]]:
    """Return where the button of that label, in that form, sends it, and what the form carries."""
    named = [one for one in page.all("button") if one.words().split(": ")[0] == label]
    button = next(one for one in named if one.attributes.get("form", "").startswith(form_id))
    if "form" in button.attributes:
        form = page.all("form", id=button.attributes["form"])[0]
    else:
        form = next(one for one in page.all("form") if button.of is one)
    fields = {
        one.attributes["name"]: one.attributes.get("value", "")
        for one in page.elements
        if _is_sent(one) and (one.of is form or one.attributes.get("form") == form.attributes.get("id", "?"))
    }
    if "name" in button.attributes:
        fields[button.attributes["name"]] = button.attributes["value"]
    return form.attributes["action"], fields


def _is_sent(one: Element) -> bool:
    if one.tag != "input" or "name" not in one.attributes:
        return False
    return one.attributes.get("type") not in ("radio", "checkbox") or "checked" in one.attributes
