"""Runs observed: what vehicles told at the ends of hops in, run times and what became of the rest.

What was said last of a run at a stop counts, if it was said when the run had been there: before
that it is a prediction. Where only one delay is told of the first stop, a bus that came early may
have waited for its time, and one with minutes to spare there may have made them up: when it left is
not known then, and the run is left out.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from forecast.buses.hops import FROM, TO, Floats, Hops, Ints

LEAD_S = 120
"""Publishers drop stops that were called at: what is said so shortly before counts as seen."""
FAR_S = 6 * 3600
"""Who speaks of a run longer before or after it means another one."""
MAX_RUN_S = 3 * 3600

COMES, LEAVES, SKIPPED, NO_DATA = 0, 1, 2, 3
"""What is told of a stop: a delay (of the arrival where both are), that of the departure, that the
run does not call there, that nobody knows any more."""
USED = "used"
REASONS = ("skipped", "no data", "one end", "foretold", "held", "too fast", "too slow")
"""Why a run is left out; the first that holds."""
_AT_FROM, _LEFT_FROM, _AT_TO, _NOT_FROM, _NOT_TO = range(5)
_NONE, _NEVER = np.nan, -1


class Told(NamedTuple):
    """What was told at ends of hops. Shapes: (n,) each; `delay_s` means nothing for the silent."""

    hop: Ints
    end: Ints
    kind: Ints
    at_s: Ints
    delay_s: Floats


class Runs(NamedTuple):
    """Runs on hops. Shapes: (runs,) each; moments in UTC seconds.

    `reason` counts in REASONS, being their number where both ends were seen; only then mean
    `leaves_s` and `run_s` something. `due_s` is when it was to be half-way. `astray` counts the
    reports of which no run was found.
    """

    hop: Ints
    due_s: Ints
    reason: Ints
    leaves_s: Ints
    run_s: Ints
    astray: int

    def used(self) -> Runs:
        """Those of which both ends were seen."""
        return self.where(self.reason == len(REASONS))

    def where(self, chosen: NDArray[np.bool_]) -> Runs:
        """Some of them."""
        hop, due_s, reason, leaves_s, run_s, astray = self
        kept = hop[chosen], due_s[chosen], reason[chosen], leaves_s[chosen], run_s[chosen]
        return Runs(*kept, astray)

    def counts(self) -> dict[str, int]:
        """What became of them: how many are used, and the others by reason."""
        counted = np.bincount(self.reason, minlength=len(REASONS) + 1).tolist()
        return {USED: counted[-1], **dict(zip(REASONS, counted, strict=False))}

    def half_way_s(self) -> Ints:
        """When they were half-way, or were to be where that is not known."""
        is_used = self.reason == len(REASONS)
        return np.where(is_used, self.leaves_s + self.run_s // 2, self.due_s)


def observe(told: Told, hops: Hops, lead_s: int = LEAD_S) -> Runs:
    """Every run that was told of, and whether it can be used."""
    day = _days(told, hops)
    known = day >= 0
    days = max(hops.runs.shape[1], 1)
    runs, row = np.unique(told.hop[known] * days + day[known], return_inverse=True)
    hop, run_day = runs // days, runs % days
    said, at_s = _last(_where(told, known), row.reshape(-1), len(runs))
    starts_s = hops.day_starts_s[hops.zone[hop], run_day] if len(hop) else hop
    late_s, is_held = _left_late(said, hops.dwell_s[hop, FROM])
    leaves = starts_s + hops.leaves_s[hop] + late_s
    run_s = starts_s + hops.comes_s[hop] + said[:, _AT_TO] - leaves
    from_at = np.maximum(at_s[:, _AT_FROM], at_s[:, _LEFT_FROM])
    to_at = at_s[:, _AT_TO]
    silent_from, silent_to = at_s[:, _NOT_FROM] > from_at, at_s[:, _NOT_TO] > to_at
    is_skip = (silent_from & (said[:, _NOT_FROM] == SKIPPED)) | (
        silent_to & (said[:, _NOT_TO] == SKIPPED)
    )
    reason = _first_of(
        is_skip,
        silent_from | silent_to,
        np.isnan(run_s),
        (from_at < leaves - lead_s) | (to_at < leaves + np.maximum(run_s - lead_s, 0)),
        is_held,
        run_s < np.maximum(hops.least_s[hop], 1),
        run_s > MAX_RUN_S,
    )
    return Runs(
        hop=hop,
        due_s=starts_s + (hops.leaves_s[hop] + hops.comes_s[hop]) // 2,
        reason=reason,
        leaves_s=np.nan_to_num(leaves).astype(np.int64),
        run_s=np.nan_to_num(run_s).astype(np.int64),
        astray=int((~known).sum()),
    )


def _days(told: Told, hops: Hops) -> Ints:
    """On which service day, by its column, the run meant runs: the nearest; -1 for none."""
    if not len(told.hop) or not hops.runs.shape[1]:
        return np.full(len(told.hop), -1, dtype=np.int64)
    delay_s = np.nan_to_num(told.delay_s)
    due_s = hops.scheduled_s(told.hop, told.end) + delay_s
    zone, service = hops.zone[told.hop], hops.service[told.hop]
    today = np.zeros(len(due_s), dtype=np.int64)
    for at, starts_s in enumerate(hops.day_starts_s):
        mine = zone == at
        today[mine] = np.searchsorted(starts_s, told.at_s[mine], side="right") - 1
    best = np.full(len(due_s), -1, dtype=np.int64)
    off = np.full(len(due_s), FAR_S + 1.0)
    for step in (0, -1, 1, -2):
        day = today + step
        inside = (day >= 0) & (day < hops.runs.shape[1])
        column = np.where(inside, day, 0)
        far = np.abs(hops.day_starts_s[zone, column] + due_s - told.at_s)
        nearer = inside & hops.runs[service, column] & (far < off)
        best[nearer], off[nearer] = column[nearer], far[nearer]
    return best


def _where(told: Told, chosen: NDArray[np.bool_]) -> Told:
    hop, end, kind, at_s, delay_s = told
    return Told(hop[chosen], end[chosen], kind[chosen], at_s[chosen], delay_s[chosen])


def _last(told: Told, row: Ints, runs: int) -> tuple[Floats, Ints]:
    """What was said last of every run, and when, a column a kind. Shapes: (runs, 5) each."""
    said = np.full((runs, 5), _NONE)
    at_s = np.full((runs, 5), _NEVER, dtype=np.int64)
    silent = told.kind >= SKIPPED
    column = np.select(
        [silent & (told.end == FROM), silent, told.end == TO, told.kind == LEAVES],
        [_NOT_FROM, _NOT_TO, _AT_TO, _LEFT_FROM],
        _AT_FROM,
    )
    order = np.argsort(told.at_s, kind="stable")
    place = row[order], column[order]
    said[place] = np.where(silent, told.kind, told.delay_s)[order]  # of equal places the last stays
    at_s[place] = told.at_s[order]
    return said, at_s


def _left_late(said: Floats, dwell_s: Ints) -> tuple[Floats, NDArray[np.bool_]]:
    """How late runs left their first stop, and where that is not known for sure."""
    came, left = said[:, _AT_FROM], said[:, _LEFT_FROM]
    is_told = ~np.isnan(left)
    is_held = ~is_told & ((came < 0) | ((dwell_s > 0) & (came != 0)))
    return np.where(is_told, left, came), is_held


def _first_of(*holds: NDArray[np.bool_]) -> Ints:
    """Which of some conditions holds first; their number where none does."""
    return np.select(list(holds), list(range(len(holds))), len(holds)).astype(np.int64)
