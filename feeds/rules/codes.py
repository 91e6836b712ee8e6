"""The codes of all notices of the door, with their severities.

Codes and severities are those of the MobilityData GTFS validator; OWN_CODES are those that it has
no name for. INFO costs riders nothing, WARNING may, ERROR breaks the GTFS reference.
"""

from __future__ import annotations

from feeds.notices import Severity

# files and rows
CSV_PARSING_FAILED = "csv_parsing_failed"
DUPLICATED_COLUMN = "duplicated_column"
EMPTY_COLUMN_NAME = "empty_column_name"
EMPTY_FILE = "empty_file"
EMPTY_ROW = "empty_row"
INVALID_CHARACTER = "invalid_character"
INVALID_INPUT_FILES_IN_SUBFOLDER = "invalid_input_files_in_subfolder"
INVALID_ROW_LENGTH = "invalid_row_length"
LEADING_OR_TRAILING_WHITESPACES = "leading_or_trailing_whitespaces"
MISSING_REQUIRED_COLUMN = "missing_required_column"
MISSING_REQUIRED_FIELD = "missing_required_field"
MISSING_REQUIRED_FILE = "missing_required_file"
NEW_LINE_IN_VALUE = "new_line_in_value"
UNKNOWN_COLUMN = "unknown_column"
UNKNOWN_FILE = "unknown_file"
# values
INVALID_COLOR = "invalid_color"
INVALID_DATE = "invalid_date"
INVALID_FLOAT = "invalid_float"
INVALID_INTEGER = "invalid_integer"
INVALID_TIME = "invalid_time"
INVALID_TIMEZONE = "invalid_timezone"
NUMBER_OUT_OF_RANGE = "number_out_of_range"
UNEXPECTED_ENUM_VALUE = "unexpected_enum_value"
# keys and references
DUPLICATE_KEY = "duplicate_key"
FOREIGN_KEY_VIOLATION = "foreign_key_violation"
# agencies, stops, routes, trips
INCONSISTENT_AGENCY_TIMEZONE = "inconsistent_agency_timezone"
LOCATION_WITHOUT_PARENT_STATION = "location_without_parent_station"
MISSING_STOP_NAME = "missing_stop_name"
POINT_NEAR_ORIGIN = "point_near_origin"
POINT_NEAR_POLE = "point_near_pole"
ROUTE_BOTH_NAMES_MISSING = "route_both_short_and_long_name_missing"
STATION_WITH_PARENT_STATION = "station_with_parent_station"
STOP_WITHOUT_LOCATION = "stop_without_location"
WRONG_PARENT_LOCATION_TYPE = "wrong_parent_location_type"
UNUSED_AGENCY = "unused_agency"
UNUSED_ROUTE = "unused_route"
UNUSED_SHAPE = "unused_shape"
UNUSED_STATION = "unused_station"
UNUSED_STOP = "stop_without_stop_time"
UNUSED_TRIP = "unused_trip"
# calls
FAST_TRAVEL = "fast_travel_between_consecutive_stops"
LOCATION_WITH_UNEXPECTED_STOP_TIME = "location_with_unexpected_stop_time"
MISSING_TRIP_EDGE = "missing_trip_edge"
BACKWARD_TIME = "stop_time_with_arrival_before_previous_departure_time"
ONLY_ARRIVAL_OR_DEPARTURE = "stop_time_with_only_arrival_or_departure_time"
UNSORTED_STOP_TIMES = "unsorted_stop_times"
UNUSABLE_TRIP = "unusable_trip"
# calendars, frequencies, transfers, shapes
EXPIRED_CALENDAR = "expired_calendar"
OVERLAPPING_FREQUENCY = "overlapping_frequency"
SERVICE_NEVER_ACTIVE = "service_never_active"
SINGLE_SHAPE_POINT = "single_shape_point"
START_AND_END_RANGE_EQUAL = "start_and_end_range_equal"
START_AND_END_RANGE_OUT_OF_ORDER = "start_and_end_range_out_of_order"

# ours
CALENDAR_CUT = "calendar_cut_to_horizon"
DAMAGED_STOP_TIMES_ROW = "trip_with_damaged_row"
DECODED_AS_CP1252 = "row_decoded_as_cp1252"
DROPPED_SERVICE_DATES = "calendar_row_dropped"
FEED_LEFT_OUT = "feed_left_out"
FLEXIBLE_CALL = "flexible_call_not_supported"
FREQUENCY_CAPPED = "frequency_capped"
FREQUENCY_EXPANDED = "frequency_expanded"
INTERPOLATED_TIMES = "stop_times_interpolated"
KEPT_BY_ID = "row_kept_by_its_id_alone"
LEFT_OUT_BY_SOURCE = "trip_left_out_by_source"
STRAY_QUOTE = "stray_quote"
SWAPPED_COORDINATES = "stop_coordinates_swapped"
UNSUPPORTED_COLUMN = "column_not_used"
UNSUPPORTED_FILE = "file_not_used"

OWN_CODES: dict[str, Severity] = {
    CALENDAR_CUT: Severity.WARNING,
    DAMAGED_STOP_TIMES_ROW: Severity.ERROR,
    DECODED_AS_CP1252: Severity.WARNING,
    DROPPED_SERVICE_DATES: Severity.ERROR,
    FEED_LEFT_OUT: Severity.ERROR,
    FLEXIBLE_CALL: Severity.INFO,
    FREQUENCY_CAPPED: Severity.WARNING,
    FREQUENCY_EXPANDED: Severity.INFO,
    INTERPOLATED_TIMES: Severity.INFO,
    KEPT_BY_ID: Severity.WARNING,
    LEFT_OUT_BY_SOURCE: Severity.INFO,
    STRAY_QUOTE: Severity.WARNING,
    SWAPPED_COORDINATES: Severity.ERROR,
    UNSUPPORTED_COLUMN: Severity.INFO,
    UNSUPPORTED_FILE: Severity.INFO,
}

_WARNINGS = frozenset({
    EMPTY_ROW, LEADING_OR_TRAILING_WHITESPACES, UNEXPECTED_ENUM_VALUE,
    UNUSED_AGENCY, UNUSED_SHAPE, UNUSED_STOP, UNUSED_TRIP, FAST_TRAVEL,
    UNUSABLE_TRIP, EXPIRED_CALENDAR, SERVICE_NEVER_ACTIVE, SINGLE_SHAPE_POINT,
    UNUSED_ROUTE,
})  # fmt: skip
_INFOS = frozenset({UNKNOWN_COLUMN, UNKNOWN_FILE, UNUSED_STATION, UNSORTED_STOP_TIMES})


def severity_of(code: str) -> Severity:
    """The severity under which a code is always noted."""
    if code in OWN_CODES:
        return OWN_CODES[code]
    if code in _INFOS:
        return Severity.INFO
    return Severity.WARNING if code in _WARNINGS else Severity.ERROR
