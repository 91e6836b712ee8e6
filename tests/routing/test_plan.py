"""Door to door: what a rider is told, leg by leg."""

from __future__ import annotations

import dataclasses

import pytest

from core.errors import OutsideTimetable, RequestError, UnknownPlace
from routing.plan import plan
from routing.requests import Endpoint, JourneyRequest
from tests.routing.town import ask, at, printed, valley

LINES = """
fr BUS 1: ober 07:00 unter 07:10 esch 07:20
fr BUS 1: ober 08:00 unter 08:10 esch 08:20
fr BUS 1: ober 09:00 unter 09:10 esch 09:20
lu RAIL 60: esch 07:30 stad1 07:40/07:42 uni 07:50
lu RAIL 60: esch 08:30 stad1 08:40/08:42 uni 08:50
lu RAIL 60: esch 09:30 stad1 09:40/09:42 uni 09:50
lu TRAM T1: stad2 08:47 uni 08:49
"""
OBER = Endpoint(49.4500, 5.9000, "Home")
UNI = Endpoint(49.5400, 5.9000, "Work")


@pytest.fixture(scope="module")
def network(tmp_path_factory):
    return valley(tmp_path_factory.mktemp("valley"), LINES)


def request(**rest):
    asked = {"origin": OBER, "destination": UNI, "time_s": at("07:30"), "window_s": 3600}
    return JourneyRequest(**{**asked, **rest})


def printed_all(network, **rest):
    return [printed(found) for found in plan(network, request(**rest)).itineraries]


def test_a_bus_and_a_train_across_the_border(network):
    assert ask(network, "fr_ober", "lu_uni", "07:30", window_s=3600) == [
        (
            "08:00 Oberdorf BUS 1 08:20 Esch Gare WALK 08:21 Esch Gare 08:30 RAIL 60 08:40"
            " Stad Gare quai 1 WALK 08:43:01 Stad Gare quai 2 08:47 TRAM T1 08:49 Uni"
        ),
        "08:00 Oberdorf BUS 1 08:20 Esch Gare WALK 08:21 Esch Gare 08:30 RAIL 60 08:50 Uni",
    ]


def test_a_rider_leaves_home_as_late_as_the_walk_allows(network):
    south_of_ober = Endpoint(49.4460, 5.9000, "Home")
    first, *_ = printed_all(network, origin=south_of_ober)
    assert first.startswith("07:51:58 Home WALK 08:00 Oberdorf BUS 1 08:20 Esch Gare")


def test_a_rider_walks_on_from_the_last_stop_at_once(network):
    north_of_uni = Endpoint(49.5440, 5.9000, "Work")
    found = printed_all(network, destination=north_of_uni)
    assert found[1].endswith("RAIL 60 08:50 Uni WALK 08:58:02 Work")


def test_changing_at_one_stop_needs_no_walk(tmp_path):
    network = valley(tmp_path, "lu BUS 1: esch 08:00 stad1 08:10\nlu BUS 2: stad1 08:15 uni 08:30")
    assert ask(network, "lu_esch", "lu_uni", "07:30") == [
        "08:00 Esch Gare BUS 1 08:10 Stad Gare quai 1 08:15 BUS 2 08:30 Uni"
    ]


def test_the_walk_between_two_platforms_takes_what_the_feed_says(tmp_path):
    lines = """
    lu BUS 1: esch 08:00 stad1 08:10
    lu BUS 2: stad2 08:14 uni 08:25
    lu BUS 2: stad2 08:16 uni 08:30
    """
    network = valley(tmp_path, lines, transfers="stad1, stad2, 300")
    assert ask(network, "lu_esch", "lu_uni", "07:30") == [
        (
            "08:00 Esch Gare BUS 1 08:10 Stad Gare quai 1 WALK 08:15 Stad Gare quai 2"
            " 08:16 BUS 2 08:30 Uni"
        )
    ]


def test_who_asks_for_longer_changes_gets_them(network):
    assert ask(network, "fr_ober", "lu_uni", "07:30", window_s=3600, min_transfer_s=601) == [
        "08:00 Oberdorf BUS 1 08:20 Esch Gare WALK 08:21 Esch Gare 09:30 RAIL 60 09:50 Uni"
    ]


