"""What an itinerary costs and emits: a fare and an emission in, the members of answers out."""

from __future__ import annotations

from typing import Any

from routing.tariff import Emission, Fare, month_cost

COMMUTE_DAYS = (12, 16, 20)
"""Days a month on which one commutes: with two days of telework a week, with one, with none."""


def render_cost(fare: Fare | None, emission: Emission | None) -> dict[str, Any]:
    """`fare` and `emission`, each null where the territory knows none."""
    return {
        "fare": None if fare is None else _fare(fare),
        "emission": None if emission is None else _emission(emission),
    }


def fare_transfers(fare: Fare, legs: list[dict[str, Any]]) -> dict[str, Any]:
    """The tickets as the API has them; each leg is given the index of its ticket.

    A ride whose fare nobody knows, if only for a part of it, has no index. A free ride has a ticket
    of 0. A ride of several tickets, on which one stays on board, has the index of the first.
    """
    for at, ticket in reversed([*enumerate(fare.tickets)]):
        for leg in set(ticket.legs) - set(fare.unknown):
            legs[leg].update(fareTransferIndex=at, effectiveFareLegIndex=0)
    products = (
        {"name": one.rule.name, "amount": one.rule.amount, "currency": one.rule.currency}
        for one in fare.tickets
    )
    return {"fareTransfers": [{"effectiveFareLegProducts": [[[one]]]} for one in products]}


def _fare(fare: Fare) -> dict[str, Any]:
    return {
        "amount": fare.amount,
        "currency": fare.currency,
        "atLeast": fare.at_least,
        "tickets": [
            {
                "name": ticket.rule.name,
                "amount": ticket.rule.amount,
                "legs": list(ticket.legs),
                "source": ticket.rule.source,
            }
            for ticket in fare.tickets
        ],
        "unknownLegs": list(fare.unknown),
        "months": [
            {"days": days, "amount": month_cost(fare, days), "atLeast": fare.at_least}
            for days in COMMUTE_DAYS
        ],
    }


def _emission(emission: Emission) -> dict[str, Any]:
    return {
        "grams": emission.grams,
        "atLeast": bool(emission.unknown),
        "factors": [
            {"mode": mode, "gramsPerKm": grams, "source": source}
            for mode, (grams, source) in emission.factors.items()
        ],
    }
