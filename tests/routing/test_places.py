"""Place search: what people type, and what they meant."""

from __future__ import annotations

import csv
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from core.errors import UnknownPlace
from routing.place_entries import Area, Entry
from routing.place_score import fit
from routing.place_words import canonical, words_of
from routing.places import PlaceIndex, parse_point
from routing.requests import Endpoint
from tests.conftest import REPOSITORY
from tests.routing.town import valley

TERRITORIES = REPOSITORY / "feeds" / "territories"

NAMES = [
    ("Luxembourg, Gare Centrale", "LU", 9000),
    ("Luxembourg, Hamilius", "LU", 8000),
    ("Kirchberg, Luxexpo", "LU", 4000),
    ("Esch-sur-Alzette, Gare", "LU", 3000),
    ("Audun-le-Tiche, Gare", "FR", 300),
    ("Audun-le-Tiche, Mairie", "FR", 80),
    ("Villerupt, Mairie", "FR", 90),
    ("Villerupt, Église", "FR", 60),
    ("Metz-Ville", "FR", 500),
    ("Saint-Julien-lès-Metz, Place de l'Hôtel de Ville", "FR", 20),
    ("Belval (Université), Gare", "LU", 900),
]
LOCALITIES = [
    ("Esch-sur-Alzette", ("Esch-Uelzecht", "Esch an der Alzette"), "LU", 0.9),
    ("Luxembourg", ("Luxemburg", "Lëtzebuerg"), "LU", 1.0),
    ("Villerupt", (), "FR", 0.7),
]


def entry(name, country, importance, *, others=(), stop_id=None):
    names = [name, *others]
    return Entry(
        kind="STOP" if stop_id else "PLACE",
        id=stop_id or f"locality:{name}",
        name=name,
        lat=49.5,
        lon=6.0,
        country=country,
        zone="Europe/Luxembourg",
        importance=importance,
        words=tuple(canonical(words_of(text)) for text in names),
        areas=(Area(name, 8),),
        modes=("BUS",) if stop_id else (),
        stop_id=stop_id,
    )


@pytest.fixture(scope="module")
def index():
    entries = [entry(name, c, use, others=others) for name, others, c, use in LOCALITIES]
    entries += [
        entry(name, country, calls / 9000, stop_id=f"x_{number}")
        for number, (name, country, calls) in enumerate(NAMES)
    ]
    known = {e.stop_id: at for at, e in enumerate(entries) if e.stop_id}
    return PlaceIndex(entries, known)


def first(index, text, **rest):
    found = index.search(text, **rest)
    return found[0].name if found else None


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("villerupt", "Villerupt"),
        ("VILLERUPT MAIRIE", "Villerupt, Mairie"),
        ("vilerupt eglise", "Villerupt, Église"),
        ("Luxemburg Hauptbahnhof", "Luxembourg, Gare Centrale"),
        ("lux gare", "Luxembourg, Gare Centrale"),
        ("Lëtzebuerg Hamilius", "Luxembourg, Hamilius"),
        ("Esch-Uelzecht Gare", "Esch-sur-Alzette, Gare"),
        ("esch/alzette bahnhof", "Esch-sur-Alzette, Gare"),
        ("Esch Uelzecht", "Esch-sur-Alzette"),
        ("kirchbreg", "Kirchberg, Luxexpo"),
        ("audun le t", "Audun-le-Tiche, Gare"),
        ("audunletiche gare", "Audun-le-Tiche, Gare"),
        ("Audun Rathaus", "Audun-le-Tiche, Mairie"),
        ("Metz Ville", "Metz-Ville"),
        ("st julien", "Saint-Julien-lès-Metz, Place de l'Hôtel de Ville"),
        ("belval uni", "Belval (Université), Gare"),
    ],
)
def test_a_person_finds_what_was_meant(index, typed, meant):
    assert first(index, typed) == meant


@pytest.mark.parametrize(
    "text", ["", " ", "zzzzzz", '"', "* OR 1", "NEAR(", "a" * 10_000, "\0", "🚆", "'; --", "- - -"]
)
def test_odd_texts_find_nothing_much_and_break_nothing(index, text):
    assert isinstance(index.search(text), list)


def test_the_exact_name_comes_first_and_then_what_is_used_most(index):
    found = [match.name for match in index.search("luxembourg")]
    assert found[0] == "Luxembourg"
    assert found.index("Luxembourg, Gare Centrale") < found.index("Luxembourg, Hamilius")


def test_results_can_be_limited_to_kinds_modes_and_number(index):
    assert first(index, "villerupt", kinds=("STOP",)) == "Villerupt, Mairie"
    assert index.search("villerupt", modes=("RAIL",)) == []
    assert len(index.search("l", limit=2)) == 2


def test_scores_fall_and_stay_between_nought_and_one(index):
    scores = [match.score for match in index.search("gare")]
    assert scores == sorted(scores, reverse=True)
    assert all(0 < score <= 1 for score in scores)


def test_the_command_line_resolves_an_exact_name_to_its_stop(index):
    place = index.resolve("Luxembourg, Gare Centrale")
    assert (place.stop_id, place.name) == ("x_0", "Luxembourg, Gare Centrale")
    assert index.resolve("luxembourg gare centrale") == place


