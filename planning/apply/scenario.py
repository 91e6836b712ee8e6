"""A whole scenario: feeds, territory and modifications in, other feeds and territory out.

What changes trips changes tables, what changes roads the territory, and what changes people is
handed on to demand. All that cannot be applied is named at once.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from core.errors import RequestError
from core.progress import Progress, silent
from feeds.notices import NoticeLog
from feeds.tables import MergedFeed
from feeds.territory import Territory
from planning.apply.car_parks import add_park_and_ride
from planning.apply.draft import Draft, NewLine
from planning.apply.new_lines import add_trips
from planning.apply.other_headways import adjust_frequency
from planning.apply.removals import remove_stops, remove_trips
from planning.apply.reroutes import reroute
from planning.apply.roads import (
    close_crossing,
    modify_streets,
    road_congestion,
    with_congestions,
)
from planning.apply.speeds import adjust_dwell_time, adjust_speed
from planning.apply.vehicles import with_sound_vehicles
from planning.notes import Note
from planning.scenario.add_trips import AddTrips
from planning.scenario.edits import (
    AdjustDwellTime,
    AdjustFrequency,
    AdjustSpeed,
    ModifyStreets,
    RemoveStops,
    RemoveTrips,
    Reroute,
    RoadCongestion,
)
from planning.scenario.messages import limited
from planning.scenario.modifications import Modification, Scenario
from planning.scenario.ours import AddParkAndRide, CloseCrossing

_CHANGES: dict[type, Callable[[Draft, Any], Draft]] = {
    AddTrips: add_trips,
    AdjustFrequency: adjust_frequency,
    AdjustSpeed: adjust_speed,
    AdjustDwellTime: adjust_dwell_time,
    RemoveTrips: remove_trips,
    RemoveStops: remove_stops,
    Reroute: reroute,
    ModifyStreets: modify_streets,
    RoadCongestion: road_congestion,
    CloseCrossing: close_crossing,
    AddParkAndRide: add_park_and_ride,
}


@dataclass(frozen=True, slots=True)
class Applied:
    """What a scenario makes of the base: to be built like any other feeds and territory.

    `demand` are the modifications that change people rather than service, `tag` that of the feed of
    all that the scenario adds. `feed` and `territory` are those of the base where it changes none.
    """

    feed: MergedFeed
    territory: Territory
    lines: tuple[NewLine, ...]
    demand: tuple[Modification, ...]
    notes: tuple[Note, ...]
    tag: str = ""


def apply(
    feed: MergedFeed, territory: Territory, scenario: Scenario, progress: Progress = silent
) -> Applied:
    """The scenario over the base, which stays as it is.

    Errors: RequestError naming everything that cannot be applied, or would change nothing.
    """
    start = replace(feed, notices=_copy_of(feed.notices))
    draft = Draft(start, territory)
    count = len(scenario.modifications)
    for at, modification in enumerate(scenario.modifications):
        progress(f"modification {at + 1} of {count}", at / count)
        draft = replace(draft, at=at)
        change = _CHANGES.get(type(modification))
        if change is None:
            draft = replace(draft, demand=(*draft.demand, modification))
        else:
            draft = change(draft, modification)
    draft = with_congestions(draft)
    if draft.faults:
        raise RequestError(limited(draft.faults, "modifications"))
    draft = with_sound_vehicles(draft, feed)
    tables = feed if draft.feed is start else draft.feed
    tag = draft.feed.feeds[draft.own_feed].source.tag if draft.own_feed >= 0 else ""
    return Applied(tables, draft.territory, draft.lines, draft.demand, draft.notes, tag)


def _copy_of(notices: NoticeLog) -> NoticeLog:
    """A log of the scenario's own: building its network adds to it."""
    copy = NoticeLog(keep=notices.keep)
    copy.extend(notices)
    return copy
