"""Secrets of this installation: from STEWARD_SECRET, else random and kept in the database for all replicas."""

from __future__ import annotations

import hashlib
import secrets

from sqlalchemy import insert, select

from bot.turn.turn import Turn
from storage.secrets import SECRET


def secret_of(turn: Turn, purpose: str) -> bytes:
    """Return the secret for one purpose, 32 bytes; it is made at the first asking (which must be a writing turn)."""
    given = turn.settings.environment.secret
    if given:
        return hashlib.sha256(f"{purpose}:{given}".encode()).digest()
    value = turn.connection.execute(select(SECRET.c.value).where(SECRET.c.name == purpose)).scalar()
    if value is None:
        value = secrets.token_hex(32)
        turn.connection.execute(insert(SECRET), {"name": purpose, "value": value})
    return bytes.fromhex(value)
