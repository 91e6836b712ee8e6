"""`plan` over HTTP: what may be asked, how windows grow, how pages join."""

from __future__ import annotations

import datetime as dt

import pytest

from core import clock
from tests.web.conftest import MORNING, OBER, UNI


def rides(answer):
    return [
        (option["startTime"][11:16], option["endTime"][11:16], option["transfers"])
        for option in answer.json["itineraries"]
    ]


def test_a_commuter_gets_the_trip_across_the_border(ask):
    answer = ask()
    assert answer.status_code == 200
    legs = answer.json["itineraries"][0]["legs"]
    assert [leg["mode"] for leg in legs] == ["BUS", "WALK", "REGIONAL_RAIL"]
    assert answer.json["navette"]["reasons"] == []
    assert set(answer.json["navette"]["feeds"]) == {"fr", "lu"}


@pytest.mark.parametrize("version", [1, 2, 3, 4, 5, 6])
def test_every_version_has_the_path(ask, version):
    answer = ask(version)
    assert isinstance(answer.json["itineraries"], list)
    assert isinstance(answer.json["direct"], list)


def test_further_criteria_are_obeyed_and_what_is_unknown_is_said(ask):
    answer = ask(criteria="RELIABILITY,CROWDING").json
    assert answer["navette"]["unknownCriteria"] == ["CROWDING"]
    changes = [option["navette"]["changes"] for option in answer["itineraries"]]
    assert all(each is None or 0 < each["chance"] <= 1 for each in changes)
    assert any(each and each["leastSpareSeconds"] >= 0 for each in changes)


def test_a_place_on_the_way_is_visited_for_as_long_as_asked(ask):
    passed = ask(via="fr_unter").json["itineraries"]
    assert passed == ask().json["itineraries"] != []
    stayed = ask(via="lu_stad1", viaMinimumStay="30").json["itineraries"]
    for option in stayed:
        rides = [leg for leg in option["legs"] if "tripId" in leg]
        assert any("Stad" in leg["to"]["name"] for leg in rides[:-1])
    assert stayed


def test_a_criterion_that_nobody_knows_is_a_fault(ask):
    answer = ask(criteria="WALK,BEAUTY")
    assert answer.status_code == 400
    assert answer.json["errors"][0]["code"] == "unknown_criterion"


def test_there_is_no_seventh_version(client):
    answer = client.get("/api/v7/plan")
    assert answer.status_code == 404
    assert "error" in answer.json


def test_the_sixth_version_takes_places_from_the_body(client, ask):
    body = {"fromPlace": OBER, "toPlace": UNI, "time": MORNING, "directModes": ["WALK"]}
    posted = client.post("/api/v6/plan", json=body)
    assert posted.status_code == 200
    assert posted.json["itineraries"] == ask().json["itineraries"]
    assert client.post("/api/v5/plan", json=body).status_code == 405


def test_a_body_of_offsets_with_the_question_in_the_address_is_understood(client):
    query = {"fromPlace": OBER, "toPlace": UNI, "time": MORNING}
    answer = client.post("/api/v6/plan", query_string=query, json={"fromOffsets": []})
    assert answer.status_code == 200


def test_lists_come_by_commas_or_by_repeated_names(client):
    shared = f"/api/v6/plan?fromPlace={OBER}&toPlace={UNI}&time={MORNING}"
    by_comma = client.get(f"{shared}&transitModes=BUS,RAIL").json["itineraries"]
    repeated = client.get(f"{shared}&transitModes=BUS&transitModes=RAIL").json["itineraries"]
    assert by_comma == repeated != []


def test_an_empty_list_of_modes_means_no_transit(ask):
    answer = ask(transitModes="")
    assert answer.json["itineraries"] == []
    assert ask(transitModes="TRANSIT").json["itineraries"] != []


def test_only_the_modes_asked_for_are_ridden(ask):
    assert ask(transitModes="TRAM").json["itineraries"] == []


def test_before_v3_a_limit_of_transfers_counted_rides(ask):
    assert ask(2, maxTransfers=0).json["itineraries"] == []
    assert [option["transfers"] for option in ask(2, maxTransfers=2).json["itineraries"]][:1] == [1]
    assert ask(3, maxTransfers=0).json["itineraries"] == []
    assert ask(3, maxTransfers=1).json["itineraries"] != []


def test_unknown_parameters_are_ignored(ask):
    assert ask(date="11-24-2026", passengers=2, frobnicate="x").status_code == 200


@pytest.mark.parametrize(
    "text",
    [
        "2026-11-24T06:30:00Z",
        "2026-11-24T07:30:00+01:00",
        "2026-11-24T07:30:00 01:00",
        "2026-11-24T07:30",
        "2026-11-24T01:30:00.000-05:00",
    ],
)
def test_the_time_may_have_any_offset_even_one_a_form_has_eaten(ask, text):
    assert rides(ask(time=text))[0][:2] == ("07:00", "07:50")


def test_times_are_answered_in_utc_with_the_zone_of_each_place(ask):
    leg = ask().json["itineraries"][0]["legs"][0]
    assert leg["startTime"].endswith("Z")
    assert leg["from"]["tz"] == "Europe/Paris"
    assert leg["to"]["tz"] == "Europe/Luxembourg"


