"""Turn restrictions: the tags and members of an OSM relation in, a Turn for cars out.

Covered are no_* and only_* by way of one node. Not covered, and said so: those by way of another
way, those with several ways on a side (no_entry, no_exit), and those of certain hours.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from feeds.osm.tables import Turn

_FOR_CARS = ("restriction:motorcar", "restriction:motor_vehicle", "restriction:vehicle",
             "restriction")  # fmt: skip
_CARS = frozenset(("motorcar", "motor_vehicle", "vehicle"))

Member = tuple[str, int, str]
"""type (n, w, r), id, role"""


class NotCovered(Exception):  # noqa: N818 - named for what happened: the restriction stays unread
    """A restriction for cars that is understood but not heeded; its text says why."""


class Broken(Exception):  # noqa: N818 - named for what it is
    """A restriction for cars that says nothing definite; its text says why."""


def find_turn(tags: Mapping[str, str], members: Iterable[Member]) -> Turn | None:
    """The restriction; None where the relation is none for cars.

    Errors: NotCovered, Broken.
    """
    if tags.get("type", "").split(":")[0] != "restriction":
        return None
    if _CARS & set(tags.get("except", "").replace(" ", "").split(";")):
        return None
    named = dict(tags)
    if tags["type"] != "restriction" and "restriction" in tags:
        named[tags["type"]] = named.pop("restriction")  # old style: type=restriction:hgv
    value = next((named[key] for key in _FOR_CARS if key in named), None)
    if value is None:
        if any(key.startswith(f"{name}:conditional") for name in _FOR_CARS for key in tags):
            raise NotCovered("for certain hours only")
        return None
    if {"day_on", "hour_on"} & set(tags):
        raise NotCovered("for certain hours only")
    return _turn(value, list(members))


def _turn(value: str, members: list[Member]) -> Turn:
    only = value.startswith("only_")
    if not only and not value.startswith("no_"):
        raise Broken(f"unknown kind {value!r}")
    ways = {role: [ref for kind, ref, as_ in members if as_ == role and kind == "w"]
            for role in ("from", "to", "via")}  # fmt: skip
    nodes = [ref for kind, ref, role in members if role == "via" and kind == "n"]
    if ways["via"]:
        raise NotCovered("by way of another way")
    if len(ways["from"]) > 1 or len(ways["to"]) > 1:
        raise NotCovered("several ways on one side")
    if len(ways["from"]) != 1 or len(ways["to"]) != 1 or len(nodes) != 1:
        raise Broken("lacks from, via or to")
    return Turn(ways["from"][0], nodes[0], ways["to"][0], only, u_turn="u_turn" in value)
