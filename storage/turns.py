"""Turns at writing: first come, first served."""

from __future__ import annotations

import threading
from collections import deque


class FairLock:
    """A lock served in the order of asking; ``threading.Lock`` lets the fastest thread overtake."""

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._holder = 0
        self._waiting: deque[tuple[threading.Event, int]] = deque()

    @property
    def waiting(self) -> int:
        """Return how many wait for their turn."""
        return len(self._waiting)

    def acquire(self, timeout: float) -> bool:
        """Return True once the lock is held, False when ``timeout`` seconds passed first."""
        me = threading.get_ident()
        with self._guard:
            if not self._holder:
                self._holder = me
                return True
            if self._holder == me:
                raise RuntimeError("a turn began inside another one: it would wait for itself")
            turn = threading.Event()
            self._waiting.append((turn, me))
        try:
            if turn.wait(timeout):
                return True
        except BaseException:  # an interrupt: nobody would ever take this turn
            if not self._leave(turn, me):
                self.release()
            raise
        return not self._leave(turn, me)

    def _leave(self, turn: threading.Event, me: int) -> bool:
        """Return True when the place in the queue was given up, False when the lock was handed over before."""
        with self._guard:
            if turn.is_set():
                return False
            self._waiting.remove((turn, me))
            return True

    def release(self) -> None:
        """Hand the lock to whoever has waited longest."""
        with self._guard:
            if self._waiting:
                turn, self._holder = self._waiting.popleft()
                turn.set()
            else:
                self._holder = 0
