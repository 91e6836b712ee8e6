"""Three real feeds of the border merged: stops against pairs reviewed by hand, trains by number.

`reviewed_pairs.csv` was made by looking at every two stops of two feeds that stand within 300 m of
each other, within 1,500 m where their names share a telling word or trains call at both, and at
stations of one name wherever they stand. A station, its platforms, the buses and trams in front of
it that bear its name, and the coaches that stand in for its trains are one place (`same`); so are
two feeds' stops of one corner. `unsure` is what cannot be told without going there: it must not be
put together, and is shown to a person. Near pairs that are not one place are `different`; pairs
further than 300 m away of which at least one is no station all are, and are left out.
"""

from __future__ import annotations

import itertools
import re
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from feeds.load import load_feed
from feeds.merge import merge
from feeds.merge.stations import roots
from feeds.tables import MergedFeed, Source
from feeds.territory import HOME, load_territory
from tests.feeds.merge.small_feeds import runs

FEEDS = (
    ("lu", "luxembourg", "LU"),
    ("ter", "sncf-ter", "FR"),
    ("fluo67", "fluo-bas-rhin", "FR"),
)
REVIEWED = Path(__file__).with_name("reviewed_pairs.csv")


@pytest.fixture(scope="module")
def feeds(shared_data) -> list[MergedFeed]:
    return [
        load_feed(shared_data(f"border-2025/{file}.zip"), Source(tag=tag, country=country))
        for tag, file, country in FEEDS
    ]


@pytest.fixture(scope="module")
def merged(feeds) -> MergedFeed:
    return merge(feeds, load_territory(HOME))


@pytest.fixture(scope="module")
def reviewed() -> pd.DataFrame:
    return pd.read_csv(REVIEWED)


def place_of(merged: MergedFeed) -> dict[str, int]:
    return dict(zip(merged.stops["id"], merged.stops["place_idx"].tolist(), strict=True))


def test_the_reviewed_pairs_are_told_apart_and_together_as_a_person_does(merged, reviewed):
    place = place_of(merged)
    verdicts = {"same": [], "different": [], "unsure": []}
    for row in reviewed.itertuples():
        verdicts[row.verdict].append(place[row.stop_a] == place[row.stop_b])
    assert not any(verdicts["different"])
    assert not any(verdicts["unsure"])
    assert np.mean(verdicts["same"]) >= 0.97


def test_of_stops_of_two_feeds_few_are_missed_and_none_is_wrong(merged, reviewed):
    found = pairs_of_two_feeds(merged)
    same = reviewed[reviewed["verdict"] == "same"]
    same = {frozenset(pair) for pair in zip(same["stop_a"], same["stop_b"], strict=True)}
    same = {pair for pair in same if len({stop.partition("_")[0] for stop in pair}) == 2}
    assert len(same) >= 63
    precision, recall = len(found & same) / len(found), len(found & same) / len(same)
    assert precision >= 0.99, found - same
    assert recall >= 0.97, same - found


def pairs_of_two_feeds(merged: MergedFeed) -> set[frozenset[str]]:
    """Stops and stations of two feeds that share a place; platforms go with their station."""
    stops = merged.stops[merged.stops["parent_idx"] < 0]
    return {
        frozenset((one.id, other.id))
        for _, members in stops.groupby("place_idx")
        for one, other in itertools.combinations(members.itertuples(), 2)
        if one.feed != other.feed
    }


def test_stops_that_follow_each_other_in_a_trip_are_two_places(merged):
    times = merged.stop_times
    stop, trip = times["stop_idx"].to_numpy(), times["trip_idx"].to_numpy()
    root = roots(merged.stops["parent_idx"].to_numpy(dtype=np.int64))[stop]
    place = merged.stops["place_idx"].to_numpy()[stop]
    follows = (trip[1:] == trip[:-1]) & (root[1:] != root[:-1])
    assert not (place[1:] == place[:-1])[follows].any()


