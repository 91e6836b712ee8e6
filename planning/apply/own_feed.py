"""The feed of a scenario: a draft in, the same with a feed and an operator for what is new out."""

from __future__ import annotations

from dataclasses import replace

from feeds.export.licences import OWN_PLAN
from feeds.tables import FeedInfo, Source
from planning.apply.draft import Draft
from planning.apply.runs import appended

TAG = "scenario"
"""The tag of the feed to which everything belongs that a scenario adds."""
AUTHOR = "the author of the plan"
ATTRIBUTION = "A plan, not a timetable: nothing of it runs."
PAGE = "https://scenario.invalid/"
"""GTFS asks for an address of every operator; nobody answers at this one (RFC 2606)."""


def with_feed(draft: Draft) -> tuple[Draft, str]:
    """The draft with that feed, and the feed's tag."""
    if draft.own_feed >= 0:
        return draft, draft.feed.feeds[draft.own_feed].source.tag
    row = len(draft.feed.feeds)
    tag = _free_tag({info.source.tag for info in draft.feed.feeds})
    source = Source(
        tag=tag, country="", publisher=AUTHOR, name="Scenario", zone=draft.territory.zone,
        page=PAGE, licence=OWN_PLAN, attribution=ATTRIBUTION, illustrative=True,
    )  # fmt: skip
    days = draft.feed.service_dates["day"]
    first, last = (int(days.min()), int(days.max())) if len(days) else (0, 0)
    agency = {
        "id": f"{tag}_1", "feed": row, "name": "Scenario", "url": PAGE, "lang": "",
        "zone": draft.territory.zone, "phone": "", "fare_url": "",
    }  # fmt: skip
    draft = draft.with_tables(agencies=appended(draft.feed.agencies, [agency]))
    feeds = (*draft.feed.feeds, FeedInfo(source, "", "", 0, first, last, {}, {}))
    return replace(draft, feed=replace(draft.feed, feeds=feeds), own_feed=row), tag


def own_agency(draft: Draft) -> int:
    """The row of the scenario's operator."""
    return int((draft.feed.agencies["feed"] == draft.own_feed).to_numpy().argmax())


def _free_tag(taken: set[str]) -> str:
    """A scenario taken away as GTFS may have come back as a feed of that tag."""
    names = [TAG, *(f"{TAG}{number}" for number in range(2, len(taken) + 2))]
    return next(name for name in names if name not in taken)
