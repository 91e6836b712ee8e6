"""A backup holds all that cannot be made again, and brings it back whole, into either database."""

from __future__ import annotations

import itertools
import json
import os
import signal
import subprocess
import sys
import threading
import time
import zipfile
from pathlib import Path

import pytest

import app
from commands.backup import write_backup
from commands.restore import restore_backup
from commands.stores import stores_of
from core.database import VARIABLE
from core.errors import DataError
from core.progress import Cancelled, silent
from forecast.observations import ObservationStore
from tests.stores.conftest import rows_of, run_plain

ROOT = Path(__file__).resolve().parents[2]
FEED = bytes(range(256)) * 40
LIMITED = """
import resource, sys
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[1]), int(sys.argv[1])))
import app
sys.exit(app.main(sys.argv[2:]))
"""


@pytest.fixture
def full(yesterday):
    """A data folder with stores, feeds, a territory, and what is made again or under way."""
    for name, content in {
        "feeds/lu/current.zip": FEED,
        "feeds/lu/source.toml": b'tag = "lu"\n',
        "feeds/lu/state.json": b"{}\n",
        "feeds/.incoming/x": b"half",
        "territory/territory.toml": "name = «ü»\n".encode(),
        "observations.toml": b"key = 1\n",
        "streets/extract.osm.pbf": FEED,
        "runs/1111111111111111/report.html": b"<p>",
        "runs/.2222222222222222-7/report.html": b"half",
        "snapshots/x/a.npy": b"made again",
        "embedded/built.json": b"made again",
        "feeds.tmp-9": b"half",
    }.items():
        (yesterday / name).parent.mkdir(parents=True, exist_ok=True)
        (yesterday / name).write_bytes(content)
    return yesterday


