"""Itineraries on a terminal: what a commuter reads."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from commands.itinerary_text import itinerary_text, plan_text
from commands.text import distance, duration, plain
from core import clock
from feeds.tables import FeedInfo, Source
from routing.itineraries import (
    BorderCrossing,
    CorridorEffect,
    Itinerary,
    Leg,
    PlanResult,
    Stopover,
    TransitInfo,
)

PARIS, LONDON = "Europe/Paris", "Europe/London"


def at(text: str, zone: str = PARIS) -> int:
    return clock.from_local(dt.date(2026, 11, 23), dt.time.fromisoformat(text), zone)


HOME = Stopover("Home", 49.47, 5.93, PARIS, country="FR", kind="start")
MAIRIE = Stopover("Villerupt, Mairie", 49.468, 5.929, PARIS, country="FR", stop_id="fr_1")
GARE = Stopover("Luxembourg, Gare", 49.6, 6.13, "Europe/Luxembourg", country="LU", platform="12")
BUS_604 = TransitInfo(
    route_id="lu_604", route_short_name="604", route_long_name="", route_type=3, color="",
    text_color="", trip_id="lu_1", trip_short_name="", service_date="20261123",
    start_time="07:06", headsign="Luxembourg, Gare", agency_id="lu_1", agency_name="RGTR",
    agency_url="", feed_tag="lu", trip_from=MAIRIE, trip_to=GARE,
)  # fmt: skip
WALK = Leg("WALK", HOME, MAIRIE, at("07:02"), at("07:06"), 304, (), estimated=True)
RIDE = Leg(
    "BUS", MAIRIE, GARE, at("07:06"), at("07:48"), 26_400, (), transit=BUS_604, calls=(MAIRIE,),
    crossing=BorderCrossing("FR", "LU", at("07:11"), 49.48, 5.94, name="Micheville"),
    corridors=(
        CorridorEffect(
            "a4", "A4 northbound", at("07:12"), 60, 240, 600, "statistical", 0, 0, "profile",
            applied=False, illustrative=True,
        ),
    ),
)  # fmt: skip
TRIP = Itinerary((WALK, RIDE), at("07:02"), at("07:48"), 0, ("lu",))
ANSWER = PlanResult((TRIP,), (), at("07:00"), at("09:00"), HOME, GARE)


def _feed(tag: str, *, illustrative: bool) -> FeedInfo:
    source = Source(
        tag=tag, country="LU", publisher="ATP", licence="CC-BY-4.0", illustrative=illustrative
    )
    return FeedInfo(source, "1", "", at("03:00"), 0, 0, {}, {})


TRIP_TEXT = """\
  1. 07:02 - 07:48   46 min   0 changes
     07:02 - 07:06  on foot, about 300 m: Home - Villerupt, Mairie
     07:06 - 07:48  BUS 604 towards Luxembourg, Gare: Villerupt, Mairie - Luxembourg, Gare [12] \
(RGTR, 1 stop between)
                    07:11 FR to LU at Micheville
                    congestion A4 northbound: +4 min (1 to 10; beside the timetable; statistical, \
illustrative)"""


def test_commuter_reads_each_leg_with_its_times() -> None:
    assert itinerary_text(1, TRIP) == TRIP_TEXT


def test_answer_says_what_it_is_about_and_whose_data_it_stands_on() -> None:
    feeds = [_feed("lu", illustrative=True), _feed("unused", illustrative=False)]
    text = plan_text(ANSWER, feeds)
    assert text.splitlines()[0] == "Home (FR) to Luxembourg, Gare (LU), Mon 23 Nov 2026"
    assert text.endswith(
        "Sources\n     lu: ATP (CC-BY-4.0; of 2026-11-23; illustrative, not a timetable)"
    )
    assert "unused" not in text


def test_empty_answer_says_why() -> None:
    empty = replace(ANSWER, itineraries=(), reasons=("NO_STOPS_IN_RANGE",))
    assert "No way was found (NO_STOPS_IN_RANGE)." in plan_text(empty, [])


def test_search_that_was_cut_short_says_so() -> None:
    assert "cut short" in plan_text(replace(ANSWER, complete=False), [])


def test_arrival_on_the_next_day_and_in_another_offset_is_marked() -> None:
    ferry = replace(WALK, end=GARE._replace(zone=LONDON), end_s=at("23:30", LONDON) + 3600)
    assert ferry.end_s - at("23:00") == 9000
    late = Itinerary((ferry,), at("23:00"), ferry.end_s, 0, ())
    assert itinerary_text(1, late).splitlines()[0] == (
        "  1. 23:00 - 00:30 +1 day (UTC+01:00 to UTC+00:00)   2 h 30 min"
    )


def test_feed_cannot_steer_the_terminal() -> None:
    evil = MAIRIE._replace(name="Gare\x1b[2J\nfake line")
    text = itinerary_text(1, replace(TRIP, legs=(replace(WALK, end=evil), RIDE)))
    assert "\x1b" not in text
    assert len(text.splitlines()) == len(itinerary_text(1, TRIP).splitlines())


@pytest.mark.parametrize(
    "said, expected",
    [
        (duration(59 * 60), "59 min"),
        (duration(3600), "1 h 00 min"),
        (duration(3570), "1 h 00 min"),
        (distance(999), "999 m"),
        (distance(12_449), "12.4 km"),
        (plain(" a\tb\u202e "), "a b"),
    ],
)
def test_figures_are_said_as_people_say_them(said: str, expected: str) -> None:
    assert said == expected
