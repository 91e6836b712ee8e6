"""KDE Itinerary and KTrip against a live site: the requests of KPublicTransport, and its rules."""

from __future__ import annotations

import pytest

from tests.clients.conftest import AUDUN, LUXEMBOURG, Site


def journey(site: Site, *, transit="TRANSIT", **more: object) -> dict:
    """`plan` of version 4 as KPublicTransport puts it: every list by commas, levels in places."""
    wishes = {
        "fromPlace": _encoded(site.origin),
        "toPlace": _encoded(site.destination),
        "time": site.morning,
        "detailedTransfers": "false",
        "transitModes": transit,
        "directModes": "WALK,BIKE,RENTAL",
        "directRentalFormFactors": "BICYCLE",
        "preTransitModes": "WALK,RENTAL",
        "preTransitRentalFormFactors": "BICYCLE,CAR",
        "postTransitModes": "WALK",
        "numItineraries": 6,
        "arriveBy": "false",
        "anythingNewer": "is-ignored",
        **more,
    }
    target = "&".join(f"{name}={value}" for name, value in wishes.items())
    status, answer = site.raw(f"/api/v4/plan?{target}")
    assert status == 200, answer
    return answer


def _encoded(place: str) -> str:
    """Coordinates have a level, ids of stops stand alone."""
    return f"{place},0" if "," in place else place


def legs_of(answer):
    return [leg for way in (*answer["itineraries"], *answer["direct"]) for leg in way["legs"]]


def test_a_journey_in_its_words_is_found(site):
    answer = journey(site)
    assert len(answer["itineraries"]) >= 6
    assert {way["legs"][0]["mode"] for way in answer["direct"]} <= {"WALK", "BIKE"}


def test_many_means_with_commas_between_them_are_all_meant(site):
    rides = {
        leg["mode"]
        for leg in legs_of(journey(site, transit="BUS,COACH,REGIONAL_FAST_RAIL,REGIONAL_RAIL"))
        if "tripId" in leg
    }
    assert rides <= {"BUS", "COACH", "REGIONAL_RAIL"}
    assert rides


def test_no_means_at_all_is_no_transit(site):
    answer = journey(site, transit="", directModes="BIKE", toPlace="49.4786,5.9587,0")
    assert answer["itineraries"] == []
    assert {leg["mode"] for leg in legs_of(answer)} == {"BIKE"}


def test_every_means_it_knows_is_understood(site):
    known = (
        "AIRPLANE,FERRY,BUS,COACH,FUNICULAR,REGIONAL_FAST_RAIL,REGIONAL_RAIL,HIGHSPEED_RAIL,"
        "LONG_DISTANCE,NIGHT_RAIL,SUBWAY,RAIL,SUBURBAN,FLEXIBLE,CAR_HAILING,TRAM,CABLE_CAR,"
        "CAR_SHARING,AERIAL_LIFT"
    )
    assert journey(site, transit=known)["itineraries"]


@pytest.mark.parametrize("version", [1, 2, 3, 4, 5, 6])
def test_geometry_says_its_precision_because_seven_decimals_are_taken_for_granted(site, version):
    answer = site.plan(version)
    expected = 7 if version == 1 else 6
    assert {leg["legGeometry"]["precision"] for leg in legs_of(answer)} == {expected}


def test_times_that_are_not_live_are_the_published_ones(site, live_site):
    """It reads `startTime` where `realTime` is set, and `scheduledStartTime` elsewhere."""
    for answer in (journey(site), journey(live_site)):
        for leg in legs_of(answer):
            if not leg["realTime"]:
                assert leg["startTime"] == leg["scheduledStartTime"]
                assert leg["endTime"] == leg["scheduledEndTime"]
    (late, *_) = [leg for leg in legs_of(journey(live_site)) if leg["realTime"]]
    assert late["startTime"] > late["scheduledStartTime"]
    assert late["from"]["departure"] > late["from"]["scheduledDeparture"]


