"""The answers of a benchmark, written so that engines can be compared query by query.

A row a query: from_stop, to_stop, earliest_arrival (HH:MM:SS) and pareto, the set as
HH:MM:SS-HH:MM:SS-transfers joined by ";". Times count from the start of the service day, so hours
may pass 24.
"""

from __future__ import annotations

import csv
from pathlib import Path

from core.clock import format_gtfs_time, local_date, service_day_start_s
from routing.network import Network
from routing.search import earliest_arrival_at, pareto_search
from routing.views import on_foot


def write_answers(
    path: Path, network: Network, queries: list[tuple[int, int]], moment: int, window_s: int
) -> None:
    """Writes the earliest arrival and the Pareto set over the window of every query."""
    day = service_day_start_s(local_date(moment, network.zone), network.zone)
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(["from_stop", "to_stop", "earliest_arrival", "pareto"])
        for source, target in queries:
            access, egress = on_foot(network, source), on_foot(network, target, backward=True)
            arrival = earliest_arrival_at(network, access, egress, time_s=moment)
            walked = moment + access[target] if target in access else None
            known = [at for at in (arrival, walked) if at is not None]
            journeys = pareto_search(network, access, egress, time_s=moment, window_s=window_s)
            writer.writerow(
                [
                    network.stops.id[source],
                    network.stops.id[target],
                    format_gtfs_time(min(known) - day) if known else "",
                    ";".join(
                        f"{format_gtfs_time(j.departure_s - day)}-"
                        f"{format_gtfs_time(j.arrival_s - day)}-{j.transfers}"
                        for j in journeys
                    ),
                ]
            )
