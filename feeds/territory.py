"""A territory: the facts of one border region as data, so that no code names a place.

A territory is a folder with `territory.toml` and CSV tables; in comes the folder, out comes a
frozen Territory. Tables (columns; units in the names):

    localities.csv     locality_id,name,names_other,country,lat,lon,kind,population
                       (kind: commune|district|town; names_other: other spellings joined by "|")
    road_nodes.csv     node_id,name,country,lat,lon,kind
    road_links.csv     link_id,from_node,to_node,road,class,length_m,free_speed_kmh,lanes,
                       capacity_vph,corridor_id   (directed; corridor_id may be empty)
    corridors.csv      corridor_id,name,road,crossing_id,direction,from_side,to_side,length_m,
                       free_flow_s,lat,lon,capacity_vph   (directed; direction is a short label key)
    school_holidays.csv country,first_day,last_day,name,source   (both days included)
    corridor_peaks.csv corridor_id,am_delay_min,pm_delay_min,shape,confidence   (the delay at the
                       worst of an ordinary morning and evening; for corridors not measured yet)
    stations.csv       station_id,road,direction,side,lat,lon,corridor_id,source   (where speeds are
                       measured, and of which corridor)
    corridor_buses.csv corridor_id,from_stop,to_stop,agency,line,share,source   (between which stops
                       buses drive a corridor, see forecast/buses/hops_build.py)
    crossings.csv      crossing_id,name,lat,lon,road_a,road_b,side_a,side_b,class
    park_and_ride.csv  site_id,name,country,lat,lon,capacity,price,near_stop
    zones.csv          zone_id,name,country,lat,lon,population,jobs,commuters_out
    zone_parts.csv     zone_id,within   (a zone whose people and jobs are counted in another, too)
    zone_codes.csv     code,zone_id,source   (codes by which a census names a zone's commune)
    commute_shares.csv from_zones,to_zones,share,source   (where those who cross the border from
                       some zones work; zones joined by "|")
    commute_anchors.csv from_zones,to_zones,workers,year,source   (relations that were counted)
    arrival_times.csv  from,to,share,source   (when commuters come to work, local time)
    line_counts.csv    agency,line,riders_a_day,year,source   (lines whose riders were counted)
    commutes.csv       commute_id,from_text,to_text,depart,note   (reference commutes)
    country_points.csv lat,lon,country   (known points; the nearest tells the side of a stop)
    fares.csv          fare_id,name,agency,mode,countries,stops,amount,valid_min,month_amount,
                       currency,source   (the first that fits a ride holds; routing/tariff.py)
    telework_rules.csv rule_id,home,work,kind,days,share_below,since,source,source_url,read_on
                       (how much one may work at home across the border; kind: tax|social|framework)
    emissions.csv      mode,grams_per_km,source   (CO2 equivalent per passenger, CAR per car)
    local_names.csv    kind,key,lang,name   (what things are called in a language; kind: side, key
                       a country; calendar, key such as FR-57; holiday, key its English name)

`sources/<tag>.toml` are the catalogue of the region's feeds (feeds/sources.py). `territory.toml`
holds: id, names {lang: text}, zone, bbox [lat_min, lon_min, lat_max, lon_max],
languages [..], and [[sides]] with country, name, zone, holidays (list of calendar keys such as
"FR", "FR-57", "LU"), and `region_keys`.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from core.clock import get_zone
from core.errors import DataError

MANIFEST = "territory.toml"
HOME = Path(__file__).resolve().parent / "territories" / "pays-haut"
"""The territory in use where a data folder brings none of its own."""

TABLES: dict[str, tuple[str, ...]] = {
    "localities": (
        "locality_id", "name", "names_other", "country", "lat", "lon", "kind", "population",
    ),
    "road_nodes": ("node_id", "name", "country", "lat", "lon", "kind"),
    "road_links": (
        "link_id", "from_node", "to_node", "road", "class", "length_m", "free_speed_kmh", "lanes",
        "capacity_vph", "corridor_id",
    ),
    "corridors": (
        "corridor_id", "name", "road", "crossing_id", "direction", "from_side", "to_side",
        "length_m", "free_flow_s", "lat", "lon", "capacity_vph",
    ),
    "school_holidays": ("country", "first_day", "last_day", "name", "source"),
    "corridor_peaks": ("corridor_id", "am_delay_min", "pm_delay_min", "shape", "confidence"),
    "stations": (
        "station_id", "road", "direction", "side", "lat", "lon", "corridor_id", "source",
    ),
    "corridor_buses": (
        "corridor_id", "from_stop", "to_stop", "agency", "line", "share", "source",
    ),
    "crossings": (
        "crossing_id", "name", "lat", "lon", "road_a", "road_b", "side_a", "side_b", "class",
    ),
    "park_and_ride": ("site_id", "name", "country", "lat", "lon", "capacity", "price", "near_stop"),
    "zones": ("zone_id", "name", "country", "lat", "lon", "population", "jobs", "commuters_out"),
    "zone_parts": ("zone_id", "within"),
    "zone_codes": ("code", "zone_id", "source"),
    "commute_shares": ("from_zones", "to_zones", "share", "source"),
    "commute_anchors": ("from_zones", "to_zones", "workers", "year", "source"),
    "arrival_times": ("from", "to", "share", "source"),
    "line_counts": ("agency", "line", "riders_a_day", "year", "source"),
    "commutes": ("commute_id", "from_text", "to_text", "depart", "note"),
    "country_points": ("lat", "lon", "country"),
    "local_names": ("kind", "key", "lang", "name"),
    "fares": (
        "fare_id", "name", "agency", "mode", "countries", "stops", "amount", "valid_min",
        "month_amount", "currency", "source",
    ),
    "emissions": ("mode", "grams_per_km", "source"),
    "telework_rules": (
        "rule_id", "home", "work", "kind", "days", "share_below", "since", "source", "source_url",
        "read_on",
    ),
}  # fmt: skip

_NUMBERS = {
    "lat", "lon", "length_m", "free_speed_kmh", "lanes", "capacity_vph", "free_flow_s", "capacity",
    "population", "jobs", "commuters_out", "amount", "valid_min", "month_amount", "grams_per_km",
    "am_delay_min", "pm_delay_min", "share", "workers", "riders_a_day", "year",
    "days", "share_below",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Side:
    """One country's side of the border."""

    country: str
    name: str
    zone: str
    holidays: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Territory:
    """The facts of one border region; the frames have the columns of the module's docstring."""

    id: str
    names: dict[str, str]
    zone: str
    bbox: tuple[float, float, float, float]
    languages: tuple[str, ...]
    sides: tuple[Side, ...]
    localities: pd.DataFrame
    road_nodes: pd.DataFrame
    road_links: pd.DataFrame
    corridors: pd.DataFrame
    school_holidays: pd.DataFrame
    corridor_peaks: pd.DataFrame
    stations: pd.DataFrame
    corridor_buses: pd.DataFrame
    crossings: pd.DataFrame
    park_and_ride: pd.DataFrame
    zones: pd.DataFrame
    zone_parts: pd.DataFrame
    zone_codes: pd.DataFrame
    commute_shares: pd.DataFrame
    commute_anchors: pd.DataFrame
    arrival_times: pd.DataFrame
    line_counts: pd.DataFrame
    commutes: pd.DataFrame
    country_points: pd.DataFrame
    local_names: pd.DataFrame
    fares: pd.DataFrame
    emissions: pd.DataFrame
    telework_rules: pd.DataFrame


