"""Publishers' answers: what DATEX II, car parks and GTFS Realtime tell, and what they cannot do."""

from __future__ import annotations

import json

import pytest
from google.transit import gtfs_realtime_pb2 as pb

from core.clock import get_zone, parse_instant
from core.errors import DataError
from core.xml_records import MAX_DEPTH
from forecast.archiver import read_answer
from forecast.sources.reading import Reading
from forecast.stations import Measured, travel_times

NOW = parse_instant("2026-11-24T08:00:00+01:00", "Europe/Paris")
SITE = """
<siteMeasurements>
  <measurementSiteReference targetClass="MeasurementSiteRecord" id="{site}" version="1"/>
  <measurementTimeDefault>{time}</measurementTimeDefault>
  <measuredValue index="1"><measuredValue><basicData xsi:type="TrafficFlow">
    <vehicleFlow><vehicleFlowRate>{flow}</vehicleFlowRate></vehicleFlow>
  </basicData></measuredValue></measuredValue>
  <measuredValue index="2"><measuredValue><basicData xsi:type="TrafficSpeed">
    <averageVehicleSpeed>{more}<speed>{speed}</speed></averageVehicleSpeed>
  </basicData></measuredValue></measuredValue>
</siteMeasurements>"""


def site(name="A3.MV.100", time="2026-11-24T07:55:00+01:00", flow="1200", speed="87.5", more=""):
    return SITE.format(site=name, time=time, flow=flow, speed=speed, more=more)


def document(*sites, head='<?xml version="1.0" encoding="UTF-8"?>'):
    return f"""{head}
<d2LogicalModel xmlns="http://datex2.eu/schema/2/2_0" modelBaseVersion="2"
 xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
<payloadPublication xsi:type="MeasuredDataPublication">{"".join(sites)}</payloadPublication>
</d2LogicalModel>""".encode()


def read(content, form="datex2"):
    reading = Reading(NOW, get_zone("Europe/Paris"))
    read_answer(content, form, reading)
    return reading


def told(content, form="datex2"):
    return {(q, s): value for q, s, _, value in read(content, form).observations}


def test_a_station_tells_flow_and_speed():
    reading = read(document(site(), site("A3.VM.100", speed="31")))
    assert reading.observations[0] == ("flow_vph", "A3.MV.100", NOW - 300, 1200.0)
    assert told(document(site()))["speed_kmh", "A3.MV.100"] == 87.5
    assert (len(reading.observations), reading.gaps, reading.refused) == (4, 0, 0)


def test_version_three_with_its_prefixes_reads_alike():
    content = b"""<mc:messageContainer xmlns:mc="http://datex2.eu/schema/3/messageContainer"
 xmlns:roa="http://datex2.eu/schema/3/roadTrafficData"
 xmlns:com="http://datex2.eu/schema/3/common"><mc:payload>
<roa:siteMeasurements><roa:measurementSiteReference id="A6.1"/>
<roa:measurementTimeDefault><com:timeValue>2026-11-24T06:55:00Z</com:timeValue>
</roa:measurementTimeDefault>
<roa:physicalQuantity index="1"><roa:basicData><roa:averageVehicleSpeed>
<com:speed>64</com:speed></roa:averageVehicleSpeed></roa:basicData></roa:physicalQuantity>
</roa:siteMeasurements></mc:payload></mc:messageContainer>"""
    assert read(content).observations == [("speed_kmh", "A6.1", NOW - 300, 64.0)]


def test_what_a_publisher_does_not_know_is_a_gap():
    sites = (
        site("a", flow="9999999", speed="-1"),
        site("b", flow="0", speed="0"),
        site("c", speed="50").replace("<speed>", "<dataError>true</dataError><speed>"),
    )
    reading = read(document(*sites))
    assert {(q, s) for q, s, *_ in reading.observations} == {("flow_vph", "b"), ("flow_vph", "c")}
    assert reading.gaps == 3
    assert reading.refused == 0


def test_what_cannot_be_true_is_refused_and_named():
    reading = read(
        document(site(speed="900"), site("x", time="soon"), site("y", time="2031-01-01"))
    )
    assert reading.refused == 5
    assert "speed_kmh 900 lies outside 0 to 300" in reading.faults[0]
    assert any("is no moment" in fault for fault in reading.faults)


def test_a_time_without_an_offset_is_on_the_clock_of_the_source():
    reading = read(document(site(time="2026-11-24T07:55:00")))
    assert reading.observations[0][2] == NOW - 300


def test_traffic_colours_become_a_status():
    content = document(
        *(
            f'<siteMeasurements><measurementSiteReference id="S{at}"/>'
            "<measurementTimeDefault>2026-11-24T07:50:00</measurementTimeDefault>"
            "<measuredValue><measuredValue><basicData><trafficStatus><trafficStatusValue>"
            f"{value}</trafficStatusValue></trafficStatus></basicData></measuredValue>"
            "</measuredValue></siteMeasurements>"
            for at, value in enumerate(("freeFlow", "heavy", "congested", "unknown"))
        )
    )
    reading = read(content)
    assert [value for *_, value in reading.observations] == [1.0, 2.0, 3.0]
    assert reading.gaps == 1


def test_car_parks_of_datex_tell_their_free_spaces():
    content = b"""<d2LogicalModel><payloadPublication><parkingRecordStatus>
<parkingRecordReference id="P/1"/>
<parkingStatusOriginTime>2026-11-24T06:50:00Z</parkingStatusOriginTime>
<parkingOccupancy><parkingNumberOfVacantSpaces>120</parkingNumberOfVacantSpaces></parkingOccupancy>
</parkingRecordStatus></payloadPublication></d2LogicalModel>"""
    assert read(content).observations == [("parking_free", "P/1", NOW - 600, 120.0)]


