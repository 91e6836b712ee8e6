"""A feed made alike: what every engine can read, and nothing that only some of them can."""

from __future__ import annotations

import datetime as dt
import zipfile
from pathlib import Path

import pandas as pd
import pytest

from benchmarks.alike import main, read_tables
from tests.feeds.make import FIRST_DAY, write_feed

TUESDAY = FIRST_DAY + dt.timedelta(days=(1 - FIRST_DAY.weekday()) % 7 + 7)

TOWN = {
    "stops": """
        stop_id,stop_name,stop_lat,stop_lon,location_type,parent_station
        ESCH,Esch Gare,49.4940,5.9850,1,
        E1,Esch quai 1,49.4941,5.9850,0,ESCH
        E2,Esch quai 2,49.4942,5.9850,0,ESCH
        B1,Belval,49.5000,5.9450,0,
        B2,Belval,49.5009,5.9450,0,
        B3,Belval,49.5100,5.9450,0,
        M1,Market,49.5027,5.9450,0,
        X1,Closed,49.6000,6.1000,0,
    """,
    "stop_times": """
        trip_id,arrival_time,departure_time,stop_id,stop_sequence,pickup_type
        T1,07:00:00,07:00:40,E1,1,0
        T1,07:15:30,07:16:00,B1,2,1
        T1,07:20:00,07:20:00,M1,3,0
        T2,08:00:00,08:00:00,E2,1,0
        T2,08:20:00,08:20:00,B2,2,0
        T2,08:30:00,08:30:00,B3,3,0
    """,
    "trips": """
        route_id,service_id,trip_id
        R,TUESDAYS,T1
        R,SUNDAYS,T2
    """,
    "calendar": f"""
        service_id,monday,tuesday,wednesday,thursday,friday,saturday,sunday,start_date,end_date
        TUESDAYS,0,1,0,0,0,0,0,{FIRST_DAY:%Y%m%d},{FIRST_DAY + dt.timedelta(days=200):%Y%m%d}
        SUNDAYS,0,0,0,0,0,0,1,{FIRST_DAY:%Y%m%d},{FIRST_DAY + dt.timedelta(days=200):%Y%m%d}
    """,
}


def _alike(folder: Path, *options: str, **tables: str) -> dict[str, pd.DataFrame]:
    feed = write_feed(folder / "feed.zip", **(TOWN | tables))
    assert main([str(feed), str(folder / "out.zip"), *options]) == 0
    made = read_tables(folder / "out.zip")
    with zipfile.ZipFile(folder / "out.zip") as archive:
        links = pd.read_csv(archive.open("transfers.txt"))
    return made | {"transfers": links}


def test_platforms_become_their_station_and_namesakes_within_150_m_become_one(
    tmp_path: Path,
) -> None:
    made = _alike(tmp_path)
    assert list(made["stops"]["stop_id"]) == ["ESCH", "B1", "B3", "M1"]
    assert list(made["stop_times"]["stop_id"]) == ["ESCH", "B1", "M1", "ESCH", "B1", "B3"]


def test_times_are_whole_minutes_and_everybody_may_board(tmp_path: Path) -> None:
    calls = _alike(tmp_path)["stop_times"]
    assert list(calls["departure_time"])[:3] == ["07:00:00", "07:16:00", "07:20:00"]
    assert list(calls["arrival_time"])[:3] == ["07:00:00", "07:15:00", "07:20:00"]
    assert "pickup_type" not in calls.columns


def test_changing_takes_two_minutes_and_stations_near_each_other_are_linked(tmp_path: Path) -> None:
    rules = _alike(tmp_path)["transfers"]
    pairs = zip(rules["from_stop_id"], rules["to_stop_id"], strict=True)
    times = dict(zip(pairs, rules["min_transfer_time"], strict=True))
    assert set(rules["transfer_type"]) == {2}
    assert {pair: s for pair, s in times.items() if pair[0] == pair[1]} == {
        (stop, stop): 120 for stop in ("ESCH", "B1", "B3", "M1")
    }
    # 0.0027 degrees of latitude are 300.2 m, at 1.2 m/s 250.2 s, and nobody arrives early
    assert {pair: s for pair, s in times.items() if pair[0] != pair[1]} == {
        ("B1", "M1"): 251,
        ("M1", "B1"): 251,
    }


def test_time_to_change_can_be_chosen(tmp_path: Path) -> None:
    rules = _alike(tmp_path, "--change", "0")["transfers"]
    own = rules[rules["from_stop_id"] == rules["to_stop_id"]]
    assert set(own["min_transfer_time"]) == {0}


def test_of_one_day_only_its_trips_are_left(tmp_path: Path) -> None:
    made = _alike(tmp_path, "--date", TUESDAY.isoformat())
    assert list(made["trips"]["trip_id"]) == ["T1"]
    assert set(made["stop_times"]["trip_id"]) == {"T1"}
    assert list(made["stops"]["stop_id"]) == ["ESCH", "B1", "M1"]
    assert "calendar" not in made
    assert made["calendar_dates"].to_numpy().tolist() == [["TUESDAYS", f"{TUESDAY:%Y%m%d}", "1"]]


def test_exceptions_of_the_calendar_count(tmp_path: Path) -> None:
    made = _alike(
        tmp_path,
        "--date",
        TUESDAY.isoformat(),
        calendar_dates=f"""
            service_id,date,exception_type
            TUESDAYS,{TUESDAY:%Y%m%d},2
            SUNDAYS,{TUESDAY:%Y%m%d},1
        """,
    )
    assert list(made["trips"]["trip_id"]) == ["T2"]


def test_same_feed_makes_the_same_bytes(tmp_path: Path) -> None:
    _alike(tmp_path)
    first = (tmp_path / "out.zip").read_bytes()
    _alike(tmp_path)
    assert (tmp_path / "out.zip").read_bytes() == first


def test_what_was_made_passes_the_strict_door(tmp_path: Path) -> None:
    from feeds.check import check_feed
    from tests.feeds.make import SOURCE

    _alike(tmp_path)
    report = check_feed(tmp_path / "out.zip", SOURCE)
    assert report.usable, report.as_text()


@pytest.mark.parametrize(
    "options, tables, said",
    [
        (("--date", "1999-01-05"), {}, "no trip runs on 1999-01-05"),
        ((), {"trips": None}, "trips.txt: the table is missing"),
        ((), {"routes": "route\nR"}, "routes.txt, field route_id: the column is missing"),
    ],
)
def test_fault_is_one_line_and_nothing_is_written(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], options, tables, said: str
) -> None:
    feed = write_feed(tmp_path / "feed.zip", **(TOWN | tables))
    assert main([str(feed), str(tmp_path / "out.zip"), *options]) == 1
    error = capsys.readouterr().err
    assert said in error
    assert error.count("\n") == 1
    assert not (tmp_path / "out.zip").exists()


def test_truncated_zip_is_one_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    feed = write_feed(tmp_path / "feed.zip")
    feed.write_bytes(feed.read_bytes()[:200])
    assert main([str(feed), str(tmp_path / "out.zip")]) == 1
    assert "feed.zip: not readable as a GTFS zip" in capsys.readouterr().err
