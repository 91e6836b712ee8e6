"""What a leg has to say to people: a Leg in, the API's alerts out, in their language."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from routing.itineraries import CorridorEffect, Leg
from web.alert_texts import BASIS, TEXTS

_LEAST_DELAY_S = 60
"""A delay that nobody would notice is no news."""
_MUCH_S = 600

LANGUAGES = tuple(TEXTS)


def language_of(*wanted: str) -> str:
    """The first of the wanted languages that we have texts in, else English."""
    for tag in wanted:
        short = tag.split("-")[0].split("_")[0].lower()
        if short in TEXTS:
            return short
    return "en"


def realtime_texts(spoken: str) -> tuple[str, str]:
    """Header and description for realtime that is too old, in a language of LANGUAGES."""
    return TEXTS[spoken]["stale"], TEXTS[spoken]["stale_long"]


def leg_alerts(
    leg: Leg, language: str, illustrative: Collection[str], scenario: str = ""
) -> list[dict[str, Any]]:
    """The delays forecast on a leg's corridors, and whether its data are made up, or a plan."""
    spoken = language_of(language)
    texts = TEXTS[spoken]
    alerts = [
        _delay(effect, spoken) for effect in leg.corridors if effect.delay_p90_s >= _LEAST_DELAY_S
    ]
    if scenario and leg.transit is not None:
        words = texts["planned_long"].format(name=scenario)
        alerts.append(_note(texts["planned"], words))
    if leg.lacks_forecast:
        alerts.append(_note(texts["free"], texts["free_long"]))
    if leg.transit is not None and leg.transit.projected:
        alerts.append(_note(texts["projected"], texts["projected_long"]))
    if leg.transit is not None and leg.transit.feed_tag in illustrative:
        alerts.append(_note(texts["made"], texts["made_long"]))
    elif any(effect.illustrative for effect in leg.corridors):
        alerts.append(_note(texts["made"], texts["made_road"]))
    return alerts


def _delay(effect: CorridorEffect, spoken: str) -> dict[str, Any]:
    texts = TEXTS[spoken]
    low, middle, high = (
        max(0, round(seconds / 60))
        for seconds in (effect.delay_p10_s, effect.delay_p50_s, effect.delay_p90_s)
    )
    words = {
        "name": effect.name,
        "low": low,
        "middle": middle,
        "high": high,
        "basis": BASIS[spoken].get(effect.basis, effect.basis),
    }
    return {
        "headerText": texts["delay" if low < high else "delay_one"].format(**words),
        "descriptionText": texts["applied" if effect.applied else "beside"].format(**words),
        "cause": "OTHER_CAUSE",
        "effect": "SIGNIFICANT_DELAYS",
        "severityLevel": "WARNING" if effect.delay_p50_s >= _MUCH_S else "INFO",
    }


def _note(header: str, description: str) -> dict[str, Any]:
    return {
        "headerText": header,
        "descriptionText": description,
        "cause": "UNKNOWN_CAUSE",
        "effect": "NO_EFFECT",
        "severityLevel": "INFO",
    }
