"""What an itinerary costs and emits: a tariff and an itinerary in, the members of `navette` out."""

from __future__ import annotations

from typing import Any

from routing.itineraries import Itinerary
from routing.tariff import Emission, Fare, Tariff, month_cost

COMMUTE_DAYS = (12, 16, 20)
"""Days a month on which one commutes: with two days of telework a week, with one, with none."""


def render_cost(tariff: Tariff, found: Itinerary) -> dict[str, Any]:
    """`fare` and `emission`, each null where the territory knows none."""
    fare, emission = tariff.fare(found), tariff.emission(found)
    return {
        "fare": None if fare is None else _fare(fare),
        "emission": None if emission is None else _emission(emission),
    }


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
