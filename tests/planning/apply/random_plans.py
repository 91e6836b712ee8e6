"""Small random towns and scenarios over them: a seed in, a feed and modifications out."""

from __future__ import annotations

import random
from typing import Any

from feeds.tables import MergedFeed
from tests.feeds.merge.small_feeds import small_feed

DAYS = ("2025-02-03", "2025-02-04", "2025-02-05")
DAY = {"monday": True, "tuesday": True, "wednesday": True}
LINES = 3


def random_town(seed: int) -> MergedFeed:
    """Five to eight stops, some within a walk of each other, and three lines in their blocks."""
    rng = random.Random(seed)
    count = rng.randint(5, 8)
    stops = "\n".join(
        f"s{n} | Stop {n} | {rng.randrange(0, 900)} {n * rng.choice((150, 900))}"
        for n in range(count)
    )
    trips = []
    for line in range(LINES):
        way = rng.sample(range(count), rng.randint(3, 5))
        for nth in range(rng.randint(1, 3)):
            minute, calls = rng.randrange(360, 720), []
            for stop in way if nth % 2 == 0 else way[::-1]:
                stays = rng.choice((0, 0, 1, 2))
                calls.append(f"s{stop} {_clock(minute)}/{_clock(minute + stays)}")
                minute += stays + rng.randint(1, 12)
            days = " ".join(rng.sample(DAYS, rng.randint(1, 3)))
            trips.append(f"t{line}{nth} | bus:{line} | {days} | {' > '.join(calls)}")
    return small_feed("x", "LU", stops, "\n".join(trips), zone="Europe/Luxembourg")


def random_line(seed: int, feed: MergedFeed) -> dict[str, Any]:
    """An add-trips over stops of the feed and new ones, once or several times a day."""
    rng = random.Random(f"line {seed}")
    stops: list[dict[str, Any]] = [{"id": each} for each in feed.stops["id"]]
    new = [
        {"lat": 49.6 + rng.uniform(0, 0.02), "lon": 6.13 + rng.uniform(0, 0.1)} for _ in range(2)
    ]
    way = rng.sample(stops + new, rng.randint(2, 5))
    frequencies = [
        {
            "hopTimes": [rng.randint(30, 900) for _ in way[1:]],
            "dwellTimes": [rng.choice((0, 0, 30)) for _ in way],
            "startTime": rng.randrange(6 * 3600, 9 * 3600), "endTime": 9 * 3600 + 1,
            "headwaySecs": rng.choice((600, 900, 3600)), **DAY,
        }
        for _ in range(rng.randint(1, 2))
    ]  # fmt: skip
    return {"type": "add-trips", "stops": way, "bidirectional": rng.random() < 0.5,
            "frequencies": frequencies}  # fmt: skip


def random_edits(seed: int, feed: MergedFeed) -> list[dict[str, Any]]:
    """One edit of each line, all of different lines, so that each could be made first."""
    rng = random.Random(f"edits {seed}")
    return [_edit(rng, feed, line) for line in rng.sample(range(LINES), LINES)]


def _edit(rng: random.Random, feed: MergedFeed, line: int) -> dict[str, Any]:
    route = f"x_bus:{line}"
    first = feed.trips["route_idx"] == feed.routes["id"].tolist().index(route)
    trip = feed.trips["id"][first].iloc[0]
    calls = feed.stop_times[feed.stop_times["trip_idx"] == first.to_numpy().argmax()]
    called = feed.stops["id"].iloc[calls["stop_idx"]].tolist()
    entry = {"sourceTrip": trip, "startTime": "07:00", "endTime": "09:00",
             "headwaySecs": rng.choice((1200, 1300)), **DAY}  # fmt: skip
    return rng.choice(
        (
            {"type": "adjust-speed", "routes": [route], "scale": rng.choice((0.5, 1.5))},
            {"type": "adjust-dwell-time", "routes": [route], "dwellSecs": rng.choice((33, 66))},
            {"type": "remove-trips", "trips": [trip]},
            {"type": "remove-stops", "routes": [route], "stops": [rng.choice(called)],
             "secondsSavedAtEachStop": rng.choice((0, 30))},
            {"type": "adjust-frequency", "route": route, "entries": [entry],
             "retainTripsOutsideFrequencyEntries": rng.random() < 0.5},
            {"type": "reroute", "routes": [route], "fromStop": called[0], "toStop": called[-1],
             "stops": [{"lat": 49.605, "lon": 6.16}], "hopTimes": [311, 312],
             "dwellTimes": [0, 30, 0]},
        )
    )  # fmt: skip


def _clock(minute: int) -> str:
    return f"{minute // 60:02}:{minute % 60:02}"
