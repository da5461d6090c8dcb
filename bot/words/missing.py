"""The one thing that can go wrong with words."""

from __future__ import annotations


class MissingWords(KeyError):
    """There are no such words, or a value that they need was not given."""

    def __str__(self) -> str:
        return str(self.args[0])
