"""The multimodal graph: a Network in, a networkx backend graph out.

Arrays inside, networkx interface outside. Nodes are stop ids ("lu_200405035"), road nodes
("road:VILL") and, among the streets, junctions of the map ("osm:1234") and park-and-ride sites
("site:w5678"). `to_networkx` gives a real nx.MultiDiGraph whose attributes people can read:

    nodes  kind (stop | road | street | site), name, country, lat, lon; stops also change_s
    edges  kind (ride | walk | stay | cycle | drive), duration_s, distance_m, mode, crosses_border;
           rides also route, pattern, position, board, alight and `times`, a tuple of
           (trip id, departure_s, arrival_s) counted from the starts of the trip's service days,
           which stand in graph["service_days"][trip id] as UTC seconds
"""

from __future__ import annotations

from functools import cached_property
from typing import Any, Literal

import networkx as nx
import numpy as np
from numpy.typing import NDArray

from core.clock import from_day_number, service_day_start_s
from core.geo import unit_vectors_m
from routing.graph_stays import add_stays, line_of, stay_ends
from routing.network import Network
from routing.runs import running
from routing.streets_graph import STREET_MODES, add_streets, street_edges, street_node_ids

nx.config.fallback_to_nx = True  # what the backend lacks, networkx does on the converted graph

Part = Literal["all", "streets", "WALK", "BIKE", "CAR"]
ROAD = "road:"


class MultimodalGraph:
    """A network as networkx sees it. Immutable; `streets` is the part without stops and rides."""

    __networkx_backend__ = "navette"

    def __init__(self, network: Network, part: Part = "all") -> None:
        self.network = network
        self.part = part
        self.graph: dict[str, Any] = {"name": network.territory, "version": network.version}

    @property
    def streets(self) -> MultimodalGraph:
        """The roads, and the streets of every mode where an extract is loaded."""
        return MultimodalGraph(self.network, "streets")

    def streets_of(self, mode: Literal["WALK", "BIKE", "CAR"]) -> MultimodalGraph:
        """The streets of one mode alone; a car's forbidden turns are not in a plain graph."""
        return MultimodalGraph(self.network, mode)

    def is_directed(self) -> bool:
        """Ways have a direction."""
        return True

    def is_multigraph(self) -> bool:
        """Several lines join the same two stops."""
        return True

    def number_of_nodes(self) -> int:
        """How many stops and road nodes there are."""
        return len(self.node_ids)

    __len__ = number_of_nodes

    def __contains__(self, node: object) -> bool:
        return node in self.index

    def __iter__(self) -> Any:
        return iter(self.node_ids)

    @cached_property
    def n_stops(self) -> int:
        """How many of the nodes are stops; they come first."""
        return len(self.network.stops.lat) if self.part == "all" else 0

    @cached_property
    def node_ids(self) -> list[str]:
        """The names of the nodes, by index."""
        stops = list(self.network.stops.id) if self.n_stops else []
        roads = [ROAD + node for node in self.network.roads.node_id]
        if self.part == "all":
            return stops + roads
        return (roads if self.part == "streets" else []) + street_node_ids(self.network)

    @cached_property
    def index(self) -> dict[str, int]:
        """The index of a node, by name."""
        return {name: index for index, name in enumerate(self.node_ids)}

    @cached_property
    def edges_table(self) -> dict[str, NDArray[Any]]:
        """All edges as columns: tail, head, duration_s, distance_m."""
        if self.part == "all":
            parts = [_drives(self.network, self.n_stops), _walks(self.network)]
            parts += [_rides(self.network), _stays(self.network)]
        elif self.part == "streets":
            parts = [_drives(self.network, 0)]
            parts += [street_edges(self.network, mode) for mode in STREET_MODES]
            for part in parts[1:]:
                first = len(self.network.roads.lat)
                part["tail"], part["head"] = part["tail"] + first, part["head"] + first
        else:
            parts = [street_edges(self.network, self.part)]
        return {
            name: np.concatenate([part[name] for part in parts])
            for name in ("tail", "head", "duration_s", "distance_m")
        }

    def to_networkx(self, span: tuple[int, int] | None = None) -> nx.MultiDiGraph:
        """The same graph as a real nx.MultiDiGraph.

        With a span (first and last moment, UTC seconds) only trips under way in it are taken over,
        which keeps the graph of a large network small.
        """
        graph = nx.MultiDiGraph(**self.graph)
        if self.part not in ("all", "streets"):
            add_streets(graph, self.network, [self.part])
            return graph
        _add_road_nodes(graph, self.network)
        if self.part == "all":
            trips = np.arange(self.network.timetable.n_trips)
            if span is not None:
                trips = np.unique(running(self.network.timetable, self.network.zones, *span).trip)
            _add_stops(graph, self.network)
            _add_walks(graph, self.network)
            _add_rides(graph, self.network, trips)
            add_stays(graph, self.network, trips, _stays(self.network)["distance_m"], span)
        _add_drives(graph, self.network)
        if self.part == "streets":
            add_streets(graph, self.network, STREET_MODES)
        return graph


