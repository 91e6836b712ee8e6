"""Corridors measured by buses while messages come in: through outages, and once and for all."""

from __future__ import annotations

import json

import pytest
from google.transit import gtfs_realtime_pb2 as pb

from core.errors import DataError, EnvironmentFault
from forecast.archiver import Archiver, read_reports
from forecast.buses.collecting import NAME, SETTLE_S, BusCollector
from forecast.buses.hops_build import build_hops
from forecast.observations import store_of
from forecast.sources.configured import ObservationSource
from tests.forecast.buses.make import at, feed_of, message, territory_of
from tests.forecast.make import FREE_FLOW_S

STARTS = ["05:00", "05:30", "06:00", "06:30", "07:00", "07:02", "07:30", "08:00"]
SOURCE = ObservationSource("buses", "gtfs_realtime", "here", "Europe/Luxembourg", every_s=60)
SKIPPED = pb.TripUpdate.StopTimeUpdate.SKIPPED
NO_DATA = pb.TripUpdate.StopTimeUpdate.NO_DATA
SITE = "C1-LU/buses"


@pytest.fixture(scope="module")
def hops(tmp_path_factory):
    folder = tmp_path_factory.mktemp("line")
    return build_hops([feed_of(folder / "x.zip", STARTS)], territory_of(folder / "t"))


class Line:
    """A collector whose publisher says what a test wants."""

    def __init__(self, folder, hops):
        self.folder, self.answer = folder, b""
        self.hops = hops if callable(hops) else lambda: hops
        self.start_again()

    def start_again(self):
        buses = BusCollector(self.folder, self.hops)
        self.archiver = Archiver(self.folder, [SOURCE], self.fetch, buses=buses)

    def fetch(self, _address):
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer

    def look(self, now_s, *updates):
        self.answer = message(now_s, *updates)
        return self.archiver.look(SOURCE, now_s)

    def travel_times(self):
        series = store_of(self.folder).read_series("travel_time_s", (SITE,), 0, 1 << 40)
        return dict(zip(series.time_s.tolist(), series.value.tolist(), strict=True))


@pytest.fixture
def line(tmp_path, hops):
    return Line(tmp_path, hops)


def drive(line, trip, hour, minute, *, late=0, lost=0, **how):
    """A bus that is heard when it has left Pont and when it has reached Brück."""
    leaves, comes = at(hour, minute) + late, at(hour, minute) + 600 + late + lost
    line.look(leaves + 20, (trip, [{"stop": "F", "arr": late, "dep": late}]))
    line.look(comes + 20, (trip, [{"stop": "L", "arr": late + lost, **how}]))


def quiet_morning(line):
    """Five buses on the free road, so that it is known."""
    for trip, (hour, minute) in enumerate([(5, 0), (5, 30), (6, 0), (6, 30)]):
        drive(line, f"T{trip}", hour, minute)


def test_what_buses_lose_becomes_the_travel_time_of_their_corridor(line):
    quiet_morning(line)
    drive(line, "T4", 7, 0, late=60, lost=240)
    report = line.look(at(7, 15) + SETTLE_S)
    assert line.travel_times()[at(7, 0)] == FREE_FLOW_S + 240
    assert line.travel_times()[at(6, 30)] == FREE_FLOW_S
    assert report.buses["used"] == 1
    assert report.buses_problem == ""


def test_a_quarter_hour_waits_until_its_buses_have_come(line):
    drive(line, "T4", 7, 0, lost=240)
    line.look(at(7, 15) + SETTLE_S - 1)
    assert at(7, 0) not in line.travel_times()
    line.look(at(7, 15) + SETTLE_S)
    assert at(7, 0) in line.travel_times()


def test_two_buses_of_a_quarter_hour_are_one_value(line):
    quiet_morning(line)
    for trip, minute, lost in (("T4", 0, 100), ("T5", 2, 200)):
        leaves = at(7, minute)
        calls = [{"stop": "F", "arr": 0, "dep": 0}, {"stop": "L", "arr": lost}]
        line.look(leaves + 620 + lost, (trip, calls))
    line.look(at(7, 15) + SETTLE_S)
    assert line.travel_times()[at(7, 0)] == FREE_FLOW_S + 150


def test_nothing_is_said_of_a_quarter_hour_without_a_bus(line):
    quiet_morning(line)
    line.look(at(8))
    assert sorted(line.travel_times()) == [at(5), at(5, 30), at(6), at(6, 30)]


