"""Agencies and lines that another feed brings: a feed's trips in, those of dropped lines unsound.

The catalogue says which they are. Their trips keep their place until the end, like every trip that
falls out, so that rows that speak of them are not taken for broken references.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from feeds.fields import Fields
from feeds.rules import codes
from feeds.rules.trips import Trips
from feeds.tables import Source


def leave_out(trips: Trips, routes: Fields, source: Source) -> Trips:
    """The trips, those that the source drops no longer sound."""
    if not source.drop_agencies and not source.drop_routes:
        return trips
    agencies = {agency.encode() for agency in source.drop_agencies}
    dropped = {route.encode() for route in source.drop_routes}
    dropped |= {
        route
        for route, agency in zip(routes.raw("route_id"), routes.raw("agency_id"), strict=True)
        if agency in agencies
    }
    of_dropped = np.array([route in dropped for route in trips.fields.raw("route_id")], dtype=bool)
    message = "the source file drops its agency or line"
    trips.fields.note(codes.LEFT_OUT_BY_SOURCE, message, trips.sound & of_dropped, "trip_id")
    return replace(trips, sound=trips.sound & ~of_dropped)
