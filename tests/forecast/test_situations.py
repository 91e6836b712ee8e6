"""Situations of DATEX II: accidents, works and closures as their publishers tell them."""

from __future__ import annotations

import pytest

from core.clock import get_zone, iso_utc
from core.errors import DataError
from forecast.archiver import read_answer
from forecast.sources.capacity_left import of_lanes
from forecast.sources.reading import Reading
from tests.forecast.situations import DOCUMENT_3, NOW, document, record

HOUR_S = 3600


def read(content):
    reading = Reading(NOW, get_zone("Europe/Paris"), source="test")
    read_answer(content, "situations", reading)
    return reading


def one(*args, **parts):
    (event,) = read(document(record(*args, **parts))).events
    return event


def test_an_accident_of_version_two_is_read_whole():
    event = one(impact="<capacityRemaining>40</capacityRemaining>", bearing="<bearing>10</bearing>")
    assert (event.id, event.version, event.source, event.kind) == ("a1", "1", "test", "accident")
    assert (event.from_s, event.to_s) == (NOW - 1800, NOW + HOUR_S)
    assert (event.lat, event.lon, event.bearing, event.road) == (49.495, 6.1, 10.0, "A1")
    assert (event.capacity_left, event.capacity_said) == (0.4, True)
    assert event.text == {"fr": "Accident", "de": "Unfall"}


def test_version_three_tells_works_at_night_and_a_closed_carriageway():
    works, closure = read(DOCUMENT_3).events
    assert (works.kind, works.road, works.bearing) == ("roadworks", "A1", 0.0)
    assert (works.capacity_left, works.capacity_said) == (0.49, False)
    assert works.text == {"fr": "Travaux de nuit", "lb": "Nuetsaarbechten"}
    assert [(iso_utc(a), iso_utc(b)) for a, b in works.spans()[:3]] == [
        ("2026-11-24T20:00:00Z", "2026-11-25T04:00:00Z"),
        ("2026-11-25T20:00:00Z", "2026-11-26T04:00:00Z"),
        ("2026-12-01T20:00:00Z", "2026-12-02T04:00:00Z"),
    ]
    assert (closure.kind, closure.bearing) == ("closure", 180.0)
    assert (closure.capacity_left, closure.capacity_said) == (0.0, True)
    assert closure.to_s is None
    assert closure.ends_s == NOW + 24 * HOUR_S


def test_an_accident_without_an_end_lasts_two_hours_after_it_was_last_reported():
    assert one(end="").ends_s == NOW + 2 * HOUR_S


LANES = "<numberOfLanesRestricted>{}</numberOfLanesRestricted>"
OPEN = "<numberOfOperationalLanes>{}</numberOfOperationalLanes>"
ALL = "<originalNumberOfLanes>{}</originalNumberOfLanes>"
TYPE = "<trafficConstrictionType>{}</trafficConstrictionType>"


@pytest.mark.parametrize(
    "impact, left, said",
    [
        ("<capacityRemaining>0</capacityRemaining>", 0.0, True),
        ("<capacityRemaining>700</capacityRemaining>", 0.81, False),
        (LANES.format(1) + ALL.format(2), 0.35, False),
        (LANES.format(1) + ALL.format(3), 0.49, False),
        (LANES.format(2) + ALL.format(3), 0.17, False),
        (LANES.format(1) + OPEN.format(3), 0.58, False),
        (OPEN.format(2) + ALL.format(2), 1.0, False),
        (OPEN.format(0), 0.0, True),
        (LANES.format(1), 0.35, False),
        (LANES.format(1) + ALL.format(1), 0.0, False),
        (TYPE.format("carriagewayBlocked"), 0.0, True),
        (TYPE.format("roadBlocked"), 0.0, True),
        (TYPE.format("lanesBlocked"), 0.35, False),
        (TYPE.format("lanesPartiallyObstructed"), 0.81, False),
        (TYPE.format("carriagewayPartiallyObstructed"), 0.35, False),
        ("", 0.81, False),
    ],
)
def test_what_is_left_is_what_is_said_or_the_manuals_share(impact, left, said):
    event = one(impact=impact)
    assert (event.capacity_left, event.capacity_said) == (left, said)


@pytest.mark.parametrize(
    "kind, left",
    [("VehicleObstruction", 0.95), ("MaintenanceWorks", 1.0), ("AbnormalTraffic", 1.0)],
)
def test_a_kind_alone_says_little(kind, left):
    assert one(kind=kind).capacity_left == left


