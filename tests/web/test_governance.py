"""Whose data these are: the feeds as people's record and as a catalogue for machines."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from core import clock
from feeds.catalogue import list_feeds, remember_failed_check
from tests.days import working_morning
from web.create import create_web
from web.governance import governance
from web.governance_jsonld import CONTEXT, catalogue
from web.state import AppState

VALUE_KEYS = {"@value", "@type", "@language"}
NEEDED = {
    "dcat:Catalog": {
        "dct:title", "dct:description", "dct:publisher", "dct:spatial", "dcat:dataset",
    },
    "dcat:Dataset": {
        "dct:title", "dct:description", "dct:identifier", "dct:publisher", "dct:spatial",
        "dct:temporal", "dct:modified", "dct:accrualPeriodicity", "dcat:theme", "dcat:version",
        "mobilitydcatap:mobilityTheme", "dcat:distribution",
    },
    "dcat:Distribution": {
        "dcat:accessURL", "dct:license", "dct:rights", "dct:format", "spdx:checksum",
        "mobilitydcatap:mobilityDataStandard",
    },
    "foaf:Agent": {"foaf:name"},
    "dct:LicenseDocument": {"dct:identifier"},
    "dct:PeriodOfTime": {"dcat:startDate", "dcat:endDate"},
}  # fmt: skip
"""What DCAT-AP and mobilityDCAT-AP ask of each class."""


def nodes_of(value):
    """Every node of a JSON-LD document."""
    if isinstance(value, list):
        return [node for item in value for node in nodes_of(item)]
    if not isinstance(value, dict) or "@value" in value:
        return []
    inner = [node for name, item in value.items() if name != "@context" for node in nodes_of(item)]
    return [value, *inner]


def terms_of(value):
    """Every name and type used in a JSON-LD document."""
    for node in nodes_of(value):
        for name, item in node.items():
            if not name.startswith("@"):
                yield name
            if name == "@type":
                yield item


@pytest.fixture
def record(embedded_client):
    feeds = embedded_client.get("/api/feeds").json["feeds"]
    return {feed["tag"]: feed for feed in feeds}


def with_source(state, tag, **source):
    """The state with another source of one feed."""
    network = state.world.network
    feeds = tuple(
        replace(feed, source=replace(feed.source, **source)) if feed.source.tag == tag else feed
        for feed in network.feeds
    )
    return AppState(replace(state.world, network=replace(network, feeds=feeds)))


def test_a_feed_says_who_runs_its_rides_and_what_may_be_passed_on(record):
    for tag, feed in record.items():
        assert feed["operators"]
        for operator in feed["operators"]:
            assert operator["id"].startswith(f"{tag}_")
            assert operator["name"]
    assert record["lu"]["republish"] == {"allowed": True, "reason": None, "asks": ["attribution"]}
    assert record["fr"]["republish"]["asks"] == ["attribution", "share-alike"]


def test_the_whole_may_be_passed_on_under_the_share_alike_licence(embedded_client):
    merged = embedded_client.get("/api/feeds").json["merged"]
    assert merged == {"allowed": True, "reason": None, "licence": "ODbL-1.0"}


def test_a_feed_that_may_not_be_passed_on_says_why(embedded_state):
    client = create_web(with_source(embedded_state, "fr", licence="")).test_client()
    told = client.get("/api/feeds").json
    refused = next(feed for feed in told["feeds"] if feed["tag"] == "fr")["republish"]
    assert refused == {"allowed": False, "reason": "its licence is unknown", "asks": []}
    assert told["merged"]["allowed"] is False
    assert "fr: its licence is unknown" in told["merged"]["reason"]


def test_age_and_validity_are_counted_from_now(embedded_state):
    world = embedded_state.world
    feed = world.network.feeds[0]
    later_s = feed.fetched_at_s + 3 * 86_400
    told = governance(world, later_s)["feeds"][0]
    assert told["ageSeconds"] == 3 * 86_400
    today = clock.local_date(later_s, world.network.zone)
    last = dt.date.fromisoformat(told["lastDay"])
    assert told["daysLeft"] == (last - today).days
    assert told["expired"] is False
    after = governance(world, later_s + 5 * 366 * 86_400)["feeds"][0]
    assert (after["daysLeft"], after["expired"]) == (0, True)


def test_notices_come_with_a_few_of_their_rows(record):
    for feed in record.values():
        assert set(feed["noticeSamples"]) <= set(feed["notices"])
        for code, samples in feed["noticeSamples"].items():
            assert 1 <= len(samples) <= 3
            assert {sample["code"] for sample in samples} == {code}


def test_every_option_names_its_feeds_with_licence_and_last_update(embedded_client):
    query = {"fromPlace": "49.4671,5.9320", "toPlace": "49.6283,6.1537", "numItineraries": "3"}
    query["time"] = working_morning()
    answer = embedded_client.get("/api/v6/plan", query_string=query).json
    assert answer["itineraries"]
    for option in answer["itineraries"]:
        tags = option["navette"]["feeds"]
        rides = {leg["navette"]["feed"] for leg in option["legs"]} - {None}
        assert rides <= set(tags)
        for tag in tags:
            source = answer["navette"]["feeds"][tag]
            assert source["licence"]
            assert source["fetchedAt"]


def test_the_catalogue_is_json_ld_whose_every_term_has_a_meaning(embedded_client):
    answer = embedded_client.get("/api/feeds.jsonld")
    assert answer.mimetype == "application/ld+json"
    document = answer.get_json(force=True)
    assert document["@context"] == CONTEXT
    prefixes = {term.partition(":")[0] for term in terms_of(document)}
    assert prefixes <= set(CONTEXT)
    assert all(address.startswith(("http://", "https://")) for address in CONTEXT.values())


def test_the_catalogue_has_what_dcat_ap_for_mobility_asks(embedded_client):
    document = embedded_client.get("/api/feeds.jsonld").get_json(force=True)
    found = {}
    for node in nodes_of(document):
        kind = node.get("@type")
        found[kind] = found.get(kind, 0) + 1
        assert NEEDED.get(kind, set()) <= set(node), f"{kind} lacks a property"
    assert found["dcat:Dataset"] == found["dcat:Distribution"] == 2
    assert set(NEEDED) <= set(found)


def test_values_of_the_catalogue_are_typed_and_its_links_are_addresses(embedded_client):
    document = embedded_client.get("/api/feeds.jsonld").get_json(force=True)
    for node in nodes_of(document):
        for name, value in node.items():
            for item in value if isinstance(value, list) else [value]:
                if isinstance(item, dict) and "@value" in item:
                    assert set(item) <= VALUE_KEYS
                    if item.get("@type") == "xsd:date":
                        dt.date.fromisoformat(item["@value"])
                if isinstance(item, dict) and set(item) == {"@id"}:
                    assert item["@id"].startswith(("http://", "https://", "/")), name


def test_the_address_of_a_feed_with_its_key_is_told_nowhere(embedded_state):
    address = "https://feeds.example.org/gtfs.zip?key=s3cret"
    state = with_source(embedded_state, "fr", address=address)
    client = create_web(state).test_client()
    for path in ("/api/feeds", "/api/feeds.jsonld"):
        assert "s3cret" not in client.get(path).text


def test_a_feed_without_a_page_has_no_distribution_rather_than_a_false_one(embedded_state):
    document = catalogue(with_source(embedded_state, "lu", page="").world)
    lu = next(node for node in document["dcat:dataset"] if node["@id"] == "#lu")
    assert "dcat:distribution" not in lu


def test_an_update_that_failed_since_is_told_without_a_new_network(embedded_copy, embedded_state):
    data = embedded_copy / "embedded"
    lu = next(feed for feed in list_feeds(data) if feed.source.tag == "lu")
    remember_failed_check(lu, "the publisher answered 503")
    world = embedded_state.world
    state = AppState(world, stored=lambda: {feed.source.tag: feed for feed in list_feeds(data)})
    client = create_web(state).test_client()
    told = {feed["tag"]: feed for feed in client.get("/api/feeds").json["feeds"]}
    assert told["lu"]["lastFailure"] == "the publisher answered 503"
    assert told["lu"]["lastFailureAt"]
    assert told["lu"]["checkedAt"]
    assert told["fr"]["lastFailure"] is None


def test_the_site_reads_its_feeds_from_the_data_folder(embedded_state):
    assert set(embedded_state.stored()) == {"lu", "fr"}


def test_the_merge_report_of_the_network_in_service_is_answered(embedded_client, embedded_state):
    report = embedded_client.get("/api/feeds/merge-report").json
    assert len(report["feeds"]) == 2
    assert report["counts"]["places"] == len(embedded_state.world.network.places.name)
    assert report["counts"]["ridesJoined"] >= 42
    assert all(row["ids"] and row["evidence"] for row in report["stitches"])


def test_a_network_that_no_merge_made_has_an_empty_report(client):
    report = client.get("/api/feeds/merge-report").json
    assert report["counts"] == {}
    assert report["doubts"] == []
