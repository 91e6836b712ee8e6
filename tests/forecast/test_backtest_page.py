"""The page of a backtest shows what was scored, needs nothing else, and trusts no name."""

from __future__ import annotations

import csv
import datetime as dt
import json
import os
import re

import numpy as np
import pytest
from defusedxml import ElementTree

import app
from core import clock
from forecast.backtest_figures import amount, percent
from forecast.breakdown import WORST_DAYS
from tests.forecast.make import ZONE, made_grid, made_territory, write_rows

HOSTILE = "<img src='https://elsewhere.example/x' onerror=alert(1)> & Co"
LAST = dt.date(2026, 11, 20)
BAD_DAY = dt.date(2026, 10, 15)


@pytest.fixture(scope="module")
def told(tmp_path_factory):
    """A page and the JSON beside it: two roads, one of a hostile name, and one wild day."""
    folder = tmp_path_factory.mktemp("page")
    made_territory(folder / "data" / "territory")
    (folder / "data" / "feeds" / "own").mkdir(parents=True)
    (folder / "data" / "feeds" / "own" / "source.toml").touch()
    grid = made_grid(LAST, 160, ("C1-LU", HOSTILE))
    day = grid.line.dates.index(BAD_DAY)
    grid.values[:, grid.line.first_slot[day] : grid.line.first_slot[day + 1]] += 4000.0
    grid.values[0, :2000] = np.nan  # so that the hostile one is observed most
    archive = folder / "counts <b>.csv"
    _write(archive, grid)
    page = folder / "out.html"
    with pytest.MonkeyPatch.context() as patch:
        said = []
        patch.setattr("builtins.print", lambda *words: said.append(" ".join(map(str, words))))
        words = ["forecast", "backtest", str(archive), "--data", str(folder / "data"), "--json"]
        assert app.main([*words, "--report", str(page)]) == 0
    assert [each.name for each in folder.iterdir() if "tmp" in each.name] == []
    return page.read_text(encoding="utf-8"), json.loads(said[-1])


def _write(path, grid):
    with path.open("w", newline="", encoding="utf-8") as out:
        rows = csv.writer(out)
        rows.writerow(("time", "site", "quantity", "value"))
        for row, site in enumerate(grid.sites):
            for slot in np.flatnonzero(np.isfinite(grid.values[row])).tolist():
                value = f"{grid.values[row, slot]:.1f}"
                moment = clock.iso_utc(grid.line.moment_of(slot))
                rows.writerow((moment, site, "travel_time_s", value))


@pytest.fixture(scope="module")
def tree(told):
    doctype, _, rest = told[0].partition("\n")
    assert doctype == "<!doctype html>"
    return ElementTree.fromstring(rest)


def _tables(tree):
    """Every table by the words of its figure or of the heading before it, as rows of texts."""
    found, last = {}, ""
    for each in tree.iter():
        if each.tag in ("h1", "h2", "figcaption"):
            last = each.text
        if each.tag == "table":
            rows = [["".join(cell.itertext()) for cell in row] for row in each.iter("tr")]
            found.setdefault(last, []).append(rows)
    return found


def test_nothing_is_run_and_nothing_loaded_from_elsewhere(told, tree):
    tags = {each.tag for each in tree.iter()}
    assert not tags & {"script", "img", "link", "iframe", "object", "image", "use", "a", "form"}
    attributes = {name for each in tree.iter() for name in each.attrib}
    assert not [name for name in attributes if name.startswith("on") or name in ("src", "href")]
    style = next(tree.iter("style")).text
    assert "url(" not in style
    assert "@import" not in style
    ids = [each.get("id") for each in tree.iter() if each.get("id")]
    assert len(ids) == len(set(ids))


def test_every_figure_has_a_title_a_description_and_a_table(tree):
    figures = list(tree.iter("figure"))
    titles = [figure.find("figcaption").text for figure in figures]
    assert titles[:-1] == [
        "Error by horizon", "Error by hour of day", "Intervals by class of days",
        "Values below each level", "Intervals by hour of day",
    ]  # fmt: skip
    for figure in figures:
        svg = next(each for each in figure.iter("svg") if each.get("role") == "img")
        assert svg.find("title").text
        assert svg.find("desc").text
        assert list(figure.iter("td"))


def test_names_are_shown_as_they_are(tree):
    words = "".join(tree.itertext())
    assert f"A week as it was: {HOSTILE}" in words
    assert "counts <b>.csv: " in words
    assert f"2: {HOSTILE}, C1-LU" in words or f"2: C1-LU, {HOSTILE}" in words


