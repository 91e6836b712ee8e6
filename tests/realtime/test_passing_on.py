"""Realtime that is passed on says what the overlay says: written, read back, laid over again."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace

import numpy as np
import pytest
from google.transit import gtfs_realtime_pb2 as pb
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from feeds.realtime.messages import Concerned, Message, TripRef
from feeds.realtime.read import read_message
from feeds.realtime.write import to_bytes, to_json
from routing.realtime.make import SourceInput, make_overlay
from routing.realtime.republish import alerts, trip_updates
from tests.realtime.make import NOW, TRIP, live, message, update
from tests.routing.town import at, valley

LINES = """
fr BUS 1: ober 08:00 unter 08:10 esch 08:20
fr BUS 1: ober 08:30 unter 08:40 esch 08:50
lu RAIL 60: esch 08:24 stad1 08:34/08:36 uni 08:44
lu RAIL 60: esch 08:54 stad1 09:04/09:06 uni 09:14
lu BUS N: esch 23:50 stad1 24:10 uni 25:35
"""
BOTH = ("fr", "lu")


@pytest.fixture(scope="module")
def network(tmp_path_factory):
    return valley(tmp_path_factory.mktemp("valley"), LINES)


def unscoped(identifier, tag):
    return identifier.removeprefix(f"{tag}_")


def of_feed(said, tag):
    """The part of a message that speaks of one feed, with that feed's own ids."""

    def own(ref):
        return replace(
            ref, trip_id=unscoped(ref.trip_id, tag), route_id=unscoped(ref.route_id, tag)
        )

    updates = [
        replace(
            each,
            trip=own(each.trip),
            calls=tuple(
                replace(
                    call,
                    stop_id=unscoped(call.stop_id, tag),
                    assigned_stop_id=unscoped(call.assigned_stop_id, tag),
                )
                for call in each.calls
            ),
        )
        for each in said.updates
        if each.trip.trip_id.startswith(f"{tag}_")
    ]
    return Message(said.time_s, tuple(updates))


def laid_over_again(overlay, now_s):
    """The overlay that our own output makes."""
    content = to_bytes(trip_updates(overlay, BOTH, now_s).message)
    said = read_message(content, "merged")
    assert said.usable
    assert not said.notices.counts
    sources = [SourceInput(tag, (of_feed(said, tag),), 300, now_s) for tag in BOTH]
    return make_overlay(overlay.ground, sources, now_s)


def runs_of(overlay):
    """Every run of an overlay with its calls; times of calls that are not served say nothing."""
    found = defaultdict(list)
    for trip, change in enumerate(overlay.changes):
        own = overlay.timetable
        calls = own.calls_of(trip)
        pattern = int(own.trip_pattern[trip])
        served = ~overlay.skipped[calls]
        kind = "ADDED" if change.kind == "DUPLICATED" else change.kind
        row = (
            kind, change.base_trip, change.day, change.said, change.struck,
            own.stops_of(pattern).tolist(),
            np.where(served, own.arrival_s[calls], -1).tolist(),
            np.where(served, own.departure_s[calls], -1).tolist(),
            overlay.skipped[calls].tolist(),
            overlay.trips.id[trip].rsplit("~", 2)[0], overlay.trips.headsign[trip],
        )  # fmt: skip
        found[change.day].append(row)
    return {day: sorted(rows, key=repr) for day, rows in found.items()}


def dropped_of(overlay):
    return {run: (each.kind, each.said, each.struck) for run, each in overlay.dropped.items()}


def check(overlay):
    again = laid_over_again(overlay, at(NOW))
    assert runs_of(again) == runs_of(overlay)
    assert dropped_of(again) == dropped_of(overlay)


