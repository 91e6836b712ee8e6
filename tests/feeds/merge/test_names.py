"""Stop names as neighbours write them."""

import pytest

from feeds.merge import words
from feeds.merge.names import parse, phrases_of, similarity, without_platform

PHRASES = phrases_of(group.split("|") for group in words.EXONYMS) | words.PHRASES


def likeness(one: str, other: str, *, stations: bool = False, rails: bool = False) -> float:
    a, b = parse(one, PHRASES), parse(other, PHRASES)
    stations = stations or rails or (a.station and b.station)
    there = similarity(a, b, stations=stations, rails=rails)
    assert there == similarity(b, a, stations=stations, rails=rails)
    return there


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Luxembourg", "Luxembourg, Gare Centrale"),
        ("Pétange, Gare", "Petange"),
        ("Metz-Ville", "METZ"),
        ("Bascharage/Sanem, Gare", "Bascharage secteur Sanem"),
        ("Hollerich, Gare", "Luxembourg secteur Hollerich"),
        ("Trier, Hauptbahnhof", "Trèves"),
        ("Saarbrücken Hbf", "Sarrebruck"),
        ("Straßburg", "Strasbourg"),
        ("Muellheim (Baden)", "Müllheim (Baden)"),
        ("Esch-Uelzecht / Esch-sur-Alzette", "Esch/Alzette"),
        ("Hettange-Grande, Gare SNCF", "Hettange Grande"),
    ],
)
def test_stations_are_known_by_their_neighbours_names(one, other):
    assert likeness(one, other, rails=True) >= 0.9


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Longwy, Bas/Espace Bus", "Longwy Espace Bus"),
        ("Longwy, rue de Metz", "Longwy Route de Metz"),
        ("Mairie", "Hœrdt Mairie"),
        ("Hôtel de ville", "Brumath Mairie"),
        ("Route de Ste-Marie-aux-Mines", "Sélestat R. Ste-Marie-a.-Mines"),
        ("VAL DE VILLE - Gare", "Châtenois Val-de-Villé Gare"),
        ("Konz, Konz Mitte", "Konz Mitte"),
    ],
)
def test_one_stop_written_two_ways_is_alike(one, other):
    assert likeness(one, other) >= 0.85


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Longwy", "Longwy Espace Bus"),
        ("Thionville", "Thionville, Porte Saarlouis"),
        ("Lamadelaine, Avenue de la Gare", "Lamadelaine"),
        ("Weyersheim Rue République", "Gare"),
        ("Hayange, Esplanade", "Hayange"),
        ("Bettange-sur-Mess, Bei der Barriär", "Dippach secteur Reckange"),
    ],
)
def test_a_town_and_a_stop_in_it_are_not_alike(one, other):
    assert likeness(one, other) <= 0.5


def test_a_street_named_after_the_station_is_no_station():
    for text in ("Rue de la Gare", "Junglinster, Op der Gare", "Place de la Gare", "Ancienne gare"):
        assert not parse(text, PHRASES).station, text
    for text in ("Gare", "Esch-sur-Alzette, Gare", "Gare de Hoenheim", "Belval (Lycée), Gare"):
        assert parse(text, PHRASES).station, text


def test_within_a_feed_platforms_and_vehicles_do_not_tell_stops_apart_but_streets_do():
    def key(text):
        return parse(text, PHRASES).key

    assert key("Luxembourg, Gare Centrale Quai 2") == key("Luxembourg, Gare Centrale (Tram)")
    assert key("Howald, P&R Howald Quai 1") == key("Howald, P+R Howald Quai 4")
    assert key("Junglinster, Op der Gare") != key("Junglinster, Rue de la Gare")
    assert key("Luxembourg, Gare Rocade") != key("Luxembourg, Gare Centrale")
    assert key("Lyon, Quai Claude Bernard") != key("Lyon, Claude Bernard")


def test_the_name_of_a_place_leaves_the_platform_out():
    assert without_platform("Luxembourg, Gare Centrale Quai 105") == "Luxembourg, Gare Centrale"
    assert without_platform("Hamilius (Tram)") == "Hamilius"
    assert without_platform("Quai 2") == "Quai 2"
    assert without_platform("Nantes, Quai Moncousu") == "Nantes, Quai Moncousu"


def test_a_spelling_that_is_part_of_many_names_is_left_alone():
    phrases = phrases_of([["Esch-sur-Alzette", "Esch", "Esch-Uelzecht"]])
    assert parse("Esch-sur-Sûre", phrases).core == ("esch", "sure")
    assert parse("Esch-Uelzecht, Gare", phrases).core == ("esch", "alzette")
