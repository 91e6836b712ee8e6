"""Which questions may be much work, told by what they ask for."""

from __future__ import annotations

import pytest
from flask import Request
from werkzeug.test import EnvironBuilder

from web.operations.weight import is_hard

EASY = [
    "/api/v6/plan?fromPlace=1,2&toPlace=3,4",
    "/api/v6/plan?fromPlace=1,2&toPlace=3,4&searchWindow=7200&preTransitModes=WALK",
    "/api/v6/plan?numLegAlternatives=0&criteria=",
    "/api/v6/stoptimes?stopId=lu_1",
    "/api/v1/geocode?text=criteria",
]
HARD = [
    "/api/v6/plan?searchWindow=86400",
    "/api/v6/plan?searchWindow=many",
    "/api/v6/plan?criteria=FARE",
    "/api/v1/plan?preTransitModes=WALK,CAR_PARKING",
    "/api/v6/plan?via=lu_1",
    "/api/matrix",
    "/api/v1/one-to-all?one=1,2",
    "/api/scenarios/1/isochrones",
]


@pytest.mark.parametrize("target", EASY)
def test_what_most_people_ask_is_easy(target):
    assert not is_hard(Request(EnvironBuilder(target).get_environ()))


@pytest.mark.parametrize("target", HARD)
def test_what_asks_for_more_searches_may_be_hard(target):
    assert is_hard(Request(EnvironBuilder(target).get_environ()))


def test_a_question_in_a_body_is_told_by_the_names_in_it():
    for wish, hard in (({"criteria": "FARE"}, True), ({"searchWindow": 7200}, False)):
        asked = EnvironBuilder("/api/v6/plan", method="POST", json=wish)
        assert is_hard(Request(asked.get_environ())) is hard
