"""What a commute across the border costs and emits, as far as anybody knows."""

from __future__ import annotations

import pytest

from feeds.territory import HOME, load_territory
from routing.plan import plan
from routing.requests import Endpoint, JourneyRequest
from routing.tariff import NO_TARIFF, Tariff, month_cost
from tests.routing.town import at, valley, write_territory

FARES = """fare_id,name,agency,mode,countries,stops,amount,valid_min,month_amount,currency,source
FREE,Free,,,LU,,0,,0,EUR,law
ZONE,Zone,Operator fr,BUS,FR|LU,,3,60,40,EUR,poster
STATION,From the station,Operator lu,RAIL,FR|LU,oberdorf,1.5,,,EUR,poster
"""
EMISSIONS = "mode,grams_per_km,source\nBUS,100,book\nWALK,0,on foot\n"


@pytest.fixture
def tariff(tmp_path) -> Tariff:
    folder = write_territory(tmp_path / "tables")
    (folder / "fares.csv").write_text(FARES, encoding="utf-8")
    (folder / "emissions.csv").write_text(EMISSIONS, encoding="utf-8")
    return Tariff.of(load_territory(folder))


def trip(tmp_path, lines, origin="fr_ober", destination="lu_uni"):
    network = valley(tmp_path / "valley", lines)
    ends = Endpoint(0, 0, stop_id=origin), Endpoint(0, 0, stop_id=destination)
    found = plan(network, JourneyRequest(*ends, at("07:30"), window_s=0, direct_modes=()))
    return found.itineraries[0]


def test_across_the_border_one_pays_and_inside_one_does_not(tmp_path, tariff):
    itinerary = trip(tmp_path, "fr BUS 1: ober 08:00 esch 08:20\nlu RAIL R: esch 08:30 uni 08:50")
    fare = tariff.fare(itinerary)
    assert (fare.amount, fare.currency, fare.at_least) == (3.0, "EUR", False)
    assert [ticket.rule.name for ticket in fare.tickets] == ["Zone", "Free"]
    assert [itinerary.legs[at].mode for t in fare.tickets for at in t.legs] == ["BUS", "RAIL"]


def test_a_ticket_holds_for_an_hour(tmp_path, tariff):
    lines = "fr BUS 1: ober 08:00 esch 08:20\nfr BUS 2: esch 08:{} unter 08:{}\n"
    lines += "fr BUS 3: unter {} stad1 09:40"
    soon = trip(tmp_path / "soon", lines.format(25, 30, "08:35"), destination="fr_stad1")
    late = trip(tmp_path / "late", lines.format(50, 55, "09:01"), destination="fr_stad1")
    assert [len(tariff.fare(each).tickets) for each in (soon, late)] == [1, 2]
    assert tariff.fare(late).amount == 6.0


def test_what_nobody_knows_leaves_the_sum_at_least(tmp_path, tariff):
    itinerary = trip(tmp_path, "fr RAIL T: ober 08:00 esch 08:20\nlu BUS 2: esch 08:30 uni 08:50")
    fare = tariff.fare(itinerary)
    assert fare.at_least
    assert fare.amount == 0.0
    assert [itinerary.legs[at].mode for at in fare.unknown] == ["RAIL"]


def test_a_fare_may_hold_from_some_stations_only(tmp_path, tariff):
    from_there = trip(tmp_path / "a", "lu RAIL R: ober 08:00 uni 08:50", origin="lu_ober")
    from_elsewhere = trip(tmp_path / "b", "lu RAIL R: unter 08:00 uni 08:50", origin="lu_unter")
    assert tariff.fare(from_there).amount == 1.5
    assert tariff.fare(from_elsewhere).at_least


def test_a_month_takes_the_cheaper_tickets(tmp_path, tariff):
    fare = tariff.fare(trip(tmp_path, "fr BUS 1: ober 08:00 uni 08:50", destination="fr_uni"))
    assert [month_cost(fare, days) for days in (0, 5, 6, 7, 20)] == [0, 30, 36, 40, 40]


def test_where_there_is_no_monthly_ticket_singles_are_bought(tmp_path, tariff):
    fare = tariff.fare(trip(tmp_path, "lu RAIL R: ober 08:00 uni 08:50", origin="lu_ober"))
    assert month_cost(fare, 20) == 60.0


def test_emissions_are_distance_times_factor_with_its_source(tmp_path, tariff):
    itinerary = trip(tmp_path, "fr BUS 1: ober 08:00 esch 08:20\nlu RAIL R: esch 08:30 uni 08:50")
    emission = tariff.emission(itinerary)
    (bus,) = (leg for leg in itinerary.legs if leg.mode == "BUS")
    assert emission.grams == round(bus.distance_m / 10)
    assert emission.factors == {"BUS": (100.0, "book")}
    assert [itinerary.legs[at].mode for at in emission.unknown] == ["RAIL"]


def test_without_tables_nothing_is_claimed(tmp_path):
    itinerary = trip(tmp_path, "fr BUS 1: ober 08:00 esch 08:20", destination="fr_esch")
    assert NO_TARIFF.fare(itinerary) is None
    assert NO_TARIFF.emission(itinerary) is None


def test_the_home_territory_is_free_within_luxembourg_and_has_a_zone_beyond():
    home = Tariff.of(load_territory(HOME))
    assert [rule.amount for rule in home.rules] == [0, 0, 3]
    assert all(rule.source for rule in home.rules)
    assert {"BUS", "RAIL", "TRAM", "CAR"} <= set(home.factors)
