"""The golden commutes as text: a network in, one block a commute out. Run it to write them anew.

python -m tests.golden.text DIR     DIR holds luxembourg.zip, sncf-ter.zip, fluo-bas-rhin.zip
"""

from __future__ import annotations

import csv
import sys
from collections.abc import Iterator
from pathlib import Path

from feeds.load import load_feed
from feeds.merge import merge
from feeds.tables import Source
from feeds.territory import HOME, Territory, load_territory
from routing.build import build_network
from routing.network import Network
from routing.plan import plan
from routing.requests import TRANSIT_MODES, Endpoint, JourneyRequest
from tests.conftest import FEEDS
from tests.routing.town import ZONE, parse_instant, printed

HERE = Path(__file__).parent
COMMUTES, ANSWERS = HERE / "commutes.csv", HERE / "answers.txt"
DAY = "2025-02-04"
"""A Tuesday without holidays on either side."""
WINDOW_S = 2400
MOST = 4
"""Itineraries told of each commute: of more, those that leave first (arrive last)."""
WISHES: dict[str, dict[str, object]] = {
    "": {},
    "no trains": {"transit_modes": frozenset(TRANSIT_MODES) - {"RAIL", "SUBURBAN"}},
    "no changes": {"max_transfers": 0},
}


def golden_text(network: Network, territory: Territory) -> str:
    """All commutes, in the order of the table."""
    points = {
        row["name"]: Endpoint(row["lat"], row["lon"], row["name"])
        for row in territory.localities.to_dict("records")
    }
    with COMMUTES.open(encoding="utf-8", newline="") as file:
        blocks = ["\n".join(_block(network, points, row)) for row in csv.DictReader(file)]
    return "\n\n".join(blocks) + "\n"


def _block(network: Network, points: dict[str, Endpoint], row: dict[str, str]) -> Iterator[str]:
    sense, clock = row["when"].split()
    by_arrival = sense == "arrive"
    access = tuple(row["access"].split(","))
    direct = tuple(part for part in row["direct"].split(",") if part)
    request = JourneyRequest(
        points[row["from"]],
        points[row["to"]],
        parse_instant(f"{DAY}T{clock}", ZONE),
        arrive_by=by_arrival,
        window_s=WINDOW_S,
        access_modes=access,
        direct_modes=direct,
        **WISHES[row["wish"]],  # type: ignore[arg-type]
    )
    said = [row["when"]]
    said += ["park and ride"] if "CAR_PARKING" in access else []
    said += [row["wish"]] if row["wish"] else []
    yield f"{row['from']} to {row['to']}, {', '.join(said)}"
    result = plan(network, request)
    shown = result.itineraries[-MOST:] if by_arrival else result.itineraries[:MOST]
    for itinerary in shown:
        yield f"  {printed(itinerary)}"
    for itinerary in result.direct:
        yield f"  direct: {printed(itinerary)}"
    if not result.itineraries:
        yield f"  nothing: {', '.join(result.reasons)}"


def main(folder: str) -> int:
    """Writes the answers of the feeds in a folder."""
    territory = load_territory(HOME)
    feeds = [
        load_feed(Path(folder) / f"{name}.zip", Source(tag, land)) for tag, land, name in FEEDS
    ]
    network = build_network(merge(feeds, territory), territory)
    ANSWERS.write_text(golden_text(network, territory), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
