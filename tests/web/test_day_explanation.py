"""What a public holiday on one side changes is told on every side, in five languages."""

from __future__ import annotations

import datetime as dt

import pytest

from core.progress import silent
from feeds.catalogue import load_stored
from feeds.demo.build import FEEDS, write_feeds
from feeds.demo.facts import load_facts
from feeds.territory import HOME, load_territory
from routing.build import build_network
from web.create import create_web
from web.day_explanation import explain_days
from web.day_texts import TEXTS
from web.state import AppState, World

GOOD_FRIDAY, EUROPE_DAY = dt.date(2025, 4, 18), dt.date(2025, 5, 9)
NATIONAL_DAY, BASTILLE_DAY = dt.date(2025, 6, 23), dt.date(2025, 7, 14)
BOXING_DAY, CHRISTMAS = dt.date(2025, 12, 26), dt.date(2025, 12, 25)
DAYS = (GOOD_FRIDAY, EUROPE_DAY, NATIONAL_DAY, BASTILLE_DAY, BOXING_DAY)
NAMES = {
    (GOOD_FRIDAY, "FR"): {
        "fr": "Vendredi saint", "de": "Karfreitag", "lb": "Karfreideg", "en": "Good Friday",
        "pt": "Sexta-feira Santa",
    },
    (EUROPE_DAY, "LU"): {
        "fr": "Jour de l'Europe", "de": "Europatag", "lb": "Europadag", "en": "Europe Day",
        "pt": "Dia da Europa",
    },
    (NATIONAL_DAY, "LU"): {
        "fr": "Fête nationale", "de": "Nationalfeiertag", "lb": "Nationalfeierdag",
        "en": "National Day", "pt": "Dia Nacional",
    },
    (BASTILLE_DAY, "FR"): {
        "fr": "Fête nationale", "de": "Nationalfeiertag", "lb": "Nationalfeierdag",
        "en": "National Day", "pt": "Dia Nacional",
    },
    (BOXING_DAY, "LU"): {
        "fr": "Saint-Étienne", "de": "Zweiter Weihnachtsfeiertag", "lb": "Stiefesdag",
        "en": "Saint Stephen's Day", "pt": "Santo Estêvão",
    },
    (BOXING_DAY, "FR"): {
        "fr": "Saint-Étienne", "de": "Stephanstag", "lb": "Stiefesdag",
        "en": "Saint Stephen's Day", "pt": "Santo Estêvão",
    },
}  # fmt: skip


@pytest.fixture(scope="module")
def worlds(tmp_path_factory):
    """The embedded data set as it is in spring and in December of 2025."""
    territory = load_territory(HOME)
    made = {}
    for today in (dt.date(2025, 4, 22), dt.date(2025, 12, 10)):
        folder = tmp_path_factory.mktemp("embedded")
        write_feeds(folder / FEEDS, load_facts(HOME / "facts"), today)
        network = build_network(load_stored(folder, territory, silent), territory)
        made[today] = World.of(network, territory)
    spring, winter = made.values()
    return lambda day: spring if day < dt.date(2025, 9, 1) else winter


def told(worlds, day, language="en"):
    """What is told of a day, by country."""
    return {side.country: side for side in explain_days([day], worlds(day), language)}


@pytest.mark.parametrize("language", TEXTS)
@pytest.mark.parametrize(("day", "country"), NAMES)
def test_the_holiday_is_named_in_the_readers_language_on_the_side_that_keeps_it(
    worlds, day, country, language
):
    side = told(worlds, day, language)[country]
    assert side.holiday == NAMES[day, country][language]
    assert side.holiday in side.text


@pytest.mark.parametrize("language", TEXTS)
@pytest.mark.parametrize("day", DAYS, ids=str)
def test_each_side_says_what_runs_with_its_figures(worlds, day, language):
    sides = told(worlds, day, language)
    assert set(sides) == {"FR", "LU"}
    for side in sides.values():
        level = side.service.level
        assert level.trips_that_day is not None
        assert f"{TEXTS[language][level.service]} ({level.trips_that_day} " in side.text
        assert f" {level.trips_usually})" in side.text


def _services(worlds, day):
    return {country: side.service.level.service for country, side in told(worlds, day).items()}


def test_luxembourg_alone_rests_on_9_may_and_23_june(worlds):
    for day in (EUROPE_DAY, NATIONAL_DAY):
        assert _services(worlds, day) == {"LU": "sunday_like", "FR": "reduced"}
        assert told(worlds, day)["FR"].holiday == ""
        assert "France: no public holiday." in told(worlds, day)["FR"].text


