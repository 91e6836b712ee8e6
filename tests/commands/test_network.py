"""The network of a data folder: built once, built anew when its sources change, taken back."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from commands.datadir import folder_in_service, resolve_data
from commands.network import build_again, open_network, snapshots_of, sources_hash
from core import snapshot
from core.errors import DataError, EnvironmentFault
from core.progress import silent


class Steps(list[str]):
    """A progress reporter that remembers what was done."""

    def __call__(self, doing: str, share: float | None = None) -> None:
        self.append(doing)


def test_second_start_builds_nothing(embedded: Path) -> None:
    steps = Steps()
    network = open_network(resolve_data(embedded, steps), steps)
    assert steps == []
    assert network.timetable.n_trips > 1000


def test_folder_with_feeds_of_its_own_does_not_use_the_embedded_ones(embedded_copy: Path) -> None:
    demo = embedded_copy / "embedded"
    assert folder_in_service(embedded_copy) == demo
    shutil.copytree(demo / "feeds" / "lu", embedded_copy / "feeds" / "lu")
    steps = Steps()
    assert resolve_data(embedded_copy, steps) == embedded_copy
    assert [feed.source.tag for feed in open_network(embedded_copy, steps).feeds] == ["lu"]


def test_changed_source_is_built_anew_and_the_older_network_stays_on_disk(
    embedded_copy: Path,
) -> None:
    folder = embedded_copy / "embedded"
    before = open_network(folder, silent)
    source = folder / "feeds" / "fr" / "source.toml"
    source.write_text(source.read_text().replace('name = "', 'name = "New '))
    steps = Steps()
    after = open_network(folder, steps)
    assert "writing the snapshot" in steps
    assert after.version != before.version
    assert set(snapshot.versions(snapshots_of(folder))) == {before.version, after.version}


def test_network_that_was_taken_back_stays_until_the_sources_change(embedded_copy: Path) -> None:
    folder = embedded_copy / "embedded"
    first = open_network(folder, silent)
    shutil.rmtree(folder / "feeds" / "fr")
    second = build_again(folder, silent, force=True)
    assert snapshot.rollback(snapshots_of(folder)) == first.version
    assert open_network(folder, silent).version == first.version
    assert build_again(folder, silent, force=True).version == second.version


def test_damaged_snapshot_is_built_anew(embedded_copy: Path) -> None:
    folder = embedded_copy / "embedded"
    version = open_network(folder, silent).version
    victim = max((snapshots_of(folder) / version).glob("*.npy"), key=lambda f: f.stat().st_size)
    victim.write_bytes(victim.read_bytes()[:-8] + b"\xff" * 8)
    steps = Steps()
    assert open_network(folder, steps).version == version
    assert "writing the snapshot" in steps


def test_every_source_counts(embedded_copy: Path) -> None:
    folder = embedded_copy / "embedded"
    before = sources_hash(folder)
    source = folder / "feeds" / "lu" / "source.toml"
    source.write_text(source.read_text() + "\n")
    assert sources_hash(folder) != before


def test_damaged_feeds_are_one_clear_fault_and_the_network_stays(embedded_copy: Path) -> None:
    folder = embedded_copy / "embedded"
    version = open_network(folder, silent).version
    for feed in (folder / "feeds").iterdir():
        (feed / "current.zip").write_bytes(b"PK\x03\x04 no more than a beginning")
    with pytest.raises(DataError):
        open_network(folder, silent)
    assert snapshot.current_version(snapshots_of(folder)) == version


def test_data_folder_that_cannot_be_made_is_one_clear_fault(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(EnvironmentFault, match="cannot make the data folder"):
        resolve_data(tmp_path / "file" / "data", silent)
