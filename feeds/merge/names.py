"""Stop names: the text a feed gives in, what it says out, and how alike two of them are.

"Luxembourg, Gare Centrale Quai 2" says the town Luxembourg and that this is its station. Accents,
case, other languages' words, platforms and light words do not count. A slash separates spellings
("Esch-Uelzecht / Esch-sur-Alzette"), any of which may be what the neighbour writes.
"""

from __future__ import annotations

import itertools
import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from rapidfuzz import fuzz

from feeds.merge import words

Phrases = Mapping[tuple[str, ...], tuple[str, ...]]

_LETTERS = str.maketrans({"œ": "oe", "æ": "ae", "ø": "o", "ł": "l", "đ": "d", "ð": "d"})
_PARK_AND_RIDE = re.compile(r"\bp\s*[+&]\s*r\b")
_ASIDE = re.compile(r"\((?:tram|bus|train|dir|direction|vers|richtung|arr|dep)\b[^)]*\)")
_WORD = re.compile(r"[^\W_]+")
_UMLAUT = re.compile(r"(?<=[aou])e(?=[^aeiou])")
_PLATFORM_TAIL = re.compile(
    rf"[\s,–-]+(?:{'|'.join(sorted(words.PLATFORM))})\s+(?:\d{{1,3}}|[a-z])\s*$", re.IGNORECASE
)
_ASIDE_TAIL = re.compile(r"\s*\((?:tram|bus|train|arr|d[eé]p)\.?\)\s*$", re.IGNORECASE)
_SPELLINGS = 4

SUBSET_SHARE = 0.9
"""How alike are a name and the same name with the town before it."""
GENERIC_SHARE = 0.85
"""How alike are "Gare" and the name of a station."""
TOWN_SHARE = 0.3
"""How alike are a town and a stop in that town."""
SPELLING_SHARE = 0.95
"""What a likeness with one side of a slash is worth."""

STATION_TOWN_SHARE = 0.7
"""How alike are two stations of one town, as far as their names go."""
LAST_WORD_SHARE = 0.65
"""How alike are "Town School Someone" and "Lycée Someone"."""
MAYBE_SHARE = 0.65
"""How alike are "Gare" and the name of a stop where no train calls."""
STATION_KEY = "|station"

_SAME_RATIO = 0.8
_NEAR_RATIO = 0.6
_SHORTENED = 3
_DISTINCT = 5


@dataclass(frozen=True, slots=True)
class StopName:
    """What a name says: its telling words in order, other spellings of them, and what it is."""

    core: tuple[str, ...]
    spellings: tuple[tuple[str, ...], ...]
    key: str
    """Equal for two names of one feed that say the same; kinds of street count here."""
    station: bool
    bus_station: bool
    road: bool
    platform: str
    """The number or letter of the platform that the name ends in, or nothing."""


def fold(text: str) -> str:
    """The text without case, accents and ligatures."""
    decomposed = unicodedata.normalize("NFKD", text.casefold().translate(_LETTERS))
    return "".join(char for char in decomposed if not unicodedata.combining(char))


def phrases_of(spellings: Iterable[Iterable[str]]) -> dict[tuple[str, ...], tuple[str, ...]]:
    """What to replace so that all spellings of one place read alike.

    In comes one group of spellings a place, the main one first; a spelling that is only a part of
    the main one is left alone, for it may be a part of other names too.
    """
    table: dict[tuple[str, ...], tuple[str, ...]] = {}
    for group in spellings:
        told = [_telling(_words(text)) for text in group]
        main = told[0]
        for other in told:
            if other and main and (other == main or not set(other) <= set(main)):
                table.setdefault(other, main)
    return table


def parse(text: str, phrases: Phrases) -> StopName:
    """What a stop name says."""
    folded = fold(text)
    whole, *sides = _spellings(_ASIDE.sub(" ", folded))
    telling, station = _read(whole, phrases)
    core = _without_roads(telling)
    others = (_without_roads(_read(side, phrases)[0]) for side in sides)
    return StopName(
        core=core,
        spellings=tuple(dict.fromkeys(other for other in others if other != core)),
        key=(" ".join(sorted(set(telling))) + STATION_KEY * station) or folded,
        station=station,
        bus_station=station and not words.BUS_STATION.isdisjoint(_WORD.findall(whole)),
        road=not words.ROAD.isdisjoint(telling),
        platform=_platform(_WORD.findall(whole)),
    )


def similarity(a: StopName, b: StopName, *, stations: bool, rails: bool) -> float:
    """How alike two names of two feeds are, 0 to 1.

    `stations`: both are stations by their names or by what calls there.
    `rails`: trains call at both.
    """
    if (a.road and not b.core) or (b.road and not a.core):
        return 0.0
    best = _alike(a.core, b.core, stations=stations, rails=rails)
    if any(
        one.station and other.core[-1:] == words.STATION_WORD for one, other in ((a, b), (b, a))
    ):
        best = max(best, LAST_WORD_SHARE)
    for x in (a.core, *a.spellings):
        for y in (b.core, *b.spellings):
            if (x, y) != (a.core, b.core):
                best = max(best, SPELLING_SHARE * _alike(x, y, stations=stations, rails=rails))
    return best


def without_platform(text: str) -> str:
    """The name as it stands for all platforms: "Gare Centrale Quai 2" is "Gare Centrale"."""
    shorter = _ASIDE_TAIL.sub("", _PLATFORM_TAIL.sub("", text)).strip()
    return shorter or text


