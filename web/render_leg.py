"""A Leg in, the API's Leg out, with our own object and its twin for people, the alerts."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import asdict
from typing import Any

from core.clock import iso_utc
from routing.criteria.reliability import ASSUMED, Reliability
from routing.itineraries import BorderCrossing, CorridorEffect, Leg, Stopover, TransitInfo
from web.alerts import leg_alerts
from web.foreseen import NOTHING_FORESEEN, Foreseen, arrival_fields
from web.live import UNPUBLISHED, live_alerts, live_fields
from web.modes import shown_mode
from web.polyline import encoded
from web.render_place import render_call, render_place
from web.showing import AS_USUAL, Showing
from web.versions import Version

_KNOWN = ("unknown", "yes", "no")


def render_leg(
    leg: Leg,
    version: Version,
    *,
    language: str = "",
    show: Showing = AS_USUAL,
    illustrative: Collection[str] = (),
    foreseen: Foreseen = NOTHING_FORESEEN,
    reliability: Reliability = ASSUMED,
    scenario: str = "",
) -> dict[str, Any]:
    """The leg in that version; `illustrative` holds the tags of feeds that are no timetable.

    `scenario` is the name of the one in whose network it lies.
    """
    route_type = leg.transit.route_type if leg.transit else None
    start, end = iso_utc(leg.start_s), iso_utc(leg.end_s)
    shown: dict[str, Any] = {
        "mode": shown_mode(leg.mode, version, route_type),
        "from": render_place(_timed(leg.start, departure_s=leg.start_s), version),
        "to": render_place(_timed(leg.end, arrival_s=leg.end_s), version),
        "duration": leg.duration_s,
        "startTime": start,
        "endTime": end,
        "scheduledStartTime": _planned(leg.start.scheduled_departure_s, start),
        "scheduledEndTime": _planned(leg.end.scheduled_arrival_s, end),
        "realTime": leg.live is not None and leg.live.is_live,
        "scheduled": leg.live is None or leg.live.kind not in UNPUBLISHED,
        "distance": leg.distance_m,
        "legGeometry": encoded(_points(leg) if show.ways else (), version.polyline_precision),
    }
    if leg.mode != "WALK":
        shown["intermediateStops"] = [
            render_call(call, version)
            for call in leg.calls
            if show.passed_calls or _is_served(call)
        ]
    if leg.transit is not None:
        cancelled = leg.live is not None and leg.live.kind == "CANCELED"
        shown.update(line_fields(leg.transit, version, cancelled=cancelled))
        shown["interlineWithPreviousLeg"] = leg.in_seat
    alerts = leg_alerts(leg, language, illustrative, scenario)
    if leg.live is not None:
        alerts = live_alerts(leg.live, language) + alerts
    if alerts:
        shown["alerts"] = alerts
    shown["navette"] = _extra(leg, foreseen, reliability)
    return shown


def trip_id_of(transit: TransitInfo) -> str:
    """The API's id of one run: its day, its first departure and the scoped id of the trip."""
    return f"{transit.service_date}_{transit.start_time}_{transit.trip_id}"


def shown_line(transit: TransitInfo) -> str:
    """What riders call the line; never empty."""
    return (
        transit.route_short_name
        or transit.route_long_name
        or transit.trip_short_name
        or transit.agency_name
        or transit.route_id
    )


