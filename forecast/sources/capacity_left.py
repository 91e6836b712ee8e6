"""How much of a road is left beside an event: a DATEX II situation record in, a share of 1 out.

What the record says counts. Where it only tells lanes or the kind of constriction, the share is
that of the Highway Capacity Manual for incidents on a freeway, and is marked as assumed; a record
that does not tell how many lanes there are is taken for a road of two in its direction.

Source: Highway Capacity Manual 2010, exhibit 10-17 (also FHWA-HOP-13-042, table 40).
"""

from __future__ import annotations

from xml.etree.ElementTree import Element

from core.xml_records import find_all, find_text
from forecast.road_event import ACCIDENT, CLOSURE, LANES, OBSTRUCTION
from forecast.sources.reading import number_of

LANES_BLOCKED = {
    2: (0.35, 0.0, 0.0), 3: (0.49, 0.17, 0.0), 4: (0.58, 0.25, 0.13), 5: (0.65, 0.40, 0.20),
    6: (0.71, 0.50, 0.26), 7: (0.75, 0.57, 0.36), 8: (0.78, 0.63, 0.41),
}  # fmt: skip
"""Of so many lanes one way, the share that is left when one, two or three are blocked."""
SHOULDER_ACCIDENT, SHOULDER_VEHICLE = 0.81, 0.95
"""The share that is left of two lanes beside an accident, and a stranded car, on the shoulder."""
ASSUMED_LANES = 2
ONE_LANE_BLOCKED = LANES_BLOCKED[ASSUMED_LANES][0]
CONSTRICTIONS = {
    "lanesBlocked": ONE_LANE_BLOCKED,
    "carriagewayPartiallyObstructed": ONE_LANE_BLOCKED,
    "roadPartiallyObstructed": ONE_LANE_BLOCKED,
    "lanesPartiallyObstructed": SHOULDER_ACCIDENT,
}
"""TrafficConstrictionTypeEnum; nothing is left where carriageway or road are blocked."""
MANAGED = {
    "laneClosures": ONE_LANE_BLOCKED,
    "contraflow": ONE_LANE_BLOCKED,
    "singleAlternateLineTraffic": ONE_LANE_BLOCKED,
    "lanesDeviated": SHOULDER_ACCIDENT,
    "narrowLanes": SHOULDER_ACCIDENT,
}
"""RoadOrCarriagewayOrLaneManagementTypeEnum; others take nothing away."""
KINDS = {ACCIDENT: SHOULDER_ACCIDENT, OBSTRUCTION: SHOULDER_VEHICLE}
"""Where nothing but the kind is told. Works and jams take nothing away then."""
CLOSED = frozenset({"roadClosed", "carriagewayClosures"})
BLOCKED = frozenset({"carriagewayBlocked", "roadBlocked"})
_CARS = frozenset({"anyVehicle", "car", "carOrLightVehicle", "allVehicles", "other"})
_BESIDE = frozenset(
    {"entrySlipRoad", "exitSlipRoad", "slipRoads", "serviceRoad", "cycleTrack", "footpath"}
)
_SHOULDER = frozenset(
    {"hardShoulder", "emergencyLane", "layBy", "verge", "shoulder", "setDownArea"}
)


def capacity_left(record: Element, kind: str) -> tuple[float, bool]:
    """The share of the road that is left, and whether the record says so itself."""
    if not _touches_cars(record) or find_text(record, "probabilityOfOccurrence") == "riskOf":
        return 1.0, False
    said = number_of(find_text(record, "capacityRemaining", "percentage") or "")
    if said is not None and 0 <= said <= 100:
        return said / 100, True
    constriction = find_text(record, "trafficConstrictionType") or ""
    if kind == CLOSURE or constriction in BLOCKED:
        return 0.0, True
    lanes = _of_lanes(record)
    if lanes is not None:
        return lanes
    return _assumed(record, kind, constriction), False


def _touches_cars(record: Element) -> bool:
    """Whether it concerns cars on the carriageway: not lorries alone, and no slip road."""
    for vehicles in find_all(record, "forVehiclesWithCharacteristicsOf"):
        if not _CARS & _texts(vehicles, "vehicleType"):
            return False
    carriageways = _texts(record, "carriageway")
    return not carriageways or not carriageways <= _BESIDE


def _of_lanes(record: Element) -> tuple[float, bool] | None:
    """What the lanes say; None where they are not told."""
    open_lanes, restricted, original = (
        _count(record, name)
        for name in ("numberOfOperationalLanes", "numberOfLanesRestricted", "originalNumberOfLanes")
    )
    if open_lanes is None and restricted is None:
        return None
    if open_lanes == 0:
        return 0.0, True
    if original is None:
        original = (open_lanes or 0) + (restricted or 0)
        if open_lanes is None or restricted is None:
            original = max(ASSUMED_LANES, original)
    blocked = original - open_lanes if open_lanes is not None else restricted or 0
    return of_lanes(original, max(blocked, 0)), False


def of_lanes(lanes: int, blocked: int) -> float:
    """The share that is left of so many lanes one way when so many are blocked."""
    if not blocked:
        return 1.0
    if blocked >= lanes:
        return 0.0
    row = LANES_BLOCKED[min(lanes, max(LANES_BLOCKED))]
    return min(row[min(blocked, len(row)) - 1], (lanes - blocked) / lanes)


def _assumed(record: Element, kind: str, constriction: str) -> float:
    lanes = _texts(record, "lane")
    if lanes and lanes <= _SHOULDER:
        return SHOULDER_ACCIDENT if kind == ACCIDENT else SHOULDER_VEHICLE
    if constriction in CONSTRICTIONS:
        return CONSTRICTIONS[constriction]
    if kind == LANES:
        managed = find_text(record, "roadOrCarriagewayOrLaneManagementType") or ""
        return MANAGED.get(managed, 1.0)
    return KINDS.get(kind, 1.0)


def _count(record: Element, name: str) -> int | None:
    value = number_of(find_text(record, name) or "")
    return int(value) if value is not None and 0 <= value <= 20 else None


def _texts(element: Element, name: str) -> set[str]:
    texts = ((each.text or "").strip() for each in find_all(element, name))
    return {text for text in texts if text}
