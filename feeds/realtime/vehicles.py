"""Vehicle positions: one protocol buffer in, a VehiclePosition out."""

from __future__ import annotations

import math

from google.transit import gtfs_realtime_pb2 as pb

from feeds.realtime.messages import VehiclePosition
from feeds.realtime.texts import Texts
from feeds.realtime.trip_updates import moment_of, trip_of

_OCCUPANCY = {number: name for name, number in pb.VehiclePosition.OccupancyStatus.items()}
_STATUS = {number: name for name, number in pb.VehiclePosition.VehicleStopStatus.items()}
_UNKNOWN = "NO_DATA_AVAILABLE"
_MOST_PERCENT = 1000


def position_of(said: pb.VehiclePosition, text: Texts) -> VehiclePosition:
    """The plain form of a vehicle position; a point that is none counts as not said."""
    lat, lon = said.position.latitude, said.position.longitude
    is_point = said.HasField("position") and _is_point(lat, lon)
    bearing = said.position.bearing
    has_bearing = said.position.HasField("bearing") and math.isfinite(bearing)
    occupancy = _OCCUPANCY.get(said.occupancy_status, "")
    has_occupancy = said.HasField("occupancy_status") and occupancy != _UNKNOWN
    percent = said.occupancy_percentage
    has_percent = said.HasField("occupancy_percentage") and percent <= _MOST_PERCENT
    return VehiclePosition(
        trip=trip_of(said.trip, text),
        lat=round(lat, 6) if is_point else None,
        lon=round(lon, 6) if is_point else None,
        bearing=round(bearing % 360, 1) if has_bearing else None,
        stop_id=text(said.stop_id),
        status=_STATUS.get(said.current_status, "") if said.HasField("current_status") else "",
        occupancy=occupancy if has_occupancy else "",
        occupancy_percent=int(percent) if has_percent else None,
        label=text(said.vehicle.label),
        time_s=moment_of(said.timestamp) or 0,
    )


def _is_point(lat: float, lon: float) -> bool:
    """Whether a vehicle may stand there; 0,0 is what trackers say that have lost the sky."""
    return abs(lat) <= 90 and abs(lon) <= 180 and (lat, lon) != (0, 0)
