"""The folder of the embedded data set: same day same bytes, always valid, never half-written."""

from __future__ import annotations

import datetime as dt
import json
import shutil
import tomllib
from pathlib import Path

import pytest

from core.errors import EnvironmentFault
from feeds.demo import build, build_embedded, is_current
from feeds.demo.calendars import DAYS_AFTER, validity_for
from tests.feeds.demo.conftest import DAY


def contents(folder: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def test_same_day_gives_the_same_bytes(built: Path, tmp_path: Path) -> None:
    build_embedded(tmp_path, DAY)
    assert contents(tmp_path) == contents(built)


def test_a_folder_brought_up_to_date_equals_one_built_that_day(built: Path, older: Path) -> None:
    assert not is_current(older, DAY)
    build_embedded(older, DAY)
    assert contents(older) == contents(built)


def test_the_next_day_renews_the_travel_times_and_leaves_the_feeds_alone(
    built: Path, tmp_path: Path
) -> None:
    folder = Path(shutil.copytree(built, tmp_path / "copy"))
    before = (folder / "feeds" / "lu" / "current.zip").stat()
    assert is_current(folder, DAY)
    assert not is_current(folder, DAY + dt.timedelta(days=1))
    build_embedded(folder, DAY + dt.timedelta(days=1))
    assert is_current(folder, DAY + dt.timedelta(days=1))
    after = (folder / "feeds" / "lu" / "current.zip").stat()
    assert (after.st_ino, after.st_mtime_ns) == (before.st_ino, before.st_mtime_ns)


def test_the_timetable_covers_every_day_of_a_year_and_three_months_ahead() -> None:
    for offset in range(0, 366, 5):
        today = DAY + dt.timedelta(days=offset)
        validity = validity_for(today)
        assert validity.anchor.weekday() == 0
        assert validity.first <= today - dt.timedelta(days=14)
        assert validity.last >= today + dt.timedelta(days=DAYS_AFTER)


def test_what_a_killed_build_left_behind_is_swept_away(built: Path, tmp_path: Path) -> None:
    (tmp_path / ".making-killed" / "feeds").mkdir(parents=True)
    build_embedded(tmp_path, DAY)
    assert contents(tmp_path) == contents(built)


def test_what_others_keep_in_the_folder_survives(older: Path) -> None:
    kept = older / "snapshots" / "current"
    kept.parent.mkdir()
    kept.write_text("7", encoding="utf-8")
    build_embedded(older, DAY)
    assert kept.read_text(encoding="utf-8") == "7"


def test_a_failed_build_leaves_the_old_data_and_no_half(
    older: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = contents(older)

    def fail(*args: object) -> str:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(build, "observation_lines", fail)
    with pytest.raises(EnvironmentFault, match=r"cannot write .*: No space left on device"):
        build_embedded(older, DAY)
    assert contents(older) == before


def test_a_folder_whose_marker_is_damaged_is_not_current(built: Path, tmp_path: Path) -> None:
    folder = Path(shutil.copytree(built, tmp_path / "copy"))
    (folder / "embedded.json").write_text("{", encoding="utf-8")
    assert not is_current(folder, DAY)
    (folder / "embedded.json").unlink()
    assert not is_current(folder, DAY)


def test_every_feed_says_that_it_is_illustrative(built: Path) -> None:
    for tag in ("lu", "fr"):
        source = tomllib.loads((built / "feeds" / tag / "source.toml").read_text(encoding="utf-8"))
        assert source["illustrative"] is True
        assert source["tag"] == tag
        assert source["licence"]
    marker = json.loads((built / "embedded.json").read_text(encoding="utf-8"))
    assert marker["label"].startswith("illustrative")
