"""Trips to GTFS: facts and the trips of one feed in, the text of every table of its zip out.

Rows come in a fixed order, so that the same facts and the same day give the same bytes.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

from core.clock import format_gtfs_time
from core.geo import distance_m
from feeds.demo.calendars import DAY_KINDS, Validity, day_kind
from feeds.demo.facts import Facts, FeedFact, StopFact
from feeds.demo.trips import Trip

ROUTE_TYPES = {"tram": 0, "rail": 2, "bus": 3, "coach": 3}
WALK_M = 200.0
WALK_MS = 1.1
WALK_FLOOR_S = 60
STATION_CHANGE_S = 180
ILLUSTRATIVE = "Illustrative, not a timetable"

Rows = Iterable[Sequence[object]]


def feed_tables(
    facts: Facts, feed: FeedFact, trips: Sequence[Trip], validity: Validity
) -> dict[str, str]:
    """The tables of one feed's zip, as text by file name."""
    tag = feed.source.tag
    platforms = _platforms(facts, feed, trips)
    lines = [facts.lines[key] for key in dict.fromkeys(trip.line_id for trip in trips)]
    agencies = [row for row in facts.agencies if row["feed"] == tag]
    span = (f"{validity.first:%Y%m%d}", f"{validity.last:%Y%m%d}")
    tables = {
        "agency.txt": _text(
            "agency_id,agency_name,agency_url,agency_timezone,agency_lang",
            ([row[k] for k in ("agency_id", "name", "url", "zone", "lang")] for row in agencies),
        ),
        "feed_info.txt": _text(
            "feed_publisher_name,feed_publisher_url,feed_lang,feed_start_date,feed_end_date,"
            "feed_version",
            [(feed.source.publisher, feed.source.page, "fr", *span, _version(validity))],
        ),
        "stops.txt": _stops_text(facts, feed, platforms),
        "routes.txt": _text(
            "route_id,agency_id,route_short_name,route_long_name,route_desc,route_type,"
            "route_color,route_text_color",
            (
                (
                    line.id, line.agency, line.short_name, line.long_name, ILLUSTRATIVE,
                    ROUTE_TYPES[line.mode], line.color, "FFFFFF",
                )
                for line in lines
            ),
        ),
        "trips.txt": _trips_text(facts, trips),
        "stop_times.txt": _stop_times_text(facts, trips, platforms),
        "transfers.txt": _text(
            "from_stop_id,to_stop_id,transfer_type,min_transfer_time",
            _transfers(facts, feed, platforms),
        ),
    }  # fmt: skip
    return tables | _calendar_tables(feed, trips, validity)


def _version(validity: Validity) -> str:
    return f"{validity.anchor.isoformat()} {ILLUSTRATIVE.lower()}"


def _text(header: str, rows: Rows) -> str:
    out = io.StringIO()
    out.write(header + "\n")
    csv.writer(out, lineterminator="\n").writerows(rows)
    return out.getvalue()


def _platforms(facts: Facts, feed: FeedFact, trips: Sequence[Trip]) -> dict[tuple[str, str], str]:
    """The stop id that each mode uses at each stop; one per mode where stations have platforms."""
    used = dict.fromkeys(
        (facts.lines[trip.line_id].mode, call.stop_id) for trip in trips for call in trip.calls
    )
    if not feed.stations:
        return {(mode, stop_id): stop_id for mode, stop_id in used}
    return {
        (mode, stop_id): f"{'Rail' if mode == 'rail' else 'Road'}-{stop_id}"
        if _is_station(stop_id)
        else stop_id
        for mode, stop_id in used
    }


def _is_station(stop_id: str) -> bool:
    """Railway companies number their stations; the bus networks name their stops."""
    return stop_id.isdigit()


def _stops_text(facts: Facts, feed: FeedFact, platforms: dict[tuple[str, str], str]) -> str:
    rows: dict[str, tuple[object, ...]] = {}
    for (_, stop_id), platform_id in sorted(platforms.items(), key=lambda item: item[0][::-1]):
        stop = facts.stops[feed.source.tag, stop_id]
        lat, lon = f"{stop.lat:.5f}", f"{stop.lon:.5f}"
        parent = ""
        if platform_id != stop_id:
            parent = f"Area-{stop_id}"
            rows[parent] = (parent, stop.name, lat, lon, 1, "")
        rows[platform_id] = (platform_id, stop.name, lat, lon, 0, parent)
    header = "stop_id,stop_name,stop_lat,stop_lon,location_type,parent_station"
    return _text(header, rows.values())


