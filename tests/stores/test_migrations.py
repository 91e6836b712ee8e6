"""Tables are brought forward whole or not at all, once, and never by a program that is too old."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

import app
from commands.stores import stores_of, upgrade_at_start
from core.errors import DataError, EnvironmentFault
from forecast.event_store import EventStore
from forecast.observations import SCHEMA, ObservationStore
from planning.runs.queue import RunStore
from planning.runs.scenarios import ScenarioStore
from tests.stores.conftest import rows_of, run_plain

ROOT = Path(__file__).resolve().parents[2]
UPGRADES = """
import sys
from pathlib import Path
from commands.stores import stores_of
print("ready", flush=True)
sys.stdin.readline()
print([list(store.upgrade(by_command=False)) for store in stores_of(Path(sys.argv[1]))])
"""
SET_VERSION = "UPDATE navette_observations_version SET version_num = '{}'"
BROKEN = '''"""Breaks half-way."""
from core.migrations.run import run_statements
revision, down_revision, AT_START = "0003", "0002", {at_start}
def upgrade():
    run_statements("""ALTER TABLE observations ADD COLUMN lane INTEGER;
        DELETE FROM observations; {then}""")
'''


def test_what_was_kept_yesterday_is_there_after_the_upgrade(yesterday, capsys):
    assert app.main(["database", "status", "--data", str(yesterday), "--json"]) == 0
    before = json.loads(capsys.readouterr().out)
    assert [row["due"] for row in before] == [["0001", "0002"]] * 2
    assert app.main(["database", "upgrade", "--data", str(yesterday)]) == 0
    assert capsys.readouterr().out.count("brought to version 0002") == 2
    observed, planned = (store.place for store in stores_of(yesterday))
    series = ObservationStore(observed).read_series("travel_time_s", ["A31 Zoufftgen"], 0, 9_000)
    assert series.value.tolist() == [300.1, 0.1]
    assert RunStore(planned).find("1" * 16).headline == {"riders": 7}
    assert ScenarioStore(planned).find("a" * 16).name == "Bus «ü»"
    assert EventStore(observed).read(5) == ()
    assert app.main(["database", "status", "--data", str(yesterday)]) == 0
    assert capsys.readouterr().out.count("up to date") == 2


def test_a_start_upgrades_and_so_does_the_first_question(yesterday):
    observed, planned = stores_of(yesterday)
    assert ScenarioStore(planned.place).page(5)[0].id == "a" * 16
    assert planned.standing().recorded == "0002"
    upgrade_at_start(yesterday)
    assert observed.standing().due == ()


def test_nothing_is_made_where_nothing_was_kept(data, capsys):
    upgrade_at_start(data)
    assert app.main(["database", "upgrade", "--data", str(data)]) == 0
    assert not list(data.iterdir())
    assert capsys.readouterr().out.count("nothing to do") == 2


def test_two_processes_that_start_at_once_migrate_once(yesterday):
    words = [sys.executable, "-c", UPGRADES, str(yesterday)]
    both = [
        subprocess.Popen(
            words, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
        )
        for _ in range(2)
    ]  # fmt: skip
    assert [each.stdout.readline().strip() for each in both] == ["ready"] * 2
    for each in both:
        print(file=each.stdin, flush=True)
    said = sorted(each.communicate(timeout=60)[0].strip() for each in both)
    done = [json.loads(each.replace("'", '"')) for each in said]
    assert sorted(first for first, _ in done) == [[], ["0001", "0002"]]
    assert sorted(second for _, second in done) == [[], ["0001", "0002"]]
    assert [each.returncode for each in both] == [0, 0]


def test_tables_of_a_newer_program_are_refused_and_stay(yesterday, capsys):
    upgrade_at_start(yesterday)
    observed = stores_of(yesterday)[0]
    run_plain(observed.place, SET_VERSION.format("0931"))
    store = ObservationStore(observed.place)
    for ask in (lambda: store.add([]), lambda: store.read_sites("load"), observed.standing):
        with pytest.raises(DataError, match=r"written by a newer Navette: .*0931.*up to 0002"):
            ask()
    assert app.main(["database", "upgrade", "--data", str(yesterday)]) == 1
    assert "install the newer program again" in capsys.readouterr().err
    run_plain(observed.place, SET_VERSION.format("0002"))
    assert store.read_sites("travel_time_s") == ("A31 Zoufftgen",)


@pytest.fixture
def with_a_third(yesterday, tmp_path):
    """A store whose schema has one more migration: its text is given to the fixture's answer."""
    folder = tmp_path / "migrations with % and ä"
    folder.mkdir()
    for each in SCHEMA.folder.glob("v*.py"):
        (folder / each.name).write_text(each.read_text())

    def make(*, at_start, then):
        text = BROKEN.format(at_start=at_start, then=then)
        (folder / "v0003_lanes.py").write_text(text)
        return replace(stores_of(yesterday)[0], schema=replace(SCHEMA, folder=folder))

    return make


def test_a_migration_that_fails_leaves_the_tables_and_rows_as_they_were(yesterday, with_a_third):
    store = with_a_third(at_start=True, then="SELECT gone FROM nowhere")
    with pytest.raises(DataError, match=r"could not be upgraded and are as they were: .*nowhere"):
        store.upgrade(by_command=True)
    assert rows_of(yesterday)["observations"] == [(0, 0, 1000, 300.1), (0, 0, 2000, 0.1)]


def test_a_bold_migration_waits_for_its_command(yesterday, with_a_third):
    upgrade_at_start(yesterday)
    store = with_a_third(at_start=False, then="SELECT 1")
    with pytest.raises(EnvironmentFault, match=r"python app.py database upgrade"), store.reading():
        pass
    assert store.upgrade(by_command=True) == ("0003",)
    with store.reading() as db:
        assert "lane" in db.columns("observations")
