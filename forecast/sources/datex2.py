"""DATEX II, versions 2 and 3: measured data, traffic status and car parks in, observations out.

A site has one value of each quantity an answer, the first that is told without an error. Names are
compared without their namespaces, so that both versions, and envelopes around them, read alike.
9999999 and below-zero values are how publishers say that they do not know; a speed of 0 with a flow
of 0 is an empty road and no speed.

Source: DATEX II v2.3 and v3.6, MeasuredDataPublication and ParkingStatusPublication.
"""

from __future__ import annotations

from xml.etree.ElementTree import Element

from core.errors import DataError
from core.xml_records import find_all, find_text, local_name, records
from forecast.sources.reading import Reading, number_of

NOT_KNOWN = 9_999_999
STATUS = {"freeFlow": 1.0, "heavy": 2.0, "congested": 3.0, "impossible": 4.0}
"""TrafficStatusEnum by how bad it is; "unknown" is a gap."""
_VALUES = {"speed": "speed_kmh", "vehicleFlowRate": "flow_vph"}
_SITE, _PARK = "siteMeasurements", "parkingRecordStatus"


def read_datex2(content: bytes, reading: Reading) -> None:
    """Adds what a document measures to a reading.

    Errors: DataError for a document that cannot be read whole, or measures nothing.
    """
    said = 0
    for record in records(content, (_SITE, _PARK)):
        said += 1
        if local_name(record) == _SITE:
            _site(record, reading)
        else:
            _park(record, reading)
    if not said:
        raise DataError("is XML, but holds no measurements of DATEX II")


def _site(record: Element, reading: Reading) -> None:
    site = _reference(record, "measurementSiteReference")
    moment = _moment(record, "measurementTimeDefault")
    values: dict[str, float | None] = {}
    for measured in find_all(record, "basicData"):
        if (find_text(measured, "dataError") or "").lower() in ("true", "1"):
            continue
        for name, quantity in _VALUES.items():
            text = find_text(measured, name)
            if text is not None:
                _keep_first(values, quantity, _known(number_of(text)))
        status = find_text(measured, "trafficStatusValue")
        if status is not None:
            _keep_first(values, "traffic_status", STATUS.get(status))
    if not values:
        status = find_text(record, "trafficStatusValue")
        _keep_first(values, "traffic_status", STATUS.get(status or ""))
    if values.get("speed_kmh") == 0 and not values.get("flow_vph"):
        values["speed_kmh"] = None
    for quantity, value in values.items():
        reading.add(quantity, site, moment, value)


def _park(record: Element, reading: Reading) -> None:
    site = _reference(record, "parkingRecordReference")
    moment = _moment(record, "parkingStatusOriginTime", "statusOriginTime")
    free = _known(number_of(find_text(record, "parkingNumberOfVacantSpaces", "vacantSpaces") or ""))
    reading.add("parking_free", site, moment, free)


def _keep_first(values: dict[str, float | None], quantity: str, value: float | None) -> None:
    if values.get(quantity) is None:
        values[quantity] = value


def _known(value: float | None) -> float | None:
    return None if value is None or value < 0 or value >= NOT_KNOWN else value


def _reference(record: Element, name: str) -> str:
    """The id that a record refers to."""
    for each in find_all(record, name):
        if each.get("id"):
            return str(each.get("id"))
    return find_text(record, "idG", "id") or ""


def _moment(record: Element, *names: str) -> str | None:
    """A time, which version 3 wraps once more."""
    for name in names:
        for each in find_all(record, name):
            text = (each.text or "").strip() or find_text(each, "timeValue")
            if text:
                return text
    return None
