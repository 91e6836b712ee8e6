"""The gates before a network goes into service, as a planner meets them."""

from __future__ import annotations

import datetime as dt
import json
import shutil
from pathlib import Path

import pytest

import app
from commands.network import open_network, snapshots_of
from core import clock, snapshot
from core.progress import silent
from feeds.catalogue import add_feed
from feeds.tables import Source
from tests.feeds.make import FIRST_DAY, LAST_DAY, MINIMAL, write_feed

TODAY = clock.today("Europe/Luxembourg")
TERRITORY = {
    "territory.toml": """
id = "border"
names = { en = "Border" }
zone = "Europe/Luxembourg"
bbox = [49.0, 5.0, 50.0, 7.0]
languages = ["en"]
[[sides]]
country = "FR"
name = "France"
zone = "Europe/Paris"
holidays = ["FR"]
[[sides]]
country = "LU"
name = "Luxembourg"
zone = "Europe/Luxembourg"
holidays = ["LU"]
""",
    "country_points.csv": "lat,lon,country\n49.470,5.930,FR\n49.494,5.985,LU\n49.628,6.158,LU\n"
    "49.500,5.945,LU\n",
    "commutes.csv": "commute_id,from_text,to_text,depart,note\n"
    "way-out,Villerupt,Kirchberg,06:40,\nnever,Nowhere,Kirchberg,06:40,\n",
}
BEYOND_THE_BORDER_ONLY = """
    trip_id,arrival_time,departure_time,stop_id,stop_sequence
    T1,07:00:00,07:00:00,S3,1
    T1,07:15:00,07:16:00,S2,2
    T1,07:50:00,07:50:00,S4,3
    T2,08:00:00,08:00:00,S2,1
    T2,08:20:00,08:20:00,S3,2
    T2,08:50:00,08:50:00,S4,3
"""


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A data folder with a border, one feed over it and a reference commute; in service."""
    folder = tmp_path / "data"
    (folder / "territory").mkdir(parents=True)
    for name, text in TERRITORY.items():
        (folder / "territory" / name).write_text(text)
    publish(folder)
    assert build(folder) == 0
    return folder


def publish(data: Path, tag: str = "x", **tables: str | None) -> None:
    """Has a feed come in with these tables in place of the minimal ones."""
    zipped = write_feed(data.parent / f"{tag}.zip", **tables)
    add_feed(data, tag, zipped, Source(tag=tag, country="LU", zone="Europe/Luxembourg"))


def build(data: Path, *options: str) -> int:
    return app.main(["feeds", "build", "--data", str(data), *options])


def in_service(data: Path) -> str | None:
    return snapshot.current_version(snapshots_of(data))


def calendar(first: dt.date, last: dt.date, days: str = "1,1,1,1,1,1,1") -> str:
    return f"""
        service_id,monday,tuesday,wednesday,thursday,friday,saturday,sunday,start_date,end_date
        DAILY,{days},{first:%Y%m%d},{last:%Y%m%d}
    """


def refusals(said: str) -> list[str]:
    """The gates that failed, each once however often it was said."""
    head = "navette: not put into service: "
    return [line.removeprefix(head) for line in said.splitlines() if line.startswith(head)]


def test_first_network_has_nothing_to_be_compared_with(data: Path) -> None:
    assert in_service(data) is not None


def test_new_timetable_as_rich_as_the_old_goes_into_service(data: Path) -> None:
    before = in_service(data)
    publish(data, stop_times=MINIMAL["stop_times"].replace("07:50:00", "07:55:00"))
    assert build(data) == 0
    assert in_service(data) != before


def test_timetable_with_half_of_the_trips_is_refused_in_one_line_and_the_old_one_stays(
    data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    same_way = MINIMAL["stop_times"].replace("S3", "S2")
    publish(data, stop_times=same_way)
    assert build(data, "--force") == 0
    before = in_service(data)
    half = "\n".join(line for line in same_way.splitlines() if "T2" not in line)
    trips = "\n".join(line for line in MINIMAL["trips"].splitlines() if "T2" not in line)
    publish(data, stop_times=half, trips=trips)
    capsys.readouterr()
    assert build(data) == 1
    (line,) = refusals(capsys.readouterr().err)
    assert line.startswith("trips a day: at least 70% of those in service are asked; all feeds 1 ")
    assert "after 2 on " in line
    assert in_service(data) == before


def test_day_of_the_week_without_service_is_named(
    data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    publish(data, calendar=calendar(FIRST_DAY, LAST_DAY, "1,1,1,1,1,1,0"))
    capsys.readouterr()
    assert build(data) == 1
    (line,) = refusals(capsys.readouterr().err)
    assert "x 0 after 2 on Sunday" in line


def test_network_that_no_longer_reaches_over_the_border_is_refused(
    data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = in_service(data)
    publish(data, stop_times=BEYOND_THE_BORDER_ONLY)
    capsys.readouterr()
    assert build(data) == 1
    assert refusals(capsys.readouterr().err) == [
        "border stops: no longer served: Villerupt",
        "reference commutes: no longer answered: Villerupt to Kirchberg at 06:40",
    ]
    assert in_service(data) == before


def test_border_stop_under_another_id_a_few_steps_away_is_still_served(data: Path) -> None:
    stops = MINIMAL["stops"].replace("S1,Villerupt,49.470", "S9,Villerupt,49.4705")
    publish(data, stops=stops, stop_times=MINIMAL["stop_times"].replace("S1", "S9"))
    assert build(data) == 0


def test_timetable_that_ends_in_three_days_does_not_replace_a_longer_one(
    data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    ends = TODAY + dt.timedelta(days=3)
    publish(data, calendar=calendar(FIRST_DAY, ends))
    capsys.readouterr()
    assert build(data) == 1
    said = refusals(capsys.readouterr().err)
    validity = f"x ends on {ends}, in service it runs to {LAST_DAY}"
    assert f"validity: at least 7 days are asked; {validity}" in said


def test_timetable_that_begins_next_month_does_not_replace_this_month_s(data: Path) -> None:
    publish(data, calendar=calendar(TODAY + dt.timedelta(days=30), LAST_DAY))
    assert build(data) == 1


def test_expired_timetables_may_follow_each_other_and_that_is_said(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data, last = tmp_path / "data", dt.date(2025, 6, 30)
    for minute in (50, 55):
        times = MINIMAL["stop_times"].replace("07:50:00", f"07:{minute}:00")
        publish(data, calendar=calendar(dt.date(2025, 1, 1), last), stop_times=times)
        assert build(data) == 0
        assert f"x: its timetable ended on {last}" in capsys.readouterr().err


def test_planner_may_publish_what_the_gates_refuse(data: Path) -> None:
    before = in_service(data)
    publish(data, stop_times=BEYOND_THE_BORDER_ONLY)
    assert build(data, "--force") == 0
    assert in_service(data) != before
    assert build(data) == 0


def test_feed_that_went_away_is_refused_until_a_planner_says_so(
    data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    publish(data, "y", stop_times=MINIMAL["stop_times"].replace("07:50:00", "07:55:00"))
    assert build(data) == 0
    shutil.rmtree(data / "feeds" / "y")
    capsys.readouterr()
    assert build(data) == 1
    assert "y 0 after " in refusals(capsys.readouterr().err)[0]
    assert build(data, "--force") == 0


def test_site_opens_with_the_network_in_service_and_does_not_build_the_refused_one_twice(
    data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = in_service(data)
    publish(data, stop_times=BEYOND_THE_BORDER_ONLY)
    steps: list[str] = []
    for _ in range(2):
        capsys.readouterr()
        network = open_network(data, lambda doing, share=None: steps.append(doing))
        assert network.version == before
        assert len(refusals(capsys.readouterr().err)) == 2
    assert steps.count("comparing with the network in service") == 1


def test_refused_network_is_looked_at_again_on_the_next_day(
    data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish(data, calendar=calendar(TODAY + dt.timedelta(days=1), LAST_DAY))
    before = open_network(data, silent).version
    tomorrow_s = clock.now_s() + clock.DAY_S
    monkeypatch.setattr(clock, "now_s", lambda: tomorrow_s)
    assert open_network(data, silent).version != before


def test_refused_sources_that_are_mended_go_into_service(data: Path) -> None:
    publish(data, stop_times=BEYOND_THE_BORDER_ONLY)
    before = open_network(data, silent).version
    publish(data, stop_times=MINIMAL["stop_times"].replace("07:50:00", "07:55:00"))
    assert open_network(data, silent).version != before
    assert "refused" not in json.loads((data / "built.json").read_bytes())
