"""How well a query fits a name: two lists of canonical words in, a figure from 0 to 1 out."""

from __future__ import annotations

from rapidfuzz.distance import OSA

from routing.place_words import LIGHT_WORDS

_LEAST_LIKENESS = 0.6
"""Two words less alike than this are different words."""
_TYPO = 0.9
"""What a likeness that is no identity is worth."""
_LIGHT = 0.25
_ASKED = 0.75
"""What it counts that every word asked for is there ..."""
_WHOLE = 0.08
"""... that nothing else is there ..."""
_FIRST = 0.02
"""... and that the first words agree."""
_JOINED = 0.92
"""What the whole counts when words were run together or split."""


def fit(query: tuple[str, ...], name: tuple[str, ...]) -> float:
    """How well the query stands for the name: 1 is the very name, 0 nothing in common.

    Every word of the query looks for its best partner in the name; the last one may be the
    beginning of a word, since people see matches while they type. Words of the name that were not
    asked for cost a little, so that the shorter of two names comes first.
    """
    if not query or not name:
        return 0.0
    if query == name:
        return 1.0
    asked, found, used = 0.0, 0.0, 0.0
    for place, word in enumerate(query):
        weight = _weight(word)
        asked += weight
        likeness, partner = _best_partner(word, name, is_last=place == len(query) - 1)
        found += weight * likeness
        used += _weight(partner) if likeness else 0.0
    whole = sum(map(_weight, name))
    by_words = (found / asked) * (_ASKED + _WHOLE * min(1.0, used / whole))
    by_words += _FIRST if name[0].startswith(query[0]) else 0.0
    joined = OSA.normalized_similarity("".join(query), "".join(name), score_cutoff=0.7)
    return min(0.99, max(by_words, joined * _JOINED))


def _best_partner(word: str, name: tuple[str, ...], *, is_last: bool) -> tuple[float, str]:
    best, partner = 0.0, ""
    for other in name:
        likeness = _likeness(word, other, is_last=is_last)
        if likeness > best:
            best, partner = likeness, other
    return best, partner


def _likeness(word: str, other: str, *, is_last: bool) -> float:
    if word == other:
        return 1.0
    if other.startswith(word):
        base = 0.9 if is_last else 0.8
        return base + (0.98 - base) * len(word) / len(other)
    if len(word) < 4:
        return 0.0
    whole: float = OSA.normalized_similarity(word, other, score_cutoff=_LEAST_LIKENESS)
    start: float = 0.0
    if is_last and len(other) > len(word):
        start = 0.95 * OSA.normalized_similarity(
            word, other[: len(word)], score_cutoff=_LEAST_LIKENESS
        )
    return _TYPO * max(whole, start)


def _weight(word: str) -> float:
    return _LIGHT if word in LIGHT_WORDS else 1.0 + 0.1 * min(len(word), 10)
