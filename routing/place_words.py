"""How place names are compared: a name as people write it in, its canonical words out.

Accents, case and punctuation do not count, abbreviations are written out, and the words that
stops are named after in French, German, Luxembourgish, English and Portuguese fall together, so
that "Bahnhof" finds "Gare". Words of languages stand here; names of places are data.
"""

from __future__ import annotations

import re
import unicodedata

MAX_WORDS = 12
"""How many words of a query are looked at."""

_WORD = re.compile(r"[^\W_]+")
_LETTERS = str.maketrans({"œ": "oe", "æ": "ae", "ø": "o", "ł": "l", "đ": "d", "ð": "d"})

_SAME = (
    ("gare", "bahnhof bhf station statioun garer estacao"),
    ("gare centrale", "hauptbahnhof hbf"),
    ("centrale", "central zentral"),
    ("centre", "center zentrum zenter ctre centro"),
    ("mairie", "rathaus gemeng gemeindehaus"),
    ("eglise", "kirche kierch church igreja"),
    ("ecole", "schule schoul school escola"),
    ("lycee", "gymnasium lyzeum"),
    ("hopital", "krankenhaus spidol hospital klinik clinique"),
    ("universite", "universitat university uni universidade"),
    ("aeroport", "flughafen fluchhafen airport aeroporto"),
    ("pont", "brucke bruck bridge ponte"),
    ("place", "platz plaz square pl"),
    ("rue", "strasse stross street str"),
    ("avenue", "allee av ave"),
    ("boulevard", "bd bld blvd"),
    ("route", "rte landstrasse"),
    ("saint", "st sankt"),
    ("sainte", "ste"),
    ("frontiere", "grenze grenz border douane zoll fronteira"),
    ("cimetiere", "friedhof kierfecht cemetery"),
    ("zone industrielle", "industriezone industriegebiet zi"),
)
_CANONICAL = {alias: tuple(word.split()) for word, aliases in _SAME for alias in aliases.split()}
_LIGHT = (
    "a am an au aux bei d da de der des die do du en et im in l la le les of op sous sur the und "
    "vum zu"
)
LIGHT_WORDS = frozenset(_LIGHT.split())
"""Words that hardly tell one place from another."""


def fold(text: str) -> str:
    """The text without case, accents and ligatures."""
    decomposed = unicodedata.normalize("NFKD", text.casefold().translate(_LETTERS))
    return "".join(char for char in decomposed if not unicodedata.combining(char))


def words_of(text: str) -> tuple[str, ...]:
    """The folded words of a text, as they stand."""
    return tuple(_WORD.findall(fold(text).replace("p+r", "pr")))


def canonical(words: tuple[str, ...]) -> tuple[str, ...]:
    """The same words with abbreviations and other languages' words replaced."""
    return tuple(part for word in words for part in _CANONICAL.get(word, (word,)))


def rewrite(
    words: tuple[str, ...], phrases: dict[tuple[str, ...], tuple[str, ...]]
) -> tuple[str, ...]:
    """The words with every known phrase (another spelling of a place) replaced by its main one.

    The longest phrase wins; what is not known stays.
    """
    longest = max(map(len, phrases), default=0)
    out: list[str] = []
    at = 0
    while at < len(words):
        for size in range(min(longest, len(words) - at), 0, -1):
            replacement = phrases.get(words[at : at + size])
            if replacement is not None:
                out.extend(replacement)
                at += size
                break
        else:
            out.append(words[at])
            at += 1
    return tuple(out)
