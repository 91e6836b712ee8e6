"""A ride that two feeds publish in parts stands on both: its option names them both."""

from __future__ import annotations

from dataclasses import replace

from core.clock import parse_instant
from routing.itinerary_making import make_itinerary
from routing.plan import plan
from routing.requests import Endpoint, JourneyRequest
from tests.web.conftest import MORNING, OBER, UNI


def test_a_ride_joined_at_the_border_names_the_feeds_of_all_its_calls(world):
    ends = [Endpoint(*map(float, place.split(","))) for place in (OBER, UNI)]
    asked = JourneyRequest(ends[0], ends[1], parse_instant(MORNING, "UTC"))
    option = plan(world.network, asked).itineraries[0]
    ride = next(leg for leg in option.legs if leg.transit is not None)
    tag = ride.transit.feed_tag
    assert make_itinerary([ride]).feeds == (tag,)
    cut = replace(ride, end=ride.end._replace(stop_id="beyond_gare"))
    assert make_itinerary([cut]).feeds == (tag, "beyond")
