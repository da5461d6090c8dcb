"""Links that expire: what they lead to stands in the address, signed, so nothing needs to be kept."""

from __future__ import annotations

import hashlib
import hmac
import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Sequence
from datetime import UTC, datetime

from sqlalchemy import select

from bot.turn.secrets import secret_of
from bot.turn.turn import Turn
from storage.secrets import SECRET

LONGEST = 1000
NAME = "links"


def sign(turn: Turn, purpose: str, parts: Sequence[str], expires: datetime) -> str:
    """Return a token for ``parts``, good for one purpose until ``expires``.

    The first token ever must be made in a writing turn: it makes the secret.
    """
    text = json.dumps([int(expires.timestamp()), *parts], separators=(",", ":"), ensure_ascii=False)
    body = urlsafe_b64encode(text.encode()).decode().rstrip("=")
    return f"{body}.{_signature(turn, purpose, body)}"


def unsign(turn: Turn, purpose: str, token: str) -> tuple[str, ...] | None:
    """Return the parts of a token of ours; None when it is forged, for something else, or has expired."""
    body, dot, signature = token.partition(".")
    if not dot or len(token) > LONGEST or not token.isascii() or not _has_secret(turn):
        return None
    if not hmac.compare_digest(signature, _signature(turn, purpose, body)):
        return None
    expires, *parts = json.loads(urlsafe_b64decode(body + "=" * (-len(body) % 4)))
    if turn.now > datetime.fromtimestamp(expires, UTC):
        return None
    return tuple(parts)


def _has_secret(turn: Turn) -> bool:
    """Return False while no token was ever made: then none can be ours, and reading makes no secret."""
    wanted = select(SECRET.c.name).where(SECRET.c.name == NAME)
    return bool(turn.settings.environment.secret) or turn.connection.execute(wanted).first() is not None


def _signature(turn: Turn, purpose: str, body: str) -> str:
    digest = hmac.digest(secret_of(turn, NAME), f"{purpose}:{body}".encode(), hashlib.sha256)
    return urlsafe_b64encode(digest[:24]).decode()
