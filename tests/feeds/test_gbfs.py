"""Rental systems: GBFS 2 and 3 are understood, and nothing that is broken stops anything."""

from __future__ import annotations

import contextlib
import copy
import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.errors import DataError, FeedError
from feeds.gbfs import fetch
from feeds.gbfs.fetch import fetch_system
from feeds.gbfs.looks import RentalLooks
from feeds.gbfs.reading import NAMES, feeds_listed, read_system
from feeds.gbfs.records import System
from feeds.gbfs.sources import FILE, RentalSource, read_sources
from tests.feeds.rental_documents import AT_S, NOW_S, THREE, TWO, bytes_of, written

SOURCE = RentalSource("velo", "gbfs.json", "velo")


@pytest.mark.parametrize("documents", [TWO, THREE], ids=["2.3", "3.0"])
def test_stations_vehicles_and_zones_of_both_versions_are_understood(documents):
    system = read_system(bytes_of(documents), NOW_S)
    gare, depot = system.stations
    assert (system.name, system.operator) == ("Vel'OK", "CIGL Esch")
    assert (gare.name, gare.vehicles, gare.docks, gare.renting) == ("Esch Gare", 4, 6, True)
    assert gare.vehicles_by_type == {"classic": 3, "pedelec": 1}
    assert gare.docks_by_type == {"classic": 6, "pedelec": 6}
    assert gare.reported_s == AT_S
    assert depot.renting is False, "what is not installed is not rented out"
    assert [(each.id, each.form, each.propulsion) for each in system.types] == [
        ("classic", "BICYCLE", "HUMAN"), ("pedelec", "BICYCLE", "ELECTRIC_ASSIST"),
    ]  # fmt: skip
    assert [each.id for each in system.vehicles] == ["v1"]
    (zone,) = system.zones
    assert zone.rules[0].end is False
    assert zone.rules[0].type_ids == ("pedelec",)
    assert len(zone.area[0][0]) == 5
    assert system.updated_s == AT_S
    assert system.refused == 0


def test_a_system_without_types_has_bicycles():
    documents = {k: v for k, v in TWO.items() if k not in ("vehicle_types", "free_bike_status")}
    system = read_system(bytes_of(documents), NOW_S)
    assert [(each.form, each.returns, each.guessed) for each in system.types] == [
        ("BICYCLE", "ANY_STATION", True)
    ]


def test_rows_that_cannot_be_true_are_counted_and_left_out():
    documents = copy.deepcopy(TWO)
    stations = documents["station_information"]["data"]["stations"]
    stations += [
        {"station_id": "x", "name": "off the globe", "lat": 95, "lon": 6},
        {"station_id": "y", "name": "nowhere", "lat": 0, "lon": 0},
        {"name": "nameless", "lat": 49.5, "lon": 6},
        {"station_id": "z", "name": "endless", "lat": 10**400, "lon": 6},
        "no row",
    ]
    system = read_system(bytes_of(documents), NOW_S)
    assert len(system.stations) == 2
    assert system.refused == 4


def test_links_of_other_schemes_are_not_passed_on():
    documents = copy.deepcopy(TWO)
    uris = {"web": "javascript:alert(1)", "android": "data:text/html,x", "ios": "velo://s/1"}
    documents["station_information"]["data"]["stations"][0]["rental_uris"] = uris
    documents["system_information"]["data"]["url"] = "ftp://velo.example/"
    system = read_system(bytes_of(documents), NOW_S)
    assert system.stations[0].uris == {"ios": "velo://s/1"}
    assert system.url == ""


def test_a_half_written_document_costs_only_what_it_would_have_said():
    documents = bytes_of(TWO)
    documents["geofencing_zones"] = documents["geofencing_zones"][:-9]
    system = read_system(documents, NOW_S, ["vehicle_types"])
    assert system.missing == ("geofencing_zones", "vehicle_types")
    assert system.zones == ()
    assert len(system.stations) == 2


@pytest.mark.parametrize(
    "content, says",
    [
        (b"", "JSON"),
        (b"<html>sign in</html>", "JSON"),
        (b"[1]", "no object"),
        (b"[" * 100_000, "JSON"),
        (json.dumps({"version": "1.1", "data": {}}).encode(), "is of GBFS 1.1"),
        (json.dumps({"data": {}}).encode(), "is of GBFS none"),
        (json.dumps({"version": "2.3", "data": {"en": {"feeds": []}}}).encode(), "lists no"),
        (json.dumps({"version": "2.3", "data": 7}).encode(), "lists no"),
    ],
)
def test_what_is_no_list_of_documents_is_said_in_a_line(content, says):
    with pytest.raises(FeedError, match=says):
        feeds_listed(content)


def test_a_system_that_tells_of_nothing_is_refused():
    with pytest.raises(FeedError, match="neither of stations nor of vehicles"):
        read_system({"system_information": bytes_of(TWO)["system_information"]}, NOW_S)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8)
    | st.sampled_from(["49.5", "classic", "2.3"]),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(
        st.sampled_from(["station_id", "lat", "lon", "data", "stations", "feeds", "en", "name",
                         "url", "rules", "features", "geometry", "coordinates", "type", "count",
                         "vehicle_types", "bikes", "vehicles", "properties", "is_renting"]),
        inner, max_size=5),
    max_leaves=25,
)  # fmt: skip
ENDLESS = settings(
    max_examples=300, deadline=None, database=None, suppress_health_check=list(HealthCheck)
)


