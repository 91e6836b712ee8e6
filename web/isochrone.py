"""An isochrone of the network in service: a place and departures in, GeoJSON areas out.

As in web/isochrones.py of a scenario, by the timetable and without realtime.
"""

from __future__ import annotations

from typing import Any

from core import clock
from web.isochrones import SHARES, cutoffs_of
from web.params import Params
from web.place_param import endpoint_of
from web.reach_query import check_bounds, departures_of
from web.state import World


def isochrone(params: Params, world: World) -> dict[str, Any]:
    """A feature for each cutoff, the largest first so that smaller ones lie on top.

    Errors: RequestError naming every field at fault.
    """
    from routing.isochrones import isochrones

    network = world.network.ground
    place = endpoint_of(params, "place", world.places)
    if not params.faults:
        check_bounds(params, network, place, "place")
    minutes = cutoffs_of(params)
    percentile = int(params.choice("percentile", SHARES, SHARES[0]))
    departures = departures_of(params, network)
    params.finish()
    areas = isochrones(network, place, departures, minutes, percentile)
    return {
        "type": "FeatureCollection",
        "features": [
            {
                "type": "Feature",
                "geometry": {"type": "MultiPolygon", "coordinates": area.outlines()},
                "properties": {
                    "minutes": cutoff,
                    "percentile": percentile,
                    "km2": round(area.km2, 3),
                },
            }
            for cutoff, area in reversed(list(zip(minutes, areas, strict=True)))
        ],
        "version": network.version,
        "basis": "schedule",
        "firstDeparture": clock.iso_utc(departures[0]),
        "lastDeparture": clock.iso_utc(departures[-1]),
    }
