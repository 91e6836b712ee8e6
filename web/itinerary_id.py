"""Ids of itineraries: an Itinerary in, an opaque text out, and what was meant back from it.

The text names the rides, and how long the ways before and after them take, but nothing of where
people live: it may be kept, sent and noted.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Sequence
from datetime import date
from typing import Any

import orjson

from core.clock import day_number
from core.errors import Fault, RequestError
from routing.itineraries import Itinerary, Leg
from routing.saved import SavedItinerary, SavedRide
from web.render_leg import trip_id_of

MOST_CHARS = 4096
MOST_RIDES = 24
MOST_WALK_S = 24 * 3600
_TRIP_ID = re.compile(r"(\d{4})(\d{2})(\d{2})_\d+:\d{2}_(.+)", re.ASCII | re.DOTALL)


def itinerary_id(found: Itinerary) -> str:
    """The id: rides with the walks around them, or the direct way."""
    return _id_of(found.legs)


def swapped_ids(legs: Sequence[Leg], at: int) -> list[str]:
    """The ids of the itinerary with each of a ride's alternatives in its place.

    Walks around the ride are those of the alternative; at an end they come on top of its own walk.
    """
    after = next((i for i in range(at + 1, len(legs)) if not legs[i].in_seat), len(legs))
    return [_id_of((*legs[:at], *way, *legs[after:])) for way in legs[at].alternatives]


def _id_of(legs: Sequence[Leg]) -> str:
    rides = [at for at, leg in enumerate(legs) if leg.transit is not None]
    content: list[Any] = [[leg.mode, leg.start_s, leg.end_s] for leg in legs]
    if rides:
        ends = (legs[: rides[0]], legs[rides[-1] + 1 :])
        walks = (sum(_walk_s(leg) for leg in end) for end in ends)
        content = [*walks, *(_ride(legs[at]) for at in rides)]
    return base64.urlsafe_b64encode(orjson.dumps(content)).decode("ascii").rstrip("=")


def parse_itinerary_id(text: str) -> SavedItinerary:
    """What an id names. Errors: RequestError where it is none, or names no ride."""
    try:
        padded = text + "=" * (-len(text) % 4)
        content = orjson.loads(base64.b64decode(padded, altchars=b"-_", validate=True))
        access_s, egress_s, *rides = content
        saved = SavedItinerary(
            tuple(_parsed(*ride) for ride in rides), _seconds(access_s), _seconds(egress_s)
        )
    except (binascii.Error, orjson.JSONDecodeError, TypeError, ValueError) as exc:
        raise _fault("is no id of an itinerary with rides") from exc
    if not 0 < len(saved.rides) <= MOST_RIDES or saved.rides[0].in_seat:
        raise _fault("is no id of an itinerary with rides")
    return saved


def _ride(leg: Leg) -> list[Any]:
    planned_s = leg.start.scheduled_departure_s
    return [
        "" if leg.transit is None else trip_id_of(leg.transit),
        leg.start.stop_id,
        leg.end.stop_id,
        leg.start_s if planned_s is None else planned_s,
        int(leg.in_seat),
    ]


def _walk_s(leg: Leg) -> int:
    """Seconds of a walk at an end; a way by bicycle or car is left to a new search."""
    return leg.duration_s if leg.mode == "WALK" else 0


def _parsed(trip_id: str, from_stop: str, to_stop: str, start_s: int, in_seat: int) -> SavedRide:
    if not isinstance(from_stop, str) or not isinstance(to_stop, str):
        raise ValueError(trip_id)  # noqa: TRY004 - the caller knows one kind of fault
    scoped_id, day = parse_trip_id(trip_id)
    return SavedRide(scoped_id, day, from_stop, to_stop, int(start_s), bool(in_seat))


def parse_trip_id(text: str) -> tuple[str, int]:
    """The scoped trip and the service day of the API's id of a run. Errors: ValueError."""
    run = _TRIP_ID.fullmatch(text)
    if run is None:
        raise ValueError(text)
    return run[4], day_number(date(int(run[1]), int(run[2]), int(run[3])))


def _seconds(value: object) -> int:
    if not isinstance(value, int) or not 0 <= value <= MOST_WALK_S:
        raise ValueError(value)
    return value


def _fault(says: str) -> RequestError:
    return RequestError([Fault("itineraryId", says, "not_an_itinerary")])
