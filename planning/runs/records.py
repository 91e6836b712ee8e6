"""What is kept of scenarios and runs: the rows of the store as frozen values."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal

from core.errors import Fault

State = Literal["queued", "running", "interrupted", "done", "failed", "cancelled"]
"""A run is `interrupted` when it was running and its process is gone."""
ENDED: frozenset[State] = frozenset({"interrupted", "done", "failed", "cancelled"})
LOST_AFTER_S = 30
"""A running run of which nothing was heard for so long has lost its process."""


@dataclass(frozen=True, slots=True)
class ScenarioRecord:
    """A scenario that is kept. `parent` is the id of the one it was made from, or empty.

    `content` is the scenario as it stands in a file.
    """

    id: str
    name: str
    description: str
    parent: str
    created_s: int
    content: dict[str, Any]


@dataclass(frozen=True, slots=True)
class RunRecord:
    """One run: which scenario over which network on which day, and how far it is.

    `wanted` is False once somebody has cancelled it; `faults` say why it failed; `headline` is
    what it found, in short.
    """

    id: str
    scenario_id: str
    base_version: str
    day: str
    state: State = "queued"
    doing: str = ""
    share: float | None = None
    queued_s: int = 0
    started_s: int | None = None
    ended_s: int | None = None
    wanted: bool = True
    faults: tuple[Fault, ...] = ()
    headline: dict[str, Any] = field(default_factory=dict)

    @property
    def has_ended(self) -> bool:
        """Whether nothing further happens to it unless somebody asks."""
        return self.state in ENDED
