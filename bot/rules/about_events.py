"""What sounds like something to report first: a loss, a click, a leak, a mail gone astray (R37, R39).

The question it leads to has "It is only an idea" as one of its answers, so a doubtful sentence is asked
about.  Yet who writes about forms for lost badges is not asked: somebody, or something of ours, must have
lost, clicked, leaked or sent, and it must have happened.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Final

from bot.rules.spelling import fold, words

_SENTENCE: Final = re.compile(r"[.!?;\n]+(?:\s|$)")

_FIRST: Final = words(
    "i we my our me us ich wir mein meine meinen meinem meiner unser unsere unseren unserem mir uns habe hab"
)
_OWN: Final = words(
    "my our his her their mein meine meinen meinem meiner unser unsere unseren unserem sein seine seinen "
    "ihr ihre ihren"
)
_ONE: Final = _OWN | words(
    "a an one two three four five the ein eine einen einer einem das die den der zwei drei"
)
_SUPPOSED: Final = words(
    "if falls wenn sobald unless before bevor ehe prevent prevents preventing avoid avoids avoiding "
    "verhindern vermeiden damit whether whenever ob imagine suppose example beispiel game quiz lesson "
    "lektion poster training schulung kurs nobody niemand keiner none nothing nichts never nie"
)
_MODAL: Final = words(
    "can could may might should would must kann konnen konnte konnten sollte sollten soll sollen muss "
    "mussen darf"
)
_WOULD_BE: Final = words("should would sollte sollten soll can kann konnen muss must")
_HABIT: Final = words(
    "often always usually sometimes every regularly each rarely seldom oft haufig immer manchmal jede "
    "jeder jeden jedes standig meist meistens regelmassig selten typically generally"
)
_LOST: Final = words(
    "lost misplaced stole stolen missing gone vanished disappeared verloren verlegt gestohlen geklaut "
    "verschwunden weg abhanden entwendet robbed snatched left vergessen liegengelassen liegenlassen"
)
_SURELY_LOST: Final = words("lost misplaced verloren verlegt")
_THINGS: Final = words(
    "phone phones smartphone smartphones mobile cellphone handy handys telefon telefone diensthandy "
    "iphone laptop laptops notebook notebooks computer computers rechner pc macbook tablet tablets ipad "
    "device devices gerat gerate usb stick sticks drive drives disk festplatte badge badges keycard card "
    "ausweis ausweise dienstausweis firmenausweis schlussel key keys keyring schlusselbund token tokens "
    "wallet backpack rucksack bag tasche briefcase aktentasche folder ordner documents dokumente papers "
    "unterlagen file files akte akten backup tape yubikey dongle chipkarte karte firmenlaptop"
)
# What may stand between the thing and its loss; another noun makes it a kind: "the device list is gone".
_BESIDE_A_THING: Final = words(
    "is was were are has have had been got went with from at on in of to for and since yesterday today "
    "wurde wurden ist sind war waren mit von vom aus im auf am seit gestern heute und leider just now "
    "again hat haben habe bei beim zum zur"
)
_MANY: Final = frozenset(
    word for word in _THINGS if word.endswith("s") and word not in {"keys", "papers", "documents"}
)
_ABSTRACT: Final = words(
    "time times hours hour minutes days day weeks week track count sight interest trust faith way "
    "patience temper customer customers client clients deal deals job work changes progress place turn "
    "motivation focus overview thread mind voice connection access draft text energy hope order orders "
    "bid tender respect zeit stunden minuten tage uberblick geduld lust vertrauen faden kunden kunde "
    "auftrag auftrage zugang zugriff verbindung arbeit nerven interesse mut hoffnung weeks' settings "
    "einstellungen"
)
_CLICKED: Final = words("clicked geklickt angeklickt draufgeklickt aufgeklickt tapped")
_OPENED: Final = words(
    "opened geoffnet aufgemacht ran downloaded installed scanned ausgefuhrt heruntergeladen installiert"
)
_LURES: Final = words(
    "link links url attachment attachments anhang anhange mail mails email emails spam popup sms qr "
    "invoice rechnung message nachricht phishing phishingmail phish banner werbung ad"
)
_ODD: Final = words(
    "strange weird odd suspicious fake dubious unknown phishing spam virus malware attachment anhang "
    "komisch komische komischen komischer verdachtig verdachtige verdachtigen verdachtiger seltsam "
    "seltsame seltsamen seltsamer gefalscht gefalschte gefalschten dubios dubiose dubiosen unbekannt "
    "unbekannte unbekannten phishingmail"
)
_BROKEN: Final = words(
    "404 dead broken outdated nowhere tot kaputt veraltet leer slow langsam newsletter handbook handbuch "
    "intranet wiki"
)
_LEAKED: Final = words(
    "leaked hacked phished compromised breached infected geleakt gehackt abgeflossen durchgesickert "
    "infiziert kompromittiert exfiltrated encrypted reingefallen hereingefallen eingebrochen gephisht"
)
_WATER: Final = words(
    "roof pipe pipes tap water coffee ceiling memory radiator dach rohr wasser wasserhahn kaffee decke "
    "heizung battery batterie end-to-end always rest transit"
)
_OF_OR_FOR: Final = words(
    "for against of to with the a any all from no uber gegen von mit nach auf fur about list encrypted"
)
_MALICE: Final = words(
    "ransomware malware virus trojan trojaner breach datenpanne datenleck spyware keylogger leak hacker"
)
_AGAINST_IT: Final = words("scanner protection policy guide plan report schutz regel")
_RANSOM: Final = words("ransom files dateien hackers suddenly")
_HAVE: Final = words(
    "have has had got caught found get is on habe haben hat hatte hatten gefangen gefunden eingefangen "
    "drauf ist"
)
_SENT: Final = words(
    "sent emailed mailed forwarded uploaded posted published shared copied deleted geschickt gesendet "
    "verschickt weitergeleitet gemailt hochgeladen veroffentlicht geloscht gepostet versendet"
)
_ASTRAY: Final = words(
    "accidentally accident mistake mistakenly versehentlich versehen irrtumlich inadvertently"
)
_WRONG: Final = words("wrong falsch falsche falschen falscher")
_RECIPIENTS: Final = words(
    "person people address recipient recipients customer client company supplier list channel team group "
    "empfanger adresse kunde kunden firma verteiler lieferant kanal gruppe leute mailbox inbox"
)
_TOLD: Final = words(
    "gave told shared sent typed entered eingegeben verraten weitergegeben herausgegeben gegeben gesagt "
    "genannt"
)
_PASSWORDS: Final = words(
    "password passwords passwort passworter kennwort pin credentials zugangsdaten passcode anmeldedaten login"
)
_TRAPS: Final = words(
    "site website page seite webseite link mail email form formular phone telefon caller anrufer stranger "
    "fremden someone jemand jemandem colleague kollegen fake gefalscht gefalschte gefalschten phishing "
    "there dort"
)

_Words = Sequence[str]


def looks_like_event(text: str) -> bool:
    """Return True when a sentence of ``text`` tells of something that should be reported first."""
    return any(_tells_of_an_event(re.findall(r"\w+", each)) for each in _SENTENCE.split(fold(text)))


def _tells_of_an_event(said: _Words) -> bool:
    return any(rule(said, at) for at, word in enumerate(said) for rule in _RULES.get(word, ()))


def _happened(said: _Words, at: int) -> bool:
    """Return True unless the sentence only supposes it, forbids it or says how often it happens."""
    before = said[max(0, at - 25) : at]
    own = not _FIRST.isdisjoint(said[max(0, at - 8) : at + 4])
    if not _SUPPOSED.isdisjoint(before) or (not _HABIT.isdisjoint(said[max(0, at - 10) : at + 10])):
        return False
    if not _WOULD_BE.isdisjoint(said[max(0, at - 6) : at]) and "have" not in before:
        return False
    return own or _MODAL.isdisjoint(before)


def _near(said: _Words, at: int, wanted: frozenset[str], back: int, on: int) -> bool:
    return not wanted.isdisjoint(said[max(0, at - back) : at + on + 1])


def _loss(said: _Words, at: int) -> bool:
    if not _happened(said, at):
        return False
    following = said[at + 1 : at + 5]
    if said[at] == "missing" and following[:1] and following[0] in {"a", "an", "the", "some", "one"}:
        return False
    if following and following[0] in _THINGS:
        # "Forms for lost phones" names a kind; "lost laptop" as the first word, or "my lost laptop", tells.
        previous = said[at - 1] if at else ""
        return (at == 0 and following[0] not in _MANY and _WOULD_BE.isdisjoint(said)) or previous in _OWN
    if said[at] in _SURELY_LOST and following and following[0] in _OWN | {"a", "the"}:
        owned = following[0] in _OWN and len(following) > 1 and _ABSTRACT.isdisjoint(following[1:3])
        return owned or not _THINGS.isdisjoint(following)
    if following and following[0] in _ONE and not _THINGS.isdisjoint(following[1:4]):
        return True
    return _thing_before(said, at)


def _thing_before(said: _Words, at: int) -> bool:
    """Return True for "my phone was stolen", "Laptop verloren", "das Handy ist weg"."""
    start = max(0, at - 8)
    for place in range(at - 1, start - 1, -1):
        if said[place] in _THINGS and (place + 1 == at or said[place + 1] in _BESIDE_A_THING):
            owned = not _ONE.isdisjoint(said[max(0, place - 3) : place])
            own = not _FIRST.isdisjoint(said[start:at])
            return (
                own
                or (said[place] not in _MANY and (owned or place == 0))
                or (owned and said[place] in _MANY)
            )
    own_thing = [place for place in range(start, at) if said[place] in _OWN]
    return said[at] in {"verloren", "verlegt"} and bool(own_thing) and _ABSTRACT.isdisjoint(said[start:at])


def _click(said: _Words, at: int) -> bool:
    lured = _near(said, at, _LURES, 5, 6) or _near(said, at, _ODD, 4, 6)
    return lured and _happened(said, at) and _BROKEN.isdisjoint(said)


def _opening(said: _Words, at: int) -> bool:
    odd = _near(said, at, _ODD, 6, 6)
    return odd and not _FIRST.isdisjoint(said[: at + 1]) and _happened(said, at)


def _leak(said: _Words, at: int) -> bool:
    if not _happened(said, at) or not _WATER.isdisjoint(said):
        return False
    previous, following = said[at - 1] if at else "", said[at + 1 : at + 2]
    if said[at] == "encrypted":
        return not _MALICE.isdisjoint(said) or _near(said, at, _RANSOM, 5, 5)
    return not (
        following and (at == 0 or previous in _OF_OR_FOR) and following[0] not in {"today", "yesterday"}
    )


def _malice(said: _Words, at: int) -> bool:
    return (
        _near(said, at, _FIRST, 6, 6) and _near(said, at, _HAVE, 5, 4) and _happened(said, at)
        and not _near(said, at, _AGAINST_IT, 1, 2)
    )  # fmt: skip


def _astray(said: _Words, at: int) -> bool:
    if not _happened(said, at):
        return False
    if _near(said, at, _ASTRAY, 8, 12):
        return True
    for place in range(max(0, at - 10), min(len(said), at + 12)):
        if said[place] in _WRONG and not _RECIPIENTS.isdisjoint(said[place + 1 : place + 4]):
            return True
    return False


def _told(said: _Words, at: int) -> bool:
    given_away = said[at] not in {"typed", "entered", "eingegeben"}
    told = _near(said, at, _PASSWORDS, 6, 6) and not _FIRST.isdisjoint(said[max(0, at - 8) : at + 3])
    return told and (given_away or not _TRAPS.isdisjoint(said)) and _happened(said, at)


def _fell_for(said: _Words, at: int) -> bool:
    return (
        said[at + 1 : at + 2] == ["for"]
        and not _FIRST.isdisjoint(said[:at])
        and _near(said, at, _ODD | _LURES, 0, 6)
    )


_Rule = Callable[[_Words, int], bool]
_TABLE: Final[tuple[tuple[frozenset[str], _Rule], ...]] = (
    (_LOST, _loss), (_CLICKED, _click), (_OPENED, _opening), (_LEAKED, _leak), (_MALICE, _malice), (_SENT, _astray),
    (_TOLD, _told), (frozenset({"fell"}), _fell_for),
)  # fmt: skip
_RULES: Final[dict[str, tuple[_Rule, ...]]] = {
    word: tuple(rule for group, rule in _TABLE if word in group) for words_, _ in _TABLE for word in words_
}
