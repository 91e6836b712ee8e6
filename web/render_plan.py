"""A page of itineraries in, the API's answer to `plan` out, with our own object beside it."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from typing import Any

from core.clock import from_day_number, iso_utc
from feeds.tables import FeedInfo
from routing.criteria.reliability import Reliability
from routing.itineraries import Itinerary, Leg, PlanResult
from routing.joined_legs import join_stays, joined_numbers
from web.day_explanation import explain_days, render_side_day, travelled_days
from web.in_time import leave_by_fields, on_time_fields
from web.itinerary_id import itinerary_id, swapped_ids
from web.render_cost import fare_transfers, render_cost
from web.render_leg import render_leg
from web.render_place import render_place
from web.showing import AS_USUAL, Showing
from web.state import World
from web.versions import LATEST, Version


def render_plan(
    result: PlanResult,
    world: World,
    *,
    version: Version = LATEST,
    language: str = "",
    show: Showing = AS_USUAL,
    echo: dict[str, str] | None = None,
    cursors: tuple[str, str] | None = None,
    by_s: int | None = None,
) -> dict[str, Any]:
    """The whole answer; without cursors they are made from the window searched.

    `by_s` is the moment at which one wants to be there, where that was asked for.
    """
    earlier, later = cursors or (
        f"EARLIER|{result.window_start_s}",
        f"LATER|{result.window_end_s}",
    )

    def shown(found: Itinerary) -> dict[str, Any]:
        told = render_itinerary(found, world, version=version, language=language, show=show)
        if by_s is not None:
            told["navette"]["onTime"] = on_time_fields(found, by_s, world.reliability)
        return told

    extra = _extra(result, world, language)
    if by_s is not None:
        ways = (*result.itineraries, *result.direct)
        extra["leaveBy"] = leave_by_fields(ways, by_s, world.reliability)
    return {
        "requestParameters": echo or {},
        "debugOutput": {name: round(value) for name, value in result.search.items()},
        "from": render_place(result.origin, version),
        "to": render_place(result.destination, version),
        "direct": [shown(found) for found in result.direct],
        "itineraries": [shown(found) for found in result.itineraries],
        "previousPageCursor": earlier,
        "nextPageCursor": later,
        "navette": extra,
    }


def render_itinerary(
    found: Itinerary,
    world: World,
    *,
    version: Version = LATEST,
    language: str = "",
    show: Showing = AS_USUAL,
) -> dict[str, Any]:
    """One itinerary with its legs, its cost and its changes."""
    name = itinerary_id(found)
    whole = found.legs
    fare, emission = world.tariff.fare(found), world.tariff.emission(found)
    if show.joined:
        fare = fare and fare.renumbered(joined_numbers(found))
        found = join_stays(found)
    illustrative = {feed.source.tag for feed in world.network.feeds if feed.source.illustrative}
    if world.scenario is not None:
        illustrative.discard(world.scenario.tag)  # which says of itself that it is a plan

    def shown(leg: Leg, *, is_transfer: bool = False) -> dict[str, Any]:
        return render_leg(
            leg,
            version,
            language=language,
            show=replace(show, ways=show.transfer_ways) if is_transfer else show,
            illustrative=illustrative,
            foreseen=world.foreseen,
            scenario="" if world.scenario is None else world.scenario.name,
            reliability=world.reliability,
        )

    legs = [shown(leg, is_transfer=at in _transfers(found)) for at, leg in enumerate(found.legs)]
    boarded = (at for at, leg in enumerate(whole) if leg.alternatives)
    for each, leg in zip(legs, found.legs, strict=True):
        if leg.alternatives:
            each["alternatives"] = [[shown(part) for part in other] for other in leg.alternatives]
            _name_swaps(each["alternatives"], swapped_ids(whole, next(boarded)))
    tickets = fare_transfers(fare, legs) if show.fares and fare is not None else {}
    return {
        "duration": found.end_s - found.start_s,
        "startTime": iso_utc(found.start_s),
        "endTime": iso_utc(found.end_s),
        "transfers": found.transfers,
        "id": name,
        "legs": legs,
        **tickets,
        "navette": {
            "feeds": list(found.feeds),
            "walkSeconds": found.walk_s,
            "chosenFor": list(found.chosen_for),
            "changes": _changes(found, world.reliability),
            **render_cost(fare, emission),
        },
    }


def _name_swaps(others: list[list[dict[str, Any]]], names: list[str]) -> None:
    """Each alternative's ride says what the itinerary with it is called."""
    for way, name in zip(others, names, strict=True):
        ride = next(part for part in way if part.get("tripId"))
        ride["navette"]["swapped"] = name


def _transfers(found: Itinerary) -> set[int]:
    """Which legs are walks from one ride to the next."""
    rides = [at for at, leg in enumerate(found.legs) if leg.transit is not None]
    return {at for one, other in pairwise(rides) for at in range(one + 1, other)}


def _changes(found: Itinerary, reliability: Reliability) -> dict[str, Any] | None:
    """The tightest change, and how likely all of them are kept; null where there is none."""
    if not found.spares_s:
        return None
    return {
        "leastSpareSeconds": min(found.spares_s),
        "chance": round(reliability.chance_to_keep(found.spares_s), 2),
        "basis": reliability.basis,
        "until": reliability.until or None,
    }


def _extra(result: PlanResult, world: World, language: str) -> dict[str, Any]:
    found = (*result.itineraries, *result.direct)
    tags = {tag for itinerary in found for tag in itinerary.feeds}
    corridors = {
        effect.corridor_id: None
        for itinerary in found
        for leg in itinerary.legs
        for effect in leg.corridors
    }
    told = explain_days(travelled_days(result, world.network.zone), world, language)
    return {
        "feeds": {
            feed.source.tag: render_source(feed)
            for feed in world.network.feeds
            if feed.source.tag in tags
        },
        "reasons": list(result.reasons),
        "complete": result.complete,
        "unknownCriteria": list(result.unknown_criteria),
        "holidays": [render_side_day(side) for side in told if side.holiday],
        "otherSides": [render_side_day(side) for side in told if not side.holiday],
        "corridors": list(corridors),
        "version": world.network.version,
        **_scenario(world),
    }


def _scenario(world: World) -> dict[str, Any]:
    """Which plan it is, where the answer is that of a plan."""
    plan = world.scenario
    return {} if plan is None else {"scenario": {"id": plan.id, "name": plan.name}}


def render_source(feed: FeedInfo) -> dict[str, Any]:
    """Whose data a feed is, under which licence, and how fresh."""
    source = feed.source
    return {
        "publisher": source.publisher,
        "name": source.name,
        "licence": source.licence,
        "licenceUrl": source.licence_url,
        "attribution": source.attribution,
        "illustrative": source.illustrative,
        "firstDay": from_day_number(feed.first_day).isoformat() if feed.last_day else None,
        "lastDay": from_day_number(feed.last_day).isoformat() if feed.last_day else None,
        "fetchedAt": iso_utc(feed.fetched_at_s) if feed.fetched_at_s > 0 else None,
    }