def _lengths_m(network: Network, tail: NDArray[Any], head: NDArray[Any]) -> NDArray[np.float64]:
    points = unit_vectors_m(np.asarray(network.stops.lat), np.asarray(network.stops.lon))
    return np.asarray(np.nan_to_num(np.linalg.norm(points[tail] - points[head], axis=1)))


def _drives(network: Network, first_node: int) -> dict[str, NDArray[Any]]:
    roads = network.roads
    nodes = np.arange(len(roads.lat))
    return {
        "tail": np.repeat(nodes, np.diff(roads.link_start)) + first_node,
        "head": roads.link_to.astype(np.int64) + first_node,
        "duration_s": roads.link_duration_s.astype(np.float64),
        "distance_m": roads.link_length_m.astype(np.float64),
    }


def _walks(network: Network) -> dict[str, NDArray[Any]]:
    ways = network.transfers
    return {
        "tail": np.repeat(np.arange(len(ways.start) - 1), np.diff(ways.start)),
        "head": ways.to.astype(np.int64),
        "duration_s": ways.duration_s.astype(np.float64),
        "distance_m": ways.distance_m.astype(np.float64),
    }


def _rides(network: Network) -> dict[str, NDArray[Any]]:
    """One edge for every two consecutive calls of a pattern, as fast as its fastest trip."""
    timetable = network.timetable
    last = np.zeros(len(timetable.pattern_stop), dtype=bool)
    last[timetable.pattern_start[1:] - 1] = True
    positions = np.flatnonzero(~last)
    tail, head = timetable.pattern_stop[positions], timetable.pattern_stop[positions + 1]
    fastest = np.empty(len(positions))
    at = 0
    for pattern in range(timetable.n_patterns):
        departures, arrivals = _hop_times(network, pattern)
        fastest[at : at + departures.shape[1]] = (arrivals - departures).min(axis=0)
        at += departures.shape[1]
    return {
        "tail": tail.astype(np.int64),
        "head": head.astype(np.int64),
        "duration_s": fastest,
        "distance_m": _lengths_m(network, tail, head),
    }


def _stays(network: Network) -> dict[str, NDArray[Any]]:
    """One edge for every trip that a vehicle becomes with its riders on board."""
    tail, head, stand_s = stay_ends(network)
    return {
        "tail": tail,
        "head": head,
        "duration_s": stand_s.astype(np.float64),
        "distance_m": _lengths_m(network, tail, head),
    }


def _hop_times(network: Network, pattern: int) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    """Departures at and arrivals after each hop of a pattern. Shapes: (trips, hops) each."""
    timetable = network.timetable
    section = slice(int(timetable.pattern_call[pattern]), int(timetable.pattern_call[pattern + 1]))
    shape = (-1, timetable.length(pattern))
    departures = timetable.departure_s[section].reshape(shape)[:, :-1]
    return departures, timetable.arrival_s[section].reshape(shape)[:, 1:]


def _add_stops(graph: nx.MultiDiGraph, network: Network) -> None:
    stops = network.stops
    for index, stop_id in enumerate(stops.id):
        graph.add_node(
            stop_id,
            kind="stop",
            name=stops.name[index],
            country=stops.country[index],
            lat=float(stops.lat[index]),
            lon=float(stops.lon[index]),
            change_s=int(network.transfers.change_s[index]),
        )


