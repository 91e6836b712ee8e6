"""How late single lines come: the reports of an archive in, shares by line and hours out and back.

Histograms from the general to the particular (forecast/histograms.py): all runs, the line, the line
in three hours of the day, each drawn to the one above it as the model of delays does. A line with
few runs has no shares of its own; of many lines those with the most runs are kept.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from forecast.delays.archive import Reports
from forecast.delays.model import SHRINKAGE
from forecast.histograms import Histograms
from routing.criteria.reliability import BAND_H, WHOLE_DAY, Lateness, Shares

LATE_MIN = (*range(21), 25, 30, 40, 50, 60, 90, 120)
"""Minutes of which shares are told; who comes early comes on time."""
LEAST_OF_LINE = 30
"""Runs at stops below which nothing is said of a line, or of its hours."""
MOST_LINES = 2_000
_BANDS = 24 // BAND_H
_DIGITS = 4
_ALL_DAY = "all"


def learn_lateness(reports: Reports, chosen: NDArray[np.bool_]) -> Lateness:
    """The shares of the reports chosen, which are last ones of their run and stop."""
    bins = np.searchsorted(np.array(LATE_MIN), reports.final_min[chosen], side="left")
    line = reports.line[chosen].astype(np.int64)
    band = line * _BANDS + reports.hour[chosen] // BAND_H
    sizes, keys = (1, len(reports.lines), len(reports.lines) * _BANDS), (line * 0, line, band)
    by_day, by_hours = (Histograms(sizes[:depth], len(LATE_MIN) + 1, SHRINKAGE) for depth in (2, 3))
    by_day.add(keys[:2], bins)
    by_hours.add(keys, bins)
    _, runs, runs_of_band = (counts.sum(axis=1) for counts in by_hours.counts)
    most = np.sort(np.argsort(-runs, kind="stable")[:MOST_LINES])
    lines = most[runs[most] >= LEAST_OF_LINE]
    shares = _shares(by_day.distribution([lines * 0, lines]))
    found = {int(row): {WHOLE_DAY: own} for row, own in zip(lines, shares, strict=True)}
    bands = np.flatnonzero((runs_of_band >= LEAST_OF_LINE) & np.isin(_line_of(runs_of_band), lines))
    shares = _shares(by_hours.distribution([bands * 0, bands // _BANDS, bands]))
    for row, own in zip(bands.tolist(), shares, strict=True):
        found[row // _BANDS][row % _BANDS * BAND_H] = own
    whole = _shares(by_day.counts[0].astype(np.float64))[0]
    return Lateness(LATE_MIN, whole, {reports.lines[row]: own for row, own in found.items()})


def _line_of(bands: NDArray[np.float32]) -> NDArray[np.int64]:
    return np.arange(len(bands)) // _BANDS


def _shares(counts: NDArray[np.float64]) -> list[Shares]:
    """For every row of counts by bins the shares that are no later than each of LATE_MIN."""
    upto = np.cumsum(counts, axis=1)
    shares = np.round(np.minimum(upto[:, :-1] / upto[:, -1:], 1.0), _DIGITS)
    return [tuple(row) for row in shares.tolist()]


def as_content(late: Lateness) -> dict[str, Any]:
    """The shares as they stand in a file."""
    return {
        "minutes": late.minutes,
        "no_later_than": {_ALL_DAY: late.whole},
        "lines": {
            name: {
                _ALL_DAY if hour == WHOLE_DAY else str(hour): shares
                for hour, shares in bands.items()
            }
            for name, bands in late.lines.items()
        },
    }


def read_lateness(content: dict[str, Any]) -> Lateness:
    """The shares of such a file. Errors: KeyError, TypeError or ValueError where it is damaged."""
    minutes = tuple(int(each) for each in content["minutes"])
    if list(minutes) != sorted(set(minutes)) or not minutes or minutes[0] < 0:
        raise ValueError(minutes)
    whole = _read(content["no_later_than"][_ALL_DAY], len(minutes))
    lines = {
        str(name): {_hour(key): _read(shares, len(minutes)) for key, shares in bands.items()}
        for name, bands in content["lines"].items()
    }
    if not all(WHOLE_DAY in bands for bands in lines.values()):
        raise ValueError(_ALL_DAY)
    return Lateness(minutes, whole, lines)


def _hour(key: str) -> int:
    hour = WHOLE_DAY if key == _ALL_DAY else int(key)
    if hour != WHOLE_DAY and hour not in range(0, 24, BAND_H):
        raise ValueError(key)
    return hour


def _read(shares: list[float], length: int) -> Shares:
    row = np.array(shares, dtype=np.float64)
    rises = row.shape == (length,) and bool((np.diff(row) >= 0).all())
    if not rises or not 0 <= row[0] <= row[-1] <= 1:
        raise ValueError(shares)
    return tuple(row.tolist())
