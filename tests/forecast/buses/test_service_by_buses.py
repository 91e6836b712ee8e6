"""A corridor that only buses see is forecast from them, and every figure says so."""

from __future__ import annotations

import datetime as dt
import json
import re

import pytest

from core import clock
from forecast.buses.sites import corridor_of, seen_by_buses, site_of_buses
from forecast.observations import ObservationStore
from forecast.render import series_json, status_json
from forecast.service import ForecastService
from tests.forecast.make import ZONE, made_grid, made_territory, rows_of, write_rows

TODAY = dt.date(2026, 11, 23)
NOW_S = clock.from_local(TODAY, dt.time(6, 40), ZONE)
MIDNIGHT_S = clock.from_local(TODAY, dt.time(0), ZONE)
DAY_S = 86_400


def open_service(folder, *sites, days=71, now_s=NOW_S):
    for site in sites:
        file = f"{site.replace('/', '-')}.csv.gz"
        write_rows(folder / "observations" / file, rows_of(made_grid(TODAY, days, (site,)), now_s))
    territory = made_territory(folder / "territory")
    return ForecastService.open(folder, territory, now_s=lambda: now_s)


@pytest.fixture(scope="module")
def service(tmp_path_factory):
    """One corridor seen by its road and by buses, the other by buses alone."""
    return open_service(tmp_path_factory.mktemp("data"), "C1-LU", "C1-LU/buses", "C1-FR/buses")


def test_a_corridor_without_stations_is_forecast_from_buses(service):
    road, buses = service.corridors()
    assert (road.forecast.basis, road.observed_from) == ("statistical", "road")
    assert (buses.forecast.basis, buses.observed_from) == ("buses", "buses")
    assert buses.forecast.target == "corridor/C1-FR/travel_time_s"
    assert buses.live is not None
    assert NOW_S - buses.data_until_s < 1800


def test_its_chart_and_its_routes_say_so(service):
    series = service.corridor("C1-FR", MIDNIGHT_S, MIDNIGHT_S + DAY_S)
    assert {item.basis for item in series.forecast} == {"buses"}
    assert series_json(series)["observedFrom"] == "buses"
    assert status_json(service.corridors()[0])["observedFrom"] == "road"
    speeds = service.road_speeds(NOW_S, NOW_S + DAY_S)
    assert dict(zip(speeds.corridor_ids, speeds.basis, strict=True)) == {
        "C1-LU": "statistical",
        "C1-FR": "buses",
    }


def test_nobody_is_said_to_have_observed_what_nobody_did(tmp_path):
    told = open_service(tmp_path, "C1-LU").corridors()[1]
    assert (told.observed_from, told.live) == (None, None)


def test_a_new_station_takes_over_when_it_can_be_forecast(tmp_path):
    young = open_service(tmp_path / "young", "C1-FR/buses").corridors()[1]
    assert young.observed_from == "buses"
    store = ObservationStore(tmp_path / "made.sqlite")
    store.add([("travel_time_s", "C1-FR/buses", NOW_S - DAY_S, 300.0)])

    def seen():
        return seen_by_buses(store, "travel_time_s", ["C1-LU", "C1-FR"], NOW_S).tolist()

    assert seen() == [False, True]
    store.add([("travel_time_s", "C1-FR", NOW_S - 3 * DAY_S, 300.0)])
    assert seen() == [False, True]  # a young station
    store.add([("travel_time_s", "C1-FR", NOW_S - 29 * DAY_S, 300.0)])
    assert seen() == [False, False]
    store.add([("travel_time_s", "C1-LU/buses", NOW_S - DAY_S, 300.0)])
    store.add([("travel_time_s", "C1-LU", NOW_S - 40 * DAY_S, 300.0)])
    assert seen() == [True, False]  # a station that has gone


def test_sites_of_buses_are_called_after_their_corridor():
    assert site_of_buses("X02-LU") == "X02-LU/buses"
    assert corridor_of("X02-LU/buses") == corridor_of("X02-LU") == "X02-LU"


def test_every_language_has_words_for_buses():
    from tests.house.repository import ROOT
    from web.alert_texts import BASIS

    for words in BASIS.values():
        assert re.search("bus|autocarro", words["buses"].lower())
    for file in (ROOT / "static" / "i18n").glob("*.json"):
        told = json.loads(file.read_text(encoding="utf-8"))["basis.buses"]
        assert re.search("bus|autocarro", told.lower())
