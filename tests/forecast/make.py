"""A made border for tests: two roads and their observations, seeded, with jams on working mornings.

Travel times are free flow, a morning wave on working days, a level of its own for each day, and a
little noise; on a holiday of the working side the wave is gone.
"""

from __future__ import annotations

import datetime as dt
import gzip
from pathlib import Path

import numpy as np

from core import clock
from feeds.territory import Territory, load_territory
from forecast.calendar import calendar_of
from forecast.slots import Grid, timeline

ZONE = "Europe/Luxembourg"
SIDES = [("FR", ["FR", "FR-57"]), ("LU", ["LU"])]
CALENDAR = calendar_of(SIDES)
FREE_FLOW_S = 300.0

TERRITORY = {
    "territory.toml": """
id = "made"
zone = "Europe/Luxembourg"
bbox = [49.0, 5.5, 49.7, 6.5]
languages = ["en", "fr"]
region_keys = ["M"]
[names]
en = "Made border"
[[sides]]
country = "FR"
name = "France"
zone = "Europe/Paris"
holidays = ["FR", "FR-57"]
[[sides]]
country = "LU"
name = "Luxembourg"
zone = "Europe/Luxembourg"
holidays = ["LU"]
""",
    "crossings.csv": """crossing_id,name,lat,lon,road_a,road_b,side_a,side_b,class
C1,Pont – Brück,49.5,6.1,A1,A2,FR,LU,motorway
""",
    "corridors.csv": """corridor_id,name,road,crossing_id,direction,from_side,to_side,length_m,\
free_flow_s,lat,lon,capacity_vph
C1-LU,Pont – Brück,A1/A2,C1,to_lu,FR,LU,8000,300,49.5,6.1,3800
C1-FR,Brück – Pont,A1/A2,C1,to_fr,LU,FR,8000,300,49.5,6.1,3800
""",
    "road_nodes.csv": """node_id,name,country,lat,lon,kind
A,Pont,FR,49.49,6.10,junction
B,Border,FR,49.50,6.10,border
C,Brück,LU,49.51,6.11,junction
""",
    "road_links.csv": """link_id,from_node,to_node,road,class,length_m,free_speed_kmh,lanes,\
capacity_vph,corridor_id
2,B,C,A2,motorway,4000,100,2,3800,C1-LU
1,A,B,A1,motorway,4000,100,2,3800,C1-LU
3,C,A,A1,motorway,8000,100,2,3800,C1-FR
""",
}


def made_territory(folder: Path) -> Territory:
    """The made border, written to a folder and loaded by the real loader."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in TERRITORY.items():
        (folder / name).write_text(text, encoding="utf-8")
    return load_territory(folder)


def made_grid(
    last: dt.date,
    days: int,
    sites: tuple[str, ...] = ("C1-LU", "C1-FR"),
    *,
    seed: int = 7,
    left: tuple[float, float] = (1.0, 0.0),
) -> Grid:
    """Travel times of the `days` days up to and including `last`.

    `left` is what is left of the wave when France alone rests, and when Luxembourg does.
    """
    line = timeline(last - dt.timedelta(days=days - 1), last, ZONE, CALENDAR)
    rng = np.random.default_rng(seed)
    hour = line.cell / 4
    of_mark = np.array([*left, 1.0])[line.mark]  # the last is that of ordinary days
    working = np.where(line.day_type <= 2, of_mark, 0.0)[line.day_of]
    wave = 600 * np.exp(-(((hour - 7.5) / 1.2) ** 2)) * working
    level = rng.gamma(9.0, 1 / 9.0, size=(len(sites), len(line.dates)))[:, line.day_of]
    noise = rng.gamma(4.0, 5.0, size=(len(sites), line.slots))
    return Grid(sites, line, FREE_FLOW_S + wave * level + noise)


def rows_of(grid: Grid, until_s: int | None = None) -> list[str]:
    """A grid as CSV lines with a header, up to before a moment."""
    lines = ["time,site,quantity,value"]
    for slot in range(grid.line.slots):
        moment_s = grid.line.moment_of(slot)
        if until_s is not None and moment_s >= until_s:
            break
        shown = clock.iso_utc(moment_s)
        lines += [
            f"{shown},{site},travel_time_s,{grid.values[row, slot]:.1f}"
            for row, site in enumerate(grid.sites)
            if np.isfinite(grid.values[row, slot])
        ]
    return lines


def write_rows(file: Path, lines: list[str]) -> Path:
    """Writes CSV lines, packed when the name says so."""
    file.parent.mkdir(parents=True, exist_ok=True)
    content = ("\n".join(lines) + "\n").encode()
    file.write_bytes(gzip.compress(content, mtime=0) if file.suffix == ".gz" else content)
    return file
