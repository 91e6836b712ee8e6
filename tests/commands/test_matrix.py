"""`matrix`: a planner's points in the terminal, stopped, killed and started again."""

from __future__ import annotations

import csv
import json
import random
import subprocess
import sys
import time
from pathlib import Path

import pytest

import app
from tests.days import next_tuesday

ROOT = Path(__file__).resolve().parents[2]
HEAD = "id,lat,lon\n"
TOWNS = {"villerupt": (49.4686, 5.9311), "esch": (49.4940, 5.9850), "kirchberg": (49.6283, 6.1567)}
MORNING = f"{next_tuesday()}T07:00"
"""Of the next Tuesday."""
MANY = 640
"""Points of a job that is long enough to be killed."""


@pytest.fixture
def points(tmp_path: Path) -> Path:
    path = tmp_path / "towns.csv"
    path.write_text(HEAD + "".join(f"{name},{at[0]},{at[1]}\n" for name, at in TOWNS.items()))
    return path


@pytest.fixture
def say(embedded: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    """Runs `matrix` on the embedded data set into a folder; exit code, answer, words beside."""

    def run(*words: object) -> tuple[int, str, str]:
        out = ("--out", str(tmp_path / "out"), "--data", str(embedded))
        code = app.main(["matrix", *map(str, words), *out])
        said = capsys.readouterr()
        return code, said.out, said.err

    return run


def table(tmp_path: Path) -> dict[tuple[str, str], dict[str, str]]:
    with (tmp_path / "out" / "matrix.csv").open(encoding="utf-8", newline="") as file:
        return {(row["origin"], row["destination"]): row for row in csv.DictReader(file)}


def test_planner_reads_how_long_it_takes_between_towns(say, points, tmp_path):
    code, out, beside = say(points, "--depart", MORNING)
    assert code == 0
    assert out.startswith("3 x 3 points, 120 departures from ")
    assert "9 of 9 pairs reached in the middle" in out
    assert str(tmp_path / "out" / "matrix.csv") in out
    assert "travel times" in beside
    rows = table(tmp_path)
    assert set(rows) == {(a, b) for a in TOWNS for b in TOWNS}
    way = rows["villerupt", "kirchberg"]
    seconds = [int(way[f"p{share}_s"]) for share in (5, 25, 50, 75, 95)]
    assert seconds == sorted(seconds)
    assert 1200 < seconds[0] < seconds[-1] < 7200
    assert rows["esch", "esch"]["p95_s"] == "0"


def test_the_same_command_goes_on_without_naming_the_minute_again(say, points):
    first = json.loads(say(points, "--depart", MORNING, "--json")[1])
    again = json.loads(say(points, "--json")[1])
    assert first["chunks"] == {"computed": 1, "kept": 0, "damaged": 0}
    assert again == first | {"chunks": {"computed": 0, "kept": 1, "damaged": 0}}
    assert first["firstDeparture"].startswith(MORNING)
    assert first["networks"][0]["pairsReached"] == 9


def test_another_window_in_the_same_folder_is_refused(say, points):
    assert say(points, "--depart", MORNING)[0] == 0
    code, _, beside = say(points, "--depart", MORNING.replace("07:00", "07:01"), "--minutes", "60")
    assert code == 1
    assert "holds a matrix of another window (name another folder, or delete this one)" in beside


def test_destinations_may_be_others_and_given_as_stops(say, points, tmp_path):
    stops = tmp_path / "stops.csv"
    stops.write_text("id,stop\nmetz,fr_Rail-82001000\n")
    code, out, _ = say(points, "--to", stops, "--depart", MORNING, "--window", "30")
    assert code == 0
    assert out.startswith("3 x 1 points, 30 departures")
    assert set(table(tmp_path)) == {(name, "metz") for name in TOWNS}


def test_a_scenario_stands_beside_today(say, points, tmp_path):
    scenario = tmp_path / "slower.json"
    slower = {"type": "adjust-speed", "routes": ["lu_T1"], "scale": 0.5}
    scenario.write_text(json.dumps({"name": "Slower tram", "modifications": [slower]}))
    code, out, beside = say(points, "--depart", MORNING, "--scenario", scenario, "--json")
    assert code == 0, beside
    base, other = json.loads(out)["networks"]
    assert (base["name"], other["name"]) == ("base", "scenario")
    assert base["version"] != other["version"]
    way = table(tmp_path)["esch", "kirchberg"]
    assert int(way["scenario_p50_s"]) > int(way["p50_s"])
    code, out, _ = say(points, "--depart", MORNING, "--scenario", scenario, "--json")
    assert json.loads(out)["chunks"]["kept"] == 1


def test_every_faulty_row_is_named_before_anything_is_computed(say, tmp_path):
    path = tmp_path / "towns.csv"
    path.write_text(HEAD + "a,49.5,5.9\na,49.6,5.9\nb,north,5.9\n")
    code, out, beside = say(path)
    assert (code, out) == (1, "")
    assert "towns.csv row 3, id: 'a' stands in row 2 too; give each point its own id" in beside
    assert "towns.csv row 4, lat: 'north' is no number; write degrees as 49.4634" in beside
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    "words, says",
    [
        (("--depart", "late"), "--depart: 'late' is no date and time"),
        (("--depart", "1999-01-01T07:00"), "--depart: 1999-01-01 lies outside the timetable; name"),
        (("--scheduler", "localhost"), "--scheduler: 'localhost' is no address"),
        (("--to", "nowhere.csv"), "nowhere.csv: cannot be read: No such file"),
        (("--scenario", "nowhere.json"), "nowhere.json: cannot be read: No such file"),
    ],
)
def test_what_is_wrong_is_said_in_one_line(say, points, words, says):
    code, out, beside = say(points, *words)
    assert (code, out) == (1, "")
    assert says in beside.splitlines()[-1]


def test_a_killed_command_goes_on_where_it_stood(embedded: Path, tmp_path: Path) -> None:
    rng = random.Random(1)
    rows = [f"{n},{rng.uniform(49.45, 49.65)},{rng.uniform(5.85, 6.2)}" for n in range(MANY)]
    (tmp_path / "points.csv").write_text(HEAD + "\n".join(rows))
    out = tmp_path / "out"
    words = [
        sys.executable, "app.py", "matrix", str(tmp_path / "points.csv"), "--out", str(out),
        "--window", "240", "--data", str(embedded), "--json",
    ]  # fmt: skip
    killed = subprocess.Popen(words, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    while not (out / "chunk-00003.npy").exists() and killed.poll() is None:
        time.sleep(0.005)
    killed.kill()
    said = killed.communicate()[1].decode()
    assert killed.returncode == -9, said
    before = {path.name: path.stat().st_mtime_ns for path in out.glob("*.npy")}
    done = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    after = {path.name: path.stat().st_mtime_ns for path in out.glob("*.npy")}
    chunks = json.loads(done.stdout)["chunks"]
    assert 0 < len(before) < len(after) == chunks["computed"] + chunks["kept"] == MANY / 8
    again = [name for name, moment in before.items() if after[name] != moment]
    assert len(again) == len(before) - chunks["kept"] <= 1  # written, and not yet named
