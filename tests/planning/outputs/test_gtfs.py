"""A planner takes a scenario away as GTFS, and it answers as the scenario does."""

from __future__ import annotations

import errno
import re
import tempfile
import zipfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from commands.datadir import resolve_data, territory_of
from commands.export_comparison import compare
from core.errors import DataError, EnvironmentFault
from core.progress import silent
from feeds.catalogue import load_stored
from feeds.export import publish as module
from feeds.export.publish import Published
from feeds.export.tables import Publisher
from feeds.load import load_feed
from feeds.tables import MergedFeed, Source
from planning.apply.scenario import Applied, apply
from planning.outputs.gtfs import ZIP, write_gtfs
from planning.outputs.languages import language_of
from tests.feeds.export.conftest import licensed, rows_of
from tests.planning.apply.given import FEED, applied, runs, territory
from tests.planning.apply.random_plans import random_edits, random_line, random_town
from tests.planning.scenario.given import read

TOWN = licensed(FEED)
MINE = {"lat": 49.61, "lon": 6.15, "name": "Mine"}
LINE = {
    "type": "add-trips",
    "name": "BHNS",
    "stops": [{"id": "x_audun"}, MINE, {"id": "x_esch"}],
    "frequencies": [
        {"hopTimes": [240, 300], "dwellTimes": [0, 30, 0], "startTime": "06:00",
         "endTime": "09:00", "headwaySecs": 900, "monday": True, "tuesday": True},
    ],
}  # fmt: skip
NO_LINE_7 = {"type": "remove-trips", "routes": ["x_bus:7"]}


def over(*modifications: dict[str, Any], feed: MergedFeed = TOWN) -> Applied:
    return applied(*modifications, feed=feed)


def written(made: Applied, out: Path, **fields: Any) -> Published:
    return write_gtfs(made, out, territory(), **fields)


def faultless(published: Published) -> bool:
    """Whether gtfs-guru was asked and finds no error."""
    assert published.opinion is not None
    return all(severity != "ERROR" for severity, _, _ in published.opinion.counts)


