"""Real feeds of both sides, Tuesday 4 February 2025, checked by hand against the tables."""

from __future__ import annotations

import random
from itertools import pairwise

import pytest

from core.clock import format_gtfs_time, parse_gtfs_date, service_day_start_s
from routing.itineraries import Itinerary, Leg
from routing.plan import plan
from routing.requests import Endpoint, JourneyRequest
from tests.routing.raw_tables import raw_day
from tests.routing.town import ZONE, parse_instant, printed

RAIL = frozenset({"RAIL"})
AUDUN, LUXEMBOURG = "lu_400000002", "lu_200405060"
NANCY, KIRCHBERG = "ter_StopArea:OCE87141002", "lu_200417051"
DATE = "20250204"


@pytest.fixture(scope="module")
def tables(shared_data):
    """The published tables of that day by feed tag."""
    files = {"lu": "luxembourg", "ter": "sncf-ter"}
    return {tag: raw_day(shared_data(f"border-2025/{f}.zip"), DATE) for tag, f in files.items()}


def itineraries(network, origin, destination, time_of_day, **rest) -> tuple[Itinerary, ...]:
    ends = Endpoint(0, 0, stop_id=origin), Endpoint(0, 0, stop_id=destination)
    moment = parse_instant(f"2025-02-04T{time_of_day}", ZONE)
    return plan(network, JourneyRequest(*ends, moment, **rest)).itineraries


def lines(*args, **rest) -> list[str]:
    return [printed(found) for found in itineraries(*args, **rest)]


def test_audun_le_tiche_to_luxembourg_by_train(real_network):
    assert lines(real_network, AUDUN, LUXEMBOURG, "07:00", transit_modes=RAIL) == [
        f"{leave} Audun-le-Tiche, Gare RAIL RB {esch} Esch-sur-Alzette, Gare"
        f" {on} RAIL RB {arrive} Luxembourg, Gare Centrale"
        for leave, esch, on, arrive in (
            ("07:20", "07:25", "07:33", "07:58"),
            ("07:50", "07:55", "08:03", "08:28"),
            ("08:20", "08:25", "08:33", "08:58"),
            ("08:50", "08:55", "09:03", "09:28"),
        )
    ]


def test_audun_le_tiche_to_luxembourg_with_one_change_as_the_tables_join(real_network, tables):
    """The same from the tables alone: every pair of trains in Esch, the useless ones struck out."""
    esch = "Esch-sur-Alzette, Gare"
    first = tables["lu"].trains("Audun-le-Tiche, Gare", esch)
    second = tables["lu"].trains(esch, "Luxembourg, Gare Centrale")
    pairs = first.merge(second, how="cross", suffixes=("", "_2"))
    pairs = pairs[(pairs.leaves >= "07:00:00") & (pairs.leaves < "09:00:00")]
    pairs = pairs[pairs.leaves_2 >= pairs.arrives.str.replace(":00$", ":60", regex=True)]
    best = pairs.groupby("leaves").arrives_2.min().sort_index(ascending=False)
    best = best[best < best.cummin().shift(fill_value="99")].sort_index()
    found = itineraries(real_network, AUDUN, LUXEMBOURG, "07:00", transit_modes=RAIL)
    assert [(clock(way.legs[0].start_s), clock(way.end_s)) for way in found] == list(best.items())


def test_audun_le_tiche_to_luxembourg_by_any_means(real_network):
    found = lines(real_network, AUDUN, LUXEMBOURG, "07:00")
    assert set(lines(real_network, AUDUN, LUXEMBOURG, "07:00", transit_modes=RAIL)) <= set(found)
    assert (
        "07:27 Audun-le-Tiche, Gare routière BUS 604 08:07 Hollerich, Assurances Sociales"
        " WALK 08:12:22 Hollerich, Jean-Baptiste Merkels 08:14 BUS 10"
        " 08:18 Luxembourg, Gare Centrale routière"
    ) in found


def test_nancy_to_luxembourg_kirchberg_uses_both_countries_trains(real_network):
    found = itineraries(real_network, NANCY, KIRCHBERG, "07:00")
    assert [printed(way) for way in found] == [
        (
            "07:20 Nancy RAIL C40+ 08:52 Luxembourg WALK 08:53:48 Luxembourg, Gare Centrale"
            " 08:55 RAIL RB 08:58 Pfaffenthal-Kirchberg, Gare"
        ),
        (
            "07:50 Nancy RAIL C40+ 09:22 Luxembourg WALK 09:23:48 Luxembourg, Gare Centrale"
            " 09:25 RAIL RB 09:28 Pfaffenthal-Kirchberg, Gare"
        ),
        (
            "08:06 Nancy RAIL C40+ 08:43 Metz WALK 08:44:49 Metz-Ville 08:57 RAIL TGV"
            " 09:44 Luxembourg, Gare Centrale 09:55 RAIL RB 09:58 Pfaffenthal-Kirchberg, Gare"
        ),
        (
            "08:20 Nancy RAIL C40+ 09:01 Metz 09:03 RAIL C50+ 10:03 Luxembourg"
            " WALK 10:04:48 Luxembourg, Gare Centrale"
            " 10:08 RAIL RB 10:11 Pfaffenthal-Kirchberg, Gare"
        ),
        (
            "08:51 Nancy RAIL C40+ 09:28 Metz 09:33 RAIL C50+ 10:22 Luxembourg"
            " WALK 10:23:48 Luxembourg, Gare Centrale"
            " 10:25 RAIL RB 10:28 Pfaffenthal-Kirchberg, Gare"
        ),
    ]
    assert {way.feeds for way in found} == {("ter", "lu")}


