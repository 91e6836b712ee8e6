"""A PostgreSQL server of its own for a test run: started in a folder, gone with it."""

from __future__ import annotations

import contextlib
import os
import pwd
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

USER = "postgres"
PORT = 54_329
STARTED_S = 60


def find_programs() -> Path | None:
    """The folder with initdb and pg_ctl, or None where PostgreSQL is not installed."""
    for folder in sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True):
        if (folder / "initdb").is_file():
            return folder
    found = shutil.which("initdb")
    return Path(found).resolve().parent if found else None


@contextlib.contextmanager
def running(programs: Path) -> Iterator[str]:
    """A server that listens on a socket in its own folder; yields its address."""
    with tempfile.TemporaryDirectory(prefix="navette-pg-", dir="/tmp") as name:
        folder = Path(name)
        _give_away(folder)
        data = folder / "data"
        _run([str(programs / "initdb"), "-D", str(data), "-U", USER, "-A", "trust", "-N"])
        _start(programs, folder)
        try:
            yield f"postgresql://{USER}@/postgres?host={folder}&port={PORT}"
        finally:
            _run([*_control(programs, folder), "-m", "immediate", "stop"])


@contextlib.contextmanager
def gone(address: str) -> Iterator[None]:
    """The server at an address that `running` gave has ended at once while the body runs."""
    programs, folder = find_programs(), _folder_of(address)
    assert programs is not None
    _run([*_control(programs, folder), "-m", "immediate", "stop"])
    try:
        yield
    finally:
        _start(programs, folder)


def _start(programs: Path, folder: Path) -> None:
    options = f"-c listen_addresses='' -c fsync=off -k {folder} -p {PORT}"
    _run([*_control(programs, folder), "-o", options, "-l", str(folder / "log"), "start"])


def _control(programs: Path, folder: Path) -> list[str]:
    return [str(programs / "pg_ctl"), "-D", str(folder / "data"), "-w", "-t", str(STARTED_S)]


def _run(command: list[str]) -> None:
    """Runs a program of PostgreSQL, which refuses to be root, as its own user then."""
    if os.geteuid() == 0:
        command = ["runuser", "-u", USER, "--", *command]
    subprocess.run(command, check=True, capture_output=True, cwd="/", timeout=2 * STARTED_S)


def _give_away(folder: Path) -> None:
    if os.geteuid() == 0:
        owner = pwd.getpwnam(USER)
        os.chown(folder, owner.pw_uid, owner.pw_gid)


def postmaster_of(address: str) -> int:
    """The first process of the server at an address that `running` gave."""
    return int((_folder_of(address) / "data" / "postmaster.pid").read_text().split()[0])


def _folder_of(address: str) -> Path:
    found = re.search(r"host=([^&]+)", address)
    assert found
    return Path(found.group(1))
