"""Stops of feeds that nobody has tuned the matching on: Milan and the Caltrain, published twice.

The second copy has other ids, every stop 60 m off, and names as a neighbour writes them. A stop is
found where its copy is in its place. Stops of one name around one square are told apart by their
coordinates alone, which here are wrong on purpose: taking one for the other is no mistake.
"""

from __future__ import annotations

import re

import numpy as np
import pytest

from feeds.load import load_feed
from feeds.merge import merge
from feeds.tables import Source
from tests.feeds.metamorphic.splitters import moved, renamed, respelled, shouted, tagged

MOVED_M = 60.0
ABBREVIATED = {
    "Stazione": "Staz.", "Piazza": "P.za", "Piazzale": "P.le", "Viale": "V.le", "Corso": "C.so",
    "Station": "Stn", "Street": "St", "Avenue": "Ave", "San": "S.",
}  # fmt: skip


def abbreviated(name: str) -> str:
    """As a timetable with narrow columns writes it."""
    return re.sub(r"[A-Za-z]+", lambda word: ABBREVIATED.get(word[0], word[0]), name)


def with_town(name: str) -> str:
    """As a national timetable writes the stops of a town."""
    return f"Milano, {name}"


@pytest.mark.parametrize("spell", [shouted, abbreviated, with_town])
@pytest.mark.parametrize(
    ("file", "zone"),
    [
        ("osm/milan-small-gtfs.zip", "Europe/Rome"),
        ("realtime/caltrain-2023.zip", "America/Los_Angeles"),
    ],
)
def test_stops_published_twice_are_found_and_none_is_mistaken(shared_data, file, zone, spell):
    feed = load_feed(shared_data(file), Source(tag="one", country="IT", zone=zone))
    rng = np.random.default_rng(1)
    copy = moved(respelled(renamed(tagged(feed, "two"), rng), spell), rng, MOVED_M)
    alone = merge([feed], None).stops["place_idx"].to_numpy()
    place = merge([feed, copy], None).stops["place_idx"].to_numpy()
    count = len(feed.stops)
    served = np.zeros(count, dtype=bool)
    served[feed.stop_times["stop_idx"]] = True
    here, there = place[:count], place[count:]
    recall = np.mean((here == there)[served])
    pairs = [
        (one, other)
        for one in np.flatnonzero(served)
        for other in np.flatnonzero(served & (there == here[one]))
    ]
    name = feed.stops["name"].tolist()
    precision = np.mean(
        [name[one] == name[other] or alone[one] == alone[other] for one, other in pairs]
    )
    assert recall >= 0.97
    assert precision >= 0.99
