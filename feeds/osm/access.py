"""Who may use a way: the tags of an OSM way in, permissions by direction and speeds out.

The kind of way (ways.csv) says what is usual; tags override it, the more special key the more
general one: access, vehicle, motor_vehicle, motorcar. What tags call private is closed. What is
open only to those who have business there (destination, customers) is open, but slow for cars, so
that nobody drives through without need.
"""

from __future__ import annotations

import csv
import functools
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from feeds.osm.speeds import limit_kmh
from feeds.osm.tables import BIKE, BIKE_BACK, CAR, CAR_BACK, FOOT

TABLE = Path(__file__).with_name("ways.csv")
PUSH_KMH = 4.3
"""A bicycle that is pushed."""
LIMITED_KMH = 10.0
"""Speed of cars where only those may drive who have business there."""

_YES_WORDS = "yes permissive designated official public true 1 designed allowed limited"
_YES = frozenset(_YES_WORDS.split())
_LIMITED = frozenset(
    ["destination", "customers", "customer", "delivery", "residents", "visitors", "discouraged"]
)
_NO_WORDS = (
    "no private agricultural forestry agricultural;forestry forestry;agricultural military "
    "emergency permit psv bus taxi hov hgv use_sidepath official_only never false restricted "
    "employees service"
)
_NO = frozenset(_NO_WORDS.split())
CAR_KEYS = ("motorcar", "motor_vehicle", "vehicle", "access")
BIKE_KEYS = ("bicycle", "vehicle", "access")
FOOT_KEYS = ("foot", "access")
_FORWARD = frozenset(("yes", "true", "1"))
_BACKWARD = frozenset(("-1", "reverse"))
_CLOSED_ONEWAY = frozenset(("reversible", "alternating"))
_BESIDE = ("trunk", "primary", "secondary")
_RELEVANT_WORDS = (
    "highway railway public_transport access foot bicycle vehicle motor_vehicle motorcar "
    "oneway oneway:bicycle oneway:motor_vehicle junction cycleway cycleway:left "
    "cycleway:right cycleway:both sidewalk sidewalk:left sidewalk:right sidewalk:both "
    "motorroad maxspeed maxspeed:forward service area"
)
RELEVANT = frozenset(_RELEVANT_WORDS.split())
"""Keys that decide; all others do not matter here."""

Answer = Literal["yes", "limited", "no", "push"]


@dataclass(frozen=True, slots=True)
class Access:
    """What a way allows. `odd` names keys whose values were not understood."""

    bits: int
    car_kmh: float
    bike_kmh: float
    odd: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Usual:
    """One line of ways.csv: what is usual on a kind of way."""

    foot: Answer
    bicycle: Answer
    car: Answer
    car_kmh: float
    driven_share: float
    bicycle_kmh: float
    oneway: bool


def find_access(tags: Mapping[str, str]) -> Access | None:
    """Who may use the way and how fast; None where it is no way for anybody."""
    kind = _kind_of(tags)
    usual = usual_ways().get(kind)
    if usual is None:
        return None
    odd: list[str] = []
    car = may(tags, CAR_KEYS, usual.car, odd)
    bike = may(tags, BIKE_KEYS, _on_motor_road(tags, usual.bicycle), odd)
    foot = may(tags, FOOT_KEYS, _foot_usual(tags, kind, usual), odd)
    if tags.get("bicycle") == "dismount":
        bike = "push" if foot != "no" else "no"
    bits = (FOOT if foot != "no" else 0) | _car_bits(tags, usual, car, odd)
    bits |= _bike_bits(tags, usual, bike, foot)
    if bits == 0:
        return None
    return Access(
        bits=bits,
        car_kmh=_car_kmh(tags, usual, car, odd),
        bike_kmh=PUSH_KMH if bike == "push" else usual.bicycle_kmh or PUSH_KMH,
        odd=tuple(dict.fromkeys(odd)),
    )


@functools.cache
def usual_ways() -> dict[str, Usual]:
    """The lines of ways.csv by kind of way."""
    with TABLE.open(encoding="utf-8", newline="") as rows:
        return {row["class"]: _usual(row) for row in csv.DictReader(rows)}


