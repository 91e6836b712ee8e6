"""Another version of the program finds its way with what an older or a newer one left."""

from __future__ import annotations

import json
from pathlib import Path

import app
from commands import network as networks
from commands.datadir import folder_in_service
from commands.network import open_network, snapshots_of
from core import snapshot
from core.progress import silent

WRITERS_FORMAT = 99


def lines_of(folder: Path) -> dict[str, bytes]:
    """What a person brought in, by name."""
    return {str(p): p.read_bytes() for p in folder.glob("feeds/*/*") if p.name != "state.json"}


def test_another_program_builds_anew_from_the_same_feeds(embedded_copy: Path, monkeypatch) -> None:
    folder = folder_in_service(embedded_copy)
    before, brought = open_network(folder, silent), lines_of(folder)
    monkeypatch.setattr(networks, "_program_hash", lambda: "of another version")
    said: list[str] = []
    after = open_network(folder, lambda sentence, *_: said.append(sentence))
    assert "writing the snapshot" in said
    assert after.version == before.version
    assert lines_of(folder) == brought
    monkeypatch.undo()
    assert open_network(folder, silent).version == before.version  # the older program again


def test_snapshot_of_a_newer_program_is_built_again_by_an_older_one(
    embedded_copy: Path, monkeypatch
) -> None:
    folder = folder_in_service(embedded_copy)
    root = snapshots_of(folder)
    version = snapshot.current_version(root)
    with monkeypatch.context() as newer:
        newer.setattr(snapshot, "FORMAT", WRITERS_FORMAT)
        newer.setattr(networks, "_program_hash", lambda: "of a newer version")
        open_network(folder, silent)
        manifest = json.loads((root / version / "manifest.json").read_bytes())
        assert manifest["format"] == WRITERS_FORMAT
    assert open_network(folder, silent).version == version
    assert json.loads((root / version / "manifest.json").read_bytes())["format"] == snapshot.FORMAT


def test_rollback_puts_the_network_before_into_service(embedded_copy: Path, capsys) -> None:
    folder = folder_in_service(embedded_copy)
    first = snapshot.current_version(snapshots_of(folder))
    source = min(folder.glob("feeds/*/source.toml"))
    text = source.read_text(encoding="utf-8").replace('name = "', 'name = "Other ', 1)
    source.write_text(text, encoding="utf-8")
    second = open_network(folder, silent).version
    assert second != first
    assert app.main(["feeds", "rollback", "--data", str(folder)]) == 0
    assert snapshot.current_version(snapshots_of(folder)) == first
