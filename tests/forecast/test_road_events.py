"""Road events kept and laid on corridors: what is over ends, what is elsewhere touches nothing."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from core.errors import DataError, EnvironmentFault
from forecast.archiver import Archiver
from forecast.corridors import corridors_of
from forecast.event_places import corridors_of_event, events_by_corridor
from forecast.event_store import QUEUES_LAST_S, EventStore
from forecast.road_event import RoadEvent
from forecast.sources.configured import ObservationSource
from tests.forecast.make import made_territory
from tests.forecast.situations import NOW, document, record

HOUR_S = 3600


def event(name="a", version="1", **parts) -> RoadEvent:
    told = {
        "source": "road", "kind": "accident", "from_s": NOW - HOUR_S, "to_s": NOW + HOUR_S,
        "lat": 49.495, "lon": 6.1, "bearing": None, "capacity_left": 0.35, "capacity_said": False,
        "text": {"fr": "Accident"}, "reported_s": NOW,
    }  # fmt: skip
    return RoadEvent(id=name, version=version, **{**told, **parts})


@pytest.fixture(params=["sqlite", "postgresql"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> EventStore:
    """The same store in a file and on a server."""
    if request.param == "postgresql":
        return EventStore(request.getfixturevalue("postgres_schema"))
    return EventStore(tmp_path / "observations.sqlite")


def ids(store, now_s=NOW):
    return [each.event.id for each in store.read(now_s) if not each.withdrawn]


def test_nothing_was_ever_kept(store):
    assert store.read(NOW) == ()


def test_an_event_comes_back_as_it_was_told(store):
    whole = event(
        line=((49.49, 6.1), (49.5, 6.1)), periods=((NOW, NOW + 900),), text={"": "a ' \" ? %s é"}
    )
    assert store.publish("road", [whole], NOW) == 1
    (kept,) = store.read(NOW)
    assert kept.event == whole
    assert not kept.withdrawn


def test_a_publication_taken_over_twice_adds_nothing(store):
    assert store.publish("road", [event("a"), event("b")], NOW) == 2
    assert store.publish("road", [event("a"), event("b")], NOW + 300) == 0
    assert ids(store) == ["a", "b"]


def test_a_new_version_takes_the_place_of_the_old_one(store):
    store.publish("road", [event(version="1")], NOW)
    assert store.publish("road", [event(version="2", capacity_left=0.0)], NOW + 300) == 1
    (kept,) = store.read(NOW + 300)
    assert (kept.event.version, kept.event.capacity_left) == ("2", 0.0)
    store.publish("road", [event(version="1")], NOW + 600)
    (kept,) = store.read(NOW + 600)
    assert (kept.event.version, kept.withdrawn) == ("1", False)


def test_what_the_newest_publication_does_not_hold_has_ended(store):
    store.publish("road", [event("a"), event("b")], NOW)
    store.publish("other", [event("c")], NOW)
    store.publish("road", [event("b")], NOW + 300)
    assert ids(store, NOW + 300) == ["c", "b"]
    (gone,) = (each.event for each in store.read(NOW + 300) if each.withdrawn)
    assert (gone.id, gone.to_s) == ("a", NOW + 300)
    store.publish("road", [], NOW + 600)
    assert ids(store, NOW + 600) == ["c"]


def test_what_has_ended_long_ago_is_not_looked_at_any_more(store):
    store.publish("road", [event("a", to_s=NOW)], NOW)
    assert len(store.read(NOW + QUEUES_LAST_S - 1)) == 1
    assert store.read(NOW + QUEUES_LAST_S) == ()


def test_a_late_answer_does_not_bring_back_what_is_over(store):
    store.publish("road", [], NOW)
    store.publish("road", [event("b")], NOW)
    assert store.publish("road", [event("a")], NOW - 300) == 0
    assert ids(store) == ["b"]


def test_an_event_withdrawn_before_it_began_never_was(store):
    store.publish("road", [event("a", from_s=NOW + HOUR_S, to_s=NOW + 2 * HOUR_S)], NOW)
    store.publish("road", [], NOW + 300)
    assert store.read(NOW + 300) == ()


def test_an_incident_without_an_end_lasts_on_as_long_as_it_is_reported(store):
    store.publish("road", [event(to_s=None)], NOW)
    store.publish("road", [event(to_s=None)], NOW + HOUR_S)
    (kept,) = store.read(NOW + HOUR_S)
    assert kept.event.ends_s == NOW + 3 * HOUR_S


def test_a_store_of_observations_alone_knows_no_events(tmp_path):
    with closing(sqlite3.connect(tmp_path / "x.sqlite")) as file:
        file.execute("CREATE TABLE other (a INTEGER)")
    assert EventStore(tmp_path / "x.sqlite").read(NOW) == ()


@pytest.fixture(scope="module")
def corridors(tmp_path_factory: pytest.TempPathFactory):
    return corridors_of(made_territory(tmp_path_factory.mktemp("territory")))


@pytest.mark.parametrize(
    "parts, found",
    [
        ({"road": "A1"}, ("C1-LU", "C1-FR")),
        ({"road": "A 2", "bearing": 5.0}, ("C1-LU",)),
        ({"road": "A1 / E25", "bearing": 170.0}, ("C1-FR",)),
        ({"road": "A31"}, ()),
        ({"road": "", "lon": 6.1030}, ("C1-LU", "C1-FR")),
        ({"road": "", "lon": 6.1100}, ()),
        ({"road": "A1", "lon": 6.1100}, ("C1-LU", "C1-FR")),
        ({"road": "A1", "lon": 6.2}, ()),
        ({"lat": None, "lon": None, "corridor": "C1-FR"}, ("C1-FR",)),
        ({"lat": None, "lon": None}, ()),
        ({"corridor": "nowhere"}, ()),
        ({"lat": 49.4, "line": ((49.4, 6.1), (49.6, 6.1)), "road": "A1"}, ("C1-LU", "C1-FR")),
    ],
)
def test_an_event_is_on_the_nearest_corridor_of_its_road_and_direction(corridors, parts, found):
    assert corridors_of_event(event(**parts), corridors) == found


def test_at_a_joint_of_two_corridors_one_of_them_alone_is_hit(corridors):
    first = replace(corridors[0], geometry=((49.48, 6.1), (49.5, 6.1)))
    second = replace(corridors[0], id="next", geometry=((49.5, 6.1), (49.52, 6.1)))
    assert corridors_of_event(event(lat=49.5, road="A1"), [first, second]) == ("C1-LU",)
    assert corridors_of_event(event(lat=49.501, road="A1"), [first, second]) == ("next",)


def test_events_of_a_corridor_stand_in_the_order_in_which_they_begin(corridors):
    found = events_by_corridor([event("late", from_s=NOW), event("early", bearing=0.0)], corridors)
    assert [each.id for each in found["C1-LU"]] == ["early", "late"]
    assert [each.id for each in found["C1-FR"]] == ["late"]


def source(name="events"):
    return ObservationSource(name, "situations", name, "Europe/Paris")


def collect(tmp_path, answer, now_s=NOW):
    def fetch(_address):
        if isinstance(answer, Exception):
            raise answer
        return answer

    return Archiver(tmp_path, [source()], fetch).look(source(), now_s)


def test_the_archiver_keeps_situations_and_says_how_fresh_they_are(tmp_path):
    report = collect(tmp_path, document(record("a"), record("", road="A1")))
    assert (report.added, report.refused, report.problem) == (1, 1, "")
    assert report.newest_s == NOW - 120
    store = EventStore(tmp_path / "observations.sqlite")
    assert [(each.event.source, each.event.id) for each in store.read(NOW)] == [("events", "a")]


BOMB = '<!DOCTYPE x [<!ENTITY a "aaaa">]>'


@pytest.mark.parametrize(
    "answer",
    [
        document(record(fr="&a;"), head=BOMB),
        document(record("b"))[:-30],
        b"",
        EnvironmentFault("the network is gone"),
        RuntimeError("nobody thought of this"),
        DataError("x"),
    ],
)
def test_a_hostile_answer_ends_nothing_and_adds_nothing(tmp_path, answer):
    collect(tmp_path, document(record("a")))
    assert collect(tmp_path, answer, NOW + 300).problem
    assert ids(EventStore(tmp_path / "observations.sqlite"), NOW + 300) == ["a"]
