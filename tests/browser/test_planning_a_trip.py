"""A commuter plans Villerupt to Kirchberg and sees ways, map and forecast together."""

from __future__ import annotations

import datetime as dt

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import OpenPage, Watch
from tests.browser.steps import choose, plan, until, wait_for_map


def lines_of(page: Page) -> list[list[str]]:
    """The lines of every option shown."""
    return page.eval_on_selector_all(
        ".option:not(.option--own)",
        "all => all.map((one) => [...one.querySelectorAll('.option__lines .line')]"
        ".map((line) => line.textContent))",
    )


def clock_times(page: Page) -> list[str]:
    """Departure times of the options shown."""
    return page.eval_on_selector_all(
        ".option__times time:first-child", "all => all.map((one) => one.textContent)"
    )


def test_commuter_sees_bus_and_train_across_the_border(planned: Page) -> None:
    page = planned
    if page.locator(".options__more").count():
        page.click(".options__more button")
        until(page, lambda: page.locator(".options__more").count() == 0)
    options = lines_of(page)
    assert len(options) >= 2
    assert ["604"] in [lines[:1] for lines in options]
    assert any(line.startswith("60") and "c" in line for lines in options for line in lines)
    assert page.locator(".bar__border").count() >= len(options)


def test_forecast_of_the_border_stands_on_the_same_axis(planned: Page) -> None:
    page = planned
    until(page, lambda: page.locator(".ribbon__cell").count() >= 4)
    assert "illustratif" in page.inner_text(".ribbon")
    flag = page.locator(".option:has([aria-pressed=true]) .bar__border").bounding_box()
    mark = page.locator(".ribbon__mark").bounding_box()
    assert flag is not None
    assert mark is not None
    assert abs(flag["x"] - mark["x"]) < 2


DRAW_AN_EARLIER_HOUR = """async () => {
  const { drawRibbon } = await import("/static/js/ribbon.js");
  const [node, to] = [document.createElement("div"), Date.now() - 3600000];
  drawRibbon(node, { name: "A31", live: [], forecast: [] }, { from: to - 3600000, to });
  return [node.textContent, node.querySelectorAll(".ribbon__strip").length];
}"""


@pytest.mark.parametrize(
    ("locale", "past"),
    [
        ("fr-FR", "Ces heures sont passées"),
        ("de-DE", "Diese Stunden sind vorbei"),
        ("lb-LU", "Dës Stonne si laanscht"),
        ("en-GB", "These hours have passed"),
        ("pt-PT", "Estas horas já passaram"),
    ],
)
def test_hours_that_have_passed_say_so_in_place_of_an_empty_strip(
    open_page: OpenPage, locale: str, past: str
) -> None:
    said, strips = open_page(locale=locale).evaluate(DRAW_AN_EARLIER_HOUR)
    assert past in said
    assert strips == 0


def test_hours_ahead_without_a_forecast_say_so(open_page: OpenPage) -> None:
    page = open_page(locale="en-GB")
    none = {"live": [], "forecast": [], "usual": []}
    page.route(
        "**/api/forecasts/corridors/*",
        lambda route: route.fulfill(json={**route.fetch().json(), **none}),
    )
    plan(page, foreseen=False)
    until(page, lambda: "No forecast for these hours" in page.inner_text(".ribbon"))
    assert page.locator(".ribbon__strip").count() == 0


def test_a_forecast_that_cannot_be_had_is_told_where_it_would_stand(
    open_page: OpenPage, watch: Watch
) -> None:
    watch.allowed = ("Failed to load resource",)
    page = open_page(locale="en-GB")
    page.route("**/api/forecasts/corridors/*", lambda route: route.fulfill(status=500, json={}))
    plan(page, foreseen=False)
    until(page, lambda: "could not be had" in page.inner_text(".ribbon"))
    assert page.locator(".ribbon__strip").count() == 0


def test_car_is_beside_them_with_a_range_where_its_end_is_uncertain(planned: Page) -> None:
    page = planned
    car = page.locator(".option--own").first
    assert "En voiture" in car.inner_text()
    assert "–" in car.locator(".option__duration .range").inner_text()
    assert car.locator(".bar__range").count() == 1


