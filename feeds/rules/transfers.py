"""Rules of transfers.txt: changes between things that exist, in a time that can be."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from feeds.fields import UNKNOWN, Fields
from feeds.frames import make_frame
from feeds.rules import codes

MAX_TRANSFER_S = 86_400
"""A change that takes longer than a day is none."""

IN_SEAT = 4
"""From this type on a transfer binds two trips, not two stops."""
MINIMUM_TIME, FORBIDDEN = 2, 3


def clean_transfers(
    fields: Fields,
    stops: dict[bytes, int],
    routes: dict[bytes, int],
    trips: dict[bytes, int],
    new_trip: NDArray[np.int64],
) -> pd.DataFrame:
    """The transfers; `new_trip` gives the final index of every trip, -1 for those left out."""
    kind, bad_kind = fields.ints("transfer_type", 0, 0, 5)
    min_time_s, bad_time = fields.ints("min_transfer_time", -1, 0, MAX_TRANSFER_S)
    bad = bad_kind | bad_time
    ends: dict[str, NDArray[np.int64]] = {}
    for thing, index in (("stop", stops), ("trip", trips), ("route", routes)):
        for side in ("from", "to"):
            column = f"{side}_{thing}_id"
            found = fields.lookup(column, index)
            fields.note(
                codes.FOREIGN_KEY_VIOLATION,
                f"{column} stands for nothing; the transfer is left out",
                found == UNKNOWN,
                column,
            )
            bad |= found == UNKNOWN
            ends[f"{side}_{thing}_idx"] = np.maximum(found, -1)
    for side in ("from", "to"):
        needs_stop = (kind < IN_SEAT) & (ends[f"{side}_stop_idx"] < 0) & ~bad
        needs_trip = (kind >= IN_SEAT) & (ends[f"{side}_trip_idx"] < 0) & ~bad
        for thing, needs in (("stop", needs_stop), ("trip", needs_trip)):
            fields.note(
                codes.MISSING_REQUIRED_FIELD,
                f"{side}_{thing}_id is empty; the transfer is left out",
                needs,
            )
            bad |= needs
        trip = ends[f"{side}_trip_idx"]
        ends[f"{side}_trip_idx"] = np.where(trip >= 0, new_trip[trip], -1)
        bad |= (trip >= 0) & (ends[f"{side}_trip_idx"] < 0)
    untimed = ~bad & (kind == MINIMUM_TIME) & (min_time_s < 0)
    fields.note(
        codes.MISSING_REQUIRED_FIELD,
        "min_transfer_time is empty; the walk decides how long the change takes",
        untimed,
        "from_stop_id",
        "to_stop_id",
    )
    kept = ~bad
    columns = {name: values[kept] for name, values in ends.items()}
    return make_frame("transfers", type=kind[kept], min_time_s=min_time_s[kept], **columns)
