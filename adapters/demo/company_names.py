"""Names for the sample company, by the place people work at.  No first name of the cast is among them."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Names:
    """First and last names as people at one place have them."""

    first: tuple[str, ...]
    last: tuple[str, ...]


def _names(first: str, last: str) -> Names:
    return Names(tuple(first.split()), tuple(last.split()))


_GERMAN = _names(
    """Anneke Bernd Birgit Carsten Claudia Dirk Elif Emre Frauke Gesine Götz Heike Henning Ilka Jörg Jutta
    Kerem Kirsten Lars Lina Malte Maren Nele Onur Paula Ralf Rieke Selma Silke Sönke Thies Ulrike Uwe
    Volker Wiebke""",
    """Albers Bäcker Brinkmann Dietz Ehlers Fischbach Fromm Göbel Hagemann Hölzer Jansen Kaya Kessler Köhn
    Lindner Löffler Mertens Nießen Ohlsen Petersen Quandt Reimers Rösler Sander Schütte Stahl Tiedemann
    Ulmer Vogt Wegener Yilmaz Zander""",
)
_SCOTTISH = _names(
    """Ailsa Alasdair Blair Callum Catriona Duncan Eilidh Ewan Fergus Finlay Greer Hamish Iona Isla Kirsty
    Lachlan Mairi Morag Murdo Rhona Rory Senga Shona Struan""",
    """Abernethy Baird Calder Dalgleish Erskine Forsyth Galbraith Haldane Inglis Jardine Kinloch Laidlaw
    Macaulay McCrae Menzies Nairn Ogilvie Pringle Rattray Shaw Struthers Tulloch Urquhart Wishart""",
)
_BRITISH = _names(
    """Abigail Aisha Barnaby Chidi Daisy Dev Ellis Femi Gemma Harriet Imran Jemima Kofi Lottie Marcus Nadia
    Nkechi Oliver Poppy Reuben Rosalind Saira Tamsin Theo Uzma Winston Yusuf""",
    """Akande Ashworth Barlow Chaudhry Cartwright Dunmore Eastwood Fairley Greaves Hollins Iqbal Joyner
    Kemble Langdon Mensah Norwood Okafor Pemberton Quarshie Radley Siddiqui Thornbury Upton Vickers
    Whitlock""",
)
_INDIAN = _names(
    """Aditi Anirban Arjun Bipasha Chandan Debjani Devika Gaurav Hemant Ipsita Joydeep Kavya Lalit Madhuri
    Nandini Partha Payel Rohan Rupa Shreya Subhash Tanvi Utpal Vikram""",
    """Acharya Banerji Basak Chakrabarti Dutta Ganguli Ghoshal Iyer Joshi Kulkarni Lahiri Mallick Menon
    Nayak Pillai Raychaudhuri Saha Sengupta Tripathi Venkatesan""",
)
_PORTUGUESE = _names(
    """Afonso Beatriz Carlota Catarina Diogo Duarte Filipa Gonçalo Inês Joana Luísa Mafalda Nuno Raquel
    Simão Telmo Tiago Vasco""",
    """Abrantes Bastos Brandão Cordeiro Couto Esteves Figueira Garrido Lobato Magalhães Moura Nogueira
    Peixoto Queirós Rebelo Sardinha Teles Valadão""",
)
_POLISH = _names(
    """Agnieszka Bartosz Celina Dorota Elżbieta Franciszek Grażyna Hubert Jagoda Kacper Łucja Maciej
    Natalia Oliwia Paweł Roksana Sławomir Urszula Wojciech Zuzanna""",
    """Adamczyk Borowiec Cieślak Dąbek Gajda Jawor Kłos Lipiec Majchrzak Niemiec Olszak Pietras Rogala
    Sikora Szymczak Tomala Urbaniak Wrona Zając Żuk""",
)
_FRENCH = _names(
    """Amandine Baptiste Cédric Delphine Élodie Fabrice Gaëlle Hugues Joël Ludivine Maëva Noémie Rémi
    Solène Thibault""",
    """Aubry Bécart Chauvin Delorme Fauré Garnier Jolivet Lacombe Maillard Noiret Perrin Renaud Salvy
    Tissier Vasseur""",
)
_AMERICAN = _names(
    """Amara Brooke Cassidy Darnell Esperanza Gideon Hector Imani Jaylen Keisha Lorena Mateo Nolan Paloma
    Quentin Rosario Shelby Tyrell Vivian Wesley""",
    """Alvarado Beckett Castellano Delgado Ellison Fuentes Granger Holloway Irizarry Jessup Kowalczyk
    Lockhart Montoya Nguyen Okonkwo Prescott Quintero Ramsey Sandoval Tran""",
)
_AUSTRALIAN = _names(
    "Alinta Bronte Cooper Darcy Flynn Jarrah Kirra Lachie Matilda Nash Riley Sienna Talia Wren",
    """Bonner Carrick Devlin Furlong Gilchrist Hartigan Kearney Lonsdale Maguire Nairne Papadakis Tran
    Vella""",
)
_EMIRATI = _names(
    "Amina Bilal Dalia Faisal Ghada Hamdan Jamila Khalid Lubna Maha Nasser Rania Salim Tariq Wafa",
    """Al-Amiri Al-Suwaidi Barakat Darwish Farouk Ghanem Hamdani Jaber Kassab Mansour Nuaimi Qasim Rashed
    Saleh""",
)


@dataclass(frozen=True, slots=True)
class Place:
    """A city people work in, with what follows from it.  ``weight`` is its share of the company."""

    key: str
    weight: int
    country: str
    subdivision: str
    zone: str
    locale: str
    entity: str
    names: Names


PLACES = (
    Place("berlin", 71, "DE", "BE", "Europe/Berlin", "de", "Acme GmbH", _GERMAN),
    Place("edinburgh", 37, "GB", "SCT", "Europe/London", "en", "Acme UK Ltd", _SCOTTISH),
    Place("london", 24, "GB", "ENG", "Europe/London", "en", "Acme UK Ltd", _BRITISH),
    Place("kolkata", 20, "IN", "WB", "Asia/Kolkata", "en", "Acme Services AG", _INDIAN),
    Place("lisbon", 14, "PT", "", "Europe/Lisbon", "pt", "Acme GmbH", _PORTUGUESE),
    Place("warsaw", 12, "PL", "", "Europe/Warsaw", "pl", "Acme GmbH", _POLISH),
    Place("new_york", 12, "US", "NY", "America/New_York", "en", "Acme Services AG", _AMERICAN),
    Place("paris", 8, "FR", "", "Europe/Paris", "fr", "Acme GmbH", _FRENCH),
    Place("adelaide", 4, "AU", "SA", "Australia/Adelaide", "en", "Acme Services AG", _AUSTRALIAN),
    Place("dubai", 4, "AE", "", "Asia/Dubai", "ar", "Acme Services AG", _EMIRATI),
)
