"""When an answer is due it says what was found and that it is not complete, whatever was asked."""

from __future__ import annotations

import time
from dataclasses import replace

import pytest

from core import deadline
from routing import budget
from tests.web.conftest import MORNING, OBER, UNI
from web.create import create_web
from web.settings import Settings

PLAN = {"fromPlace": OBER, "toPlace": UNI, "time": MORNING}
ALL_MODES = "WALK,BIKE,CAR_DROPOFF,CAR_PARKING"
HARD = {
    "as wide as it goes": {"searchWindow": 86_400, "numItineraries": 20},
    "all criteria": {"criteria": "FARE,EMISSION,WALK,CROWDING,RELIABILITY"},
    "all ways to the first stop": {"preTransitModes": ALL_MODES},
    "other rides in place of each": {"numLegAlternatives": 3},
    "turned round": {"arriveBy": "true", "pageCursor": "LATER|1795505400"},
}


@pytest.fixture
def clients(valley_state):
    """Of a site whose questions have some time, or none at all."""

    def made(deadline_ms):
        state = replace(valley_state, settings=Settings(deadline_ms=deadline_ms), is_local=True)
        return create_web(state).test_client()

    return made


@pytest.fixture
def no_time(monkeypatch):
    """Every question is due at once."""
    monkeypatch.setattr("web.operations.gate.SEARCHING", 0.0)


@pytest.mark.parametrize("hard", HARD.values(), ids=HARD)
def test_a_trip_for_which_there_is_no_time_says_so(clients, no_time, hard):
    answer = clients(2000).get("/api/v6/plan", query_string=PLAN | hard)
    assert answer.status_code == 200
    assert answer.get_json()["navette"]["complete"] is False


@pytest.mark.parametrize("hard", HARD.values(), ids=HARD)
def test_a_trip_for_which_there_is_time_is_whole(clients, hard):
    answer = clients(60_000).get("/api/v6/plan", query_string=PLAN | hard)
    assert answer.status_code == 200
    assert answer.get_json()["navette"]["complete"] is True


def test_a_matrix_for_which_there_is_no_time_has_empty_rows(clients, no_time):
    asked = {"origins": [OBER, UNI], "day": "2026-11-24", "time": "06:50", "window": 10}
    told = clients(2000).post("/api/matrix", json=asked).get_json()
    assert told["complete"] is False
    assert told["minutes"]["p50"] == [[None, None], [None, None]]


DAY = {"day": "2026-11-24", "time": "06:50", "window": 10}
SPAN = {"startTime": MORNING, "endTime": MORNING}
WHOLE_OR_NOTHING = {
    "/api/v1/one-to-all": {"one": OBER, "time": MORNING},
    "/api/v1/one-to-many": {"one": OBER.replace(",", ";"), "many": UNI.replace(",", ";"),
                            "mode": "WALK", "max": 600},
    "/api/experimental/one-to-many-intermodal": {"one": OBER, "many": UNI, "time": MORNING},
    "/api/v6/stoptimes": {"stopId": "lu_stad", "time": MORNING},
    "/api/v6/map/trips": {"min": "49,5", "max": "50,7", **SPAN},
    "/api/isochrone": {"place": OBER, **DAY},
}  # fmt: skip
"""What is of no use in part."""


@pytest.mark.parametrize("path", WHOLE_OR_NOTHING)
def test_what_is_of_no_use_in_part_says_when_to_come_again_where_there_is_no_time(
    clients, monkeypatch, path
):
    client = clients(60_000)
    assert client.get(path, query_string=WHOLE_OR_NOTHING[path]).status_code == 200
    monkeypatch.setattr("web.operations.gate.SEARCHING", 0.0)
    refused = clients(2000).get(path, query_string=WHOLE_OR_NOTHING[path])
    assert refused.status_code == 503
    assert int(refused.headers["Retry-After"]) >= 1


def test_a_place_is_found_however_little_time_there_is(clients, no_time):
    assert clients(2000).get("/api/v1/geocode", query_string={"text": "ober"}).status_code == 200


def test_the_time_before_a_turn_is_time_of_the_question(clients):
    client = clients(60_000)
    deadline.set_came(time.monotonic() - 3600)
    found = client.get("/api/v6/plan", query_string=PLAN)
    assert found.status_code == 200
    assert deadline.waited_s() == 0, "the next question of this thread has not waited"


def test_nobody_inherits_the_deadline_of_the_question_before(clients, no_time):
    clients(2000).get("/api/v6/plan", query_string=PLAN)
    assert not deadline.is_over()


def test_a_search_may_follow_as_many_lanes_as_there_is_time_for():
    with deadline.due_in(1):
        assert 0 < budget.Budget(lanes=10**12).left() <= budget.LANES_PER_S
    with deadline.due_in(-1):
        late = budget.Budget()
        assert (late.left(), late.is_over, late.exhausted) == (0, True, True)
    assert budget.Budget(lanes=7).left() == 7


def test_light_answers_leave_what_hard_ones_taught_of_telling(clients, monkeypatch):
    given, really = [], deadline.set_due
    monkeypatch.setattr(deadline, "set_due", lambda due_s: (given.append(due_s), really(due_s)))
    client = clients(2000)

    def time_for(wishes):
        given.clear()
        assert client.get("/api/v6/plan", query_string=PLAN | wishes).status_code == 200
        return given[0]

    with monkeypatch.context() as slowly:
        slowly.setattr(deadline, "left_s", lambda: -0.8)
        assert time_for(HARD["all criteria"]) == pytest.approx(1.5, abs=0.1)
    for _ in range(30):
        assert time_for({}) == pytest.approx(1.5, abs=0.1)
    assert time_for(HARD["all criteria"]) == pytest.approx(1.0, abs=0.1)


def test_what_is_not_laid_out_in_time_is_not_begun_and_is_tried_again_later(monkeypatch):
    monkeypatch.setattr(budget, "_laying_out_s", {budget.COSTS: 14.0})
    with deadline.due_in(10.0):
        tries = [budget.Budget() for _ in range(6)]
        begun = [each.begin(budget.COSTS) for each in tries]
    assert begun == [False, False, False, False, True, True]
    assert [each.exhausted for each in tries] == [not each for each in begun]


def test_how_long_a_search_takes_to_be_laid_out_is_learnt_under_a_deadline_alone(monkeypatch):
    monkeypatch.setattr(budget, "_laying_out_s", {budget.COSTS: 0.0})

    def laid_out():
        asked = budget.Budget()
        assert asked.begin(budget.COSTS)
        end_s = time.thread_time() + 0.05
        while time.thread_time() < end_s:
            pass
        asked.left(budget.COSTS)
        return budget._laying_out_s[budget.COSTS]

    assert laid_out() == 0.0
    with deadline.due_in(30.0):
        assert laid_out() == pytest.approx(0.05, abs=0.02)
