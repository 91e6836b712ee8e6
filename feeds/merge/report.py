"""What a merge has made of its feeds, for a planner to overrule: a MergedFeed in, rows out.

Bounded: of every list the first few hundred rows are kept, the least certain first, with the count
of all.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
import pandas as pd

from feeds.notices import SAMPLES_OF_A_MERGE, Notice
from feeds.tables import MergedFeed

MAX_ROWS = SAMPLES_OF_A_MERGE
"""Rows kept of each list."""
MAX_ROWS_IN_TEXT = 20
"""Doubts of each kind that a terminal shows; JSON and page have all that were kept."""

STITCHED = "one ride:"
"""How the evidence of parts that were joined begins, in the trip crosswalk."""

DOUBTFUL = ("doubtful_stop_match", "doubtful_trip_match", "doubtful_stitch")


@dataclass(frozen=True, slots=True)
class Row:
    """One decision: ids it is about, what became of them, and why."""

    ids: tuple[str, ...]
    name: str
    evidence: str
    score: float | None = None


@dataclass(frozen=True, slots=True)
class Doubt:
    """Two things that may be one; `file` and `verdict` are how a curator says so."""

    code: str
    a: str
    b: str
    file: str
    evidence: str


@dataclass(frozen=True, slots=True)
class MergeReport:
    """`counts` are of all, the lists are bounded."""

    feeds: tuple[str, ...]
    counts: dict[str, int]
    places: tuple[Row, ...]
    copies: tuple[Row, ...]
    stitches: tuple[Row, ...]
    doubts: tuple[Doubt, ...]

    @classmethod
    def of(cls, merged: MergedFeed) -> MergeReport:
        """The report of a merge."""
        places, shared = _places(merged)
        stitched = merged.trip_crosswalk["evidence"].str.startswith(STITCHED)
        copies, joined = merged.trip_crosswalk[~stitched], merged.trip_crosswalk[stitched]
        notices = merged.notices
        return cls(
            feeds=tuple(f"{i.source.tag}: {i.source.name or i.source.publisher}".rstrip(": ")
                        for i in merged.feeds),
            counts={
                "places": len(merged.places),
                "placesOfSeveralFeeds": shared,
                "copiesRemoved": len(copies),
                "ridesJoined": int(joined["kept_trip_idx"].nunique()),
                "rulesAcrossFeeds": _rules_across(merged),
                **{code: notices.counts.get(code, 0) for code in DOUBTFUL},
            },
            places=places,
            copies=tuple(_trips(merged, copies)),
            stitches=tuple(_stitches(merged, joined)),
            doubts=tuple(
                _doubt(notice) for code in DOUBTFUL for notice in notices.samples.get(code, ())
            ),
        )  # fmt: skip

    def as_json(self) -> dict[str, Any]:
        """The report as a JSON object."""
        return asdict(self)

    def as_text(self) -> str:
        """The report for a terminal: the figures and what a person should look at."""
        return "\n".join(self._lines())

    def _lines(self) -> Iterator[str]:
        counts = self.counts
        yield f"{len(self.feeds)} feeds: {', '.join(self.feeds)}"
        yield f"{counts['places']} places, {counts['placesOfSeveralFeeds']} of several feeds"
        yield f"{counts['copiesRemoved']} second copies of a ride removed"
        yield f"{counts['ridesJoined']} rides joined that were cut between two feeds"
        yield f"{counts['rulesAcrossFeeds']} rules for changes carried over between feeds"
        for code in DOUBTFUL:
            of_code = (doubt for doubt in self.doubts if doubt.code == code)
            shown = list(itertools.islice(of_code, MAX_ROWS_IN_TEXT))
            yield f"{code}: {counts[code]}" + (", the first:" if counts[code] > len(shown) else "")
            yield from (f"    {doubt.a},{doubt.b}: {doubt.evidence}" for doubt in shown)


def _rules_across(merged: MergedFeed) -> int:
    """Rules for changes between stops of two feeds."""
    feed_of = merged.stops["feed"].to_numpy()
    ends = [merged.transfers[f"{side}_stop_idx"].to_numpy() for side in ("from", "to")]
    known = (ends[0] >= 0) & (ends[1] >= 0)
    return int((feed_of[ends[0][known]] != feed_of[ends[1][known]]).sum())


def _places(merged: MergedFeed) -> tuple[tuple[Row, ...], int]:
    """Places that hold stops of several feeds, the least certain first, and how many there are."""
    stops = merged.stops
    several = np.flatnonzero(stops.groupby("place_idx")["feed"].nunique().to_numpy() > 1)
    place_of = np.unique(stops["place_idx"].to_numpy())[several]
    walk = merged.stop_crosswalk.merge(
        stops[["id", "feed", "parent_idx"]], left_on="stop_idx", right_index=True
    )
    walk = walk[walk["place_idx"].isin(place_of) & (walk["parent_idx"] < 0)]
    least = walk.groupby("place_idx")["score"].min().sort_values(kind="stable")
    rows = []
    for place in least.index[:MAX_ROWS]:
        members = walk[walk["place_idx"] == place]
        weakest = members.loc[members["score"].idxmin()]
        name = str(merged.places["name"][place])
        rows.append(
            Row(tuple(members["id"]), name, str(weakest["evidence"]), round(float(least[place]), 2))
        )
    return tuple(rows), len(place_of)


def _trips(merged: MergedFeed, copies: pd.DataFrame) -> Iterator[Row]:
    """The copies left out, those that agree least first."""
    within = copies["evidence"].str.extract(r"within (\d+) s", expand=False).fillna(0).astype(int)
    for at in within.sort_values(ascending=False, kind="stable").index[:MAX_ROWS]:
        row = copies.loc[at]
        yield Row((str(row["id"]), _kept(merged, row)), _line(merged, row), str(row["evidence"]))


def _stitches(merged: MergedFeed, joined: pd.DataFrame) -> Iterator[Row]:
    """The rides joined, those with another number first."""
    proven = joined["evidence"].str.contains("same number")
    wholes = joined.assign(proven=proven).sort_values("proven", kind="stable")
    for _, parts in list(wholes.groupby("kept_trip_idx", sort=False))[:MAX_ROWS]:
        row = parts.iloc[0]
        yield Row(tuple(parts["id"].unique()), _line(merged, row), str(row["evidence"]))


def _kept(merged: MergedFeed, row: pd.Series) -> str:
    kept = int(row["kept_trip_idx"])
    return str(merged.trips["id"][kept]) if kept >= 0 else ""


def _line(merged: MergedFeed, row: pd.Series) -> str:
    """The line of the trip that stays."""
    kept = int(row["kept_trip_idx"])
    if kept < 0:
        return ""
    route = merged.routes.loc[int(merged.trips["route_idx"][kept])]
    return str(route["short_name"] or route["long_name"])


def _doubt(notice: Notice) -> Doubt:
    of_stops = notice.code == "doubtful_stop_match"
    fields = notice.fields
    a, b = (fields[f"{'stop' if of_stops else 'trip'}_{side}"] for side in "ab")
    file = "overrides.csv" if of_stops else "trip-overrides.csv"
    return Doubt(notice.code, a, b, file, notice.message)
