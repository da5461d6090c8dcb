"""What sounds like a complaint about a person, which belongs on the confidential route (R37, R40)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from bot.rules.spelling import fold, words

_SENTENCE: Final = re.compile(r"[.!?;\n]+(?:\s|$)")
_WORD: Final = re.compile(r"\w+")

_OWN: Final = words(
    "my our his her their mein meine meinen meinem meiner unser unsere unseren unserem unserer a ein eine "
    "einem einer the der die"
)
_PEOPLE: Final = words(
    "boss manager supervisor superior colleague colleagues coworker coworkers teammate director ceo cfo "
    "lead leader foreman trainer mentor chef chefin vorgesetzter vorgesetzte vorgesetzten fuhrungskraft "
    "kollege kollegen kollegin teamleiter teamleiterin teamleitung abteilungsleiter abteilungsleiterin "
    "ausbilder ausbilderin geschaftsfuhrer geschaftsfuhrerin"
)
_ACCUSES: Final = words(
    "bully bullies bullied bullying harass harasses harassed harassing harassment shout shouts shouted "
    "shouting yell yells yelled yelling screams screamed insult insults insulted insulting threaten "
    "threatens threatened steal steals stole stealing stolen lies lied lying cheat cheats cheated "
    "cheating discriminates discriminated discrimination humiliates humiliated sexist racist drunk abuses "
    "abused abusive rude unfair touched touches groped blackmails blackmailed fraud bribe bribes bribed "
    "bribery corrupt forges forged falsifies falsified incompetent lazy toxic aggressive creepy nasty "
    "horrible liar idiot stupid refuses refused bypasses bypassed violates violated breaks broke hides "
    "hid forces forced pressures pressured blames blamed embezzles embezzled spies spied stalks stalked "
    "misuses misused sells sold manipulates manipulated retaliates unbearable mobbt gemobbt mobbing "
    "schreit angeschrien anschreit beleidigt beleidigend bedroht belastigt belastigung klaut geklaut "
    "stiehlt gestohlen lugt gelogen betrugt betrogen betrug diskriminiert diskriminierung demutigt "
    "gedemutigt sexistisch rassistisch betrunken faul unfahig inkompetent aggressiv unverschamt angefasst "
    "begrapscht erpresst besticht bestochen korrupt falscht gefalscht umgeht missachtet weigert zwingt "
    "gezwungen schikaniert schikane droht gedroht unterschlagt unterschlagen lugner manipuliert verkauft "
    "missbraucht unertraglich tyrannisiert"
)
# These accuse only together with what is ignored, shared or left.
_BREACHES: Final = words(
    "ignores ignored shares shared ignoriert teilt verschweigt leaves left takes took copies copied lets "
    "nimmt kopiert lasst writes gave gives gibt"
)
_OBJECTS: Final = words(
    "rule rules policy policies password passwords data customer confidential law regel regeln richtlinie "
    "richtlinien passwort passworter daten kundendaten vertraulich vertrauliche gesetz vorschriften "
    "warnings warning home unlocked"
)
_VICTIM: Final = words("i me us we ich mich mir uns wir")
_DONE_TO: Final = words(
    "bullied harassed insulted humiliated discriminated blackmailed groped stalked gemobbt belastigt "
    "beleidigt diskriminiert schikaniert erpresst gedemutigt angeschrien begrapscht"
)
_DONE_BY: Final = words("he she er sie they someone somebody jemand")
_AT: Final = frozenset({"shouted", "shouts", "yelled", "yells", "screamed", "screams"})
# A tool, a form or a rule can do these as well, and its name has capitals too.
_THINGS_DO: Final = words(
    "breaks broke forces forced hides hid refuses refused pressures pressured violates violated bypasses "
    "bypassed sells sold rude unfair lazy toxic horrible unbearable stupid zwingt gezwungen umgeht "
    "verkauft weigert missachtet unertraglich"
)
_PERSONAL: Final = _ACCUSES - _THINGS_DO
_NO_NAME: Final = _OWN | words("das den dem des this that these those dieser diese dieses our i wir ihr")
# Nothing in these is anybody's fault.
_BESIDE: Final = words(
    "lesson lektion poster training schulung policy module modul example beispiel scenario"
)

_Words = Sequence[str]


def looks_like_person(text: str, names: Sequence[str] = ()) -> bool:
    """Return True when a sentence of ``text`` accuses somebody.

    ``names`` are full names that may be meant; without them two capitalised words side by side are taken
    for a name.  Praise, a question to somebody and an idea that came from somebody are none of this.
    """
    known = [fold(part) for name in names for part in name.split() if len(part) > 2]
    return any(_accuses(each, frozenset(known)) for each in _SENTENCE.split(text))


def _accuses(sentence: str, known: frozenset[str]) -> bool:
    found = list(_WORD.finditer(sentence))
    said = [fold(each[0]) for each in found]
    if any(_victim(said, at) for at, word in enumerate(said) if word in _DONE_TO or word in _AT):
        return True
    whom = (at for at, word in enumerate(said) if word in known or _is_somebody(said, at))
    return any(_accused(said, at) for at in whom) or _names_one(found, said)


def _is_somebody(said: _Words, at: int) -> bool:
    return said[at] in _PEOPLE and not _OWN.isdisjoint(said[max(0, at - 3) : at])


def _names_one(found: Sequence[re.Match[str]], said: _Words) -> bool:
    """Return True when two capitalised words side by side are followed at once by what only people do.

    At once, because in German every noun has a capital.
    """
    for at in range(len(found) - 1):
        first, last = found[at], found[at + 1]
        beside = last.start() - first.end() == 1 and first[0][0].isupper() and last[0][0].isupper()
        if beside and said[at] not in _NO_NAME and not _PERSONAL.isdisjoint(said[at + 2 : at + 5]):
            return _BESIDE.isdisjoint(said)
    return False


def _accused(said: _Words, at: int) -> bool:
    if not _BESIDE.isdisjoint(said[max(0, at - 6) : at + 10]):
        return False
    around = said[max(0, at - 7) : at + 10]
    if not _ACCUSES.isdisjoint(around):
        return True
    return not _BREACHES.isdisjoint(said[at : at + 6]) and not _OBJECTS.isdisjoint(said[at : at + 12])


def _victim(said: _Words, at: int) -> bool:
    if not _BESIDE.isdisjoint(said):
        return False
    if said[at] in _AT:
        return said[at + 1 : at + 2] == ["at"] and not _VICTIM.isdisjoint(said[at + 2 : at + 3])
    near = said[max(0, at - 5) : at + 3]
    return not _VICTIM.isdisjoint(near) or not _DONE_BY.isdisjoint(said[max(0, at - 3) : at])
