"""Parts of a ride made one trip: which parts on which dates in, the tables with the whole out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from core.clock import DAY_S
from feeds.frames import make_frame
from feeds.merge.joint_evidence import Joint
from feeds.merge.removal import Removal, with_services, without_runs
from feeds.merge.runs import Runs
from feeds.merge.seam import Call, seam
from feeds.tables import COLUMNS, MergedFeed


@dataclass(frozen=True, slots=True)
class Stitch:
    """A joint on these dates (bits, of its earlier run); `clock` has the times in one zone."""

    joint: Joint
    days: int
    clock: Runs


@dataclass(frozen=True, slots=True)
class _Whole:
    """One trip to be: the rows of its parts and of that it is made like, its dates and calls."""

    before: int
    after: int
    base: int
    days: int
    other_days: int
    calls: list[Call]
    one_call: bool
    evidence: str


def sewn(feed: MergedFeed, runs: Runs, stitches: Sequence[Stitch]) -> MergedFeed:
    """The feed with the joined trips; parts leave it on the dates of the whole."""
    wholes = [_whole(feed, runs, stitch) for stitch in stitches]
    count = len(feed.trips)
    feed = _with_trips(feed, runs, wholes)
    feed = replace(feed, transfers=_transfers(feed, wholes, count))
    removals = [
        Removal(part, count + at, days, whole.evidence)
        for at, whole in enumerate(wholes)
        for part, days in (
            (whole.base, whole.days),
            (whole.after if whole.base == whole.before else whole.before, whole.other_days),
        )
    ]
    return without_runs(feed, removals, runs.first_day)


def _whole(feed: MergedFeed, runs: Runs, stitch: Stitch) -> _Whole:
    o, clock = stitch.joint.overlap, stitch.clock
    shift_s = o.day_shift * DAY_S
    like_before = np.diff(runs.start)[o.before] >= np.diff(runs.start)[o.after]
    calls = seam(clock, o)
    if not like_before and calls[0].arrival_s - shift_s < 0:
        like_before = True  # a time before the service day began cannot be written
    base = o.before if like_before else o.after
    # Back from the common clock to the base's own, on the base's own date.
    row = int(runs.start[base])
    away_s = int(clock.departure_s[row] - runs.departure_s[row]) + (0 if like_before else shift_s)
    days = _moved(stitch.days, 0 if like_before else o.day_shift)
    other = _moved(stitch.days, o.day_shift if like_before else 0)
    names = feed.places["name"].to_numpy(dtype=object)
    ids = feed.trips["id"].to_numpy(dtype=object)[runs.trip[[o.before, o.after]]]
    return _Whole(
        before=int(runs.trip[o.before]),
        after=int(runs.trip[o.after]),
        base=int(runs.trip[base]),
        days=days,
        other_days=other,
        calls=[call.earlier(away_s) for call in calls],
        one_call=o.calls == 1,
        evidence=(
            f"one ride: {ids[0]} to {names[runs.place[o.first]]}, {ids[1]} from there; "
            f"{stitch.joint.why}, {max(abs(o.dwell_s) if o.calls == 1 else 0, o.apart_s)} s apart, "
            f"on {stitch.days.bit_count()} dates"
        ),
    )


def _with_trips(feed: MergedFeed, runs: Runs, wholes: Sequence[_Whole]) -> MergedFeed:
    """The feed with one more trip a whole, its calls, its service and its shape."""
    services, made = _services(feed, runs, wholes)
    shapes, shape_idx = _shapes(feed, wholes)
    rows = _trip_rows(feed, wholes).assign(service_idx=services, shape_idx=shape_idx)
    more = {
        "trips": rows.astype(COLUMNS["trips"]),
        "stop_times": _stop_times(feed, wholes),
        "shapes": shapes,
    }
    tables = {
        name: pd.concat([getattr(feed, name), frame], ignore_index=True)
        if len(frame)
        else getattr(feed, name)
        for name, frame in more.items()
    }
    with_more = with_services(feed, made, runs.first_day) if made else {}
    return replace(feed, **tables, **with_more)


def _services(
    feed: MergedFeed, runs: Runs, wholes: Sequence[_Whole]
) -> tuple[list[int], dict[tuple[int, int], int]]:
    """The service of every whole: its base's where they run alike, else one that is made."""
    days_of = dict(zip(runs.trip.tolist(), runs.days, strict=True))
    service_of = feed.trips["service_idx"].to_numpy()
    made: dict[tuple[int, int], int] = {}
    out = []
    for whole in wholes:
        service = int(service_of[whole.base])
        if whole.days != days_of[whole.base]:
            key = (service, whole.days)
            service = made.setdefault(key, len(feed.services) + len(made))
        out.append(service)
    return out, made


