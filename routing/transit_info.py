"""The vehicle of a ride: a trip and its service day in, line, operator and source out."""

from __future__ import annotations

from core.clock import format_gtfs_time, from_day_number
from routing.itineraries import TransitInfo
from routing.network import Network
from routing.stopovers import of_call


def transit_info(network: Network, trip: int, day: int) -> TransitInfo:
    """What is printed about a trip; without a headsign, where it ends."""
    trips, routes, agencies = network.trips, network.routes, network.agencies
    route = int(trips.route[trip])
    agency = int(routes.agency[route])
    timetable = network.timetable
    last = timetable.length(int(timetable.trip_pattern[trip])) - 1
    trip_to = of_call(network, trip, day, last)
    leaves_s = int(timetable.departure_s[timetable.calls_of(trip).start])
    return TransitInfo(
        route_id=routes.id[route],
        route_short_name=routes.short_name[route],
        route_long_name=routes.long_name[route],
        route_type=int(routes.type[route]),
        color=routes.color[route],
        text_color=routes.text_color[route],
        trip_id=trips.id[trip],
        trip_short_name=trips.short_name[trip],
        service_date=from_day_number(day).strftime("%Y%m%d"),
        start_time=format_gtfs_time(leaves_s)[:-3],
        headsign=trips.headsign[trip] or trip_to.name,
        agency_id=agencies.id[agency] if agency >= 0 else "",
        agency_name=agencies.name[agency] if agency >= 0 else "",
        agency_url=agencies.url[agency] if agency >= 0 else "",
        feed_tag=network.feeds[int(routes.feed[route])].source.tag,
        trip_from=of_call(network, trip, day, 0),
        trip_to=trip_to,
        wheelchair=int(trips.wheelchair[trip]),
        bikes=int(trips.bikes[trip]),
    )
