"""Requests in the shapes that clients send, and their answers, each checked against the schema."""

from __future__ import annotations

from defusedxml import ElementTree

from tests.web.ojp.structure import OJP, SIRI, faults_of

SPACES = {"o": OJP[1:-1], "s": SIRI[1:-1], "n": "urn:navette:ojp:1"}
_PLAIN = """<?xml version="1.0" encoding="utf-8"?>
<OJP xmlns="http://www.vdv.de/ojp" xmlns:siri="http://www.siri.org.uk/siri" version="{version}">
<OJPRequest>
<siri:ServiceRequest>
<siri:ServiceRequestContext><siri:Language>{language}</siri:Language></siri:ServiceRequestContext>
<siri:RequestTimestamp>2026-11-24T06:00:00.000Z</siri:RequestTimestamp>
<siri:RequestorRef>a_client</siri:RequestorRef>
{inner}
</siri:ServiceRequest>
</OJPRequest>
</OJP>"""


def document(inner, *, version="2.0", language="en"):
    """A whole request."""
    return _PLAIN.format(inner=inner, version=version, language=language)


def send(client, content, status=200):
    """The root of the answer, which follows the schema whatever was asked."""
    data = content.encode() if isinstance(content, str) else content
    answer = client.post("/ojp", data=data, content_type="application/xml")
    assert answer.status_code == status, answer.data
    assert answer.mimetype == "application/xml"
    root = ElementTree.fromstring(answer.data)
    assert root.get("version") == "2.0"
    assert faults_of(root) == []
    return root


def texts(root, path):
    """The texts of all elements at a path."""
    return [each.text for each in root.findall(path, SPACES)]


def errors(root):
    """The codes of what went wrong."""
    return texts(root, ".//s:ErrorText")


def stop_ref(stop_id, name="n/a"):
    """A PlaceRef by stop, as the Swiss SDK writes it."""
    return (
        f"<PlaceRef><StopPlaceRef>{stop_id}</StopPlaceRef>"
        f"<Name><Text>{name}</Text></Name></PlaceRef>"
    )


def point_ref(lat, lon, name="here"):
    """A PlaceRef by coordinates."""
    return (
        f"<PlaceRef><GeoPosition><siri:Longitude>{lon}</siri:Longitude>"
        f"<siri:Latitude>{lat}</siri:Latitude></GeoPosition>"
        f"<Name><Text>{name}</Text></Name></PlaceRef>"
    )


def trip_request(origin, destination, params="", *, leaves="", arrives="", via=""):
    """An OJPTripRequest."""
    early = f"<DepArrTime>{leaves}</DepArrTime>" if leaves else ""
    late = f"<DepArrTime>{arrives}</DepArrTime>" if arrives else ""
    return (
        "<OJPTripRequest><siri:RequestTimestamp>2026-11-24T06:00:00Z</siri:RequestTimestamp>"
        f"<siri:MessageIdentifier>m-1</siri:MessageIdentifier>"
        f"<Origin>{origin}{early}</Origin><Destination>{destination}{late}</Destination>{via}"
        f"<Params>{params}</Params></OJPTripRequest>"
    )


def board_request(place, params="", *, at="", element="Location"):
    """An OJPStopEventRequest."""
    moment = f"<DepArrTime>{at}</DepArrTime>" if at else ""
    return (
        f"<OJPStopEventRequest><{element}>{place}{moment}</{element}>"
        f"<Params>{params}</Params></OJPStopEventRequest>"
    )


def place_request(given, restrictions=""):
    """An OJPLocationInformationRequest."""
    return (
        f"<OJPLocationInformationRequest>{given}<Restrictions>{restrictions}</Restrictions>"
        "</OJPLocationInformationRequest>"
    )
