"""How an itinerary is shown: every trap that clients of the MOTIS API have set."""

from __future__ import annotations

import base64
from dataclasses import replace

import pytest

from tests.web.hand_made import DELAY, TRANSIT, car, result, ride, stop, walk
from tests.web.schema import faults_of
from web.description_schemas import SCHEMAS
from web.polyline import encode
from web.render_leg import render_leg
from web.render_place import render_call
from web.render_plan import render_plan
from web.showing import Showing
from web.versions import Version

ALL = [Version(number) for number in range(1, 7)]
NEW = Version(6)

RIDE_FIELDS = {
    "tripId", "routeId", "routeShortName", "routeLongName", "displayName", "tripShortName",
    "headsign", "agencyId", "agencyName", "agencyUrl", "routeType", "routeColor", "routeTextColor",
    "intermediateStops", "scheduled", "realTime", "cancelled", "tripFrom", "tripTo", "source",
}  # fmt: skip


@pytest.mark.parametrize("version", ALL, ids=lambda v: f"v{v.number}")
def test_a_ride_carries_all_that_clients_read(version):
    leg = render_leg(ride(), version)
    assert set(leg) >= RIDE_FIELDS
    assert leg["tripId"] == "20261124_08:55_lu_trip_9"
    assert leg["realTime"] is False
    assert leg["scheduled"] is True
    assert leg["cancelled"] is False


@pytest.mark.parametrize("leg", [ride(), car(), ride(calls=())], ids=["ride", "car", "nonstop"])
def test_every_leg_but_a_walk_has_a_list_of_intermediate_stops(leg):
    assert isinstance(render_leg(leg, Version(1))["intermediateStops"], list)


def test_a_walk_has_no_steps_and_a_drawn_way():
    leg = render_leg(walk(), Version(1))
    assert "steps" not in leg
    assert leg["legGeometry"]["points"]
    assert leg["legGeometry"]["length"] == 2


def test_an_intermediate_stop_has_all_its_times_and_its_zone():
    call = render_call(stop("terminus", 1_795_507_200, None), NEW)
    for name in ("arrival", "departure", "scheduledArrival", "scheduledDeparture"):
        assert call[name] == "2026-11-24T08:00:00Z"
    assert call["tz"] == "Europe/Luxembourg"


def test_level_is_zero_before_v6_and_left_out_from_then_on():
    shown = {v.number: render_leg(ride(), v)["from"].get("level") for v in ALL}
    assert shown == {1: 0, 2: 0, 3: 0, 4: 0, 5: 0, 6: None}


def test_polylines_have_seven_decimals_in_v1_and_six_later():
    shown = {v.number: render_leg(ride(), v)["legGeometry"]["precision"] for v in ALL}
    assert shown == {1: 7, 2: 6, 3: 6, 4: 6, 5: 6, 6: 6}
    assert (
        render_leg(ride(), Version(1))["legGeometry"]["points"]
        != (render_leg(ride(), NEW)["legGeometry"]["points"])
    )


@pytest.mark.parametrize(
    ("mode", "old", "new"),
    [("SUBURBAN", "METRO", "SUBURBAN"), ("AERIAL_LIFT", "AREAL_LIFT", "AERIAL_LIFT")],
)
def test_v5_renamed_two_modes(mode, old, new):
    leg = ride(mode=mode, transit=replace(TRANSIT, route_type=0))
    assert [render_leg(leg, v)["mode"] for v in ALL] == [old] * 4 + [new] * 2


def test_a_train_whose_class_the_feed_tells_is_shown_with_it():
    leg = ride(transit=replace(TRANSIT, route_type=101))
    assert render_leg(leg, NEW)["mode"] == "HIGHSPEED_RAIL"
    assert render_leg(ride(), NEW)["mode"] == "REGIONAL_RAIL"


def test_a_line_without_a_short_name_still_has_a_name_to_show():
    leg = ride(transit=replace(TRANSIT, route_short_name=""))
    assert render_leg(leg, NEW)["displayName"] == "Luxembourg - Esch"
    assert render_leg(leg, NEW)["routeShortName"] == ""
    assert render_leg(leg, Version(3))["routeShortName"] == "Luxembourg - Esch"


def test_a_platform_is_both_the_planned_and_the_present_track():
    place = render_leg(ride(), NEW)["from"]
    assert (place["track"], place["scheduledTrack"]) == ("2", "2")
    assert place["pickupType"] == "NORMAL"
    assert render_leg(ride(), NEW)["to"]["pickupType"] == "NOT_ALLOWED"


