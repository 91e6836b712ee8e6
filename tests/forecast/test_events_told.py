"""Events as people meet them: forecasts, the API, the command line, and nothing where none is."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

import numpy as np
import pytest

import app
from core import clock
from forecast.event_store import EventStore
from forecast.observations import FILE
from forecast.render import series_json, status_json
from forecast.service import ForecastService
from routing.congestion import Congestion
from tests.forecast.make import FREE_FLOW_S, ZONE, made_grid, made_territory, rows_of, write_rows
from tests.forecast.situations import document, record
from tests.forecast.test_road_events import event
from tests.web.schema import faults_of
from web.description import description

TODAY = dt.date(2026, 11, 24)
DAY_S = 86_400


def at(hour: int, minute: int = 0) -> int:
    return clock.from_local(TODAY, dt.time(hour, minute), ZONE)


NOW_S = at(6, 40)
PEAKS = """corridor_id,am_delay_min,pm_delay_min,shape,confidence
C1-FR,1,9,motorway,estimated
"""


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """One corridor measured for ten weeks, the other known by its published delays."""
    made_territory(tmp_path / "territory")
    (tmp_path / "territory" / "corridor_peaks.csv").write_text(PEAKS, encoding="utf-8")
    grid = made_grid(TODAY, 71, ("C1-LU",))
    write_rows(tmp_path / "observations" / "c1.csv.gz", rows_of(grid, NOW_S))
    opened(tmp_path)  # fits the model; from now on the one that was kept is used
    return tmp_path


def opened(data: Path) -> ForecastService:
    from feeds.territory import load_territory

    territory = load_territory(data / "territory")
    return ForecastService.open(data, territory, now_s=lambda: NOW_S)


def publish(data: Path, *events, now_s=NOW_S) -> None:
    EventStore(data / FILE).publish("road", events, now_s)


def accident(**parts):
    told = {"road": "A1", "bearing": 0.0, "from_s": at(6, 30), "to_s": at(8), "reported_s": NOW_S}
    return event(**{**told, **parts})


def bytes_of(service: ForecastService) -> tuple[bytes, ...]:
    """All that a service tells, as bytes."""
    speeds = service.road_speeds(at(0), at(0) + 15 * DAY_S)
    answers = [status_json(each) for each in service.corridors()]
    answers += [
        series_json(service.corridor(name, at(0), at(0) + 15 * DAY_S))
        for name in ("C1-LU", "C1-FR")
    ]
    for answer in answers:
        answer.pop("events")
    tables = (speeds.ratio_p10, speeds.ratio_p50, speeds.ratio_p90)
    kept = (speeds.basis, speeds.model, dict(speeds.events), speeds.events_model)
    return (json.dumps(answers).encode(), repr(kept).encode(), *(t.tobytes() for t in tables))


@pytest.mark.parametrize(
    "events",
    [
        (),
        (accident(road="A31"),),
        (accident(capacity_left=1.0),),
        (accident(to_s=at(6, 30) - 12 * 3600, from_s=at(6) - 14 * 3600),),
    ],
    ids=["none", "elsewhere", "nothing cut", "over"],
)
def test_without_an_event_that_counts_every_byte_is_as_it_was(data, events):
    before = bytes_of(opened(data))
    publish(data, *events)
    assert bytes_of(opened(data)) == before


def test_an_accident_slows_its_direction_and_says_that_this_is_a_model(data):
    before = opened(data).corridor("C1-LU", NOW_S, NOW_S + DAY_S)
    publish(data, accident())
    service = opened(data)
    after = service.corridor("C1-LU", NOW_S, NOW_S + DAY_S)
    seven = next(each for each in after.forecast if each.valid_from == at(7))
    was = next(each for each in before.forecast if each.valid_from == at(7))
    assert seven.p50 > was.p50 + 300
    assert (seven.basis, seven.model, seven.events) == ("model", "road-events-1", ("a",))
    assert seven.data_until is not None
    assert not seven.closed
    evening = [each for each in after.forecast if each.valid_from >= at(14)]
    assert evening
    assert evening == [each for each in before.forecast if each.valid_from >= at(14)]
    assert [each.id for each in after.events] == ["a"]
    assert service.corridor("C1-FR", NOW_S, NOW_S + DAY_S).events == ()


def test_usual_and_observed_values_stay_what_they_are(data):
    before = opened(data).corridor("C1-LU", at(0), at(0) + DAY_S)
    publish(data, accident(from_s=at(5)))
    after = opened(data).corridor("C1-LU", at(0), at(0) + DAY_S)
    assert (after.usual, after.live) == (before.usual, before.live)


def test_routing_goes_by_the_same_times_and_names_the_event(data):
    publish(data, accident(from_s=at(7), bearing=180.0, capacity_left=0.0, to_s=at(9)))
    service = opened(data)
    speeds = service.road_speeds(at(0), at(0) + DAY_S)
    row = speeds.corridor_ids.index("C1-FR")
    eight = (at(8) - speeds.start_s) // 900
    status = service.corridor("C1-FR", at(8), at(8) + 900).forecast[0]
    assert status.closed
    assert speeds.ratio_p50[row, eight] == pytest.approx(status.p50 / FREE_FLOW_S)
    assert status.p50 >= FREE_FLOW_S + 7200
    assert speeds.events["C1-FR", at(8)] == ("a",)
    congestion = Congestion(speeds, (row,))

    class Network:
        class corridors:  # noqa: N801 as the network names them
            id = ("C1-FR",)
            name = ("Brück – Pont",)

    slow = congestion.effect(Network, 0, at(8), [FREE_FLOW_S], applied=True)
    assert (slow.basis, slow.model, slow.events) == ("model", "road-events-1", ("a",))
    early = congestion.effect(Network, 0, at(4), [FREE_FLOW_S], applied=True)
    assert (early.model, early.events) == ("point-queue-1", ())
    night = service.road_speeds(at(0), at(4))
    assert night.events == {}


def test_what_its_source_tells_no_more_is_over_but_its_queue_stands_on(data):
    publish(data, accident(from_s=at(5), bearing=None), now_s=at(5))
    publish(data, now_s=at(6, 39))
    series = opened(data).corridor("C1-LU", NOW_S, NOW_S + DAY_S)
    assert series.events == ()
    assert not any(each.events for each in series.forecast if each.valid_from >= at(12))


def test_answers_fit_their_description(data):
    publish(data, accident(to_s=None, text={"fr": "<b>Accident</b>", "": "x"}))
    service = opened(data)
    schemas = description()["components"]["schemas"]
    from web.corridors import _status, corridor_series  # what the endpoints answer
    from web.params import Params
    from web.settings import Settings

    class World:
        territory = None

        class network:  # noqa: N801 as the world names it
            zone = ZONE

    told = corridor_series("C1-LU", Params({}, Settings()), service, World, Settings(), NOW_S)
    assert faults_of(told, schemas["CorridorSeries"], schemas) == []
    (shown,) = told["events"]
    assert shown["text"] == {"fr": "<b>Accident</b>", "": "x"}
    assert (shown["capacityLeft"], shown["capacityAssumed"], shown["toAssumed"]) == (
        0.35, True, True,
    )  # fmt: skip
    assert shown["to"] == clock.iso_utc(NOW_S + 2 * 3600)
    touched = [each for each in told["forecast"] if each["basis"] == "model"]
    assert touched
    assert all(each["events"] == ["a"] and each["closed"] is False for each in touched)
    assert all("events" not in each for each in told["forecast"] if each not in touched)
    statuses = {"corridors": [_status(each, {}) for each in service.corridors()]}
    assert faults_of(statuses, schemas["Corridors"], schemas) == []
    assert statuses["corridors"][0]["events"] == [shown]


ROWS = """id,corridor,from,to,capacity_left,text,kind
w1,C1-LU,{begin},{end},0.5,Pont fermé,roadworks
w2,C1-FR,{begin},,0,Fermé,
bad,nowhere,{begin},,0.5,,
bad,C1-LU,{begin},{before},0.5,,
bad,C1-LU,{begin},,1.5,,
bad,C1-LU,soon,,0.5,,
,C1-LU,{begin},,0.5,,
bad,C1-LU,{begin},,0.5,,party
"""


def written(folder: Path, text: str = ROWS, name: str = "works.csv") -> Path:
    now_s = clock.now_s()
    times = {"begin": now_s - 600, "end": now_s + 7200, "before": now_s - 900}
    file = folder / name
    file.write_text(text.format(**{k: clock.iso_utc(v) for k, v in times.items()}), "utf-8")
    return file


def run(capsys, *words: str) -> tuple[int, str]:
    code = app.main(["forecast", "events", *words])
    said = capsys.readouterr()
    return code, said.out + said.err


def test_events_by_hand_are_taken_over_and_listed(tmp_path, capsys):
    data = ["--data", str(tmp_path)]
    made_territory(tmp_path / "territory")
    assert run(capsys, *data) == (0, "No events are known.\n")
    file = written(tmp_path)
    code, said = run(capsys, str(file), *data)
    assert code == 0
    assert "2 events, 2 new, 2 on a corridor, 6 refused" in said
    for words in ("'nowhere' is no corridor", "after `from`", "'soon' is no time", "'party'"):
        assert words in said
    assert "0 new" in run(capsys, str(file), *data)[1]
    code, said = run(capsys, *data)
    works, closure = sorted(said.splitlines())[::-1]
    assert works.startswith("C1-LU  roadworks  ")
    assert "50% of capacity left  now  Pont fermé" in works
    assert "(end assumed)  closed  now  Fermé" in closure
    code, said = run(capsys, *data, "--json")
    told = {each["corridor"]: each["events"] for each in json.loads(said)}
    assert [each["id"] for each in told["C1-LU"]] == ["w1"]
    written(tmp_path, "id,corridor,from,to,capacity_left,text\n")
    run(capsys, str(file), *data)
    assert run(capsys, *data)[1] == "No events are known.\n"


def test_a_publication_is_taken_over_from_a_file(tmp_path, capsys):
    made_territory(tmp_path / "territory")
    now_s = clock.now_s()
    begin, end = (clock.iso_utc(now_s + shift) for shift in (-600, 7200))
    file = tmp_path / "situations.xml"
    parts = {"begin": begin, "end": end}
    file.write_bytes(document(record("a", **parts), record("far", lat="45.0", **parts)))
    code, said = run(capsys, str(file), "--data", str(tmp_path), "--json")
    assert (code, json.loads(said)["events"], json.loads(said)["placed"]) == (0, 2, 1)
    said = run(capsys, "--data", str(tmp_path))[1]
    assert "81% of capacity left (assumed)" in said
    assert "1 more are on no corridor." in said


@pytest.mark.parametrize(
    "name, text, words",
    [
        ("x.csv", "id,corridor\n", "the column is missing"),
        ("x.txt", "", "neither .xml nor .csv"),
        ("x.xml", "<!DOCTYPE x [<!ENTITY a 'b'>]><x>&a;</x>", "not safe to read"),
        ("x.xml", "<x/>", "publishes no situations"),
    ],
)
def test_a_file_at_fault_is_one_clear_line(tmp_path, capsys, name, text, words):
    made_territory(tmp_path / "territory")
    file = tmp_path / name
    file.write_text(text, encoding="utf-8")
    code, said = run(capsys, str(file), "--data", str(tmp_path))
    assert code == 1
    assert words in said
    assert name in said
    assert run(capsys, str(tmp_path / "none.csv"), "--data", str(tmp_path))[0] == 1


def test_a_corridor_on_the_terminal_tells_its_event(data, capsys, monkeypatch):
    from commands.forecast_text import corridors_text, series_text

    publish(data, accident(text={"en": "Crash\x1b[31m"}))
    service = opened(data)
    said = series_text(service.corridor("C1-LU", at(6), at(9)), (), ZONE, NOW_S, every_s=1800)
    assert "accident  2026-11-24 06:30 to 2026-11-24 08:00  35% of capacity left (assumed)" in said
    assert "\x1b" not in said
    assert "EVENTS: 1" in corridors_text(service.corridors(), ZONE, NOW_S)


def test_ratios_are_never_below_one_and_in_order(data):
    publish(data, accident(bearing=None, capacity_left=0.1))
    speeds = opened(data).road_speeds(at(0), at(0) + 15 * DAY_S)
    assert (speeds.ratio_p10 >= 1).all()
    assert (speeds.ratio_p10 <= speeds.ratio_p50).all()
    assert (speeds.ratio_p50 <= speeds.ratio_p90).all()
    assert np.isfinite(speeds.ratio_p90).all()
