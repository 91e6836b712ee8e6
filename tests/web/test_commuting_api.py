"""Two countries in: the rules of telework between them with their sources, holidays at work."""

from __future__ import annotations

import datetime as dt

from tests.web.test_description import shape_faults

PATH = "/api/commuting"


def commuting(client, **given):
    return client.get(PATH, query_string=given)


def test_commuter_from_france_to_luxembourg_may_stay_at_home_34_days(embedded_client):
    told = commuting(embedded_client, home="fr", work="LU", year=2026, language="fr")
    assert shape_faults(told, PATH) == []
    rules = {rule["kind"]: rule for rule in told.json["rules"]}
    assert rules["tax"]["days"] == 34
    assert rules["social"]["shareBelow"] == 0.25
    assert rules["framework"]["shareBelow"] == 0.5
    for rule in rules.values():
        assert rule["sourceUrl"].startswith("https://")
        assert dt.date.fromisoformat(rule["readOn"]) >= dt.date.fromisoformat(rule["since"])


def test_holidays_are_those_of_the_country_of_work_for_two_years(embedded_client):
    told = commuting(embedded_client, home="FR", work="LU", year=2026, language="fr").json
    days = {day["date"]: day for day in told["holidays"]}
    assert days["2026-06-23"]["everywhere"]
    assert "2027-06-23" in days
    assert "2026-07-14" not in days
    there = commuting(embedded_client, home="LU", work="FR", year=2026).json
    parts = {day["date"]: day["everywhere"] for day in there["holidays"]}
    assert parts["2026-07-14"] is True
    assert parts["2026-12-26"] is False


def test_who_lives_and_works_on_one_side_has_no_rule(embedded_client):
    assert commuting(embedded_client, home="LU", work="LU").json["rules"] == []
    assert commuting(embedded_client, home="FR", work="JP").json["holidays"] == []


def test_a_territory_without_the_table_has_no_rule(client):
    assert commuting(client, home="FR", work="LU").json["rules"] == []


def test_every_fault_is_named(client):
    told = commuting(client, home="France", year="x")
    assert told.status_code == 400
    assert {fault["field"] for fault in told.json["errors"]} == {"home", "work", "year"}
    assert shape_faults(told, PATH) == []
