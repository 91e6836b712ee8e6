"""Tables, JSON and GeoJSON of a simulation: safe to open, whole, and without figures that lie."""

from __future__ import annotations

import csv
import dataclasses
import io
import json
import math
from typing import Any

import pytest

from planning import results
from planning.outputs.geojson import lines_geojson
from planning.outputs.result_json import camel, result_json
from planning.outputs.tables import indicators_csv, loads_csv, matrix_csv, winners_csv
from planning.results import Simulation
from planning.zones import Zones
from tests.planning.outputs.given import (
    FORMULA,
    SCRIPT,
    nothing_changed,
    nothing_known,
    simulation,
    zones,
)

TABLES = (indicators_csv, loads_csv, matrix_csv, winners_csv)


def _rows(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode("utf-8"))))


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize("found", (simulation, nothing_changed, nothing_known))
def test_no_cell_is_a_formula_infinite_or_not_a_number(table: Any, found: Any) -> None:
    content = table(found())
    assert b"\r" not in content
    for row in _rows(content):
        for cell in row.values():
            assert cell.lower() not in ("nan", "inf", "-inf")
            assert not cell.startswith(("=", "+", "@", "\t"))
            assert not cell.startswith("-") or float(cell) <= 0


def test_a_name_that_is_a_formula_gets_an_apostrophe_and_a_loss_stays_a_number() -> None:
    row = next(row for row in _rows(winners_csv(simulation())) if "1+1" in row["name"])
    assert row["name"] == f"'{FORMULA}"
    assert float(row["mean_min"]) == -1.6


@pytest.mark.parametrize("name", ("=1+1", "+1", "-1", "@a", "\t=1", "  =1", "\r=1", "＝1"))
def test_every_way_to_open_a_formula_is_defused(name: str) -> None:
    named = dataclasses.replace(zones(), name=(name, *zones().name[1:]), id=(name, *"bcdef"))
    content = matrix_csv(simulation(zones=named))
    assert _rows(content)[0]["from_zone"] == f"'{name.strip()}"


def test_a_planner_reads_every_relation_in_the_matrix() -> None:
    rows = _rows(matrix_csv(simulation()))
    assert len(rows) == 36
    found = next(r for r in rows if (r["from_zone"], r["to_zone"]) == ("FR54580", "LU0201"))
    assert found == {
        "from_zone": "FR54580", "to_zone": "LU0201", "commuters": "312", "minutes_before": "52",
        "minutes_after": "31.5", "change": "-20.5",
    }  # fmt: skip
    newly = next(r for r in rows if (r["from_zone"], r["to_zone"]) == ("FR57603", "LU0204"))
    assert (newly["minutes_before"], newly["minutes_after"], newly["change"]) == ("", "29", "")


def test_loads_stand_beside_seats_and_places() -> None:
    rows = _rows(loads_csv(simulation()))
    assert len(rows) == 68 * 2 * 4
    assert rows[0]["from_time"] == "05:00"
    for row in rows:
        share = float(row["riders"]) / float(row["places"])
        assert math.isclose(float(row["share"]), share, rel_tol=1e-6)


def test_a_range_has_its_ends_and_a_change_both_its_sides() -> None:
    found = {(row["group"], row["name"]): row for row in _rows(indicators_csv(simulation()))}
    riders = found["summary", "riders_day"]
    assert (riders["low"], riders["value"], riders["high"]) == ("2650", "3420", "4310")
    assert found["access", "gini_before"]["value"] == "0.312"
    assert found["access", "gini_after"]["value"] == "0.297"
    assert found["line BHNS 1", "vehicles_by_blocks"]["value"] == "10"
    assert found["money", "cost_year"]["unit"] == "EUR"


def _keys(of: Any) -> set[str]:
    return {camel(each.name) for each in dataclasses.fields(of)}