def test_on_23_june_the_lines_from_luxembourg_are_why_less_runs_in_france(worlds):
    side = told(worlds, NATIONAL_DAY)["FR"]
    feeds = {feed.tag: feed.level.service for feed in side.service.feeds}
    assert feeds == {"fr": "usual", "lu": "sunday_like"}
    assert "Luxembourg side" in side.text
    assert side.text.count("as its own side has a public holiday") == 1


def test_on_14_july_the_french_network_runs_as_on_a_sunday_and_luxembourg_as_usual(worlds):
    sides = told(worlds, BASTILLE_DAY)
    feeds = {feed.tag: feed.level.service for feed in sides["FR"].service.feeds}
    assert feeds == {"fr": "sunday_like", "lu": "usual"}
    assert sides["LU"].service.level.service == "usual"
    assert sides["LU"].holiday == ""


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("fr", "jour férié en Moselle seulement, pas en Meurthe-et-Moselle"),
        ("de", "Feiertag nur in Moselle, nicht in Meurthe-et-Moselle"),
        ("lb", "Feierdag nëmmen zu Moselle, net zu Meurthe-et-Moselle"),
        ("en", "public holiday in Moselle only, not in Meurthe-et-Moselle"),
        ("pt", "feriado só em Moselle, não em Meurthe-et-Moselle"),
    ],
)
def test_good_friday_and_26_december_are_free_in_moselle_but_not_next_door(worlds, language, words):
    for day in (GOOD_FRIDAY, BOXING_DAY):
        assert words in told(worlds, day, language)["FR"].text
    assert told(worlds, GOOD_FRIDAY)["LU"].holiday == ""
    assert told(worlds, BOXING_DAY)["LU"].holiday == "Saint Stephen's Day"


def test_on_christmas_day_both_sides_rest(worlds):
    sides = told(worlds, CHRISTMAS)
    assert {side.holiday for side in sides.values()} == {"Christmas Day"}
    assert "only" not in sides["FR"].text


def test_an_ordinary_day_needs_no_explanation(worlds):
    assert told(worlds, NATIONAL_DAY + dt.timedelta(days=1)) == {}


def test_beyond_the_timetables_nothing_is_claimed(worlds):
    side = told(worlds, dt.date(2025, 8, 15))["LU"]
    assert side.service.level.service == "unknown"
    assert side.service.level.trips_usually is None
    assert side.text.count("its timetable does not cover this day.") == 2


def test_an_unknown_language_reads_english(worlds):
    assert told(worlds, NATIONAL_DAY, "tlh")["LU"].text.startswith("Luxembourg: National Day")


def asked(worlds, day, language):
    """What the answer to a question of that morning says beside the trips."""
    client = create_web(AppState(worlds(day))).test_client()
    query = {
        "fromPlace": "49.467,5.932", "toPlace": "49.628,6.154", "time": f"{day}T09:00",
        "language": language,
    }  # fmt: skip
    return client.get("/api/v6/plan", query_string=query).json["navette"]


@pytest.mark.parametrize("language", TEXTS)
@pytest.mark.parametrize("day", DAYS, ids=str)
def test_the_answer_to_a_query_explains_each_side_in_the_language_asked_for(worlds, day, language):
    extra = asked(worlds, day, language)
    sides = told(worlds, day, language)
    said = {side["country"]: side["text"] for side in extra["holidays"] + extra["otherSides"]}
    assert said == {country: side.text for country, side in sides.items()}
    names = {side["country"]: side["name"] for side in extra["holidays"]}
    kept = {country: by[language] for (when, country), by in NAMES.items() if when == day}
    assert names == kept


def test_the_answer_to_a_query_has_the_figures_of_23_june(worlds):
    extra = asked(worlds, NATIONAL_DAY, "en")
    (kept,), (other,) = extra["holidays"], extra["otherSides"]
    assert (kept["country"], kept["service"], other["country"]) == ("LU", "sunday_like", "FR")
    assert kept["tripsThatDay"] < kept["tripsUsually"]
    assert other["byFeed"]["lu"]["service"] == "sunday_like"


def test_the_command_line_tells_it_too(worlds):
    from commands.plan import answer_text
    from routing.plan import plan
    from routing.requests import Endpoint, JourneyRequest

    world = worlds(NATIONAL_DAY)
    request = JourneyRequest(
        Endpoint(49.467, 5.932), Endpoint(49.628, 6.154), 1_750_662_000, window_s=3600
    )
    text = answer_text(plan(world.network, request), world)
    assert (
        "2025-06-23  Luxembourg: National Day, public holiday. Timetable: like on a Sunday" in text
    )
