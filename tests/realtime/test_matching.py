"""Which run a message means: a real operator's messages, with their ids and without."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest
from google.transit import gtfs_realtime_pb2 as pb

from feeds.load import load_feed
from feeds.merge import merge
from feeds.realtime.read import read_message
from feeds.tables import Source
from feeds.territory import HOME, load_territory
from routing.build import build_network
from routing.departures import departures
from routing.plan import plan
from routing.realtime.make import SourceInput, make_overlay
from routing.realtime.match import match_updates
from routing.realtime.splice import under
from routing.requests import Endpoint, JourneyRequest
from tests.realtime.make import live, message, update
from tests.routing.town import at, valley

TAG = "caltrain"


@pytest.fixture(scope="module")
def caltrain(shared_data):
    territory = load_territory(HOME)
    feed = load_feed(shared_data("realtime/caltrain-2023.zip"), Source(TAG, "US"))
    return build_network(merge([feed], territory), territory)


@pytest.fixture(scope="module")
def said(shared_data):
    content = shared_data("realtime/caltrain-2023-trip-updates.pb").read_bytes()
    return read_message(content, TAG)


def matched(network, said, updates):
    return match_updates(network, TAG, updates, said.time_s)


def renamed(updates, names, **changes):
    return [
        replace(each, trip=replace(each.trip, trip_id=name, **changes))
        for each, name in zip(updates, names, strict=True)
    ]


def test_every_trip_update_of_caltrain_matches_by_id(caltrain, said):
    found = matched(caltrain, said, said.updates)
    assert (len(said.updates), found.by_id, found.by_times) == (19, 19, 0)
    assert [caltrain.trips.id[run[0]] for run in found.runs] == [
        f"{TAG}_{each.trip.trip_id}" for each in said.updates
    ]


def test_every_vehicle_of_caltrain_is_on_a_run(caltrain, said, shared_data):
    content = shared_data("realtime/caltrain-2023-vehicle-positions.pb").read_bytes()
    where = read_message(content, TAG)
    source = SourceInput(TAG, (said, where), 300, where.time_s)
    overlay = make_overlay(caltrain, [source], where.time_s)
    assert overlay.sources[0].positions_matched == 14
    assert len(overlay.vehicles) == 14
    assert overlay.sources[0].match_rate == 1


@pytest.mark.parametrize("names", ["of each other", "of nothing"])
@pytest.mark.parametrize(
    "also",
    [{}, {"start_s": None}, {"start_s": None, "start_day": None, "route_id": "", "direction": -1}],
    ids=["ids only", "no start", "stops and times only"],
)
@pytest.mark.parametrize("seed", range(3))
def test_with_shuffled_trip_ids_the_runs_are_still_found(caltrain, said, names, also, seed):
    truth = matched(caltrain, said, said.updates).runs
    rng = random.Random(seed)
    ids = [each.trip.trip_id for each in said.updates]
    rng.shuffle(ids)
    if names == "of nothing":
        ids = [f"shift-{rng.random()}" for _ in ids]
    found = matched(caltrain, said, renamed(said.updates, ids, **also)).runs
    right = sum(one == other for one, other in zip(found, truth, strict=True))
    wrong = sum(one not in (other, None) for one, other in zip(found, truth, strict=True))
    assert right >= 18
    assert wrong == 0


LINES = """
lu BUS 1: esch 08:00 stad1 08:10 uni 08:20
lu BUS 1: esch 08:10 stad1 08:20 uni 08:30
lu BUS 2: esch 08:05 stad1 08:15 uni 08:25
"""


@pytest.fixture(scope="module")
def town(tmp_path_factory):
    return valley(tmp_path_factory.mktemp("valley"), LINES)


def found_in(network, *entities):
    heard = read_message(message(*entities), "lu")
    return match_updates(network, "lu", heard.updates, at("07:55"))


def test_between_two_runs_that_fit_alike_none_is_guessed(town):
    calls = [("esch", "08:08"), ("stad1", "08:18"), ("uni", "08:28")]
    assert found_in(town, update("unknown", *calls)).runs == (None,)


def test_the_line_decides_between_runs_that_fit_alike(town):
    calls = [("esch", "08:07"), ("stad1", "08:17"), ("uni", "08:27")]
    (run,) = found_in(town, update("unknown", *calls, route="BUS-2")).runs
    assert town.trips.id[run[0]] == "lu_t2"


def test_no_run_is_given_to_two_messages_by_times(town):
    calls = [("esch", "08:00"), ("stad1", "08:10"), ("uni", "08:20")]
    runs = found_in(
        town, update("a", *calls, start="08:00:00"), update("b", *calls, start="08:00:00")
    ).runs
    assert sorted(run is None for run in runs) == [False, True]


def test_a_bus_hours_late_is_still_itself(town):
    calls = [("esch", "11:00"), ("stad1", "11:10"), ("uni", "11:20")]
    found = found_in(town, update("t0", *calls))
    assert found.by_id == 1


def test_an_id_on_a_day_on_which_it_does_not_run_matches_nothing(town):
    from datetime import date

    assert found_in(town, update("t0", ("esch", 60), day=date(2027, 5, 1))).runs == (None,)


TWINS = """
fr RAIL 60: esch 08:00 stad 08:10 uni 08:20
fr RAIL 60: esch 09:00 stad 09:10 uni 09:20
lu RAIL 60: esch 08:00 stad 08:10 uni 08:20
lu RAIL 60: esch 09:00 stad 09:10 uni 09:20
"""


@pytest.mark.parametrize("tag", ["fr", "lu"])
def test_both_feeds_ids_mean_the_train_that_was_kept_once(tmp_path, tag):
    network = valley(tmp_path, TWINS)
    assert (network.timetable.n_trips, len(network.trip_aliases.trip)) == (2, 2)
    heard = read_message(message(update("t0", ("esch", 300))), tag)
    source = SourceInput(tag, (heard,), 300, at("07:55"))
    overlay = make_overlay(network, [source], at("07:55"))
    assert overlay.sources[0].by_id == 1
    assert len(overlay.changes) == 1
    (row,) = departures(under(overlay), "lu_esch", at("08:00"), limit=1)
    assert row.departure_s == at("08:05")


def test_an_alert_of_a_station_reaches_its_platforms(tmp_path):
    lines = "lu TRAM T1: stad2 08:40 uni 08:58"
    network = valley(tmp_path, lines)
    entity = pb.FeedEntity(id="a")
    entity.alert.informed_entity.add(stop_id="stad")
    entity.alert.header_text.translation.add(text="Lift out of order", language="en")
    world = live(network, ("lu", message(entity)))
    asked = JourneyRequest(
        Endpoint(0, 0, stop_id="lu_stad2"), Endpoint(0, 0, stop_id="lu_uni"), at("08:30"),
        window_s=1200,
    )  # fmt: skip
    (leg,) = plan(world, asked).itineraries[0].legs
    assert leg.live.notifications[0].header == {"en": "Lift out of order"}
