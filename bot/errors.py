"""The two exceptions that are behaviour; everything else is a bug."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from bot.model import Action


class Refused(Exception):
    """The actor may not, or cannot now.  Worded from ``key`` in one place; nothing is written.

    ``actions`` are offered under the sentence.  ``record``: facts of an event that must be kept although
    nothing else is; ``action`` names it.
    """

    def __init__(
        self,
        key: str,
        /,
        *,
        actions: tuple[Action, ...] = (),
        record: Mapping[str, Any] | None = None,
        **values: Any,
    ) -> None:
        super().__init__(key)
        self.key = key
        self.values = values
        self.actions = actions
        self.record = record


class Busy(Exception):
    """The database cannot be reached or is too slow: nothing was stored, try again."""


class DeliveryFailed(Exception):
    """A platform did not take a message.

    ``permanent``: trying again is no use.  ``uncertain``: it may have been taken, so it is not sent again.
    ``retry_after``: what the platform asked for.
    """

    def __init__(
        self,
        reason: str,
        *,
        permanent: bool = False,
        uncertain: bool = False,
        retry_after: timedelta | None = None,
    ) -> None:
        super().__init__(reason)
        self.reason = reason
        self.permanent = permanent
        self.uncertain = uncertain
        self.retry_after = retry_after
