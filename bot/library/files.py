"""A file's bytes as text, and the one error that says which file can't be used, where and why."""

from __future__ import annotations

WORDS_A_MINUTE = 200  # how fast people read, for lessons and policies alike


class ContentError(Exception):
    """A file that can't be used: which, where (0 is the whole file) and why."""

    def __init__(self, file: str, line: int, reason: str) -> None:
        place = f"{file}, line {line}" if line else file
        super().__init__(f"{place}: {reason}")
        self.file, self.line, self.reason = file, line, reason


def decoded(data: bytes, file: str) -> str:
    """Return a file's text with plain line ends; refuses what is not UTF-8, holds NUL or says nothing."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise ContentError(file, line, "this is not UTF-8; save it as UTF-8 and try again") from error
    if "\0" in text:
        raise ContentError(file, text[: text.index("\0")].count("\n") + 1, "there is a NUL character")
    if not text.strip():
        raise ContentError(file, 0, "the file is empty")
    return text.replace("\r\n", "\n").replace("\r", "\n")
