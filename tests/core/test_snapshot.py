"""The snapshot store keeps its word, also when its writer is killed at any line."""

import fcntl
import json
import os
import resource
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest

from core import snapshot
from core.errors import EnvironmentFault, SnapshotError

ROOT = Path(__file__).resolve().parents[2]


def arrays_of(number: int, length: int = 500) -> dict[str, np.ndarray]:
    return {
        "departures_s": np.full(length, number, dtype=np.int32),
        "stops.lat": np.full((length, 2), number, dtype=np.float64),
        "none": np.zeros((0, 3), dtype=np.uint8),
    }


def publish(root: Path, number: int, **options) -> Path:
    return snapshot.publish(root, f"v{number}", arrays_of(number), {"number": number}, **options)


def number_in_service(root: Path) -> int | None:
    """The number that the snapshot in service was made of; fails when it is a mixture."""
    if snapshot.current_version(root) is None:
        return None
    loaded = snapshot.load(root)
    number = loaded.manifest["number"]
    assert loaded.version == f"v{number}"
    for name, expected in arrays_of(number).items():
        np.testing.assert_array_equal(loaded.arrays[name], expected)
    return number


def leftovers(root: Path) -> list[Path]:
    return list(root.rglob("*.tmp-*"))


def test_what_was_published_is_what_is_loaded(tmp_path):
    folder = publish(tmp_path / "new" / "snapshots", 7)
    loaded = snapshot.load(folder.parent)
    assert loaded.version == "v7"
    assert loaded.manifest == {"number": 7}
    assert set(loaded.arrays) == set(arrays_of(7))
    assert number_in_service(folder.parent) == 7
    assert loaded.arrays["none"].shape == (0, 3)


def test_loaded_arrays_are_mapped_plain_and_read_only(tmp_path):
    publish(tmp_path, 1)
    array = snapshot.load(tmp_path).arrays["departures_s"]
    assert type(array) is np.ndarray
    assert isinstance(array.base, np.memmap)
    with pytest.raises(ValueError, match="read-only"):
        array[0] = 5


def test_a_worker_keeps_reading_a_snapshot_that_was_pruned_meanwhile(tmp_path):
    publish(tmp_path, 1)
    held = snapshot.load(tmp_path).arrays["departures_s"]
    for number in (2, 3, 4, 5):
        publish(tmp_path, number)
    assert snapshot.prune(tmp_path) == ("v1", "v2")
    assert snapshot.versions(tmp_path) == ("v3", "v4", "v5")
    assert int(held.sum()) == 500


def test_pruning_spares_the_version_in_service_and_removes_unreadable_ones(tmp_path):
    for number in (1, 2, 3, 4):
        publish(tmp_path, number)
    for _ in range(3):
        snapshot.rollback(tmp_path)
    (tmp_path / "v3" / "manifest.json").write_text("{}")
    assert snapshot.prune(tmp_path, keep=1) == ("v3", "v2")
    assert number_in_service(tmp_path) == 1
    assert snapshot.versions(tmp_path) == ("v1", "v4")


def test_going_back_takes_the_version_published_before(tmp_path):
    for number in (3, 1, 2):
        publish(tmp_path, number)
    assert snapshot.versions(tmp_path) == ("v3", "v1", "v2")
    assert snapshot.rollback(tmp_path) == "v1"
    assert number_in_service(tmp_path) == 1
    assert snapshot.rollback(tmp_path) == "v3"
    with pytest.raises(SnapshotError, match="no older snapshot"):
        snapshot.rollback(tmp_path)
    assert number_in_service(tmp_path) == 3


def test_going_back_refuses_a_damaged_version_and_keeps_the_present_one(tmp_path):
    publish(tmp_path, 1)
    publish(tmp_path, 2)
    (tmp_path / "v1" / "none.npy").unlink()
    with pytest.raises(SnapshotError, match="none"):
        snapshot.rollback(tmp_path)
    assert number_in_service(tmp_path) == 2


def test_publishing_a_version_again_puts_it_into_service_without_rewriting_it(tmp_path):
    publish(tmp_path, 1)
    before = (tmp_path / "v1" / "departures_s.npy").stat().st_mtime_ns
    publish(tmp_path, 2)
    publish(tmp_path, 1)
    assert number_in_service(tmp_path) == 1
    assert (tmp_path / "v1" / "departures_s.npy").stat().st_mtime_ns == before
    assert snapshot.versions(tmp_path) == ("v2", "v1")


