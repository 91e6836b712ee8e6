"""Modes of transport: GTFS route types in, the names of the MOTIS contract out."""

from __future__ import annotations

from routing.requests import TRANSIT_MODES

_BASIC = {
    0: "TRAM", 1: "SUBWAY", 2: "RAIL", 3: "BUS", 4: "FERRY", 5: "TRAM", 6: "AERIAL_LIFT",
    7: "FUNICULAR", 11: "BUS", 12: "SUBURBAN",
}  # fmt: skip
_EXTENDED = (
    (100, 108, "RAIL"), (109, 109, "SUBURBAN"), (110, 199, "RAIL"), (200, 299, "COACH"),
    (300, 399, "SUBURBAN"), (400, 404, "SUBWAY"), (405, 405, "SUBURBAN"), (700, 799, "BUS"),
    (715, 715, "BUS"), (800, 899, "BUS"), (900, 999, "TRAM"), (1000, 1099, "FERRY"),
    (1200, 1299, "FERRY"), (1300, 1399, "AERIAL_LIFT"), (1400, 1499, "FUNICULAR"),
    (1550, 1550, "RIDE_SHARING"),
)  # fmt: skip


def mode_of(route_type: int) -> str:
    """The transit mode of a GTFS route type, basic or extended; OTHER where it is neither.

    Source: GTFS Schedule reference, routes.route_type; Google's extended route types; for car-pool
    lines transport.data.gouv.fr, which has them published as 1550.
    """
    if route_type in _BASIC:
        return _BASIC[route_type]
    return next((mode for low, high, mode in _EXTENDED if low <= route_type <= high), "OTHER")


MODE_INDEX = {mode: index for index, mode in enumerate(TRANSIT_MODES)}