def test_the_evening_way_home_arrives_on_time(real_network):
    evening = {"arrive_by": True, "window_s": 3600}
    found = itineraries(real_network, LUXEMBOURG, AUDUN, "19:00", **evening)
    assert (
        "18:02 Luxembourg, Gare Centrale RAIL RB 18:27 Esch-sur-Alzette, Gare"
        " 18:35 RAIL RB 18:40 Audun-le-Tiche, Gare"
    ) in [printed(way) for way in found]
    assert all("18:00:00" < clock(way.end_s) <= "19:00:00" for way in found)


def test_nobody_rides_a_luxembourg_bus_wholly_inside_france(real_network):
    villerupt, audun_mairie = "lu_400000102", "lu_400000099"
    without_change = {"max_transfers": 0, "max_direct_s": 0}
    assert lines(real_network, villerupt, audun_mairie, "07:00", **without_change) == []
    to_luxembourg = lines(real_network, villerupt, "lu_200405032", "07:00")
    assert any("Villerupt, Barbusse (Église) BUS 604" in line for line in to_luxembourg)


@pytest.mark.parametrize(
    ("origin", "destination"), [(AUDUN, LUXEMBOURG), (NANCY, KIRCHBERG), (LUXEMBOURG, AUDUN)]
)
@pytest.mark.parametrize("arrive_by", [False, True])
def test_every_ride_stands_in_the_published_tables(
    real_network, tables, origin, destination, arrive_by
):
    found = itineraries(real_network, origin, destination, "12:00", arrive_by=arrive_by)
    assert found
    for way in found:
        for leg in way.legs:
            if leg.transit is not None:
                assert in_tables(leg, tables[leg.transit.feed_tag]), printed(way)
        for one, following in pairwise(way.legs):
            assert one.end_s <= following.start_s


@pytest.mark.parametrize("arrive_by", [False, True])
def test_legs_join_in_time_and_place_wherever_one_goes(real_network, arrive_by):
    rng = random.Random(5)
    midnight = parse_instant("2025-02-04T00:00", ZONE)
    in_luxembourg = [stop for stop, land in enumerate(real_network.stops.country) if land == "LU"]
    answers = 0
    for _ in range(25):
        ends = [_near(real_network, rng.choice(in_luxembourg), rng) for _ in range(2)]
        asked = JourneyRequest(*ends, midnight + rng.randrange(86_400), arrive_by, 3600)
        result = plan(real_network, asked)
        assert bool(result.itineraries) != bool(result.reasons)
        for way in result.itineraries:
            answers += 1
            edge = way.end_s if arrive_by else way.start_s + 1
            assert result.window_start_s < edge <= result.window_end_s
            assert (way.start_s, way.end_s) == (way.legs[0].start_s, way.legs[-1].end_s)
            assert all(leg.start_s <= leg.end_s for leg in way.legs)
            for one, following in pairwise(way.legs):
                assert one.end_s <= following.start_s
                assert one.end.stop_id == following.start.stop_id
                assert {one.mode, following.mode} != {"WALK"}
    assert answers > 25


def _near(network, stop, rng) -> Endpoint:
    """The stop by its id, or a house somewhere around it."""
    if rng.random() < 0.5:
        return Endpoint(0, 0, stop_id=network.stops.id[stop])
    lat, lon = float(network.stops.lat[stop]), float(network.stops.lon[stop])
    return Endpoint(lat + rng.uniform(-0.005, 0.005), lon + rng.uniform(-0.005, 0.005))


def in_tables(leg: Leg, day) -> bool:
    trip_id, start, end = (
        scoped.split("_", 1)[1]
        for scoped in (leg.transit.trip_id, leg.start.stop_id, leg.end.stop_id)
    )
    return (
        leg.transit.service_date == DATE
        and (trip_id, start, clock(leg.start_s)) in day.departures
        and (trip_id, end, clock(leg.end_s)) in day.arrivals
    )


def clock(moment_s: int) -> str:
    return format_gtfs_time(moment_s - service_day_start_s(parse_gtfs_date(DATE), ZONE))
