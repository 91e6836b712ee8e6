"""Small maps for tests: nodes, ways and turn restrictions as text in, an OSM file out.

a 0 0 barrier=bollard           a node: name, metres north and east of the corner, tags
main: a b c highway=primary     a way: name, its nodes, tags
no_left_turn main b side        a restriction: kind, from way, via node, to way
"""

from __future__ import annotations

from pathlib import Path
from xml.sax.saxutils import quoteattr

from feeds.osm.read import read_extract
from feeds.osm.tables import StreetTables
from routing.network import Network
from routing.streets import BIKE, CAR, FOOT
from routing.streets_ways import StreetWay, find_spot, find_way
from tests.routing.town import valley

CORNER = (49.4500, 5.9000)
METRES_NORTH, METRES_EAST = 1 / 111_195.08, 1 / 72_290.0
MODES = {"WALK": FOOT, "BIKE": BIKE, "CAR": CAR}
LINE = "fr BUS 1: ober 08:00 unter 08:05"


def place(north_m: float, east_m: float) -> tuple[float, float]:
    """The coordinates of a point so many metres from the corner."""
    return CORNER[0] + north_m * METRES_NORTH, CORNER[1] + east_m * METRES_EAST


def as_xml(text: str) -> str:
    """The map as an OSM file."""
    ids: dict[str, int] = {}
    nodes, ways, relations = [], [], []
    for words in (row.split() for row in text.splitlines() if row.strip()):
        tags = "".join(_tag(word) for word in words if "=" in word)
        plain = [word for word in words if "=" not in word]
        if plain[0].endswith(":"):
            ids[plain[0][:-1]] = 100 + len(ways)
            refs = "".join(f'<nd ref="{ids[name]}"/>' for name in plain[1:])
            ways.append(f'<way id="{ids[plain[0][:-1]]}">{refs}{tags}</way>')
        elif plain[0].startswith(("no_", "only_")):
            kind, from_way, via, to_way = plain
            members = "".join(
                f'<member type="{what}" ref="{ids[name]}" role="{role}"/>'
                for what, name, role in (
                    ("way", from_way, "from"), ("node", via, "via"), ("way", to_way, "to"),
                )
            )  # fmt: skip
            tags += _tag("type=restriction") + _tag(f"restriction={kind}")
            relations.append(f'<relation id="{900 + len(relations)}">{members}{tags}</relation>')
        elif plain:
            name, north, east = plain
            ids[name] = 1 + len(nodes)
            lat, lon = place(float(north), float(east))
            nodes.append(f'<node id="{ids[name]}" lat="{lat:.7f}" lon="{lon:.7f}">{tags}</node>')
    return f'<osm version="0.6">{"".join(nodes + ways + relations)}</osm>'


def read(folder: Path, text: str) -> StreetTables:
    """The tables of a map."""
    path = folder / "map.osm"
    path.write_text(as_xml(text), encoding="utf-8")
    return read_extract(path)


def town(folder: Path, text: str, *, stops: str | None = None, lines: str = LINE) -> Network:
    """A network with the streets of this map, far from any stop unless stops are given."""
    more = {} if stops is None else {"stops": stops}
    return valley(folder, lines, extract=read(folder, text), **more)


def go(
    network: Network, mode: str, start: tuple[float, float], end: tuple[float, float]
) -> StreetWay | None:
    """The way between two points given in metres from the corner."""
    spots = [find_spot(network, *place(*point), MODES[mode]) for point in (start, end)]
    if None in spots:
        return None
    return find_way(network, [spots[0]], [spots[1]], MODES[mode], cutoff=100_000)


def metres(
    network: Network, mode: str, start: tuple[float, float], end: tuple[float, float]
) -> int | None:
    """The length of that way, to ten metres, which is what a person would read from a map."""
    way = go(network, mode, start, end)
    return None if way is None else round(way.distance_m, -1)


def _tag(word: str) -> str:
    key, _, value = word.partition("=")
    text = value.replace("_", " ") if key == "name" else value
    return f"<tag k={quoteattr(key)} v={quoteattr(text)}/>"
