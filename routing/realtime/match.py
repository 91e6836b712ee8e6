"""Matching: the trip updates of one message in, the run of each out.

By trip id first. An id whose run contradicts what is said (other stops, hours too early, another
start) is not believed; where many contradict, the ids of the whole message are not, and stops and
times decide before them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from feeds.realtime.messages import TripKind, TripUpdate
from routing.network import Network
from routing.overlay import Run
from routing.realtime.by_id import find_run
from routing.realtime.by_times import SAME_TIME_S, candidates, is_plausible, start_off
from routing.realtime.located import fit_of, locate

MAX_BY_TIMES = 2000
"""Most updates of a message that are looked for by stops and times: it takes a moment for each."""
DISTRUST_SHARE, DISTRUST_LEAST = 0.2, 3
"""From this share on, and this many, contradicting ids mean that no id can be believed."""

NEEDS_NO_RUN = frozenset({TripKind.ADDED})


@dataclass(frozen=True, slots=True)
class Matches:
    """The run of every update, None where none was found. Added runs need none and have None."""

    runs: tuple[Run | None, ...]
    by_id: int
    by_times: int


def match_updates(network: Network, tag: str, updates: Sequence[TripUpdate], now_s: int) -> Matches:
    """The runs of a message's updates; no run is given to two of them by times."""
    named = [find_run(network, tag, update, now_s) for update in updates]
    is_sound = [
        run is not None and _agrees(network, tag, update, run)
        for update, run in zip(updates, named, strict=True)
    ]
    doubtful = sum(run is not None and not ok for run, ok in zip(named, is_sound, strict=True))
    known = sum(run is not None for run in named)
    distrusted = doubtful >= DISTRUST_LEAST and doubtful > DISTRUST_SHARE * known
    if distrusted:
        is_sound = [
            ok and start_is_named
            for ok, start_is_named in zip(is_sound, map(_names_start, updates), strict=True)
        ]
    runs: list[Run | None] = [run if ok else None for run, ok in zip(named, is_sound, strict=True)]
    by_id = sum(run is not None for run in runs)
    rest = [
        at
        for at, update in enumerate(updates)
        if runs[at] is None and update.trip.kind not in NEEDS_NO_RUN
    ]
    _assign_by_times(network, tag, updates, rest[:MAX_BY_TIMES], runs)
    by_times = sum(run is not None for run in runs) - by_id
    taken = {run for run in runs if run is not None}
    for at in rest:
        run = named[at]
        if (
            runs[at] is None
            and run is not None
            and run not in taken
            and (
                not updates[at].calls
                or (not distrusted and _is_only_late(network, tag, updates[at], run))
            )
        ):
            runs[at] = run  # what is said does not contradict the id
            by_id += 1
    return Matches(tuple(runs), by_id, by_times)


def _agrees(network: Network, tag: str, update: TripUpdate, run: Run) -> bool:
    """Whether a run can be the one that an update speaks of."""
    off_s = start_off(network, update, *run)
    if off_s is not None and off_s > SAME_TIME_S:
        return False
    if update.trip.kind in (TripKind.REPLACEMENT, TripKind.ADDED, TripKind.DUPLICATED):
        return True
    located = locate(network, tag, run[0], update.calls)
    if located.missed * 2 > len(update.calls):
        return False
    return is_plausible(fit_of(network, located, *run))


def _is_only_late(network: Network, tag: str, update: TripUpdate, run: Run) -> bool:
    """Whether the stops fit and nothing is strange but a great delay."""
    located = locate(network, tag, run[0], update.calls)
    fit = fit_of(network, located, *run)
    off_s = start_off(network, update, *run)
    on_line = located.missed == 0 and (off_s is None or off_s <= SAME_TIME_S)
    return on_line and fit.off_s is None and (fit.late_s or 0) > 0


def _names_start(update: TripUpdate) -> bool:
    """Whether an update names its start, by which its id was checked."""
    return update.trip.start_s is not None


def _assign_by_times(
    network: Network,
    tag: str,
    updates: Sequence[TripUpdate],
    rest: Sequence[int],
    runs: list[Run | None],
) -> None:
    """Gives runs to updates, the surest pairs first, no run twice."""
    taken = {run for run in runs if run is not None}
    pairs = sorted(
        (candidate, at) for at in rest for candidate in candidates(network, tag, updates[at])
    )
    for candidate, at in pairs:
        if runs[at] is None and candidate.run not in taken:
            runs[at] = candidate.run
            taken.add(candidate.run)
