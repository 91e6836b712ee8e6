"""The tables of the merged GTFS beside stops.txt: a MergedFeed in one zone in, columns out."""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.clock import format_gtfs_time, from_day_number
from core.errors import DataError
from feeds.export import csv_text
from feeds.export.csv_text import Table
from feeds.export.stops import PLATFORM, STATION, WrittenStops, own_platforms, write_stops
from feeds.tables import FeedInfo, MergedFeed

_ADDRESS = re.compile(r"https?://[^\s/]+\.[^\s]+")
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*")
_PHONE = re.compile(r"\+?[0-9 ().\-/]{4,}")
_MINIMUM_TIME = 2


@dataclass(frozen=True, slots=True)
class Publisher:
    """Who publishes the merged feed: the words of feed_info.txt."""

    name: str
    address: str


@dataclass(frozen=True, slots=True)
class Written:
    """All tables of the zip by file name, and what was made of the stops."""

    tables: dict[str, Table]
    stops: WrittenStops


def write_tables(feed: MergedFeed, zone: str, version: str, publisher: Publisher) -> Written:
    """Every table; the feed's trips are in `zone` already.

    Errors: DataError where GTFS asks for something the feeds do not say.
    """
    stops = write_stops(feed, zone)
    services = np.zeros(len(feed.services), dtype=np.bool_)
    services[feed.trips["service_idx"].to_numpy()] = True
    tables: dict[str, Table] = {
        "agency.txt": _agencies(feed, zone),
        "stops.txt": stops.table,
        "routes.txt": _routes(feed),
        "trips.txt": _trips(feed),
        "stop_times.txt": _stop_times(feed, stops),
        "calendar_dates.txt": _dates(feed, services),
        "transfers.txt": _transfers(feed, stops),
        "shapes.txt": _shapes(feed),
        "attributions.txt": _attributions(feed),
        "feed_info.txt": _feed_info(feed, services, version, publisher),
    }
    return Written({name: table for name, table in tables.items() if _rows(table)}, stops)


def is_address(text: str) -> bool:
    """Whether a text is a web address as GTFS asks for one."""
    return _ADDRESS.fullmatch(text) is not None


def _rows(table: Table) -> int:
    return len(next(iter(table.values())))


def _agencies(feed: MergedFeed, zone: str) -> Table:
    agencies = feed.agencies
    ids, urls, of_feed = (agencies[name].tolist() for name in ("id", "url", "feed"))
    for at, url in enumerate(urls):
        source = feed.feeds[of_feed[at]].source
        urls[at] = next((a for a in (url, source.page, source.licence_url) if is_address(a)), "")
        if not urls[at]:
            raise DataError(
                f"agency {ids[at]} has no web address, which GTFS asks for",
                file=source.tag,
                mend=f"write a page into the source.toml of {source.tag}",
            )
    return {
        "agency_id": csv_text.texts(ids),
        "agency_name": csv_text.texts(agencies["name"].tolist()),
        "agency_url": csv_text.texts(urls),
        "agency_timezone": [zone] * len(ids),
        "agency_lang": _only(_LANGUAGE, agencies["lang"].tolist()),
        "agency_phone": csv_text.texts(_only(_PHONE, agencies["phone"].tolist())),
        "agency_fare_url": csv_text.texts(_only(_ADDRESS, agencies["fare_url"].tolist())),
    }


def _only(pattern: re.Pattern[str], values: list[str]) -> list[str]:
    return [value if pattern.fullmatch(value) else "" for value in values]


def _routes(feed: MergedFeed) -> Table:
    routes = feed.routes
    ids, short, long = (routes[name].tolist() for name in ("id", "short_name", "long_name"))
    agency_names = feed.agencies["name"].tolist()
    agency = routes["agency_idx"].to_numpy()
    long = [
        name or ("" if s else agency_names[a])  # GTFS asks for one of the two
        for name, s, a in zip(long, short, agency.tolist(), strict=True)
    ]
    return {
        "route_id": csv_text.texts(ids),
        "agency_id": csv_text.texts(csv_text.picked(feed.agencies["id"].tolist(), agency)),
        "route_short_name": csv_text.texts(short),
        "route_long_name": csv_text.texts(long),
        "route_type": csv_text.numbers(routes["type"].to_numpy()),
        "route_color": routes["color"].tolist(),
        "route_text_color": routes["text_color"].tolist(),
    }


