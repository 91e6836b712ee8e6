"""The npm package @motis-project/motis-fptf-client against a live site."""

from __future__ import annotations

from tests.clients.conftest import AUDUN, LUXEMBOURG

AT_SEVEN = "2025-02-04T07:00:00+01:00"


def test_it_plans_journeys_with_lines_that_have_names(real_site, fptf):
    wishes = {"departure": AT_SEVEN, "results": 3, "stopovers": True, "polylines": True}
    journeys = fptf(real_site, "journeys", AUDUN, LUXEMBOURG, wishes)["journeys"]
    assert len(journeys) == 3
    for journey in journeys:
        assert journey["type"] == "journey"
        rides = [leg for leg in journey["legs"] if not leg.get("walking")]
        assert rides
        for leg in rides:
            assert leg["line"]["name"]
            assert leg["line"]["fahrtNr"].startswith("lu_")
            assert leg["line"]["mode"] in ("train", "bus")
            assert leg["line"]["operator"]["name"]
            assert leg["tripId"]
            assert leg["plannedDeparture"] <= leg["plannedArrival"]
            assert leg["origin"]["type"] == "station"
            assert len(leg["polyline"]["features"]) >= 2


def test_it_plans_from_an_address_by_train_alone(site, fptf):
    lat, lon = map(float, site.origin.split(","))
    home = {"type": "location", "address": "Home", "latitude": lat, "longitude": lon}
    lat, lon = map(float, site.destination.split(","))
    work = {"type": "location", "address": "Work", "latitude": lat, "longitude": lon}
    wishes = {"departure": site.morning, "results": 2}
    found = fptf(site, "journeys", home, work, wishes)["journeys"]
    assert 0 < len(found) <= 2
    assert found[0]["legs"][0]["walking"] is True


def test_it_lists_departures_and_arrivals(real_site, fptf):
    wishes = {"when": AT_SEVEN, "duration": 20, "results": 30}
    for method, rows in (("departures", "departures"), ("arrivals", "arrivals")):
        board = fptf(real_site, method, LUXEMBOURG, wishes)[rows]
        assert len(board) > 5
        for row in board:
            assert row["line"]["name"]
            assert row["tripId"]
            assert "2025-02-04T07:00" <= row["plannedWhen"] <= "2025-02-04T07:21"


def test_it_finds_places_and_stops(real_site, fptf):
    found = fptf(real_site, "locations", "Audun-le-Tiche", {"results": 5})
    assert "Audun-le-Tiche, Gare" in [place["name"] for place in found]
    stop = fptf(real_site, "stop", AUDUN)
    assert (stop["id"], stop["name"]) == (AUDUN, "Audun-le-Tiche, Gare")


def test_a_late_train_is_late_and_a_cancelled_one_is_cancelled(live_site, fptf):
    wishes = {"when": "2026-11-24T07:20:00+01:00", "duration": 120, "results": 20}
    board = fptf(live_site, "departures", "lu_esch", wishes)["departures"]
    by_trip = {row["tripId"]: row for row in board}
    assert by_trip["20261124_07:30_lu_t0"]["delay"] == 240
    assert by_trip["20261124_08:30_lu_t1"]["cancelled"] is True


def test_it_tells_how_far_one_gets_in_half_an_hour(real_site, fptf):
    lat, lon = map(float, real_site.destination.split(","))
    work = {"type": "location", "address": "Work", "latitude": lat, "longitude": lon}
    reached = fptf(real_site, "reachableFrom", work, {"when": AT_SEVEN, "maxDuration": 30})
    assert reached["reachable"]
    assert all(0 <= row["duration"] <= 30 for row in reached["reachable"])
    assert all(place["name"] for row in reached["reachable"] for place in row["stations"])
