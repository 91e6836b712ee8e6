"""A scenario as GTFS: read back by anybody, it answers as the scenario does."""

from __future__ import annotations

import json
import zipfile
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from commands.export_comparison import compare
from core.errors import DataError
from feeds.tables import MergedFeed
from feeds.territory import Territory, load_territory
from planning.apply.scenario import Applied, apply
from planning.outputs.gtfs import NAME, without_unused, write_gtfs
from planning.scenario.reading import read_scenario
from tests.routing.town import ZONE, merged_valley, write_territory

LINES = """
fr BUS 10: ober 07:00 unter 07:10/07:11 esch 07:20
fr BUS 11: ober 08:00 unter 08:10/08:11 esch 08:20
lu RAIL 60: esch 07:30 stad 07:40/07:42 uni 07:50
lu RAIL 60: esch 08:30 stad 08:40/08:42 uni 08:50
"""
DAYS = dict.fromkeys(("monday", "tuesday", "wednesday", "thursday", "friday"), True)
CHANGES = [
    {"type": "remove-trips", "routes": ["fr_BUS-11"]},
    {"type": "adjust-speed", "routes": ["lu_RAIL-60"], "scale": 1.25},
    {
        "type": "add-trips",
        "name": "X",
        "stops": [
            {"id": "fr_ober"}, {"lat": 49.485, "lon": 5.905, "name": 'Neu "Grenze", 1'},
            {"id": "lu_uni"},
        ],
        "frequencies": [
            {"startTime": "06:00", "endTime": "22:00", "headwaySecs": 1200,
             "hopTimes": [300, 600], "dwellTimes": [0, 60, 0], **DAYS}
        ],
    },
]  # fmt: skip


def _licensed(feed: MergedFeed, licence: str) -> MergedFeed:
    infos = tuple(
        replace(info, source=replace(info.source, licence=licence, page="https://feed.example"))
        for info in feed.feeds
    )
    return replace(feed, feeds=infos)


def _applied(folder: Path, licence: str) -> Applied:
    territory = load_territory(write_territory(folder / "territory"))
    merged = _licensed(merged_valley(folder, LINES, territory), licence)
    return _changed(merged, territory)


def _changed(merged: MergedFeed, territory: Territory) -> Applied:
    content = json.dumps({"name": "S", "modifications": CHANGES}).encode()
    return apply(merged, territory, read_scenario(content))


def test_a_scenario_read_back_as_gtfs_gives_the_same_trips(tmp_path: Path) -> None:
    found = _applied(tmp_path, "CC0-1.0")
    opinion = write_gtfs(found.feed, tmp_path / "out", ZONE)
    assert opinion is not None
    assert not [said for said in opinion.counts if said[0] == "ERROR"]
    compared = compare(found.feed, tmp_path / "out" / NAME, found.territory, 60)
    assert compared.differing == ()
    assert compared.alike == compared.asked == 60
    assert compared.with_options > 20


def test_what_no_longer_runs_is_not_in_the_zip(tmp_path: Path) -> None:
    found = _applied(tmp_path, "CC0-1.0")
    write_gtfs(found.feed, tmp_path / "out", ZONE)
    with zipfile.ZipFile(tmp_path / "out" / NAME) as archive:
        routes, trips, calls, stops = (
            pd.read_csv(archive.open(f"{name}.txt"), dtype=str)
            for name in ("routes", "trips", "stop_times", "stops")
        )
    assert set(routes["route_short_name"]) == {"10", "60", "X"}
    assert set(trips["trip_id"]) == set(calls["trip_id"])
    assert 'Neu "Grenze", 1' in set(stops["stop_name"])
    assert [path.name for path in (tmp_path / "out").iterdir()] == [NAME]


def test_compacting_twice_changes_nothing_more(tmp_path: Path) -> None:
    once = without_unused(_applied(tmp_path, "CC0-1.0").feed)
    twice = without_unused(once)
    for name in ("trips", "routes", "services", "service_dates", "stop_times", "transfers"):
        pd.testing.assert_frame_equal(getattr(once, name), getattr(twice, name))


def test_a_base_that_may_not_be_passed_on_is_not_written(tmp_path: Path) -> None:
    found = _applied(tmp_path, "")
    with pytest.raises(DataError, match="not published; fr: its licence is unknown"):
        write_gtfs(found.feed, tmp_path / "out", ZONE)
    assert list((tmp_path / "out").iterdir()) == []
