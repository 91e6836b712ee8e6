"""A pytest plugin: counts the calls that the backend answers, and prints them at the end."""

from __future__ import annotations

from collections import Counter
from typing import Any

from routing.backend import BackendInterface

PATHS = (
    "shortest_path", "shortest_path_length", "single_source_dijkstra_path_length", "has_path",
)  # fmt: skip
_answered: Counter[str] = Counter()


def _counted(name: str) -> staticmethod:
    function = getattr(BackendInterface, name)

    def call(*args: Any, **rest: Any) -> Any:
        result = function(*args, **rest)
        _answered[name] += 1
        return result

    return staticmethod(call)


for _name in PATHS:
    setattr(BackendInterface, _name, _counted(_name))


def pytest_terminal_summary(terminalreporter: Any) -> None:
    for name in PATHS:
        terminalreporter.write_line(f"answered {name} {_answered[name]}")
