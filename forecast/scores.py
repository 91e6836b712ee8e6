"""How good forecasts were: errors at targets in, the usual figures out."""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np

from forecast.lived import Targets
from forecast.profile import Floats


@dataclass(frozen=True, slots=True)
class Score:
    """How good the forecasts of one horizon were, over `n` targets, in the quantity's unit.

    `mase_week` and `mase_profile` are the mean absolute error as a share of that of last week's
    value and of the bare weekly profile; `pinball` is the mean loss of P10, P50 and P90.
    """

    horizon: str
    n: int
    mae: float
    rmse: float
    wape: float
    mase_week: float
    mase_profile: float
    pinball: float
    coverage80: float
    width80: float

    def as_json(self) -> dict[str, float | int | None]:
        """The score without its name; what is not defined is null."""
        names = (
            "mae", "rmse", "wape", "mase_week", "mase_profile", "pinball", "coverage80", "width80",
        )  # fmt: skip
        values = {name: float(getattr(self, name)) for name in names}
        known = {name: value if np.isfinite(value) else None for name, value in values.items()}
        return {**known, "n": self.n}


def score_of(name: str, parts: list[Targets]) -> Score | None:
    """The score over several groups of targets, or None where there are none."""
    joined = [np.concatenate([getattr(p, f.name) for p in parts]) for f in fields(Targets)]
    observed, missed, by_week, by_profile, below, above = joined
    if not len(observed):
        return None
    size = np.abs(missed).mean()
    inside = (missed >= -below) & (missed <= above)
    losses = [
        _pinball(missed + below, 0.1),
        _pinball(missed, 0.5),
        _pinball(missed - above, 0.9),
    ]
    return Score(
        horizon=name,
        n=len(observed),
        mae=float(size),
        rmse=float(np.sqrt((missed**2).mean())),
        wape=share(size, np.abs(observed).mean()),
        mase_week=share(size, np.abs(by_week).mean()),
        mase_profile=share(size, np.abs(by_profile).mean()),
        pinball=float(np.mean(losses)),
        coverage80=float(inside.mean()),
        width80=float((below + above).mean()),
    )


def share(part: float, whole: float) -> float:
    """A part as a share of the whole; nan of nothing."""
    return float(part / whole) if whole > 0 else float("nan")


def _pinball(error: Floats, level: float) -> float:
    return float(np.maximum(level * error, (level - 1) * error).mean())
