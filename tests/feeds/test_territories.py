"""A territory is data: a second one is built, served and planned from its folder alone."""

from __future__ import annotations

import datetime as dt
import re
import shutil
from pathlib import Path

import pytest

import app
from commands.house import open_house
from core.errors import DataError
from core.progress import silent
from feeds.catalogue import add_feed
from feeds.tables import Source
from feeds.territory import HOME, TABLES, load_territory, load_zone
from forecast.calendar import calendar_of
from routing.roads_build import build_roads
from tests.house.repository import ROOMS, ROOT
from web.create import create_web
from web.day_explanation import explain_days
from web.settings import Settings

TERRITORIES = sorted(path for path in HOME.parent.iterdir() if path.is_dir())
ACROSS_THE_RHINE = HOME.parent / "strasbourg-ortenau"
MANUAL = (ROOT / "docs" / "territories.md").read_text(encoding="utf-8")
GOOD_FRIDAY, CORPUS_CHRISTI = dt.date(2025, 4, 18), dt.date(2025, 6, 19)
PATIENT = Settings(deadline_ms=60_000)
"""No answer is cut short because kernels are compiled meanwhile, or the machine has much to do."""


@pytest.fixture(scope="module")
def data(shared_data, tmp_path_factory) -> Path:
    """A data folder with the territory on the Rhine and the real feeds that call there."""
    files = {"fluo67": "fluo-bas-rhin", "ter": "sncf-ter"}
    zips = {tag: shared_data(f"border-2025/{name}.zip") for tag, name in files.items()}
    folder = tmp_path_factory.mktemp("rhine")
    shutil.copytree(ACROSS_THE_RHINE, folder / "territory")
    for tag, path in zips.items():
        add_feed(folder, tag, path, Source(tag, "FR", publisher=tag))
    return folder


@pytest.fixture(scope="module")
def state(data):
    return open_house(data, PATIENT, silent)


@pytest.fixture(scope="module")
def planned(state):
    """Plans a trip between two places by name, as the page does."""
    client = create_web(state).test_client()

    def plan(origin: str, destination: str, time: str) -> dict:
        ends = []
        for name in (origin, destination):
            found = client.get("/api/v1/geocode", query_string={"text": name}).json
            best = next(match for match in found if match["type"] == "PLACE")
            ends.append(f"{best['lat']},{best['lon']}")
        query = {
            "fromPlace": ends[0], "toPlace": ends[1], "time": f"2025-02-04T{time}",
            "maxPreTransitTime": 1800, "maxPostTransitTime": 1800, "directModes": "CAR",
            "maxDirectTime": 7200,
        }  # fmt: skip
        answer = client.get("/api/v6/plan", query_string=query)
        assert answer.status_code == 200, answer.json
        return answer.json

    return plan


def _rides(itinerary: dict) -> list[dict]:
    return [leg for leg in itinerary["legs"] if "routeShortName" in leg]


def test_the_train_from_offenburg_crosses_the_rhine_into_strasbourg(planned):
    (ride,) = _rides(planned("Offenburg", "Straßburg", "07:00")["itineraries"][0])
    assert (ride["mode"], ride["from"]["name"], ride["to"]["name"]) == (
        "REGIONAL_RAIL", "Offenburg", "Strasbourg",
    )  # fmt: skip
    crossing = ride["navette"]["crossing"]
    assert (crossing["fromCountry"], crossing["toCountry"]) == ("DE", "FR")
    assert crossing["lon"] == pytest.approx(7.80, abs=0.01)


def test_each_bank_shows_its_own_clock(planned):
    (ride,) = _rides(planned("Offenburg", "Strasbourg", "07:00")["itineraries"][0])
    assert (ride["from"]["tz"], ride["to"]["tz"]) == ("Europe/Berlin", "Europe/Paris")


def test_the_coach_from_erstein_reaches_lahr(planned):
    rides = [
        ride
        for found in planned("Erstein", "Lahr", "07:00")["itineraries"]
        for ride in _rides(found)
    ]
    assert {ride["routeShortName"] for ride in rides} == {"280"}
    assert {ride["navette"]["feed"] for ride in rides} == {"fluo67"}


def test_by_car_the_bridge_is_named(planned):
    (car,) = planned("Kehl", "Strasbourg", "07:15")["direct"]
    assert "Pont de l'Europe" in car["legs"][0]["navette"]["crossing"]["name"]


def test_the_command_line_plans_there_too(data, state, capsys):
    words = ["plan", "Kehl", "Strasbourg", "--depart", "2025-02-04T07:00", "--data", str(data)]
    assert app.main(words) == 0
    assert "DE to FR" in capsys.readouterr().out


def test_good_friday_is_free_on_both_banks_and_named_in_the_languages_of_the_reader(state):
    french, german = explain_days([GOOD_FRIDAY], state.world, "de")
    assert french.text.startswith("Elsass: Karfreitag, gesetzlicher Feiertag.")
    assert french.service.level.service == "sunday_like"
    assert german.holiday == "Karfreitag"