def _trips_text(facts: Facts, trips: Sequence[Trip]) -> str:
    def row(trip: Trip) -> tuple[object, ...]:
        bikes = 1 if facts.lines[trip.line_id].mode in ("rail", "tram") else 0
        number = "" if trip.number is None else trip.number
        service = f"{trip.calendar}-{trip.kind}"
        return (
            trip.line_id, service, trip.id, trip.headsign, number, trip.direction, bikes,
        )  # fmt: skip

    header = "route_id,service_id,trip_id,trip_headsign,trip_short_name,direction_id,bikes_allowed"
    return _text(header, map(row, trips))


def _stop_times_text(
    facts: Facts, trips: Sequence[Trip], platforms: dict[tuple[str, str], str]
) -> str:
    """By hand, for it is most of the work: no field of this table needs quoting."""
    lines = ["trip_id,arrival_time,departure_time,stop_id,stop_sequence,pickup_type,drop_off_type"]
    clock: dict[int, str] = {}
    for trip in trips:
        mode = facts.lines[trip.line_id].mode
        for sequence, call in enumerate(trip.calls, 1):
            for moment_s in (call.arrival_s, call.departure_s):
                if moment_s not in clock:
                    clock[moment_s] = format_gtfs_time(moment_s)
            lines.append(
                f"{trip.id},{clock[call.arrival_s]},{clock[call.departure_s]},"
                f"{platforms[mode, call.stop_id]},{sequence},{call.pickup},{call.drop_off}"
            )
    return "\n".join(lines) + "\n"


def _transfers(facts: Facts, feed: FeedFact, platforms: dict[tuple[str, str], str]) -> Rows:
    """Footpaths at stations: what the facts say, else straight lines from rail and tram stops."""
    tag = feed.source.tag
    said = {
        (row["from_stop"], row["to_stop"]): int(row["min_time_s"])
        for row in facts.transfers
        if row["feed"] == tag
    }
    said |= {(b, a): time_s for (a, b), time_s in said.items()}
    railed = sorted({key for key in platforms if key[0] in ("rail", "tram")})
    walks: dict[tuple[str, str], int] = {}
    for rail_key in railed:
        here = facts.stops[tag, rail_key[1]]
        for key, platform_id in platforms.items():
            time_s = said.get((here.id, key[1])) or _walk_s(here, facts.stops[tag, key[1]])
            if time_s is not None and platform_id != platforms[rail_key]:
                walks[platforms[rail_key], platform_id] = time_s
                walks[platform_id, platforms[rail_key]] = time_s
    return [(a, b, 2, time_s) for (a, b), time_s in sorted(walks.items())]


def _walk_s(a: StopFact, b: StopFact) -> int | None:
    if a.id == b.id:
        return STATION_CHANGE_S
    gap_m = distance_m(a.lat, a.lon, b.lat, b.lon)
    if gap_m > WALK_M:
        return None
    return WALK_FLOOR_S + -(-int(gap_m / WALK_MS) // 30) * 30


def _calendar_tables(feed: FeedFact, trips: Sequence[Trip], validity: Validity) -> dict[str, str]:
    used = sorted({(trip.calendar, trip.kind) for trip in trips})
    weeks, dates = [], []
    for calendar, kind in used:
        service = f"{calendar}-{kind}"
        usual = _usual_week(kind)
        if feed.calendar_style == "weeks":
            span = (f"{validity.first:%Y%m%d}", f"{validity.last:%Y%m%d}")
            weeks.append((service, *usual, *span))
        else:
            usual = (0,) * 7
        for day in validity.days():
            runs = day_kind(day, calendar) == kind
            if runs != bool(usual[day.weekday()]):
                dates.append((service, f"{day:%Y%m%d}", 1 if runs else 2))
    tables = {"calendar_dates.txt": _text("service_id,date,exception_type", dates)}
    if weeks:
        days = "monday,tuesday,wednesday,thursday,friday,saturday,sunday"
        tables["calendar.txt"] = _text(f"service_id,{days},start_date,end_date", weeks)
    return tables


def _usual_week(kind: str) -> tuple[int, ...]:
    """Which weekdays a kind of service runs on, Monday first."""
    on = dict(zip(DAY_KINDS, (range(5), (5,), (6,)), strict=True))[kind]
    return tuple(int(day in on) for day in range(7))