def load_territory(folder: Path) -> Territory:
    """Reads a territory folder.

    Errors: DataError naming the file and column that is missing or not a number.
    """
    head = _read_manifest(folder)
    frames = {name: _read_table(folder / f"{name}.csv", cols) for name, cols in TABLES.items()}
    try:
        sides = tuple(
            Side(s["country"], s["name"], get_zone(s["zone"]).key, tuple(s["holidays"]))
            for s in head["sides"]
        )
        lat_min, lon_min, lat_max, lon_max = (float(value) for value in head["bbox"])
        return Territory(
            id=head["id"],
            names=dict(head["names"]),
            zone=get_zone(head["zone"]).key,
            bbox=(lat_min, lon_min, lat_max, lon_max),
            languages=tuple(head["languages"]),
            sides=sides,
            **frames,
        )
    except (KeyError, TypeError, ValueError) as exc:
        raise _incomplete(folder, exc) from exc


def load_zone(folder: Path) -> str:
    """The time zone of a territory folder, whose tables are not read.

    Errors: DataError for an unreadable or incomplete manifest.
    """
    try:
        return get_zone(_read_manifest(folder)["zone"]).key
    except (KeyError, TypeError, ValueError) as exc:
        raise _incomplete(folder, exc) from exc


def _read_manifest(folder: Path) -> dict[str, Any]:
    manifest = folder / MANIFEST
    try:
        return tomllib.loads(manifest.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as exc:
        raise DataError("no readable territory", file=str(manifest), mend=str(exc)) from exc


def _incomplete(folder: Path, why: Exception) -> DataError:
    return DataError(f"incomplete territory: {why}", file=str(folder / MANIFEST))


def _read_table(path: Path, columns: tuple[str, ...]) -> pd.DataFrame:
    try:
        frame = pd.read_csv(path, dtype=str, keep_default_na=False, encoding="utf-8")
    except FileNotFoundError:
        return pd.DataFrame({name: pd.Series(dtype=_dtype(name)) for name in columns})
    except (ValueError, OSError) as exc:
        raise DataError(f"not a readable table: {exc}", file=str(path)) from exc
    for name in columns:
        if name not in frame.columns:
            raise DataError("column is missing", file=str(path), field_name=name)
        if name in _NUMBERS:
            frame[name] = _to_numbers(frame[name], path, name)
    return frame[list(columns)]


def _to_numbers(column: pd.Series, path: Path, name: str) -> pd.Series:
    values = pd.to_numeric(column.replace("", "nan"), errors="coerce")
    bad = values.isna() & ~column.isin(["", "nan"])
    if bad.any():
        first = int(bad.to_numpy().argmax())
        raise DataError(
            f"{column.iloc[first]!r} is no number", file=str(path), row=first + 2, field_name=name
        )
    return values.astype("float64")


def _dtype(name: str) -> str:
    return "float64" if name in _NUMBERS else "str"
