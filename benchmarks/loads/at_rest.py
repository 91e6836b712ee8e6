"""What processes hold while nothing is in hand, over a load: /metrics looked at in, growth out.

The median of a span from one network to the next stands for it, and growth is the median of the
slopes between any two spans (Theil-Sen): a moment at which two networks stand side by side moves
neither. What searches keep for the next ones is bounded and goes up and down; it is told by itself.
"""

from __future__ import annotations

import urllib.request
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from prometheus_client.parser import text_string_to_metric_families
from scipy.stats import theilslopes

IN_USE, BLOCKS = "navette_memory_in_use_bytes", "navette_python_blocks"
CONFIDENCE = 0.95
LEAST_SPANS = 5
SEEN_PART = 0.9
"""A span of which so much was seen is whole."""
MB = 2**20
HOUR_S = 3600.0


class Look(NamedTuple):
    """One process at one moment."""

    at_s: float
    pid: str
    searches: float
    """Bytes kept for the next searches."""
    other: float
    """All other bytes held of the allocator."""
    blocks: float


class AtRest(NamedTuple):
    """All processes together."""

    mb_per_hour: float | None
    """Of the allocator, without what searches keep; None where there were too few spans."""
    mb_per_hour_between: list[float]
    """What it lies between, with 95 in 100."""
    blocks_per_hour: float | None
    """Of Python's pools for small objects: how many more, each of 512 bytes at the most."""
    mb_by_span: list[float]
    for_searches_mb_by_span: list[float]
    blocks_by_span: list[int]


def look(address: str, at_s: float) -> list[Look]:
    """What every process of a site last noted.

    Errors: OSError where the site does not answer.
    """
    with urllib.request.urlopen(f"{address}/metrics", timeout=10) as answer:  # noqa: S310 - ours
        text = answer.read().decode()
    found: dict[str, dict[str, float]] = {}
    for family in text_string_to_metric_families(text):
        for sample in family.samples:
            if sample.name in {IN_USE, BLOCKS}:
                labels = sample.labels
                found.setdefault(labels["pid"], {})[labels.get("what", "blocks")] = sample.value
    return [Look(at_s, pid, **found[pid]) for pid in sorted(found) if len(found[pid]) == 3]


def told(looks: list[Look], span_s: float, warm_up_s: float) -> AtRest | None:
    """Growth over the spans after the warm-up; None where nothing was seen."""
    if not looks:
        return None
    began_s = min(each.at_s for each in looks)
    spans, sums = _by_span(looks, began_s, span_s)
    searches, other, blocks = sums.T
    at_h = (spans + 0.5) * span_s / HOUR_S
    late = spans * span_s >= warm_up_s
    more, _ = growth(at_h[late], blocks[late])
    return AtRest(
        *growth(at_h[late], other[late] / MB),
        None if more is None else round(more),
        [round(float(each), 2) for each in other / MB],
        [round(float(each), 1) for each in searches / MB],
        [round(float(each)) for each in blocks],
    )


def growth(
    at_h: NDArray[np.float64], values: NDArray[np.float64]
) -> tuple[float | None, list[float]]:
    """By how much a value grows in an hour, and what that lies between; nothing for few values."""
    if len(values) < LEAST_SPANS:
        return None, []
    slope, _, low, high = theilslopes(values, at_h, CONFIDENCE)
    return round(float(slope), 2), [round(float(low), 2), round(float(high), 2)]


def _by_span(
    looks: list[Look], began_s: float, span_s: float
) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Whole spans in which every process was seen, and the sums of their medians: (spans, 3)."""
    span = np.array([(each.at_s - began_s) // span_s for each in looks]).astype(np.int64)
    pids = np.array([each.pid for each in looks])
    values = np.array([(each.searches, each.other, each.blocks) for each in looks])
    every = len(np.unique(pids))
    whole, sums = [], []
    ends_s = max(each.at_s for each in looks) - began_s
    for one in np.unique(span[(span + SEEN_PART) * span_s <= ends_s]):
        here = span == one
        seen = np.unique(pids[here])
        if len(seen) == every:
            whole.append(one)
            sums.append(sum(np.median(values[here & (pids == pid)], axis=0) for pid in seen))
    return np.array(whole, dtype=np.int64), np.array(sums, dtype=np.float64).reshape(-1, 3)
