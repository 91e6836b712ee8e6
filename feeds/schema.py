"""The GTFS tables and columns that the door reads, and what is lost with those it does not.

Source: GTFS Schedule reference.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class TableSchema:
    """One table and its columns.

    `keys` are those without which it says nothing, `required` those that the reference asks for
    beside them, `optional` the others that are read.
    """

    file: str
    keys: tuple[str, ...]
    required: tuple[str, ...] = ()
    optional: tuple[str, ...] = ()

    @property
    def columns(self) -> frozenset[str]:
        """Every column that is read, or looked at for what is lost with it."""
        return frozenset((*self.keys, *self.required, *self.optional, *self.lost))

    @property
    def lost(self) -> tuple[str, ...]:
        """Columns that are not used although riders lose by it."""
        return tuple(LOST_COLUMNS.get(self.file, ()))

    @property
    def unread(self) -> frozenset[str]:
        """Columns of the reference that nobody misses: they are no surprise and not noted."""
        return frozenset(UNREAD.get(self.file, ()))


UNREAD: dict[str, tuple[str, ...]] = {
    "agency.txt": ("agency_email", "cemv_support"),
    "stops.txt": (
        "stop_desc", "tts_stop_name", "zone_id", "stop_url", "level_id", "stop_access",
    ),
    "routes.txt": ("route_desc", "route_url", "route_sort_order", "network_id", "cemv_support"),
    "trips.txt": ("cars_allowed", "safe_duration_factor", "safe_duration_offset"),
    "stop_times.txt": (
        "timepoint", "start_pickup_drop_off_window", "end_pickup_drop_off_window",
        "pickup_booking_rule_id", "drop_off_booking_rule_id",
    ),
    "calendar.txt": ("service_name",),
    "feed_info.txt": ("feed_lang", "default_lang", "feed_contact_email", "feed_contact_url"),
}  # fmt: skip

_HAIL = "boarding and alighting between stops"
LOST_COLUMNS: dict[str, dict[str, str]] = {
    "routes.txt": {"continuous_pickup": _HAIL, "continuous_drop_off": _HAIL},
    "stop_times.txt": {
        "stop_headsign": "destinations that change along the trip",
        "continuous_pickup": _HAIL,
        "continuous_drop_off": _HAIL,
    },
}
SAYS_NOTHING = frozenset({b"", b"1"})
"""Values with which such a column says nothing: empty, or 1 for "not between stops"."""

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")

AGENCY = TableSchema(
    "agency.txt",
    keys=("agency_timezone",),
    required=("agency_name", "agency_url"),
    optional=("agency_id", "agency_lang", "agency_phone", "agency_fare_url"),
)
STOPS = TableSchema(
    "stops.txt",
    keys=("stop_id",),
    required=("stop_name", "stop_lat", "stop_lon"),
    optional=(
        "stop_code", "location_type", "parent_station", "stop_timezone", "wheelchair_boarding",
        "platform_code",
    ),
)  # fmt: skip
ROUTES = TableSchema(
    "routes.txt",
    keys=("route_id", "route_type"),
    optional=(
        "agency_id", "route_short_name", "route_long_name", "route_color", "route_text_color",
    ),
)  # fmt: skip
TRIPS = TableSchema(
    "trips.txt",
    keys=("route_id", "service_id", "trip_id"),
    optional=(
        "trip_headsign", "trip_short_name", "direction_id", "block_id", "shape_id",
        "wheelchair_accessible", "bikes_allowed",
    ),
)  # fmt: skip
STOP_TIMES = TableSchema(
    "stop_times.txt",
    keys=("trip_id", "arrival_time", "departure_time", "stop_id", "stop_sequence"),
    optional=(
        "pickup_type", "drop_off_type", "shape_dist_traveled", "location_group_id", "location_id",
    ),
)  # fmt: skip
CALENDAR = TableSchema("calendar.txt", keys=("service_id", *WEEKDAYS, "start_date", "end_date"))
CALENDAR_DATES = TableSchema("calendar_dates.txt", keys=("service_id", "date", "exception_type"))
FREQUENCIES = TableSchema(
    "frequencies.txt",
    keys=("trip_id", "start_time", "end_time", "headway_secs"),
    optional=("exact_times",),
)
TRANSFERS = TableSchema(
    "transfers.txt",
    keys=(),
    required=("transfer_type",),
    optional=(
        "from_stop_id", "to_stop_id", "min_transfer_time", "from_trip_id", "to_trip_id",
        "from_route_id", "to_route_id",
    ),
)  # fmt: skip
SHAPES = TableSchema(
    "shapes.txt",
    keys=("shape_id", "shape_pt_lat", "shape_pt_lon", "shape_pt_sequence"),
    optional=("shape_dist_traveled",),
)
FEED_INFO = TableSchema(
    "feed_info.txt",
    keys=(),
    required=("feed_publisher_name", "feed_publisher_url"),
    optional=("feed_start_date", "feed_end_date", "feed_version"),
)
TABLES = (
    AGENCY, STOPS, ROUTES, TRIPS, STOP_TIMES, CALENDAR, CALENDAR_DATES, FREQUENCIES, TRANSFERS,
    SHAPES, FEED_INFO,
)  # fmt: skip

REQUIRED_FILES = ("stops.txt", "routes.txt", "trips.txt", "stop_times.txt")
"""Without these there is no timetable; so it is with no calendar at all."""

LOST: dict[str, str] = {
    "attributions.txt": "credits beside the publisher's",
    "pathways.txt": "ways inside stations",
    "levels.txt": "floors of stations",
    "translations.txt": "names in other languages",
    "fare_attributes.txt": "fares",
    "fare_rules.txt": "fares",
    "fare_media.txt": "fares",
    "fare_products.txt": "fares",
    "fare_leg_rules.txt": "fares",
    "fare_leg_join_rules.txt": "fares",
    "fare_transfer_rules.txt": "fares",
    "rider_categories.txt": "fares",
    "timeframes.txt": "fares",
    "areas.txt": "fare zones and areas",
    "stop_areas.txt": "fare zones and areas",
    "networks.txt": "fare networks",
    "route_networks.txt": "fare networks",
    "booking_rules.txt": "how to book rides on demand",
    "location_groups.txt": "rides on demand",
    "location_group_stops.txt": "rides on demand",
    "locations.geojson": "rides on demand",
}
"""Files of the reference that are not read, and what riders do not get for it."""