@ENDLESS
@given(
    said=st.dictionaries(st.sampled_from(NAMES), JSON, min_size=1),
    version=st.sampled_from(["2.3", "3.0"]),
)
def test_whatever_is_said_a_system_or_one_line_comes_of_it(said, version):
    documents = {
        name: json.dumps({"version": version, "last_updated": 1, "data": data}).encode()
        for name, data in said.items()
    }
    with contextlib.suppress(FeedError):
        assert isinstance(read_system(documents, NOW_S), System)


@ENDLESS
@given(content=st.binary(max_size=60) | JSON.map(lambda said: json.dumps(said).encode()))
def test_whatever_bytes_are_listed_a_list_or_one_line_comes_of_it(content):
    with contextlib.suppress(FeedError):
        assert feeds_listed(content)


def test_documents_are_read_from_the_data_folder(tmp_path):
    written(tmp_path, TWO)
    assert len(fetch_system(SOURCE, tmp_path, NOW_S).stations) == 2


def test_a_document_outside_the_folder_or_too_long_is_left_out(tmp_path, monkeypatch):
    folder = tmp_path / "data"
    folder.mkdir()
    written(folder, TWO, zones="../geofencing_zones.json")
    written(tmp_path, TWO)
    assert fetch_system(SOURCE, folder, NOW_S).missing == ("geofencing_zones",)
    monkeypatch.setattr(fetch, "MAX_DOCUMENT_BYTES", 900)
    assert "station_information" not in fetch_system(SOURCE, folder, NOW_S).missing
    (folder / "station_information.json").write_bytes(b" " * 901)
    assert "station_information" in fetch_system(SOURCE, folder, NOW_S).missing


@pytest.mark.parametrize(
    "address", ["http://169.254.169.254/latest", "https://other.example/x", "file:///etc/passwd"]
)
def test_a_system_cannot_send_us_to_hosts_that_nobody_named(tmp_path, address, monkeypatch):
    asked = []
    monkeypatch.setattr("feeds.download.connect", lambda host, *_, **__: asked.append(host))
    source = RentalSource("velo", "https://velo.example/gbfs.json", "velo")
    with pytest.raises(FeedError):
        fetch._content(address, source, tmp_path)
    assert asked == []


def test_what_a_source_said_before_stays_and_grows_stale(tmp_path):
    (tmp_path / FILE).write_text('[[source]]\nid = "velo"\naddress = "gbfs.json"\n')
    written(tmp_path, TWO)
    looks = RentalLooks(tmp_path)
    looks.look(NOW_S)
    (fresh,) = looks.heard
    assert (fresh.problem, fresh.is_stale(NOW_S)) == ("", False)
    (tmp_path / "gbfs.json").write_text("<html>")
    looks.look(NOW_S + 30)
    assert looks.heard == (fresh,), "it is not due yet"
    looks.look(NOW_S + 3600)
    (old,) = looks.heard
    assert old.system == fresh.system
    assert "JSON" in old.problem
    assert old.is_stale(NOW_S + 3600)


def test_a_fault_that_nobody_thought_of_ends_no_look(tmp_path):
    (tmp_path / FILE).write_text('[[source]]\nid = "velo"\naddress = "gbfs.json"\n')

    def broken(*_):
        raise ZeroDivisionError

    looks = RentalLooks(tmp_path, broken)
    looks.look(NOW_S)
    assert "ZeroDivisionError" in looks.heard[0].problem
    (tmp_path / FILE).write_text("[[source")
    looks.look(NOW_S + 3600)
    assert FILE in looks.problem
    assert len(looks.heard) == 1


@pytest.mark.parametrize(
    "text, field",
    [
        ('[[source]]\naddress = "x"', "id"),
        ('[[source]]\nid = "a b"\naddress = "x"', "id"),
        ('[[source]]\nid = "a"', "address"),
        ('[[source]]\nid = "a"\naddress = "x"\nevery_s = 1', "every_s"),
        ('[[source]]\nid = "a"\naddress = "x"\nhosts = "y"', "hosts"),
        ('[[source]]\nid = "a"\naddress = "x"\ncolour = "y"', "colour"),
        ('[[source]]\nid = "a"\naddress = "x"\n[[source]]\nid = "a"\naddress = "y"', "id"),
        ("source = [1]", "source"),
        ("sauce = 1", None),
    ],
)
def test_a_wrong_line_of_the_list_of_systems_is_named(tmp_path, text, field):
    (tmp_path / FILE).write_text(text)
    with pytest.raises(DataError) as raised:
        read_sources(tmp_path)
    assert raised.value.field_name == field


def test_without_a_list_there_are_no_systems(tmp_path):
    assert read_sources(tmp_path) == ()
