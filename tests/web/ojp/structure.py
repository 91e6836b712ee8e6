"""What the published schema of OJP 2.0 says of the answers: a table, and the faults of a document.

Carried over as facts from OJP.xsd, OJP_RequestSupport, OJP_Locations, OJP_PlaceSupport,
OJP_StopEvents, OJP_Trips, OJP_JourneySupport, OJP_ModesSupport and SIRI: for every type its
children in their order, each with its type and how often it may stand there. Names with a bar
between them (`A|B`) are a choice; a type in capitals is a pattern of PATTERNS.
"""

from __future__ import annotations

import re

OJP = "{http://www.vdv.de/ojp}"
SIRI = "{http://www.siri.org.uk/siri}"
OWN = "{urn:navette:ojp:1}"

PATTERNS = {
    "STRING": r"[\s\S]+",
    "TOKEN": r"[A-Za-z0-9._:\-]+",
    "MOMENT": r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ",
    "DURATION": r"P(?:\d+D)?(?:T(?=\d)(?:\d+H)?(?:\d+M)?(?:\d+S)?)?",
    "COUNT": r"\d+",
    "POSITIVE": r"[1-9]\d*",
    "TRUTH": r"true|false",
    "SHARE": r"0(?:\.\d+)?|1(?:\.0+)?",
    "DEGREES": r"-?\d{1,3}\.\d+",
    "LANGUAGE": r"[a-z]{2}(?:-[A-Z]{2})?",
    "ERROR": r"(?:TRIP|STOPEVENT|LOCATION|OJPGENERIC)_[A-Z]+",
    "PTMODE": "air|bus|coach|funicular|metro|rail|trolleyBus|tram|water|ferry|cableway|unknown",
    "RAIL": "highSpeedRail|interregionalRail|regionalRail|suburbanRailway",
    "TRANSFER": "walk|remainInVehicle",
    "OPERATION": "self|own",
    "PERSONAL": "foot|bicycle|car",
    "DAY": r"\d{4}-\d\d-\d\d",
    "COUNTRY": "[A-Z]{2}",
}
ONE, MAY, SOME, ANY = (1, 1), (0, 1), (1, None), (0, None)


def row(names, kind, often=ONE):
    """One place in the order of children."""
    return [
        (name, each) for name, each in zip(names.split("|"), kind.split("|"), strict=True)
    ], often