def test_a_collector_that_was_started_again_knows_what_was_heard(line):
    quiet_morning(line)
    drive(line, "T4", 7, 0, lost=240)
    line.start_again()
    line.look(at(7, 15) + SETTLE_S)
    assert line.travel_times()[at(7, 0)] == FREE_FLOW_S + 240
    line.look(at(7, 15) + SETTLE_S + 60)
    assert len(line.travel_times()) == 5


def test_an_outage_is_a_gap_and_what_was_heard_before_is_made_up_for(line):
    quiet_morning(line)
    drive(line, "T4", 7, 0, lost=240)
    line.answer = EnvironmentFault("the network is gone")
    report = line.archiver.look(SOURCE, at(9))
    assert report.problem == "the network is gone"
    assert line.travel_times()[at(7, 0)] == FREE_FLOW_S + 240
    assert at(7, 30) not in line.travel_times()


@pytest.mark.parametrize("left", ["", "{", '{"done": "x"}', '{"done": 1, "seen": []}'])
def test_a_broken_memory_is_forgotten(line, left):
    quiet_morning(line)
    (line.folder / NAME).write_text(left, encoding="utf-8")
    drive(line, "T4", 7, 0, lost=240)
    line.look(at(7, 15) + SETTLE_S)
    assert line.travel_times()[at(7, 0)] == FREE_FLOW_S + 240


def test_a_bare_time_is_compared_with_the_timetable(line):
    quiet_morning(line)
    line.look(at(7) + 30, ("T4", [{"seq": 20, "dep": 30}]))
    comes = at(7, 10) + 130
    line.look(comes + 5, ("T4", [{"stop": "L", "arr_at": comes}]))
    line.look(at(7, 15) + SETTLE_S)
    assert line.travel_times()[at(7)] == FREE_FLOW_S + 100


@pytest.mark.parametrize("rel, reason", [(SKIPPED, "skipped"), (NO_DATA, "no data")])
def test_a_stop_that_is_skipped_or_unknown_tells_nothing(line, rel, reason):
    line.look(at(7) + 20, ("T4", [{"stop": "F", "dep": 0}]))
    line.look(at(7, 9), ("T4", [{"stop": "L", "arr": 0}]))
    line.look(at(7, 10), ("T4", [{"stop": "L", "rel": rel}]))
    report = line.look(at(7, 15) + SETTLE_S)
    assert report.buses[reason] == 1
    assert line.travel_times() == {}


def test_a_bus_that_waits_for_its_time_has_lost_nothing(line):
    """It comes two minutes early, leaves on time and arrives on time."""
    line.look(at(7) + 20, ("T4", [{"stop": "F", "arr": -120, "dep": 0}]))
    line.look(at(7, 10) + 20, ("T4", [{"stop": "L", "arr": 0}]))
    line.look(at(7, 15) + SETTLE_S)
    assert line.travel_times() == {at(7): FREE_FLOW_S}


def test_other_trips_and_stops_are_kept_as_delays_alone(line):
    line.look(at(7), ("elsewhere", [{"stop": "F", "arr": 60}]), ("T4", [{"stop": "G", "arr": 60}]))
    line.look(at(9))
    assert store_of(line.folder).read_sites("delay_s") == ("T4|G", "elsewhere|F")
    assert line.travel_times() == {}


@pytest.mark.parametrize("fault", [DataError("row 3 is bad"), RuntimeError("nobody knows")])
def test_a_timetable_at_fault_costs_no_delay(tmp_path, fault):
    def broken():
        raise fault

    line = Line(tmp_path, broken)
    report = line.look(at(7), ("T4", [{"stop": "F", "arr": 60}]))
    assert report.problem == ""
    assert report.added == 1
    assert report.buses_problem
    assert read_reports(tmp_path)["buses"].buses_problem == report.buses_problem


def test_the_free_road_is_remembered_by_group(line):
    quiet_morning(line)
    line.look(at(9))
    seen = json.loads((line.folder / NAME).read_text(encoding="utf-8"))["seen"]
    assert seen == {"601|Pont, Douane|Brück, Grenz": [600.0] * 4}


def test_a_collector_without_hops_only_archives(tmp_path):
    nothing = build_hops([], territory_of(tmp_path / "t"))
    line = Line(tmp_path / "data", nothing)
    (tmp_path / "data").mkdir()
    assert line.look(at(7), ("T4", [{"stop": "F", "arr": 60}])).added == 1
    assert line.look(at(9)).buses["used"] == 0