def test_publishing_over_a_damaged_version_mends_it(tmp_path):
    publish(tmp_path, 1)
    (tmp_path / "v1" / "departures_s.npy").write_bytes(b"gone")
    publish(tmp_path, 1)
    assert number_in_service(tmp_path) == 1


@pytest.mark.parametrize("offset", [-1, 10])
def test_one_flipped_byte_is_found(tmp_path, offset):
    publish(tmp_path, 1)
    path = tmp_path / "v1" / "departures_s.npy"
    content = bytearray(path.read_bytes())
    content[offset] ^= 1
    path.write_bytes(content)
    with pytest.raises(SnapshotError, match=r"departures_s\.npy: damaged"):
        snapshot.load(tmp_path)


class Trap:
    """Leaves a file behind when it is unpickled."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __reduce__(self):
        return (Path.touch, (self.path,))


@pytest.mark.parametrize("name", ["departures_s", "none"])
def test_a_pickle_in_place_of_an_array_is_never_opened(tmp_path, name):
    publish(tmp_path, 1)
    trap = tmp_path / "sprung"
    np.save(tmp_path / "v1" / f"{name}.npy", np.array([Trap(trap)]), allow_pickle=True)
    with pytest.raises(SnapshotError, match="damaged"):
        snapshot.load(tmp_path, verify=False)
    assert not trap.exists()


def test_objects_and_names_that_leave_the_folder_are_refused(tmp_path):
    with pytest.raises(ValueError, match="Python objects"):
        snapshot.publish(tmp_path, "v", {"a": np.array(["x", None], dtype=object)}, {})
    for name in ("../v", "a/b", "", ".hidden", "current", "a.tmp-1"):
        with pytest.raises(ValueError, match="cannot be the name"):
            snapshot.publish(tmp_path, name, {}, {})
        with pytest.raises(ValueError, match="cannot be the name"):
            snapshot.publish(tmp_path, "v", {name: np.zeros(1)}, {})
    assert list(tmp_path.iterdir()) == []


def test_a_missing_snapshot_is_said_in_one_line(tmp_path):
    with pytest.raises(SnapshotError, match="there is no snapshot yet"):
        snapshot.load(tmp_path / "nowhere")
    with pytest.raises(SnapshotError, match="there is no snapshot yet"):
        snapshot.rollback(tmp_path / "nowhere")
    publish(tmp_path, 1)
    with pytest.raises(SnapshotError, match="v9: the snapshot is missing") as caught:
        snapshot.load(tmp_path, "v9")
    assert "\n" not in str(caught.value)
    (tmp_path / "current").write_text("../../etc\n")
    with pytest.raises(SnapshotError, match="names no snapshot"):
        snapshot.load(tmp_path)


def test_a_snapshot_of_another_format_says_which(tmp_path):
    publish(tmp_path, 1)
    path = tmp_path / "v1" / "manifest.json"
    head = json.loads(path.read_text())
    path.write_text(json.dumps({**head, "format": 99}))
    with pytest.raises(SnapshotError, match="format 99, this program reads format 1"):
        snapshot.load(tmp_path)


def test_a_changed_manifest_is_found(tmp_path):
    publish(tmp_path, 1)
    path = tmp_path / "v1" / "manifest.json"
    path.write_text(path.read_text().replace('"number": 1', '"number": 2'))
    with pytest.raises(SnapshotError, match="manifest was changed"):
        snapshot.load(tmp_path)
    path.write_text("{")
    with pytest.raises(SnapshotError, match="damaged"):
        snapshot.load(tmp_path)


def test_an_unwritable_folder_is_the_machines_fault(tmp_path):
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(EnvironmentFault, match=r"cannot write a snapshot in .*Not a directory"):
        publish(tmp_path / "file" / "snapshots", 1)
    with pytest.raises(EnvironmentFault, match="File exists"):
        publish(tmp_path / "file", 1)


def test_a_full_disk_leaves_the_last_snapshot_and_nothing_half_written(tmp_path):
    publish(tmp_path, 1)
    before, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    big = {"big": np.zeros(100_000, dtype=np.int64)}
    resource.setrlimit(resource.RLIMIT_FSIZE, (50_000, hard))
    try:
        with pytest.raises(EnvironmentFault) as caught:
            snapshot.publish(tmp_path, "v2", big, {})
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (before, hard))
    assert "File too large" in str(caught.value)
    assert "\n" not in str(caught.value)
    assert number_in_service(tmp_path) == 1
    assert snapshot.versions(tmp_path) == ("v1",)
    assert leftovers(tmp_path) == []


def test_a_second_writer_waits_for_the_first_or_says_so(tmp_path):
    publish(tmp_path, 1)
    with (tmp_path / ".lock").open("ab") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        with pytest.raises(EnvironmentFault, match="another process is writing a snapshot"):
            publish(tmp_path, 2, wait_s=0.0)
    publish(tmp_path, 2, wait_s=0.0)
    assert number_in_service(tmp_path) == 2


def test_writers_at_once_leave_whole_snapshots(tmp_path):
    children = [in_child(lambda n=number: publish(tmp_path, n)) for number in range(6)]
    assert [os.waitpid(child, 0)[1] for child in children] == [0] * 6
    assert number_in_service(tmp_path) in range(6)
    assert len(snapshot.versions(tmp_path)) == 6
    assert leftovers(tmp_path) == []


def in_child(work) -> int:
    """Runs `work` in a forked process and returns its id; it ends with 0 when all went well."""
    child = os.fork()
    if child:
        return child
    status = 1
    try:
        work()
        status = 0
    finally:
        os._exit(status)


def publish_and_die(root: Path, number: int, line: int) -> None:
    """Publishes, and is killed by SIGKILL before the n-th line of the store's own code."""
    left = line

    def at_line(frame, event, arg):
        nonlocal left
        if Path(frame.f_code.co_filename).parent.name != "core":
            return None
        if event == "line":
            left -= 1
            if left == 0:
                os.kill(os.getpid(), signal.SIGKILL)
        return at_line

    sys.settrace(at_line)
    publish(root, number)
    sys.settrace(None)


