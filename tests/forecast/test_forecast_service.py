"""What a commuter is told about a corridor: usual, forecast, live, how old, and when nothing."""

from __future__ import annotations

import datetime as dt
import json
import threading
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from core import clock
from core.errors import DataError, RequestError
from forecast import outlook
from forecast.render import series_json, status_json
from forecast.service import ForecastService
from routing.roads import SLOT_S
from tests.forecast.make import FREE_FLOW_S, ZONE, made_grid, made_territory, rows_of, write_rows

TODAY = dt.date(2026, 11, 23)
DAY_S = 86_400


def _at(day: dt.date, hour: int, minute: int = 0) -> int:
    return clock.from_local(day, dt.time(hour, minute), ZONE)


NOW_S = _at(TODAY, 6, 40)
MIDNIGHT_S = _at(TODAY, 0)


def _open(data: Path, now_s: int = NOW_S, **options) -> ForecastService:
    territory = made_territory(data / "territory")
    return ForecastService.open(data, territory, now_s=lambda: now_s, **options)


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Ten weeks of one of the two corridors, up to half past six this morning."""
    folder = tmp_path_factory.mktemp("data")
    grid = made_grid(TODAY, 71, ("C1-LU",))
    write_rows(folder / "observations" / "c1.csv.gz", rows_of(grid, NOW_S))
    return folder


@pytest.fixture(scope="module")
def service(data: Path) -> ForecastService:
    return _open(data)


def test_this_mornings_jam_is_forecast_with_its_spread(service):
    status = service.corridors()[0]
    forecast = status.forecast
    assert forecast.valid_from == _at(TODAY, 6, 45)
    assert forecast.p10 < forecast.p50 < forecast.p90
    assert forecast.p50 > 1.4 * FREE_FLOW_S
    assert (forecast.basis, forecast.model) == ("statistical", "profile-correction-3")
    assert forecast.issued_at == NOW_S
    assert forecast.data_until == status.data_until_s == _at(TODAY, 6, 30)
    assert status.live.valid_from == _at(TODAY, 6, 30)
    assert not status.stale


def test_a_corridor_without_observations_says_so_and_forecasts_nothing(service):
    status = service.corridors()[1]
    assert status.forecast is None
    assert status.usual_s is None
    assert status.reason == "no observations"
    series = service.corridor("C1-FR", NOW_S, NOW_S + DAY_S)
    assert (series.usual, series.forecast, series.live) == ((), (), ())
    assert series.reason == "no observations"


def test_a_day_shows_live_until_now_then_forecasts_and_usual_throughout(service):
    series = service.corridor("C1-LU", MIDNIGHT_S, MIDNIGHT_S + DAY_S)
    assert len(series.usual) == 96
    assert [value.valid_from for value in series.live][::26] == [MIDNIGHT_S, _at(TODAY, 6, 30)]
    assert series.forecast[0].valid_from == _at(TODAY, 6, 45)
    assert len(series.live) + len(series.forecast) == 96
    assert series.reason is None


def test_no_forecast_is_faster_than_free_flow_and_none_is_out_of_order(service):
    series = service.corridor("C1-LU", NOW_S, NOW_S + 14 * DAY_S)
    assert all(FREE_FLOW_S <= f.p10 <= f.p50 <= f.p90 for f in series.forecast)


def test_the_jam_of_next_week_is_known_less_well_than_that_of_the_next_hour(service):
    def width(moment_s: int) -> float:
        (found,) = service.corridor("C1-LU", moment_s, moment_s + 1).forecast
        return found.p90 - found.p10

    assert width(_at(TODAY + dt.timedelta(days=7), 7, 30)) > 0.9 * width(_at(TODAY, 7, 30))


def test_forecasts_end_two_weeks_after_the_last_observation(service):
    series = service.corridor("C1-LU", NOW_S + 15 * DAY_S, NOW_S + 16 * DAY_S)
    assert series.forecast == ()
    assert series.reason == "too far ahead"


@pytest.mark.parametrize("shift_days", [-400, -60, 60, 400])
def test_a_day_far_from_the_observations_shows_nothing(service, shift_days):
    from_s = NOW_S + shift_days * DAY_S
    series = service.corridor("C1-LU", from_s, from_s + DAY_S)
    assert (series.usual, series.forecast, series.live) == ((), (), ())


def test_data_older_than_eight_days_are_marked_stale_and_vanish_after_two_weeks(data):
    nine = _open(data, NOW_S + 9 * DAY_S).corridors()[0]
    assert nine.stale
    assert nine.forecast is not None
    twenty = _open(data, NOW_S + 20 * DAY_S).corridors()[0]
    assert twenty.stale
    assert twenty.forecast is None
    assert twenty.reason == "observations too old"


def test_an_unknown_corridor_names_the_near_ones_and_every_other_fault(service):
    with pytest.raises(RequestError) as caught:
        service.corridor("c1-lux", 10, 5)
    assert [fault.field for fault in caught.value.faults] == ["corridor", "to"]
    assert "near: C1-LU" in str(caught.value)


def test_a_corridor_lies_on_the_map_along_its_links_in_driving_order(service):
    corridor = service.corridors()[0].corridor
    assert corridor.geometry == ((49.49, 6.10), (49.50, 6.10), (49.51, 6.11))
    assert (corridor.crossing, corridor.direction) == ("Pont – Brück", "to_lu")


def test_a_holiday_on_one_side_is_explained(service):
    assert service.day_explanations(dt.date(2026, 6, 23), "fr") == (("LU", "Fête nationale"),)
    assert service.day_explanations(TODAY) == ()


def test_routing_gets_ratios_of_the_corridors_that_have_forecasts_only(service):
    speeds = service.road_speeds(NOW_S, NOW_S + 4 * 3600)
    assert speeds.corridor_ids == ("C1-LU",)
    assert speeds.start_s <= NOW_S < speeds.start_s + SLOT_S
    slots = speeds.ratio_p50.shape[1]
    assert (
        speeds.start_s + (slots - 1) * SLOT_S < NOW_S + 4 * 3600 <= speeds.start_s + slots * SLOT_S
    )
    assert (speeds.ratio_p10 >= 1).all()
    assert (speeds.ratio_p10 <= speeds.ratio_p50).all()
    assert (speeds.ratio_p50 <= speeds.ratio_p90).all()
    (at_seven,) = service.corridor("C1-LU", _at(TODAY, 7), _at(TODAY, 7) + 1).forecast
    slot = (_at(TODAY, 7) - speeds.start_s) // SLOT_S
    assert speeds.ratio_p50[0, slot] == pytest.approx(at_seven.p50 / FREE_FLOW_S, rel=1e-5)
    assert (set(speeds.basis), speeds.illustrative) == ({"statistical"}, False)


@pytest.mark.parametrize("shift_days", [-400, 400])
def test_far_from_the_observations_routing_is_told_nothing(service, shift_days):
    from_s = NOW_S + shift_days * DAY_S
    assert service.road_speeds(from_s, from_s + 3600).ratio_p50.shape == (1, 0)


def test_without_any_observation_the_house_stands_and_claims_nothing(tmp_path):
    empty = _open(tmp_path)
    assert {status.reason for status in empty.corridors()} == {"no observations"}
    assert empty.road_speeds(NOW_S, NOW_S + 3600).corridor_ids == ()


def test_a_new_corridor_has_no_forecast_until_there_is_enough_to_judge_it_by(tmp_path):
    grid = made_grid(TODAY, 3, ("C1-LU",))
    write_rows(tmp_path / "observations" / "c1.csv", rows_of(grid, NOW_S))
    status = _open(tmp_path).corridors()[0]
    assert (status.forecast, status.reason) == (None, "too few observations")


def test_a_second_start_reads_and_fits_nothing_again(data, service, monkeypatch):
    def never(*args: object) -> None:
        raise AssertionError("fitted again")

    monkeypatch.setattr(outlook, "fit", never)
    again = _open(data)
    assert again.imports == ()
    one, two = (s.corridor("C1-LU", NOW_S, NOW_S + DAY_S).forecast for s in (service, again))
    np.testing.assert_allclose([f.p90 for f in one], [f.p90 for f in two], rtol=1e-6)


def test_a_new_day_of_observations_brings_a_new_fit(tmp_path):
    grid = made_grid(TODAY + dt.timedelta(days=1), 50, ("C1-LU",))
    write_rows(tmp_path / "observations" / "a.csv", rows_of(grid, NOW_S))
    _open(tmp_path)
    write_rows(tmp_path / "observations" / "b.csv", rows_of(grid, NOW_S + DAY_S))
    later = _open(tmp_path, NOW_S + DAY_S)
    assert later.imports[0].already_there > 0
    assert later.corridors()[0].data_until_s == _at(TODAY + dt.timedelta(days=1), 6, 30)
    kept = sorted(path.name for path in (tmp_path / "forecasts").iterdir() if path.is_dir())
    assert [name[:10] for name in kept] == ["2026-11-23", "2026-11-24"]
    assert not any(path.suffix == ".pickle" for path in (tmp_path / "forecasts").rglob("*"))


def test_a_damaged_state_is_fitted_anew(tmp_path):
    grid = made_grid(TODAY, 50, ("C1-LU",))
    write_rows(tmp_path / "observations" / "a.csv", rows_of(grid, NOW_S))
    before = _open(tmp_path).corridors()[0].forecast
    for file in (tmp_path / "forecasts").rglob("usual.npy"):
        file.write_bytes(file.read_bytes()[:-50] + b"x" * 50)
    after = _open(tmp_path).corridors()[0].forecast
    assert after.p50 == pytest.approx(before.p50, rel=1e-6)


def test_observations_from_the_future_do_not_make_a_forecast_younger(tmp_path):
    grid = made_grid(TODAY, 50, ("C1-LU",))
    write_rows(tmp_path / "observations" / "a.csv", rows_of(grid))
    status = _open(tmp_path).corridors()[0]
    assert status.data_until_s == _at(TODAY, 6, 30)


def test_a_bad_file_is_a_problem_told_in_one_line_and_the_others_are_used(tmp_path):
    grid = made_grid(TODAY, 50, ("C1-LU",))
    write_rows(tmp_path / "observations" / "a.csv", rows_of(grid, NOW_S))
    write_rows(tmp_path / "observations" / "b.csv", ["no,header,of,ours"])
    opened = _open(tmp_path)
    assert len(opened.problems) == 1
    assert "b.csv" in opened.problems[0]
    assert opened.corridors()[0].forecast is not None


def test_an_unusable_store_is_a_fault_and_no_problem_of_a_file(tmp_path):
    write_rows(tmp_path / "observations" / "a.csv", ["time,site,quantity,value"])
    (tmp_path / "observations.sqlite").write_bytes(b"no database" * 500)
    with pytest.raises(DataError, match="no store of observations"):
        _open(tmp_path)


def test_a_territory_with_an_unknown_holiday_calendar_is_refused(tmp_path):
    territory = made_territory(tmp_path / "territory")
    side = replace(territory.sides[0], holidays=("ZZ",))
    with pytest.raises(DataError, match="unknown holiday calendar 'ZZ'"):
        ForecastService.open(tmp_path, replace(territory, sides=(side,)))


def test_many_may_ask_at_once(service):
    told: list[object] = []

    def ask() -> None:
        for _ in range(20):
            told.append(service.corridor("C1-LU", MIDNIGHT_S, MIDNIGHT_S + DAY_S))
            service.road_speeds(NOW_S, NOW_S + 3600)

    threads = [threading.Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(told) == 80
    assert all(item == told[0] for item in told)


def test_answers_become_json_with_zoned_times_and_their_provenance(data):
    made = _open(data, illustrative=True)
    status = json.loads(json.dumps(status_json(made.corridors()[0])))
    assert status["now"]["validFrom"] == "2026-11-23T05:45:00Z"
    assert status["now"]["p10"] < status["now"]["p50"] < status["now"]["p90"]
    assert (status["crossing"]["name"], status["crossing"]["lat"]) == ("Pont – Brück", 49.5)
    assert status["illustrative"] is True
    series = json.loads(json.dumps(series_json(made.corridor("C1-LU", NOW_S, NOW_S + 3600))))
    assert [len(series[name]) for name in ("usual", "forecast", "live")] == [5, 4, 1]
    assert series["dataUntil"] == "2026-11-23T05:30:00Z"


def test_every_corridor_of_the_embedded_data_set_has_a_forecast_for_today(embedded):
    from commands.datadir import folder_in_service, territory_of

    folder = folder_in_service(embedded)
    opened = ForecastService.open(folder, territory_of(folder), illustrative=True)
    assert opened.problems == ()
    assert [report.refused for report in opened.imports] in ([], [0])
    statuses = opened.corridors()
    assert {status.reason for status in statuses} == {None}
    now_s = clock.now_s()
    speeds = opened.road_speeds(now_s, now_s + 7 * DAY_S)
    assert len(speeds.corridor_ids) == len(statuses)
    assert speeds.ratio_p50.max() > 1.5, "somewhere people queue"
    assert speeds.illustrative
