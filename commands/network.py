"""The network of a data folder: a folder in, the Network in service out, built when it must be.

A snapshot stands for its sources: the bytes of every feed and its source.toml, the territory, and
the program that builds. `built.json` remembers which sources the last build was made from; as long
as they are the same, the snapshot the pointer names is used, also after a rollback.
"""

from __future__ import annotations

import functools
import hashlib
import json
from collections.abc import Iterable, Iterator
from pathlib import Path

from commands.datadir import building, streets_data, territory_folder, territory_of
from core import snapshot
from core.errors import DataError, SnapshotError
from core.files import write_atomically
from core.progress import Progress
from feeds.catalogue import load_stored
from feeds.osm.store import find_extract, load_extract
from feeds.tables import MergedFeed
from routing import network_io
from routing.build import build_network
from routing.network import Network

_BUILT = "built.json"
_ROOT = Path(__file__).resolve().parent.parent
_PROGRAM = ("core", "feeds", "routing")
"""The rooms whose code decides what a snapshot holds."""


def open_network(data: Path, progress: Progress) -> Network:
    """The network in service, building and publishing it first when its sources have changed.

    Errors: DataError when no usable feed is there, EnvironmentFault when the machine refuses.
    """
    sources = sources_hash(data)
    found = _find_built(data, sources)
    if found is not None:
        return found
    with building(data):
        return _find_built(data, sources) or _build(data, sources, progress)


def build_again(data: Path, progress: Progress) -> Network:
    """Builds and publishes the network whether or not its sources have changed."""
    sources = sources_hash(data)
    with building(data):
        return _build(data, sources, progress)


def snapshots_of(data: Path) -> Path:
    """The folder of a data folder's snapshots."""
    return data / "snapshots"


def sources_hash(data: Path) -> str:
    """A hash over everything a snapshot is made from."""
    return hashlib.sha256(f"{_hash_of(_facts(data))}{_program_hash()}".encode()).hexdigest()


@functools.cache
def _program_hash() -> str:
    """Of the program that runs, which is the one read first, whatever is installed meanwhile."""
    modules = [module for room in _PROGRAM for module in sorted((_ROOT / room).rglob("*.py"))]
    modules += sorted((_ROOT / "feeds" / "osm").glob("*.csv"))
    return _hash_of((str(module.relative_to(_ROOT)), module) for module in modules)


def _hash_of(files: Iterable[tuple[str, Path]]) -> str:
    digest = hashlib.sha256()
    for name, path in files:
        digest.update(name.encode())
        with path.open("rb") as content:
            digest.update(hashlib.file_digest(content, "sha256").digest())
    return digest.hexdigest()


def _facts(data: Path) -> Iterator[tuple[str, Path]]:
    for feed in sorted(data.glob("feeds/*")):
        for name in ("source.toml", "current.zip"):
            if (feed / name).is_file():
                yield f"feeds/{feed.name}/{name}", feed / name
    extract = find_extract(streets_data(data))
    if extract is not None:
        yield f"streets/{extract.name}", extract
    for fact in sorted(territory_folder(data).iterdir()):
        if fact.suffix in (".toml", ".csv"):
            yield f"territory/{fact.name}", fact


def _find_built(data: Path, sources: str) -> Network | None:
    try:
        built = json.loads((data / _BUILT).read_bytes())
    except (OSError, ValueError):
        return None
    if not isinstance(built, dict) or built.get("sources") != sources:
        return None
    try:
        stored = snapshot.load(snapshots_of(data))
        return network_io.from_arrays(stored.arrays, stored.manifest)
    except SnapshotError:
        return None  # damaged or of another format: built again from the same sources


def _say_what_is_odd(network: Network, merged: MergedFeed, progress: Progress) -> None:
    """How the streets and the stops fit together, where there are streets."""
    if not network.streets:
        return
    for code, count in sorted(merged.notices.counts.items()):
        sample = merged.notices.samples[code][0]
        if sample.feed == network.streets.tag:
            progress(f"streets: {code}: {count}; such as {sample.message}")


def _build(data: Path, sources: str, progress: Progress) -> Network:
    territory = territory_of(data)
    merged = load_stored(data, territory, progress)
    if merged.trips.empty:
        raise DataError("no trip is left to plan with", file=str(data / "feeds"))
    extract = load_extract(streets_data(data), progress)
    network = build_network(merged, territory, progress, extract=extract)
    _say_what_is_odd(network, merged, progress)
    progress("writing the snapshot")
    arrays, manifest = network_io.to_arrays(network)
    root = snapshots_of(data)
    snapshot.publish(root, network.version, arrays, manifest)
    snapshot.prune(root)
    write_atomically(data / _BUILT, json.dumps({"sources": sources}).encode())
    stored = snapshot.load(root)
    return network_io.from_arrays(stored.arrays, stored.manifest)
