"""What an accident costs: queues worked out by hand, and nothing changed where there is none."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pytest

from forecast.calendar import BASE_TYPES
from forecast.cold_start import ColdStart, cold_start_of
from forecast.corridors import corridors_of
from forecast.events import MAX_DELAY_S, waits, with_events
from forecast.outlook import Outlook
from forecast.predict import Prediction
from forecast.slots import Grid, timeline
from tests.forecast.make import CALENDAR, FREE_FLOW_S, ZONE, made_territory
from tests.forecast.test_road_events import event

DAY = dt.date(2026, 11, 24)
LINE = timeline(DAY, DAY, ZONE, CALENDAR)
CAPACITY = 950.0
SEVEN = 28
"""The slot at seven o'clock."""


@pytest.fixture(scope="module")
def corridors(tmp_path_factory: pytest.TempPathFactory):
    return corridors_of(made_territory(tmp_path_factory.mktemp("territory")))


def outlook_of(p50=FREE_FLOW_S, spread=0.0, *, origin=-1, usual=None) -> Outlook:
    """A day of forecasts for two corridors, the same in every slot unless told by slot."""
    middle = np.tile(np.broadcast_to(np.asarray(p50, dtype=float), LINE.slots), (2, 1))
    low = np.maximum(middle - spread, FREE_FLOW_S)
    usually = middle.copy() if usual is None else np.full_like(middle, usual)
    made = Prediction(usually, low, middle, middle + spread, np.array([origin, origin]))
    grid = Grid(("C1-LU", "C1-FR"), LINE, np.full_like(middle, np.nan))
    return Outlook(grid, made, *np.zeros((2, 2), dtype=bool))


def demand_of(a_slot=600.0) -> ColdStart:
    table = np.full((BASE_TYPES + CALENDAR.marks, 2, 96), a_slot)
    return ColdStart(table, table, table, table)


def at(slot: float) -> int:
    return LINE.start_s + round(slot * 900)


def accident(begin=SEVEN, end=SEVEN + 4, left=0.35, **parts):
    told = {"from_s": at(begin), "to_s": None if end is None else at(end)}
    return event(capacity_left=left, **told, **parts)


def told(corridors, *events, outlook=None, cold=None):
    made = outlook or outlook_of()
    found, touched = with_events(made, {"C1-LU": events}, corridors, cold or demand_of())
    return found.prediction, touched


def test_waits_are_those_of_the_point_queue_where_nothing_changes():
    arrivals = np.array([600.0, 850, 1000, 1100, 1050, 950, 800, 700, 600, 500])
    found = waits(arrivals, np.full(10, 900.0), 900.0)
    assert found[5] == pytest.approx(500.0)
    assert found.tolist() == pytest.approx([0, 0, 100, 300, 450, 500, 400, 200, 0, 0])


def test_one_of_two_lanes_blocked_for_an_hour(corridors):
    """600 a slot arrive, 332.5 get through: 267.5, 535, 802.5 and 1070 wait, then 720, 370, 20.

    Who comes last in the first slot waits for 267.5 of 332.5 a slot; of the 535 of the second slot
    332.5 go in the third and 202.5 in the fourth, and so on; after that 950 a slot go.
    """
    made, touched = told(corridors, accident())
    extra = made.p50[0] - FREE_FLOW_S
    by_hand = [
        267.5 / 332.5, 1 + 202.5 / 332.5, 1 + 470 / 950, 1070 / 950, 720 / 950, 370 / 950, 20 / 950,
    ]  # fmt: skip
    assert extra[SEVEN : SEVEN + 8].tolist() == pytest.approx([900 * s for s in by_hand] + [0.0])
    assert extra[:SEVEN].tolist() == [0.0] * SEVEN
    assert extra[SEVEN + 7 :].tolist() == [0.0] * (96 - SEVEN - 7)
    assert sorted(touched[0].ids) == list(range(SEVEN, SEVEN + 7))
    assert set(touched[0].ids.values()) == {("a",)}
    assert not touched[0].closed


def test_fewer_and_more_drivers_make_the_range(corridors):
    made, _ = told(corridors, accident())
    for level, drivers in ((made.p10, 0.94), (made.p90, 1.06)):
        waiting = 4 * (600 * drivers - 332.5)
        assert level[0, SEVEN + 3] == pytest.approx(FREE_FLOW_S + waiting / 950 * 900)
    assert (made.p10 <= made.p50).all()
    assert (made.p50 <= made.p90).all()


def test_the_other_direction_is_left_alone(corridors):
    before = outlook_of()
    made, touched = told(corridors, accident(), outlook=before)
    assert made.p50[1].tobytes() == before.prediction.p50[1].tobytes()
    assert list(touched) == [0]


@pytest.mark.parametrize(
    "events",
    [
        (),
        (accident(left=1.0),),
        (accident(begin=-200, end=-100),),
        (accident(begin=200, end=300),),
    ],
)
def test_without_an_event_that_cuts_now_or_later_nothing_is_touched(corridors, events):
    before = outlook_of(np.linspace(300, 900, 96), 50.0)
    found, touched = with_events(before, {"C1-LU": events}, corridors, demand_of())
    assert found is before
    assert touched == {}


