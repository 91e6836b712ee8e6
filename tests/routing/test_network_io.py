"""Networks as arrays, and back."""

from __future__ import annotations

import dataclasses
import json

import numpy as np
import pytest

from core.errors import SnapshotError
from core.snapshot import load, publish
from routing.network_io import from_arrays, to_arrays
from routing.plan import plan
from routing.requests import Endpoint, JourneyRequest
from tests.routing.town import at, valley

LINES = """
fr BUS 1: ober 08:00 unter 08:10 esch 08:20
lu RAIL 60: esch 08:30 stad1 08:40/08:42 uni 08:50
"""


@pytest.fixture(scope="module")
def network(tmp_path_factory):
    return valley(tmp_path_factory.mktemp("valley"), LINES)


def answer(network):
    request = JourneyRequest(Endpoint(49.45, 5.90), Endpoint(49.54, 5.90), at("07:30"))
    return dataclasses.replace(plan(network, request), search={})


def same(one, other):
    """Whether two parts of networks are equal, array by array."""
    if isinstance(one, np.ndarray):
        return one.dtype == other.dtype and np.array_equal(one, other)
    if dataclasses.is_dataclass(one):
        names = [field.name for field in dataclasses.fields(one)]
        return all(same(getattr(one, name), getattr(other, name)) for name in names)
    return type(one) is type(other) and one == other


def test_a_network_comes_back_from_its_arrays_as_it_was(network):
    arrays, manifest = to_arrays(network)
    assert same(network, from_arrays(arrays, manifest))


def test_the_manifest_survives_json(network):
    arrays, manifest = to_arrays(network)
    assert same(network, from_arrays(arrays, json.loads(json.dumps(manifest))))


def test_arrays_are_taken_and_given_as_they_are(network):
    arrays, manifest = to_arrays(network)
    again = from_arrays(arrays, manifest)
    assert again.timetable.arrival_s is arrays["timetable.arrival_s"] is network.timetable.arrival_s
    assert again.stops.name.blob is arrays["stops.name.blob"]


def test_a_published_network_answers_from_the_mapped_files(network, tmp_path):
    publish(tmp_path, network.version, *to_arrays(network))
    stored = load(tmp_path)
    mapped = from_arrays(stored.arrays, stored.manifest)
    assert mapped.version == network.version
    assert not mapped.timetable.arrival_s.flags.owndata
    assert answer(mapped) == answer(network)
    assert answer(mapped).itineraries


def test_a_snapshot_of_another_program_is_refused_in_one_line(network):
    arrays, manifest = to_arrays(network)
    del arrays["stops.lat"]
    with pytest.raises(SnapshotError, match=r"stops\.lat.*build the feeds again"):
        from_arrays(arrays, manifest)
