"""The network of a data folder: a folder in, the Network in service out, built when it must be.

A snapshot stands for its sources: the bytes of every feed and its source.toml, the territory, and
the program that builds. `built.json` remembers which sources the last build was made from; as long
as they are the same, the snapshot the pointer names is used, also after a rollback. A network that
does not pass the gates (commands/gates.py) is not published; `built.json` remembers that for the
day, so that the same sources are not built again only to be refused.
"""

from __future__ import annotations

import datetime as dt
import functools
import hashlib
import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from commands.datadir import building, streets_data, territory_folder, territory_of, zone_of
from commands.edge import say_fault
from commands.gates import judge
from core import clock, snapshot
from core.errors import DataError, PublicationRefused, SnapshotError
from core.files import write_atomically
from core.progress import Progress
from feeds.catalogue import load_stored
from feeds.merge.overrides import STOPS_FILE, TRIPS_FILE
from feeds.merge.report import MergeReport
from feeds.osm.store import find_extract, load_extract
from feeds.tables import MergedFeed
from routing import network_io
from routing.build import build_network
from routing.in_seat_build import TOO_MANY_PARTINGS
from routing.network import Network

_BUILT = "built.json"
_ROOT = Path(__file__).resolve().parent.parent
_PROGRAM = ("core", "feeds", "routing")
"""The rooms whose code decides what a snapshot holds."""


def open_network(data: Path, progress: Progress) -> Network:
    """The network in service, building and publishing it first when its sources have changed.

    Where the gates refuse the new one, that is said and the one in service is returned.
    Errors: DataError when no usable feed is there, EnvironmentFault when the machine refuses.
    """
    try:
        return renew_network(data, progress)
    except PublicationRefused as refused:
        say_fault(refused)
    return network_in_service(data)


def network_in_service(data: Path) -> Network:
    """The network that was published last. Errors: DataError where there is none."""
    stored = snapshot.load(snapshots_of(data))
    return network_io.from_arrays(stored.arrays, stored.manifest)


def renew_network(data: Path, progress: Progress) -> Network:
    """The network of the present sources, built and published where that was not done yet.

    Errors: PublicationRefused where the gates refuse it, else those of `open_network`.
    """
    sources = sources_hash(data)
    found = _find_built(data, sources)
    if found is not None:
        return found
    with building(data):
        return _find_built(data, sources) or _build(data, sources, progress)


def build_again(data: Path, progress: Progress, *, force: bool = False) -> Network:
    """Builds and publishes the network whether or not its sources have changed.

    Errors: PublicationRefused where the gates refuse it, unless `force` publishes it anyway.
    """
    sources = sources_hash(data)
    with building(data):
        return _build(data, sources, progress, force=force)


def snapshots_of(data: Path) -> Path:
    """The folder of a data folder's snapshots."""
    return data / "snapshots"


def refused_in(data: Path) -> tuple[str, ...]:
    """Why the gates kept the newest build out of service; empty where they did not."""
    return tuple((_read_built(data).get("refused") or {}).get("why", ()))


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
    for name in (STOPS_FILE, TRIPS_FILE):
        if (data / name).is_file():
            yield name, data / name
    extract = find_extract(streets_data(data))
    if extract is not None:
        yield f"streets/{extract.name}", extract
    for fact in sorted(territory_folder(data).iterdir()):
        if fact.suffix in (".toml", ".csv"):
            yield f"territory/{fact.name}", fact


def _find_built(data: Path, sources: str) -> Network | None:
    """The network in service where it is that of these sources; raises where it was refused."""
    built = _read_built(data)
    refused = built.get("refused") or {}
    is_refused = (refused.get("sources"), refused.get("day")) == (sources, _today(data).isoformat())
    if not is_refused and built.get("sources") != sources:
        return None
    in_service = _find_in_service(data)
    if is_refused and in_service is not None:
        raise PublicationRefused(refused["why"])
    return in_service


def _find_in_service(data: Path) -> Network | None:
    """The network in service; None where there is none, or it is damaged or of another format."""
    try:
        stored = snapshot.load(snapshots_of(data))
        return network_io.from_arrays(stored.arrays, stored.manifest)
    except SnapshotError:
        return None


def _read_built(data: Path) -> dict[str, Any]:
    try:
        built = json.loads((data / _BUILT).read_bytes())
    except (OSError, ValueError):
        return {}
    return built if isinstance(built, dict) else {}


def _write_built(data: Path, built: dict[str, Any]) -> None:
    write_atomically(data / _BUILT, json.dumps(built).encode())


def _today(data: Path) -> dt.date:
    return clock.today(zone_of(data))


def _pass_gates(data: Path, sources: str, network: Network, progress: Progress) -> None:
    """Whether the network may take the place of the one in service; remembers where not.

    Errors: PublicationRefused.
    """
    progress("comparing with the network in service")
    today = _today(data)
    verdict = judge(network, _find_in_service(data), territory_of(data), today)
    for warning in verdict.warnings:
        progress(warning)
    if verdict.failures:
        refused = {"sources": sources, "day": today.isoformat(), "why": verdict.failures}
        _write_built(data, {**_read_built(data), "refused": refused})
        raise PublicationRefused(verdict.failures)


def _say_what_is_odd(network: Network, merged: MergedFeed, progress: Progress) -> None:
    """How the streets and the stops fit together, and which vehicles' riders cannot stay."""
    for code, count in sorted(merged.notices.counts.items()):
        sample = merged.notices.samples[code][0]
        if network.streets and sample.feed == network.streets.tag:
            progress(f"streets: {code}: {count}; such as {sample.message}")
        elif code == TOO_MANY_PARTINGS:
            progress(f"{sample.feed}: {code}: {count}; such as {sample.sentence()}")


def _build(data: Path, sources: str, progress: Progress, *, force: bool = False) -> Network:
    territory = territory_of(data)
    merged = load_stored(data, territory, progress)
    if merged.trips.empty:
        raise DataError("no trip is left to plan with", file=str(data / "feeds"))
    extract = load_extract(streets_data(data), progress)
    report = json.dumps(MergeReport.of(merged).as_json(), ensure_ascii=False)
    network = build_network(merged, territory, progress, extract=extract, merge_report=report)
    _say_what_is_odd(network, merged, progress)
    if not force:
        _pass_gates(data, sources, network, progress)
    progress("writing the snapshot")
    arrays, manifest = network_io.to_arrays(network)
    root = snapshots_of(data)
    snapshot.publish(root, network.version, arrays, manifest)
    snapshot.prune(root)
    _write_built(data, {"sources": sources})
    stored = snapshot.load(root)
    return network_io.from_arrays(stored.arrays, stored.manifest)
