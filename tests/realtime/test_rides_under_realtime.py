"""What riders are told when trains are late, cancelled, added or cut short."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from feeds.realtime.read import read_message
from routing.departures import departures
from routing.plan import plan
from routing.realtime.make import SourceInput, make_overlay
from routing.realtime.splice import under
from routing.requests import Endpoint, JourneyRequest
from tests.realtime.make import NOW, TRIP, live, message, moment, update
from tests.routing.town import DAY, ask, at, valley

LINES = """
fr BUS 1: ober 08:00 unter 08:10 esch 08:20
fr BUS 1: ober 08:30 unter 08:40 esch 08:50
lu RAIL 60: esch 08:24 stad1 08:34/08:36 uni 08:44
lu RAIL 60: esch 08:54 stad1 09:04/09:06 uni 09:14
lu TRAM T1: stad2 08:40 uni 08:58
lu BUS N: esch 23:50 stad1 24:10 uni 25:35
"""


@pytest.fixture(scope="module")
def network(tmp_path_factory):
    return valley(tmp_path_factory.mktemp("valley"), LINES)


def options(network, *, first="fr_ober", last="lu_uni", start="07:55", **rest):
    return ask(network, first, last, start, window_s=2400, **rest)


def trains(network, origin="lu_esch", destination="lu_uni", start="08:22", window_s=1200):
    asked = JourneyRequest(
        Endpoint(0, 0, stop_id=origin), Endpoint(0, 0, stop_id=destination), at(start),
        window_s=window_s,
    )  # fmt: skip
    return plan(network, asked).itineraries


def board(network, stop="lu_esch", start="08:00", **rest):
    return [
        (row.transit.route_short_name, row.departure_s, row.cancelled)
        for row in departures(network, stop, at(start), **{"window_s": 3600, **rest})
    ]


def test_by_the_timetable_the_bus_meets_the_train(network):
    assert options(network)[0].endswith("RAIL 60 08:44 Uni")


def test_a_delay_of_five_minutes_breaks_the_connection_and_the_next_one_is_offered(network):
    late = live(network, ("fr", message(update("t0", ("ober", 300)))))
    found = options(late)
    assert found[0].startswith("08:30 Oberdorf BUS 1 08:50 Esch Gare")
    assert found[0].endswith("RAIL 60 09:14 Uni")


def test_a_late_train_waits_for_nobody_but_is_still_caught(network):
    late = live(network, ("lu", message(update("t0", ("esch", 600)))))
    found = trains(late, start="08:30")
    assert [leg.start_s for leg in found[0].legs] == [at("08:34")]
    assert found[0].legs[0].start.scheduled_departure_s == at("08:24")
    assert found[0].legs[0].end.scheduled_arrival_s == at("08:44")
    assert found[0].legs[0].end_s == at("08:54")


def test_a_cancelled_train_is_not_offered_but_stands_on_the_board_struck_out(network):
    cut = live(network, ("lu", message(update("t0", kind=TRIP.CANCELED))))
    assert options(cut)[0].endswith("RAIL 60 09:14 Uni")
    assert ("60", at("08:24"), True) in board(cut)
    assert ("60", at("08:54"), False) in board(cut)


def test_a_deleted_train_is_neither_offered_nor_shown(network):
    gone = live(network, ("lu", message(update("t0", kind=TRIP.DELETED))))
    assert [row for row in board(gone) if row[0] == "60"] == [("60", at("08:54"), False)]


def test_a_train_cancelled_today_runs_tomorrow(network):
    cut = live(network, ("lu", message(update("t0", kind=TRIP.CANCELED))))
    tomorrow = at("08:20", DAY + timedelta(days=1))
    assert [row.cancelled for row in departures(cut, "lu_esch", tomorrow, limit=1)] == [False]


def test_nobody_boards_or_alights_where_the_train_does_not_stop(network):
    past = live(network, ("lu", message(update("t0", ("stad1", "skipped")))))
    assert not trains(past, "lu_stad1", start="08:35", window_s=60)
    assert trains(past)[0].end_s == at("08:44")
    assert trains(past)[0].legs[0].calls[0].cancelled
    assert ("60", at("08:36"), True) in board(past, "lu_stad1")


def test_an_added_bus_is_offered(network):
    calls = [("esch", "08:10"), ("stad1", ("08:15", "08:16")), ("uni", "08:20")]
    more = message(update("extra", *calls, kind=TRIP.ADDED, route="RAIL-60"))
    found = trains(live(network, ("lu", more)), start="08:05", window_s=600)
    assert found[0].end_s == at("08:20")
    assert found[0].legs[0].transit.trip_id == "lu_extra"
    assert found[0].legs[0].live.kind == "ADDED"
    assert ("60", at("08:10"), False) in board(live(network, ("lu", more)))


def test_a_replaced_train_calls_where_the_message_says(network):
    calls = [("esch", "08:26"), ("uni", "08:40")]
    other = live(network, ("lu", message(update("t0", *calls, kind=TRIP.REPLACEMENT))))
    assert trains(other)[0].end_s == at("08:40")
    assert not trains(other, "lu_stad1", start="08:30", window_s=300)


def test_a_doubled_train_runs_a_second_time(network):
    entity = update("t0", kind=TRIP.DUPLICATED)
    new = entity.trip_update.trip_properties
    new.trip_id, new.start_date, new.start_time = "twice", f"{DAY:%Y%m%d}", "08:40:00"
    found = trains(live(network, ("lu", message(entity))), start="08:35")
    assert (found[0].start_s, found[0].end_s) == (at("08:40"), at("09:00"))
    assert found[0].legs[0].transit.trip_id == "lu_twice"


def test_a_train_goes_from_the_platform_that_was_assigned_to_it(network):
    entity = update("t0", ("stad1", 0))
    entity.trip_update.stop_time_update[0].stop_time_properties.assigned_stop_id = "stad2"
    moved = live(network, ("lu", message(entity)))
    rows = departures(moved, "lu_stad1", at("08:30"), limit=3)
    row = next(row for row in rows if row.transit.route_short_name == "60")
    assert (row.stop.platform, row.stop.scheduled_platform) == ("2", "1")


def test_a_stale_message_changes_nothing_and_is_said(network):
    old = message(update("t0", ("esch", 600)), time_s=at("07:40"))
    world = live(network, ("lu", old))
    assert trains(world)[0].start_s == at("08:24")
    assert trains(world)[0].legs[0].live.state == "stale"
    assert world.overlay.sources[0].is_stale
    assert world.overlay.sources[0].message_s == at("07:40")


def test_one_side_is_live_and_the_other_by_the_timetable_leg_by_leg(network):
    late = live(
        network,
        ("fr", message(update("t0", ("ober", 60)))),
        ("lu", message()),
    )
    asked = JourneyRequest(
        Endpoint(0, 0, stop_id="fr_ober"), Endpoint(0, 0, stop_id="lu_uni"), at("07:55"),
        window_s=900,
    )  # fmt: skip
    legs = [leg for leg in plan(late, asked).itineraries[0].legs if leg.transit]
    assert [(leg.live.state, leg.live.source) for leg in legs] == [
        ("live", "fr"), ("timetable", "lu"),
    ]  # fmt: skip
    assert legs[0].live.at_s == at(NOW)


def test_the_newer_of_two_messages_counts(network):
    older = message(update("t0", ("esch", 600), at_s=at("07:50")))
    newer = message(update("t0", ("esch", 120), at_s=at("07:54")))
    for said in (older, newer), (newer, older):
        world = live(network, *(("lu", content) for content in said))
        assert trains(world)[0].start_s == at("08:26")


def test_the_train_of_yesterday_that_is_still_under_way_is_late_too(network):
    yesterday = DAY - timedelta(days=1)
    sources = message(update("t3", ("stad1", 600), day=yesterday), time_s=at("00:05"))
    world = live(network, ("lu", sources), now="00:06")
    rows = departures(world, "lu_stad1", at("00:00"), window_s=3600)
    assert [row.departure_s for row in rows] == [at("00:20")]
    assert rows[0].transit.service_date == f"{yesterday:%Y%m%d}"
    assert rows[0].transit.start_time == "23:50"


def test_publishers_may_name_the_date_on_the_clock_of_a_run_past_midnight(network):
    sources = message(update("t3", ("stad1", 600), day=None), time_s=at("00:05"))
    world = live(network, ("lu", sources), now="00:06")
    assert [run[1].day for run in enumerate(world.overlay.changes)] == [
        (DAY - timedelta(days=1) - date(1970, 1, 1)).days
    ]


def test_a_trip_keeps_its_name_however_late_it_is(network):
    late = live(network, ("lu", message(update("t0", ("esch", 600)))))
    transit = trains(late, start="08:30")[0].legs[0].transit
    assert (transit.trip_id, transit.start_time) == ("lu_t0", "08:24")


def test_alerts_reach_the_legs_they_concern(network):
    from google.transit import gtfs_realtime_pb2 as pb

    entity = pb.FeedEntity(id="a")
    entity.alert.informed_entity.add(route_id="RAIL-60")
    entity.alert.header_text.translation.add(text="Works", language="en")
    entity.alert.active_period.add(start=at("08:00"), end=at("09:00"))
    world = live(network, ("lu", message(entity)))
    assert trains(world)[0].legs[0].live.notifications[0].header == {"en": "Works"}
    assert not trains(world, start="09:02", window_s=600)
    later = ask(world, "fr_ober", "fr_esch", "08:00", window_s=60)
    assert later
    assert world.overlay.sources[0].alerts_matched == 1


def test_a_vehicle_is_shown_with_its_place_and_load(network):
    from google.transit import gtfs_realtime_pb2 as pb

    entity = pb.FeedEntity(id="v")
    entity.vehicle.trip.trip_id = "t0"
    entity.vehicle.position.latitude, entity.vehicle.position.longitude = 49.5, 5.9
    entity.vehicle.occupancy_status = pb.VehiclePosition.STANDING_ROOM_ONLY
    entity.vehicle.timestamp = at("07:54")
    world = live(network, ("lu", message(entity)))
    ride = trains(world)[0].legs[0].live
    assert ride.state == "timetable"  # a place is no time
    assert ride.vehicle.occupancy == "STANDING_ROOM_ONLY"
    assert ride.vehicle.lat == pytest.approx(49.5)


def test_who_wants_a_seat_is_shown_the_emptier_bus(tmp_path):
    from google.transit import gtfs_realtime_pb2 as pb

    lines = "lu RAIL 60: esch 08:24 uni 08:44\nlu BUS 5: esch 08:25 uni 08:55"
    full = pb.FeedEntity(id="v")
    full.vehicle.trip.trip_id = "t0"
    full.vehicle.occupancy_status = pb.VehiclePosition.FULL
    full.vehicle.timestamp = at("07:54")
    late = update("t0", ("esch", "08:26"))
    world = live(valley(tmp_path, lines), ("lu", message(full, late)))
    asked = JourneyRequest(
        Endpoint(0, 0, stop_id="lu_esch"), Endpoint(0, 0, stop_id="lu_uni"), at("08:10"),
        window_s=1200, criteria=("CROWDING",),
    )  # fmt: skip
    found = plan(world, asked)
    assert found.unknown_criteria == ()
    assert [each.chosen_for for each in found.itineraries] == [("CROWDING",), ()]
    assert [each.legs[0].mode for each in found.itineraries] == ["BUS", "RAIL"]


def test_messages_of_another_feed_match_nothing_and_are_counted(network):
    foreign = message(update("x1", ("nowhere", 60)), update("x2", ("elsewhere", 60)))
    world = live(network, ("lu", foreign))
    state = world.overlay.sources[0]
    assert (state.updates, state.unmatched, state.match_rate) == (2, 2, 0)
    assert trains(world)[0].start_s == at("08:24")


def test_ids_that_say_nothing_are_matched_by_stops_and_times(network):
    entity = update("other", ("esch", "08:27"), ("stad1", ("08:37", "08:39")), ("uni", "08:47"))
    world = live(network, ("lu", message(entity)))
    assert world.overlay.sources[0].by_times == 1
    assert trains(world)[0].start_s == at("08:27")


def test_a_source_that_cannot_be_read_says_so(network):
    source = SourceInput("lu", (read_message(b"<html>sorry</html>", "lu"),), 300, at(NOW), "broken")
    world = under(make_overlay(network, [source], at(NOW)))
    state = world.overlay.sources[0]
    assert state.is_stale
    assert state.problem == "broken"
    assert "realtime_message_unreadable" in state.notices
    assert options(world) == options(network)


@pytest.mark.parametrize("day", ["2026-10-25", "2026-03-29"])
def test_a_delay_on_the_night_the_clocks_change_is_that_delay(tmp_path, day, monkeypatch):
    import tests.routing.town as town

    night = date.fromisoformat(day)
    monkeypatch.setattr(town, "DAY", night)
    network = valley(tmp_path, "lu BUS N: esch 01:50 stad1 03:10 uni 04:00")
    planned = departures(network, "lu_esch", at("00:30", night), limit=1)[0].departure_s
    entity = update("t0", ("esch", 600), day=night)
    now_s = planned - 300
    source = SourceInput("lu", (read_message(message(entity, time_s=now_s), "lu"),), 300, now_s)
    world = under(make_overlay(network, [source], now_s))
    (row,) = departures(world, "lu_stad1", planned, limit=1)
    (by_timetable,) = departures(network, "lu_stad1", planned, limit=1)
    assert row.departure_s - by_timetable.departure_s == 600
    assert row.stop.scheduled_departure_s == by_timetable.departure_s
    assert moment("24:00") - moment("00:00") == 86_400


ON_BOARD = """
lu BUS 1: esch 08:00 stad1 08:10
lu BUS 2: stad1 08:12 uni 08:30
lu BUS 2: stad1 08:42 uni 09:00
"""


@pytest.mark.parametrize(
    ("said", "arrives"),
    [
        ([], "08:30"),
        ([update("t0", ("esch", 60))], "08:30"),
        ([update("t0", ("esch", 60)), update("t1", ("stad1", 120))], "08:32"),
        ([update("t1", ("stad1", 300))], "08:35"),
        ([update("t0", ("esch", 300))], "09:00"),  # leaves without them, as far as anyone knows
        ([update("t1", kind=TRIP.CANCELED)], "09:00"),
        ([update("t0", ("stad1", "skipped"))], None),
    ],
)
def test_riders_stay_on_board_of_a_vehicle_that_is_late(tmp_path, said, arrives):
    network = valley(tmp_path, ON_BOARD, transfers="t0 > t1")
    now = live(network, ("lu", message(*said))) if said else network
    found = trains(now, start="07:55", window_s=900)
    assert [at(arrives)] == [it.end_s for it in found] if arrives else not found