def _trips(feed: MergedFeed) -> Table:
    trips = feed.trips
    return {
        "route_id": _ids(feed.routes["id"].tolist(), trips["route_idx"].to_numpy()),
        "service_id": _ids(feed.services["id"].tolist(), trips["service_idx"].to_numpy()),
        "trip_id": csv_text.texts(trips["id"].tolist()),
        "trip_headsign": csv_text.texts(trips["headsign"].tolist()),
        "trip_short_name": csv_text.texts(trips["short_name"].tolist()),
        "direction_id": csv_text.numbers(trips["direction"].to_numpy(), _unless_negative),
        "block_id": csv_text.texts(trips["block"].tolist()),
        "shape_id": _ids(_shape_ids(feed), trips["shape_idx"].to_numpy()),
        "wheelchair_accessible": csv_text.numbers(trips["wheelchair"].to_numpy()),
        "bikes_allowed": csv_text.numbers(trips["bikes"].to_numpy()),
    }


def _stop_times(feed: MergedFeed, stops: WrittenStops) -> Table:
    calls = feed.stop_times
    return {
        "trip_id": _ids(feed.trips["id"].tolist(), calls["trip_idx"].to_numpy()),
        "arrival_time": csv_text.numbers(calls["arrival_s"].to_numpy(), format_gtfs_time),
        "departure_time": csv_text.numbers(calls["departure_s"].to_numpy(), format_gtfs_time),
        "stop_id": _ids(stops.call_id.tolist(), calls["stop_idx"].to_numpy()),
        "stop_sequence": csv_text.numbers(calls["sequence"].to_numpy()),
        "pickup_type": csv_text.numbers(calls["pickup"].to_numpy()),
        "drop_off_type": csv_text.numbers(calls["drop_off"].to_numpy()),
        "timepoint": csv_text.numbers(1 - calls["interpolated"].to_numpy().astype(np.int64)),
    }


def _dates(feed: MergedFeed, services: NDArray[np.bool_]) -> Table:
    dates = feed.service_dates
    dates = dates[services[dates["service_idx"].to_numpy()]]
    dates = dates.sort_values(["service_idx", "day"])
    return {
        "service_id": _ids(feed.services["id"].tolist(), dates["service_idx"].to_numpy()),
        "date": csv_text.numbers(dates["day"].to_numpy(), _date),
        "exception_type": ["1"] * len(dates),
    }


def _transfers(feed: MergedFeed, stops: WrittenStops) -> Table:
    rules = [rule._asdict() for rule in feed.transfers.itertuples(index=False)]
    kinds = feed.stops["location_type"].to_numpy()
    platforms = own_platforms(feed)
    called = set(feed.stop_times["stop_idx"].tolist())
    names = ("from_stop", "to_stop", "from_route", "to_route", "from_trip", "to_trip")
    rows: dict[tuple[int, ...], tuple[int, int]] = {}

    def ends(stop: int) -> list[int]:
        if stop < 0:
            return [-1]
        if kinds[stop] == STATION and stop not in called:
            return platforms.get(stop, [])
        return [stop] if kinds[stop] == PLATFORM or stop in called else []

    for rule in sorted(rules, key=lambda r: _breadth(kinds, r["from_stop_idx"], r["to_stop_idx"])):
        for a in ends(rule["from_stop_idx"]):
            for b in ends(rule["to_stop_idx"]):
                key = (a, b, *(rule[f"{name}_idx"] for name in names[2:]))
                rows.setdefault(key, (rule["type"], rule["min_time_s"]))
    keys = np.array(list(rows), dtype=np.int64).reshape(-1, len(names))
    said = np.array(list(rows.values()), dtype=np.int64).reshape(-1, 2)
    untimed = (said[:, 0] == _MINIMUM_TIME) & (said[:, 1] < 0)  # as the walk takes
    of = {
        "stop": stops.call_id.tolist(),
        "route": feed.routes["id"].tolist(),
        "trip": feed.trips["id"].tolist(),
    }
    table: dict[str, list[str]] = {
        f"{name}_id": _ids(of[name.rpartition("_")[2]], keys[:, at])
        for at, name in enumerate(names)
    }
    table["transfer_type"] = csv_text.numbers(np.where(untimed, 0, said[:, 0]))
    table["min_transfer_time"] = csv_text.numbers(said[:, 1], _unless_negative)
    return table


