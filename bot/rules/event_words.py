"""The words by which an event is told in English and German, folded as ``fold`` returns them."""

from __future__ import annotations

from typing import Final

from bot.rules.spelling import words

FIRST: Final = words(
    "i we my our me us ich wir mein meine meinen meinem meiner unser unsere unseren unserem mir uns habe hab"
)
OWN: Final = words(
    "my our his her their mein meine meinen meinem meiner unser unsere unseren unserem sein seine seinen "
    "ihr ihre ihren"
)
ONE: Final = OWN | words(
    "a an one two three four five the ein eine einen einer einem das die den der zwei drei"
)
SUPPOSED: Final = words(
    "if falls wenn sobald unless before bevor ehe prevent prevents preventing avoid avoids avoiding "
    "verhindern vermeiden damit whether whenever ob imagine suppose example beispiel game quiz lesson "
    "lektion poster training schulung kurs nobody niemand keiner none nothing nichts never nie"
)
MODAL: Final = words(
    "can could may might should would must kann konnen konnte konnten sollte sollten soll sollen muss "
    "mussen darf"
)
WOULD_BE: Final = words("should would sollte sollten soll can kann konnen muss must")
HABIT: Final = words(
    "often always usually sometimes every regularly each rarely seldom oft haufig immer manchmal jede "
    "jeder jeden jedes standig meist meistens regelmassig selten typically generally"
)
LOST: Final = words(
    "lost misplaced stole stolen missing gone vanished disappeared verloren verlegt gestohlen geklaut "
    "verschwunden weg abhanden entwendet robbed snatched left vergessen liegengelassen liegenlassen"
)
SURELY_LOST: Final = words("lost misplaced verloren verlegt")
THINGS: Final = words(
    "phone phones smartphone smartphones mobile cellphone handy handys telefon telefone diensthandy "
    "iphone laptop laptops notebook notebooks computer computers rechner pc macbook tablet tablets ipad "
    "device devices gerat gerate usb stick sticks drive drives disk festplatte badge badges keycard card "
    "ausweis ausweise dienstausweis firmenausweis schlussel key keys keyring schlusselbund token tokens "
    "wallet backpack rucksack bag tasche briefcase aktentasche folder ordner documents dokumente papers "
    "unterlagen file files akte akten backup tape yubikey dongle chipkarte karte firmenlaptop"
)
# What may stand between the thing and its loss; another noun makes it a kind: "the device list is gone".
BESIDE_A_THING: Final = words(
    "is was were are has have had been got went with from at on in of to for and since yesterday today "
    "wurde wurden ist sind war waren mit von vom aus im auf am seit gestern heute und leider just now "
    "again hat haben habe bei beim zum zur"
)
MANY: Final = frozenset(
    word for word in THINGS if word.endswith("s") and word not in {"keys", "papers", "documents"}
)
ABSTRACT: Final = words(
    "time times hours hour minutes days day weeks week track count sight interest trust faith way "
    "patience temper customer customers client clients deal deals job work changes progress place turn "
    "motivation focus overview thread mind voice connection access draft text energy hope order orders "
    "bid tender respect zeit stunden minuten tage uberblick geduld lust vertrauen faden kunden kunde "
    "auftrag auftrage zugang zugriff verbindung arbeit nerven interesse mut hoffnung weeks' settings "
    "einstellungen"
)
CLICKED: Final = words("clicked geklickt angeklickt draufgeklickt aufgeklickt tapped")
OPENED: Final = words(
    "opened geoffnet aufgemacht ran downloaded installed scanned ausgefuhrt heruntergeladen installiert"
)
LURES: Final = words(
    "link links url attachment attachments anhang anhange mail mails email emails spam popup sms qr "
    "invoice rechnung message nachricht phishing phishingmail phish banner werbung ad"
)
ODD: Final = words(
    "strange weird odd suspicious fake dubious unknown phishing spam virus malware attachment anhang "
    "komisch komische komischen komischer verdachtig verdachtige verdachtigen verdachtiger seltsam "
    "seltsame seltsamen seltsamer gefalscht gefalschte gefalschten dubios dubiose dubiosen unbekannt "
    "unbekannte unbekannten phishingmail"
)
BROKEN: Final = words(
    "404 dead broken outdated nowhere tot kaputt veraltet leer slow langsam newsletter handbook handbuch "
    "intranet wiki"
)
LEAKED: Final = words(
    "leaked hacked phished compromised breached infected geleakt gehackt abgeflossen durchgesickert "
    "infiziert kompromittiert exfiltrated encrypted reingefallen hereingefallen eingebrochen gephisht"
)
WATER: Final = words(
    "roof pipe pipes tap water coffee ceiling memory radiator dach rohr wasser wasserhahn kaffee decke "
    "heizung battery batterie end-to-end always rest transit"
)
OF_OR_FOR: Final = words(
    "for against of to with the a any all from no uber gegen von mit nach auf fur about encrypted"
)
MALICE: Final = words(
    "ransomware malware virus trojan trojaner breach datenpanne datenleck spyware keylogger leak hacker"
)
WAS: Final = words("was were been gab wurde")
LEAKABLE: Final = words("data list passwords customer personal salary daten kundendaten liste")
AGAINST_IT: Final = words("scanner protection policy guide plan report schutz regel")
RANSOM: Final = words("ransom files dateien hackers suddenly")
HAVE: Final = words(
    "have has had got caught found get is on habe haben hat hatte hatten gefangen gefunden eingefangen "
    "drauf ist"
)
SENT: Final = words(
    "sent emailed mailed forwarded uploaded posted published shared copied deleted geschickt gesendet "
    "verschickt weitergeleitet gemailt hochgeladen veroffentlicht geloscht gepostet versendet"
)
ASTRAY: Final = words(
    "accidentally accident mistake mistakenly versehentlich versehen irrtumlich inadvertently"
)
WRONG: Final = words("wrong falsch falsche falschen falscher")
RECIPIENTS: Final = words(
    "person people address recipient recipients customer client company supplier list channel team group "
    "empfanger adresse kunde kunden firma verteiler lieferant kanal gruppe leute mailbox inbox"
)
TOLD: Final = words(
    "gave told shared sent typed entered eingegeben verraten weitergegeben herausgegeben gegeben gesagt "
    "genannt"
)
PASSWORDS: Final = words(
    "password passwords passwort passworter kennwort pin credentials zugangsdaten passcode anmeldedaten login"
)
TRAPS: Final = words(
    "site website page seite webseite link mail email form formular phone telefon caller anrufer stranger "
    "fremden someone jemand jemandem colleague kollegen fake gefalscht gefalschte gefalschten phishing "
    "there dort"
)