def test_the_figures_are_those_of_the_json(told, tree):
    scores, tables = told[1], _tables(tree)
    horizons = ("15min", "60min", "24h", "7d")
    head = tables["How good the forecast would have been"][1][1:]
    for row, horizon in zip(head, horizons, strict=True):
        score = scores[horizon]
        assert row[1:4] == [f"{score['n']:,}", amount(score["mae"]), amount(score["rmse"])]
        assert row[8:] == [percent(score["coverage80"]), amount(score["width80"])]
    for row, horizon in zip(tables["Error by horizon"][0][1:], horizons, strict=True):
        score = scores[horizon]
        rivals = [score["mae"] / score[name] for name in ("mase_profile", "mase_week")]
        assert row[1:] == [amount(each) for each in (score["mae"], *rivals)]
    hours = scores["breakdown"]["hours"]["60min"]
    assert [row[2] for row in tables["Error by hour of day"][0][1:]] == [
        amount(each["mae"]) for each in hours
    ]
    for row in tables["Intervals by class of days"][0][1:]:
        of_class = scores["classes"][row[0]]
        assert row[2:] == [
            percent(of_class[horizon]["coverage80"]) if horizon in of_class else "–"
            for horizon in horizons
        ]


def test_bars_are_as_high_as_their_errors(told, tree):
    figure = next(tree.iter("figure"))
    heights = [float(each.get("height")) for each in figure.iter("rect")]
    bars = np.array(heights[-12:]).reshape(4, 3)
    mase = [told[1][name]["mase_week"] for name in ("15min", "60min", "24h", "7d")]
    assert bars[:, 0] / bars[:, 2] == pytest.approx(mase, abs=0.01)


def test_hours_and_levels_add_up_to_the_score(told):
    for horizon in ("15min", "60min", "24h", "7d"):
        score, hours = told[1][horizon], told[1]["breakdown"]["hours"][horizon]
        n = np.array([each["n"] for each in hours])
        assert n.sum() == score["n"]
        for name in ("mae", "coverage80"):
            mean = (n * [each[name] for each in hours]).sum() / n.sum()
            assert mean == pytest.approx(score[name])
        below = told[1]["breakdown"]["below"][horizon]
        assert below["p90"] - below["p10"] == pytest.approx(score["coverage80"])
        assert below["p10"] < below["p50"] < below["p90"]


def test_the_wild_day_is_named_first(told, tree):
    days = told[1]["breakdown"]["worst_days"]
    assert len(days) == WORST_DAYS
    assert (days[0]["date"], days[0]["class"]) == (BAD_DAY.isoformat(), "midweek")
    assert days[0]["bias"] > 3000
    assert [day["mae"] for day in days] == sorted((day["mae"] for day in days), reverse=True)
    named = _tables(tree)["The days that were foretold worst"][0]
    assert named[1][0] == f"Thursday {BAD_DAY}"
    assert named[1][6].endswith("more than said")


def test_the_week_shown_is_one_of_the_most_observed_site_and_neither_fine_nor_wild(told):
    week = told[1]["breakdown"]["week"]
    assert week["site"] == HOSTILE
    first = dt.date.fromisoformat(week["first"])
    assert first.weekday() == 0
    assert not first <= BAD_DAY < first + dt.timedelta(days=7)
    assert clock.local_date(_moment(week["slots"][0]["from"]), ZONE) == first
    known = [slot for slot in week["slots"] if slot["p50"] is not None]
    assert len(known) > 0.9 * len(week["slots"])
    assert all(slot["p10"] <= slot["p50"] <= slot["p90"] for slot in known)
    inside = np.mean([slot["p10"] <= slot["observed"] <= slot["p90"] for slot in known])
    assert 0.5 < inside < 1


def _moment(text):
    return int(dt.datetime.fromisoformat(text).timestamp())


@pytest.mark.parametrize(
    "place, said",
    [("nowhere/out.html", "there is no folder"), (".", "is a folder; name a file")],
)
def test_a_page_that_cannot_be_written_is_said_before_the_work(tmp_path, capsys, place, said):
    words = ["forecast", "backtest", "missing.csv", "--report", str(tmp_path / place)]
    assert app.main(words) == 1
    told = capsys.readouterr().err
    assert said in told
    assert len(re.findall("navette: ", told)) == 1


def test_a_folder_that_may_not_be_written_into_is_said_too(tmp_path, capsys, monkeypatch):
    monkeypatch.setattr(os, "access", lambda *_: False)
    words = ["forecast", "backtest", "missing.csv", "--report", str(tmp_path / "out.html")]
    assert app.main(words) == 1
    assert f"cannot write into {tmp_path}" in capsys.readouterr().err


def test_an_archive_of_too_little_leaves_no_page(tmp_path, capsys):
    few = write_rows(tmp_path / "few.csv", ["time,site,quantity,value"])
    page = tmp_path / "out.html"
    assert app.main(["forecast", "backtest", str(few), "--report", str(page)]) == 1
    assert not page.exists()
