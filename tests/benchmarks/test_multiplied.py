"""The multiplied feed is the feed, so many times over, with nothing in common between copies."""

from __future__ import annotations

import shutil

import pytest

from benchmarks.building import bundle, main
from benchmarks.multiplied import calls_in, times_over
from feeds.load import load_feed
from feeds.merge import merge
from feeds.tables import Source
from tests.feeds.make import write_feed


@pytest.fixture
def feeds(tmp_path):
    for stem in ("luxembourg", "sncf-ter", "fluo-bas-rhin"):
        made = write_feed(tmp_path / "made.zip")
        shutil.move(made, tmp_path / f"{stem}.zip")
    return tmp_path


def test_a_feed_three_times_over_has_three_of_everything_and_is_sound(feeds, tmp_path):
    source, target = feeds / "luxembourg.zip", tmp_path / "three.zip"
    times_over(source, target, 3)
    one, three = (load_feed(path, Source(tag="x", country="LU")) for path in (source, target))
    for table in ("stops", "routes", "trips", "stop_times"):
        assert len(getattr(three, table)) == 3 * len(getattr(one, table)) > 0
    assert three.notices.counts == {code: 3 * n for code, n in one.notices.counts.items()}
    assert calls_in(target) == 3 * calls_in(source)
    assert len(three.places) == 3 * len(one.places)


def test_copies_of_the_bundle_match_within_themselves_alone(feeds, tmp_path):
    case = bundle(feeds, tmp_path, 2)
    loaded = [load_feed(path, Source(tag=tag, country=land)) for tag, land, path in case.feeds]
    merged = merge(loaded, None)
    assert len(case.feeds) == 6
    copies = merged.stops.groupby("place_idx")["feed"].agg(lambda feeds: set(feeds // 3))
    assert all(len(of) == 1 for of in copies)
    assert len(merged.places) == 2 * len(merge(loaded[:3], None).places)


def test_the_command_tells_each_phase(feeds, capsys):
    assert main(["--feeds", str(feeds), "--times", "1", "--one", "2"]) == 0
    said = capsys.readouterr().out.splitlines()
    assert [line.split("calls")[1].split()[0] for line in said] == ["add", "build", "all"] * 2