def test_chosen_option_is_told_leg_by_leg_with_its_source(planned: Page) -> None:
    page = planned
    page.locator(".option__button").nth(1).click()
    start = clock_times(page)[1]
    until(page, lambda: page.inner_text("#trip-title").startswith(start))
    page.locator(".leg__stops summary").first.click()
    assert page.locator(".leg__stops[open] li").count() >= 1
    trip = page.inner_text("#trip")
    assert "France → Luxembourg" in trip
    assert "illustratif, pas un horaire" in trip
    assert "CC-BY" in trip or "ODbL" in trip


def test_the_price_of_a_car_park_is_told_in_the_readers_language(planned: Page) -> None:
    page = planned
    page.locator(".option", has_text="P+R").first.locator(".option__button").click()
    page.wait_for_selector(".leg__parking")
    said = page.inner_text(".leg__parking")
    assert "gratuit" in said
    assert "free" not in said


def test_a_change_tells_its_margin_and_how_often_it_is_kept(planned: Page) -> None:
    page = planned
    changing = page.locator(".option", has_text="correspondance").first
    changing.locator(".option__button").click()
    page.wait_for_selector(".leg__spare")
    assert "min de marge" in page.locator(".leg__spare").first.inner_text()
    kept = page.locator(".trip__kept").first.inner_text()
    assert "cas sur 100" in kept
    assert "une hypothèse" in kept


def test_later_page_begins_after_this_one(open_page: OpenPage) -> None:
    page = open_page()
    plan(page)
    first = clock_times(page)[0]
    page.click(".results__pages button:last-child")
    until(page, lambda: clock_times(page)[0] > first)
    page.click(".results__pages button:first-child")
    until(page, lambda: clock_times(page)[0] == first)


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_map_draws_the_trip(open_page: OpenPage, *, dark: bool) -> None:
    page = open_page(with_map=True, dark=dark)
    plan(page)
    wait_for_map(page)
    size = page.locator("#map canvas").bounding_box()
    assert size is not None
    assert size["width"] > 300
    assert page.locator(".flagpin").count() >= 1
    assert page.locator(".pin").count() == 2


def test_chart_of_the_corridor_is_drawn(planned: Page) -> None:
    page = planned
    page.locator(".corridor").scroll_into_view_if_needed()
    page.wait_for_selector(".corridor__chart canvas")
    painted = page.evaluate("""() => {
      const canvas = document.querySelector(".corridor__chart canvas");
      const data = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height).data;
      return data.some((value, at) => at % 4 === 3 && value > 0);
    }""")
    assert painted
    page.click(".corridor__table summary")
    assert page.locator(".corridor__table tbody tr").count() > 10


def test_another_corridor_can_be_picked(open_page: OpenPage) -> None:
    page = open_page()
    page.wait_for_selector(".picker__one")
    other = page.locator('.picker__one[aria-checked="false"]').first
    name = other.locator(".picker__name").inner_text()
    other.click()
    until(page, lambda: page.locator('[aria-checked="true"] .picker__name').inner_text() == name)
    page.locator(".corridor").scroll_into_view_if_needed()
    page.wait_for_selector(".corridor__chart canvas")


def test_swap_plans_the_way_back(open_page: OpenPage) -> None:
    page = open_page()
    plan(page)
    page.click("#swap")
    assert page.input_value("#from") == "Kirchberg"
    assert page.input_value("#to") == "Villerupt"
    until(page, lambda: "Luxembourg → France" in page.inner_text("#trip"))


def test_arriving_by_a_time_means_arriving_by_it(open_page: OpenPage) -> None:
    page = open_page()
    page.check("input[value=arrive]", force=True)
    plan(page, at="9h")
    ends = page.eval_on_selector_all(
        ".option__times time:last-child", "all => all.map((one) => one.textContent)"
    )
    assert ends
    assert max(ends) <= "09:00"


