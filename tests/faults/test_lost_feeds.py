"""Feeds that are away for a while, with their disk, are not replaced by the embedded data set."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.fault_cases import lose_the_feeds
from commands.datadir import folder_in_service, resolve_data
from commands.house import open_house
from commands.refresh import Refresher
from core.progress import silent
from web.settings import Settings


def test_riders_keep_their_network_while_the_feeds_are_gone(embedded_copy: Path) -> None:
    assert lose_the_feeds(embedded_copy).wrong == []


def test_it_is_said_once_that_they_are_gone(
    embedded_copy: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data = folder_in_service(embedded_copy)
    state = open_house(resolve_data(data, silent), Settings(), silent)
    refresher, before = Refresher(state, data), state.world
    (data / "feeds").rename(data / "away")
    assert not any(refresher.look() for _ in range(3))
    assert state.world is before
    said = capsys.readouterr().err
    assert said.count("holds no feeds any more") == 1
    (data / "away").rename(data / "feeds")
    assert not refresher.look(), "it is the same network"
    assert state.world.network.version == before.network.version
    assert capsys.readouterr().err == ""
