"""Who asks what: a network and a day in, questions of commuters and of a hostile tenth out.

Nine in ten are what the pages of commuters ask: trips between real addresses, places at every
keystroke, boards, corridors, stops of a map, the page itself. One in ten means no good: trips from
corner to corner with all that can be wished for, and what is malformed, huge or unknown.
"""

from __future__ import annotations

import datetime as dt
import random
import urllib.parse
from collections.abc import Sequence

from benchmarks.door_to_door import questions
from benchmarks.loads.question import Question
from benchmarks.pairs import served_stops
from routing.lookup import get_stop
from routing.network import Network

HARD, MALFORMED, HUGE, UNKNOWN = "hard trip", "malformed", "huge", "unknown stop"
HOSTILE = (HARD, MALFORMED, HUGE, UNKNOWN)
COMMUTERS = {"trip": 30, "place": 30, "board": 14, "map": 10, "corridor": 8, "page": 8}
"""Kinds of questions, and their shares in hundredths."""
HOSTILE_SHARE = 0.1
VARIETY = 400
"""Different questions of each kind, over which the load goes round."""
BOX_DEGREES = 0.05
ALL_CRITERIA = "FARE,EMISSION,WALK,CROWDING,RELIABILITY"


class Mix:
    """Questions drawn one after the other; the same seed draws the same."""

    def __init__(
        self,
        network: Network,
        bbox: Sequence[float],
        date: dt.date,
        corridors: Sequence[str],
        seed: int,
    ) -> None:
        self._rng = random.Random(seed)
        self._bbox, self._date = bbox, date
        stops = [get_stop(network, stop_id) for stop_id in served_stops(network, date)]
        lat, lon = network.stops.lat, network.stops.lon
        south, west, north, east = bbox
        near = [s for s in stops if south <= lat[s] <= north and west <= lon[s] <= east]
        self._points = [(float(lat[s]), float(lon[s])) for s in near]
        self._ids = [network.stops.id[s] for s in near]
        self._names = sorted({network.stops.name[s] for s in near})
        self._corridors = list(corridors)
        self._trips = questions(network, bbox, date, VARIETY, seed)

    def one(self) -> Question:
        """The next question."""
        if self._rng.random() < HOSTILE_SHARE:
            return self.hostile(self._rng.choice(HOSTILE))
        return self.commuters()

    def commuters(self) -> Question:
        """The next question of a commuter."""
        kinds = list(COMMUTERS)
        kind = self._rng.choices(kinds, [COMMUTERS[each] for each in kinds])[0]
        make = {
            "trip": lambda: self._rng.choice(self._trips),
            "place": self._place,
            "board": self._board,
            "map": self._map,
            "corridor": self._corridor,
            "page": lambda: "/",
        }
        return Question(kind, make[kind]())

    def hostile(self, kind: str) -> Question:
        """A question of those that mean no good."""
        wrong = "/api/v6/plan?fromPlace=nowhere&toPlace=91,181&time=yesterday&searchWindow=-1"
        make = {
            HARD: self._hard,
            MALFORMED: lambda: wrong,
            HUGE: lambda: "/api/v1/geocode?text=" + "x" * self._rng.randrange(1_000, 20_000),
            UNKNOWN: lambda: f"/api/v6/stoptimes?stopId=lu_none{self._rng.randrange(10**6)}&n=9",
        }
        return Question(kind, make[kind]())

    def _hard(self) -> str:
        """Corner to corner at midnight, over a day, in every way and for every wish."""
        south, west, north, east = self._bbox
        corners = [(south, west), (north, east), (south, east), (north, west)]
        ends = [min(self._points, key=lambda p: (p[0] - c[0]) ** 2 + (p[1] - c[1]) ** 2)
                for c in self._rng.sample(corners, 2)]  # fmt: skip
        asked = {
            "fromPlace": "{:.6f},{:.6f}".format(*ends[0]),
            "toPlace": "{:.6f},{:.6f}".format(*ends[1]),
            "time": f"{self._date}T00:00:00",
            "arriveBy": self._rng.choice(("true", "false")),
            "searchWindow": "86400",
            "numItineraries": "20",
            "preTransitModes": "WALK,BIKE,CAR_DROPOFF,CAR_PARKING",
            "directModes": "WALK,BIKE,CAR",
            "maxPreTransitTime": "3600",
            "maxPostTransitTime": "3600",
            "numLegAlternatives": "3",
            "criteria": ALL_CRITERIA,
        }
        return f"/api/v6/plan?{urllib.parse.urlencode(asked)}"

    def _place(self) -> str:
        name = self._rng.choice(self._names)
        typed = name[: self._rng.randint(1, len(name))]
        return f"/api/v1/geocode?{urllib.parse.urlencode({'text': typed})}"

    def _board(self) -> str:
        moment = f"{self._date}T{self._rng.randrange(6, 20):02}:00:00"
        asked = {"stopId": self._rng.choice(self._ids), "time": moment, "n": "10"}
        return f"/api/v6/stoptimes?{urllib.parse.urlencode(asked)}"

    def _map(self) -> str:
        lat, lon = self._rng.choice(self._points)
        low, high = (f"{lat + d:.5f},{lon + d:.5f}" for d in (-BOX_DEGREES / 2, BOX_DEGREES / 2))
        return f"/api/v1/map/stops?{urllib.parse.urlencode({'min': low, 'max': high})}"

    def _corridor(self) -> str:
        if not self._corridors:
            return "/api/forecasts/corridors"
        return f"/api/forecasts/corridors/{urllib.parse.quote(self._rng.choice(self._corridors))}"
