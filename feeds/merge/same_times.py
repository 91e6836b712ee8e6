"""What all rides of a line say together: matches by line and time in, which to believe out.

One bus two minutes behind another of its line is a relief bus or a second copy of the first. If
two feeds publish one line, most of its rides have a partner, at much the same distance in time.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from feeds.merge.runs import Runs
from feeds.merge.same_train import Match

AGREEING_SHARE = 0.5
"""From this share of the poorer copy's rides with a partner on, two feeds publish one line."""

Line = tuple[int, int, int]


def lag_of_lines(runs: Runs, found: Sequence[Match]) -> dict[Match, int]:
    """How far the poorer copy of its line mostly lags behind, for matches by line alone."""
    seen: dict[Line, Counter[int]] = {}
    for match in found:
        if match.by_line_alone:
            line, sign = _line(runs, match)
            seen.setdefault(line, Counter())[sign * match.lag_s] += 1
    usual = {line: _commonest(lags) for line, lags in seen.items()}
    out = {}
    for match in found:
        if match.by_line_alone:
            line, sign = _line(runs, match)
            out[match] = sign * usual[line]
    return out


def only_where_lines_agree(runs: Runs, found: Sequence[Match]) -> list[Match]:
    """The matches; by line alone they are certain only where most rides of the line have one.

    Where both copies have the very same times nothing is lost in any case.
    """
    rides = Counter(zip(runs.feed.tolist(), runs.line.tolist(), strict=True))
    matched: dict[tuple[int, int, int], set[int]] = {}
    for match in found:
        if match.by_line_alone:
            matched.setdefault(_of_poor(runs, match), set()).add(match.poor)
    return [
        replace(match, certain=False)
        if match.by_line_alone
        and match.apart_s > 0
        and len(matched[key := _of_poor(runs, match)]) < AGREEING_SHARE * rides[key[0], key[2]]
        else match
        for match in found
    ]


def _line(runs: Runs, match: Match) -> tuple[Line, int]:
    """The two feeds in order with the line, and the sign of a lag that goes with that order."""
    poor, rich = int(runs.feed[match.poor]), int(runs.feed[match.rich])
    line = int(runs.line[match.poor])
    return ((poor, rich, line), 1) if poor < rich else ((rich, poor, line), -1)


def _of_poor(runs: Runs, match: Match) -> tuple[int, int, int]:
    return (
        int(runs.feed[match.poor]), int(runs.feed[match.rich]), int(runs.line[match.poor]),
    )  # fmt: skip


def _commonest(lags: Counter[int]) -> int:
    """The commonest lag, of several the smallest."""
    return min(lags, key=lambda lag: (-lags[lag], abs(lag), lag))
