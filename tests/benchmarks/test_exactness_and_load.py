"""The commands that compare by the thousand and load the site do so, in small."""

from __future__ import annotations

import json

from benchmarks import door_to_door, random_exactness, scaling
from tests.days import next_working_day


def test_random_networks_are_compared_and_the_count_is_said(capsys):
    assert random_exactness.main(["--n", "40", "--seed", "77", "--processes", "1"]) == 0
    assert "40 networks from seed 77: 400 questions" in capsys.readouterr().out


def test_a_difference_is_named_with_its_seed(monkeypatch):
    monkeypatch.setattr(random_exactness, "earliest_arrival", lambda graph, *_, **__: id(graph))
    random_exactness.earliest_arrival.__name__ = "earliest_arrival"
    asked, _, wrong = random_exactness._compare(range(5, 7))
    assert asked == 20
    assert wrong == ["seed 5, earliest_arrival", "seed 6, earliest_arrival"]


def test_a_site_is_asked_from_other_processes(embedded_copy, capsys):
    day = str(next_working_day())
    options = ["--data", str(embedded_copy), "--date", day, "--n", "6", "--clients", "2", "--json"]
    assert door_to_door.main(options) == 0
    one, many = json.loads(capsys.readouterr().out)
    assert (one["workers"], one["plans"], one["failed"]) == (1, 6, 0)
    assert (many["workers"], many["plans"], many["failed"]) == (2, 6, 0)
    assert one["memory_mb"] > 0


def test_copies_of_a_feed_are_joined_and_searched(shared_data, capsys):
    feed = shared_data("osm/milan-small-gtfs.zip")
    options = ["--feed", str(feed), "--date", "2014-10-21", "--times", "1,2", "--n", "4"]
    assert scaling.main([*options, "--repeat", "1"]) == 0
    said = capsys.readouterr().out
    assert "2 times the network costs" in said
