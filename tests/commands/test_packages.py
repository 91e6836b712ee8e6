"""The page's packages: put in place once, again when the lock file changes, and never by half."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from commands import packages
from core.errors import EnvironmentFault


def _project(root: Path, *, dependency: str = "") -> Path:
    wants = {dependency: "1.0.0"} if dependency else {}
    (root / "package.json").write_text(json.dumps({"name": "probe", "dependencies": wants}))
    lock = {"name": "probe", "lockfileVersion": 3, "packages": {"": {"name": "probe"}}}
    (root / "package-lock.json").write_text(json.dumps(lock))
    return root


def test_packages_are_installed_once_and_again_when_the_lock_file_changes(tmp_path: Path) -> None:
    root = _project(tmp_path)
    assert not packages.are_installed(root)
    packages.install(root)
    assert packages.are_installed(root)
    lock = root / "package-lock.json"
    lock.write_text(lock.read_text() + "\n")
    assert not packages.are_installed(root)


def test_npm_that_refuses_is_one_clear_fault_and_counts_as_not_installed(tmp_path: Path) -> None:
    root = _project(tmp_path, dependency="a-package-that-the-lock-file-does-not-have")
    with pytest.raises(EnvironmentFault, match=r"npm ci failed: .+"):
        packages.install(root)
    assert not packages.are_installed(root)


def test_machine_without_node_uses_the_npm_of_the_python_wheel(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = _project(tmp_path)
    monkeypatch.setenv("PATH", str(root))
    assert packages.find_npm() == packages.find_npm_of_wheel()
    packages.install(root)
    assert packages.are_installed(root)


def test_packages_that_somebody_put_there_with_npm_count_and_more_may_be_there(
    tmp_path: Path,
) -> None:
    page, tool = {"integrity": "sha512-page"}, {"integrity": "sha512-tool", "dev": True}
    lock = {"packages": {"": {}, "node_modules/page": page, "node_modules/tool": tool}}
    (tmp_path / "package-lock.json").write_text(json.dumps(lock))
    modules = tmp_path / "node_modules"
    modules.mkdir()
    assert not packages.are_installed(tmp_path)
    for noted, counts in (
        ({"node_modules/page": page, "node_modules/tool": tool}, True),
        ({"node_modules/page": page}, True),
        ({"node_modules/tool": tool}, False),
        ({"node_modules/page": {"integrity": "sha512-older"}}, False),
    ):
        (modules / ".package-lock.json").write_text(json.dumps({"packages": noted}))
        assert packages.are_installed(tmp_path) is counts
    (modules / ".package-lock.json").write_text("{")
    assert not packages.are_installed(tmp_path)