def test_the_ends_of_a_journey_between_points_are_called_start_and_end(world):
    shown = render_plan(result(walk(), ride()), world)
    assert shown["from"]["name"] == "START"
    assert shown["to"]["name"] == "END"
    assert shown["itineraries"][0]["legs"][0]["from"]["vertexType"] == "NORMAL"


def test_itineraries_and_direct_are_lists_even_when_empty(world):
    shown = render_plan(replace(result(ride()), itineraries=()), world)
    assert shown["itineraries"] == []
    assert shown["direct"] == []


def test_an_unknown_accessibility_is_not_made_up():
    leg = render_leg(ride(transit=replace(TRANSIT, wheelchair=0)), NEW)
    assert "wheelchairAccessible" not in leg
    assert render_leg(ride(), NEW)["wheelchairAccessible"] == "ACCESSIBLE"


def test_a_colour_without_a_text_colour_gets_a_readable_one():
    dark = ride(transit=replace(TRANSIT, color="00205B", text_color=""))
    light = ride(transit=replace(TRANSIT, color="FFE600", text_color=""))
    odd = ride(transit=replace(TRANSIT, color="ZZ", text_color=""))
    shown = [render_leg(leg, NEW)["routeTextColor"] for leg in (dark, light, odd)]
    assert shown == ["FFFFFF", "000000", "000000"]


def test_our_object_names_crossing_delay_feed_and_whether_the_way_is_estimated():
    extra = render_leg(ride(), NEW)["navette"]
    assert extra["crossing"] == {
        "lat": 49.48,
        "lon": 5.95,
        "time": "2026-11-24T08:01:00Z",
        "fromCountry": "FR",
        "toCountry": "LU",
        "name": "Valley",
    }
    (delay,) = extra["corridors"]
    assert (delay["id"], delay["delayP10"], delay["delayP50"], delay["delayP90"]) == (
        "X1", 120, 300, 660,
    )  # fmt: skip
    assert (extra["feed"], extra["estimated"]) == ("lu", False)
    assert render_leg(walk(), NEW)["navette"]["feed"] is None


def test_a_delay_on_the_road_is_told_to_people_in_their_language():
    (alert,) = render_leg(ride(), NEW, language="fr-LU")["alerts"]
    assert alert["headerText"] == "Circulation : environ 2 à 11 min de plus"
    assert "Valley road" in alert["descriptionText"]
    (alert,) = render_leg(ride(), NEW, language="xx")["alerts"]
    assert alert["headerText"] == "Road traffic: about 2 to 11 min more"


def test_a_delay_that_nobody_would_notice_is_no_news():
    quiet = replace(DELAY, delay_p10_s=0, delay_p50_s=10, delay_p90_s=40)
    assert "alerts" not in render_leg(ride(corridors=(quiet,)), NEW)


def test_a_car_that_crosses_where_nothing_is_forecast_is_said_to_run_free():
    (alert,) = render_leg(replace(car(), crossing=ride().crossing, corridors=()), NEW)["alerts"]
    assert alert["headerText"] == "Free flow assumed"
    assert "alerts" not in render_leg(replace(car(), crossing=None, corridors=()), NEW)


def test_made_up_data_say_so_on_the_leg():
    alerts = render_leg(ride(corridors=()), NEW, illustrative={"lu"})["alerts"]
    assert [alert["headerText"] for alert in alerts] == ["Illustrative data"]


def test_without_details_the_way_is_an_empty_polyline():
    leg = render_leg(ride(), NEW, show=Showing(ways=False))
    assert leg["legGeometry"] == {"points": "", "precision": 6, "length": 0}


def test_the_id_of_an_itinerary_tells_nothing_of_where_people_live(world):
    shown = render_plan(result(walk(), ride()), world)["itineraries"][0]["id"]
    content = base64.urlsafe_b64decode(shown + "=" * (-len(shown) % 4)).decode()
    assert "lu_trip_9" in content
    assert "49.4" not in content


def test_encoding_follows_the_published_example():
    points = ((38.5, -120.2), (40.7, -120.95), (43.252, -126.453))
    assert encode(points, 5) == "_p~iF~ps|U_ulLnnqC_mqNvxq`@"
    assert encode((), 6) == ""
    assert encode(((0.0, 0.0),), 6) == "??"


def test_a_model_behind_which_nobody_measured_has_no_age():
    modelled = replace(DELAY, basis="model", data_until_s=None, model="point-queue-1")
    told = render_leg(ride(corridors=(modelled,)), NEW)["navette"]["corridors"][0]
    assert (told["basis"], told["dataUntil"]) == ("model", None)
    effect = SCHEMAS["Leg"]["properties"]["navette"]["properties"]["corridors"]["items"]
    assert faults_of(told, effect, SCHEMAS) == []
