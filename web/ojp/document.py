"""One OJP document: the bytes of a request in, the bytes of its answer out, faults in it as well.

Several requests in one document are answered one after the other, each by a delivery of its own.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple
from xml.etree.ElementTree import Element

from core.errors import DataError
from core.xml_records import whole
from web.day_texts import spoken
from web.ojp.faults import GENERIC, NOT_SUPPORTED, OjpError, put_error
from web.ojp.locations import locations
from web.ojp.read import find, name_of, text_of
from web.ojp.stop_events import stop_events
from web.ojp.trips import trips
from web.ojp.write import VERSION, element, put, put_moment, to_bytes
from web.state import AppState

PRODUCER = "navette"
MOST_REQUESTS = 5
"""Requests in one document; more are at fault."""
_DELIVERIES = {
    "OJPLocationInformationRequest": "OJPLocationInformationDelivery",
    "OJPStopEventRequest": "OJPStopEventDelivery",
    "OJPTripRequest": "OJPTripDelivery",
}


class Answer(NamedTuple):
    """The bytes of an answer; `understood` is False where the document itself is at fault."""

    content: bytes
    understood: bool = True


@dataclass(frozen=True, slots=True)
class _Asking:
    state: AppState
    now_s: int
    language: str


def answer(content: bytes, state: AppState, now_s: int) -> Answer:
    """The answer to a document."""
    root, outer = _envelope(now_s)
    try:
        service = _service_request(content)
        requests = list(_requests(service))
        message = text_of(service, "MessageIdentifier")
        language = spoken(text_of(service, "ServiceRequestContext", "Language") or "en")
    except OjpError as fault:
        put(outer, "siri:Status", value=False)
        put_error(outer, fault.code, fault.says)
        return Answer(to_bytes(root), understood=False)
    asking = _Asking(state, now_s, language)
    if message:
        put(outer, "siri:RequestMessageRef", message)
    unknown = [name_of(each) for each in requests if name_of(each) not in _DELIVERIES]
    put(outer, "siri:Status", value=not unknown)
    if unknown:
        put_error(outer, NOT_SUPPORTED, f"not answered here: {', '.join(unknown)}")
    for each in requests:
        if name_of(each) in _DELIVERIES:
            outer.append(_delivery(each, asking))
    return Answer(to_bytes(root))


def _envelope(now_s: int) -> tuple[Element, Element]:
    root = element("OJP")
    root.set("version", VERSION)
    outer = put(put(root, "OJPResponse"), "siri:ServiceDelivery")
    put_moment(outer, "siri:ResponseTimestamp", now_s)
    put(outer, "siri:ProducerRef", PRODUCER)
    return root, outer


def _service_request(content: bytes) -> Element:
    try:
        root = whole(content)
    except DataError as exc:
        raise OjpError(GENERIC, f"the document {exc.message}") from exc
    if name_of(root) != "OJP":
        raise OjpError(GENERIC, "the document is no OJP document: its root is not OJP")
    version = (root.get("version") or "").strip()
    if version.split(".")[0] != VERSION.split(".")[0]:
        raise OjpError(GENERIC, f"OJP {VERSION} is spoken here, not version {version[:20]!r}")
    service = find(root, "OJPRequest", "ServiceRequest")
    if service is None:
        raise OjpError(GENERIC, "there is no OJPRequest with a ServiceRequest")
    return service


def _requests(service: Element) -> Iterator[Element]:
    found = [
        each
        for each in service
        if name_of(each).startswith("OJP") and name_of(each).endswith("Request")
    ]
    if not found:
        raise OjpError(GENERIC, "the ServiceRequest asks nothing")
    if len(found) > MOST_REQUESTS:
        raise OjpError(GENERIC, f"{len(found)} requests in one document; {MOST_REQUESTS} at most")
    yield from found


def _delivery(asked: Element, asking: _Asking) -> Element:
    """The delivery of one request; where it fails, what was begun is thrown away."""
    name = _DELIVERIES[name_of(asked)]
    try:
        body = element(name)
        _fill(body, asked, asking)
    except OjpError as fault:
        failed = _head(name, asked, asking, well=False)
        put_error(failed, fault.code, fault.says)
        put(failed, "siri:DefaultLanguage", asking.language)
        return failed
    made = _head(name, asked, asking, well=True)
    put(made, "siri:DefaultLanguage", asking.language)
    made.extend(list(body))
    return made


def _head(name: str, asked: Element, asking: _Asking, *, well: bool) -> Element:
    made = element(name)
    put_moment(made, "siri:ResponseTimestamp", asking.now_s)
    message = find(asked, "MessageIdentifier")
    if message is not None and (message.text or "").strip():
        put(made, "siri:RequestMessageRef", (message.text or "").strip()[:300])
    put(made, "siri:Status", value=well)
    return made


def _fill(body: Element, asked: Element, asking: _Asking) -> None:
    state, now_s, language = asking.state, asking.now_s, asking.language
    world = state.world
    kind = name_of(asked)
    if kind == "OJPTripRequest":
        trips(body, asked, state, world, now_s, language)
    elif kind == "OJPStopEventRequest":
        stop_events(body, asked, world, state.settings, now_s, language)
    else:
        locations(body, asked, world, state.settings, language)
