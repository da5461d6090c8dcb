"""Events as they are hashed: canonical JSON (RFC 8785), persons as refs, messages as our ids."""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

_encode = json.JSONEncoder(
    sort_keys=True, separators=(",", ":"), ensure_ascii=False, check_circular=False
).encode


def canonical(value: Any) -> str:
    """Return ``value`` as canonical JSON.  No floats are used, and all keys are ASCII, so this is RFC 8785."""
    return _encode(value)


def stamp(instant: datetime) -> str:
    """Return an instant as ISO 8601 in UTC, with microseconds and a Z."""
    return f"{instant.astimezone(UTC).isoformat(timespec='microseconds').removesuffix('+00:00')}Z"


def sealed_text(text: str) -> tuple[str, str]:
    """Return (salt, SHA-256 of salt + text): what an event may know of something somebody typed."""
    salt = secrets.token_hex(16)
    return salt, hashlib.sha256((salt + text).encode("utf-8", "surrogatepass")).hexdigest()


def event_row(
    action: str,
    at: datetime,
    new_id: Callable[[], str],
    facts: Mapping[str, Any],
    recorded: datetime | None = None,
) -> dict[str, Any]:
    """Return one row of the event table.

    ``facts`` may hold actor, actor_role, on_behalf_of, subject, engagement, object_type, object_id,
    object_version, object_sha256, outcome, channel, message, locale, wording_id, wording_sha256, source,
    correction_of and further fields of the action; empty ones are left out.
    """
    event_id = new_id()
    recorded_at = recorded or datetime.now(UTC)  # noqa: TID251 - recorded_at is real time, whatever the clock says
    body = {key: value for key, value in facts.items() if value not in ("", None)}
    body |= {
        "event_id": event_id,
        "action": action,
        "occurred_at": stamp(at),
        "recorded_at": stamp(recorded_at),
    }
    text = _encode(body)
    get = facts.get
    return {
        "event_id": event_id,
        "occurred_at": at,
        "recorded_at": recorded_at,
        "action": action,
        "actor": get("actor") or "",
        "subject": get("subject") or "",
        "engagement": get("engagement") or "",
        "object_type": get("object_type") or "",
        "object_id": get("object_id") or "",
        "object_version": get("object_version") or "",
        "body": text,
        "sha256": hashlib.sha256(text.encode()).hexdigest(),
    }