def _add_road_nodes(graph: nx.MultiDiGraph, network: Network) -> None:
    roads = network.roads
    for index, node_id in enumerate(roads.node_id):
        graph.add_node(
            ROAD + node_id,
            kind="road",
            name=roads.node_name[index],
            country=roads.node_country[index],
            lat=float(roads.lat[index]),
            lon=float(roads.lon[index]),
        )


def _add_drives(graph: nx.MultiDiGraph, network: Network) -> None:
    roads = network.roads
    names, countries = list(roads.node_id), list(roads.node_country)
    for tail in range(len(names)):
        for link in range(roads.link_start[tail], roads.link_start[tail + 1]):
            head = int(roads.link_to[link])
            graph.add_edge(
                ROAD + names[tail],
                ROAD + names[head],
                key=("drive", link),
                kind="drive",
                mode="CAR",
                duration_s=int(roads.link_duration_s[link]),
                distance_m=int(roads.link_length_m[link]),
                crosses_border=countries[tail] != countries[head],
            )


def _add_walks(graph: nx.MultiDiGraph, network: Network) -> None:
    ways, ids, countries = network.transfers, list(network.stops.id), list(network.stops.country)
    for tail in range(len(ids)):
        for way in range(ways.start[tail], ways.start[tail + 1]):
            head = int(ways.to[way])
            graph.add_edge(
                ids[tail],
                ids[head],
                key=("walk", way),
                kind="walk",
                mode="WALK",
                duration_s=int(ways.duration_s[way]),
                distance_m=int(ways.distance_m[way]),
                crosses_border=countries[tail] != countries[head],
            )


def _add_rides(graph: nx.MultiDiGraph, network: Network, trips: NDArray[np.int64]) -> None:
    timetable = network.timetable
    ids, countries = list(network.stops.id), list(network.stops.country)
    graph.graph["service_days"] = _service_days(network, trips)
    fastest = _rides(network)
    first_edge = timetable.pattern_start - np.arange(timetable.n_patterns + 1)
    patterns, starts = np.unique(timetable.trip_pattern[trips], return_index=True)
    for pattern, rows in zip(patterns.tolist(), np.split(trips, starts[1:]), strict=True):
        names = [network.trips.id[trip] for trip in rows.tolist()]
        common = line_of(network, int(rows[0]))
        stops = timetable.stops_of(pattern).tolist()
        runs = rows - int(timetable.pattern_trip[pattern])
        departures, arrivals = (part[runs].T.tolist() for part in _hop_times(network, pattern))
        for position, (leaves, arrives) in enumerate(zip(departures, arrivals, strict=True)):
            tail, head = stops[position], stops[position + 1]
            call = int(timetable.pattern_start[pattern]) + position
            edge = int(first_edge[pattern]) + position
            graph.add_edge(
                ids[tail],
                ids[head],
                key=("ride", pattern, position),
                kind="ride",
                **common,
                pattern=pattern,
                position=position,
                board=bool(timetable.pattern_board[call]),
                alight=bool(timetable.pattern_alight[call + 1]),
                duration_s=int(fastest["duration_s"][edge]),
                distance_m=int(fastest["distance_m"][edge]),
                crosses_border=countries[tail] != countries[head],
                times=tuple(zip(names, leaves, arrives, strict=True)),
            )


def _service_days(network: Network, trips: NDArray[np.int64]) -> dict[str, tuple[int, ...]]:
    """For every trip the UTC moments from which its times count, one for each day it runs."""
    timetable = network.timetable
    starts: dict[tuple[int, int], tuple[int, ...]] = {}
    result: dict[str, tuple[int, ...]] = {}
    for trip in trips.tolist():
        key = (int(timetable.trip_service[trip]), int(timetable.trip_zone[trip]))
        if key not in starts:
            days = np.flatnonzero(timetable.service_runs[key[0]]) + timetable.first_day
            starts[key] = tuple(
                service_day_start_s(from_day_number(int(day)), network.zones[key[1]])
                for day in days
            )
        result[network.trips.id[trip]] = starts[key]
    return result
