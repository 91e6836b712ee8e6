"""O. Further criteria: who wants more than to be quick is shown what else is worth taking."""

from __future__ import annotations

import numpy as np
import pytest

from routing.criteria.known import Known
from routing.crowding import KINDS, QUARTERS, Crowding
from routing.plan import plan
from routing.requests import Endpoint, JourneyRequest
from routing.tariff import FareRule, Tariff
from tests.routing.town import ask, ask_back, at, printed, valley

QUICK = "08:00 Oberdorf BUS 1 08:10 Esch Gare 08:11 RAIL R 08:20 Uni"
SURE = "08:00 Oberdorf BUS 1 08:10 Esch Gare 08:22 RAIL R 08:31 Uni"
LINES = """
lu BUS 1: ober 08:00 esch 08:10
lu RAIL R: esch 08:11 uni 08:20
lu RAIL R: esch 08:22 uni 08:31
"""


def fare(name, agency, mode, cents):
    return FareRule(
        id=name, name=name, agency=agency, mode=mode, countries=frozenset({"FR", "LU"}), stops=(),
        amount=cents / 100, valid_s=0, month_amount=None, currency="EUR", source="a poster",
    )  # fmt: skip


TARIFF = Tariff(
    (fare("bus", "", "BUS", 300), fare("rail", "", "RAIL", 120)),
    {"BUS": (100.0, "a book"), "RAIL": (20.0, "a book")},
)


def ask_by(network, *criteria, tariff=TARIFF, crowding=None, **rest):
    """What stands there for the criteria's sake, each with the criteria that it stands for."""
    request = JourneyRequest(
        Endpoint(0, 0, stop_id="lu_ober"), Endpoint(0, 0, stop_id="lu_uni"), at("07:30"),
        criteria=criteria, **rest,
    )  # fmt: skip
    found = plan(network, request, known=Known(tariff, crowding=crowding)).itineraries
    return [(printed(each), each.chosen_for) for each in found if each.chosen_for]


def test_who_does_not_ask_gets_the_quickest_alone(tmp_path):
    assert ask(valley(tmp_path, LINES), "lu_ober", "lu_uni", "07:30") == [QUICK]


def test_a_later_train_leaves_more_time_to_change(tmp_path):
    assert ask_by(valley(tmp_path, LINES), "RELIABILITY") == [(SURE, ("RELIABILITY",))]


def test_the_same_going_backward(tmp_path):
    found = ask_back(
        valley(tmp_path, LINES), "lu_ober", "lu_uni", "08:40", criteria=("RELIABILITY",)
    )
    assert SURE in found


def test_a_change_that_is_sure_enough_adds_nothing(tmp_path):
    lines = LINES.replace("esch 08:11", "esch 08:20").replace("uni 08:20", "uni 08:25")
    assert ask_by(valley(tmp_path, lines), "RELIABILITY") == []


def test_a_slower_bus_spares_a_walk(tmp_path):
    lines = "lu BUS 1: ober 08:00 esch 08:10\nlu BUS 2: stad1 08:20 uni 08:25"
    lines += "\nlu BUS 3: ober 08:00 uni 08:40"
    network = valley(tmp_path, lines, transfers="esch, stad1, 300")
    expected = "08:00 Oberdorf BUS 3 08:40 Uni"
    assert expected in ask(network, "lu_ober", "lu_uni", "07:30")
    assert ask_by(network, "WALK") == []
    with_change = lines.replace("ober 08:00 uni 08:40", "ober 08:00 esch 08:15")
    with_change += "\nlu BUS 4: esch 08:20 uni 08:40"
    network = valley(tmp_path / "two", with_change, transfers="esch, stad1, 300")
    assert ask_by(network, "WALK") == [
        ("08:00 Oberdorf BUS 1 08:10 Esch Gare 08:20 BUS 4 08:40 Uni", ("WALK",))
    ]