def test_one_zip_is_written_without_error_and_nothing_beside(tmp_path: Path) -> None:
    published = written(over(LINE), tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == [ZIP] == ["scenario.gtfs.zip"]
    assert faultless(published)
    assert published.rows["trips.txt"] == len(TOWN.trips) + 24


def test_the_new_line_stands_in_it_with_its_stop_and_all_its_times(tmp_path: Path) -> None:
    written(over(LINE), tmp_path)
    back = load_feed(tmp_path / ZIP, Source("m", ""))
    assert runs(back, "m_scenario")[0] == (
        "m_scenario_L0_0_0_0 06:00 Audun, 06:04-06:04:30 Mine, 06:09:30 Esch quai 1"
    )
    times = rows_of(tmp_path / ZIP, "stop_times.txt")
    assert all(row["arrival_time"] and row["departure_time"] for row in times)


def test_what_an_edit_changes_is_changed_in_the_stop_times(tmp_path: Path) -> None:
    written(over({"type": "adjust-speed", "trips": ["x_a1"], "scale": 2}), tmp_path)
    back = load_feed(tmp_path / ZIP, Source("m", ""))
    assert runs(back, "m_x_a1") == [
        "m_x_a1 08:00 Audun, 08:02:30-08:03:30 Rue, 08:08-08:10 Esch quai 1, 08:14 Belval"
    ]


def test_a_line_that_is_gone_leaves_no_row_behind(tmp_path: Path) -> None:
    written(over(NO_LINE_7), tmp_path)
    with zipfile.ZipFile(tmp_path / ZIP) as archive:
        texts = {name: archive.read(name).decode() for name in archive.namelist()}
    assert [row["route_id"] for row in rows_of(tmp_path / ZIP, "routes.txt")] == ["x_bus:9"]
    assert [row["trip_id"] for row in rows_of(tmp_path / ZIP, "trips.txt")] == ["x_n1"]
    assert {row["service_id"] for row in rows_of(tmp_path / ZIP, "calendar_dates.txt")} == {"x_s3"}
    assert not any(re.search(r"x_(a1|a2|b1|bus:7)\b", text) for text in texts.values())


def test_the_plan_says_that_it_is_one_and_whose_the_rest_is(tmp_path: Path) -> None:
    town = licensed(FEED, licence="ODbL-1.0", attribution="Town council", publisher="Town")
    published = written(over(LINE, feed=town), tmp_path)
    told = {
        row["agency_id"]: row["organization_name"]
        for row in rows_of(tmp_path / ZIP, "attributions.txt")
    }
    assert told == {
        "x_a": "Town council",
        "scenario_1": "A plan, not a timetable: nothing of it runs.",
    }
    assert published.licence == "ODbL-1.0"
    assert "illustrative data, not a timetable" in published.notes
    assert any("whoever made it decides" in note for note in published.notes)


def test_the_operator_of_the_plan_has_an_address_at_which_nobody_can_be_mistaken(
    tmp_path: Path,
) -> None:
    written(over(LINE), tmp_path)
    told = {row["agency_id"]: row["agency_url"] for row in rows_of(tmp_path / ZIP, "agency.txt")}
    assert told["scenario_1"] == "https://scenario.invalid/"
    (info,) = rows_of(tmp_path / ZIP, "feed_info.txt")
    assert info["feed_publisher_name"] == "the author of the plan"


def test_whoever_passes_it_on_can_be_named(tmp_path: Path) -> None:
    written(over(LINE), tmp_path, publisher=Publisher("AGAPE", "https://agape.example.org/"))
    (info,) = rows_of(tmp_path / ZIP, "feed_info.txt")
    assert info["feed_publisher_name"] == "AGAPE"


def test_the_same_scenario_gives_the_same_bytes_and_another_another_version(
    tmp_path: Path,
) -> None:
    one, other = written(over(LINE), tmp_path / "1"), written(over(LINE), tmp_path / "2")
    assert (tmp_path / "1" / ZIP).read_bytes() == (tmp_path / "2" / ZIP).read_bytes()
    assert one.version == other.version
    assert written(over(LINE, NO_LINE_7), tmp_path / "1").version != one.version


def test_what_the_scenario_has_to_say_is_said_with_the_export(tmp_path: Path) -> None:
    made = over({"type": "remove-stops", "stops": ["x_terr"]})
    assert language_of("en").note(made.notes[0]) in written(made, tmp_path).notes


def test_a_scenario_in_which_nothing_runs_is_not_written(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="nothing runs in this scenario"):
        written(over({"type": "remove-trips", "routes": ["x_bus:7", "x_bus:9"]}), tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_feeds_that_may_not_be_passed_on_are_named_and_the_folder_stays(tmp_path: Path) -> None:
    written(over(LINE), tmp_path)
    before = (tmp_path / ZIP).read_bytes()
    with pytest.raises(DataError, match="x: its licence is unknown"):
        written(over(LINE, feed=licensed(FEED, licence="")), tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == [ZIP]
    assert (tmp_path / ZIP).read_bytes() == before


def test_a_full_disk_leaves_what_stood_there(tmp_path: Path, monkeypatch) -> None:
    written(over(LINE), tmp_path)
    before = (tmp_path / ZIP).read_bytes()

    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(module, "_write_lines", full)
    with pytest.raises(EnvironmentFault, match="No space left"):
        written(over(LINE, NO_LINE_7), tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == [ZIP]
    assert (tmp_path / ZIP).read_bytes() == before


def test_slower_trips_of_a_block_are_still_without_error(tmp_path: Path) -> None:
    in_block = replace(TOWN, trips=TOWN.trips.assign(block="b").astype(TOWN.trips.dtypes.to_dict()))
    made = over({"type": "adjust-speed", "routes": ["x_bus:7"], "scale": 0.2}, feed=in_block)
    assert faultless(written(made, tmp_path))


@settings(max_examples=8, deadline=None)
@given(st.integers(0, 10_000))
def test_a_small_scenario_read_back_answers_as_the_scenario(seed: int) -> None:
    town = licensed(random_town(seed))
    made = over(random_line(seed, town), *random_edits(seed, town), feed=town)
    with tempfile.TemporaryDirectory() as folder:
        assert faultless(written(made, Path(folder)))
        found = compare(made.feed, Path(folder) / ZIP, made.territory, 12)
    assert found.alike == found.asked == 12, found.differing


def bhns(feed: MergedFeed) -> list[dict[str, Any]]:
    """Micheville - Audun-le-Tiche - Terres-Rouges - Esch - Belval, in place of the train."""
    ids = dict(zip(feed.stops["name"], feed.stops["id"], strict=True))
    times = {"hopTimes": [240, 240, 240, 300], "dwellTimes": [0, 30, 30, 60, 0]}
    week = dict.fromkeys(("monday", "tuesday", "wednesday", "thursday", "friday"), True)
    windows = (("05:00", "06:00", 600), ("06:00", "09:00", 300), ("09:00", "16:00", 600),
               ("16:00", "19:00", 300), ("19:00", "22:00", 600))  # fmt: skip
    line = {
        "type": "add-trips",
        "name": "BHNS",
        "stops": [
            {"lat": 49.4803, "lon": 5.9245, "name": "Micheville"},
            {"id": ids["Audun-le-Tiche, Gare"]},
            {"lat": 49.4850, "lon": 5.9680, "name": "Terres-Rouges"},
            {"id": ids["Esch-sur-Alzette, Gare"]},
            {"id": ids["Belval (Université), Gare"]},
        ],
        "frequencies": [
            {**times, **week, "startTime": start, "endTime": end, "headwaySecs": headway_s}
            for start, end, headway_s in windows
        ],
        "calendar": {"holidays": "union"},
    }
    return [line, {"type": "remove-trips", "routes": ["lu_CFL60c"]}]


def test_the_reference_line_over_the_embedded_data_answers_alike_a_hundred_times(
    embedded: Path, tmp_path: Path
) -> None:
    data = resolve_data(embedded, silent)
    place = territory_of(data)
    feed = load_stored(data, place)
    made = apply(feed, place, read(*bhns(feed)))
    published = write_gtfs(made, tmp_path, place)
    assert faultless(published)
    found = compare(made.feed, tmp_path / ZIP, made.territory, 100)
    assert found.alike == found.asked == 100, found.differing
    assert found.with_options > 50