def _usual(row: dict[str, str]) -> Usual:
    answers: dict[str, Answer] = {"yes": "yes", "no": "no", "push": "push"}
    return Usual(
        foot=answers[row["foot"]],
        bicycle=answers[row["bicycle"]],
        car=answers[row["car"]],
        car_kmh=float(row["car_kmh"]),
        driven_share=float(row["driven_share"]),
        bicycle_kmh=float(row["bicycle_kmh"]),
        oneway=row["oneway"] == "yes",
    )


def _kind_of(tags: Mapping[str, str]) -> str:
    if "highway" in tags:
        return tags["highway"].split(";")[0].strip()
    platform = "platform" in (tags.get("railway"), tags.get("public_transport"))
    return "platform" if platform else ""


def may(tags: Mapping[str, str], keys: tuple[str, ...], usual: Answer, odd: list[str]) -> Answer:
    """The answer of the most special key that is understood."""
    for key in keys:
        if key not in tags or (key == "bicycle" and tags[key] == "dismount"):
            continue
        value = tags[key].split(";")[0].strip().lower()
        if value in _YES:
            return usual if key in ("access", "vehicle") else "yes"
        if value in _LIMITED:
            return usual if usual in ("no", "push") else "limited"
        if value in _NO:
            return "no"
        if value not in ("unknown", "variable", "dismount"):
            odd.append(key)
    return usual


def _on_motor_road(tags: Mapping[str, str], usual: Answer) -> Answer:
    return "no" if tags.get("motorroad") == "yes" else usual


def _foot_usual(tags: Mapping[str, str], kind: str, usual: Usual) -> Answer:
    """Sidewalks open a road to people on foot; those drawn as ways of their own take them off."""
    sides = {tags[key] for key in ("sidewalk", "sidewalk:left", "sidewalk:right", "sidewalk:both")
             if key in tags}  # fmt: skip
    if tags.get("motorroad") == "yes":
        return "no"
    if sides & {"both", "left", "right", "yes"}:
        return "yes"
    if "separate" in sides and kind in _BESIDE:
        return "no"
    return usual.foot


def _car_bits(tags: Mapping[str, str], usual: Usual, car: Answer, odd: list[str]) -> int:
    if car == "no":
        return 0
    oneway = tags.get("oneway:motor_vehicle", tags.get("oneway", ""))
    if oneway in _CLOSED_ONEWAY:
        odd.append("oneway")
        return 0
    return _directed(_direction(tags, usual, oneway, odd), CAR, CAR_BACK)


def _bike_bits(tags: Mapping[str, str], usual: Usual, bike: Answer, foot: Answer) -> int:
    """Against the traffic where a sign or a lane of its own says so, or pushed."""
    if bike == "no":
        return 0
    both = BIKE | BIKE_BACK
    if bike == "push":
        return both if foot != "no" else 0
    own = tags.get("oneway:bicycle", "")
    if own == "no":
        return both
    lanes = (tags.get(f"cycleway{side}", "") for side in ("", ":left", ":right", ":both"))
    if not own and any(lane.startswith("opposite") for lane in lanes):
        return both
    return _directed(_direction(tags, usual, own or tags.get("oneway", ""), []), BIKE, BIKE_BACK)


def _direction(tags: Mapping[str, str], usual: Usual, oneway: str, odd: list[str]) -> int:
    """1: as drawn only, -1: against it only, 0: both."""
    oneway = oneway.strip().lower()
    if oneway in _FORWARD:
        return 1
    if oneway in _BACKWARD:
        return -1
    if oneway == "no":
        return 0
    if oneway and oneway not in _CLOSED_ONEWAY:
        odd.append("oneway")
    round_about = tags.get("junction") in ("roundabout", "circular")
    return 1 if usual.oneway or round_about else 0


def _directed(direction: int, forward: int, backward: int) -> int:
    return (forward if direction >= 0 else 0) | (backward if direction <= 0 else 0)


def _car_kmh(tags: Mapping[str, str], usual: Usual, car: Answer, odd: list[str]) -> float:
    """The speed really driven: a share of the limit, since one brakes, turns and waits."""
    text = tags.get("maxspeed") or tags.get("maxspeed:forward") or ""
    limit = limit_kmh(text) if text else None
    if text and limit is None and text not in ("signals", "variable"):
        odd.append("maxspeed")
    driven = (usual.car_kmh if limit is None else limit) * usual.driven_share
    return min(driven, LIMITED_KMH) if car == "limited" else driven
