"""Fares and emissions: a territory's tables and an itinerary in, what it costs and emits out.

A fare of the table fits a ride by operator, mode, the countries of its two ends and the stops it
may begin or end at; the first that fits holds. Rides on one fare within its time need one ticket.
What no row fits stays unknown: the sum is then "at least". Distances are those drawn on the map.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from feeds.territory import Territory
from routing.itineraries import Itinerary, Leg
from routing.place_words import fold


class RideEnds(NamedTuple):
    """What a fare asks of a ride: by whom, how, the countries and folded names of its ends."""

    agency_name: str
    mode: str
    countries: frozenset[str]
    names: tuple[str, str]


@dataclass(frozen=True, slots=True)
class FareRule:
    """One row of fares.csv. `countries` are those of a ride's ends; `valid_s` 0: one ride."""

    id: str
    name: str
    agency: str
    mode: str
    countries: frozenset[str]
    stops: tuple[str, ...]
    amount: float
    valid_s: int
    month_amount: float | None
    currency: str
    source: str

    def fits(self, leg: Leg) -> bool:
        """Whether a leg is a ride on this fare."""
        return leg.transit is not None and self.holds_for(
            RideEnds(
                leg.transit.agency_name,
                leg.mode,
                frozenset({leg.start.country, leg.end.country}),
                (fold(leg.start.name), fold(leg.end.name)),
            )
        )

    def holds_for(self, ride: RideEnds) -> bool:
        """Whether a ride is on this fare."""
        if self.mode and ride.mode != self.mode:
            return False
        if self.agency and self.agency.casefold() not in ride.agency_name.casefold():
            return False
        if ride.countries != self.countries:
            return False
        return not self.stops or any(stop in name for stop in self.stops for name in ride.names)


@dataclass(frozen=True, slots=True)
class Ticket:
    """What is bought once: `legs` are the numbers of the legs it is for."""

    rule: FareRule
    legs: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Fare:
    """What an itinerary costs by transit; `unknown` are the rides whose fare nobody knows."""

    amount: float
    currency: str
    tickets: tuple[Ticket, ...]
    unknown: tuple[int, ...]

    @property
    def at_least(self) -> bool:
        """Whether more is due than is known."""
        return bool(self.unknown)

    def renumbered(self, numbers: Sequence[int]) -> Fare:
        """The same fare where leg `at` is told as part of leg `numbers[at]`."""

        def told(legs: tuple[int, ...]) -> tuple[int, ...]:
            return tuple(dict.fromkeys(numbers[at] for at in legs))

        tickets = tuple(Ticket(one.rule, told(one.legs)) for one in self.tickets)
        return replace(self, tickets=tickets, unknown=told(self.unknown))


@dataclass(frozen=True, slots=True)
class Emission:
    """Grams of CO2 equivalent; `unknown` are the legs whose mode has no factor."""

    grams: int
    factors: Mapping[str, tuple[float, str]]
    """Grams per km and source, by mode that was used."""
    unknown: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Tariff:
    """The fares and the emission factors of a territory."""

    rules: tuple[FareRule, ...]
    factors: Mapping[str, tuple[float, str]]

    @classmethod
    def of(cls, territory: Territory) -> Tariff:
        """The tables of a territory; empty ones leave everything unknown."""
        rules = tuple(_rule(row) for row in territory.fares.to_dict("records"))
        rows = territory.emissions.to_dict("records")
        return cls(rules, {row["mode"]: (row["grams_per_km"], row["source"]) for row in rows})

    def fare(self, itinerary: Itinerary) -> Fare | None:
        """What the rides cost; None where nothing is ridden, or the territory has no fares."""
        rides = [(at, leg) for at, leg in enumerate(itinerary.legs) if leg.transit is not None]
        if not rides or not self.rules:
            return None
        tickets: list[Ticket] = []
        unknown = []
        for at, leg in rides:
            rule = next((rule for rule in self.rules if rule.fits(leg)), None)
            if rule is None:
                unknown.append(at)
            else:
                _add(tickets, rule, at, itinerary.legs)
        return Fare(
            amount=round(sum(ticket.rule.amount for ticket in tickets), 2),
            currency=next((ticket.rule.currency for ticket in tickets), self.rules[0].currency),
            tickets=tuple(tickets),
            unknown=tuple(unknown),
        )

    def emission(self, itinerary: Itinerary) -> Emission | None:
        """What the itinerary emits for one person; None where the territory has no factors."""
        if not self.factors:
            return None
        used = [(at, leg, self.factors.get(leg.mode)) for at, leg in enumerate(itinerary.legs)]
        known = [(leg, factor) for _, leg, factor in used if factor is not None]
        return Emission(
            grams=round(sum(factor[0] * leg.distance_m / 1000 for leg, factor in known)),
            factors={leg.mode: factor for leg, factor in known if factor[0]},
            unknown=tuple(at for at, _, factor in used if factor is None),
        )


NO_TARIFF = Tariff((), {})


def month_cost(fare: Fare, days: int) -> float:
    """What a month of commuting costs, there and back on so many days, with the cheapest tickets.

    Each fare by itself: single tickets, or its monthly one. Unknown rides are not in it.
    """
    singles: dict[str, float] = {}
    months: dict[str, float | None] = {}
    for ticket in fare.tickets:
        rule = ticket.rule
        singles[rule.id] = singles.get(rule.id, 0.0) + 2 * days * rule.amount
        months[rule.id] = rule.month_amount
    cheapest = (
        single if (month := months[name]) is None else min(single, month)
        for name, single in singles.items()
    )
    return round(sum(cheapest), 2)


def _add(tickets: list[Ticket], rule: FareRule, at: int, legs: Sequence[Leg]) -> None:
    """A ride onto the last ticket of its fare where that is still valid, else a new one."""
    number = next((n for n, ticket in reversed([*enumerate(tickets)]) if ticket.rule is rule), None)
    if number is not None:
        ticket = tickets[number]
        since_s = legs[at].start_s - legs[ticket.legs[0]].start_s
        if since_s <= rule.valid_s or legs[at].in_seat or not rule.amount:
            tickets[number] = Ticket(rule, (*ticket.legs, at))
            return
    tickets.append(Ticket(rule, (at,)))


def _rule(row: Mapping[str, object]) -> FareRule:
    def number(name: str) -> float | None:
        value = float(str(row[name]))
        return None if math.isnan(value) else value

    return FareRule(
        id=str(row["fare_id"]),
        name=str(row["name"]),
        agency=str(row["agency"]),
        mode=str(row["mode"]),
        countries=frozenset(_parts(row["countries"])),
        stops=tuple(fold(part) for part in _parts(row["stops"])),
        amount=number("amount") or 0.0,
        valid_s=round((number("valid_min") or 0.0) * 60),
        month_amount=number("month_amount"),
        currency=str(row["currency"]),
        source=str(row["source"]),
    )


def _parts(text: object) -> Iterable[str]:
    return (part.strip() for part in str(text).split("|") if part.strip())
