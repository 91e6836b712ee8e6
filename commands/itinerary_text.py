"""Itineraries for reading: a PlanResult in, blocks of text out, each time in its place's zone."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from commands.text import count, distance, duration, offset, plain, time_of_day
from core import clock

if TYPE_CHECKING:
    from feeds.tables import FeedInfo
    from routing.itineraries import CorridorEffect, Itinerary, Leg, PlanResult, Stopover
    from routing.tariff import Fare, Tariff

_WAYS = {"WALK": "on foot", "BIKE": "by bicycle", "CAR": "by car"}
_INDENT = "     "


_CRITERIA = {
    "FARE": "cheaper",
    "EMISSION": "emits less",
    "WALK": "less walking",
    "CROWDING": "emptier",
    "RELIABILITY": "safer changes",
}


def plan_text(
    result: PlanResult,
    feeds: Iterable[FeedInfo],
    days: Sequence[str] = (),
    tariff: Tariff | None = None,
) -> str:
    """The whole answer: a heading, one block an itinerary, and whose data it stands on.

    `days` are sentences on the days travelled, one paragraph each.
    """
    blocks = [_heading(result)]
    options = (*result.itineraries, *result.direct)
    blocks += [
        itinerary_text(number, option, tariff) for number, option in enumerate(options, start=1)
    ]
    if not options:
        blocks.append(
            f"No way was found ({', '.join(result.reasons) or 'none within the limits'})."
        )
    if not result.complete:
        blocks.append("The search was cut short; there may be better ways.")
    if days:
        blocks.append("\n".join(["Public holiday", *(f"{_INDENT}{plain(said)}" for said in days)]))
    used = {tag for option in options for tag in option.feeds}
    sources = [_source(feed) for feed in feeds if feed.source.tag in used]
    if sources:
        blocks.append("\n".join(["Sources", *sources]))
    return "\n\n".join(blocks)


def itinerary_text(number: int, itinerary: Itinerary, tariff: Tariff | None = None) -> str:
    """One itinerary: a line that sums it up, then one line a leg."""
    first, last = itinerary.legs[0].start, itinerary.legs[-1].end
    rides = sum(leg.transit is not None for leg in itinerary.legs)
    changes = f"   {count(itinerary.transfers, 'change', 'changes')}" if rides else ""
    head = (
        f"{number:>3}. {time_of_day(itinerary.start_s, first.zone)} - "
        f"{_arrival(itinerary, first, last)}   {duration(_shown_s(itinerary))}"
        f"{changes}{_cost(itinerary, tariff) if tariff else ''}{_reason(itinerary)}"
    )
    return "\n".join([head, *(line for leg in itinerary.legs for line in _leg_lines(leg))])


def _reason(itinerary: Itinerary) -> str:
    """For which criteria it stands there, though others are quicker."""
    says = [_CRITERIA[criterion] for criterion in itinerary.chosen_for]
    return f"   ({', '.join(says)})" if says else ""


def _cost(itinerary: Itinerary, tariff: Tariff) -> str:
    """The fare and the emissions, as far as they are known."""
    said = ""
    fare, emission = tariff.fare(itinerary), tariff.emission(itinerary)
    if fare is not None:
        rides = "rides " if any(leg.mode == "CAR" for leg in itinerary.legs) else ""
        said += f"   {rides}{_price(fare)}"
    if emission is not None:
        said += f"   {'at least ' if emission.unknown else ''}{emission.grams / 1000:.1f} kg CO2e"
    return said


def _price(fare: Fare) -> str:
    if not fare.tickets:
        return "fare unknown"
    if not fare.amount and not fare.at_least:
        return "free"
    return f"{'at least ' if fare.at_least else ''}{fare.amount:.2f} {plain(fare.currency)}"


def _shown_s(itinerary: Itinerary) -> int:
    """Seconds between the times as they are shown, so that the sum in people's heads agrees."""
    return (itinerary.end_s // 60 - itinerary.start_s // 60) * 60


def _heading(result: PlanResult) -> str:
    day = clock.to_local(result.window_start_s, result.origin.zone)
    return f"{_named(result.origin)} to {_named(result.destination)}, {day:%a %d %b %Y}"


def _named(place: Stopover) -> str:
    return f"{plain(place.name)} ({place.country})" if place.country else plain(place.name)


def _arrival(itinerary: Itinerary, first: Stopover, last: Stopover) -> str:
    text = time_of_day(itinerary.end_s, last.zone)
    starts_on = clock.local_date(itinerary.start_s, first.zone)
    days = (clock.local_date(itinerary.end_s, last.zone) - starts_on).days
    text += f" +{count(days, 'day', 'days')}" if days else ""
    offsets = [offset(itinerary.start_s, first.zone), offset(itinerary.end_s, last.zone)]
    return text if offsets[0] == offsets[1] else f"{text} ({offsets[0]} to {offsets[1]})"


def _leg_lines(leg: Leg) -> Iterator[str]:
    times = f"{time_of_day(leg.start_s, leg.start.zone)} - {time_of_day(leg.end_s, leg.end.zone)}"
    yield f"{_INDENT}{times}  {_way(leg)}"
    notes = []
    if leg.parking is not None:
        site = leg.parking
        price = f", {plain(site.price)}" if site.price else ""
        notes.append(f"park there: {count(site.capacity, 'place', 'places')}{price}")
    if leg.in_seat:
        notes.append("stay on board: the same vehicle goes on")
    if leg.crossing is not None:
        crossing = leg.crossing
        where = f" at {plain(crossing.name)}" if crossing.name else ""
        when = time_of_day(crossing.time_s, leg.start.zone)
        notes.append(f"{when} {crossing.from_country} to {crossing.to_country}{where}")
    notes += [_congestion(effect) for effect in leg.corridors]
    if leg.transit is not None and leg.transit.projected:
        notes.append("no timetable is published for this day: as on a like day before its end")
    if leg.lacks_forecast:
        notes.append("at free flow: no forecast for this crossing at that time")
    for note in notes:
        yield f"{_INDENT}               {note}"


def _way(leg: Leg) -> str:
    ends = f"{_stop(leg.start)} - {_stop(leg.end)}"
    if leg.transit is None:
        way = _WAYS.get(leg.mode, leg.mode.lower())
        metres = leg.distance_m
        how_far = f"about {distance(round(metres, -1))}" if leg.estimated else distance(metres)
        return f"{way}, {how_far}: {ends}"
    transit = leg.transit
    line = plain(transit.route_short_name or transit.route_long_name)
    towards = f" towards {plain(transit.headsign)}" if transit.headsign else ""
    between = f", {count(len(leg.calls), 'stop', 'stops')} between" if leg.calls else ""
    return f"{leg.mode} {line}{towards}: {ends} ({plain(transit.agency_name)}{between})"


def _stop(stop: Stopover) -> str:
    platform = f" [{plain(stop.platform)}]" if stop.platform else ""
    return f"{plain(stop.name)}{platform}"


def _congestion(effect: CorridorEffect) -> str:
    low, middle, high = (
        round(delay / 60) for delay in (effect.delay_p10_s, effect.delay_p50_s, effect.delay_p90_s)
    )
    how = "in the times above" if effect.applied else "beside the timetable"
    illustrative = ", illustrative" if effect.illustrative else ""
    return (
        f"congestion {plain(effect.name)}: +{middle} min ({low} to {high}; {how}; "
        f"{effect.basis}{illustrative})"
    )


def _source(feed: FeedInfo) -> str:
    source = feed.source
    words = source.attribution or source.publisher or source.name or "publisher unknown"
    licence = source.licence or "licence unknown"
    warning = "; illustrative, not a timetable" if source.illustrative else ""
    updated = f"; of {clock.iso_utc(feed.fetched_at_s)[:10]}" if feed.fetched_at_s > 0 else ""
    return f"{_INDENT}{source.tag}: {plain(words)} ({plain(licence)}{updated}{warning})"
