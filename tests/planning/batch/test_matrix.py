"""A matrix on one machine: its times, and what stays when it is stopped, killed or damaged."""

from __future__ import annotations

import csv
import json
import time
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

import planning.batch.compute
from core.errors import DataError, EnvironmentFault
from core.files import locked
from core.progress import Cancelled, silent
from planning.batch.folder import find_start_s, opened
from planning.batch.run import run_matrix
from routing.access import stops_on_foot
from routing.reach import UNREACHED, Window, percentiles, travel_times
from tests.planning.batch.conftest import times_of


def by_hand(job, network):
    """Every pair by itself, from the travel times to all stops."""
    window, longest_s = job.window, job.window.max_duration_s

    def access(point):
        bound_s = job.max_access_s
        return stops_on_foot(network, point.on(network), max_access_s=bound_s, walk_mps=1.2)

    table = np.full((len(job.origins), len(job.destinations), len(job.shares)), UNREACHED)
    for row, origin in zip(table, job.origins, strict=True):
        times = travel_times(network, access(origin), window).astype(np.int64)
        for cell, point in zip(row, job.destinations, strict=True):
            whole = [times[:, stop] + seconds for stop, seconds in access(point).items()]
            best = np.min(whole, axis=0) if whole else np.full(len(times), UNREACHED)
            best = np.where(best < longest_s, best, UNREACHED)
            cell[:] = percentiles(best[:, None], job.shares)[:, 0]
            if (origin.lat, origin.lon, origin.stop) == (point.lat, point.lon, point.stop):
                cell[:] = 0
    return table


def test_every_pair_of_both_networks_has_its_percentiles(small, network, other_network, tmp_path):
    job = small(network, other_network)
    done = run_matrix(job, [network, other_network], tmp_path)
    times = times_of(tmp_path, job)
    for at, each in enumerate((network, other_network)):
        assert times[:, at].tolist() == by_hand(job, each).tolist()
    assert (times[:, 1] <= times[:, 0]).all()
    assert (times[:, 1] < times[:, 0]).any()
    assert (done.computed, done.kept, done.damaged) == (3, 0, 0)
    assert done.counts.reached[1] >= done.counts.reached[0] > 100


def test_table_has_a_line_for_every_pair(small, network, other_network, points, tmp_path):
    job = small(network, other_network, destinations=points[:4])
    done = run_matrix(job, [network, other_network], tmp_path)
    with done.table.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    times = times_of(tmp_path, job)
    assert len(rows) == len(points) * 4
    for at, row in enumerate(rows):
        origin, end = divmod(at, 4)
        assert (row["origin"], row["destination"]) == (points[origin].id, points[end].id)
        for side, name in enumerate(("p{}_s", "scenario_p{}_s")):
            cells = [row[name.format(share)] for share in job.shares]
            wanted = times[origin, side, end].tolist()
            assert cells == ["" if value == UNREACHED else str(value) for value in wanted]


def test_an_origin_far_from_everything_is_named(small, network, points, tmp_path):
    away = replace(points[-1], id="away", lat=49.9)
    done = run_matrix(small(origins=(*points, away)), [network], tmp_path)
    assert done.counts.lone == ("away",)


def test_a_stop_that_a_scenario_lacks_counts_as_the_point_where_it_stood(network, points):
    closed = replace(points[0], stop="lu_closed")
    assert closed.on(network).stop_id is None
    assert points[0].on(network).stop_id == "lu_esch"


def test_a_stopped_matrix_goes_on_where_it_stood(large, tmp_path, writes):
    job, network = large
    whole, halves = tmp_path / "whole", tmp_path / "halves"
    run_matrix(job, [network], whole)
    first = len(writes.chunks)
    assert sorted(writes.chunks) == list(job.chunks)

    def stop(doing: str, share: float | None = None) -> None:
        if doing == "travel times" and (share or 0) > 0.3:
            raise Cancelled("enough")

    with pytest.raises(Cancelled):
        run_matrix(job, [network], halves, stop)
    kept = len(writes.chunks) - first
    assert 0 < kept < len(job.chunks)
    assert not (halves / "matrix.csv").exists()
    shares = []
    done = run_matrix(
        job, [network], halves, lambda doing, share=None: shares.append((doing, share))
    )
    assert (done.kept, done.computed) == (kept, len(job.chunks) - kept)
    assert sorted(writes.chunks[first:]) == list(job.chunks)  # each once, over both runs
    told = [share for doing, share in shares if doing == "travel times"]
    assert told[0] >= kept / len(job.chunks) - 0.01
    assert told == sorted(told)
    assert told[-1] == 1.0
    for name in ("matrix.csv", "matrix.json"):
        assert (halves / name).read_bytes() == (whole / name).read_bytes()


