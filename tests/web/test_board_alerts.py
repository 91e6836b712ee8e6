"""What operators say about a ride stands on the departure board, too, in the reader's language."""

from __future__ import annotations

from dataclasses import replace

import pytest

from routing.departures import Departure
from routing.itineraries import Liveness, Notification
from tests.web.hand_made import ride
from web.stop_times import BoardQuery, board_row
from web.versions import Version

WORKS = Notification(
    header={"fr": "Travaux", "lb": "Chantier"}, description={"fr": "Quai 2 fermé"}, url={},
    cause="MAINTENANCE", effect="MODIFIED_SERVICE", severity="INFO", source="cfl",
)  # fmt: skip
QUERY = BoardQuery("lu_stad", 0, later=True, arrivals=False, count=1, window_s=0, modes=None)


def alerts(live: Liveness, **asked: object) -> list[dict[str, str]] | None:
    leg = ride()
    row = Departure(
        leg.start, "place", "RAIL", leg.transit, None, leg.start_s, live=live,
    )  # fmt: skip
    return board_row(row, Version(6), replace(QUERY, **asked))["place"].get("alerts")


@pytest.mark.parametrize(("language", "said"), [("lb", "Chantier"), ("fr", "Travaux")])
def test_a_row_carries_the_notice_of_its_ride(language, said):
    told = alerts(Liveness("live", notifications=(WORKS,)), language=language)
    assert told[0]["headerText"] == said
    assert told[0]["descriptionText"] == "Quai 2 fermé"


def test_a_row_says_that_realtime_is_too_old():
    (told,) = alerts(Liveness("stale", source="cfl"), language="pt")
    assert told["headerText"] == "Tempo real desatualizado"
    assert "cfl" in told["descriptionText"]


def test_who_wants_no_alerts_gets_none():
    assert alerts(Liveness("live", notifications=(WORKS,)), alerts=False) is None