def _trip_rows(feed: MergedFeed, wholes: Sequence[_Whole]) -> pd.DataFrame:
    trips = feed.trips
    base, before, after = (
        trips.iloc[[getattr(whole, part) for whole in wholes]].reset_index(drop=True)
        for part in ("base", "before", "after")
    )
    other = before["id"].where(base["id"] != before["id"], after["id"])
    ids = base["id"] + "+" + other
    again = ids.groupby(ids).cumcount()
    accessible = {
        name: np.where(
            (before[name] == 2) | (after[name] == 2), 2, np.minimum(before[name], after[name])
        )
        for name in ("wheelchair", "bikes")
    }
    filled = {
        name: after[name].where(after[name] != "", before[name])
        for name in ("headsign", "short_name")
    }
    return base.assign(
        id=ids.where(again == 0, ids + "~" + again.astype(str)), **filled, **accessible
    )


def _stop_times(feed: MergedFeed, wholes: Sequence[_Whole]) -> pd.DataFrame:
    calls = [call for whole in wholes for call in whole.calls]
    rows = np.array([call.row for call in calls], dtype=np.int64)
    lengths = [len(whole.calls) for whole in wholes]
    trip = np.repeat(np.arange(len(wholes)) + len(feed.trips), lengths)
    return make_frame(
        "stop_times",
        trip_idx=trip,
        stop_idx=feed.stop_times["stop_idx"].to_numpy()[rows],
        arrival_s=[call.arrival_s for call in calls],
        departure_s=[call.departure_s for call in calls],
        sequence=[at for length in lengths for at in range(length)],
        pickup=[call.pickup for call in calls],
        drop_off=[call.drop_off for call in calls],
        interpolated=feed.stop_times["interpolated"].to_numpy()[rows],
    )


def _shapes(feed: MergedFeed, wholes: Sequence[_Whole]) -> tuple[pd.DataFrame, list[int]]:
    """Ways that meet in one station joined; where one is missing there is none for the whole."""
    shape_of = feed.trips["shape_idx"].to_numpy()
    count = int(feed.shapes["shape_idx"].max()) + 1 if len(feed.shapes) else 0
    made: dict[tuple[int, int], int] = {}
    out = []
    for whole in wholes:
        ways = int(shape_of[whole.before]), int(shape_of[whole.after])
        drawn = whole.one_call and min(ways) >= 0
        out.append(made.setdefault(ways, count + len(made)) if drawn else -1)
    points = {int(key): frame for key, frame in feed.shapes.groupby("shape_idx")} if made else {}
    frames = []
    for (one, other), number in made.items():
        first, second = points[one], points[other]
        second = second.assign(distance=second["distance"] + first["distance"].iloc[-1])
        frames.append(pd.concat([first, second]).assign(shape_idx=number))
    if not frames:
        return feed.shapes[:0], out
    return pd.concat(frames, ignore_index=True).astype(COLUMNS["shapes"]), out


def _transfers(feed: MergedFeed, wholes: Sequence[_Whole], count: int) -> pd.DataFrame:
    """The rules with one more for every rule of a part; nobody changes within one ride."""
    pairs = [(part, count + at) for at, w in enumerate(wholes) for part in (w.before, w.after)]
    joined = pd.DataFrame(pairs, columns=["part", "whole"])
    transfers = feed.transfers
    for column, opposite in (("from_trip_idx", "to_trip_idx"), ("to_trip_idx", "from_trip_idx")):
        more = transfers.merge(joined, left_on=column, right_on="part")
        within = more.merge(
            joined.rename(columns={"part": "other", "whole": "same"}),
            left_on=[opposite, "whole"],
            right_on=["other", "same"],
            how="left",
        )["same"].notna()
        more = more[~within.to_numpy() & (more[opposite] != more["whole"])]
        more = more.assign(**{column: more["whole"]})[list(transfers.columns)]
        if len(more):
            transfers = pd.concat([transfers, more.astype(COLUMNS["transfers"])])
    return transfers.reset_index(drop=True)


def _moved(days: int, by: int) -> int:
    return days << by if by >= 0 else days >> -by