def test_an_event_to_come_changes_nothing_before_it(corridors):
    jam = FREE_FLOW_S + 600 * np.exp(-(((np.arange(96) - SEVEN) / 6) ** 2))
    before = outlook_of(jam, 30.0)
    made, touched = told(
        corridors, accident(SEVEN - 8, SEVEN - 7, name="x"), accident(SEVEN + 20, SEVEN + 24),
        outlook=before,
    )  # fmt: skip
    quiet = np.setdiff1d(np.arange(96), list(touched[0].ids))
    assert SEVEN + 19 in quiet
    for name in ("p10", "p50", "p90"):
        old, new = getattr(before.prediction, name)[0], getattr(made, name)[0]
        assert new[quiet].tobytes() == old[quiet].tobytes()


def test_the_arrivals_of_a_jam_are_those_that_make_its_forecast(corridors):
    """A forecast of ten minutes more than at capacity, steady: as many arrive as get through.

    Under an event that lets half of them through, 475 more wait after every slot.
    """
    jam = np.full(96, FREE_FLOW_S)
    jam[10:60] = 345.0 + 600.0
    made, _ = told(corridors, accident(SEVEN, SEVEN + 2, left=0.5), outlook=outlook_of(jam))
    extra = made.p50[0] - 945.0
    before = 600 / 900 * CAPACITY
    assert extra[SEVEN + 1] == pytest.approx(950 / CAPACITY * 900)
    first = 1 + (before + 475 - 475) / CAPACITY  # 475 go in the second slot, the others after it
    assert extra[SEVEN] == pytest.approx(900 * first - 600)


def test_a_slot_half_under_an_event_is_half_cut(corridors):
    made, _ = told(corridors, accident(SEVEN + 0.5, SEVEN + 1, left=0.0))
    waiting = 600 - 475
    assert made.p50[0, SEVEN] - FREE_FLOW_S == pytest.approx(waiting / 950 * 900)


def test_of_two_events_at_once_the_narrower_counts_and_both_are_named(corridors):
    both, touched = told(
        corridors, accident(name="wide", left=0.81), accident(name="narrow", left=0.35)
    )
    one, _ = told(corridors, accident(name="narrow", left=0.35))
    assert both.p50.tobytes() == one.p50.tobytes()
    assert touched[0].ids[SEVEN] == ("wide", "narrow")


def test_a_blocked_road_costs_the_most_there_is_and_its_queue_stands_on(corridors):
    made, touched = told(corridors, accident(left=0.0))
    extra = made.p50[0] - FREE_FLOW_S
    assert extra[SEVEN : SEVEN + 4].tolist() == [MAX_DELAY_S] * 4
    assert touched[0].closed == frozenset(range(SEVEN, SEVEN + 4))
    assert extra[SEVEN + 4] == pytest.approx((2400 + 600 - 950) / 950 * 900)


def test_nobody_queues_before_a_road_that_was_closed_by_plan(corridors):
    made, touched = told(corridors, accident(left=0.0, kind="closure"))
    extra = made.p50[0] - FREE_FLOW_S
    assert extra[SEVEN + 3 : SEVEN + 5].tolist() == [MAX_DELAY_S, 0.0]
    assert sorted(touched[0].ids) == list(range(SEVEN, SEVEN + 4))


def test_no_event_costs_more_than_the_most_there_is(corridors):
    made, _ = told(corridors, accident(end=SEVEN + 40, left=0.05))
    assert made.p90.max() == FREE_FLOW_S + MAX_DELAY_S


def test_a_jam_that_the_forecast_has_seen_is_not_counted_twice(corridors):
    """The accident began before the last observation: what it costs is in the forecast already."""
    seen = FREE_FLOW_S + 1_400
    jam = np.full(96, FREE_FLOW_S)
    jam[SEVEN : SEVEN + 8] = seen
    before = outlook_of(jam, origin=SEVEN + 1, usual=FREE_FLOW_S)
    made, _ = told(corridors, accident(), outlook=before)
    assert made.p50[0, SEVEN + 2] == pytest.approx(seen)
    fresh = outlook_of(jam, origin=SEVEN - 1, usual=FREE_FLOW_S)
    assert told(corridors, accident(), outlook=fresh)[0].p50[0, SEVEN + 2] > seen + 1_000


def test_a_road_that_is_always_slower_than_its_table_is_not_taken_for_jammed(corridors):
    """420 s at every hour where the table says 300: no queue, so as many arrive as elsewhere."""
    slow, _ = told(corridors, accident(), outlook=outlook_of(420.0))
    usual, _ = told(corridors, accident())
    assert (slow.p50[0] - 420.0).tolist() == pytest.approx((usual.p50[0] - FREE_FLOW_S).tolist())


def test_where_no_demand_is_published_more_than_half_the_road_is_full_by_day(tmp_path):
    territory = made_territory(tmp_path)
    both = corridors_of(territory)
    cold = cold_start_of(territory, both, CALENDAR)
    made, _ = told(both, accident(), cold=cold)
    waiting = 4 * (0.55 * 950 - 332.5)
    assert made.p50[0, SEVEN + 3] - FREE_FLOW_S == pytest.approx(waiting / 950 * 900)


def test_a_corridor_without_forecasts_gets_none_by_an_event(corridors):
    made, touched = told(corridors, accident(), outlook=outlook_of(np.nan))
    assert np.isnan(made.p50).all()
    assert touched == {}


def test_an_outlook_that_is_not_there_stays_away(corridors):
    assert with_events(None, {"C1-LU": (accident(),)}, corridors, demand_of()) == (None, {})