def files_of(folder):
    """The content of every file that is no store, by name."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and not path.name.endswith((".sqlite", ".lock"))
    }


@pytest.fixture
def backup(full, tmp_path):
    """A backup of it."""
    file = tmp_path / "backup.zip"
    assert app.main(["backup", str(file), "--data", str(full)]) == 0
    return file


def left_beside(folder):
    return [path.name for path in folder.iterdir() if path.name.startswith(".")]


def elsewhere(monkeypatch, request, kind):
    """Turns to the other database, or to an empty one of the same kind."""
    monkeypatch.delenv(VARIABLE, raising=False)
    if kind == "postgresql":
        monkeypatch.setenv(VARIABLE, str(request.getfixturevalue("postgres_schema")))


def test_what_is_kept_comes_back_and_what_is_made_again_is_left_out(full, backup, tmp_path):
    before, told = files_of(full), rows_of(full)
    assert backup.stat().st_mode & 0o077 == 0
    again = tmp_path / "again"
    assert app.main(["restore", str(backup), "--data", str(again), "--force"]) == 0
    found = files_of(again)
    assert set(found) == {
        "feeds/lu/current.zip", "feeds/lu/source.toml", "feeds/lu/state.json", "observations.toml",
        "territory/territory.toml", "streets/extract.osm.pbf", "runs/1111111111111111/report.html",
    }  # fmt: skip
    assert all(before[name] == content for name, content in found.items())
    assert rows_of(again) == told
    assert left_beside(tmp_path) == []


@pytest.mark.parametrize("data", ["sqlite"], indirect=True)
def test_a_file_moves_to_a_server_and_back(full, backup, tmp_path, monkeypatch, request):
    told = rows_of(full)
    elsewhere(monkeypatch, request, "postgresql")
    served = tmp_path / "served"
    restore_backup(backup, served, silent)
    assert rows_of(served) == told
    assert not list(served.glob("*.sqlite"))
    with pytest.raises(DataError, match=r"observations are not empty"):
        restore_backup(backup, tmp_path / "other", silent)
    write_backup(served, tmp_path / "back.zip", silent)
    elsewhere(monkeypatch, request, "sqlite")
    restore_backup(tmp_path / "back.zip", tmp_path / "back", silent)
    assert rows_of(tmp_path / "back") == told


def test_timetables_stay_out_on_request_and_their_addresses_in(full, tmp_path):
    file = tmp_path / "small.zip"
    write_backup(full, file, silent, without_feeds=True)
    names = set(zipfile.ZipFile(file).namelist())
    assert "data/feeds/lu/source.toml" in names
    assert not {"data/feeds/lu/current.zip", "data/streets/extract.osm.pbf"} & names


def test_rows_of_an_older_version_are_brought_forward(backup, tmp_path):
    old = tmp_path / "old.zip"
    rewritten(backup, old, stores={"observations": {"version": "0001"}}, without="stores/scenarios")
    again = tmp_path / "again"
    restore_backup(old, again, silent, force=True)
    assert stores_of(again)[0].standing().recorded == "0002"
    assert len(rows_of(again)["observations"]) == 2


def rewritten(source, target, *, without="none", **told):
    """The same archive with another manifest, and some members less."""
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w") as new:
        manifest = json.loads(old.read("manifest.json")) | told
        for name in list(manifest["members"]):
            if name.startswith(without):
                del manifest["members"][name]
            else:
                new.writestr(name, old.read(name))
        new.writestr("manifest.json", json.dumps(manifest))


def test_a_backup_is_made_before_an_upgrade_and_changes_nothing(yesterday, tmp_path):
    write_backup(yesterday, tmp_path / "b.zip", silent)
    assert [store.standing().recorded for store in stores_of(yesterday)] == [None, None]
    told = json.loads(zipfile.ZipFile(tmp_path / "b.zip").read("manifest.json"))
    assert told["stores"] == {name: {"version": "0001"} for name in ("observations", "scenarios")}


def test_a_backup_while_others_write_is_of_one_moment(full, tmp_path):
    store = ObservationStore(stores_of(full)[0].place)
    stop = threading.Event()
    written = []

    def write():
        while not stop.is_set():
            moment = 10_000 + 2 * len(written)
            store.add([("load", "one", moment, 1.0), ("load", "other", moment, 1.0)])
            written.append(moment)

    writer = threading.Thread(target=write)
    writer.start()
    try:
        for number in itertools.takewhile(lambda n: n < 3 or len(written) < 3, itertools.count()):
            assert writer.is_alive()
            held = len(written)
            write_backup(full, tmp_path / f"{number}.zip", silent)
            lines = zipfile.ZipFile(tmp_path / f"{number}.zip").read(
                "stores/observations/observations.jsonl"
            )
            pairs = len(lines.splitlines()) - 1 - 2
            assert pairs % 2 == 0
            assert 2 * held <= pairs <= 2 * len(written) + 2
    finally:
        stop.set()
        writer.join()


def test_a_folder_that_is_not_empty_stays_without_force(backup, full):
    before, told = files_of(full), rows_of(full)
    with pytest.raises(DataError, match=r"not empty.*--force"):
        restore_backup(backup, full, silent)
    assert (files_of(full), rows_of(full)) == (before, told)


def test_force_replaces_all_of_it(backup, full, tmp_path):
    told = rows_of(full)
    run_plain(stores_of(full)[0].place, "DELETE FROM observations")
    (full / "late.txt").write_text("gone then")
    restore_backup(backup, full, silent, force=True)
    assert rows_of(full) == told
    assert not (full / "late.txt").exists()
    assert left_beside(tmp_path) == []


@pytest.mark.parametrize("at", ["checking the backup", "unpacking the files", "bringing back"])
def test_who_cancels_a_restore_keeps_what_was_there(backup, full, tmp_path, at):
    before, told = files_of(full), rows_of(full)

    def stop(doing, share=None):
        if doing.startswith(at):
            raise Cancelled(doing)

    with pytest.raises(Cancelled):
        restore_backup(backup, full, stop, force=True)
    assert (files_of(full), rows_of(full)) == (before, told)
    assert left_beside(tmp_path) == []


def test_who_cancels_a_backup_keeps_the_one_before(backup, full, tmp_path):
    before = backup.read_bytes()

    def stop(doing, share=None):
        if doing == "keeping the files":
            raise Cancelled(doing)

    with pytest.raises(Cancelled):
        write_backup(full, backup, stop)
    assert backup.read_bytes() == before
    assert left_beside(tmp_path) == []


@pytest.mark.parametrize("after_s", [0.0, 0.15, 0.3, 0.5, 0.8, 1.2, 1.8])
def test_a_restore_that_is_killed_leaves_the_old_or_the_new(backup, full, tmp_path, after_s):
    (full / "late.txt").write_text("old")
    for number in range(2_000):
        (full / f"old{number}").write_text("old")
    old, told = files_of(full), rows_of(full)
    words = [sys.executable, "app.py", "restore", str(backup), "--data", str(full), "--force"]
    process = subprocess.Popen(words, cwd=ROOT, stderr=subprocess.PIPE, start_new_session=True)
    process.stderr.readline()
    time.sleep(after_s)
    os.killpg(process.pid, signal.SIGKILL)
    process.communicate()
    found = files_of(full)
    is_new = "late.txt" not in found
    assert is_new or found == old
    assert not is_new or not any(name.startswith("old") for name in found)
    assert rows_of(full) == told
    restore_backup(backup, full, silent, force=True)
    assert left_beside(tmp_path) == []
    assert "late.txt" not in files_of(full)


@pytest.mark.parametrize("limit", [2_000, 9_000])
def test_a_full_disk_leaves_no_half_backup(backup, full, tmp_path, limit):
    before = backup.read_bytes()
    said = limited(limit, "backup", str(backup), "--data", str(full))
    assert "cannot" in said
    assert "Traceback" not in said
    assert backup.read_bytes() == before
    assert left_beside(tmp_path) == []


def test_a_full_disk_leaves_no_half_folder(backup, tmp_path):
    said = limited(5_000, "restore", str(backup), "--data", str(tmp_path / "again"), "--force")
    assert "cannot write" in said
    assert not (tmp_path / "again").exists()
    assert left_beside(tmp_path) == []


def limited(most_bytes, *words):
    """What a command says that may write no file larger than that."""
    done = subprocess.run(
        [sys.executable, "-c", LIMITED, str(most_bytes), *words],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 1, done.stderr
    return done.stderr


def test_a_folder_that_is_not_there_has_no_backup(tmp_path):
    with pytest.raises(DataError, match=r"no such data folder"):
        write_backup(tmp_path / "none", tmp_path / "x.zip", silent)
    assert app.main(["backup", str(tmp_path / "no" / "x.zip"), "--data", str(tmp_path)]) == 1
