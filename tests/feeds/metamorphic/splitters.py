"""Feeds made from a feed: one clean feed in, the same service published otherwise out.

Every feed made here says of each of its stops which stop of the origin it is (`origin`), so that
answers about the one can be asked of the other. Random choices come from the generator given.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from feeds.merge.concatenate import REFERENCES
from feeds.places import initial_crosswalk, initial_places
from feeds.tables import COLUMNS, MergedFeed

EARTH_M = 6_371_008.8


@dataclass(frozen=True)
class Made:
    """A feed and, for each of its stops, the row of the origin's stop."""

    feed: MergedFeed
    origin: NDArray[np.int64]


def by_route(feed: MergedFeed, rng: np.random.Generator) -> list[Made]:
    """Two feeds: every route goes with all its trips into one of them."""
    first = (rng.random(len(feed.routes)) < 0.5)[feed.trips["route_idx"].to_numpy()]
    return [chosen(feed, "one", first), chosen(feed, "two", ~first)]


def by_trip(feed: MergedFeed, rng: np.random.Generator) -> list[Made]:
    """Two feeds: every trip goes into one of them."""
    first = rng.random(len(feed.trips)) < 0.5
    return [chosen(feed, "one", first), chosen(feed, "two", ~first)]


def at_border(feed: MergedFeed, far_side: NDArray[np.bool_]) -> list[Made]:
    """Two feeds, cut where trips pass from one side to the other (one flag a stop).

    A trip is cut at its last call before it changes sides; that call stands in both feeds.
    """
    return [
        chosen(part, tag, kept)
        for part, kept, tag in (
            (*_side(feed, far_side, wanted=False), "near"),
            (*_side(feed, far_side, wanted=True), "far"),
        )
    ]


def into(feed: MergedFeed, abroad: NDArray[np.bool_]) -> list[Made]:
    """Trips that end abroad end at their last call at home; another feed takes them on from it."""
    times = feed.stop_times
    far = abroad[times["stop_idx"].to_numpy()]
    trip = times["trip_idx"].to_numpy()
    home = pd.Series(np.where(far, -1, np.arange(len(times)))).groupby(trip).transform("max")
    ends_abroad = pd.Series(far).groupby(trip).transform("last").to_numpy()
    cut = ends_abroad & (home.to_numpy() >= 0)
    row = np.arange(len(times))
    rest = replace(feed, stop_times=times[~cut | (row <= home)].reset_index(drop=True))
    taken = replace(feed, stop_times=times[cut & (row >= home)].reset_index(drop=True))
    return [chosen(rest, "one", _long(rest)), chosen(taken, "two", _long(taken))]


def _long(feed: MergedFeed) -> NDArray[np.bool_]:
    return np.bincount(feed.stop_times["trip_idx"], minlength=len(feed.trips)) >= 2


def _side(
    feed: MergedFeed, far_side: NDArray[np.bool_], *, wanted: bool
) -> tuple[MergedFeed, NDArray[np.bool_]]:
    """The feed with one trip for each stretch on that side, from the call before it on."""
    times = feed.stop_times
    trip = times["trip_idx"].to_numpy()
    here = far_side[times["stop_idx"].to_numpy()] == wanted
    opens = np.r_[True, trip[1:] != trip[:-1]]
    enters = here & ~opens & ~np.r_[False, here[:-1]]
    brings = np.r_[enters[1:], False]  # the call on the other side from which a stretch comes
    stretch = np.cumsum(brings | (opens & here))
    kept = here | brings
    stretches = pd.DataFrame({"trip": trip[kept], "stretch": stretch[kept]})
    size = stretches.groupby("stretch")["trip"].transform("size").to_numpy()
    rows = times[kept][size >= 2]
    stretches = stretches[size >= 2]
    number, first = np.unique(stretches["stretch"], return_index=True)
    trips = feed.trips.iloc[stretches["trip"].to_numpy()[first]].reset_index(drop=True)
    trips = trips.assign(id=[f"{i}/{n}" for n, i in enumerate(trips["id"])])
    rows = rows.assign(trip_idx=np.searchsorted(number, stretches["stretch"]).astype(np.int32))
    side = replace(
        feed, trips=trips, stop_times=rows.reset_index(drop=True), transfers=feed.transfers[:0]
    )
    return side, np.ones(len(trips), dtype=bool)


def chosen(feed: MergedFeed, tag: str, kept: NDArray[np.bool_]) -> Made:
    """The feed with some of its trips and the stops they need, under another tag."""
    times = feed.stop_times[kept[feed.stop_times["trip_idx"]]]
    used = np.zeros(len(feed.stops), dtype=bool)
    used[times["stop_idx"]] = True
    parent = feed.stops["parent_idx"].to_numpy()
    used[parent[used & (parent >= 0)]] = True
    stops = feed.stops[used].reset_index(drop=True)
    stops = stops.assign(parent_idx=_new(used, stops["parent_idx"]), feed=np.int16(0))
    rules = feed.transfers
    both = used[rules["from_stop_idx"]] & used[rules["to_stop_idx"]]
    for column in ("from_trip_idx", "to_trip_idx"):
        both &= (rules[column] < 0) | np.r_[kept, False][rules[column]]
    rules = rules[both].reset_index(drop=True)
    rules = rules.assign(
        from_stop_idx=_new(used, rules["from_stop_idx"]),
        to_stop_idx=_new(used, rules["to_stop_idx"]),
        from_trip_idx=_new(kept, rules["from_trip_idx"]),
        to_trip_idx=_new(kept, rules["to_trip_idx"]),
    )
    made = replace(
        feed,
        stops=stops,
        trips=feed.trips[kept].reset_index(drop=True),
        stop_times=times.assign(
            trip_idx=_new(kept, times["trip_idx"]), stop_idx=_new(used, times["stop_idx"])
        ).reset_index(drop=True),
        transfers=rules,
    )
    return Made(tagged(_placed(made), tag), np.flatnonzero(used))