def test_more_lanes_than_the_table_knows_are_no_fault():
    assert of_lanes(12, 1) == 0.78
    assert of_lanes(5, 4) == 0.2
    assert of_lanes(2, 5) == 0.0


MANAGED = "<roadOrCarriagewayOrLaneManagementType>{}</roadOrCarriagewayOrLaneManagementType>"
LORRIES = (
    "<forVehiclesWithCharacteristicsOf><vehicleType>lorry</vehicleType>"
    "</forVehiclesWithCharacteristicsOf>"
)
SLIP = "<carriageway>exitSlipRoad</carriageway>"


@pytest.mark.parametrize(
    "more, kind, left",
    [
        (MANAGED.format("laneClosures"), "lanes", 0.35),
        (MANAGED.format("narrowLanes"), "lanes", 0.81),
        (MANAGED.format("roadClosed"), "closure", 0.0),
        (MANAGED.format("roadClosed") + LORRIES, "closure", 1.0),
        (MANAGED.format("carriagewayClosures") + SLIP, "closure", 1.0),
    ],
)
def test_closed_lanes_cut_and_what_concerns_lorries_or_slip_roads_alone_does_not(more, kind, left):
    event = one(kind="RoadOrCarriagewayOrLaneManagement", more=more)
    assert (event.kind, event.capacity_left) == (kind, left)


def test_a_mere_risk_takes_nothing_away():
    assert one(impact=TYPE.format("lanesBlocked"), probability="riskOf").capacity_left == 1.0


CANCELLED = (
    "<management><lifeCycleManagement><cancel>true</cancel></lifeCycleManagement></management>"
)


@pytest.mark.parametrize(
    "parts", [{"status": "suspended"}, {"more": CANCELLED}, {"kind": "SpeedManagement"}]
)
def test_what_is_suspended_cancelled_or_says_nothing_of_capacity_is_left_out(parts):
    assert read(document(record(**parts))).events == []


def test_the_ends_of_a_stretch_tell_its_direction():
    where = """<tpegLinearLocation><to><pointCoordinates><latitude>49.49</latitude>
    <longitude>6.1</longitude></pointCoordinates></to><from><pointCoordinates>
    <latitude>49.51</latitude><longitude>6.1</longitude></pointCoordinates></from>
    </tpegLinearLocation>"""
    event = one(where=where)
    assert (event.lat, event.lon, event.bearing) == (49.51, 6.1, 180.0)
    assert one(where=where + "<tpegDirection>bothWays</tpegDirection>").bearing is None
    assert one(where=where, impact=TYPE.format("roadBlocked")).bearing is None


def test_a_compass_point_tells_the_direction():
    assert one(more="<directionBound>southBound</directionBound>").bearing == 180.0


@pytest.mark.parametrize(
    "parts, words",
    [
        ({"name": ""}, "cannot name"),
        ({"name": "x" * 300}, "cannot name"),
        ({"begin": "soon"}, "from when"),
        ({"end": "2026-11-24T07:00:00+01:00"}, "from when"),
        ({"lat": "abc"}, "no coordinates"),
        ({"lat": "999"}, "no coordinates"),
    ],
)
def test_a_record_at_fault_costs_itself_alone(parts, words):
    reading = read(document(record(**parts), record("good")))
    assert [event.id for event in reading.events] == ["good"]
    assert words in reading.faults[0]


def test_an_empty_publication_says_that_all_is_over():
    assert read(document()).events == []


BOMB = '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]>'


@pytest.mark.parametrize(
    "content",
    [
        document(record(fr="&b;"), head=BOMB),
        document(record())[:-40],
        b"<html><body>sign in</body></html>",
        document(record()).replace(b"SituationPublication", b"MeasuredDataPublication", 1)[:300],
        b"<a>" * 100_000,
        b"",
        bytes(range(256)),
    ],
)
def test_hostile_documents_are_refused_whole(content):
    with pytest.raises(DataError):
        read(content)


def test_texts_are_kept_short_and_plain():
    event = one(fr="a&#10;b&lt;script&gt;" + "x" * 5_000)
    assert event.text["fr"].startswith("a b<script>")
    assert len(event.text["fr"]) == 2_000


def test_more_events_than_can_be_are_refused(monkeypatch):
    monkeypatch.setattr("forecast.sources.situations.MAX_EVENTS", 2)
    with pytest.raises(DataError, match="more than 2"):
        read(document(record("a"), record("b"), record("c")))
