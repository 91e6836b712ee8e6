"""Ways on small maps: what signs, kerbs and barriers do to people on foot, on bicycles, in cars."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.streets.small_map import go, metres, place, town

BLOCK = """
a 0 0
b 0 300
c 300 300
d 300 0
west: d a highway=residential
south: a b highway=residential oneway=yes
east: b c highway=residential
north: c d highway=residential
"""
"""A block of 300 m; its south side is a one-way street eastwards."""


def test_car_goes_round_the_block_against_a_one_way_street_and_a_walker_does_not(
    tmp_path: Path,
) -> None:
    network = town(tmp_path, BLOCK)
    assert metres(network, "CAR", (0, 50), (0, 250)) == 200
    assert metres(network, "CAR", (0, 250), (0, 50)) == 1000
    assert metres(network, "WALK", (0, 250), (0, 50)) == 200


@pytest.mark.parametrize(
    "sign", ["oneway:bicycle=no", "cycleway=opposite", "cycleway:left=opposite_lane"]
)
def test_bicycle_may_ride_against_the_one_way_where_a_sign_says_so(
    tmp_path: Path, sign: str
) -> None:
    assert metres(town(tmp_path, BLOCK), "BIKE", (0, 250), (0, 50)) == 1000
    signed = BLOCK.replace("oneway=yes", f"oneway=yes {sign}")
    assert metres(town(tmp_path, signed), "BIKE", (0, 250), (0, 50)) == 200
    assert metres(town(tmp_path, signed), "CAR", (0, 250), (0, 50)) == 1000


def test_oneway_minus_one_points_backwards(tmp_path: Path) -> None:
    network = town(tmp_path, BLOCK.replace("oneway=yes", "oneway=-1"))
    assert metres(network, "CAR", (0, 250), (0, 50)) == 200
    assert metres(network, "CAR", (0, 50), (0, 250)) == 1000


def test_cars_go_round_a_roundabout_one_way_and_walkers_either_way(tmp_path: Path) -> None:
    network = town(
        tmp_path,
        """
        n 40 0
        e 0 40
        s -40 0
        w 0 -40
        far 0 -240
        end 240 0
        ring: n w s e n highway=tertiary junction=roundabout
        in: far w highway=tertiary
        out: n end highway=tertiary
        """,
    )
    there = metres(network, "CAR", (0, -240), (240, 0))
    back = metres(network, "CAR", (240, 0), (0, -240))
    assert there == 400 + 170  # three quarters of the ring
    assert back == 400 + 60  # one quarter
    assert metres(network, "WALK", (0, -240), (240, 0)) == 400 + 60


CROSSING = """
w 0 -200
x 0 0
e 0 200
n 200 0
ne 200 200
left: w x highway=residential
right: x e highway=residential
up: x n highway=residential
top: n ne highway=residential
side: ne e highway=residential
"""


def test_forbidden_left_turn_sends_the_car_round_and_only_the_car(tmp_path: Path) -> None:
    network = town(tmp_path, CROSSING + "no_left_turn left x up")
    assert metres(network, "CAR", (0, -150), (150, 0)) == 150 + 200 + 200 + 200 + 50
    assert metres(network, "WALK", (0, -150), (150, 0)) == 300
    assert metres(network, "BIKE", (0, -150), (150, 0)) == 300
    assert metres(network, "CAR", (150, 0), (0, -150)) == 300, "the other way is not forbidden"


def test_only_straight_on_forbids_every_other_turn(tmp_path: Path) -> None:
    network = town(tmp_path, CROSSING + "only_straight_on left x right")
    assert metres(network, "CAR", (0, -150), (150, 0)) == 800
    assert metres(network, "CAR", (0, -150), (0, 150)) == 300


def test_restriction_for_others_does_not_bind_cars(tmp_path: Path) -> None:
    network = town(tmp_path, CROSSING + "no_left_turn left x up except=motorcar")
    assert metres(network, "CAR", (0, -150), (150, 0)) == 300


def test_car_does_not_dodge_a_forbidden_turn_by_turning_back_at_the_next_crossing(
    tmp_path: Path,
) -> None:
    text = CROSSING.replace("side: ne e highway=residential", "s -100 200\nf 0 400")
    text += """
        stub: e s highway=residential
        on: e f highway=residential
        no_left_turn left x up
        """
    network = town(tmp_path, text)
    found = metres(network, "CAR", (0, -150), (150, 0))
    assert found == 150 + 200 + 100 + 100 + 200 + 150, "it turns at the nearest dead end"


def test_forbidden_u_turn_at_a_dead_end_leaves_no_way_back(tmp_path: Path) -> None:
    text = "a 0 0\nb 0 300\nc 0 600\nroad: a b highway=residential\nend: b c highway=residential\n"
    assert metres(town(tmp_path, text), "CAR", (0, 550), (0, 590)) == 40
    with_arrow = text + "no_u_turn end c end"
    network = town(tmp_path, with_arrow)
    assert metres(network, "CAR", (0, 550), (0, 50)) == 500


def test_bollard_stops_cars_alone(tmp_path: Path) -> None:
    network = town(tmp_path, BLOCK.replace("a 0 0", "a 0 0\nm 0 150 barrier=bollard").replace(
        "south: a b highway=residential oneway=yes", "south: a m b highway=residential"
    ))  # fmt: skip
    assert metres(network, "CAR", (0, 50), (0, 250)) == 1000
    assert metres(network, "CAR", (0, 50), (0, 140)) == 90, "up to the bollard one may drive"
    assert metres(network, "BIKE", (0, 50), (0, 250)) == 200
    assert metres(network, "WALK", (0, 50), (0, 250)) == 200


@pytest.mark.parametrize(
    "tags, modes",
    [
        ("highway=residential access=private", ""),
        ("highway=residential access=no foot=yes", "WALK"),
        ("highway=residential motor_vehicle=no", "WALK BIKE"),
        ("highway=residential access=no motorcar=yes", "CAR"),
        ("highway=steps", "WALK"),
        ("highway=footway", "WALK BIKE"),
        ("highway=footway bicycle=no", "WALK"),
        ("highway=cycleway foot=no", "BIKE"),
        ("highway=motorway", "CAR"),
        ("highway=trunk", "CAR"),
        ("highway=trunk sidewalk=right", "WALK CAR"),
        ("highway=primary sidewalk=separate", "BIKE CAR"),
        ("highway=primary motorroad=yes", "CAR"),
        ("highway=track", "WALK BIKE"),
        ("highway=track motor_vehicle=yes", "WALK BIKE CAR"),
        ("highway=construction", ""),
        ("railway=platform", "WALK BIKE"),
    ],
)  # fmt: skip
def test_tags_say_who_may_use_a_way(tmp_path: Path, tags: str, modes: str) -> None:
    streets = BLOCK.replace("highway=residential oneway=yes", f"{tags} oneway=no")
    network = town(tmp_path, streets)
    along = {
        mode for mode in ("WALK", "BIKE", "CAR") if metres(network, mode, (0, 50), (0, 250)) == 200
    }
    assert along == set(modes.split())


def test_bicycle_is_pushed_on_a_pavement(tmp_path: Path) -> None:
    pavement = BLOCK.replace("south: a b highway=residential", "south: a b highway=footway")
    way = go(town(tmp_path, pavement), "BIKE", (0, 50), (0, 250))
    assert way is not None
    assert 200 / way.cost == pytest.approx(4.3 / 3.6, rel=0.02)


def test_drivers_with_no_business_there_stay_out_of_residents_streets(tmp_path: Path) -> None:
    network = town(tmp_path, BLOCK.replace("oneway=yes", "motor_vehicle=destination"))
    assert metres(network, "CAR", (100, 0), (100, 300)) == 700, "through the north"
    assert metres(network, "CAR", (100, 0), (0, 150)) == 250, "who lives there may drive in"


def test_limit_and_class_decide_how_fast_a_car_is(tmp_path: Path) -> None:
    fast = go(
        town(tmp_path, BLOCK.replace("oneway=yes", "maxspeed=FR:rural")), "CAR", (0, 50), (0, 250)
    )
    slow = go(town(tmp_path, BLOCK), "CAR", (0, 50), (0, 250))
    assert fast is not None
    assert slow is not None
    assert 200 / fast.cost * 3.6 == pytest.approx(80 * 0.75, rel=0.02)
    assert 200 / slow.cost * 3.6 == pytest.approx(30 * 0.75, rel=0.02)


def test_line_of_a_way_follows_its_bends_from_door_to_door(tmp_path: Path) -> None:
    network = town(
        tmp_path,
        """
        a 0 0
        bend 0 100
        b 100 100
        lane: a bend b highway=residential
        """,
    )
    way = go(network, "WALK", (10, 50), (50, 110))
    assert way is not None
    expected = [place(*point) for point in ((10, 50), (0, 50), (0, 100), (50, 100), (50, 110))]
    assert len(way.points) == 5
    for found, wanted in zip(way.points, expected, strict=True):
        assert found == pytest.approx(wanted, abs=3e-6)
    assert round(way.distance_m) == 10 + 50 + 50 + 10


def test_point_far_from_every_street_has_no_way(tmp_path: Path) -> None:
    network = town(tmp_path, BLOCK)
    assert metres(network, "WALK", (-260, 50), (0, 250)) is None
    assert metres(network, "CAR", (-260, 50), (0, 250)) is not None, "cars look further"
