"""Damage anywhere in stop_times costs the trip it strikes and leaves every other as it was."""

from __future__ import annotations

import contextlib
import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.errors import FeedError
from feeds.load import load_feed
from tests.feeds.make import SOURCE, trip_lines, write_feed

TRIPS = 4
CALLS = (("S1", 0), ("S2", 15), ("S3", 25), ("S4", 50))
HEADER = "trip_id,arrival_time,departure_time,stop_id,stop_sequence,pickup_type"
ROWS = [
    f"{trip},{7 + trip:02d}:{minute:02d}:00,{7 + trip:02d}:{minute:02d}:00,{stop},{place},0"
    for trip in range(TRIPS)
    for place, (stop, minute) in enumerate(CALLS)
]  # ids of trips look like sequence numbers, so that a careless door takes one for the other


def lines_of(stop_times: bytes) -> list[str]:
    trips = "route_id,service_id,trip_id\n" + "\n".join(f"R,DAILY,{i}" for i in range(TRIPS))
    with tempfile.TemporaryDirectory() as folder:
        path = write_feed(Path(folder) / "feed.zip", trips=trips, stop_times=stop_times)
        return trip_lines(load_feed(path, SOURCE))


def table(rows: list[bytes]) -> bytes:
    return b"\n".join([HEADER.encode(), *rows, b""])


WHOLE = lines_of(table([row.encode() for row in ROWS]))


@settings(max_examples=40, deadline=None)
@given(
    trip=st.integers(0, TRIPS - 1),
    place=st.integers(1, len(CALLS) - 2),
    at=st.integers(0, 40),
    harm=st.sampled_from([b",", b'"', b"\x00", b"\x81", b",,", b'"",']),
    replaces=st.booleans(),
)
def test_one_harmed_inner_call_costs_at_most_its_own_trip(
    trip: int, place: int, at: int, harm: bytes, replaces: bool
) -> None:
    rows = [row.encode() for row in ROWS]
    row = rows[trip * len(CALLS) + place]
    at = min(at, len(row) - 1)
    rows[trip * len(CALLS) + place] = row[:at] + harm + row[at + replaces :]
    lines = lines_of(table(rows))
    others = [line for line in WHOLE if line != WHOLE[trip]]
    assert [line for line in lines if not line.startswith(f"x_{trip} ")] == others
    assert all(line in WHOLE for line in lines)


@pytest.mark.parametrize("cut", range(1, len(ROWS[0])))
def test_table_that_ends_in_the_middle_of_a_row_keeps_what_is_whole(cut: int) -> None:
    rows = [row.encode() for row in ROWS]
    rows[-1] = rows[-1][:cut]
    lines = lines_of(table(rows).rstrip(b"\n"))
    assert lines[: TRIPS - 1] == WHOLE[: TRIPS - 1]


@settings(max_examples=30, deadline=None)
@given(st.binary(max_size=200))
def test_no_bytes_whatever_make_the_door_fall_over(garbage: bytes) -> None:
    for data in (garbage, f"{HEADER}\n".encode() + garbage):
        with contextlib.suppress(FeedError):
            assert lines_of(data)