def tagged(feed: MergedFeed, tag: str) -> MergedFeed:
    """The feed under another tag."""
    info = feed.feeds[0]
    tables = {
        name: getattr(feed, name).assign(
            id=[f"{tag}_{text.partition('_')[2]}" for text in getattr(feed, name)["id"]]
        )
        for name in ("agencies", "stops", "routes", "trips", "services")
    }
    source = replace(info.source, tag=tag)
    return replace(feed, feeds=(replace(info, source=source),), **tables)


def aged(feed: MergedFeed, fetched_at_s: int) -> MergedFeed:
    """The feed as if it had been fetched then."""
    return replace(feed, feeds=(replace(feed.feeds[0], fetched_at_s=fetched_at_s),))


def moved(feed: MergedFeed, rng: np.random.Generator, metres: float) -> MergedFeed:
    """Every stop so far from where it was, each in a direction of its own."""
    bearing = rng.uniform(0, 2 * np.pi, len(feed.stops))
    lat = feed.stops["lat"]
    stops = feed.stops.assign(
        lat=lat + np.degrees(metres * np.cos(bearing) / EARTH_M),
        lon=feed.stops["lon"]
        + np.degrees(metres * np.sin(bearing) / EARTH_M / np.cos(np.radians(lat))),
    )
    return _placed(replace(feed, stops=stops))


def respelled(feed: MergedFeed, spell: Callable[[str], str]) -> MergedFeed:
    """Every stop under the name the neighbour gives it."""
    return _placed(replace(feed, stops=feed.stops.assign(name=feed.stops["name"].map(spell))))


def without_accents(name: str) -> str:
    """As an older ticket machine prints it: "Bening Gare"."""
    plain = unicodedata.normalize("NFKD", name)
    return "".join(char for char in plain if not unicodedata.combining(char))


def shouted(name: str) -> str:
    """As a railway writes it: "BENING GARE"."""
    return without_accents(name).upper()


def station(name: str) -> str:
    """As a national timetable writes a station: "Bening, Gare"."""
    return f"{without_accents(name)}, Gare"


def later(feed: MergedFeed, rng: np.random.Generator, most_s: int) -> MergedFeed:
    """Every trip by some whole minutes later, up to `most_s`."""
    minutes = rng.integers(0, most_s // 60 + 1, len(feed.trips))
    shift = (60 * minutes)[feed.stop_times["trip_idx"]].astype(np.int32)
    times = feed.stop_times
    return replace(
        feed,
        stop_times=times.assign(
            arrival_s=times["arrival_s"] + shift, departure_s=times["departure_s"] + shift
        ),
    )


def renamed(feed: MergedFeed, rng: np.random.Generator) -> MergedFeed:
    """Other ids everywhere."""
    tag = feed.feeds[0].source.tag
    tables = {}
    for name in ("agencies", "stops", "routes", "trips", "services"):
        numbers = rng.permutation(len(getattr(feed, name)))
        tables[name] = getattr(feed, name).assign(id=[f"{tag}_{name[:2]}{n:06x}" for n in numbers])
    return replace(feed, **tables)


def permuted(feed: MergedFeed, rng: np.random.Generator) -> Made:
    """Every row of every table somewhere else, calls still in their order."""
    order = {
        name: rng.permutation(len(getattr(feed, name)))
        for name in ("agencies", "stops", "routes", "trips", "services")
    }
    new = {name: np.argsort(rows) for name, rows in order.items()}
    tables: dict[str, pd.DataFrame] = {}
    for name in COLUMNS:
        frame = getattr(feed, name)
        if name in order:
            frame = frame.iloc[order[name]].reset_index(drop=True)
        for column, target in REFERENCES.get(name, {}).items():
            if target in new and name not in ("places", "stop_crosswalk"):
                old = frame[column].to_numpy()
                frame = frame.assign(
                    **{column: np.where(old < 0, old, new[target][old]).astype(np.int32)}
                )
        tables[name] = frame
    tables["stop_times"] = tables["stop_times"].sort_values(
        ["trip_idx", "sequence"], ignore_index=True
    )
    tables["transfers"] = tables["transfers"].sample(frac=1, random_state=1, ignore_index=True)
    return Made(_placed(replace(feed, **tables)), order["stops"])


def _placed(feed: MergedFeed) -> MergedFeed:
    """The feed with places of its own again, after its stops have changed."""
    places, place_idx = initial_places(feed.stops)
    stops = feed.stops.assign(place_idx=place_idx)
    return replace(feed, stops=stops, places=places, stop_crosswalk=initial_crosswalk(stops))


def _new(kept: NDArray[np.bool_], rows: pd.Series) -> NDArray[np.int32]:
    """Row numbers after the rows that are not kept are gone; none stays none."""
    number = np.r_[np.where(kept, np.cumsum(kept) - 1, -1), -1]
    return number[rows].astype(np.int32)
