"""The country of a stop is where it stands, not who publishes it."""

from feeds.merge import merge
from feeds.tables import COLUMNS
from tests.feeds.merge.small_feeds import is_one_place, small_feed
from tests.feeds.merge.small_territory import small_territory

TERRITORY = small_territory(("LU", 0), ("FR", -10_000))
STOPS = """
    lux  | Luxembourg | 100 0
    line | Just this side | -4900 0
    over | Just over | -5100 0
    far  | Nancy | -100000 0
"""


def test_a_french_feeds_stop_in_luxembourg_stands_in_luxembourg_on_its_clock():
    merged = merge([small_feed("ter", "FR", STOPS)], TERRITORY)
    assert list(merged.stops["country"]) == ["LU", "LU", "FR", "FR"]
    assert list(merged.stops["zone"])[:3] == [
        "Europe/Luxembourg",
        "Europe/Luxembourg",
        "Europe/Paris",
    ]
    assert list(merged.places["country"]) == ["LU", "LU", "FR", "FR"]
    dtypes = {name: str(dtype) for name, dtype in merged.stops.dtypes.items()}
    assert dtypes == COLUMNS["stops"]


def test_a_stop_that_no_known_point_is_near_keeps_its_feeds_country():
    merged = merge([small_feed("be", "BE", STOPS, zone="Europe/Brussels")], TERRITORY)
    assert merged.stops["country"][3] == "BE"
    assert merged.stops["zone"][3] == "Europe/Brussels"


def test_without_a_territory_the_feed_decides():
    merged = merge([small_feed("ter", "FR", STOPS)], None)
    assert set(merged.stops["country"]) == {"FR"}


def test_a_territory_brings_its_own_spellings():
    spelt = small_territory(("LU", 0), spellings={"Esch-sur-Alzette": "Uelzechtstad|Esch"})
    feeds = [
        small_feed("lu", "LU", "a | Uelzechtstad, Schoul | 0 0"),
        small_feed("fr", "FR", "x | Esch-sur-Alzette, École | 60 0"),
    ]
    assert is_one_place(merge(feeds, spelt), "lu_a", "fr_x")
    assert not is_one_place(merge(feeds, None), "lu_a", "fr_x")
