"""The codes of what can be odd in an OSM extract, with their severities."""

from __future__ import annotations

from feeds.notices import Severity

NODE_MISSING = "osm_node_missing"
NODE_OUTSIDE_GLOBE = "osm_node_outside_globe"
SEGMENT_TOO_LONG = "osm_segment_too_long"
UNKNOWN_ACCESS_VALUE = "osm_unknown_value"
TURN_NOT_COVERED = "osm_turn_restriction_not_covered"
TURN_BROKEN = "osm_turn_restriction_broken"
SITE_NOT_READ = "osm_park_and_ride_not_read"
NAMES_LEFT_OUT = "osm_names_left_out"

_SEVERITIES = {
    NODE_MISSING: Severity.WARNING,
    NODE_OUTSIDE_GLOBE: Severity.ERROR,
    SEGMENT_TOO_LONG: Severity.ERROR,
    UNKNOWN_ACCESS_VALUE: Severity.INFO,
    TURN_NOT_COVERED: Severity.WARNING,
    TURN_BROKEN: Severity.INFO,
    SITE_NOT_READ: Severity.WARNING,
    NAMES_LEFT_OUT: Severity.WARNING,
}


def severity_of(code: str) -> Severity:
    """What a notice of that code costs riders."""
    return _SEVERITIES[code]
