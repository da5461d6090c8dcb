"""Which German texts say "du": each needs a twin where people are addressed with "Sie"."""

from __future__ import annotations

import re
from typing import Final

from bot.words.catalogue import Catalogue, forms_of

_PRONOUNS: Final = r"\b(?:du|dir|dich|dein(?:e[mnrs]?|s)?|ihr|euch|euer|eure[mnrs]?)\b"
# Imperatives say "du" without the word.  They begin a sentence or a part of one.
_IMPERATIVES: Final = (
    r"(?:^|[.:;,?„] |„)(?:und |oder |dann |bitte |sonst )?"
    r"(?:ändere|antworte|beginn offen|bitte um|drück|ergänze|fang|frag|füg|geh|gib|halte|hake|komm|korrigiere"
    r"|kürze|lass|leg|lies|melde|nenne|nimm|öffne|prüf|reiche|sag|schalte|schau|schick|schildere|schreib|sende|sieh"
    r"|sprecht|sprich|stell|trag|übernimm|versuch|wähle|wende|zeig)\b"
)
_SAYS_DU: Final = re.compile(f"{_PRONOUNS}|{_IMPERATIVES}", re.IGNORECASE)


def familiar_keys(german: Catalogue) -> tuple[str, ...]:
    """Return the keys whose text says "du" or commands as one says "du", in the order of the catalogue."""
    return tuple(key for key, text in german.items() if any(map(_SAYS_DU.search, forms_of(text))))