def test_corpus_christi_is_free_on_the_right_bank_alone(state):
    french, german = explain_days([CORPUS_CHRISTI], state.world, "fr")
    assert (french.holiday, german.holiday) == ("", "Fête-Dieu")
    assert {feed.tag: feed.level.service for feed in french.service.feeds} == {
        "fluo67": "usual",
        "ter": "unknown",
    }


def test_a_side_is_not_summed_up_where_one_of_its_timetables_has_ended(state):
    (french, _) = explain_days([CORPUS_CHRISTI], state.world, "en")
    assert french.service.level.service == "unknown"
    assert "ter: its timetable does not cover this day." in french.text
    assert "fluo67: as usual" in french.text


def test_a_day_of_one_country_has_the_name_that_the_territory_gives_it(state):
    (_, german) = explain_days([dt.date(2025, 10, 3)], state.world, "pt")
    assert german.holiday == "Dia da Unidade Alemã"
    assert german.service.level.service == "unknown"


@pytest.mark.parametrize("folder", TERRITORIES, ids=lambda path: path.name)
def test_the_tables_of_a_territory_fit_together(folder):
    territory = load_territory(folder)
    roads, corridors, localities = build_roads(territory)
    assert min(len(roads.node_id), len(corridors.id), len(localities.id)) > 0
    calendar_of((side.name, side.holidays) for side in territory.sides)
    countries = {side.country for side in territory.sides}
    assert countries <= set(territory.country_points["country"])
    assert set(territory.corridors["from_side"]) | set(territory.corridors["to_side"]) <= countries
    known = {*territory.crossings["crossing_id"], ""}
    assert set(territory.corridors["crossing_id"]) <= known
    linked = set(territory.road_links["corridor_id"]) - {""}
    assert linked <= set(territory.corridors["corridor_id"])
    keys = {
        "side": countries,
        "calendar": {key for side in territory.sides for key in side.holidays},
    }
    for kind, allowed in keys.items():
        names = territory.local_names
        assert set(names.loc[names["kind"] == kind, "key"]) <= allowed


def test_the_manual_names_every_table_and_column_and_no_other():
    told = {
        file: tuple(re.findall(r"`(\w+)`", columns))
        for file, columns in re.findall(r"^\| `(\w+)\.csv` \| ([^|]*) \|", MANUAL, re.MULTILINE)
    }
    assert told == TABLES


def test_the_manual_names_every_key_of_the_toml_file(tmp_path):
    for key in re.findall(r"^\| `(?:\[+)?(\w+)(?:\]+)?` \|", MANUAL, re.MULTILINE):
        text = (ACROSS_THE_RHINE / "territory.toml").read_text(encoding="utf-8")
        assert re.search(rf"^(\[+)?{key}\b", text, re.MULTILINE), key


def test_territory_toml_alone_is_a_territory(tmp_path):
    shutil.copy(ACROSS_THE_RHINE / "territory.toml", tmp_path)
    assert load_territory(tmp_path).localities.empty


def test_the_zone_is_read_without_the_tables(tmp_path):
    shutil.copy(ACROSS_THE_RHINE / "territory.toml", tmp_path)
    (tmp_path / "crossings.csv").write_text("no table of ours\n", encoding="utf-8")
    assert load_zone(tmp_path) == "Europe/Paris"


@pytest.mark.parametrize("said", ['"Europe/Atlantis"', "5", '"../etc/passwd"'])
def test_a_zone_that_is_none_is_named(tmp_path, said):
    text = (ACROSS_THE_RHINE / "territory.toml").read_text(encoding="utf-8")
    text = re.sub(r"^zone = .*", lambda _: f"zone = {said}", text, count=1, flags=re.MULTILINE)
    (tmp_path / "territory.toml").write_text(text, encoding="utf-8")
    for read in (load_zone, load_territory):
        with pytest.raises(DataError, match="incomplete territory") as fault:
            read(tmp_path)
        assert "territory.toml" in str(fault.value)


def test_a_column_that_is_missing_is_named(tmp_path):
    shutil.copytree(ACROSS_THE_RHINE, tmp_path, dirs_exist_ok=True)
    (tmp_path / "crossings.csv").write_text("crossing_id,name\n", encoding="utf-8")
    with pytest.raises(DataError, match="column is missing") as fault:
        load_territory(tmp_path)
    assert "crossings.csv" in str(fault.value)


def test_no_code_names_a_place_of_the_second_territory():
    names = {str(name) for name in load_territory(ACROSS_THE_RHINE).localities["name"]}
    names |= {"Alsace", "Ortenau", "Rhine", "fluo67"}
    words = re.compile(rf"\b({'|'.join(map(re.escape, sorted(names - {'Rust'})))})\b")
    code = [path for room in ROOMS for path in (ROOT / room).rglob("*.py")]
    found = {path.name: words.findall(path.read_text(encoding="utf-8")) for path in code}
    assert not {name: hits for name, hits in found.items() if hits}
