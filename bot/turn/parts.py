"""What lives as long as the process and every turn may use."""

from __future__ import annotations

import itertools
import random
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime

from bot.commands import code_from
from bot.config import Settings
from bot.library import Library
from bot.words import Words

# No 0/O, 1/I/L, 5/S, 8/B: codes are read aloud and typed.
CODE_ALPHABET = "234679ACDEFGHJKMNPQRTUVWXYZ"


# Wraps within one millisecond only after a million ids.
_made = itertools.count()
# Ids and codes name things and grant nothing, so they need no secrecy; the seed is the system's.
_chance = random.Random(random.SystemRandom().getrandbits(128))  # noqa: S311


def random_id() -> str:
    """Return a new id that sorts after those this process made before: time, a counter, eight random digits."""
    made = next(_made) & 0xFFFFF
    return f"{int(time.time() * 1000):011x}{made:05x}{_chance.getrandbits(32):08x}"


def real_clock() -> datetime:
    """Return the real time in UTC."""
    return datetime.now(UTC)  # noqa: TID251 - this is the clock that is handed in


@dataclass(frozen=True, slots=True)
class Parts:
    """Words, library, settings, clock and ids: constructor arguments, so that tests choose them."""

    words: Words
    library: Library
    settings: Settings
    clock: Callable[[], datetime] = real_clock
    new_id: Callable[[], str] = random_id
    database: str = ""  # names the database in memories of what never changes; "" remembers nothing
    platforms: frozenset[str] = field(default_factory=frozenset)  # chat platforms that are connected

    def new_code(self) -> str:
        """Return a card code of four characters."""
        return code_from(lambda signs: signs[int(_chance.random() * len(signs))])
