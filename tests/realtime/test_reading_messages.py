"""Reading messages: whatever the bytes are, a plain message or a notice comes out."""

from __future__ import annotations

import random

import pytest
from google.transit import gtfs_realtime_pb2 as pb
from hypothesis import given, settings
from hypothesis import strategies as st

from feeds.realtime import wire
from feeds.realtime.messages import CallKind, CallUpdate, Event, TripKind
from feeds.realtime.read import read_message
from routing.realtime.run_times import times_of
from tests.realtime.make import TRIP, at, message, of_all_kinds, texts_of, update


def codes(content: bytes) -> set[str]:
    return set(read_message(content, "x").notices.counts)


@settings(max_examples=300, deadline=None)
@given(st.binary(max_size=400))
def test_any_bytes_end_in_a_message_or_a_notice(content):
    heard = read_message(content, "x")
    assert heard.usable or heard.notices.counts


def test_a_mutated_message_never_raises():
    whole = message(*(update(f"t{n}", ("esch", 60 * n), ("uni", "08:20")) for n in range(9)))
    for seed in range(2000):
        rng = random.Random(seed)
        content = bytearray(whole)
        for _ in range(rng.randint(1, 12)):
            content[rng.randrange(len(content))] = rng.randrange(256)
        read_message(bytes(content[: rng.randint(0, len(content))]), "x")


def test_a_huge_message_is_refused_before_it_is_unpacked():
    assert codes(bytes(50 << 20)) == {"realtime_message_unreadable"}


def test_too_many_entities_are_refused(monkeypatch):
    monkeypatch.setattr(wire, "MAX_ENTITIES", 3)
    assert codes(message(*(update(f"t{n}") for n in range(4)))) == {"realtime_message_unreadable"}
    assert codes(message(*(update(f"t{n}") for n in range(3)))) == set()


def test_a_broken_entity_costs_that_entity():
    header = message()
    broken = b"\x12\x03\x0a\x7fz"
    good = message(update("t0", ("esch", 60)))[len(header) :]
    heard = read_message(header + broken + good, "x")
    assert [each.trip.trip_id for each in heard.updates] == ["t0"]
    assert heard.notices.counts == {"realtime_entity_broken": 1}


def test_texts_that_are_not_utf8_are_read_as_those_of_tables_and_noted():
    heard = read_message(message(*of_all_kinds()).replace(b"Gaare", b"G\xe2re!"), "x")
    assert heard.notices.counts == {"realtime_text_decoded_as_cp1252": 1}
    assert len(heard.updates) == len(heard.positions) == len(heard.alerts) == 1
    said = list(texts_of((heard.updates, heard.positions, heard.alerts)))
    assert all(isinstance(each, str) for each in said)
    assert heard.updates[0].trip.trip_id == heard.updates[0].calls[0].stop_id == "Gâre!"
    assert heard.positions[0].label == "Gâre!"
    assert heard.alerts[0].header == {"gâre!": "Gâre!"}
    assert heard.alerts[0].concerned[0].trip.route_id == "Gâre!"


def test_bytes_that_no_alphabet_has_cost_no_more_than_themselves():
    heard = read_message(message(*of_all_kinds()).replace(b"Gaare", b"Ga\x81re"), "x")
    assert heard.alerts[0].header == {"ga\ufffdre": "Ga\ufffdre"}


def test_texts_in_utf8_are_not_noted():
    heard = read_message(message(*of_all_kinds()).replace(b"Gaare", "Gâre".encode()), "x")
    assert heard.alerts[0].description == {"gâre": "Gâre"}
    assert not heard.notices.counts


def test_unknown_values_of_enumerations_count_as_not_said():
    entity = update("t0", ("esch", 60))
    content = bytearray(message(entity))
    at_kind = bytes(content).index(b"\x20\x00")  # schedule_relationship of the trip: SCHEDULED
    content[at_kind + 1] = 99
    assert read_message(bytes(content), "x").updates[0].trip.kind is TripKind.SCHEDULED


def test_new_and_added_mean_the_same():
    for kind in (TRIP.ADDED, TRIP.NEW):
        heard = read_message(message(update("t0", kind=kind)), "x")
        assert heard.updates[0].trip.kind is TripKind.ADDED


def test_nonsense_moments_and_delays_count_as_not_said():
    entity = update("t0", ("esch", 60))
    call = entity.trip_update.stop_time_update[0]
    call.arrival.delay = 10**8
    call.departure.ClearField("delay")
    call.departure.time = -5
    assert read_message(message(entity), "x").updates[0].calls[0].departure is None


@pytest.mark.parametrize("point", [(0, 0), (91, 0), (float("nan"), 5)])
def test_a_vehicle_that_lost_the_sky_has_no_place(point):
    entity = pb.FeedEntity(id="v")
    entity.vehicle.position.latitude, entity.vehicle.position.longitude = point
    assert read_message(message(entity), "x").positions[0].lat is None


def test_addresses_that_a_browser_should_not_open_are_left_out():
    entity = pb.FeedEntity(id="a")
    entity.alert.url.translation.add(text="javascript:alert(1)", language="en")
    entity.alert.url.translation.add(text="https://operator.example", language="fr")
    alert = read_message(message(entity), "x").alerts[0]
    assert alert.url == {"fr": "https://operator.example"}


PLANNED = [0, 100, 200, 300], [10, 110, 210, 310]


def late(seconds: int) -> CallUpdate:
    return CallUpdate(arrival=Event(delay_s=seconds), departure=Event(delay_s=seconds))


def test_a_delay_holds_for_the_calls_after_it():
    assert times_of(*PLANNED, {1: late(50)}).departure_s == [10, 160, 260, 360]


def test_what_is_said_later_holds_from_there():
    assert times_of(*PLANNED, {1: late(50), 3: late(0)}).arrival_s == [0, 150, 250, 300]


def test_no_data_takes_a_delay_back():
    said = {0: late(50), 2: CallUpdate(kind=CallKind.NO_DATA)}
    assert times_of(*PLANNED, said).departure_s == [60, 160, 210, 310]


def test_a_delay_passes_through_a_skipped_call():
    said = {0: late(50), 1: CallUpdate(kind=CallKind.SKIPPED)}
    run = times_of(*PLANNED, said)
    assert run.departure_s == [60, 160, 260, 360]
    assert run.skipped == [False, True, False, False]


def test_an_arrival_delays_the_departure_and_a_run_never_goes_back_in_time():
    said = {1: CallUpdate(arrival=Event(time_s=250)), 2: CallUpdate(arrival=Event(time_s=240))}
    run = times_of(*PLANNED, said)
    assert run.departure_s[1] == 260
    assert run.arrival_s[2] == 260
    assert sorted(run.departure_s) == run.departure_s


def test_a_run_that_is_early_was_not_later_before():
    said = {2: CallUpdate(arrival=Event(time_s=105))}
    run = times_of(*PLANNED, said)
    assert run.departure_s[1] == 105
    assert run.arrival_s[2] == 105


def test_a_time_that_nobody_means_gives_way_to_the_delay():
    said = {1: CallUpdate(arrival=Event(time_s=10**9, delay_s=30))}
    run = times_of(*PLANNED, said)
    assert run.arrival_s[1] == 130
    assert times_of(*PLANNED, {1: CallUpdate(arrival=Event(time_s=10**9))}).implausible == 1


def test_the_delay_of_a_whole_run_holds_where_no_call_is_named():
    assert times_of(*PLANNED, {}, delay_s=60).arrival_s == [60, 160, 260, 360]
    assert at("08:00") > 0