def test_stations_bear_the_names_of_their_own_country(merged):
    place = place_of(merged)
    for stop_id, name, country in (
        ("ter_StopArea:OCE82001000", "Luxembourg, Gare Centrale", "LU"),
        ("ter_StopArea:OCE82006030", "Bettembourg, Gare", "LU"),
        ("lu_400000093", "Thionville", "FR"),
        ("lu_400000047", "Metz", "FR"),
        ("fluo67_28646", "Roeschwoog", "FR"),
        ("fluo67_17955", "Brumath Mairie", "FR"),
    ):
        row = merged.places.iloc[place[stop_id]]
        assert (row["name"], row["country"]) == (name, country)


def test_what_is_doubtful_is_listed(merged):
    listed = {
        (notice.fields["stop_a"], notice.fields["stop_b"])
        for notice in merged.notices.samples["doubtful_stop_match"]
    }
    assert ("ter_StopArea:OCE87660910", "fluo67_12589") in listed
    assert merged.notices.counts["doubtful_stop_match"] <= 10


def test_the_train_to_luxembourg_in_both_feeds_runs_once(merged):
    left_out = merged.trip_crosswalk.set_index("id")
    row = left_out.loc["lu_C82:88740:000231:0"]
    row = row.iloc[0] if isinstance(row, pd.DataFrame) else row
    kept = merged.trips.iloc[row["kept_trip_idx"]]
    assert kept["id"].startswith("ter_OCESN88740")
    assert "4 calls within 0 s, same number" in row["evidence"]


def is_stitched(merged: MergedFeed) -> pd.Series:
    return merged.trip_crosswalk["evidence"].str.startswith("one ride:")


def test_a_train_that_ends_at_the_border_in_one_feed_goes_on_in_the_other(merged):
    stitched = merged.trip_crosswalk[is_stitched(merged)]
    assert len(stitched) > 100
    for trip, parts in stitched.groupby("kept_trip_idx")["id"]:
        numbers = [train_number(part) for part in parts]
        assert max(numbers) - min(numbers) <= 1 or min(numbers) == 88728
        assert len({part.partition("_")[0] for part in parts}) == 2
        calls = merged.stop_times[merged.stop_times["trip_idx"] == trip]
        assert merged.stops["feed"].to_numpy()[calls["stop_idx"]].max() == 1
        assert (calls["arrival_s"].to_numpy()[1:] >= calls["departure_s"].to_numpy()[:-1]).all()


def test_trains_taken_for_one_nearly_all_bear_one_number_or_two_neighbouring_ones(merged):
    copies = merged.trip_crosswalk[~is_stitched(merged)]
    ids = merged.trips["id"].to_numpy(dtype=object)[copies["kept_trip_idx"]]
    apart = [
        abs(train_number(left) - train_number(kept))
        for left, kept in zip(copies["id"], ids, strict=True)
    ]
    assert len(apart) > 200
    assert np.mean(np.array(apart) <= 1) >= 0.85


def train_number(trip_id: str) -> int:
    return int(re.search(r"(?:OCESN|C82:)0*(\d+)", trip_id).group(1))


def test_every_run_that_was_left_out_has_one_that_stands_for_it_that_day(feeds, merged):
    before = {run for feed in feeds for run in rail_runs(feed)}
    after = rail_runs(merged)
    assert {run for run in after if "+" not in run} <= before
    stands_for: dict[str, set[str]] = {}
    for row in merged.trip_crosswalk.itertuples():
        stands_for.setdefault(row.id, set()).add(merged.trips["id"][row.kept_trip_idx])
    gone = before - after
    assert len(gone) > 1000
    for run in gone:
        trip_id, day = run.rsplit(" ", 1)
        assert any(f"{kept} {day}" in after for kept in stands_for[trip_id]), run


def rail_runs(feed: MergedFeed) -> set[str]:
    rail = feed.routes["type"].to_numpy()[feed.trips["route_idx"].to_numpy()] == 2
    return runs(feed, rail)
