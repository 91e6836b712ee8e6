"""JavaScript clients of the API: a script and its arguments in, what it prints as JSON out."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

from commands.packages import find_node, find_npm
from tests.conftest import REPOSITORY

HERE = Path(__file__).parent
CLIENT = "node_modules/@motis-project/motis-client"
TYPES = f"{CLIENT}/dist/types.gen.d.ts"
_LIMIT_S = 60


def with_packages(workshop: Path) -> Path:
    """A folder whose node_modules hold the clients: the repository, or else `workshop`, filled."""
    lock = json.loads((REPOSITORY / "package-lock.json").read_text(encoding="utf-8"))
    wanted = [name for name in lock["packages"] if "@motis-project/" in name]
    if all(_version(REPOSITORY / name) == lock["packages"][name]["version"] for name in wanted):
        return REPOSITORY
    for name in ("package.json", "package-lock.json"):
        shutil.copy(REPOSITORY / name, workshop)
    npm = find_npm()
    assert npm is not None
    words = [*npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
    subprocess.run(words, cwd=workshop, check=True)
    return workshop


def run(folder: Path, script: str, *arguments: str) -> object:
    """What a script of this folder prints, run where its packages are."""
    path = HERE / script
    if folder != REPOSITORY:
        path = Path(shutil.copy(path, folder))
    node = find_node()
    assert node is not None
    said = subprocess.run(
        [node, path, *arguments],
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=_LIMIT_S,
        check=False,
    )
    assert said.returncode == 0, said.stderr
    return json.loads(said.stdout)


def _version(package: Path) -> str:
    path = package / "package.json"
    return json.loads(path.read_text(encoding="utf-8"))["version"] if path.exists() else ""