def test_late_cancelled_added_and_replaced_runs_come_back_as_they_went(network):
    under = live(
        network,
        ("fr", message(
            update("t0", ("ober", 300), ("esch", "skipped")),
            update("x1", ("ober", "09:00"), ("esch", "09:25"), kind=TRIP.ADDED, route="1"),
        )),
        ("lu", message(
            update("t0", ("stad1", 600)),
            update("t1", kind=TRIP.CANCELED),
            update("t2", ("esch", "23:55"), ("uni", "25:30"), kind=TRIP.REPLACEMENT),
        )),
    )  # fmt: skip
    kinds = {each.kind for each in under.overlay.dropped.values()}
    kinds |= {each.kind for each in under.overlay.changes}
    assert {"UPDATED", "CANCELED", "REPLACED"} <= kinds
    check(under.overlay)


CALLS = {
    ("fr", "t0"): ("ober", "unter", "esch"),
    ("fr", "t1"): ("ober", "unter", "esch"),
    ("lu", "t0"): ("esch", "stad1", "uni"),
    ("lu", "t1"): ("esch", "stad1", "uni"),
    ("lu", "t2"): ("esch", "stad1", "uni"),
}
WHAT = st.one_of(st.integers(-600, 5400), st.sampled_from(["skipped", "no data"]))


@st.composite
def sayings(draw):
    said = defaultdict(list)
    for (tag, trip), stops in CALLS.items():
        how = draw(st.sampled_from(["nothing", "times", "cancelled"]))
        if how == "cancelled":
            at_s = at(NOW) - draw(st.integers(0, 99))
            said[tag].append(update(trip, kind=TRIP.CANCELED, at_s=at_s))
        elif how == "times":
            some = draw(st.lists(st.sampled_from(stops), min_size=1, max_size=3, unique=True))
            calls = [(stop, draw(WHAT)) for stop in stops if stop in some]
            said[tag].append(update(trip, *calls, at_s=at(NOW) - draw(st.integers(0, 99))))
    return [(tag, message(*entities)) for tag, entities in said.items()]


@settings(
    max_examples=80,
    deadline=None,
    database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(said=sayings())
def test_whatever_is_said_comes_back_as_it_went(network, said):
    check(live(network, *said).overlay)


def test_message_is_complete_and_every_entry_tells_its_age(network):
    under = live(network, ("lu", message(update("t0", ("esch", 60), at_s=at(NOW) - 40))))
    feed = pb.FeedMessage()
    feed.ParseFromString(to_bytes(trip_updates(under.overlay, BOTH, at(NOW)).message))
    assert feed.header.incrementality == pb.FeedHeader.FULL_DATASET
    assert feed.header.timestamp == under.overlay.made_at_s
    (entity,) = feed.entity
    assert entity.trip_update.trip.trip_id == "lu_t0"
    assert entity.trip_update.timestamp == at(NOW) - 40


def test_what_may_not_be_passed_on_or_is_stale_is_left_out_and_counted(network):
    under = live(
        network,
        ("fr", message(update("t0", ("ober", 300)))),
        ("lu", message(update("t0", ("esch", 60)))),
    )
    found = trip_updates(under.overlay, ("fr",), at(NOW))
    assert [each.trip.trip_id for each in found.message.updates] == ["fr_t0"]
    assert found.withheld == {"lu": 1}
    later = trip_updates(under.overlay, BOTH, at(NOW) + 301)
    assert later.message.updates == ()
    assert later.stale == {"fr": 1, "lu": 1}


def test_alerts_concern_whom_they_concerned(network):
    entity = pb.FeedEntity(id="a")
    entity.alert.informed_entity.add(stop_id="esch")
    entity.alert.informed_entity.add(route_id="60")
    entity.alert.header_text.translation.add(text="Travaux", language="fr")
    under = live(network, ("lu", message(entity)))
    found = alerts(under.overlay, BOTH, at(NOW)).message
    again = read_message(to_bytes(found), "merged")
    (alert,) = again.alerts
    assert alert.header == {"fr": "Travaux"}
    assert Concerned(stop_id="lu_esch") in alert.concerned
    assert "Travaux" in str(to_json(found))
    assert TripRef() not in alert.concerned
