"""Itineraries written by hand: every field of the contract set, for tests of how they are shown."""

from __future__ import annotations

from dataclasses import replace

from routing.itineraries import (
    BorderCrossing,
    CorridorEffect,
    Itinerary,
    Leg,
    PlanResult,
    Stopover,
    TransitInfo,
)

EIGHT = 1_795_507_200
"""2026-11-24 at eight in the morning, UTC."""


def stop(name, at_s=None, until_s=None, **rest):
    """A stop with its times."""
    known = {
        "lat": 49.5,
        "lon": 5.95,
        "zone": "Europe/Luxembourg",
        "country": "LU",
        "stop_id": f"lu_{name}",
        "arrival_s": at_s,
        "departure_s": until_s,
        "scheduled_arrival_s": at_s,
        "scheduled_departure_s": until_s,
    }
    return Stopover(name, **{**known, **rest})


def point(kind, **rest):
    """A point that is no stop."""
    return Stopover("", 49.46, 5.93, "Europe/Paris", country="FR", kind=kind, **rest)


TRANSIT = TransitInfo(
    route_id="lu_60",
    route_short_name="60",
    route_long_name="Luxembourg - Esch",
    route_type=2,
    color="FF0000",
    text_color="FFFFFF",
    trip_id="lu_trip_9",
    trip_short_name="RB 3715",
    service_date="20261124",
    start_time="08:55",
    headsign="Luxembourg",
    agency_id="lu_cfl",
    agency_name="CFL",
    agency_url="https://cfl.example",
    feed_tag="lu",
    trip_from=stop("first", None, EIGHT - 300),
    trip_to=stop("last", EIGHT + 3600, None),
    wheelchair=1,
    bikes=1,
)
DELAY = CorridorEffect(
    corridor_id="X1",
    name="Valley road",
    enter_s=EIGHT + 60,
    delay_p10_s=120,
    delay_p50_s=300,
    delay_p90_s=660,
    basis="statistical",
    issued_at_s=EIGHT - 7200,
    data_until_s=EIGHT - 8000,
    model="weekly profile",
    applied=False,
)


def ride(**rest):
    """A ride over the border with one stop on the way."""
    known = {
        "mode": "RAIL",
        "start": stop("a", None, EIGHT, platform="2"),
        "end": stop("b", EIGHT + 1800, None, pickup=False),
        "start_s": EIGHT,
        "end_s": EIGHT + 1800,
        "distance_m": 17_000,
        "geometry": ((49.5, 5.95), (49.55, 6.0), (49.6, 6.13)),
        "transit": TRANSIT,
        "calls": (stop("mid", EIGHT + 900, EIGHT + 930),),
        "crossing": BorderCrossing("FR", "LU", EIGHT + 60, 49.48, 5.95, "Valley"),
        "corridors": (DELAY,),
    }
    return Leg(**{**known, **rest})


def walk(**rest):
    """The walk from the door to the first stop."""
    known = {
        "mode": "WALK",
        "start": point("start"),
        "end": stop("a", EIGHT),
        "start_s": EIGHT - 300,
        "end_s": EIGHT,
        "distance_m": 360,
        "geometry": (),
        "estimated": True,
    }
    return Leg(**{**known, **rest})


def car():
    """The same way by car."""
    return replace(ride(mode="CAR", calls=(), transit=None), end=point("end"), start=point("start"))


def result(*legs, direct=()):
    """A plan result of one itinerary of these legs."""
    found = Itinerary(tuple(legs), legs[0].start_s, legs[-1].end_s, 0, ("lu",))
    return PlanResult(
        itineraries=(found,),
        direct=tuple(Itinerary((leg,), leg.start_s, leg.end_s, 0, ()) for leg in direct),
        window_start_s=EIGHT - 900,
        window_end_s=EIGHT + 900,
        origin=point("start"),
        destination=point("end"),
    )
