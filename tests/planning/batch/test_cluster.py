"""A matrix on a real cluster of two processes: the answers of threads, whatever is killed."""

from __future__ import annotations

import builtins
import socket
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

import planning.batch.cluster
from core import snapshot
from core.errors import DataError, EnvironmentFault, RequestError, SnapshotError
from core.progress import Cancelled
from planning.batch.cluster import check_address
from planning.batch.job import NetworkAt
from planning.batch.run import run_matrix
from planning.batch.worker import open_version
from routing import network_io
from tests.planning.batch.cluster import Cluster, cluster
from tests.planning.batch.conftest import times_of


@pytest.fixture(scope="module")
def by_threads(large, tmp_path_factory) -> Path:
    job, network = large
    out = tmp_path_factory.mktemp("threads")
    run_matrix(job, [network], out)
    return out


@pytest.fixture(scope="module")
def pair(tmp_path_factory) -> Iterator[Cluster]:
    with cluster(tmp_path_factory.mktemp("cluster"), workers=2) as found:
        yield found


class Watching:
    """A reporter that does something once, when a share of the chunks has come back."""

    def __init__(self, share: float, deed) -> None:
        self.share, self.deed, self.done = share, deed, False
        self.moments: list[float] = []
        self.told: list[str] = []
        self.shares: list[float] = []

    def __call__(self, doing: str, share: float | None = None) -> None:
        self.moments.append(time.monotonic())
        self.told.append(doing)
        self.shares += [share or 0] if doing == "travel times" else []
        if not self.done and doing == "travel times" and (share or 0) >= self.share:
            self.done = True
            self.deed()


def same_files(one: Path, other: Path) -> None:
    names = sorted(path.name for path in one.iterdir())
    assert names == sorted(path.name for path in other.iterdir())
    assert all((one / name).read_bytes() == (other / name).read_bytes() for name in names)


def test_a_worker_killed_midway_loses_nothing_and_doubles_nothing(
    large, by_threads, tmp_path, tmp_path_factory, writes
):
    job, network = large
    with cluster(tmp_path_factory.mktemp("killed"), workers=2) as found:
        watching = Watching(0.1, found.kill_worker)
        done = run_matrix(job, [network], tmp_path, watching, scheduler=found.address)
    assert watching.done
    assert len(watching.moments) > 2
    assert (done.computed, done.kept) == (len(job.chunks), 0)
    assert sorted(writes.chunks) == list(job.chunks)
    same_files(by_threads, tmp_path)


def test_two_workers_answer_as_threads_do_for_a_scenario_too(
    pair, small, network, other_network, tmp_path
):
    told = []
    for name, each in (("base", network), ("scenario", other_network)):
        root = tmp_path / name
        snapshot.publish(root, each.version, *network_io.to_arrays(each))
        told.append(NetworkAt(name, each.version, root))
    job = replace(small(network, other_network), networks=tuple(told))
    run_matrix(job, [network, other_network], tmp_path / "threads")
    run_matrix(job, [], tmp_path / "cluster", scheduler=pair.address)
    same_files(tmp_path / "threads", tmp_path / "cluster")


def test_a_matrix_stopped_on_a_cluster_goes_on_there(pair, large, by_threads, tmp_path, writes):
    job, network = large

    def stop() -> None:
        raise Cancelled("enough")

    watching = Watching(0.2, stop)
    with pytest.raises(Cancelled):
        run_matrix(job, [network], tmp_path, watching, scheduler=pair.address)
    assert time.monotonic() - watching.moments[-1] < 5
    kept = len(writes.chunks)
    assert 0 < kept < len(job.chunks)
    again = Watching(2, stop)
    done = run_matrix(job, [network], tmp_path, again, scheduler=pair.address)
    assert done.kept == kept
    assert sorted(writes.chunks) == list(job.chunks)
    assert again.shares == sorted(again.shares)
    assert kept / len(job.chunks) <= again.shares[0] < again.shares[-1] == 1
    same_files(by_threads, tmp_path)


def test_a_worker_without_the_version_refuses(pair, small, network, tmp_path):
    root = tmp_path / "snapshots"
    snapshot.publish(root, network.version, *network_io.to_arrays(network))
    job = replace(small(), networks=(NetworkAt("base", "of-last-week", root),))
    with pytest.raises(SnapshotError, match=r"of-last-week: the snapshot is missing"):
        run_matrix(job, [network], tmp_path / "out", scheduler=pair.address)
    assert not list((tmp_path / "out").glob("*.npy"))


