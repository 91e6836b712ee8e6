"""Feeds end to end: every row still means what it meant in its own feed."""

import numpy as np
import pandas as pd
import pytest

from core.errors import DataError, FeedError
from feeds.merge import merge
from feeds.merge.concatenate import concatenate
from feeds.tables import COLUMNS
from tests.feeds.merge.small_feeds import small_feed

STOPS = """
    one | North | 0    0
    two | South | 5000 0
    pla | South platform | 5000 0 | two
"""
TRIPS = """
    t1 | bus 1 | 2025-02-03 | one 08:00 > pla 08:20
    t2 | bus 1 | 2025-02-03 2025-02-04 | pla 09:00 > one 09:20
"""
TRANSFERS = """
    one two 2 240
    pla pla 4 -1 t1 t2
"""


def feed(tag, **options):
    return small_feed(tag, "FR", STOPS, TRIPS, transfers=TRANSFERS, **options)


def test_every_table_keeps_its_columns_and_types():
    merged = merge([feed("a"), feed("b")], None)
    for table, columns in COLUMNS.items():
        frame = getattr(merged, table)
        assert list(frame.columns) == list(columns)
        assert {name: str(dtype) for name, dtype in frame.dtypes.items()} == columns
        np.testing.assert_array_equal(frame.index, np.arange(len(frame)))


@pytest.mark.parametrize(
    ("table", "owner", "column", "target"),
    [
        ("stops", "", "parent_idx", "stops"),
        ("routes", "", "agency_idx", "agencies"),
        ("trips", "", "route_idx", "routes"),
        ("trips", "", "service_idx", "services"),
        ("stop_times", "trip_idx", "stop_idx", "stops"),
        ("transfers", "from_stop_idx", "to_stop_idx", "stops"),
        ("transfers", "from_stop_idx", "from_trip_idx", "trips"),
        ("transfers", "to_stop_idx", "to_trip_idx", "trips"),
    ],
)
def test_no_reference_leads_into_the_other_feed(table, owner, column, target):
    merged = concatenate([feed("a"), feed("b")])
    rows = getattr(merged, table)
    rows = rows[rows[column] >= 0]
    owners = {"trip_idx": merged.trips, "from_stop_idx": merged.stops, "to_stop_idx": merged.stops}
    own = owners[owner]["feed"].to_numpy()[rows[owner]] if owner else rows["feed"].to_numpy()
    assert set(own) == {0, 1}
    assert list(getattr(merged, target)["feed"].to_numpy()[rows[column]]) == list(own)


def test_the_second_feed_runs_as_it_ran_alone():
    alone, merged = feed("b"), merge([feed("a"), feed("b")], None)
    start = len(merged.trips) - len(alone.trips)
    for number, trip_id in enumerate(alone.trips["id"]):
        assert merged.trips["id"][start + number] == trip_id
        expected = alone.stop_times[alone.stop_times["trip_idx"] == number]
        found = merged.stop_times[merged.stop_times["trip_idx"] == start + number]
        stops = merged.stops["id"].to_numpy()[found["stop_idx"]]
        assert list(stops) == list(alone.stops["id"].to_numpy()[expected["stop_idx"]])
        assert list(found["departure_s"]) == list(expected["departure_s"])


def test_transfers_and_stay_seated_links_of_both_feeds_are_kept():
    merged = concatenate([feed("a"), feed("b")])
    ids, trips = merged.stops["id"], merged.trips["id"]
    rows = [
        (ids[r.from_stop_idx], ids[r.to_stop_idx], r.type, r.min_time_s)
        for r in merged.transfers.itertuples()
    ]
    assert rows == [
        ("a_one", "a_two", 2, 240),
        ("a_pla", "a_pla", 4, -1),
        ("b_one", "b_two", 2, 240),
        ("b_pla", "b_pla", 4, -1),
    ]
    last = merged.transfers.iloc[3]
    assert (trips[last.from_trip_idx], trips[last.to_trip_idx]) == ("b_t1", "b_t2")
    assert list(merged.transfers["from_route_idx"]) == [-1] * 4


def test_merged_feeds_can_be_merged_again():
    twice = merge([merge([feed("a"), feed("b")], None), feed("c")], None)
    once = merge([feed("a"), feed("b"), feed("c")], None)
    for table in COLUMNS:
        one, other = getattr(twice, table), getattr(once, table)
        if table == "transfers":  # rules stand in no order
            one, other = (
                frame.sort_values(list(frame.columns), ignore_index=True) for frame in (one, other)
            )
        assert one.equals(other), table
    assert [info.source.tag for info in twice.feeds] == ["a", "b", "c"]


def test_two_feeds_with_one_tag_are_refused():
    with pytest.raises(FeedError, match="two feeds carry the tag 'a'"):
        merge([feed("a"), feed("a")], None)


def test_nothing_to_merge_is_said():
    with pytest.raises(FeedError, match="there is no feed to merge"):
        merge([], None)


def test_merging_leaves_its_inputs_as_they_are():
    one, two = feed("a"), feed("b")
    before = {table: getattr(two, table).copy() for table in COLUMNS}
    merge([one, two], None)
    for table, frame in before.items():
        assert getattr(two, table).equals(frame), table
    assert not two.notices.counts


def test_an_override_for_a_stop_that_is_not_there_names_its_row():
    overrides = pd.DataFrame({"stop_a": ["a_one"], "stop_b": ["b_nowhere"], "verdict": ["same"]})
    with pytest.raises(DataError, match="overrides, row 2: no stop has the id 'b_nowhere'"):
        merge([feed("a"), feed("b")], None, overrides=overrides)
