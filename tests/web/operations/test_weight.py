"""Which questions may be much work, told by what they ask for."""

from __future__ import annotations

import pytest
from flask import Request
from werkzeug.test import EnvironBuilder

from web.operations.weight import is_hard
from web.settings import Settings

EASY = [
    "/api/v6/plan?fromPlace=1,2&toPlace=3,4",
    "/api/v6/plan?fromPlace=1,2&toPlace=3,4&searchWindow=7200&preTransitModes=WALK",
    "/api/v6/plan?numLegAlternatives=0&criteria=",
    "/api/v6/plan?preTransitModes=WALK,CAR_PARKING,BIKE",
    "/api/v6/plan?pageCursor=later",
    "/api/v6/plan?searchWindow=many",
    "/api/v6/plan?searchWindow=-1",
    "/api/v6/stoptimes?stopId=lu_1",
    "/api/v1/geocode?text=criteria",
]
HARD = [
    "/api/v6/plan?searchWindow=86400",
    "/api/v6/plan?searchWindow=60&searchWindow=%2B86400",
    "/api/v6/plan?criteria=FARE",
    "/api/v6/plan?criteria=&criteria=FARE",
    "/api/v1/plan?preTransitModes=WALK,CAR_PARKING&maxPreTransitTime=3600",
    "/api/v6/plan?via=lu_1",
    "/api/matrix",
    "/api/v1/one-to-all?one=1,2",
    "/api/scenarios/1/isochrones",
]
IN_A_BODY = [
    (b'{"criteria": "FARE"}', True),
    (b'{"criteria": []}', False),
    (b'{"crit\\u0065ria": ["FARE"]}', True),
    (b'{"searchWindow": 86400}', True),
    (b'{"searchWindow": 7200}', False),
    (b'{"fromName": "criteria"}', False),
    (b"no JSON", False),
    (b"", False),
]


def asked(target: str, **how: object) -> bool:
    return is_hard(Request(EnvironBuilder(target, **how).get_environ()), Settings())


@pytest.mark.parametrize("target", EASY)
def test_what_most_people_ask_is_easy(target):
    assert not asked(target)


@pytest.mark.parametrize("target", HARD)
def test_what_asks_for_more_searches_may_be_hard(target):
    assert asked(target)


@pytest.mark.parametrize(("body", "hard"), IN_A_BODY)
def test_a_question_in_a_body_is_told_by_what_it_asks(body, hard):
    assert asked("/api/v6/plan", method="POST", data=body) is hard


def test_a_question_with_a_body_cannot_hide_its_wishes_in_its_address():
    assert asked("/api/v6/plan?criteria=FARE", method="POST", json={"fromPlace": "1,2"})
