"""The words that stop names are made of, language by language: what counts, and what does not.

Names of places are not here, except the few dozen cities that neighbours call otherwise; a
territory brings its own other spellings.
"""

from __future__ import annotations

_LIGHT = (
    "a al an am auf au aux bei beim d da das de dem den der des di die du e em en et im in l la le "
    "les of op s secteur sous sur the um und unter vum zu zum zur"
)
LIGHT = frozenset(_LIGHT.split())
"""Words that hardly tell one stop from another."""

_STATION = "gare bahnhof hauptbahnhof hbf bhf bf station stazione estacion estacao garer"
STATION = frozenset(_STATION.split())
"""Words for a railway station (and for the stops in front of it)."""

STATION_WORD = ("gare",)
"""The word that stays in a name such as "Ancienne gare", which is no station itself."""

_AFTER_STATION = (
    "centrale central principale ville sncf cfl db sncb nmbs cff sbb ffs oebb obb ns routiere rer "
    "ter tgv autobus bus tram"
)
AFTER_STATION = frozenset(_AFTER_STATION.split())
"""Words that add nothing to a station's name when they follow the word for station."""

_NOT_A_STATION_AFTER = (
    "rue avenue boulevard chemin place square pont passage quartier impasse op bei ancienne alte "
    "aal vieille kleng cafe hotel restaurant parking cite"
)
NOT_A_STATION_AFTER = frozenset(_NOT_A_STATION_AFTER.split())
"""Words before "gare" that make it the name of something else: a street, a quarter."""

_PLATFORM = "quai voie platform steig bussteig gleis bay perron arret stand"
PLATFORM = frozenset(_PLATFORM.split())
"""Words that, followed by a number or a letter, name a platform."""

_BUS_STATION = "routiere busbahnhof zob busgare busstation autobus car cars"
BUS_STATION = frozenset(_BUS_STATION.split())
"""Words that make a station the one of the buses."""

VEHICLE = frozenset(("tram", "tramway", "train"))
"""Words at the end of a name that say what stops there, not where."""

_ROAD = "rue avenue boulevard chemin"
ROAD = frozenset(_ROAD.split())
"""Kinds of street, after abbreviations are written out; one feed's street is another's road."""

ONE_WORD = {
    "st": "saint", "sankt": "saint", "ste": "sainte", "snt": "saint",
    "av": "avenue", "ave": "avenue", "bd": "boulevard", "bld": "boulevard", "blvd": "boulevard",
    "r": "rue", "rte": "rue", "route": "rue", "str": "rue", "strasse": "rue", "strooss": "rue",
    "street": "rue", "road": "rue", "ch": "chemin", "pl": "place", "platz": "place",
    "plaz": "place", "square": "place", "cc": "commercial", "zi": "industrielle",
    "ecoles": "ecole", "schule": "ecole", "schoul": "ecole", "school": "ecole",
    "lyzeum": "lycee", "lycees": "lycee", "gymnasium": "lycee",
    "kirche": "eglise", "kierch": "eglise", "church": "eglise",
    "rathaus": "mairie", "gemeng": "mairie",
    "friedhof": "cimetiere", "kierfecht": "cimetiere",
    "brucke": "pont", "bruck": "pont", "bridge": "pont", "breck": "pont",
    "zentrum": "centre", "zenter": "centre", "center": "centre", "grenze": "frontiere",
    "krankenhaus": "hopital", "spidol": "hopital", "spital": "hopital",
    "flughafen": "aeroport", "airport": "aeroport", "universitat": "universite",
    "busbahnhof": "gare", "zob": "gare", "busgare": "gare", "busstation": "gare",
}  # fmt: skip
"""Abbreviations and translations of one word, folded."""

PHRASES = {
    ("hotel", "ville"): ("mairie",),
    ("park", "ride"): ("parkride",),
    ("parc", "relais"): ("parkride",),
}
"""Phrases (without light words) that are another word for one thing."""

EXONYMS = (
    "aachen|aix la chapelle|aken", "arlon|arel|aarlen", "bastogne|bastnach",
    "basel|bale|basle|basilea", "bern|berne", "biel|bienne", "bruxelles|brussel|brussels",
    "bozen|bolzano", "brixen|bressanone", "chur|coire", "colmar|kolmar", "courtrai|kortrijk",
    "diedenhofen|thionville", "freiburg breisgau|fribourg brisgau", "geneve|genf|geneva|ginevra",
    "gent|gand|ghent", "gorizia|gorica", "ieper|ypres", "koblenz|coblence|coblenz",
    "koln|cologne|keulen", "konstanz|constance", "liege|luik|luttich", "lille|rijsel",
    "luxembourg|luxemburg|letzebuerg", "mainz|mayence", "menton|mentone",
    "mechelen|malines", "metz|metz ville", "mons|bergen", "mouscron|moeskroen",
    "mulhouse|mulhausen|muhlhausen", "munchen|munich|monaco baviera", "namur|namen",
    "neuchatel|neuenburg am see", "roeselare|roulers", "saarbrucken|sarrebruck|saarbruck",
    "saarlouis|sarrelouis", "salzburg|salzbourg", "sarreguemines|saargemund",
    "san sebastian|donostia|saint sebastien", "sitten|sion", "strasbourg|strassburg",
    "tournai|doornik", "trier|treves", "trieste|trst|triest", "tirlemont|tienen",
    "ventimiglia|vintimille", "wissembourg|weissenburg", "worth rhein|woerth rhein",
    "zweibrucken|deux ponts",
)  # fmt: skip
"""Cities of Europe's borders that neighbours call otherwise; the first spelling stands for all."""
