"""Place search: a network in, an index out that forgives how people write names.

Three kinds of things are found: places of the network (STOP), localities of the territory and
what the map names (PLACE), streets and house numbers (ADDRESS). Candidates come from SQLite's
full-text index (whole words and beginnings of words; where that yields little, groups of three
letters, which survive a typing mistake), and are ranked by how well the name fits
(routing/place_score.py), then by how much the place is used.
"""

from __future__ import annotations

import math
import re
import sqlite3
import threading
import weakref
from collections.abc import Collection
from dataclasses import dataclass, replace

import numpy as np

from core.errors import Fault, UnknownPlace
from core.geo import distance_m, is_coordinate
from routing.network import Floats, Network
from routing.place_entries import LOCALITY, Area, Entry, Words, entries_of
from routing.place_map import map_entries
from routing.place_score import fit
from routing.place_words import MAX_WORDS, canonical, rewrite, words_of
from routing.requests import Endpoint

MAX_TEXT = 200
"""A longer search text is cut."""
_CANDIDATES = 150
"""How many entries are looked at closely for one spelling of the query."""
_ENOUGH = 20
"""With fewer candidates than this, misspelt names are looked for too."""
_GOOD_FIT = 0.74
"""From here on the best match may stand for a name that no place bears exactly."""
_LEAST_FIT = 0.42
"""What fits less well is not shown."""
_OTHER_NAME = 0.96
"""What the fit of another name of a place is worth."""
_USED = 0.15
"""How much the most used place is ahead of one that is hardly used."""
_NEAR = 0.15
_NEAR_M = 20_000.0
"""How much a place at the point of interest is ahead, and how far that reaches."""
_COORDINATE = re.compile(
    r"\s*([+-]?\d{1,3}(?:\.\d+)?)\s*[,;]\s*([+-]?\d{1,3}(?:\.\d+)?)\s*", re.ASCII
)

_BY_WORDS = "SELECT rowid FROM words WHERE words MATCH ? ORDER BY rowid LIMIT ?"
_BY_THREES = "SELECT rowid FROM threes WHERE threes MATCH ? ORDER BY rank LIMIT ?"


@dataclass(frozen=True, slots=True)
class PlaceMatch:
    """One thing that a search found; `importance` and `score` run from 0 to 1."""

    kind: str
    """STOP, PLACE or ADDRESS"""
    id: str
    name: str
    lat: float
    lon: float
    country: str
    zone: str
    areas: tuple[Area, ...]
    modes: tuple[str, ...]
    importance: float
    score: float


class PlaceIndex:
    """The searchable names of one network; immutable once made, safe for many threads."""

    def __init__(self, entries: list[Entry], stop_entry: dict[str, int]) -> None:
        self._entries = entries
        self._stop_entry = stop_entry | {
            entry.id: index for index, entry in enumerate(entries) if entry.stop_id is None
        }
        self._lat: Floats = np.array([entry.lat for entry in entries])
        self._lon: Floats = np.array([entry.lon for entry in entries])
        self._phrases = _phrases_of(entries)
        self._by_name = _by_name(entries)
        self._lock = threading.Lock()
        self._db = _full_text(entries)
        weakref.finalize(self, self._db.close)

    @classmethod
    def of(cls, network: Network) -> PlaceIndex:
        """The index of a network's places and localities, and of what the map names."""
        entries, stop_entry = entries_of(network)
        return cls([*entries, *map_entries(network, entries)], stop_entry)

    def search(
        self,
        text: str,
        *,
        limit: int = 10,
        near: tuple[float, float] | None = None,
        kinds: Collection[str] = (),
        modes: Collection[str] = (),
    ) -> list[PlaceMatch]:
        """The best matches for a possibly half-typed, misspelt name, best first.

        `near` (lat, lon) prefers what is close to it; `kinds` and `modes` keep only those.
        """
        found = []
        for index, likeness in self._fits(text[:MAX_TEXT]).items():
            entry = self._entries[index]
            if likeness < _LEAST_FIT or not _is_wanted(entry, kinds, modes):
                continue
            score = likeness + _USED * entry.importance
            if near is not None:
                away = distance_m(*near, entry.lat, entry.lon)
                score += _NEAR * math.exp(-away / _NEAR_M)
            found.append((score, -index))
        found.sort(reverse=True)
        top = 1.0 + _USED + (_NEAR if near is not None else 0.0)
        return [self._match(-index, score / top) for score, index in found[:limit]]

    def nearest(
        self, lat: float, lon: float, *, limit: int = 5, kinds: Collection[str] = ()
    ) -> list[PlaceMatch]:
        """The places around a point, nearest first; the score falls with the distance."""
        if not self._entries:
            return []
        north_m = (self._lat - lat) * 111_195.0
        east_m = (self._lon - lon) * 111_195.0 * math.cos(math.radians(lat))
        away_m = np.hypot(north_m, east_m)
        found = []
        for index in np.argsort(away_m, kind="stable"):
            if _is_wanted(self._entries[index], kinds, ()):
                found.append(self._match(int(index), 1.0 / (1.0 + float(away_m[index]) / 1000.0)))
            if len(found) >= limit:
                break
        return found

    def find_stop(self, stop_id: str) -> PlaceMatch | None:
        """What an id stands for: that of any stop of a place, or of a locality."""
        index = self._stop_entry.get(stop_id)
        return None if index is None else self._match(index, 1.0)

    def resolve(self, text: str, *, kinds: Collection[str] = ()) -> Endpoint:
        """The end of a journey that a text stands for: a stop id, `lat,lon`, or a name.

        `kinds` keeps only those among the names.
        Errors: UnknownPlace, naming the nearest spellings.
        """
        text = text.strip()[:MAX_TEXT]
        if text in self._stop_entry:
            found = self._endpoint(self._stop_entry[text])
            return replace(found, stop_id=text) if found.stop_id else found
        point = parse_point(text)
        if point is not None:
            return Endpoint(point[0], point[1], name=text)
        exact = self._by_name.get(canonical(words_of(text)))
        if exact is not None and _is_wanted(self._entries[exact], kinds, ()):
            return self._endpoint(exact)
        fits = {
            index: likeness
            for index, likeness in self._fits(text).items()
            if _is_wanted(self._entries[index], kinds, ())
        }
        best = max(fits, key=lambda i: fits[i] + _USED * self._entries[i].importance, default=None)
        if best is not None and fits[best] >= _GOOD_FIT:
            return self._endpoint(best)
        raise _unknown(text, [match.name for match in self.search(text, limit=3)])

    def _fits(self, text: str) -> dict[int, float]:
        """How well each candidate fits the text."""
        plain = words_of(text)[:MAX_WORDS]
        asked = {canonical(plain), rewrite(canonical(plain), self._phrases)}
        fits: dict[int, float] = {}
        for words in asked:
            for index in self._candidates(words):
                best = _best_fit(words, self._entries[index])
                fits[index] = max(best, fits.get(index, 0.0))
        return fits

    def _candidates(self, words: Words) -> list[int]:
        """Entries worth a closer look: the very name, beginnings of words, groups of letters."""
        if not words:
            return []
        found = self._rows(_BY_WORDS, " ".join(f'"{word}"*' for word in words))
        if words in self._by_name:
            found.append(self._by_name[words])
        joined = " ".join(words)
        threes = sorted({joined[at : at + 3] for at in range(len(joined) - 2)})
        if len(found) < _ENOUGH and threes:
            found += self._rows(_BY_THREES, " OR ".join(f'"{three}"' for three in threes))
        return found

    def _rows(self, sql: str, query: str) -> list[int]:
        with self._lock:
            return [row[0] for row in self._db.execute(sql, (query, _CANDIDATES))]

    def _endpoint(self, index: int) -> Endpoint:
        entry = self._entries[index]
        return Endpoint(entry.lat, entry.lon, name=entry.name, stop_id=entry.stop_id)

    def _match(self, index: int, score: float) -> PlaceMatch:
        entry = self._entries[index]
        return PlaceMatch(
            kind=entry.kind,
            id=entry.id,
            name=entry.name,
            lat=entry.lat,
            lon=entry.lon,
            country=entry.country,
            zone=entry.zone,
            areas=entry.areas,
            modes=entry.modes,
            importance=entry.importance,
            score=min(1.0, score),
        )