def test_a_writer_killed_at_any_line_leaves_the_old_or_the_new_snapshot_in_service(tmp_path):
    publish(tmp_path, 0)
    killed, seen_old, seen_new = 0, 0, 0
    for line in range(1, 2000, 5):
        before = number_in_service(tmp_path)
        child = in_child(lambda n=line: publish_and_die(tmp_path, n, n))
        status = os.waitpid(child, 0)[1]
        after = number_in_service(tmp_path)
        assert after in (before, line)
        seen_old += after == before
        seen_new += after == line
        killed += os.WIFSIGNALED(status)
        if not os.WIFSIGNALED(status):
            assert os.WEXITSTATUS(status) == 0
            break
        snapshot.prune(tmp_path)
    assert killed >= 20
    assert seen_old >= 10
    assert seen_new >= 2
    publish(tmp_path, 5000)
    assert number_in_service(tmp_path) == 5000
    assert leftovers(tmp_path) == []


def test_a_writer_killed_over_a_damaged_version_never_puts_a_wrong_one_into_service(tmp_path):
    for line in range(1, 2000, 40):
        publish(tmp_path, 1)
        publish(tmp_path, 2)
        (tmp_path / "v1" / "none.npy").write_bytes(b"damage")
        child = in_child(lambda n=line: publish_and_die(tmp_path, 1, n))
        status = os.waitpid(child, 0)[1]
        assert number_in_service(tmp_path) in (1, 2)
        if not os.WIFSIGNALED(status):
            break


LOOP = """
import sys
import numpy as np
from pathlib import Path
from core import snapshot
number = 0
while True:
    number += 1
    arrays = {name: np.full(shape, number, dtype) for name, shape, dtype in (
        ("departures_s", 500, np.int32), ("stops.lat", (500, 2), np.float64))}
    arrays["none"] = np.zeros((0, 3), np.uint8)
    snapshot.publish(Path(sys.argv[1]), f"v{number}", arrays, {"number": number})
    snapshot.prune(Path(sys.argv[1]))
    print(number, flush=True)
"""


def test_a_program_killed_at_random_instants_never_leaves_a_wrong_snapshot(tmp_path):
    dice = np.random.default_rng(5)
    for _ in range(4):
        with subprocess.Popen(
            [sys.executable, "-c", LOOP, str(tmp_path)], cwd=ROOT, stdout=subprocess.PIPE
        ) as loop:
            said = loop.stdout.readline()
            time.sleep(dice.uniform(0.0, 0.1))
            loop.kill()
        assert said
        assert number_in_service(tmp_path) >= 1