def _alike(x: tuple[str, ...], y: tuple[str, ...], *, stations: bool, rails: bool) -> float:
    if set(x) == set(y):
        return 1.0 if x else GENERIC_SHARE * stations
    short, long = (x, y) if len(x) <= len(y) else (y, x)
    if not short:
        plausible = GENERIC_SHARE if stations else MAYBE_SHARE
        return plausible if len(long) <= 2 else 0.0
    if long[-len(short) :] == short:
        return SUBSET_SHARE
    if rails and long[: len(short)] == short:
        return SUBSET_SHARE
    return max(_town_share(x, y, stations=stations), _fuzzy(x, y))


def _town_share(x: tuple[str, ...], y: tuple[str, ...], *, stations: bool) -> float:
    """Stops of one town have its name in common, which proves little unless they are stations."""
    one, other = sorted((x[0], y[0]), key=len)
    same_town = other.startswith(one) and len(one) >= _SHORTENED
    return (STATION_TOWN_SHARE if stations else TOWN_SHARE) if same_town else 0.0


def _fuzzy(x: tuple[str, ...], y: tuple[str, ...]) -> float:
    """Spelling mistakes and shortened words, past the town that both begin with."""
    shared = 0
    while shared < min(len(x), len(y)) and x[shared] == y[shared]:
        shared += 1
    alike = fuzz.token_sort_ratio(" ".join(x[shared:]), " ".join(y[shared:])) / 100
    if shared == 0:
        alike = max(alike, _tail_ratio(x, y))
    if alike >= _SAME_RATIO:
        return SUBSET_SHARE * alike
    if x[-1] == y[-1] and len(x[-1]) >= _DISTINCT:
        return LAST_WORD_SHARE
    return alike / 2 if alike >= _NEAR_RATIO else 0.0


def _tail_ratio(x: tuple[str, ...], y: tuple[str, ...]) -> float:
    """Likeness of the shorter name and as many words at the end of the longer."""
    length = min(len(x), len(y))
    if length == max(len(x), len(y)):
        return 0.0
    return fuzz.ratio(" ".join(x[-length:]), " ".join(y[-length:])) / 100


def _spellings(folded: str) -> list[str]:
    """The name as it stands, then one name for each side of a slash."""
    whole = _PARK_AND_RIDE.sub("parkride", folded)
    out = [whole.replace("/", " ")]
    segments = whole.split(",")
    for at, segment in enumerate(segments):
        for side in segment.split("/") if "/" in segment else ():
            if len(out) <= _SPELLINGS:
                out.append(",".join([*segments[:at], side, *segments[at + 1 :]]))
    return out


def _words(text: str) -> tuple[str, ...]:
    return tuple(_WORD.findall(fold(text)))


def _telling(tokens: Iterable[str]) -> tuple[str, ...]:
    canonical = (words.ONE_WORD.get(token, token) for token in tokens)
    return tuple(_UMLAUT.sub("", token) for token in canonical if token not in words.LIGHT)


def _read(text: str, phrases: Phrases) -> tuple[tuple[str, ...], bool]:
    """(telling words, is a station) of one spelling."""
    tokens = [words.ONE_WORD.get(token, token) for token in _WORD.findall(text)]
    kept, station = _without_station(_without_platforms(tokens))
    telling = [_UMLAUT.sub("", token) for token in kept if token not in words.LIGHT]
    while len(telling) > 1 and telling[-1] in words.VEHICLE:
        telling.pop()
    return tuple(dict.fromkeys(_replace(tuple(telling), phrases))), station


def _without_roads(telling: tuple[str, ...]) -> tuple[str, ...]:
    """One feed's street is another's road: what kind it is hardly counts."""
    return tuple(token for token in telling if token not in words.ROAD) or telling


def _platform(tokens: list[str]) -> str:
    """What follows a word for platform, without zeros before it."""
    for token, following in itertools.pairwise(tokens):
        if _names_platform(token, following):
            return following.lstrip("0")
    return ""


def _names_platform(token: str, following: str) -> bool:
    return token in words.PLATFORM and (following.isdigit() or len(following) == 1)


def _without_platforms(tokens: list[str]) -> list[str]:
    out: list[str] = []
    skip = False
    for at, token in enumerate(tokens):
        following = tokens[at + 1] if at + 1 < len(tokens) else ""
        if skip:
            skip = False
        elif _names_platform(token, following):
            skip = True
        else:
            out.append(token)
    return out


def _without_station(tokens: list[str]) -> tuple[list[str], bool]:
    out: list[str] = []
    station = False
    after = False
    for at, token in enumerate(tokens):
        before = next(
            (t for t in reversed(tokens[:at]) if t not in words.LIGHT - {"op", "bei"}), ""
        )
        if token in words.STATION and before not in words.NOT_A_STATION_AFTER:
            station = after = True
        elif not (after and token in words.AFTER_STATION):
            out.append(token)
            after = False
    return out, station


def _replace(tokens: tuple[str, ...], phrases: Phrases) -> tuple[str, ...]:
    out: list[str] = []
    at = 0
    while at < len(tokens):
        for size in range(min(4, len(tokens) - at), 0, -1):
            found = phrases.get(tokens[at : at + size])
            if found is not None:
                out += found
                at += size
                break
        else:
            out.append(tokens[at])
            at += 1
    return tuple(out)
