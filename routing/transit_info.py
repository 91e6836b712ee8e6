"""The vehicle of a ride: a trip and its service day in, line, operator and source out."""

from __future__ import annotations

from core.clock import format_gtfs_time, from_day_number
from routing.itineraries import TransitInfo
from routing.network import Network
from routing.stopovers import of_call


def transit_info(network: Network, trip: int, day: int) -> TransitInfo:
    """What is printed about a trip; without a headsign, where it ends.

    A run keeps the id, day and start of the timetable, however late it is.
    """
    trips, routes, agencies = network.trips, network.routes, network.agencies
    route = int(trips.route[trip])
    agency = int(routes.agency[route])
    feed = network.feeds[int(routes.feed[route])]
    timetable = network.timetable
    last = timetable.length(int(timetable.trip_pattern[trip])) - 1
    trip_to = of_call(network, trip, day, last)
    return TransitInfo(
        route_id=routes.id[route],
        route_short_name=routes.short_name[route],
        route_long_name=routes.long_name[route],
        route_type=int(routes.type[route]),
        color=routes.color[route],
        text_color=routes.text_color[route],
        trip_id=_published_id(network, trip, day),
        trip_short_name=trips.short_name[trip],
        service_date=from_day_number(day).strftime("%Y%m%d"),
        start_time=format_gtfs_time(_start_s(network, trip, day))[:-3],
        headsign=trips.headsign[trip] or trip_to.name,
        agency_id=agencies.id[agency] if agency >= 0 else "",
        agency_name=agencies.name[agency] if agency >= 0 else "",
        agency_url=agencies.url[agency] if agency >= 0 else "",
        feed_tag=feed.source.tag,
        projected=day > feed.last_day,
        direction=int(trips.direction[trip]),
        trip_from=of_call(network, trip, day, 0),
        trip_to=trip_to,
        wheelchair=int(trips.wheelchair[trip]),
        bikes=int(trips.bikes[trip]),
    )


def _published_id(network: Network, trip: int, day: int) -> str:
    """The id of a trip in its feed; those of an overlay's own trips carry the run after it."""
    if network.overlay is None:
        return network.trips.id[trip]
    published, _ = network.overlay.scheduled_run(trip, day)
    trip_id = network.trips.id[published]
    is_own = network.overlay.find_change(published) is not None
    return trip_id.rsplit("~", 2)[0] if is_own else trip_id


def _start_s(network: Network, trip: int, day: int) -> int:
    """The published first departure, counted from the service day."""
    if network.overlay is not None:
        trip, _ = network.overlay.scheduled_run(trip, day)
    timetable = network.timetable
    return int(timetable.departure_s[timetable.calls_of(trip).start])