def test_times_are_those_of_the_place_wherever_the_browser_is(open_page: OpenPage) -> None:
    here, away = open_page(), open_page(zone="America/New_York")
    for page in (here, away):
        plan(page)
    assert clock_times(here) == clock_times(away)


def test_day_and_time_are_those_where_the_way_begins(open_page: OpenPage) -> None:
    today = dt.datetime.now(dt.UTC).date()
    page = open_page(zone="America/New_York", now=f"{today}T23:30:00+00:00")
    assert page.input_value("#day") == str(today)
    choose(page, "from", "Villerupt")
    assert page.input_value("#day") == str(today + dt.timedelta(days=1))
    assert page.input_value("#time") in {"00:30", "00:35", "01:30", "01:35"}
    page.fill("#time", "9:10")
    page.fill("#from", "")
    choose(page, "from", "Esch")
    assert page.input_value("#time") == "09:10"


def test_addresses_never_carry_a_place(open_page: OpenPage, watch: Watch) -> None:
    page = open_page()
    plan(page)
    plans = [request for request in watch.requests if "/plan" in request.url]
    assert plans
    assert all(request.method == "POST" for request in plans)
    assert all("?" not in request.url for request in plans)
    assert not [
        request for request in watch.requests if "illerupt" in request.url.split("?text=")[0]
    ]
    assert "illerupt" not in page.url.split("#")[0]


def test_misspelt_place_is_found(open_page: OpenPage) -> None:
    page = open_page()
    choose(page, "to", "Kirchbreg")
    assert "Kirchberg" in page.input_value("#to")


@pytest.mark.parametrize(("width", "dark"), [(320, False), (390, True), (768, False), (1280, True)])
def test_nothing_runs_off_the_side(open_page: OpenPage, width: int, *, dark: bool) -> None:
    page = open_page(size=(width, 800), dark=dark)
    for _ in range(2):
        assert page.evaluate("document.scrollingElement.scrollWidth") <= width
        if page.locator(".option").count() == 0:
            plan(page)


def test_dragging_the_axis_moves_the_departure(open_page: OpenPage) -> None:
    page = open_page()
    plan(page)
    first = clock_times(page)[0]
    hours = page.locator(".plot__hours").bounding_box()
    assert hours is not None
    page.mouse.move(hours["x"] + 400, hours["y"] + 15)
    page.mouse.down()
    page.mouse.move(hours["x"] + 300, hours["y"] + 15, steps=4)
    assert "plus tard" in page.inner_text(".plot__hint")
    page.mouse.up()
    until(page, lambda: page.input_value("#time") > "06:45")
    until(page, lambda: clock_times(page)[0] > first)


def test_who_drives_sees_every_quarter_of_an_hour_and_the_last_safe_one(planned: Page) -> None:
    page = planned
    page.locator(".option--own button").first.click()
    page.locator(".leg__leaving summary").first.click()
    page.wait_for_selector(".leaving__bar")
    assert page.locator(".leaving__bar").count() == 16
    assert page.locator(".leaving__bar--best").count() >= 1
    said = page.inner_text(".leaving")
    assert "80 cas sur 100" in said
    assert "illustratif" in said


def test_a_planner_pulls_a_lever_and_the_queue_answers(planned: Page) -> None:
    page = planned
    page.locator(".whatif summary").click()
    page.wait_for_selector(".whatif__answer b")
    before = page.inner_text(".whatif__answer")
    lever = page.locator(".whatif__lever input").first
    lever.focus()
    lever.press("End")
    until(page, lambda: page.inner_text(".whatif__answer") != before)
    assert "+50" in page.locator(".whatif__lever output").first.inner_text()


def test_who_has_to_be_there_by_nine_sees_which_option_is_the_last_safe_one(
    open_page: OpenPage,
) -> None:
    page = open_page(locale="en-GB")
    page.check("input[value=arrive]", force=True)
    plan(page, at="9:00")
    safe = page.locator(".option__safe")
    assert safe.count() == 1
    assert safe.inner_text() == "safe choice: four in five arrive in time (an assumption)"
    page.locator(".option", has=safe).locator("button").click()
    until(page, lambda: "there in time in" in page.inner_text("#trip"))