def test_arriving_by_mirrors_leaving_at(network):
    by_nine = {"time_s": at("08:59"), "arrive_by": True}
    assert printed_all(network, **by_nine)[0].startswith("08:00 Oberdorf BUS 1 08:20")
    result = plan(network, request(**by_nine))
    assert (result.window_start_s, result.window_end_s) == (at("07:59"), at("08:59"))
    assert [way.end_s for way in result.direct] == [at("08:59")]


def test_nobody_is_told_to_leave_early_for_a_ride_that_a_later_start_catches(tmp_path):
    lines = """
    fr BUS 1: ober 08:00 unter 08:10
    fr BUS 2: ober 09:00 unter 09:10
    fr BUS 9: unter 09:20 esch 09:40
    """
    network = valley(tmp_path, lines)
    assert ask(network, "fr_ober", "fr_esch", "07:45", window_s=1800) == []
    assert ask(network, "fr_ober", "fr_esch", "08:45", window_s=1800) == [
        "09:00 Oberdorf BUS 2 09:10 Unterdorf 09:20 BUS 9 09:40 Esch Gare"
    ]


@pytest.mark.parametrize("arrive_by", [False, True])
@pytest.mark.parametrize("size", [1, 2, 3])
def test_pages_neither_repeat_nor_leave_gaps(network, size, arrive_by):
    begin, end = at("06:30"), at("10:00")
    whole = request(time_s=end if arrive_by else begin, window_s=end - begin, arrive_by=arrive_by)
    pages = []
    while begin < end:
        page = plan(
            network,
            dataclasses.replace(
                whole,
                time_s=end if arrive_by else begin,
                window_s=end - begin,
                max_itineraries=size,
            ),
        )
        pages.append([printed(found) for found in page.itineraries])
        begin, end = (begin, page.window_start_s) if arrive_by else (page.window_end_s, end)
    ordered = pages[::-1] if arrive_by else pages
    at_once = [printed(found) for found in plan(network, whole).itineraries]
    assert [line for page in ordered for line in page] == at_once
    assert len(at_once) == 4
    assert len(pages) > 1


def test_the_answer_is_in_order_of_departure_arrival_and_changes(network):
    found = plan(network, request(time_s=at("06:30"), window_s=10800)).itineraries
    keys = [(way.start_s, way.end_s, way.transfers) for way in found]
    assert keys == sorted(keys)


def test_walking_all_the_way_is_better_than_a_bus_that_takes_longer(tmp_path):
    lines = "fr BUS 1: ober 08:00 unter 08:40"  # on foot 2.2 km take 40:09 with the detour
    network = valley(tmp_path, lines)
    ends = {
        "origin": Endpoint(0, 0, stop_id="fr_ober"),
        "destination": Endpoint(0, 0, stop_id="fr_unter"),
    }
    assert printed_all(network, **ends) == ["08:00 Oberdorf BUS 1 08:40 Unterdorf"]
    slower = valley(tmp_path / "slow", "fr BUS 1: ober 08:00 unter 08:41")
    result = plan(slower, request(**ends, max_direct_s=3600))
    assert (result.itineraries, result.reasons) == ((), ("WALKING_BETTER_THAN_TRANSIT",))
    assert result.direct[0].legs[0].mode == "WALK"


def test_modes_that_are_not_wanted_are_not_used(network):
    no_tram = printed_all(network, transit_modes=frozenset({"BUS", "RAIL"}))
    assert len(no_tram) == 1
    assert "TRAM" not in no_tram[0]
    result = plan(network, request(transit_modes=frozenset()))
    assert (result.itineraries, result.reasons) == ((), ())
    assert [way.legs[0].mode for way in result.direct] == ["CAR"]


def test_direct_ways_are_those_that_are_short_enough(network):
    near = Endpoint(49.4536, 5.9000, "Shop")  # 400 m
    result = plan(network, request(destination=near, direct_modes=("CAR", "BIKE", "WALK")))
    assert [way.legs[0].mode for way in result.direct] == ["CAR", "BIKE", "WALK"]
    on_foot = result.direct[2].legs[0]
    assert (on_foot.distance_m, on_foot.duration_s, on_foot.estimated) == (520, 434, True)
    far = plan(network, request(direct_modes=("WALK", "BIKE")))
    assert far.direct == ()


