"""The legs of a trip in OJP: an Itinerary in, TimedLeg, TransferLeg and ContinuousLeg out.

Where a leg crosses the border, its track is cut there, and its Extension says where, when, and from
which country into which.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from xml.etree.ElementTree import Element

from core.geo import distance_m
from routing.itineraries import BorderCrossing, Itinerary, Leg, Stopover
from web.alerts import leg_alerts
from web.ojp.modes import PERSONAL
from web.ojp.places import put_place_ref
from web.ojp.services import put_call, put_service
from web.ojp.situations import Situations
from web.ojp.trip_query import Details
from web.ojp.write import put, put_duration, put_moment, put_point
from web.state import World

Points = Sequence[tuple[float, float]]


@dataclass(frozen=True, slots=True)
class Telling:
    """What legs are told with."""

    details: Details
    situations: Situations
    language: str
    illustrative: frozenset[str]
    """Tags of feeds that are no timetables."""

    @classmethod
    def of(cls, world: World, details: Details, situations: Situations, language: str) -> Telling:
        """For one world."""
        sources = (feed.source for feed in world.network.feeds)
        tags = frozenset(source.tag for source in sources if source.illustrative)
        return cls(details, situations, language, tags)


def put_legs(trip: Element, found: Itinerary, told: Telling) -> None:
    """The legs of a trip; between two rides there is always a TransferLeg."""
    rides = [at for at, leg in enumerate(found.legs) if leg.transit is not None]
    walks = {at for one, other in pairwise(rides) for at in range(one + 1, other)}
    number = 0
    for at, leg in enumerate(found.legs):
        before = found.legs[at - 1] if at else None
        if before is not None and before.transit is not None and leg.transit is not None:
            number += 1
            _put_change(_leg(trip, number), before, leg)
        number += 1
        made = _leg(trip, number, leg.duration_s)
        if leg.transit is not None:
            _put_ride(made, leg, told)
        elif at in walks:
            _put_walk(made, leg, told)
        else:
            _put_way(made, leg, told)


def _leg(trip: Element, number: int, seconds: int | None = None) -> Element:
    made = put(trip, "Leg")
    put(made, "Id", number)
    if seconds is not None:
        put_duration(made, "Duration", seconds)
    return made


def _put_change(parent: Element, before: Leg, after: Leg) -> None:
    """A change without a way: at one stop, or from a trip into the one its vehicle becomes."""
    made = put(parent, "TransferLeg")
    put(made, "TransferType", "remainInVehicle" if after.in_seat else "walk")
    put_place_ref(made, "LegStart", before.end)
    put_place_ref(made, "LegEnd", after.start)
    put_moment(made, "TimeWindowStart", before.end_s)
    put_moment(made, "TimeWindowEnd", after.start_s)
    gap_s = after.start_s - before.end_s
    put_duration(made, "Duration", 0 if after.in_seat else gap_s - (after.spare_s or 0))


def _put_walk(parent: Element, leg: Leg, told: Telling) -> None:
    made = put(parent, "TransferLeg")
    put(made, "TransferType", "walk")
    put_place_ref(made, "LegStart", leg.start)
    put_place_ref(made, "LegEnd", leg.end)
    put_moment(made, "TimeWindowStart", leg.start_s)
    put_moment(made, "TimeWindowEnd", leg.end_s)
    put_duration(made, "Duration", leg.duration_s)
    put_duration(made, "WalkDuration", leg.duration_s)
    put(made, "Length", leg.distance_m)
    _put_extension(made, leg, _notes(leg, told))


def _put_way(parent: Element, leg: Leg, told: Telling) -> None:
    made = put(parent, "ContinuousLeg")
    put_place_ref(made, "LegStart", leg.start)
    put_place_ref(made, "LegEnd", leg.end)
    service = put(made, "Service")
    operation, mode = PERSONAL[leg.mode]
    put(service, "PersonalModeOfOperation", operation)
    put(service, "PersonalMode", mode)
    put_moment(made, "TimeWindowStart", leg.start_s)
    put_moment(made, "TimeWindowEnd", leg.end_s)
    put_duration(made, "Duration", leg.duration_s)
    put(made, "Length", leg.distance_m)
    _put_track(made, leg, told.details)
    _put_extension(made, leg, _notes(leg, told))


def _put_ride(parent: Element, leg: Leg, told: Telling) -> None:
    if leg.transit is None:
        return
    made = put(parent, "TimedLeg")
    live = leg.live is not None and leg.live.is_live
    first = None if leg.ridden is None else leg.ridden[0] + 1
    start = leg.start._replace(departure_s=leg.start_s)
    put_call(put(made, "LegBoard"), start, order=first, live=live, arrival=False)
    if told.details.calls:
        for at, call in enumerate(leg.calls, start=1):
            if call.pickup or call.drop_off or call.cancelled:
                order = None if first is None else first + at
                put_call(put(made, "LegIntermediate"), _timed(call), order=order, live=live)
    last = None if leg.ridden is None else leg.ridden[1] + 1
    end = leg.end._replace(arrival_s=leg.end_s)
    put_call(put(made, "LegAlight"), end, order=last, live=live, departure=False)
    put_service(
        made, leg.transit, leg.mode, leg.live, _notes(leg, told), told.situations,
        language=told.language,
    )  # fmt: skip
    _put_track(made, leg, told.details)
    _put_extension(made, leg, ())


def _timed(call: Stopover) -> Stopover:
    """A call with both times, which the schema asks for between the ends of a ride."""
    arrival_s = call.departure_s if call.arrival_s is None else call.arrival_s
    departure_s = call.arrival_s if call.departure_s is None else call.departure_s
    return call._replace(arrival_s=arrival_s, departure_s=departure_s)


def _notes(leg: Leg, told: Telling) -> list[str]:
    """What a leg has to say to people, a sentence each."""
    alerts = leg_alerts(leg, told.language, told.illustrative)
    return [f"{each['headerText']}. {each['descriptionText']}" for each in alerts]


def _put_extension(parent: Element, leg: Leg, notes: Sequence[str]) -> None:
    if leg.crossing is None and not notes:
        return
    made = put(parent, "Extension")
    if leg.crossing is not None:
        _put_crossing(made, leg.crossing)
    for note in notes:
        put(made, "navette:Note", note)


def _put_crossing(parent: Element, crossing: BorderCrossing) -> None:
    made = put(parent, "navette:BorderCrossing")
    put(made, "navette:Name", _border_name(crossing))
    put(made, "navette:FromCountry", crossing.from_country)
    put(made, "navette:ToCountry", crossing.to_country)
    put_moment(made, "navette:Time", crossing.time_s)
    put_point(made, "GeoPosition", crossing.lat, crossing.lon)


def _border_name(crossing: BorderCrossing) -> str:
    return crossing.name or f"{crossing.from_country}/{crossing.to_country}"


def _put_track(parent: Element, leg: Leg, details: Details) -> None:
    """The track: one section, or two where it crosses the border."""
    if not details.sections:
        return
    track = put(parent, "LegTrack")
    ends, ways, times = [leg.start, leg.end], [_points(leg)], [leg.start_s, leg.end_s]
    if leg.crossing is not None:
        border = leg.crossing
        name = _border_name(border)
        ends.insert(1, Stopover(name=name, lat=border.lat, lon=border.lon, zone=leg.start.zone))
        times.insert(1, min(max(border.time_s, leg.start_s), leg.end_s))
        ways = _cut(ways[0], (border.lat, border.lon))
    for at, way in enumerate(ways):
        section = put(track, "TrackSection")
        put_place_ref(section, "TrackSectionStart", ends[at])
        put_place_ref(section, "TrackSectionEnd", ends[at + 1])
        if details.projection:
            line = put(section, "LinkProjection")
            for point in way:
                put_point(line, "Position", *point)
        put_duration(section, "Duration", times[at + 1] - times[at])
        if len(ways) == 1:
            put(section, "Length", leg.distance_m)


def _points(leg: Leg) -> Points:
    if len(leg.geometry) >= 2:
        return leg.geometry
    return (leg.start.lat, leg.start.lon), (leg.end.lat, leg.end.lon)


def _cut(points: Points, border: tuple[float, float]) -> list[Points]:
    """The way to the border and the way from it, cut after the nearest of its points."""
    at = min(range(len(points)), key=lambda each: distance_m(*points[each], *border))
    at = min(max(at, 1), len(points) - 1)
    return [[*points[:at], border], [border, *points[at:]]]