def test_the_command_line_resolves_ids_points_and_localities(index):
    assert index.resolve("x_3").stop_id == "x_3"
    assert index.resolve("49.5, 6.1") == Endpoint(49.5, 6.1, name="49.5, 6.1")
    assert index.resolve("Villerupt").stop_id is None
    assert index.resolve("Esch-Uelzecht").name == "Esch-sur-Alzette"
    assert index.resolve("vilerupt mairie").name == "Villerupt, Mairie"


def test_an_unknown_name_is_refused_with_what_comes_near(index):
    with pytest.raises(UnknownPlace, match="near misses: Villerupt"):
        index.resolve("Vilerupt Marie Curie")
    with pytest.raises(UnknownPlace, match="no place is called 'Atlantis'"):
        index.resolve("Atlantis")


@pytest.mark.parametrize(
    ("text", "point"),
    [
        ("49.5,5.9", (49.5, 5.9)),
        (" -3 ; +4.25 ", (-3.0, 4.25)),
        ("91,5", None),
        ("49.5", None),
        ("Esch, 5", None),
        ("٤٩,٥", None),
    ],
)
def test_points_are_told_from_names(text, point):
    assert parse_point(text) == point


def test_the_fit_of_a_name_with_itself_is_perfect_and_of_a_stranger_nothing():
    assert fit(("gare",), ("gare",)) == 1.0
    assert fit(("gare",), ("pont",)) == 0.0
    assert fit((), ("gare",)) == fit(("gare",), ()) == 0.0


def test_any_stop_of_a_place_stands_for_it(tmp_path):
    network = valley(tmp_path, "lu RAIL 60: esch 07:30 stad1 07:40 stad2 07:45 uni 07:50")
    index = PlaceIndex.of(network)
    ids = {index.find_stop(f"lu_{stop}").id for stop in ("stad", "stad1", "stad2")}
    assert len(ids) == 1
    assert index.find_stop("lu_nowhere") is None
    assert index.find_stop("locality:L2").name == "Uni"
    assert index.resolve("lu_stad2").stop_id == "lu_stad2"
    assert [match.name for match in index.nearest(49.5399, 5.9, limit=1)] == ["Uni"]
    assert index.search("uni", kinds=("STOP",))[0].areas == (Area("Uni", 8),)


def test_many_threads_may_search_at_once(index):
    texts = ["villerupt", "lux gare", "kirchbreg", "zzz"] * 25
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda text: first(index, text), texts))
    assert found == [first(index, text) for text in texts]


def test_fifteen_thousand_places_are_indexed_and_searched_in_time():
    stems = ["Sankt", "Neu", "Ober", "Bois", "Pont", "Rue", "Ville", "Mont", "Clair", "Grand"]
    entries = [
        entry(f"{stems[n % 10]}{stems[n // 10 % 10].lower()} {n}, {stems[n // 100 % 10]} {n % 7}",
              "FR", 1 - n / 15_000, stop_id=f"x_{n}")
        for n in range(15_000)
    ]  # fmt: skip
    started = time.perf_counter()
    index = PlaceIndex(entries, {e.stop_id: at for at, e in enumerate(entries)})
    built_s = time.perf_counter() - started
    texts = ["villemont", "pont", "oberpnt 3", "grand clair 4711", "x", "neuville rue"]
    started = time.perf_counter()
    for text in texts:
        index.search(text)
    searched_s = (time.perf_counter() - started) / len(texts)
    assert built_s < 3.0
    assert searched_s < 0.05


BOTH_SIDES = {
    "Esch-Uelzecht": "Esch-sur-Alzette",
    "Esch-sur-Alzette": "Esch-sur-Alzette",
    "Esch an der Alzette": "Esch-sur-Alzette",
    "Deifferdeng": "Differdange",
    "Diedenuewen": "Thionville",
    "Diddenuewen": "Thionville",
    "Thionville": "Thionville",
    "Diedenhofen": "Thionville",
    "Audun-le-Tiche": "Audun-le-Tiche",
    "Däitsch-Oth": "Audun-le-Tiche",
    "Däitschoth": "Audun-le-Tiche",
    "Deutschoth": "Audun-le-Tiche",
    "Luxemburgo": "Luxembourg",
    "Stad Lëtzebuerg": "Luxembourg",
    "Lonkech": "Longwy",
    "Nanzeg": "Nancy",
    "Réideng": "Rodange",
}


@pytest.fixture(scope="module")
def both_sides():
    with (TERRITORIES / "pays-haut" / "localities.csv").open(encoding="utf-8") as table:
        rows = list(csv.DictReader(table))
    named = [(row, filter(None, row["names_other"].split("|"))) for row in rows]
    return PlaceIndex([entry(r["name"], r["country"], 0.5, others=more) for r, more in named], {})


@pytest.mark.parametrize("asked", BOTH_SIDES)
def test_place_is_found_by_its_name_in_every_language(both_sides, asked):
    found = both_sides.search(asked)[0]
    assert found.name == BOTH_SIDES[asked]
    assert found.score > 0.9
