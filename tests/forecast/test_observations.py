"""Observations come in once, row by row, whole or not at all, and gaps stay gaps."""

from __future__ import annotations

import gzip
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from core import database
from core.clock import parse_instant
from core.errors import DataError, EnvironmentFault
from forecast import observation_csv
from forecast.observation_csv import Layout
from forecast.observations import SCHEMA, ObservationStore, store_of
from tests.forecast.make import write_rows

HEADER = "time,site,quantity,value"
NOW_S = parse_instant("2026-11-23T12:00:00Z", "UTC")


@pytest.fixture(params=["sqlite", "postgresql"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> ObservationStore:
    """The same store in a file and on a server."""
    if request.param == "postgresql":
        return ObservationStore(request.getfixturevalue("postgres_schema"))
    return ObservationStore(tmp_path / "observations.sqlite")


@pytest.fixture
def file_store(tmp_path: Path) -> ObservationStore:
    return ObservationStore(tmp_path / "observations.sqlite")


def _import(store: ObservationStore, *rows: str, header: str = HEADER):
    with tempfile.TemporaryDirectory() as folder:
        file = write_rows(Path(folder) / "counts.csv", [header, *rows])
        return store.import_file(file, now_s=NOW_S)


def _all(store: ObservationStore, quantity: str = "travel_time_s", *sites: str):
    series = store.read_series(quantity, sites or ("a",), 0, NOW_S + 1)
    return list(zip(series.time_s.tolist(), series.value.tolist(), strict=True))


def test_the_same_moment_told_in_two_offsets_is_one_observation(store):
    report = _import(
        store,
        "2026-11-23T07:15:00+01:00,a,travel_time_s,300",
        "2026-11-23T06:15:00Z,a,travel_time_s,300",
    )
    assert (report.added, report.already_there) == (1, 1)
    assert _all(store) == [(parse_instant("2026-11-23T06:15Z", "UTC"), 300.0)]


def test_reading_a_file_again_adds_nothing(store):
    rows = [f"2026-11-2{day}T07:00:00Z,a,travel_time_s,30{day}" for day in range(3)]
    assert _import(store, *rows).added == 3
    before = _all(store)
    again = _import(store, *rows)
    assert (again.added, again.already_there, again.read) == (0, 3, 3)
    assert _all(store) == before


def test_an_empty_value_is_a_gap_and_no_zero(store):
    report = _import(
        store, "2026-11-23T07:00:00Z,a,travel_time_s,", "2026-11-23T07:15:00Z,a,travel_time_s,310"
    )
    assert (report.gaps, report.added, report.refused) == (1, 1, 0)
    assert len(_all(store)) == 1


@pytest.mark.parametrize(
    "row, field, words",
    [
        ("2026-11-23 07:00,a,travel_time_s,300", "time", "lacks its offset"),
        ("yesterday,a,travel_time_s,300", "time", "no time such as"),
        (f"2026-11-23T07:00:00.{40 * '0'}Z,a,travel_time_s,300", "time", "no time such as"),
        ("1970-01-01T00:00:00Z,a,travel_time_s,300", "time", "before 1990"),
        ("2026-11-25T07:00:00Z,a,travel_time_s,300", "time", "in the future"),
        ("9999-12-31T23:59:59-23:59,a,travel_time_s,300", "time", "in the future"),
        ("0001-01-01T00:00:00+23:59,a,travel_time_s,300", "time", "before 1990"),
        ("2026-11-23T07:00:00Z,,travel_time_s,300", "site", "cannot name a site"),
        ("2026-11-23T07:00:00Z,a\x1b[2J,travel_time_s,300", "site", "cannot name a site"),
        ("2026-11-23T07:00:00Z,a,temperature,300", "quantity", "is none of"),
        ("2026-11-23T07:00:00Z,a,travel_time_s,nan", "value", "outside 1 to 86400"),
        ("2026-11-23T07:00:00Z,a,travel_time_s,-5", "value", "outside 1 to 86400"),
        ("2026-11-23T07:00:00Z,a,travel_time_s,1_000", "value", "no number"),
        ("2026-11-23T07:00:00Z,a,travel_time_s", "row", "3 cells where 4"),
        ('2026-11-23T07:00:00Z,"a"b,travel_time_s,300', "row", "wrongly quoted"),
    ],
)
def test_a_bad_row_is_named_with_its_row_and_field_and_the_others_are_taken(
    store, row, field, words
):
    report = _import(store, "2026-11-23T06:00:00Z,a,travel_time_s,300", row)
    assert (report.read, report.added, report.refused) == (2, 1, 1)
    (refused,) = report.first_refused
    assert (refused.row, refused.field) == (3, field)
    assert words in refused.message


def test_a_thousand_bad_rows_are_counted_and_the_first_twenty_shown(store):
    report = _import(store, *(["rubbish"] * 1000))
    assert report.refused == 1000
    assert [refused.row for refused in report.first_refused] == list(range(2, 22))
    assert report.as_text().endswith("and 980 more")


def test_bytes_that_are_no_text_cost_their_row_alone(store, tmp_path):
    file = tmp_path / "latin.csv"
    good = "2026-11-23T06:00:00Z,a,travel_time_s,300\n"
    file.write_bytes(f"{HEADER}\n{good}".encode() + b"2026-11-23T06:15:00Z,\xe9,travel_time_s,1\n")
    report = store.import_file(file, now_s=NOW_S)
    assert (report.added, report.refused) == (1, 1)


def test_a_spreadsheet_with_other_column_order_and_a_byte_order_mark_is_read(store):
    report = _import(
        store, '300,"a",x,travel_time_s,2026-11-23T06:00:00Z',
        header="\ufeffvalue,site,note,quantity,time",
    )  # fmt: skip
    assert report.added == 1


def test_an_archive_in_local_time_is_read_in_its_zone(store, tmp_path):
    file = write_rows(tmp_path / "us.csv", ["when,volume", "2026-07-01 07:00:00,5545"])
    layout = Layout("when", value="volume", fixed_site="a", fixed_quantity="flow_vph",
                    zone="America/Chicago")  # fmt: skip
    assert store.import_file(file, now_s=NOW_S, layout=layout).added == 1
    assert _all(store, "flow_vph") == [(parse_instant("2026-07-01T12:00Z", "UTC"), 5545.0)]


def test_a_missing_column_is_one_clear_line(store):
    with pytest.raises(DataError, match=r"counts\.csv, row 1, field quantity: column is missing"):
        _import(store, header="time,site,value")
    assert not _tables(store)


def test_a_missing_file_is_one_clear_line(store, tmp_path):
    with pytest.raises(DataError, match=r"gone\.csv: there is no such file"):
        store.import_file(tmp_path / "gone.csv", now_s=NOW_S)


def test_a_packed_file_that_breaks_off_leaves_nothing_behind(store, tmp_path):
    rows = [HEADER] + [f"2026-11-2{n % 3}T0{n % 10}:00:00Z,s{n},load,{n % 50}" for n in range(9000)]
    whole = gzip.compress("\n".join(rows).encode())
    file = tmp_path / "cut.csv.gz"
    file.write_bytes(whole[: len(whole) // 2])
    with pytest.raises(DataError, match=r"cut\.csv\.gz: cannot be read to its end"):
        store.import_file(file, now_s=NOW_S)
    assert not _tables(store)
    assert not store.has_imported(write_rows(tmp_path / "other.csv", [HEADER]))


def test_a_file_that_is_one_endless_line_is_refused_at_once(store, tmp_path):
    file = tmp_path / "endless.csv"
    file.write_bytes(f"{HEADER}\n".encode() + b"x" * 1_000_000)
    with pytest.raises(DataError, match=r"row 2: a line longer than"):
        store.import_file(file, now_s=NOW_S)


def test_a_file_beyond_the_limits_is_refused(store, monkeypatch):
    monkeypatch.setattr(observation_csv, "MAX_ROWS", 3)
    with pytest.raises(DataError, match="more than 3 rows"):
        _import(store, *(["2026-11-23T06:00:00Z,a,travel_time_s,300"] * 4))
    monkeypatch.setattr(observation_csv, "MAX_FILE_BYTES", 10)
    with pytest.raises(DataError, match="split it by month"):
        _import(store)


def test_an_import_that_is_killed_in_the_middle_leaves_the_store_as_it_was(store, tmp_path):
    _import(store, "2026-11-22T06:00:00Z,a,travel_time_s,300")
    rows = [HEADER] + [f"2026-11-20T00:00:{n % 60:02d}Z,s{n},load,5" for n in range(60_000)]
    file = write_rows(tmp_path / "long.csv", rows)
    code = (
        "import os, sys; from pathlib import Path; from forecast import observations as o\n"
        "real = o._insert\n"
        "def dying(db, rows):\n"
        "    real(db, rows); os._exit(9)\n"
        "o._insert = dying\n"
        "place = sys.argv[1] if '://' in sys.argv[1] else Path(sys.argv[1])\n"
        "o.ObservationStore(place).import_file(Path(sys.argv[2]))\n"
    )
    died = subprocess.run([sys.executable, "-c", code, store.place, file], check=False)
    assert died.returncode == 9
    assert len(_all(store)) == 1
    assert store.read_sites("load") == ()
    assert not store.has_imported(file)
    assert store.import_file(file, now_s=NOW_S).added == 60_000


def test_a_store_that_another_process_is_writing_to_is_one_clear_line(store, monkeypatch):
    _import(store, "2026-11-22T06:00:00Z,a,travel_time_s,300")
    monkeypatch.setattr(database, "BUSY_WAIT_S", 0.05)
    with (
        database.Database(store.place, "observations", SCHEMA).writing(),
        pytest.raises(EnvironmentFault, match="another process is writing"),
    ):
        _import(store, "2026-11-22T07:00:00Z,a,travel_time_s,300")


def test_two_writers_of_new_sites_both_get_in(store):
    def write(name):
        rows = [("load", f"{name}{n}", NOW_S, float(n)) for n in range(200)]
        return store.add(rows)

    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(write, "abcd")) == [200] * 4
    assert len(store.read_sites("load")) == 800
    assert _all(store, "load", "c7") == [(NOW_S, 7.0)]


def test_a_server_that_is_not_there_is_one_clear_line_without_its_password():
    store = ObservationStore("postgresql://me:secret@127.0.0.1:1/navette?connect_timeout=2")
    with pytest.raises(
        EnvironmentFault, match=r"me:\*\*\*@127\.0\.0\.1.*check DATABASE_URL"
    ) as found:
        store.read_sites("load")
    assert "secret" not in str(found.value)


@pytest.mark.parametrize("address", ["mysql://host/name", "no address", "sqlite:///x"])
def test_an_address_that_is_none_of_ours_is_refused(address):
    with pytest.raises(EnvironmentFault, match="such as postgresql://"):
        ObservationStore(address).read_sites("load")


def test_the_environment_names_the_server_of_every_folder(tmp_path, monkeypatch, postgres_schema):
    monkeypatch.delenv(database.VARIABLE, raising=False)
    assert store_of(tmp_path).place == tmp_path / "observations.sqlite"
    monkeypatch.setenv(database.VARIABLE, postgres_schema)
    assert store_of(tmp_path).add([("load", "a", NOW_S, 3.0)]) == 1
    assert not (tmp_path / "observations.sqlite").exists()


def test_a_folder_that_is_no_folder_is_one_clear_line(tmp_path):
    (tmp_path / "file").write_text("")
    store = ObservationStore(tmp_path / "file" / "observations.sqlite")
    file = write_rows(tmp_path / "counts.csv", [HEADER])
    with pytest.raises(EnvironmentFault, match="cannot use the observations"):
        store.import_file(file, now_s=NOW_S)


def test_a_store_that_is_no_database_is_one_clear_line(file_store):
    file_store.place.write_bytes(b"not a database, certainly not" * 100)
    with pytest.raises(DataError, match="no store of observations"):
        file_store.read_sites("load")


def test_a_quarter_of_a_million_rows_are_taken_over(store, tmp_path):
    day = [f"{hour:02d}:{minute:02d}:00Z" for hour in range(24) for minute in (0, 15, 30, 45)]
    rows = [
        f"2026-{month:02d}-{date:02d}T{clock},s{site},travel_time_s,{300 + site}"
        for month in (9, 10) for date in range(1, 29) for clock in day for site in range(45)
    ]  # fmt: skip
    file = write_rows(tmp_path / "large.csv.gz", [HEADER, *rows])
    assert store.import_file(file, now_s=NOW_S).added == len(rows) == 241_920


def _tables(store: ObservationStore) -> bool:
    """Whether anything was ever made in the store."""
    whole = database.Database(store.place, "observations", SCHEMA)
    if whole.is_empty:
        return False
    with whole.reading() as db:
        return db.has_table("observations")