def test_car_parks_of_the_city_and_of_the_railway():
    city = {
        "last_build_date": "Tue, 24 Nov 2026 07:58:00 +0100",
        "parking": {
            "1": {"id": 1, "titre": "Gare", "total": 500, "actuel": 37, "ouvert": 1, "panne": 0},
            "2": {"id": 2, "titre": "Broken", "total": 90, "actuel": 0, "ouvert": 1, "panne": 1},
            "3": {"id": 3, "titre": "Closed", "total": 90, "actuel": 0, "ouvert": 0, "panne": 0},
        },
    }
    reading = read(json.dumps(city).encode(), "car_parks")
    assert reading.observations == [("parking_free", "1", NOW - 120, 37.0)]
    assert reading.gaps == 2
    railway = {"id": "RDWRW", "name": "Rodange", "totalCapacity": 1600, "currentTotalFreeSpaces": 9}
    assert told(json.dumps(railway).encode(), "car_parks") == {("parking_free", "RDWRW"): 9.0}
    assert told(json.dumps([railway]).encode(), "car_parks") == {("parking_free", "RDWRW"): 9.0}


def message():
    found = pb.FeedMessage()
    found.header.gtfs_realtime_version = "2.0"
    found.header.timestamp = NOW - 30
    update = found.entity.add(id="1").trip_update
    update.trip.trip_id = "88510"
    update.stop_time_update.add(stop_id="thionville").arrival.delay = 300
    update.stop_time_update.add(stop_id="bettembourg").departure.time = NOW
    vehicle = found.entity.add(id="2").vehicle
    vehicle.trip.trip_id = "88510"
    vehicle.timestamp = NOW - 60
    vehicle.occupancy_status = pb.VehiclePosition.STANDING_ROOM_ONLY
    vehicle.occupancy_percentage = 93
    return found.SerializeToString()


def test_realtime_tells_delays_and_occupancy():
    assert read(message(), "gtfs_realtime").observations == [
        ("delay_s", "88510|thionville", NOW - 30, 300.0),
        ("occupancy_status", "88510", NOW - 60, 3.0),
        ("occupancy_percent", "88510", NOW - 60, 93.0),
    ]


def test_a_csv_answer_reads_like_an_imported_file():
    rows = b"time,site,quantity,value\n2026-11-24T06:00:00Z,X,speed_kmh,50\nsoon,X,speed_kmh,50\n"
    reading = read(rows, "csv")
    assert (len(reading.observations), reading.refused) == (1, 1)
    assert reading.faults[0].startswith("row 3, time")


BOMB = (
    '<?xml version="1.0"?><!DOCTYPE z [<!ENTITY a "ha">'
    + "".join(f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">' for n in range(9))
    + "]>"
)
ELSEWHERE = '<!DOCTYPE d SYSTEM "http://127.0.0.1:1/x.dtd">'


@pytest.mark.parametrize(
    ("content", "form", "fault"),
    [
        (document(site("&j;"), head=BOMB), "datex2", "not safe"),
        (document(site(), head=ELSEWHERE), "datex2", "not safe"),
        (document(site())[:-40], "datex2", "no whole XML"),
        (b"<a>" * (MAX_DEPTH + 1), "datex2", "too deeply"),
        (b"<html><body>sign in</body></html>", "datex2", "no measurements"),
        (b"", "datex2", "no whole XML"),
        (b"\xff\xfe\x00garbage", "datex2", "no whole XML"),
        (b"{", "car_parks", "no whole JSON"),
        (b"[" * 100_000, "car_parks", "no whole JSON"),
        (b'{"parking": 5, "last_build_date": "soon"}', "car_parks", "last_build_date"),
        (b'{"hello": 1}', "car_parks", "no form"),
        (message()[:-3], "gtfs_realtime", "no GTFS-Realtime"),
        (b"\x00" * 64, "gtfs_realtime", "no GTFS-Realtime"),
        (b"time;site\n", "csv", "column is missing"),
    ],
)
def test_whatever_a_publisher_sends_is_said_in_one_line(content, form, fault):
    with pytest.raises(DataError, match=fault):
        read(content, form)


def speeds(**kmh):
    return [("speed_kmh", name, NOW, value) for name, value in kmh.items()]


def test_a_corridor_takes_as_long_as_its_stations_say():
    corridor = Measured("X", 6000.0, frozenset({"a", "b"}))
    [(quantity, name, at_s, seconds)] = travel_times(speeds(a=120.0, b=30.0), [corridor])
    assert (quantity, name, at_s) == ("travel_time_s", "X", NOW)
    assert seconds == pytest.approx(3000 / (120 / 3.6) + 3000 / (30 / 3.6))


def test_too_few_stations_say_nothing_of_a_corridor():
    corridor = Measured("X", 6000.0, frozenset("abc"))
    assert list(travel_times(speeds(a=120.0), [corridor])) == []
    old = [("speed_kmh", "b", NOW - 3600, 50.0), *speeds(a=120.0)]
    assert list(travel_times(old, [corridor])) == []


def test_who_stands_still_does_not_stand_for_ever():
    corridor = Measured("X", 300.0, frozenset("a"))
    [(*_, seconds)] = travel_times(speeds(a=0.0), [corridor])
    assert seconds == pytest.approx(360)
