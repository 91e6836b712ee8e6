"""Resolvers: a portal is asked where the newest timetable lies, and is not trusted blindly."""

from __future__ import annotations

import datetime as dt
import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.errors import FeedError
from feeds.resolvers import find_address, newest_of_udata
from feeds.tables import Source
from tests.feeds.updates.publisher import Publisher

TODAY = dt.date(2026, 11, 23)


def resource(name: str, **entries: str) -> dict[str, str]:
    return {"url": f"https://files.example/{name}", "format": "zip"} | entries


@pytest.mark.parametrize(
    "resources, newest",
    [
        ([], ""),
        ([resource("a.zip", last_modified="2026-10-01T05:00:00+00:00")], "a.zip"),
        (
            [
                resource("a.zip", last_modified="2026-10-01T05:00:00+00:00"),
                resource("b.zip", last_modified="2026-11-20T05:00:00.123000"),
                resource("c.zip", created_at="2026-10-20T05:00:00Z"),
            ],
            "b.zip",
        ),
        (
            [
                resource("gtfs-20260819-20261212.zip", last_modified="2026-08-21T05:53:11Z"),
                resource("gtfs-20261213-20270612.zip", last_modified="2026-11-20T05:53:11Z"),
            ],
            "gtfs-20260819-20261212.zip",
        ),
        (
            [
                resource("gtfs-20260101-20260331.zip", last_modified="2026-01-01T05:53:11Z"),
                resource("gtfs-20260401-20260630.zip", last_modified="2026-04-01T05:53:11Z"),
            ],
            "gtfs-20260401-20260630.zip",
        ),
        (
            [
                resource("readme.pdf", format="pdf", last_modified="2026-11-22T05:53:11Z"),
                resource("no-ending", format="GTFS", last_modified="2026-11-01T05:53:11Z"),
                resource("a.ZIP?v=2", format="", last_modified="2026-10-01T05:53:11Z"),
            ],
            "no-ending",
        ),
        (
            [resource("undated.zip"), {"url": 7}, "text", None, resource("b.pdf", format="")],
            "undated.zip",
        ),
    ],
)
def test_newest_zip_for_today_is_taken(resources: list[object], newest: str) -> None:
    found = newest_of_udata({"resources": resources}, TODAY)
    assert found.removeprefix("https://files.example/") == newest


@pytest.mark.parametrize("answer", [None, [], "text", {}, {"resources": None}, {"resources": {}}])
def test_answer_of_another_shape_names_no_zip(answer: object) -> None:
    assert newest_of_udata(answer, TODAY) == ""


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=6,
)
ZONES = (None, dt.UTC, dt.timezone(dt.timedelta(hours=14)), dt.timezone(-dt.timedelta(hours=12)))
MOMENTS = st.text() | st.datetimes(timezones=st.sampled_from(ZONES)).map(str)
RESOURCES = st.fixed_dictionaries(
    {"url": JSON | st.text().map(lambda name: f"https://files.example/{name}.zip")},
    optional={"last_modified": MOMENTS | JSON, "published": MOMENTS, "format": JSON},
)


@settings(max_examples=100, deadline=None)
@given(JSON | st.fixed_dictionaries({"resources": st.lists(RESOURCES | JSON)}))
def test_whatever_a_portal_answers_ends_in_an_address_or_none(answer: object) -> None:
    assert isinstance(newest_of_udata(answer, TODAY), str)


def test_source_without_resolver_lies_at_its_address(publisher: Publisher) -> None:
    source = Source("lu", "LU", address="https://files.example/a.zip")
    assert find_address(source, publisher.allowed(), TODAY) == "https://files.example/a.zip"
    assert not publisher.asked


def test_portal_is_asked_and_says_so_when_it_knows_nothing(publisher: Publisher) -> None:
    answer = {"resources": [resource("a.zip")]}
    source = Source("lu", "LU", address=publisher.offers(json.dumps(answer).encode(), "/api/"),
                    resolver="udata")  # fmt: skip
    assert find_address(source, publisher.allowed(), TODAY) == "https://files.example/a.zip"
    publisher.offers(b"{}", "/api/")
    with pytest.raises(FeedError, match="names no zip of the data set"):
        find_address(source, publisher.allowed(), TODAY)