REFERENCE = row(
    "siri:StopPointRef|StopPlaceRef|GeoPosition|TopographicPlaceRef|PointOfInterestRef|AddressRef",
    "TOKEN|TOKEN|Point|TOKEN|TOKEN|TOKEN",
)
STOP = [
    row("siri:StopPointRef", "TOKEN"),
    row("StopPointName", "Text"),
    row("NameSuffix", "Text", MAY),
    row("PlannedQuay", "Text", MAY),
    row("EstimatedQuay", "Text", MAY),
]
CALL_STATE = [
    row("Order", "POSITIVE", MAY),
    row("RequestStop", "TRUTH", MAY),
    row("UnplannedStop", "TRUTH", MAY),
    row("NotServicedStop", "TRUTH", MAY),
    row("NoBoardingAtStop", "TRUTH", MAY),
    row("NoAlightingAtStop", "TRUTH", MAY),
]
STOP_STATE = [
    row("WheelchairAccessible", "TRUTH", MAY),
    row("Lighting", "TRUTH", MAY),
    row("Covered", "TRUTH", MAY),
]
DELIVERY = [
    row("siri:ResponseTimestamp", "MOMENT"),
    row("siri:RequestMessageRef", "STRING", MAY),
    row("siri:Status", "TRUTH", MAY),
    row("siri:ErrorCondition", "Error", MAY),
    row("siri:DefaultLanguage", "LANGUAGE", MAY),
    row("CalcTime", "COUNT", MAY),
]
TYPES = {
    "OJP": [row("OJPResponse", "Response")],
    "Response": [row("siri:ServiceDelivery", "ServiceDelivery")],
    "ServiceDelivery": [
        row("siri:ResponseTimestamp", "MOMENT"),
        row("siri:ProducerRef", "TOKEN", MAY),
        row("siri:RequestMessageRef", "STRING", MAY),
        row("siri:Status", "TRUTH", MAY),
        row("siri:ErrorCondition", "Error", MAY),
        row(
            "OJPLocationInformationDelivery|OJPStopEventDelivery|OJPTripDelivery",
            "LocationDelivery|StopEventDelivery|TripDelivery",
            ANY,
        ),
    ],
    "Error": [row("siri:OtherError", "OtherError"), row("siri:Description", "STRING", MAY)],
    "OtherError": [row("siri:ErrorText", "ERROR", MAY)],
    "LocationDelivery": [*DELIVERY, row("PlaceResult", "PlaceResult", ANY)],
    "StopEventDelivery": [
        *DELIVERY,
        row("StopEventResponseContext", "Context", MAY),
        row("StopEventResult", "StopEventResult", ANY),
    ],
    "TripDelivery": [
        *DELIVERY,
        row("TripResponseContext", "Context", MAY),
        row("TripResult", "TripResult", ANY),
    ],
    "PlaceResult": [
        row("Place", "Place"),
        row("Complete", "TRUTH"),
        row("Probability", "SHARE", MAY),
    ],
    "Context": [row("Places", "Places", MAY), row("Situations", "Situations", MAY)],
    "Places": [row("Place", "Place", SOME)],
    "Place": [
        row(
            "StopPoint|StopPlace|TopographicPlace|PointOfInterest|Address",
            "StopPoint|StopPlace|TopographicPlace|CodedPlace|CodedPlace",
            MAY,
        ),
        row("Name", "Text"),
        row("GeoPosition", "Point"),
        row("Mode", "Mode", ANY),
    ],
    "StopPoint": [
        *STOP,
        row("ParentRef", "TOKEN", MAY),
        row("TopographicPlaceRef", "TOKEN", MAY),
        *STOP_STATE,
    ],
    "StopPlace": [row("StopPlaceRef", "TOKEN"), row("StopPlaceName", "Text"), *STOP_STATE],
    "TopographicPlace": [row("TopographicPlaceCode", "TOKEN"), row("TopographicPlaceName", "Text")],
    "CodedPlace": [row("PublicCode", "TOKEN"), row("Name", "Text")],
    "Text": [row("Text", "STRING")],
    "Point": [row("siri:Longitude", "DEGREES"), row("siri:Latitude", "DEGREES")],
    "Mode": [
        row("PtMode", "PTMODE"),
        row("siri:RailSubmode", "RAIL", MAY),
        row("Name", "Text", MAY),
        row("ShortName", "Text", MAY),
    ],
    "Situations": [row("PtSituation", "Situation", ANY)],
    "Situation": [
        row("siri:CreationTime", "MOMENT"),
        row("siri:ParticipantRef", "TOKEN", MAY),
        row("siri:SituationNumber", "TOKEN"),
        row("siri:Source", "Source"),
        row("siri:ValidityPeriod", "Period", SOME),
        row("siri:Summary", "STRING", ANY),
        row("siri:Description", "STRING", ANY),
    ],
    "Source": [row("siri:SourceType", "STRING")],
    "Period": [row("siri:StartTime", "MOMENT")],
    "SituationRefs": [row("SituationFullRef", "SituationRef", SOME)],
    "SituationRef": [
        row("siri:ParticipantRef", "TOKEN", MAY),
        row("siri:SituationNumber", "TOKEN"),
    ],
    "StopEventResult": [row("Id", "STRING"), row("StopEvent", "StopEvent")],
    "StopEvent": [
        row("PreviousCall", "NearCall", ANY),
        row("ThisCall", "NearCall"),
        row("OnwardCall", "NearCall", ANY),
        row("Service", "DatedJourney"),
    ],
    "NearCall": [row("CallAtStop", "Call")],
    "Call": [
        *STOP,
        row("ServiceArrival", "Times", MAY),
        row("ServiceDeparture", "Times", MAY),
        *CALL_STATE,
    ],
    "Times": [row("TimetabledTime", "MOMENT"), row("EstimatedTime", "MOMENT", MAY)],
    "DatedJourney": [
        row("OperatingDayRef", "DAY"),
        row("JourneyRef", "TOKEN"),
        row("PublicCode", "STRING", MAY),
        row("siri:LineRef", "TOKEN"),
        row("siri:DirectionRef", "TOKEN", MAY),
        row("Mode", "Mode"),
        row("PublishedServiceName", "Text"),
        row("Attribute", "Attribute", ANY),
        row("OriginStopPointRef", "TOKEN", MAY),
        row("OriginText", "Text"),
        row("siri:OperatorRef", "TOKEN", MAY),
        row("DestinationStopPointRef", "TOKEN", MAY),
        row("DestinationText", "Text", MAY),
        row("Unplanned", "TRUTH", MAY),
        row("Cancelled", "TRUTH", MAY),
        row("Deviation", "TRUTH", MAY),
        row("SituationFullRefs", "SituationRefs", MAY),
    ],
    "Attribute": [row("UserText", "Text"), row("Code", "STRING")],
    "TripResult": [row("Id", "STRING"), row("Trip", "Trip")],
    "Trip": [
        row("Id", "STRING"),
        row("Duration", "DURATION"),
        row("StartTime", "MOMENT"),
        row("EndTime", "MOMENT"),
        row("Transfers", "COUNT"),
        row("Distance", "COUNT", MAY),
        row("Leg", "Leg", SOME),
    ],
    "Leg": [
        row("Id", "STRING"),
        row("Duration", "DURATION", MAY),
        row("TimedLeg|TransferLeg|ContinuousLeg", "TimedLeg|TransferLeg|ContinuousLeg"),
    ],
    "TimedLeg": [
        row("LegBoard", "Board"),
        row("LegIntermediate", "Intermediate", ANY),
        row("LegAlight", "Alight"),
        row("Service", "DatedJourney"),
        row("LegTrack", "Track", MAY),
        row("Extension", "Extension", MAY),
    ],
    "Board": [
        *STOP,
        row("ServiceArrival", "Times", MAY),
        row("ServiceDeparture", "Times"),
        *CALL_STATE,
    ],
    "Intermediate": [
        *STOP,
        row("ServiceArrival", "Times"),
        row("ServiceDeparture", "Times"),
        *CALL_STATE,
    ],
    "Alight": [
        *STOP,
        row("ServiceArrival", "Times"),
        row("ServiceDeparture", "Times", MAY),
        *CALL_STATE,
    ],
    "TransferLeg": [
        row("TransferType", "TRANSFER", SOME),
        row("LegStart", "PlaceRef"),
        row("LegEnd", "PlaceRef"),
        row("TimeWindowStart", "MOMENT", MAY),
        row("TimeWindowEnd", "MOMENT", MAY),
        row("Duration", "DURATION"),
        row("WalkDuration", "DURATION", MAY),
        row("Length", "COUNT", MAY),
        row("Extension", "Extension", MAY),
    ],
    "ContinuousLeg": [
        row("LegStart", "PlaceRef"),
        row("LegEnd", "PlaceRef"),
        row("Service", "ContinuousService"),
        row("TimeWindowStart", "MOMENT", MAY),
        row("TimeWindowEnd", "MOMENT", MAY),
        row("Duration", "DURATION"),
        row("Length", "COUNT", MAY),
        row("LegTrack", "Track", MAY),
        row("Extension", "Extension", MAY),
    ],
    "ContinuousService": [
        row("PersonalModeOfOperation", "OPERATION", MAY),
        row("PersonalMode", "PERSONAL"),
    ],
    "PlaceRef": [REFERENCE, row("Name", "Text")],
    "Track": [row("TrackSection", "TrackSection", SOME)],
    "TrackSection": [
        row("TrackSectionStart", "PlaceRef", MAY),
        row("TrackSectionEnd", "PlaceRef", MAY),
        row("LinkProjection", "Line", MAY),
        row("RoadName", "STRING", MAY),
        row("Duration", "DURATION", MAY),
        row("Length", "COUNT", MAY),
    ],
    "Line": [row("Position", "Point", (2, None))],
    "Extension": [
        row("navette:BorderCrossing", "Border", MAY),
        row("navette:Note", "STRING", ANY),
    ],
    "Border": [
        row("navette:Name", "STRING"),
        row("navette:FromCountry", "COUNTRY"),
        row("navette:ToCountry", "COUNTRY"),
        row("navette:Time", "MOMENT"),
        row("GeoPosition", "Point"),
    ],
}
_SPACES = {"": OJP, "siri": SIRI, "navette": OWN}


def full(name):
    """The name as ElementTree has it."""
    prefix, _, local = name.rpartition(":")
    return _SPACES[prefix] + local


def faults_of(element, kind="OJP", where=""):
    """What of an element does not follow the table; empty where all does."""
    here = f"{where}/{element.tag.rpartition('}')[2]}"
    if kind in PATTERNS:
        fits = re.fullmatch(PATTERNS[kind], element.text or "") and not len(element)
        return [] if fits else [f"{here}: {element.text!r} is no {kind}"]
    faults, left = [], list(element)
    for choices, (least, most) in TYPES[kind]:
        kinds = {full(name): each for name, each in choices}
        count = 0
        while left and left[0].tag in kinds and (most is None or count < most):
            child = left.pop(0)
            faults += faults_of(child, kinds[child.tag], here)
            count += 1
        if count < least:
            faults.append(f"{here}: lacks {'|'.join(name for name, _ in choices)}")
    return faults + [f"{here}: {child.tag} does not belong there" for child in left]