def test_a_place_may_be_a_point_a_point_with_a_level_or_a_stop(ask):
    expected = rides(ask())
    assert rides(ask(fromPlace=f"{OBER},0")) == expected
    assert rides(ask(fromPlace="fr_ober")) == expected


def test_a_place_of_both_feeds_answers_to_either_id(ask):
    by_one = ask(toPlace="fr_esch")
    by_other = ask(toPlace="lu_esch")
    assert by_one.status_code == by_other.status_code == 200
    assert rides(by_one) == rides(by_other) != []


def test_the_window_grows_until_it_holds_what_was_asked_for(ask):
    few = ask(numItineraries=1, searchWindow=900)
    many = ask(numItineraries=3, searchWindow=900)
    assert len(few.json["itineraries"]) >= 1
    assert len(many.json["itineraries"]) >= 3
    assert rides(many)[: len(rides(few))] == rides(few)


def test_arriving_by_mirrors_departing_from(ask):
    answer = ask(time="2026-11-24T09:00:00Z", arriveBy="true", numItineraries=1)
    found = rides(answer)
    assert found
    assert all(arrival <= "09:00" for _, arrival, _ in found)
    assert max(arrival for _, arrival, _ in found) == "08:50"


DAILY = [("06:00", "06:50"), ("07:00", "07:50"), ("07:30", "08:20"), ("08:00", "08:50")]


def stamps(answer):
    return [(option["startTime"], option["endTime"]) for option in answer.json["itineraries"]]


def turn(ask, first, direction, count, **rest):
    """So many pages in one direction, each as its list of trips."""
    cursor = first.json[f"{direction}PageCursor"]
    found = []
    for _ in range(count):
        page = ask(pageCursor=cursor, **rest)
        assert page.json["direct"] == []
        found.append(stamps(page))
        cursor = page.json[f"{direction}PageCursor"]
    return found


@pytest.mark.parametrize("most", [1, 3])
@pytest.mark.parametrize("arrive_by", ["false", "true"])
def test_pages_forward_and_backward_join_without_repeats_or_gaps(ask, arrive_by, most):
    rest = {"arriveBy": arrive_by, "numItineraries": 1, "maxItineraries": most}
    first = ask(time="2026-11-24T07:55:00Z", searchWindow=5400, **rest)
    later = turn(ask, first, "next", 6, **rest)
    earlier = turn(ask, first, "previous", 6, **rest)
    joined = [trip for page in (*reversed(earlier), stamps(first), *later) for trip in page]
    assert len(joined) > 10
    assert joined == sorted(set(joined)), "a page repeats or disorders trips"
    days = sorted({start[:10] for start, _ in joined})
    whole = [(f"{d}T{start}:00Z", f"{d}T{end}:00Z") for d in days for start, end in DAILY]
    assert joined == whole[whole.index(joined[0]) : whole.index(joined[-1]) + 1]


def test_a_page_ends_where_it_is_full(ask):
    whole = ask(searchWindow=7200, numItineraries=3)
    cut = ask(searchWindow=7200, maxItineraries=1, numItineraries=3)
    assert len(cut.json["itineraries"]) == 1
    assert rides(cut)[0] == rides(whole)[0]
    following = ask(pageCursor=cut.json["nextPageCursor"], numItineraries=1)
    assert rides(following)[0] == rides(whole)[1]


def test_without_the_timetable_view_only_the_best_for_that_moment_count(ask):
    answer = ask(timetableView="false")
    assert rides(answer)[0][1] == "07:50"
    assert len(answer.json["itineraries"]) == 1


def test_the_car_stands_beside_when_asked_for(ask):
    direct = ask(directModes="WALK,CAR", maxDirectTime=600).json["direct"]
    assert [option["legs"][0]["mode"] for option in direct] == ["CAR"]
    assert direct[0]["legs"][0]["navette"]["crossing"]["fromCountry"] == "FR"


def test_an_empty_answer_says_why(ask):
    answer = ask(fromPlace="49.4000,7.5000")
    assert answer.status_code == 200
    assert answer.json["navette"]["reasons"] == ["OUTSIDE_BOUNDS"]


def test_a_holiday_of_either_side_is_told(embedded_client, embedded_state, ask):
    calendar, zone = embedded_state.world.calendar, embedded_state.world.network.zone
    ahead = (clock.today(zone) + dt.timedelta(days=n) for n in range(110))
    day = next(day for day in ahead if calendar.find_holidays(day))
    query = {"fromPlace": "49.467,5.932", "toPlace": "49.628,6.154", "time": f"{day}T09:00"}
    told = embedded_client.get("/api/v6/plan", query_string=query).json["navette"]["holidays"]
    assert {"country", "side", "name", "date", "service", "text"} < set(told[0])
    assert told[0]["date"] == day.isoformat()
    assert ask().json["navette"]["holidays"] == []


def test_a_day_outside_the_timetables_is_unprocessable(ask):
    answer = ask(time="2031-01-01T07:00:00Z")
    assert answer.status_code == 422
    assert answer.json["errors"][0]["field"] == "time"
