"""The repository as its tests see it: paths in, the files that are ours out."""

from __future__ import annotations

import subprocess
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
ROOMS = ("core", "feeds", "routing", "forecast", "planning", "web", "commands")
_NOT_OURS = {
    ".git", ".venv", "venv", "data", "node_modules", "__pycache__", "build",
    ".mypy_cache", ".ruff_cache", ".pytest_cache", ".hypothesis",
}  # fmt: skip


@cache
def files() -> tuple[Path, ...]:
    """Every file that git tracks or would track; without git, all but what tools leave behind."""
    if (ROOT / ".git").exists():
        listing = subprocess.run(
            ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
            cwd=ROOT, capture_output=True, text=True, check=False,
        )  # fmt: skip
        if listing.returncode == 0:
            named = (ROOT / name for name in listing.stdout.split("\0") if name)
            return tuple(sorted(path for path in named if path.is_file()))
    return tuple(sorted(path for path in ROOT.rglob("*") if path.is_file() and _is_ours(path)))


def files_with(*suffixes: str) -> list[Path]:
    """Our files with one of these suffixes."""
    return [path for path in files() if path.suffix in suffixes]


def name_of(path: Path) -> str:
    """A file's name inside the repository."""
    return path.relative_to(ROOT).as_posix()


def _is_ours(path: Path) -> bool:
    parts = path.relative_to(ROOT).parts
    return not any(part in _NOT_OURS or part.endswith(".egg-info") for part in parts)