def test_a_snapshot_that_holds_another_version_than_its_name_is_refused(network, tmp_path):
    snapshot.publish(tmp_path, "renamed", *network_io.to_arrays(network))
    with pytest.raises(SnapshotError, match=f"holds version {network.version}, not renamed"):
        open_version(tmp_path, "renamed")


def test_a_worker_with_a_damaged_snapshot_refuses(pair, small, network, tmp_path):
    root = tmp_path / "snapshots"
    snapshot.publish(root, network.version, *network_io.to_arrays(network))
    array = root / network.version / "stops.lat.npy"
    array.write_bytes(array.read_bytes()[:-1] + b"\x00")
    job = replace(small(), networks=(NetworkAt("base", network.version, root),))
    with pytest.raises(SnapshotError, match="damaged"):
        run_matrix(job, [network], tmp_path / "out", scheduler=pair.address)


def test_a_worker_with_another_program_refuses(pair, small, network, tmp_path):
    with pytest.raises(DataError, match="another version of Navette"):
        run_matrix(replace(small(), program="x"), [network], tmp_path, scheduler=pair.address)


def test_a_scheduler_that_dies_is_said_and_what_is_done_stays(
    large, by_threads, tmp_path, tmp_path_factory, writes, monkeypatch
):
    monkeypatch.setattr(planning.batch.cluster, "CONNECT_S", 3.0)
    job, network = large
    with cluster(tmp_path_factory.mktemp("dies"), workers=1) as found:
        watching = Watching(0.1, found.kill_scheduler)
        with pytest.raises(EnvironmentFault, match=r"does not answer.*stay done"):
            run_matrix(job, [network], tmp_path, watching, scheduler=found.address)
    kept = len(writes.chunks)
    done = run_matrix(job, [network], tmp_path)
    assert 0 < done.kept == kept < len(job.chunks)
    assert sorted(writes.chunks) == list(job.chunks)
    same_files(by_threads, tmp_path)


def test_no_scheduler_is_said(small, network, tmp_path, monkeypatch):
    monkeypatch.setattr(planning.batch.cluster, "CONNECT_S", 1.0)
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        address = f"tcp://127.0.0.1:{closed.getsockname()[1]}"
        with pytest.raises(EnvironmentFault, match=f"scheduler at {address} does not answer"):
            run_matrix(small(), [network], tmp_path, scheduler=address)


def test_no_worker_is_waited_for_and_said(small, network, tmp_path, tmp_path_factory, monkeypatch):
    monkeypatch.setattr(planning.batch.cluster, "WAIT_FOR_WORKERS_S", 1.0)
    told = []
    with (
        cluster(tmp_path_factory.mktemp("idle"), workers=0) as found,
        pytest.raises(EnvironmentFault, match=r"no worker has joined.*dask worker tcp://"),
    ):
        run_matrix(
            small(), [network], tmp_path, lambda doing, share=None: told.append(doing),
            scheduler=found.address,
        )  # fmt: skip
    assert told[-1] == f"waiting for a worker of {found.address}"


@pytest.mark.parametrize("wrong", ["localhost", "127.0.0.1:8786", "http://a:1", "tcp://a", ""])
def test_what_is_no_address_is_said(wrong):
    with pytest.raises(RequestError, match=r"--scheduler.*such as tcp://"):
        check_address(wrong)


def test_without_dask_it_is_said_what_to_install(small, network, tmp_path, monkeypatch):
    importing = builtins.__import__

    def refuse(name, *rest):
        if name.startswith("dask"):
            raise ImportError(name)
        return importing(name, *rest)

    monkeypatch.setattr(builtins, "__import__", refuse)
    with pytest.raises(EnvironmentFault, match=r"pip install \"dask\[distributed\]\""):
        run_matrix(small(), [network], tmp_path, scheduler="tcp://127.0.0.1:1")


def test_times_of_both_are_whole(large, by_threads):
    job, _ = large
    times = times_of(by_threads, job)
    assert times.shape[0] == len(job.origins)
    assert len(set(times[times < 2**31 - 1].tolist())) > 1000
