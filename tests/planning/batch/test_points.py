"""Points of a matrix: what a planner's CSV may hold, and how every fault of it is named."""

from __future__ import annotations

import pytest

from core.errors import RequestError
from planning.batch.points import MOST_POINTS, read_points
from planning.scenario.messages import MOST_FAULTS


def faults(content: str | bytes, network) -> list[str]:
    with pytest.raises(RequestError) as refused:
        read_points(content if isinstance(content, bytes) else content.encode(), "a.csv", network)
    return [f"{fault.field}: {fault.message}" for fault in refused.value.faults]


def test_points_by_coordinate_and_by_stop_stand_in_one_file(network):
    text = "name,id,lon,lat,stop\nTown,a,5.9,49.495,\nHalt,b,,,lu_uni\n\n"
    a, b = read_points(("\ufeff" + text).encode(), "a.csv", network)
    assert (a.id, a.lat, a.lon, a.stop) == ("a", 49.495, 5.9, None)
    assert (b.id, b.lat, b.stop) == ("b", 49.54, "lu_uni")


@pytest.mark.parametrize(
    "row, says",
    [
        ("a,49.5,5,9", "row 2, row: has 4 cells, the first line has 3"),
        ('a,"49,5",5.9', "row 2, lat: '49,5' is no number; write degrees as 49.4634"),
        ("a,,5.9", "row 2, lat: '' is no number"),
        ("a,nan,5.9", "row 2, lat: nan lies outside -90 to 90"),
        ("a,49.5,1e999", "row 2, lon: inf lies outside -180 to 180"),
        ("a,490.5,5.9", "row 2, lat: 490.5 lies outside -90 to 90"),
        (",49.5,5.9", "row 2, id: is empty"),
        (f"{'x' * 101},49.5,5.9", "row 2, id: 'xxx"),
    ],
)
def test_fault_of_a_point_names_row_column_and_mend(row, says, network):
    (said,) = faults(f"id,lat,lon\n{row}\n", network)
    assert said.startswith(f"a.csv {says}"), said


@pytest.mark.parametrize(
    "row, says",
    [
        ("a,lu_nowhere", "row 2, stop: no stop has the id 'lu_nowhere'; write it with its feed"),
        ("a,", "row 2, stop: is empty"),
    ],
)
def test_fault_of_a_stop_names_row_and_mend(row, says, network):
    (said,) = faults(f"id,stop\n{row}\n", network)
    assert said.startswith(f"a.csv {says}"), said


def test_all_faults_are_named_at_once(network):
    text = "id,lat,lon,stop\na,49.5,5.9,\na,49.6,5.9,\n,x,y,\nb,49.5,5.9,lu_uni\nc,,,lu_no\n"
    said = [each.split(";")[0] for each in faults(text, network)]
    assert said == [
        "a.csv row 3, id: 'a' stands in row 2 too",
        "a.csv row 4, id: is empty",
        "a.csv row 4, lat: 'x' is no number",
        "a.csv row 4, lon: 'y' is no number",
        "a.csv row 5, stop: stands beside lat and lon",
        "a.csv row 6, stop: no stop has the id 'lu_no'",
    ]


def test_a_thousand_faults_are_not_all_told(network):
    said = faults("id,lat,lon\n" + "".join(f"p{n},x,5.9\n" for n in range(1000)), network)
    assert len(said) == MOST_FAULTS
    assert "more" in said[-1]


@pytest.mark.parametrize(
    "content, says",
    [
        ("", "a.csv row 1: names ''; the first line names id,lat,lon or id,stop"),
        ("id;lat;lon\na;49.5;5.9\n", "a.csv row 1: names 'id;lat;lon'; the first line names"),
        ("id,lat\na,49.5\n", "a.csv row 1: names 'id,lat'"),
        ("id,lat,lon,lat\n", "a.csv row 1: names 'lat' twice"),
        ("id,lat,lon\n", "a.csv: holds no point"),
        ('id,lat,lon\n"a,49.5,5.9\n', "a.csv: is no CSV file"),
        ("id,lat,lon\né,49.5,5.9\n".encode("latin-1"), "a.csv: is no CSV file"),
        (b"\x00\xff" * 10, "a.csv: is no CSV file"),
        ("id,lat,lon\n" + "a,1,1\n" * (MOST_POINTS + 1), f"a.csv: holds {MOST_POINTS + 1} points"),
    ],
)
def test_what_is_no_table_of_points_is_refused_with_its_mend(content, says, network):
    (said,) = faults(content, network)
    assert said.startswith(says), said