@pytest.mark.parametrize(
    "kind, at",
    [
        (Simulation, ()), (Zones, ("zones", 0)), (results.LineFigures, ("lines", 0)),
        (results.Segment, ("lines", 0, "segments", 0)), (results.Segment, ("lines", 0, "fullest")),
        (results.Access, ("access",)), (results.AccessRow, ("access", "rows", 0)),
        (results.People, ("people",)), (results.Winner, ("people", "byCommune", 0)),
        (results.Winner, ("people", "byCountry", 1)), (results.Queue, ("roads", 0)),
        (results.Money, ("money",)), (results.Horizon, ("horizons", 2)),
    ],
)  # fmt: skip
def test_every_field_of_every_type_reaches_the_result(kind: Any, at: tuple[Any, ...]) -> None:
    found: Any = result_json(simulation())
    for step in at:
        found = found[step]
    assert _keys(kind) <= set(found)


def test_ranges_and_changes_are_named_in_the_result() -> None:
    found = result_json(simulation())
    assert found["lines"][0]["boardingsDay"] == {"low": 2650.0, "central": 3420.0, "high": 4310.0}
    assert found["people"]["leftBehind"] == {"before": 24.0, "after": 61.0}
    assert found["access"]["rows"][2]["minutesToJobs"] == {"before": None, "after": 30.0}
    assert found["access"]["rows"][2]["zoneId"] == "FR57603"
    assert found["lines"][0]["stops"][0]["name"] == "Micheville"
    assert found["counted"][0]["simulatedBefore"] == 681.4
    assert found["minutesBefore"][2][0] is None


@pytest.mark.parametrize("found", (simulation, nothing_changed, nothing_known))
def test_strict_readers_of_json_accept_result_and_map(found: Any) -> None:
    for content in (result_json(found()), lines_geojson(found())):
        text = json.dumps(content, allow_nan=False)
        assert text == json.dumps(content, allow_nan=False)
        assert json.loads(text) == content


def test_the_map_has_stops_segments_and_every_zone() -> None:
    features = lines_geojson(simulation())["features"]
    kinds = [each["properties"]["kind"] for each in features]
    assert (kinds.count("stop"), kinds.count("segment"), kinds.count("zone")) == (5, 8, 6)
    segment = next(each for each in features if each["properties"]["kind"] == "segment")
    assert segment["geometry"]["coordinates"] == [[5.9237, 49.4712], [5.954, 49.4705]]
    assert segment["properties"]["share"] == pytest.approx(
        segment["properties"]["riders"] / segment["properties"]["places"]
    )
    zone = {each["properties"].get("id"): each["properties"] for each in features}
    assert zone["FR54580"]["verdict"] == "winner"
    assert zone["LU0201"]["verdict"] == "loser"
    assert zone["LU0303"]["verdict"] == "same"
    assert zone["FR57603"]["name"] == SCRIPT
    assert (zone["FR57038"]["jobs45MinBefore"], zone["FR57038"]["jobs45MinAfter"]) == (21900, 28400)


def test_a_zone_nobody_is_known_to_leave_is_neither_winner_nor_loser() -> None:
    people = dataclasses.replace(simulation().people, by_commune=())
    zone = lines_geojson(simulation(people=people))["features"][-1]["properties"]
    assert (zone["verdict"], zone["minutesGained"]) == ("unknown", None)


def test_an_empty_scenario_sums_up_to_nothing() -> None:
    found = result_json(nothing_changed())["summary"]
    assert found["ridersDay"] == {"low": 0.0, "central": 0.0, "high": 0.0}
    assert (found["vehicles"], found["gaining"], found["losing"]) == (0, 0.0, 0.0)
    assert found["gainingMeanMin"] == 0.0
    assert found["costYear"] is None


def test_the_table_and_the_result_name_what_each_parameter_moves() -> None:
    rows = [each for each in _rows(indicators_csv(simulation())) if "sensitivity" in each["group"]]
    first = rows[0]
    assert (first["group"], first["name"]) == ("sensitivity riders_day", "transfer")
    assert [float(first[each]) for each in ("low", "value", "high")] == [3210.0, 3420.0, 3655.0]
    assert {each["unit"] for each in rows} == {"boardings", "EUR", "t"}
    told = result_json(simulation())["sensitivity"]
    assert told["swings"][0] == {
        "figure": "riders_day", "parameter": "transfer", "atLow": 3210.0, "central": 3420.0,
        "atHigh": 3655.0,
    }  # fmt: skip
    assert told["varied"][-1] == "wait"
