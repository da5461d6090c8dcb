"""What an import came to, in the form that ``--json`` prints."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from bot.rules.sheets import Rejected


@dataclass(slots=True)
class ImportResult:
    """Counts, and each row that was not taken with its reason.

    ``baseline``: how many of those created started long before the first import, so no talk is asked for.
    """

    read: int = 0
    created: int = 0
    updated: int = 0
    unchanged: int = 0
    baseline: int = 0
    rejected: list[Rejected] = field(default_factory=list)

    def counts(self) -> dict[str, int]:
        """Return the counts alone."""
        names = ("read", "created", "updated", "unchanged", "baseline")
        return {name: getattr(self, name) for name in names}

    def as_dict(self) -> dict[str, Any]:
        """Return the result in the form of ``--json``."""
        rejected = [
            {"row": one.row, "column": one.column, "value": one.value, "reason": one.reason}
            for one in self.rejected
        ]
        return self.counts() | {"rejected": rejected}
