"""Every answer on the embedded data set follows the schema: commutes, boards, places."""

from __future__ import annotations

import pytest

from tests.web.ojp.asking import (
    SPACES,
    board_request,
    document,
    place_request,
    point_ref,
    send,
    stop_ref,
    texts,
    trip_request,
)

ALL = (
    "<NumberOfResults>3</NumberOfResults><IncludeTrackSections>true</IncludeTrackSections>"
    "<IncludeLegProjection>true</IncludeLegProjection>"
    "<IncludeIntermediateStops>true</IncludeIntermediateStops>"
    "<ItModeToCover><PersonalMode>car</PersonalMode></ItModeToCover>"
)
PLACES = [
    (49.4701, 5.9326), (49.6000, 6.1340), (49.6280, 6.1540), (49.4950, 5.9810), (49.5110, 5.8480),
]  # fmt: skip


@pytest.mark.parametrize("goal", PLACES[1:])
@pytest.mark.parametrize("moment", ["2026-11-24T06:30:00Z", "2026-11-28T16:00:00Z"])
def test_commutes(embedded_client, goal, moment):
    start = point_ref(*PLACES[0])
    asked = trip_request(start, point_ref(*goal), ALL, leaves=moment)
    back = trip_request(point_ref(*goal), start, ALL, arrives=moment)
    root = send(embedded_client, document(asked + back, language="fr"))
    assert texts(root, ".//o:OJPTripDelivery/s:Status") == ["true", "true"]


def test_way_to_luxembourg_crosses_the_border_once(embedded_client):
    asked = trip_request(
        point_ref(*PLACES[0]), point_ref(*PLACES[1]), ALL, leaves="2026-11-24T06:30:00Z"
    )
    for trip in send(embedded_client, document(asked)).iterfind(".//o:Trip", SPACES):
        assert texts(trip, ".//n:ToCountry") == ["LU"]


@pytest.mark.parametrize("kind", ["departure", "arrival", "both"])
def test_boards(embedded_client, embedded_state, kind):
    network = embedded_state.world.network
    params = (
        f"<NumberOfResults>8</NumberOfResults><StopEventType>{kind}</StopEventType>"
        "<IncludePreviousCalls>true</IncludePreviousCalls>"
        "<IncludeOnwardCalls>true</IncludeOnwardCalls>"
    )
    for stop in network.places.primary_stop[:12].tolist():
        ref = stop_ref(network.stops.id[int(stop)])
        send(embedded_client, document(board_request(ref, params, at="2026-11-24T06:30:00Z")))


@pytest.mark.parametrize("name", ["Villerupt", "Luxembourg gare", "Kirchberg", "Belval", "Esch"])
def test_places(embedded_client, name):
    given = f"<InitialInput><Name>{name}</Name></InitialInput>"
    root = send(embedded_client, document(place_request(given)))
    assert root.find(".//o:PlaceResult", SPACES) is not None
