"""DATEX II, versions 2 and 3: situations on the road in, road events out.

A publication is whole: what it does not hold is over. Names are compared without their namespaces,
so that both versions, and envelopes around them, read alike. Records that are cancelled, ended or
suspended are left out, as are kinds that say nothing of a road's capacity.

Source: DATEX II v2.3 and v3.6, SituationPublication.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from xml.etree.ElementTree import Element, tostring

from core.errors import DataError
from core.geo import bearing_deg, is_coordinate
from core.xml_records import find_all, find_text, local_name, records
from forecast.road_event import (
    ACCIDENT,
    CLOSURE,
    LANES,
    MAX_ID,
    MAX_LANGUAGES,
    OBSTRUCTION,
    ROADWORKS,
    TRAFFIC,
    Point,
    RoadEvent,
    plain_text,
)
from forecast.sources.capacity_left import CLOSED, capacity_left
from forecast.sources.reading import Reading, number_of
from forecast.sources.validity import validity_of

MAX_EVENTS = 20_000
MAX_POINTS, KEPT_POINTS = 2_000, 50
_KINDS = {
    "Accident": ACCIDENT,
    "VehicleObstruction": OBSTRUCTION,
    "GeneralObstruction": OBSTRUCTION,
    "AnimalPresenceObstruction": OBSTRUCTION,
    "EnvironmentalObstruction": OBSTRUCTION,
    "InfrastructureDamageObstruction": OBSTRUCTION,
    "MaintenanceWorks": ROADWORKS,
    "ConstructionWorks": ROADWORKS,
    "RoadOrCarriagewayOrLaneManagement": LANES,
    "AbnormalTraffic": TRAFFIC,
}
_RECORD, _SITUATION = "situationRecord", "situation"
_PAYLOADS = ("payloadPublication", "payload", "situationPublication")
_NOT_DONE = frozenset({"rejected", "requested"})
_COMPASS = {
    f"{name}Bound": 45.0 * at
    for at, name in enumerate(
        ("north", "northEast", "east", "southEast", "south", "southWest", "west", "northWest")
    )
}
_BOTH_WAYS = frozenset({"both", "bothWays", "allDirections"})
_BOTH_SIDES = frozenset({"roadBlocked", "roadPartiallyObstructed"})
"""Of trafficConstrictionType, those that mean both directions."""


def read_situations(content: bytes, reading: Reading) -> None:
    """Adds the events of a publication to a reading.

    Errors: DataError for a document that cannot be read whole, or publishes no situations.
    """
    events: dict[str, RoadEvent] = {}
    publishes = False
    for element in records(content, (_RECORD, _SITUATION, *_PAYLOADS)):
        name = local_name(element)
        if name in _PAYLOADS:
            publishes |= name == "situationPublication" or _type(element) == "SituationPublication"
            reading.published_s = reading.moment_s(find_text(element, "publicationTime"))
        elif name == _RECORD:
            publishes = True
            event = _event(element, reading)
            if event is not None:
                events[event.id] = event
        if len(events) > MAX_EVENTS:
            raise DataError(f"tells of more than {MAX_EVENTS} events")
    if not publishes:
        raise DataError("is XML, but publishes no situations of DATEX II")
    reading.events = list(events.values())


def _event(record: Element, reading: Reading) -> RoadEvent | None:
    """The event of a record; None for one that is over, or of a kind that is not read."""
    kind = _kind(record)
    if kind is None or _is_over(record):
        return None
    name = (record.get("id") or "").strip()
    if not name or len(name) > MAX_ID or not name.isprintable():
        reading.refuse(f"{name[:40]!r} cannot name an event")
        return None
    validity = validity_of(record, reading)
    if validity is None or (validity.to_s is not None and validity.to_s <= validity.from_s):
        reading.refuse(f"{name[:40]!r} does not say from when to when it holds")
        return None
    points = _points(record)
    if not points:
        reading.refuse(f"{name[:40]!r} has no coordinates")
        return None
    left, said = capacity_left(record, kind)
    return RoadEvent(
        id=name,
        version=_version(record),
        source=reading.source,
        kind=kind,
        from_s=validity.from_s,
        to_s=validity.to_s,
        lat=points[0][0],
        lon=points[0][1],
        bearing=_bearing(record, points),
        capacity_left=left,
        capacity_said=said,
        text=_texts(record),
        road=plain_text(find_text(record, "roadNumber", "roadName") or "")[:40],
        line=tuple(points) if len(points) > 1 else (),
        periods=validity.periods,
        reported_s=reading.now_s,
    )


def _kind(record: Element) -> str | None:
    kind = _KINDS.get(_type(record))
    if kind == LANES and find_text(record, "roadOrCarriagewayOrLaneManagementType") in CLOSED:
        return CLOSURE
    return kind


def _is_over(record: Element) -> bool:
    ends = any(
        (find_text(management, name) or "") in ("true", "1")
        for management in find_all(record, "lifeCycleManagement")
        for name in ("cancel", "end")
    )
    return ends or find_text(record, "operatorActionStatus") in _NOT_DONE


def _version(record: Element) -> str:
    """The version that is told; without one, what the record says stands for it."""
    told = (record.get("version") or find_text(record, "situationRecordVersionTime") or "").strip()
    if told and len(told) <= MAX_ID and told.isprintable():
        return told
    return hashlib.sha256(tostring(record)).hexdigest()[:16]


def _type(element: Element) -> str:
    """The xsi:type of an element, without its prefix."""
    return next(
        (value.rpartition(":")[2] for name, value in element.items() if name.endswith("}type")), ""
    )


def _texts(record: Element) -> dict[str, str]:
    """The comments for the public by language; several of one language follow each other."""
    texts: dict[str, list[str]] = {}
    for comment in find_all(record, "generalPublicComment"):
        for value in find_all(comment, "value"):
            text = plain_text("".join(value.itertext()))
            language = (value.get("lang") or "").strip().lower()[:2]
            told = texts.setdefault(language if language.isalpha() else "", [])
            if text and text not in told:
                told.append(text)
    kept = list(texts.items())[:MAX_LANGUAGES]
    return {language: plain_text(" · ".join(told)) for language, told in kept if told}


def _points(record: Element) -> list[Point]:
    """Where it is: a point, or the points of its stretch in the direction of the traffic.

    Coordinates that are meant for showing it on a map count only where there are no others.
    """
    where: list[Point] = []
    shown: list[Point] = []
    for element in record.iter():
        name = local_name(element)
        if name in ("locationForDisplay", "coordinatesForDisplay"):
            shown.extend(_pair(element))
        elif name == "pointCoordinates":
            where.extend(_pair(element))
        elif name == "posList":
            return _line(element.text or "") or where or shown
    begin, end = _ends(record)
    if begin and end:
        return [begin, end]
    return where[:1] or shown[:1]


def _ends(record: Element) -> tuple[Point | None, Point | None]:
    """The two ends of a stretch that names them."""
    found: list[Point | None] = []
    for names in (
        ("from", "linearCoordinatesStartPoint", "startPoint"),
        ("to", "linearCoordinatesEndPoint", "endPoint"),
    ):
        pairs = (
            pair
            for element in record.iter()
            if local_name(element) in names
            for inner in element.iter()
            for pair in _pair(inner)
        )
        found.append(next(pairs, None))
    return found[0], found[1]


def _pair(element: Element) -> Iterator[Point]:
    """The coordinates that lie right in an element, if they are such."""
    told = {local_name(child): number_of((child.text or "").strip()) for child in element}
    lat, lon = told.get("latitude"), told.get("longitude")
    if lat is not None and lon is not None and is_coordinate(lat, lon):
        yield lat, lon


def _line(text: str) -> list[Point]:
    """A posList of GML: latitude and longitude in turns; of a long one some points and the last."""
    numbers = [number_of(each) for each in text.split()[: 2 * MAX_POINTS]]
    points = [
        (lat, lon)
        for lat, lon in zip(numbers[::2], numbers[1::2], strict=False)
        if lat is not None and lon is not None and is_coordinate(lat, lon)
    ]
    step = -(-len(points) // KEPT_POINTS)
    return [*points[:-1:step], points[-1]] if points else []


def _bearing(record: Element, points: list[Point]) -> float | None:
    """The way of the traffic where a bearing, a point of the compass or the stretch says it."""
    if find_text(record, "trafficConstrictionType") in _BOTH_SIDES:
        return None
    degrees = number_of(find_text(record, "bearing") or "")
    if degrees is not None and 0 <= degrees <= 360:
        return degrees % 360
    told = {
        (element.text or "").strip()
        for element in record.iter()
        if "direction" in local_name(element).lower()
    }
    if told & _BOTH_WAYS:
        return None
    compass = [bearing for word, bearing in _COMPASS.items() if word in told]
    if len(compass) == 1:
        return compass[0]
    if len(points) > 1 and points[0] != points[-1] and "opposite" not in told:
        return bearing_deg(*points[0], *points[-1])
    return None
