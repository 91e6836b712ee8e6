"""What the backend tells networkx about itself; read while networkx is being imported."""

from __future__ import annotations

from typing import Any


def get_info() -> dict[str, Any]:
    """The backend's name, page and functions."""
    functions = {
        "shortest_path": "Compiled Dijkstra on arrays; weights duration_s, distance_m or none.",
        "shortest_path_length": "Compiled Dijkstra on arrays.",
        "single_source_dijkstra_path_length": "Compiled Dijkstra on arrays.",
        "has_path": "Breadth-first search on arrays.",
        "earliest_arrival": "Connection scan on the day's arrays.",
        "latest_departure": "The same on the reversed day.",
        "pareto_journeys": "Range RAPTOR on the day's arrays.",
        "pareto_journeys_by_cost": "The same with a bag of labels at every stop.",
    }
    return {
        "backend_name": "navette",
        "project": "navette",
        "package": "routing",
        "short_summary": "Timetable and street search on flat arrays.",
        "functions": {name: {"additional_docs": text} for name, text in functions.items()},
    }
