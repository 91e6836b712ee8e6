"""Stops on a map: a box in, the stops in it out; and the floors that are known there."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from routing.call_index import call_index
from routing.network import Network
from routing.requests import TRANSIT_MODES
from routing.stopovers import of_stop
from web.map_box import required_box
from web.modes import shown_mode, transit_modes_of
from web.params import Params
from web.render_place import render_place
from web.settings import Settings
from web.state import World
from web.versions import Version

_STREET = 0.0


def stops_in_box(
    params: Params, world: World, version: Version, settings: Settings
) -> list[dict[str, Any]]:
    """The stops at which something calls, the most used first; one for each place if `grouped`.

    Errors: RequestError naming every field at fault.
    """
    south, west, north, east = required_box(params)
    grouped = params.flag("grouped", default=False)
    modes = _mode_bits(params)
    params.finish()
    network = world.network
    stops = network.places.primary_stop if grouped else np.arange(len(network.stops.lat))
    lat, lon = network.stops.lat[stops], network.stops.lon[stops]
    place = network.stops.place[stops]
    found = (south <= lat) & (lat <= north) & (west <= lon) & (lon <= east)
    found &= (place >= 0) & ((network.places.modes[place] & modes) != 0)
    if not grouped:
        found &= _is_served(network)
    rows = stops[found]
    use = network.places.departures[network.stops.place[rows]]
    most_used = rows[np.lexsort((rows, -use))][: settings.max_map_stops]
    return [render_stop(network, int(stop), version, grouped=grouped) for stop in most_used]


def render_stop(
    network: Network, stop: int, version: Version, *, grouped: bool = True
) -> dict[str, Any]:
    """A stop with its place as parent, where that is another; `grouped` under the place's name."""
    place = int(network.stops.place[stop])
    shown = render_place(of_stop(network, stop), version)
    for name in ("pickupType", "dropoffType", "cancelled"):
        del shown[name]
    if place < 0:
        return shown
    if grouped:
        shown["name"] = network.places.name[place]
        shown.pop("track", None)
        shown.pop("scheduledTrack", None)
    elif int(network.places.primary_stop[place]) != stop:
        shown["parentId"] = network.stops.id[int(network.places.primary_stop[place])]
    bits = int(network.places.modes[place])
    shown["modes"] = [
        shown_mode(mode, version) for bit, mode in enumerate(TRANSIT_MODES) if bits >> bit & 1
    ]
    shown["importance"] = _importance(network, place)
    return shown


def levels_in_box(params: Params) -> list[float]:
    """The floors that can be told apart in a box: our maps know the street's alone.

    Errors: RequestError naming every field at fault.
    """
    required_box(params)
    params.finish()
    return [_STREET]


def _mode_bits(params: Params) -> int:
    """The modes asked for as in Places.modes; every one where none is named."""
    asked = params.list_of("modes")
    modes, unknown = transit_modes_of(asked) if asked else (None, [])
    for name in unknown:
        params.fault("modes", f"{name!r} is no mode", "unknown_mode")
    return sum(1 << bit for bit, mode in enumerate(TRANSIT_MODES) if modes is None or mode in modes)


def _is_served(network: Network) -> NDArray[np.bool_]:
    return np.diff(call_index(network).start) > 0


def _importance(network: Network, place: int) -> float:
    top = int(network.places.departures.max(initial=1)) or 1
    return round(int(network.places.departures[place]) / top, 4)
