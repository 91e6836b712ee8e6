"""A valley with people in it: two towns on each side, a bus and a train, and a shuttle to plan."""

from __future__ import annotations

import json
import threading
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

from core.progress import Progress, silent
from feeds.tables import MergedFeed
from feeds.territory import load_territory
from planning.runs import worker
from planning.runs.desk import Desk
from planning.runs.ground import Ground
from routing.build import build_network
from tests.routing.town import DAY, merged_valley, write_territory

LINES = """
fr BUS 1: ober 07:00 unter 07:10 esch 07:20
fr BUS 1: ober 08:00 unter 08:10 esch 08:20
fr BUS 1: ober 08:30 unter 08:40 esch 08:50
lu RAIL 60: esch 07:30 stad1 07:40/07:42 uni 07:50
lu RAIL 60: esch 08:30 stad1 08:40/08:42 uni 08:50
lu RAIL 60: esch 09:00 stad1 09:10/09:12 uni 09:20
"""
ZONES = """zone_id,name,country,lat,lon,population,jobs,commuters_out
FR1,Oberdorf,FR,49.4500,5.9000,3000,,900
FR2,Unterdorf,FR,49.4700,5.9000,1000,,300
LU1,Uni,LU,49.5400,5.9000,5000,4000,
LU2,Esch,LU,49.4950,5.9000,4000,2000,
"""
PEAKS = """corridor_id,am_delay_min,pm_delay_min,shape,confidence
valley-north,8,1,road,estimated
"""
WORKDAYS = dict.fromkeys(("monday", "tuesday", "wednesday", "thursday", "friday"), True)
VERSION = "valley-1"
SIMULATED = DAY.isoformat()


def ground(folder: Path, *, licence: str = "CC0-1.0") -> Ground:
    """The valley's network and tables, free to be passed on.

    Its version is that of every valley: zips that are written anew have other hashes.
    """
    home = write_territory(folder / "territory")
    (home / "zones.csv").write_text(ZONES, encoding="utf-8")
    (home / "corridor_peaks.csv").write_text(PEAKS, encoding="utf-8")
    territory = load_territory(home)
    feed = _licensed(merged_valley(folder, LINES, territory), licence)
    network = replace(build_network(feed, territory), version=VERSION)
    return Ground(network, territory, feed)


def shuttle(**changes: Any) -> dict[str, Any]:
    """A scenario file: a bus every ten minutes from one end of the valley to the other."""
    line = {
        "type": "add-trips", "name": "S1", "mode": 3, "bidirectional": True,
        "stops": [{"id": "fr_ober"}, {"id": "lu_uni"}],
        "frequencies": [
            {
                "startTime": "06:00", "endTime": "10:00", "headwaySecs": 600,
                "hopTimes": [900], "dwellTimes": [0, 0], **WORKDAYS,
            }
        ],
    }  # fmt: skip
    return {"name": "Shuttle", "modifications": [line], **changes}


def as_file(scenario: dict[str, Any]) -> bytes:
    """The scenario as it is sent."""
    return json.dumps(scenario).encode("utf-8")


def desk_over(folder: Path, made: Ground) -> Desk:
    """A desk whose store and files lie in a folder."""

    def opened(progress: Progress = silent) -> Ground:
        progress("opening the ground")
        return made

    return Desk(folder, opened, lambda: folder / "examples")


def _licensed(feed: MergedFeed, licence: str) -> MergedFeed:
    infos = tuple(
        replace(
            info,
            source=replace(
                info.source, licence=licence, publisher=info.source.tag, page="https://p.example"
            ),
        )
        for info in feed.feeds
    )
    return replace(feed, feeds=infos)


def endless_baseline(monkeypatch):
    """Has today's baseline take for ever; the event that is set once it has begun."""
    begun = threading.Event()

    def never_done(_ground, _day, progress, _demand):
        while True:
            progress("counting", 0.25)
            begun.set()
            time.sleep(0.02)

    monkeypatch.setattr(worker, "baseline_on", never_done)
    return begun
