"""Encoded polylines: points in, the text of Google's polyline encoding out."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import numpy as np

_CHUNK_BITS = 5
_MAX_CHUNKS = 7
"""180 degrees at precision 7, doubled for the sign, fill 32 bits."""
_KEPT = 2048
"""Ways kept encoded: options of one answer share most of theirs."""


@lru_cache(maxsize=_KEPT)
def encode(points: tuple[tuple[float, float], ...], precision: int) -> str:
    """The (lat, lon) points as text.

    Source: Google's "Encoded polyline algorithm format".
    """
    if not points:
        return ""
    scaled = np.rint(np.asarray(points, dtype=np.float64) * 10.0**precision).astype(np.int64)
    steps = np.diff(scaled, axis=0, prepend=np.zeros((1, 2), dtype=np.int64)).ravel()
    values = np.where(steps < 0, ~(steps << 1), steps << 1)
    shifts = np.arange(_MAX_CHUNKS) * _CHUNK_BITS
    rest = values[:, None] >> shifts
    is_used = rest > 0
    is_used[:, 0] = True
    is_followed = np.zeros_like(is_used)
    is_followed[:, :-1] = is_used[:, 1:]
    chunks = (rest & 0x1F) + np.where(is_followed, 0x20, 0) + 63
    return chunks[is_used].astype(np.uint8).tobytes().decode("ascii")


def encoded(points: tuple[tuple[float, float], ...], precision: int) -> dict[str, Any]:
    """The points as the API's EncodedPolyline."""
    return {"points": encode(points, precision), "precision": precision, "length": len(points)}
