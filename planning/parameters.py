"""The parameter sheet: planning/parameters.csv in, every figure with its range and source out."""

from __future__ import annotations

import csv
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from core.errors import Fault, RequestError

SHEET = Path(__file__).resolve().parent / "parameters.csv"
Level = Literal["low", "central", "high"]
LEVELS: tuple[Level, ...] = ("low", "central", "high")


@dataclass(frozen=True, slots=True)
class Parameter:
    """One figure, with what it stands on."""

    name: str
    value: float
    low: float
    high: float
    unit: str
    price_year: str
    country: str
    source: str


@dataclass(frozen=True, slots=True)
class Parameters:
    """The sheet at one level: `parameters["wait_weight"]`.

    With `only`, the others stay central.
    """

    sheet: Mapping[str, Parameter]
    level: Level = "central"
    only: Collection[str] | None = None

    def __getitem__(self, name: str) -> float:
        found = self.sheet[name]
        if self.only is not None and name not in self.only:
            return found.value
        return {"low": found.low, "central": found.value, "high": found.high}[self.level]

    def __iter__(self) -> Iterator[Parameter]:
        return iter(self.sheet.values())

    def varied(self, name: str, level: Level) -> Parameters:
        """The same sheet on which one figure has that of another level for its central one."""
        found = self.sheet[name]
        value = {"low": found.low, "central": found.value, "high": found.high}[level]
        return replace(self, sheet={**self.sheet, name: replace(found, value=value)})

    def at(self, level: Level, only: Collection[str] | None = None) -> Parameters:
        """The same sheet at another level, or only some of it."""
        return Parameters(self.sheet, level, only)


def read_parameters(path: Path = SHEET) -> Parameters:
    """The sheet of a file.

    Errors: RequestError naming rows whose figures are none, or out of order.
    """
    sheet: dict[str, Parameter] = {}
    faults: list[Fault] = []
    with path.open(encoding="utf-8", newline="") as file:
        for row, entry in enumerate(csv.DictReader(file), start=2):
            try:
                figures = [float(entry[name]) for name in ("value", "low", "high")]
            except (KeyError, TypeError, ValueError):
                faults.append(Fault(f"{path.name}, row {row}", "value, low or high is no number"))
                continue
            if not min(figures[1:]) <= figures[0] <= max(figures[1:]):
                faults.append(Fault(f"{path.name}, row {row}", "value lies outside low and high"))
            sheet[entry["name"]] = Parameter(
                name=entry["name"],
                value=figures[0],
                low=figures[1],
                high=figures[2],
                unit=entry["unit"],
                price_year=entry["price_year"],
                country=entry["country"],
                source=entry["source"],
            )
    if faults:
        raise RequestError(faults)
    return Parameters(sheet)
