"""What part of the country a map shows, and where things lie on it: places in, pixels out."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.geo import EARTH_RADIUS_M
from planning.outputs.summary import commune_of_each_zone, verdict
from planning.results import Simulation
from planning.zones import Floats

_LEAST_M = 6_000.0
_AROUND_LINES_M = 15_000.0
"""Winners and losers farther than this from every new stop do not widen the map."""
_MARGIN = 0.12


@dataclass(frozen=True, slots=True)
class Frame:
    """A map in a plane in which a metre is a metre. Units: pixels, metres a pixel."""

    width: float
    height: float
    lat: float
    lon: float
    """Its middle."""
    m_per_px: float

    def xy(self, lat: Floats, lon: Floats) -> Floats:
        """Where places lie. Shapes: (n,), (n,) to (n, 2); nan where a place is not known."""
        east, north = _plane(np.asarray(lat), np.asarray(lon), self.lat, self.lon)
        x = self.width / 2 + east / self.m_per_px
        return np.stack([x, self.height / 2 - north / self.m_per_px], axis=-1)

    def has(self, xy: Floats) -> list[bool]:
        """Which points lie on the map."""
        x, y = xy[:, 0], xy[:, 1]
        inside = (x >= 0) & (x <= self.width) & (y >= 0) & (y <= self.height)
        return [bool(each) for each in inside]


def frame_of(simulation: Simulation, width: float) -> Frame | None:
    """A map of the new lines and of those who gain or lose around them; None without places."""
    lat, lon = _shown(simulation)
    return frame_around(lat, lon, width) if len(lat) else None


def frame_around(lat: Floats, lon: Floats, width: float) -> Frame:
    """A map of some places with a margin around them. Shapes: (n,), (n,), one place at least."""
    middle = float((lat.min() + lat.max()) / 2), float((lon.min() + lon.max()) / 2)
    east, north = _plane(lat, lon, *middle)
    wide = max(float(np.ptp(east)), _LEAST_M) * (1 + 2 * _MARGIN)
    high = max(float(np.ptp(north)), _LEAST_M) * (1 + 2 * _MARGIN)
    height = min(
        max(width * high / wide, width * 0.55), width * 0.8 if width > 500 else width * 1.2
    )
    return Frame(width, height, *middle, max(wide / width, high / height))


def scale_bar(frame: Frame) -> tuple[float, float]:
    """A round number of kilometres that fits, and its length. Units: km, pixels."""
    most = frame.width * 0.3 * frame.m_per_px / 1000
    power = 10.0 ** math.floor(math.log10(most))
    km = max(each * power for each in (1, 2, 5) if each * power <= most)
    return km, km * 1000 / frame.m_per_px


def _shown(simulation: Simulation) -> tuple[Floats, Floats]:
    """The places that a map must show."""
    zones = simulation.zones
    stops = [(lat, lon) for line in simulation.lines for _, lat, lon, _ in line.stops]
    stop_places = np.array(stops, dtype=np.float64).reshape(-1, 2)
    stop_places = stop_places[np.isfinite(stop_places).all(axis=1)]
    zone_places = np.stack([zones.lat, zones.lon], axis=-1)
    whole = np.isfinite(zone_places).all(axis=1)
    verdicts = [verdict(each) for each in commune_of_each_zone(simulation)]
    touched = whole & np.array([each in ("winner", "loser") for each in verdicts], dtype=np.bool_)
    if len(stop_places):
        touched &= _near(zone_places, stop_places)
    wanted = np.concatenate([stop_places, zone_places[touched]])
    if len(wanted) < 2:
        wanted = zone_places[whole]
    return wanted[:, 0], wanted[:, 1]


def _near(places: Floats, stops: Floats) -> NDArray[np.bool_]:
    east, north = _plane(places[:, 0], places[:, 1], *stops.mean(axis=0).tolist())
    stop_east, stop_north = _plane(stops[:, 0], stops[:, 1], *stops.mean(axis=0).tolist())
    away = np.hypot(east[:, None] - stop_east, north[:, None] - stop_north)
    return np.asarray(away.min(axis=1) <= _AROUND_LINES_M)


def _plane(lat: Floats, lon: Floats, lat0: float, lon0: float) -> tuple[Floats, Floats]:
    """Metres to the east and to the north of a middle."""
    metres = EARTH_RADIUS_M * math.pi / 180
    return (lon - lon0) * metres * math.cos(math.radians(lat0)), (lat - lat0) * metres