def test_a_car_that_is_parked_is_a_drive_and_a_walk_to_a_place_with_the_car_parks_name(site):
    """It drops legs of mode CAR_PARKING."""
    answer = journey(site, preTransitModes="WALK,CAR_PARKING", searchWindow=7200)
    ways = [way["legs"] for way in answer["itineraries"] if way["legs"][0]["mode"] == "CAR"]
    assert ways
    for car, then, *_ in ways:
        assert car["to"]["name"]
        assert car["to"]["name"] == car["navette"]["parking"]["name"]
        assert then["mode"] == "WALK" or then["from"]["name"]
    assert "CAR_PARKING" not in {leg["mode"] for leg in legs_of(answer)}


def test_a_trip_has_exactly_one_leg_which_is_a_ride(site):
    board = site.plan()
    for ride in [leg for leg in legs_of(board) if "tripId" in leg][:5]:
        trip = site.get("/api/v4/trip", tripId=ride["tripId"])
        (leg,) = trip["legs"]
        assert leg["tripId"] == ride["tripId"]
        assert leg["mode"] == ride["mode"]


@pytest.mark.parametrize("text", ["Villerupt", "Audun-le-Tiche", "Esch", "Luxembourg", "Kirchberg"])
def test_a_place_that_was_searched_names_country_region_city_and_zone(site, text):
    """It takes the city from the first area of level 8 or more and the region from level 4."""
    found = site.get("/api/v1/geocode", text=text, language="fr")
    assert found
    for match in found:
        levels = {area["adminLevel"]: area["name"] for area in match["areas"]}
        assert {2, 8} <= set(levels)
        assert all(levels.values())
        assert match["tz"] in ("Europe/Luxembourg", "Europe/Paris", "Europe/Berlin",
                               "Europe/Brussels")  # fmt: skip
        assert len(match["country"]) == 2
        if match["country"] in ("FR", "LU"):
            assert levels[4]


def test_stops_around_one_come_from_a_box_without_a_zoom(real_site):
    found = real_site.get("/api/v1/map/stops", min="49.598,6.131", max="49.602,6.137")
    assert LUXEMBOURG in [stop["stopId"] for stop in found]
    for stop in found:
        assert stop["vertexType"] == "TRANSIT"
        assert stop["modes"]
        assert {"name", "lat", "lon", "tz", "level"} <= set(stop)


def test_a_board_with_its_radius_lists_calls_of_that_place(real_site):
    board = real_site.get(
        "/api/v4/stoptimes", stopId=AUDUN, time=real_site.morning, n=12, arriveBy="false",
        radius=200,
    )  # fmt: skip
    assert len(board["stopTimes"]) >= 12
    for row in board["stopTimes"]:
        assert row["tripId"]
        assert row["displayName"]
        assert row["tripTo"]["name"]
        assert row["pickupDropoffType"] == "NORMAL"


def test_what_does_not_run_is_cancelled_in_a_board_in_a_trip_and_in_a_kept_journey(live_site):
    board = live_site.get("/api/v4/stoptimes", stopId="lu_esch", time=live_site.morning, n=6)
    struck = [row for row in board["stopTimes"] if row["cancelled"]]
    assert [row["tripId"] for row in struck] == ["20261124_08:30_lu_t1"]
    (leg,) = live_site.get("/api/v4/trip", tripId=struck[0]["tripId"])["legs"]
    assert leg["cancelled"] is True


def test_only_what_does_not_run_has_the_effect_of_no_service(site, live_site):
    """It takes a ride whose alert says NO_SERVICE for cancelled."""
    for answer in (journey(site), journey(live_site)):
        for leg in legs_of(answer):
            effects = {alert["effect"] for alert in leg.get("alerts", ())}
            assert "NO_SERVICE" not in effects or leg["cancelled"]


def test_what_we_know_beside_the_timetable_is_said_in_alerts_with_two_texts(embedded_site):
    """It shows `headerText` and `descriptionText`, and nothing of `navette`."""
    alerts = [a for leg in legs_of(journey(embedded_site)) for a in leg.get("alerts", ())]
    assert alerts
    assert all(alert["headerText"] and alert["descriptionText"] for alert in alerts)