def line_fields(
    transit: TransitInfo, version: Version, *, cancelled: bool = False
) -> dict[str, Any]:
    """What a leg and a departure say alike about the vehicle."""
    line = shown_line(transit)
    shown = {
        "headsign": transit.headsign,
        "tripFrom": render_place(transit.trip_from, version),
        "tripTo": render_place(transit.trip_to, version),
        "routeId": transit.route_id,
        "routeShortName": line if version.shows_short_name else transit.route_short_name,
        "routeLongName": transit.route_long_name,
        "displayName": line,
        "tripShortName": transit.trip_short_name,
        "tripId": trip_id_of(transit),
        "routeType": transit.route_type,
        "agencyId": transit.agency_id,
        "agencyName": transit.agency_name,
        "agencyUrl": transit.agency_url,
        "cancelled": cancelled,
        "source": f"{transit.feed_tag}/trips.txt",
        "bikesAllowed": transit.bikes == 1,
    }
    if transit.color:
        shown["routeColor"] = transit.color
        shown["routeTextColor"] = transit.text_color or _readable_on(transit.color)
    if transit.wheelchair in (1, 2):
        is_accessible = transit.wheelchair == 1
        shown["wheelchairAccessible"] = "ACCESSIBLE" if is_accessible else "NOT_ACCESSIBLE"
    return shown


def _extra(leg: Leg, foreseen: Foreseen, reliability: Reliability) -> dict[str, Any]:
    extra: dict[str, Any] = {
        "crossing": _crossing(leg.crossing) if leg.crossing else None,
        "corridors": [_corridor(effect) for effect in leg.corridors],
        "feed": leg.transit.feed_tag if leg.transit else None,
        "estimated": leg.estimated,
        "projected": leg.transit is not None and leg.transit.projected,
        "wheelchair": _KNOWN[leg.wheelchair],
    }
    if leg.live is not None:
        extra["realTime"] = live_fields(leg.live)
    if leg.spare_s is not None:
        extra["spareSeconds"] = leg.spare_s
    if leg.parking is not None:
        extra["parking"] = {**asdict(leg.parking), "free": foreseen.room_of(leg)}
    extra.update(foreseen.crowding_of(leg))
    return {**extra, **arrival_fields(leg, reliability)}


def _crossing(crossing: BorderCrossing) -> dict[str, Any]:
    return {
        "lat": crossing.lat,
        "lon": crossing.lon,
        "time": iso_utc(crossing.time_s),
        "fromCountry": crossing.from_country,
        "toCountry": crossing.to_country,
        "name": crossing.name,
    }


def _corridor(effect: CorridorEffect) -> dict[str, Any]:
    return {
        "id": effect.corridor_id,
        "name": effect.name,
        "enter": iso_utc(effect.enter_s),
        "delayP10": effect.delay_p10_s,
        "delayP50": effect.delay_p50_s,
        "delayP90": effect.delay_p90_s,
        "basis": effect.basis,
        "issuedAt": iso_utc(effect.issued_at_s),
        "dataUntil": None if effect.data_until_s is None else iso_utc(effect.data_until_s),
        "model": effect.model,
        "applied": effect.applied,
        "illustrative": effect.illustrative,
        **({"events": list(effect.events)} if effect.events else {}),
    }


def _is_served(call: Stopover) -> bool:
    """Whether one could board or alight there, were it not struck out."""
    return call.pickup or call.drop_off or call.cancelled


def _points(leg: Leg) -> tuple[tuple[float, float], ...]:
    """The drawn way; a leg without one is a straight line, clients choke on an empty one."""
    if len(leg.geometry) >= 2:
        return leg.geometry
    return ((leg.start.lat, leg.start.lon), (leg.end.lat, leg.end.lon))


def _timed(
    place: Stopover, *, arrival_s: int | None = None, departure_s: int | None = None
) -> Stopover:
    """The end of a leg with the time of the leg, where the place itself has none."""
    if place.arrival_s is not None or place.departure_s is not None:
        return place
    return place._replace(arrival_s=arrival_s, departure_s=departure_s)


def _planned(planned_s: int | None, otherwise: str) -> str:
    return otherwise if planned_s is None else iso_utc(planned_s)


def _readable_on(color: str) -> str:
    """Black or white, whichever is easier to read on a colour (RRGGBB)."""
    try:
        red, green, blue = (int(color[at : at + 2], 16) for at in (0, 2, 4))
    except ValueError:
        return "000000"
    return "000000" if 299 * red + 587 * green + 114 * blue > 140_000 else "FFFFFF"
