"""Publications of situations, written by hand for tests: records in, documents out."""

from __future__ import annotations

from core.clock import parse_instant

NOW = parse_instant("2026-11-24T08:00:00+01:00", "Europe/Paris")
POINT_2 = """<groupOfLocations xsi:type="Point"><pointByCoordinates>{bearing}<pointCoordinates>
<latitude>{lat}</latitude><longitude>{lon}</longitude></pointCoordinates></pointByCoordinates>
<supplementaryPositionalDescription/></groupOfLocations>"""
RECORD_2 = """<situationRecord xsi:type="{kind}" id="{id}" version="{version}">
<probabilityOfOccurrence>{probability}</probabilityOfOccurrence>
<validity><validityStatus>{status}</validityStatus><validityTimeSpecification>
<overallStartTime>{begin}</overallStartTime>{end}{periods}</validityTimeSpecification></validity>
<impact>{impact}</impact>
<generalPublicComment><comment><values><value lang="fr">{fr}</value>
<value lang="de">Unfall</value></values></comment></generalPublicComment>
{where}<linear><roadNumber>{road}</roadNumber></linear>{more}
</situationRecord>"""


def record(
    name="a1", kind="Accident", *, version="1", begin="2026-11-24T07:30:00+01:00",
    end="2026-11-24T09:00:00+01:00", status="active", impact="", road="A1", lat="49.495", lon="6.1",
    bearing="", where=POINT_2, fr="Accident", periods="", probability="certain", more="",
):  # fmt: skip
    """A situation record of version 2."""
    return RECORD_2.format(
        id=name, kind=kind, version=version, begin=begin, status=status, impact=impact, road=road,
        end=f"<overallEndTime>{end}</overallEndTime>" if end else "", fr=fr, periods=periods,
        where=where.format(lat=lat, lon=lon, bearing=bearing), probability=probability, more=more,
    )  # fmt: skip


def document(*records, head='<?xml version="1.0" encoding="UTF-8"?>'):
    """A publication of version 2."""
    situations = "".join(
        f'<situation id="s{at}">{each}</situation>' for at, each in enumerate(records)
    )
    return f"""{head}
<d2LogicalModel xmlns="http://datex2.eu/schema/2/2_0" modelBaseVersion="2"
 xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
<payloadPublication xsi:type="SituationPublication" lang="fr">
<publicationTime>2026-11-24T07:58:00+01:00</publicationTime>{situations}</payloadPublication>
</d2LogicalModel>""".encode()


DOCUMENT_3 = b"""<?xml version="1.0" encoding="UTF-8"?>
<d2:payload xsi:type="sit:SituationPublication" lang="fr" modelBaseVersion="3"
 xmlns:com="http://datex2.eu/schema/3/common" xmlns:sit="http://datex2.eu/schema/3/situation"
 xmlns:loc="http://datex2.eu/schema/3/locationReferencing"
 xmlns:d2="http://datex2.eu/schema/3/d2Payload"
 xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
<com:publicationTime>2026-11-24T07:59:00+01:00</com:publicationTime>
<sit:situation id="77"><sit:situationRecord xsi:type="sit:ConstructionWorks" id="77-1" version="4">
<sit:validity><com:validityStatus>definedByValidityTimeSpec</com:validityStatus>
<com:validityTimeSpecification>
<com:overallStartTime>2026-11-20T21:00:00+01:00</com:overallStartTime>
<com:overallEndTime>2026-12-05T05:00:00+01:00</com:overallEndTime>
<com:validPeriod><com:recurringTimePeriodOfDay xsi:type="com:TimePeriodByHour">
<com:startTimeOfPeriod>21:00:00</com:startTimeOfPeriod>
<com:endTimeOfPeriod>05:00:00</com:endTimeOfPeriod></com:recurringTimePeriodOfDay>
<com:recurringDayWeekMonthPeriod><com:applicableDay>tuesday</com:applicableDay>
<com:applicableDay>wednesday</com:applicableDay></com:recurringDayWeekMonthPeriod>
</com:validPeriod></com:validityTimeSpecification></sit:validity>
<sit:impact><sit:numberOfLanesRestricted>1</sit:numberOfLanesRestricted>
<sit:numberOfOperationalLanes>2</sit:numberOfOperationalLanes></sit:impact>
<sit:generalPublicComment><sit:comment><com:values>
<com:value lang="fr">Travaux de nuit</com:value><com:value lang="lb">Nuetsaarbechten</com:value>
</com:values></sit:comment></sit:generalPublicComment>
<sit:locationReference xsi:type="loc:LinearLocation">
<loc:supplementaryPositionalDescription><loc:roadInformation><loc:roadName>A1</loc:roadName>
</loc:roadInformation></loc:supplementaryPositionalDescription>
<loc:gmlLineString><loc:posList>49.491 6.1 49.495 6.1 49.499 6.1</loc:posList></loc:gmlLineString>
</sit:locationReference></sit:situationRecord></sit:situation>
<sit:situation id="78">
<sit:situationRecord xsi:type="sit:RoadOrCarriagewayOrLaneManagement" id="78-1" version="1">
<sit:validity><com:validityStatus>active</com:validityStatus><com:validityTimeSpecification>
<com:overallStartTime>2026-11-24T06:00:00+01:00</com:overallStartTime>
</com:validityTimeSpecification></sit:validity>
<sit:locationReference xsi:type="loc:PointLocation"><loc:pointByCoordinates>
<loc:bearing>180</loc:bearing><loc:pointCoordinates><loc:latitude>49.498</loc:latitude>
<loc:longitude>6.1001</loc:longitude></loc:pointCoordinates></loc:pointByCoordinates>
</sit:locationReference>
<sit:roadOrCarriagewayOrLaneManagementType>carriagewayClosures</sit:roadOrCarriagewayOrLaneManagementType>
</sit:situationRecord></sit:situation></d2:payload>"""
"""Works on three lanes in the nights of Tuesdays and Wednesdays, and a closed carriageway."""
