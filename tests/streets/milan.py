"""Milan for tests: the real extract and timetable, in a territory that holds nothing else."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from feeds.load import load_feed
from feeds.merge import merge
from feeds.osm.read import read_extract
from feeds.tables import Source
from feeds.territory import load_territory
from routing.build import build_network
from routing.network import Network

TERRITORY = """
id = "milan"
zone = "Europe/Rome"
bbox = [45.3, 9.0, 45.6, 9.5]
languages = ["it"]
sides = [{ country = "IT", name = "Italia", zone = "Europe/Rome", holidays = [] }]

[names]
it = "Milano"
"""


def build_milan(shared_data: Callable[[str], Path], folder: Path) -> Network:
    """The network of the extract and the timetable."""
    extract = shared_data("osm/milan-small.osm.pbf")
    timetable = shared_data("osm/milan-small-gtfs.zip")
    folder.mkdir(exist_ok=True)
    (folder / "territory.toml").write_text(TERRITORY, encoding="utf-8")
    territory = load_territory(folder)
    feed = merge([load_feed(timetable, Source("mi", "IT"))], territory)
    return build_network(feed, territory, extract=read_extract(extract))