def slow(monkeypatch, seconds: float) -> None:
    """Makes every origin take so long."""
    search = planning.batch.compute.times_between

    def slowly(*words):
        time.sleep(seconds)
        return search(*words)

    monkeypatch.setattr(planning.batch.compute, "times_between", slowly)


def test_who_waits_hears_of_it_every_second_and_may_stop_between_origins(
    small, network, tmp_path, monkeypatch
):
    slow(monkeypatch, 0.7)
    moments = []

    def told(doing: str, share: float | None = None) -> None:
        moments.append(time.monotonic())
        if (share or 0) * 20 >= 4:  # origins
            raise Cancelled("enough")

    with pytest.raises(Cancelled):
        run_matrix(small(), [network], tmp_path, told, threads=2)
    stopped = time.monotonic()
    assert stopped - moments[-1] < 2  # eight origins of a chunk would take more than five
    assert max(b - a for a, b in pairwise(moments)) < 1
    assert not list(tmp_path.glob("*.npy"))


@pytest.mark.parametrize("damage", ["flipped", "cut", "gone", "another"])
def test_a_damaged_chunk_is_computed_again(small, network, tmp_path, damage, writes):
    job = small()
    run_matrix(job, [network], tmp_path)
    expected = times_of(tmp_path, job)
    file = tmp_path / "chunk-00001.npy"
    content = bytearray(file.read_bytes())
    if damage == "flipped":
        content[-1] ^= 1
    file.write_bytes(content[:-7] if damage == "cut" else content)
    if damage == "gone":
        file.unlink()
    if damage == "another":
        file.write_bytes((tmp_path / "chunk-00000.npy").read_bytes())
    writes.chunks.clear()
    done = run_matrix(job, [network], tmp_path)
    assert (writes.chunks, done.computed, done.kept, done.damaged) == ([1], 1, 2, 1)
    assert times_of(tmp_path, job).tolist() == expected.tolist()


def test_a_chunk_that_nobody_named_yet_is_computed_again(small, network, tmp_path, writes):
    """A process was killed between the chunk and the manifest that names it."""
    job = small()
    with opened(tmp_path, job):
        (tmp_path / "chunk-00000.npy").write_bytes(b"anything")
        (tmp_path / "chunk-00001.npy.tmp-1").write_bytes(b"half")
    done = run_matrix(job, [network], tmp_path)
    assert (sorted(writes.chunks), done.damaged) == ([0, 1, 2], 0)
    assert not list(tmp_path.glob("*.tmp-*"))


def test_a_folder_with_another_matrix_is_refused_and_stays(small, network, other_network, tmp_path):
    job = small()
    run_matrix(job, [network], tmp_path)
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    others = {
        "another network version": small(other_network),
        "another window": replace(job, window=Window(job.window.start_s + 60)),
        "another list of origins": replace(job, origins=job.origins[:-1]),
        "another list of destinations": replace(job, destinations=job.origins[:-1]),
        "another list of percentiles": replace(job, shares=(50,)),
        "another version of the program": replace(job, program="older"),
    }
    for said, other in others.items():
        with pytest.raises(DataError, match=f"{said}.*name another folder") as refused:
            run_matrix(other, [network], tmp_path)
        if "network" in said:
            assert f"({network.version}, not {other_network.version})" in str(refused.value)
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == before


@pytest.mark.parametrize("content", [b"{", b"[]", b'{"chunks": {}}', b"\xff"])
def test_a_damaged_manifest_is_said(small, network, tmp_path, content):
    (tmp_path / "matrix.json").write_bytes(content)
    with pytest.raises(DataError, match=r"matrix\.json: is damaged"):
        run_matrix(small(), [network], tmp_path)


def test_a_manifest_that_somebody_changed_is_said(small, network, tmp_path):
    run_matrix(small(), [network], tmp_path)
    file = tmp_path / "matrix.json"
    told = json.loads(file.read_bytes())
    assert len(told["chunks"]) == 3
    file.write_text(json.dumps({**told, "percentiles": [50]}))
    with pytest.raises(DataError, match="changed"):
        find_start_s(tmp_path)


def test_two_processes_do_not_compute_one_matrix_at_once(small, network, tmp_path):
    with (
        locked(tmp_path / ".lock", 0, "computing"),
        pytest.raises(EnvironmentFault, match="another process is computing a matrix"),
    ):
        run_matrix(small(), [network], tmp_path)


def test_a_folder_that_cannot_be_written_is_said(small, network, tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(EnvironmentFault, match="cannot write in"):
        run_matrix(small(), [network], tmp_path / "file" / "out", silent)


def test_a_done_matrix_tells_its_first_departure(small, network, tmp_path):
    assert find_start_s(tmp_path) is None
    assert find_start_s(tmp_path / "nowhere") is None
    job = small()
    run_matrix(job, [network], tmp_path)
    assert find_start_s(Path(tmp_path)) == job.window.start_s
