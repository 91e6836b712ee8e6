"""The corridors of a territory: its tables in, directed road sections with their geometry out."""

from __future__ import annotations

from dataclasses import dataclass

from feeds.territory import Territory


@dataclass(frozen=True, slots=True)
class Corridor:
    """A directed road section people queue on; `geometry` is (lat, lon) along its links.

    Where its border crossing is not in the territory, the corridor's own point stands for it.
    """

    id: str
    name: str
    road: str
    crossing_id: str
    crossing: str
    crossing_lat: float
    crossing_lon: float
    direction: str
    from_side: str
    to_side: str
    length_m: float
    free_flow_s: float
    capacity_vph: float
    lat: float
    lon: float
    geometry: tuple[tuple[float, float], ...]


def corridors_of(territory: Territory) -> tuple[Corridor, ...]:
    """The corridors of a territory in the order of its table."""
    crossings = {
        row["crossing_id"]: (row["name"], float(row["lat"]), float(row["lon"]))
        for row in territory.crossings.to_dict("records")
    }
    links = _links_by_corridor(territory)
    points = {
        str(node): (float(lat), float(lon))
        for node, lat, lon in territory.road_nodes[["node_id", "lat", "lon"]].itertuples(
            index=False, name=None
        )
    }
    found = []
    for row in territory.corridors.to_dict("records"):
        chain = _chain(links.get(row["corridor_id"], []))
        lat, lon = float(row["lat"]), float(row["lon"])
        crossing, crossing_lat, crossing_lon = crossings.get(row["crossing_id"], ("", lat, lon))
        found.append(
            Corridor(
                id=row["corridor_id"],
                name=row["name"],
                road=row["road"],
                crossing_id=row["crossing_id"],
                crossing=crossing,
                crossing_lat=crossing_lat,
                crossing_lon=crossing_lon,
                direction=row["direction"],
                from_side=row["from_side"],
                to_side=row["to_side"],
                length_m=float(row["length_m"]),
                free_flow_s=float(row["free_flow_s"]),
                capacity_vph=float(row["capacity_vph"]),
                lat=lat,
                lon=lon,
                geometry=tuple(points[node] for node in chain if node in points),
            )
        )
    return tuple(found)


def _links_by_corridor(territory: Territory) -> dict[str, list[tuple[str, str]]]:
    links: dict[str, list[tuple[str, str]]] = {}
    columns = territory.road_links[["corridor_id", "from_node", "to_node"]]
    for corridor, start, end in columns.itertuples(index=False, name=None):
        if corridor:
            links.setdefault(corridor, []).append((start, end))
    return links


def _chain(links: list[tuple[str, str]]) -> list[str]:
    """The nodes of directed links in driving order; of a branching set, the first branch."""
    onward: dict[str, str] = {}
    for start, end in links:
        onward.setdefault(start, end)
    ends = {end for _, end in links}
    node = next((start for start, _ in links if start not in ends), links[0][0] if links else None)
    chain: list[str] = []
    while node is not None and node not in chain:
        chain.append(node)
        node = onward.get(node)
    return chain
