"""Feeds of several publishers become one: clean feeds in, one MergedFeed out.

Ids are scoped by tag already. What is done here: tables end to end, the country of every stop,
places (one station under two ids is one place), rides that two feeds publish, rides that were cut
where one feed ends and the next begins, and rules for changes that hold for both.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pandas as pd

from core.errors import FeedError
from core.progress import Progress, silent
from feeds.merge.carried import with_carried_rules
from feeds.merge.concatenate import concatenate
from feeds.merge.countries import with_countries
from feeds.merge.duplicates import without_duplicates
from feeds.merge.overrides import NO_VERDICTS, TripVerdicts
from feeds.merge.places import with_places
from feeds.merge.stitching import with_stitches
from feeds.tables import MergedFeed
from feeds.territory import Territory

__all__ = ["merge"]


def merge(
    feeds: Sequence[MergedFeed],
    territory: Territory | None,
    *,
    overrides: pd.DataFrame | None = None,
    trip_verdicts: TripVerdicts = NO_VERDICTS,
    progress: Progress = silent,
) -> MergedFeed:
    """The feeds as one network's tables; the inputs stay as they are.

    `overrides` is a curator's word on stops: columns stop_a, stop_b (scoped ids) and verdict
    ("same" or "different"); `trip_verdicts` is one on pairs of trips. Both can be read from a data
    folder (feeds/merge/overrides.py).

    Errors: FeedError when there is no feed or two carry one tag, DataError for a bad override.
    """
    if not feeds:
        raise FeedError("there is no feed to merge", mend="add one with `feeds add`")
    progress("putting the feeds together", 0.0)
    merged = concatenate(feeds)
    progress("matching stops of different feeds", 0.3)
    merged = replace(merged, stops=with_countries(merged.stops, territory))
    merged = with_places(merged, territory, overrides)
    progress("looking for rides that two feeds publish", 0.6)
    merged = without_duplicates(merged, trip_verdicts)
    progress("joining rides that were cut at the border", 0.8)
    merged = with_stitches(merged, trip_verdicts)
    merged = with_carried_rules(merged)
    progress("feeds merged", 1.0)
    return merged