def _breadth(kinds: NDArray[np.int8], *stops: int) -> int:
    """How many ends are stations: what is said of two platforms comes before that."""
    return sum(1 for stop in stops if stop >= 0 and kinds[stop] == STATION)


def _shapes(feed: MergedFeed) -> Table:
    drawn = np.unique(feed.trips["shape_idx"].to_numpy())
    shapes = feed.shapes[np.isin(feed.shapes["shape_idx"].to_numpy(), drawn)]
    index = shapes["shape_idx"].to_numpy()
    first = np.flatnonzero(np.diff(index, prepend=-1))
    order = np.arange(len(index)) - np.repeat(first, np.diff(np.append(first, len(index))))
    return {
        "shape_id": _ids(_shape_ids(feed), index),
        "shape_pt_lat": csv_text.degrees(shapes["lat"].to_numpy()),
        "shape_pt_lon": csv_text.degrees(shapes["lon"].to_numpy()),
        "shape_pt_sequence": csv_text.numbers(order),
    }


def _shape_ids(feed: MergedFeed) -> list[str]:
    """A name for each shape: whose it is and its number; only of those with points."""
    index = feed.trips["shape_idx"].to_numpy()
    count = 1 + max((int(c.max()) for c in (index, feed.shapes["shape_idx"]) if len(c)), default=-1)
    of_feed = np.zeros(max(count, 0), dtype=np.int64)
    of_feed[index[index >= 0]] = feed.trips["feed"].to_numpy()[index >= 0]
    drawn = np.zeros(max(count, 0), dtype=np.bool_)
    drawn[feed.shapes["shape_idx"].to_numpy()] = True
    tags = [info.source.tag for info in feed.feeds]
    return [
        f"{tags[of]}_shape{number}" if has_points else ""
        for number, (of, has_points) in enumerate(
            zip(of_feed.tolist(), drawn.tolist(), strict=True)
        )
    ]


def _attributions(feed: MergedFeed) -> Table:
    """One row an agency: whose data its rides are, with the address of the licence or the page."""
    infos = [feed.feeds[of] for of in feed.agencies["feed"].tolist()]
    ids = feed.agencies["id"].tolist()
    return {
        "attribution_id": csv_text.texts(ids),
        "agency_id": csv_text.texts(ids),
        "organization_name": csv_text.texts([_name(info) for info in infos]),
        "is_producer": ["1"] * len(ids),
        "attribution_url": csv_text.texts([
            next((a for a in (i.source.page, i.source.licence_url) if is_address(a)), "")
            for i in infos
        ]),
    }  # fmt: skip


def _name(info: FeedInfo) -> str:
    source = info.source
    return source.attribution or source.publisher or source.name or source.tag


def _feed_info(
    feed: MergedFeed, services: NDArray[np.bool_], version: str, publisher: Publisher
) -> Table:
    languages = {
        lang.lower() for lang in feed.agencies["lang"].tolist() if _LANGUAGE.fullmatch(lang)
    }
    dates = feed.service_dates
    days = dates["day"].to_numpy()[services[dates["service_idx"].to_numpy()]]
    return {
        "feed_publisher_name": [csv_text.quoted(publisher.name)],
        "feed_publisher_url": [csv_text.quoted(publisher.address)],
        "feed_lang": [languages.pop() if len(languages) == 1 else "mul"],
        "feed_start_date": [_date(int(days.min()))],
        "feed_end_date": [_date(int(days.max()))],
        "feed_version": [version],
        "feed_contact_url": [csv_text.quoted(publisher.address)],
    }


def _ids(ids: list[str], index: NDArray[np.int64]) -> list[str]:
    return csv_text.picked(csv_text.texts(ids), index)


def _date(day: int) -> str:
    return f"{from_day_number(day):%Y%m%d}"


def _unless_negative(value: int) -> str:
    return str(value) if value >= 0 else ""
