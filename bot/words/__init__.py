"""Key to text, in a language: the templates of content/words, filled in.

Pure: the catalogues are handed in.  What is said is plain text; renderers escape it for their platform.
"""

from bot.words.catalogue import Catalogue, Wording, forms_of
from bot.words.familiar import familiar_keys
from bot.words.missing import MissingWords
from bot.words.placeholders import placeholders
from bot.words.say import FALLBACK, Words

__all__ = [
    "FALLBACK",
    "Catalogue",
    "MissingWords",
    "Wording",
    "Words",
    "familiar_keys",
    "forms_of",
    "placeholders",
]
