"""Every parameter of the MOTIS API is accepted: obeyed, refused, or told to be ignored."""

from __future__ import annotations

import re

import pytest

from tests.clients.node import TYPES
from tests.conftest import REPOSITORY
from web.description_motis import MOTIS_PATHS
from web.modes import KNOWN_MODES

TYPE_OF = {
    "plan": "Plan",
    "refresh-itinerary": "RefreshItinerary",
    "stoptimes": "Stoptimes",
    "trip": "Trip",
    "map/trips": "Trips",
    "map/stops": "Stops",
    "map/levels": "Levels",
    "stop": "StopInfo",
    "geocode": "Geocode",
    "reverse-geocode": "ReverseGeocode",
}
REFUSED = {"plan": {"requireCarTransport"}}
PLAUSIBLE = {
    "algorithm": "PONG", "elevationCosts": "LOW", "pedestrianProfile": "FOOT", "via": "",
    "realtimeMode": "REALTIME", "time": "", "pageCursor": "", "arriveBy": "false",
    "transitModes": "TRANSIT", "directModes": "WALK", "preTransitModes": "WALK",
    "postTransitModes": "WALK", "language": "fr", "maxItineraries": "5", "viaMinimumStay": "",
    "numItineraries": "5", "searchWindow": "900", "timeout": "20",
}  # fmt: skip


@pytest.fixture(scope="module")
def types(node_folder):
    return (node_folder / TYPES).read_text(encoding="utf-8")


def parameters_of(types, name):
    """The names of the parameters in the client's types."""
    found = re.search(rf"^type {name}Data = \{{.*?^\}};", types, re.MULTILINE | re.DOTALL)
    assert found
    return set(re.findall(r"^ {8}(\w+)\??:", found[0], re.MULTILINE))


def ignored():
    """By path, what docs/api.md says is ignored."""
    page = (REPOSITORY / "docs" / "api.md").read_text(encoding="utf-8")
    section = page.split("## Parameters that are ignored")[1].split("\n## ")[0]
    rows = re.findall(r"^\| `([\w/-]+)` \| (.*) \|$", section, re.MULTILINE)
    return {path: set(re.findall(r"`(\w+)`", names)) for path, names in rows}


@pytest.mark.parametrize("path", TYPE_OF)
def test_every_parameter_is_obeyed_or_said_to_be_ignored_or_refused(types, path):
    obeyed = {parameter.name for parameter in MOTIS_PATHS[path].parameters}
    unheard = ignored().get(path, set())
    assert not obeyed & unheard
    theirs = parameters_of(types, TYPE_OF[path])
    assert theirs <= obeyed | unheard | REFUSED.get(path, set())
    in_bodies = {"fromOffsets", "toOffsets"} if path == "plan" else set()
    assert unheard - in_bodies <= theirs


def test_the_page_names_every_parameter_of_plan():
    page = (REPOSITORY / "docs" / "api.md").read_text(encoding="utf-8")
    for parameter in MOTIS_PATHS["plan"].parameters:
        assert f"`{parameter.name}" in page, parameter.name


def test_every_mode_of_the_types_may_be_asked_for(types):
    (modes,) = re.findall(r"^type Mode = (.*);$", types, re.MULTILINE)
    assert set(re.findall(r"'(\w+)'", modes)) <= set(KNOWN_MODES)


def test_all_that_is_ignored_at_once_changes_nothing(types, site):
    plain = site.plan(6)
    more = {
        name: PLAUSIBLE.get(name, "1") for name in ignored()["plan"] - {"fromOffsets", "toOffsets"}
    }
    assert site.plan(6, **more)["itineraries"] == plain["itineraries"] != []


def test_every_parameter_of_plan_at_once_is_accepted(types, site):
    names = parameters_of(types, "Plan") - REFUSED["plan"] - {"fromPlace", "toPlace", "time"}
    flags = set(re.findall(r"^ {8}(\w+)\?: boolean", types, re.MULTILINE))
    more = {name: PLAUSIBLE.get(name, "true" if name in flags else "1") for name in names}
    answer = site.plan(6, **{**more, "maxTravelTime": 300, "maxPreTransitTime": 1800,
                             "requireBikeTransport": "false", "maxDirectTime": 1800,
                             "maxTransfers": 5})  # fmt: skip
    assert answer["itineraries"]


def test_car_transport_is_refused_because_nobody_could_promise_it(site):
    ends = f"fromPlace={site.origin}&toPlace={site.destination}"
    status, answer = site.raw(f"/api/v6/plan?{ends}&requireCarTransport=true")
    assert status == 422
    assert answer["errors"][0]["field"] == "requireCarTransport"