def parse_point(text: str) -> tuple[float, float] | None:
    """The point of a text like `49.47,5.95`, or None where it is none."""
    found = _COORDINATE.fullmatch(text)
    if found is None:
        return None
    lat, lon = float(found[1]), float(found[2])
    return (lat, lon) if is_coordinate(lat, lon) else None


def _best_fit(words: Words, entry: Entry) -> float:
    """How well the words fit the main name, or a little less any other one."""
    main, *others = entry.words
    return max(fit(words, main), *(_OTHER_NAME * fit(words, name) for name in others), 0.0)


def _is_wanted(entry: Entry, kinds: Collection[str], modes: Collection[str]) -> bool:
    if kinds and entry.kind not in kinds:
        return False
    return not modes or not set(modes).isdisjoint(entry.modes)


def _full_text(entries: list[Entry]) -> sqlite3.Connection:
    """Two full-text tables in memory; the row number is the number of the entry."""
    db = sqlite3.connect(":memory:", check_same_thread=False)
    db.execute(
        "CREATE VIRTUAL TABLE words USING fts5(names, content='', prefix='1 2 3',"
        " tokenize='unicode61 remove_diacritics 0')"
    )
    db.execute(
        "CREATE VIRTUAL TABLE threes USING fts5(names, content='', detail=none, tokenize='trigram')"
    )
    rows = [
        (index, " ".join(" ".join(name) for name in entry.words))
        for index, entry in enumerate(entries)
    ]
    db.executemany("INSERT INTO words(rowid, names) VALUES (?, ?)", rows)
    db.executemany("INSERT INTO threes(rowid, names) VALUES (?, ?)", rows)
    db.commit()
    return db


def _by_name(entries: list[Entry]) -> dict[Words, int]:
    """The entry that a name stands for when it is given exactly.

    A place of the network comes before a locality of the same name, a main name before another
    one, the more used place before the less used.
    """
    known: dict[Words, int] = {}
    stops = [index for index, entry in enumerate(entries) if entry.stop_id is not None]
    rest = [index for index, entry in enumerate(entries) if entry.stop_id is None]
    for index in stops + rest:
        known.setdefault(entries[index].words[0], index)
    for index in stops + rest:
        for words in entries[index].words[1:]:
            known.setdefault(words, index)
    known.pop((), None)
    return known


def _phrases_of(entries: list[Entry]) -> dict[Words, Words]:
    """Other spellings of localities -> the main one, for names of stops that contain them."""
    return {
        other: entry.words[0]
        for entry in entries
        if entry.id.startswith(LOCALITY)
        for other in entry.words[1:]
        if other
    }


def _unknown(text: str, near: list[str]) -> UnknownPlace:
    hint = f"; near misses: {', '.join(near)}" if near else ""
    message = f"no place is called {text!r}{hint}"
    return UnknownPlace(
        [
            Fault(
                "place",
                message,
                code="unknown_place",
                params={"text": text, "near": ", ".join(near)},
            )
        ]
    )
