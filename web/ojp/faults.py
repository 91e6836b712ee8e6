"""What goes wrong with an OJP request: codes of the standard in, elements that say so out."""

from __future__ import annotations

from xml.etree.ElementTree import Element

from core.errors import OutsideTimetable, RequestError
from web.answers import sentence_of
from web.ojp.write import put

NOT_SUPPORTED = "OJPGENERIC_REQUESTNOTSUPPORTED"
FEATURE_NOT_SUPPORTED = "OJPGENERIC_FEATURENOTSUPPORTED"
GENERIC = "OJPGENERIC_OTHER"

_OF_TRIPS = {
    "origin": "TRIP_ORIGINUNKNOWN",
    "destination": "TRIP_DESTINATIONUNKNOWN",
    "vias": "TRIP_VIAUNKNOWN",
}


class OjpError(Exception):
    """A request cannot be answered: a code of the standard, and words for people."""

    def __init__(self, code: str, says: str) -> None:
        super().__init__(f"{code}: {says}")
        self.code = code
        self.says = says


def fault_of_trip(error: RequestError) -> OjpError:
    """What the planner refused, by the code that the standard has for it."""
    says = sentence_of(error.faults)
    if isinstance(error, OutsideTimetable):
        return OjpError("TRIP_DATETIMEERROR", says)
    codes = [_OF_TRIPS[each.field] for each in error.faults if each.field in _OF_TRIPS]
    return OjpError(codes[0] if codes else "TRIP_OTHER", says)


def put_error(parent: Element, code: str, says: str) -> None:
    """The ErrorCondition of a delivery."""
    condition = put(parent, "siri:ErrorCondition")
    put(put(condition, "siri:OtherError"), "siri:ErrorText", code)
    put(condition, "siri:Description", says)