def test_a_ride_says_what_a_rider_needs_to_know(network):
    bus = plan(network, request()).itineraries[0].legs[0]
    line = bus.transit
    assert (line.route_short_name, line.headsign, line.agency_name) == (
        "1",
        "Somewhere",
        "Operator fr",
    )
    assert (line.service_date, line.start_time, line.feed_tag) == ("20261124", "08:00", "fr")
    assert (line.trip_from.name, line.trip_to.name) == ("Oberdorf", "Esch Gare")
    (between,) = bus.calls
    assert (between.name, between.country, between.zone) == ("Unterdorf", "FR", "Europe/Paris")
    assert between.arrival_s == between.departure_s == at("08:10")
    assert [lat for lat, _ in bus.geometry] == [49.45, 49.47, 49.495]
    assert bus.distance_m == 5004
    assert (bus.end.zone, bus.end.country) == ("Europe/Luxembourg", "LU")
    assert (bus.start.arrival_s, bus.start.departure_s) == (None, at("08:00"))
    assert (bus.end.arrival_s, bus.end.departure_s) == (at("08:20"), None)


def test_the_itinerary_names_the_feeds_it_stands_on(network):
    first = plan(network, request()).itineraries[0]
    assert first.feeds == ("fr", "lu")


def test_a_platform_is_named_where_the_feed_has_one(network):
    ride = plan(network, request()).itineraries[1].legs[2]
    assert [call.platform for call in ride.calls] == ["1"]


def test_every_fault_of_a_request_is_named_at_once(network):
    wrong = request(
        origin=Endpoint(91.0, 5.9),
        window_s=-1,
        walk_mps=float("nan"),
        transit_modes=frozenset({"ROCKET"}),
        direct_modes=("WALK", "SLEDGE"),
        max_itineraries=0,
    )
    with pytest.raises(RequestError) as raised:
        plan(network, wrong)
    assert [fault.field for fault in raised.value.faults] == [
        "origin", "window_s", "walk_mps", "max_itineraries", "transit_modes", "direct_modes"
    ]  # fmt: skip


def test_unknown_stops_are_named_both(network):
    with pytest.raises(UnknownPlace, match=r"origin: .*'xx_1'.*destination: .*'xx_2'"):
        plan(
            network,
            request(
                origin=Endpoint(0, 0, stop_id="xx_1"), destination=Endpoint(0, 0, stop_id="xx_2")
            ),
        )


def test_a_day_outside_the_timetable_is_told_the_dates_it_covers(network):
    with pytest.raises(OutsideTimetable, match="from 2026-11-21 to 2026-11-27"):
        plan(network, request(time_s=at("07:30") + 30 * 86_400))


def test_the_day_after_the_timetable_ends_has_no_service(network):
    result = plan(network, request(time_s=at("07:30") + 4 * 86_400))
    assert (result.itineraries, result.reasons) == ((), ("OUTSIDE_SERVICE_PERIOD",))


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"origin": Endpoint(49.40, 5.90)}, "NO_STOPS_IN_RANGE"),
        ({"origin": Endpoint(40.0, 5.90)}, "OUTSIDE_BOUNDS"),
        ({"time_s": at("10:30"), "window_s": 600}, "NO_TRANSIT_CONNECTION_IN_SEARCH_WINDOW"),
        ({"origin": UNI, "destination": OBER}, "NO_TRANSIT_CONNECTION"),
    ],
)
def test_an_empty_answer_says_why(network, change, reason):
    result = plan(network, request(**change))
    assert (result.itineraries, result.reasons) == ((), (reason,))


def test_the_same_question_twice_gets_the_same_answer(network):
    one, other = (plan(network, request(time_s=at("06:30"), window_s=10800)) for _ in range(2))
    assert dataclasses.replace(one, search={}) == dataclasses.replace(other, search={})
