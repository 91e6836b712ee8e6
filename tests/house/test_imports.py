"""Who may import whom: the walls of the house, read from the imports themselves."""

from __future__ import annotations

import ast
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest

from tests.house.repository import ROOMS, ROOT, files_with, name_of

MAY_IMPORT = {
    "core": set(),
    "feeds": {"core"},
    "routing": {"core", "feeds"},
    "forecast": {"core", "feeds", "routing"},
    "planning": {"core", "feeds", "routing", "forecast"},
    "web": {"core", "feeds", "routing", "forecast", "planning"},
    "commands": {"core", "feeds", "routing", "forecast", "planning", "web"},
}
"""Beside itself. app.py may import everything and nobody imports app.py."""

ONLY_THESE_MODULES = {
    ("routing", "feeds"): {
        "feeds.tables",
        "feeds.territory",
        "feeds.sides",
        "feeds.notices",
        "feeds.osm.tables",
        "feeds.realtime.messages",
    },
    ("forecast", "routing"): {"routing.roads", "routing.criteria.reliability", "routing.crowding"},
    ("forecast", "feeds"): {
        "feeds.tables",
        "feeds.territory",
        "feeds.notices",
        "feeds.realtime.messages",
        "feeds.realtime.read",
    },
}
"""Doors that are narrow: of that room, only its types."""

ONLY_IN = {
    "flask": ("web", "app", "commands.serve", "commands.serving.opening"),
    "werkzeug": ("web",),
    "gunicorn": ("commands.serving",),
    "flask_openapi3": ("web",),
    "numba": ("routing.kernels",),
    "gtfs_kit": ("feeds",),
    "geopandas": ("feeds",),
    "shapely": ("feeds", "routing.sides_build", "routing.areas", "planning.apply"),
    "pyproj": ("routing.areas",),
    "pydantic": ("planning.scenario",),
    "pydantic_core": ("planning.scenario",),
    "gtfs_guru": ("feeds",),
    "google": ("feeds.realtime",),
    "osmium": ("feeds.osm",),
    "pmtiles": ("feeds.osm.map",),
    "pyogrio": ("feeds",),
    "sqlite3": ("routing.places", "core.database"),
    "sqlalchemy": ("core.database", "core.migrations"),
    "alembic": ("core.migrations",),
    "defusedxml": ("core.xml_records",),
    "dask": ("planning.batch.cluster",),
}
"""Libraries that stay behind one door."""

BUILDS = (
    "planning.apply",
    "planning.outputs.gtfs",
    "feeds",
    "routing.build",
    "forecast",
    "commands",
)
"""Where pandas may be imported: modules that build. What answers a request works on arrays."""


def _modules() -> list[tuple[str, Path]]:
    found = []
    for path in files_with(".py"):
        parts = Path(name_of(path)).with_suffix("").parts
        if parts[0] in ROOMS or parts == ("app",):
            found.append((".".join(part for part in parts if part != "__init__"), path))
    return found


@cache
def _imports(path: Path, *, also_for_types: bool = True) -> frozenset[str]:
    """The dotted names that a module imports, wherever in it."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    skipped = set() if also_for_types else _type_checking_nodes(tree)
    names: set[str] = set()
    for node in ast.walk(tree):
        if node in skipped:
            continue
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{name_of(path)}: relative import"
            module = node.module or ""
            names.add(module)
            names |= {f"{module}.{alias.name}" for alias in node.names}
    return frozenset(names)


def _type_checking_nodes(tree: ast.Module) -> set[ast.AST]:
    return {
        inner
        for node in ast.walk(tree)
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test)
        for inner in ast.walk(node)
    }


def _is_within(name: str, package: str) -> bool:
    return name == package or name.startswith(f"{package}.")


MODULES = _modules()


@pytest.mark.parametrize("name, path", MODULES, ids=[name for name, _ in MODULES])
def test_room_imports_only_the_rooms_beneath_it(name: str, path: Path) -> None:
    room = name.split(".")[0]
    allowed = MAY_IMPORT.get(room, set(ROOMS)) | {room}
    wrong = {
        imported
        for imported in _imports(path)
        if imported.split(".")[0] in (*ROOMS, "app", "tests", "benchmarks")
        and imported.split(".")[0] not in allowed
    }
    assert not wrong, f"{name} may not import {sorted(wrong)}"


@pytest.mark.parametrize("name, path", MODULES, ids=[name for name, _ in MODULES])
def test_room_sees_only_the_types_of_the_room_beneath_it(name: str, path: Path) -> None:
    room = name.split(".")[0]
    for (inner, outer), modules in ONLY_THESE_MODULES.items():
        if room != inner:
            continue
        wrong = {
            imported
            for imported in _imports(path)
            if imported.startswith(f"{outer}.")
            and not any(_is_within(imported, module) for module in modules)
        }
        assert not wrong, f"{name} may use of {outer} only {sorted(modules)}, not {sorted(wrong)}"


@pytest.mark.parametrize("library", ONLY_IN)
def test_library_stays_behind_its_door(library: str) -> None:
    wrong = [
        name
        for name, path in MODULES
        if any(_is_within(imported, library) for imported in _imports(path))
        and not any(_is_within(name, place) for place in ONLY_IN[library])
    ]
    assert not wrong, f"{library} is imported outside {ONLY_IN[library]}: {wrong}"


def test_what_answers_a_request_works_without_pandas() -> None:
    wrong = [
        name
        for name, path in MODULES
        if any(_is_within(i, "pandas") for i in _imports(path, also_for_types=False))
        and not any(_is_within(name, place) or name.endswith("_build") for place in BUILDS)
    ]
    assert not wrong, f"pandas belongs to modules that build, not to {wrong}"


def test_a_start_without_a_build_waits_for_no_library_of_builds() -> None:
    asked = (
        "import sys, commands.house, commands.network, web.create;"
        "print(sorted({'geopandas', 'gtfs_kit', 'pyproj', 'shapely'} & set(sys.modules)))"
    )
    words = [sys.executable, "-c", asked]
    answer = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=True)
    assert answer.stdout.strip() == "[]"


def test_the_walls_stand_where_code_is() -> None:
    rooms = {name.split(".")[0] for name, _ in MODULES}
    assert {"core", "feeds", "routing", "forecast", "web", "commands", "app"} <= rooms
