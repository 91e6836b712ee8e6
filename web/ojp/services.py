"""Rides in OJP: a vehicle with its calls in, the elements of stops, times and services out."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from xml.etree.ElementTree import Element

from routing.itineraries import Liveness, Stopover, TransitInfo
from web.live import UNPUBLISHED
from web.ojp.modes import put_mode
from web.ojp.places import NAMELESS
from web.ojp.situations import Situations
from web.ojp.write import put, put_moment, put_ref, put_text
from web.render_leg import shown_line, trip_id_of

NOTE_CODE = "NAVETTE_NOTE"
DEVIATION = "REPLACED"


def put_call(
    parent: Element,
    call: Stopover,
    *,
    order: int | None,
    live: bool,
    arrival: bool = True,
    departure: bool = True,
) -> None:
    """What a call says: the stop, its times beside those of the timetable, what is not allowed."""
    put_ref(parent, "siri:StopPointRef", call.stop_id or NAMELESS)
    put_text(parent, "StopPointName", call.name or NAMELESS)
    planned = call.scheduled_platform if call.scheduled_platform is not None else call.platform
    if planned:
        put_text(parent, "PlannedQuay", planned)
    if call.platform and call.platform != planned:
        put_text(parent, "EstimatedQuay", call.platform)
    if arrival:
        _put_time(parent, "ServiceArrival", call.arrival_s, call.scheduled_arrival_s, live=live)
    if departure:
        planned_s = call.scheduled_departure_s
        _put_time(parent, "ServiceDeparture", call.departure_s, planned_s, live=live)
    if order is not None:
        put(parent, "Order", order)
    if call.cancelled:
        put(parent, "NotServicedStop", value=True)
    if not call.pickup:
        put(parent, "NoBoardingAtStop", value=True)
    if not call.drop_off:
        put(parent, "NoAlightingAtStop", value=True)


def _put_time(
    parent: Element, name: str, moment_s: int | None, planned_s: int | None, *, live: bool
) -> None:
    if moment_s is None:
        return
    made = put(parent, name)
    put_moment(made, "TimetabledTime", moment_s if planned_s is None else planned_s)
    if live:
        put_moment(made, "EstimatedTime", moment_s)


def put_service(
    parent: Element,
    transit: TransitInfo,
    mode: str,
    live: Liveness | None,
    notes: Sequence[str],
    situations: Situations,
    *,
    cancelled: bool = False,
    language: str = "",
) -> None:
    """The Service of a ride or of a stop event."""
    made = put(parent, "Service")
    put(made, "OperatingDayRef", _iso_day(transit.service_date))
    put_ref(made, "JourneyRef", trip_id_of(transit))
    if transit.trip_short_name:
        put(made, "PublicCode", transit.trip_short_name)
    put_ref(made, "siri:LineRef", transit.route_id)
    if transit.direction in (0, 1):
        put(made, "siri:DirectionRef", transit.direction)
    put_mode(made, mode, transit.route_type)
    put_text(made, "PublishedServiceName", shown_line(transit) or NAMELESS)
    for note in notes:
        attribute = put(made, "Attribute")
        put_text(attribute, "UserText", note, language)
        put(attribute, "Code", NOTE_CODE)
    if transit.trip_from.stop_id is not None:
        put_ref(made, "OriginStopPointRef", transit.trip_from.stop_id)
    put_text(made, "OriginText", transit.trip_from.name or NAMELESS)
    if transit.agency_id:
        put_ref(made, "siri:OperatorRef", transit.agency_id)
    if transit.trip_to.stop_id is not None:
        put_ref(made, "DestinationStopPointRef", transit.trip_to.stop_id)
    put_text(made, "DestinationText", transit.headsign or transit.trip_to.name or NAMELESS)
    kind = "" if live is None else live.kind
    if kind in UNPUBLISHED:
        put(made, "Unplanned", value=True)
    if cancelled or kind == "CANCELED":
        put(made, "Cancelled", value=True)
    if kind == DEVIATION:
        put(made, "Deviation", value=True)
    situations.put_refs(made, live)


def _iso_day(service_date: str) -> str:
    """YYYYMMDD as YYYY-MM-DD."""
    return date.fromisoformat(service_date).isoformat()
