"""Requests to the bot that the emulator would never send: forged, old, garbled, too large, or sent again."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlencode

import httpx

from tests.e2e.support.deliveries import FORM, signed
from tests.e2e.support.strict_blocks import Json


@dataclass(frozen=True, slots=True)
class Requests:
    """Posts to one address; each method returns the status of the answer."""

    url: str
    secret: str

    def unsigned(self, body: str) -> int:
        """Send without any of Slack's headers."""
        return self._post(body.encode(), {"Content-Type": FORM})

    def forged(self, body: str) -> int:
        """Send with the signature of another secret."""
        return self._post(body.encode(), signed("another secret", body, FORM))

    def signed(self, body: str, content_type: str = FORM, *, age: int = 0) -> int:
        """Send with a good signature, made so many seconds ago."""
        return self._post(body.encode(), signed(self.secret, body, content_type, at=time.time() - age))

    def raw(self, body: bytes, **headers: str) -> int:
        """Send these bytes, some headers of Slack's (``X_Slack_Signature``) replaced by any of latin-1."""
        others = {name.replace("_", "-"): value for name, value in headers.items()}
        return self._post(body, signed(self.secret, "", FORM) | others)

    def in_pieces(self, body: bytes) -> int:
        """Send the body in pieces, so that no header tells its length."""

        def pieces() -> Iterator[bytes]:
            for start in range(0, len(body), 10_000):
                yield body[start : start + 10_000]

        headers = signed(self.secret, "", FORM)
        return httpx.post(self.url, content=pieces(), headers=headers, timeout=30).status_code

    def interaction(self, payload: Json) -> int:
        """Send a press or a window once more, signed now."""
        return self.signed(urlencode({"payload": json.dumps(payload)}))

    def _post(self, body: bytes, headers: dict[str, str]) -> int:
        encoded = {name.encode(): value.encode("latin-1") for name, value in headers.items()}
        return httpx.post(self.url, content=body, headers=encoded, timeout=30).status_code
