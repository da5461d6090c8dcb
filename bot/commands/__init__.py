"""Typed words to verb and raw arguments, in English and German whatever the person's language.

Pure: names, policies and times are read as typed and resolved in the flow.  Nothing is guessed: what is
near a verb is offered, never done.
"""

from bot.commands.acknowledging import (
    Acknowledgement,
    Acknowledges,
    Other,
    Question,
    Unclear,
    YesWithQuestion,
    acknowledgement,
)
from bot.commands.codes import CODE_ALPHABET, code_from, is_code, is_meant_as_code, is_receipt
from bot.commands.parsing import Command, NotACommand, Parsed, Unknown, corrected, parse
from bot.commands.verbs import SHOWN_WORDS as SHOWN
from bot.commands.verbs import SLASH, VERBS, Shape, Verb, typed_twin

__all__ = [
    "CODE_ALPHABET",
    "SHOWN",
    "SLASH",
    "VERBS",
    "Acknowledgement",
    "Acknowledges",
    "Command",
    "NotACommand",
    "Other",
    "Parsed",
    "Question",
    "Shape",
    "Unclear",
    "Unknown",
    "Verb",
    "YesWithQuestion",
    "acknowledgement",
    "code_from",
    "corrected",
    "is_code",
    "is_meant_as_code",
    "is_receipt",
    "parse",
    "typed_twin",
]
