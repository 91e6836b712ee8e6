"""The feeds as a catalogue for machines: a world in, a DCAT-AP catalogue as JSON-LD out.

Source: DCAT-AP 3 and mobilityDCAT-AP 1, its extension for mobility data. Addresses of feeds are
not told: some hold a key; the publisher's page is where the data are to be had.
"""

from __future__ import annotations

from typing import Any

from core.clock import from_day_number, iso_utc
from feeds.export.licences import find_licence
from feeds.tables import FeedInfo
from web.governance import is_timetable
from web.state import World

Node = dict[str, Any]

_MOBILITY = "https://w3id.org/mobilitydcat-ap"
_AUTHORITY = "http://publications.europa.eu/resource/authority"
CONTEXT: Node = {
    "dcat": "http://www.w3.org/ns/dcat#",
    "dct": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "geosparql": "http://www.opengis.net/ont/geosparql#",
    "mobilitydcatap": f"{_MOBILITY}#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "spdx": "http://spdx.org/rdf/terms#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
_FREQUENCIES = {
    "daily": "DAILY",
    "weekly": "WEEKLY",
    "monthly": "MONTHLY",
    "yearly": "ANNUAL",
    "annually": "ANNUAL",
    "continuous": "CONT",
    "irregular": "IRREG",
}


def catalogue(world: World) -> Node:
    """The catalogue: one dataset a feed."""
    return {
        "@context": CONTEXT,
        "@id": "",
        "@type": "dcat:Catalog",
        "dct:title": _text("Navette"),
        "dct:description": _text("The feeds behind trips across the border, with their licences"),
        "dct:publisher": {"@type": "foaf:Agent", "foaf:name": "Navette"},
        "foaf:homepage": _link("/"),
        **_spatial(world.territory.bbox if world.territory else None),
        "dcat:themeTaxonomy": _link(f"{_AUTHORITY}/data-theme"),
        "dcat:dataset": [_dataset(feed, at, world) for at, feed in enumerate(world.network.feeds)],
    }


def _dataset(feed: FeedInfo, at: int, world: World) -> Node:
    source = feed.source
    name = source.name or source.publisher or source.tag
    about = "illustrative, not a timetable" if source.illustrative else "as published"
    theme = (
        "public-transport-scheduled-transport" if is_timetable(feed) else "static-road-network-data"
    )
    node: Node = {
        "@id": f"#{source.tag}",
        "@type": "dcat:Dataset",
        "dct:identifier": source.tag,
        "dct:title": _text(name),
        "dct:description": _text(f"{name} ({about}), version {feed.version}"),
        "dct:publisher": _publisher(feed),
        "dct:accrualPeriodicity": _link(f"{_AUTHORITY}/frequency/{_frequency(source.rhythm)}"),
        "dcat:theme": _link(f"{_AUTHORITY}/data-theme/TRAN"),
        "mobilitydcatap:mobilityTheme": _link(f"{_MOBILITY}/mobility-theme/{theme}"),
        "dcat:version": feed.version,
        **_spatial(_box_of(world, at)),
    }
    if is_timetable(feed):
        node["dct:temporal"] = {
            "@type": "dct:PeriodOfTime",
            "dcat:startDate": _typed(from_day_number(feed.first_day).isoformat(), "date"),
            "dcat:endDate": _typed(from_day_number(feed.last_day).isoformat(), "date"),
        }
    if feed.fetched_at_s > 0:
        node["dct:modified"] = _typed(iso_utc(feed.fetched_at_s), "dateTime")
    if source.page:
        node["dcat:landingPage"] = _link(source.page)
        node["dcat:distribution"] = [_distribution(feed)]
    return node


def _publisher(feed: FeedInfo) -> Node:
    source = feed.source
    agent: Node = {
        "@type": "foaf:Agent",
        "foaf:name": source.publisher or source.name or source.tag,
    }
    if source.page:
        agent["foaf:homepage"] = _link(source.page)
    return agent


def _distribution(feed: FeedInfo) -> Node:
    source = feed.source
    node: Node = {
        "@id": f"#{source.tag}-distribution",
        "@type": "dcat:Distribution",
        "dcat:accessURL": _link(source.page),
        "dct:license": _licence(feed),
        "dct:rights": {
            "@type": "dct:RightsStatement",
            "rdfs:label": _text(source.attribution or source.publisher or source.tag),
        },
        "spdx:checksum": {
            "@type": "spdx:Checksum",
            "spdx:algorithm": _link("http://spdx.org/rdf/terms#checksumAlgorithm_sha256"),
            "spdx:checksumValue": _typed(feed.sha256, "hexBinary"),
        },
    }
    if is_timetable(feed):
        standard = f"{_MOBILITY}/mobility-data-standard/gtfs"
        node["mobilitydcatap:mobilityDataStandard"] = _link(standard)
        node["dct:format"] = _link(f"{_AUTHORITY}/file-type/ZIP")
    return node


def _licence(feed: FeedInfo) -> Node:
    source = feed.source
    known = find_licence(source.licence)
    node: Node = {
        "@type": "dct:LicenseDocument",
        "dct:identifier": known.id if known else source.licence or "unknown",
    }
    address = source.licence_url or (known.url if known else "")
    return {"@id": address, **node} if address else node


def _frequency(rhythm: str) -> str:
    return _FREQUENCIES.get(rhythm.strip().lower(), "UNKNOWN")


def _box_of(world: World, feed: int) -> tuple[float, float, float, float] | None:
    """South, west, north and east of the stops of a feed."""
    stops = world.network.stops
    here = (stops.feed == feed) & ((stops.lat != 0) | (stops.lon != 0))
    if not here.any():
        return None
    lat, lon = stops.lat[here], stops.lon[here]
    return float(lat.min()), float(lon.min()), float(lat.max()), float(lon.max())


def _spatial(box: tuple[float, float, float, float] | None) -> Node:
    if box is None:
        return {}
    south, west, north, east = box
    corners = ((west, south), (east, south), (east, north), (west, north), (west, south))
    ring = ", ".join(f"{lon:.5f} {lat:.5f}" for lon, lat in corners)
    area = {"@type": "geosparql:wktLiteral", "@value": f"POLYGON(({ring}))"}
    return {"dct:spatial": {"@type": "dct:Location", "dcat:bbox": area}}


def _link(address: str) -> Node:
    return {"@id": address}


def _text(text: str) -> Node:
    return {"@language": "en", "@value": text}


def _typed(value: str, kind: str) -> Node:
    return {"@type": f"xsd:{kind}", "@value": value}