def test_of_two_ways_as_quick_the_one_with_less_walking_stands(tmp_path):
    lines = "lu BUS 1: ober 08:00 esch 08:10\nlu BUS 2: stad1 08:20 uni 08:40"
    lines += "\nlu BUS 3: ober 08:00 unter 08:12\nlu BUS 4: unter 08:20 uni 08:40"
    network = valley(tmp_path, lines, transfers="esch, stad1, 300")
    request = JourneyRequest(
        Endpoint(0, 0, stop_id="lu_ober"), Endpoint(0, 0, stop_id="lu_uni"), at("07:30"),
        criteria=("WALK",),
    )  # fmt: skip
    assert [printed(each) for each in plan(network, request).itineraries] == [
        "08:00 Oberdorf BUS 3 08:12 Unterdorf 08:20 BUS 4 08:40 Uni"
    ]


TRAIN = "08:00 Oberdorf RAIL R 08:35 Uni"


@pytest.fixture
def bus_and_train(tmp_path):
    return valley(tmp_path, "lu BUS 1: ober 08:00 uni 08:20\nlu RAIL R: ober 08:00 uni 08:35")


def test_a_train_emits_less_than_a_bus(bus_and_train):
    assert ask_by(bus_and_train, "EMISSION") == [(TRAIN, ("EMISSION",))]


def test_a_train_may_be_cheaper(bus_and_train):
    assert ask_by(bus_and_train, "FARE") == [(TRAIN, ("FARE",))]


def test_one_way_may_stand_there_for_two_reasons(bus_and_train):
    assert ask_by(bus_and_train, "FARE", "EMISSION") == [(TRAIN, ("FARE", "EMISSION"))]


def test_a_fare_that_nobody_knows_is_not_taken_for_cheap(bus_and_train):
    bus_only = Tariff(TARIFF.rules[:1], {})
    assert ask_by(bus_and_train, "FARE", tariff=bus_only) == []


def test_what_takes_twice_as_long_is_worth_no_saving(tmp_path):
    lines = "lu BUS 1: ober 08:00 uni 08:20\nlu RAIL R: ober 08:00 uni 09:00"
    assert ask_by(valley(tmp_path, lines), "EMISSION") == []


def test_where_nothing_is_known_the_answer_says_so(bus_and_train):
    request = JourneyRequest(
        Endpoint(0, 0, stop_id="lu_ober"), Endpoint(0, 0, stop_id="lu_uni"), at("07:30"),
        criteria=("FARE", "WALK", "CROWDING", "EMISSION"),
    )  # fmt: skip
    assert plan(bus_and_train, request).unknown_criteria == ("FARE", "CROWDING", "EMISSION")


def test_a_page_adds_a_dozen_at_the_most(tmp_path):
    minutes = range(0, 60, 2)
    lines = [f"lu BUS 1: ober 08:{m:02} esch 08:{m + 1:02}" for m in minutes]
    lines += [f"lu RAIL R: esch 08:{m + 1:02} uni 08:{m + 2:02}" for m in minutes if m < 57]
    found = ask_by(valley(tmp_path, "\n".join(lines)), "RELIABILITY", "EMISSION", "FARE")
    assert 0 < len(found) <= 12


def test_who_wants_a_seat_waits_for_the_emptier_train(tmp_path):
    full, empty = (0.0, 0.0, 0.1, 0.9), (0.9, 0.1, 0.0, 0.0)
    table = np.full((len(KINDS), QUARTERS, 4), np.nan, dtype=np.float32)
    table[:, at_quarter("08:11")], table[:, at_quarter("08:22")] = full, empty
    crowding = Crowding({"R|-1": table}, "2026-11-20", lambda _: 0)
    network = valley(tmp_path, LINES)
    assert ask_by(network, "CROWDING", crowding=crowding) == [(SURE, ("CROWDING",))]


def at_quarter(text):
    hours, minutes = text.split(":")
    return (int(hours) * 60 + int(minutes)) // 15
