"""Small feeds for tests: tables written as text in the test in, a zip out."""

from __future__ import annotations

import datetime as dt
import zipfile
from pathlib import Path

from core.clock import format_gtfs_time, today
from feeds.tables import MergedFeed, Source

FIRST_DAY = today("Europe/Luxembourg") - dt.timedelta(days=30)
LAST_DAY = FIRST_DAY + dt.timedelta(days=330)

SOURCE = Source(tag="x", country="LU", zone="Europe/Luxembourg")

MINIMAL = {
    "agency": """
        agency_id,agency_name,agency_url,agency_timezone
        A,Acme,https://acme.example,Europe/Luxembourg
    """,
    "stops": """
        stop_id,stop_name,stop_lat,stop_lon
        S1,Villerupt,49.470,5.930
        S2,Esch,49.494,5.985
        S3,Belval,49.500,5.945
        S4,Kirchberg,49.628,6.158
    """,
    "routes": """
        route_id,agency_id,route_short_name,route_long_name,route_type
        R,A,604,Villerupt - Kirchberg,3
    """,
    "trips": """
        route_id,service_id,trip_id
        R,DAILY,T1
        R,DAILY,T2
    """,
    "stop_times": """
        trip_id,arrival_time,departure_time,stop_id,stop_sequence
        T1,07:00:00,07:00:00,S1,1
        T1,07:15:00,07:16:00,S2,2
        T1,07:50:00,07:50:00,S4,3
        T2,08:00:00,08:00:00,S1,1
        T2,08:20:00,08:20:00,S3,2
        T2,08:50:00,08:50:00,S4,3
    """,
    "calendar": f"""
        service_id,monday,tuesday,wednesday,thursday,friday,saturday,sunday,start_date,end_date
        DAILY,1,1,1,1,1,1,1,{FIRST_DAY:%Y%m%d},{LAST_DAY:%Y%m%d}
    """,
}
"""A feed without fault: two trips of one line, daily from a month ago to next year."""


def table(text: str) -> str:
    """Lines without the indentation of the test, nothing else changed."""
    return "".join(f"{line.strip(' ')}\n" for line in text.strip("\n ").split("\n"))


def write_feed(path: Path, **tables: str | bytes | None) -> Path:
    """The minimal feed with these tables in place of its own; None leaves a table out.

    A text is laid out as in MINIMAL; bytes are taken as they are.
    """
    members = {f"{name}.txt": text for name, text in (MINIMAL | tables).items()}
    return write_zip(path, members)


def write_zip(path: Path, members: dict[str, str | bytes | None]) -> Path:
    """A zip of these members by full name; None leaves one out."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            if content is not None:
                data = content if isinstance(content, bytes) else table(content).encode("utf-8")
                archive.writestr(name, data)
    return path


def trip_lines(feed: MergedFeed) -> list[str]:
    """Every trip as one line: `x_T1 07:00 Villerupt, 07:15 - 07:16 Esch, 07:50 Kirchberg`."""
    names = feed.stops["name"].tolist()
    lines = []
    for trip_idx, trip_id in enumerate(feed.trips["id"]):
        calls = feed.stop_times[feed.stop_times["trip_idx"] == trip_idx]
        parts = [
            f"{_clock(call.arrival_s, call.departure_s)} {names[call.stop_idx]}"
            for call in calls.itertuples()
        ]
        lines.append(f"{trip_id} {', '.join(parts)}")
    return lines


def _clock(arrival_s: int, departure_s: int) -> str:
    first, second = (format_gtfs_time(s).removesuffix(":00") for s in (arrival_s, departure_s))
    return first if first == second else f"{first} - {second}"
