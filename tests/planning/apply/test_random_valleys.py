"""Random small networks under random scenarios: what holds whatever the lines and the changes."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path
from typing import Any

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from core.errors import RequestError
from feeds.tables import MergedFeed
from feeds.territory import Territory, load_territory
from planning.apply.scenario import apply
from planning.scenario.reading import read_scenario
from routing.build import build_network
from routing.network import Network
from routing.search import earliest_arrivals
from tests.planning.apply.test_apply import ALL_WEEK, prints
from tests.routing.town import DAY, at, merged_valley, write_territory

STOPS = ("ober", "unter", "esch", "stad1", "stad2", "uni")
EXAMPLES = 25


@st.composite
def lines(draw: st.DrawFn) -> str:
    """One to four lines of one to three runs, as text."""
    rows = []
    for number in range(draw(st.integers(1, 4))):
        stops = draw(st.lists(st.sampled_from(STOPS), min_size=2, max_size=4, unique=True))
        hops = draw(st.lists(st.integers(1, 25), min_size=len(stops), max_size=len(stops)))
        for start in draw(st.lists(st.integers(360, 560), min_size=1, max_size=3)):
            minute, calls = start, []
            for stop, hop in zip(stops, hops, strict=True):
                calls.append(f"{stop} {minute // 60:02}:{minute % 60:02}")
                minute += hop
            rows.append(f"{draw(st.sampled_from(['fr', 'lu']))} BUS L{number}: {' '.join(calls)}")
    return "\n".join(rows)


def _base(folder: str, text: str) -> tuple[MergedFeed, Territory]:
    territory = load_territory(write_territory(Path(folder) / "territory"))
    return merged_valley(Path(folder), text, territory), territory


def _new_line(feed: MergedFeed, draw: st.DataObject) -> dict[str, Any]:
    ids = draw.draw(
        st.lists(st.sampled_from(feed.stops["id"].tolist()), min_size=2, max_size=4, unique=True)
    )
    hops = [draw.draw(st.integers(1, 30)) * 60 for _ in ids[1:]]
    entry = {
        "startTime": "06:00", "endTime": "10:00",
        "headwaySecs": draw.draw(st.integers(5, 60)) * 60, "hopTimes": hops,
        "dwellTimes": [0] * len(ids), **ALL_WEEK,
    }  # fmt: skip
    return {"type": "add-trips", "stops": [{"id": each} for each in ids], "frequencies": [entry]}


def _change(feed: MergedFeed, draw: st.DataObject) -> dict[str, Any]:
    """A modification that may well be impossible."""
    route = draw.draw(st.sampled_from(feed.routes["id"].tolist()))
    stop = draw.draw(st.sampled_from(feed.stops["id"].tolist()))
    return draw.draw(
        st.sampled_from(
            [
                {"type": "adjust-speed", "routes": [route], "scale": 1.5},
                {"type": "adjust-dwell-time", "routes": [route], "dwellSecs": 90},
                {"type": "remove-trips", "routes": [route]},
                {"type": "remove-stops", "stops": [stop], "secondsSavedAtEachStop": 30},
                _new_line(feed, draw),
            ]
        )
    )


def _scenario(*modifications: dict[str, Any]) -> Any:
    return read_scenario(json.dumps({"name": "S", "modifications": modifications}).encode())


@settings(max_examples=EXAMPLES, deadline=None)
@given(lines(), st.data())
def test_the_base_is_never_touched_and_the_same_scenario_gives_the_same_network(
    text: str, data: st.DataObject
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        feed, territory = _base(folder, text)
        before = prints(feed)
        changes = [_change(feed, data) for _ in range(data.draw(st.integers(0, 3)))]
        try:
            found = [apply(feed, territory, _scenario(*changes)) for _ in range(2)]
        except RequestError as refused:
            assert all(fault.field.startswith("modifications[") for fault in refused.faults)  # noqa: PT017
            assert prints(feed) == before
            return
        assert prints(feed) == before
        versions = {build_network(each.feed, each.territory).version for each in found}
        assert len(versions) == 1
        if not changes:
            assert versions == {build_network(feed, territory).version}


@settings(max_examples=EXAMPLES, deadline=None)
@given(lines(), st.data())
def test_more_trips_make_nobody_later_on_any_network(text: str, data: st.DataObject) -> None:
    with tempfile.TemporaryDirectory() as folder:
        feed, territory = _base(folder, text)
        found = apply(feed, territory, _scenario(_new_line(feed, data)))
        before, after = build_network(feed, territory), build_network(found.feed, found.territory)
        for minute in data.draw(st.lists(st.integers(350, 590), min_size=1, max_size=4)):
            for stop in range(len(before.stops.lat)):
                was, now = (_arrivals(each, stop, minute) for each in (before, after))
                reached = was >= 0
                assert (now[: len(was)][reached] >= 0).all()
                assert (now[: len(was)][reached] <= was[reached]).all()


def _arrivals(network: Network, stop: int, minute: int) -> np.ndarray:
    moment_s = at(f"{minute // 60:02}:{minute % 60:02}", DAY)
    return earliest_arrivals(network, {stop: 0}, time_s=moment_s)
