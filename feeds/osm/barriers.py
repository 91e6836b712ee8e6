"""Barriers: the tags of an OSM node on a way in, who cannot pass it out."""

from __future__ import annotations

from collections.abc import Mapping

from feeds.osm.access import BIKE_KEYS, CAR_KEYS, FOOT_KEYS, Answer, may
from feeds.osm.tables import BIKE, BIKE_BACK, CAR, CAR_BACK, FOOT

_STOPS_CARS_WORDS = (
    "bollard block chain cycle_barrier motorcycle_barrier kissing_gate stile turnstile "
    "full-height_turnstile jersey_barrier log planter rope fence wall hedge debris bar "
    "horse_stile wicket_gate sump_buster bus_trap"
)
_STOPS_CARS = frozenset(_STOPS_CARS_WORDS.split())
_STOPS_BICYCLES = frozenset(
    ["kissing_gate", "stile", "turnstile", "full-height_turnstile", "fence", "wall", "hedge"]
)
_STOPS_ALL = frozenset(("fence", "wall", "hedge"))


def bits_stopped(tags: Mapping[str, str]) -> int:
    """The bits (feeds.osm.tables) of those who cannot pass; 0 where everybody can."""
    kind = tags.get("barrier", "")
    stopped = 0
    for bits, keys, kinds in (
        (FOOT, FOOT_KEYS, _STOPS_ALL),
        (BIKE | BIKE_BACK, BIKE_KEYS, _STOPS_BICYCLES),
        (CAR | CAR_BACK, CAR_KEYS, _STOPS_CARS),
    ):
        usual: Answer = "no" if kind in kinds else "yes"
        if may(tags, keys, usual, []) == "no":
            stopped |= bits
    return stopped
