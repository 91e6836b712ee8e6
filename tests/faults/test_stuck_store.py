"""A store that does not answer costs what is kept in it, until it does; trips go on."""

from __future__ import annotations

from pathlib import Path

from benchmarks.fault_stores import lose_the_store


def test_trips_are_planned_while_the_store_is_stuck_or_gone_and_scenarios_say_so(
    embedded_copy: Path, postgres_schema: str
) -> None:
    assert lose_the_store(embedded_copy, postgres_schema).wrong == []
