"""What a leg has to say to people: a Leg in, the API's alerts out, in their language."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from routing.itineraries import CorridorEffect, Leg

_LEAST_DELAY_S = 60
"""A delay that nobody would notice is no news."""
_MUCH_S = 600

_TEXTS = {
    "en": {
        "delay": "Road traffic: about {low} to {high} min more",
        "delay_one": "Road traffic: about {high} min more",
        "applied": "{name}: {middle} min are part of the times shown. Basis: {basis}.",
        "beside": "{name}: not part of the timetable's times. Basis: {basis}.",
        "free": "Free flow assumed",
        "free_long": "No forecast for this crossing at that time: times without traffic.",
        "projected": "No published timetable for this day",
        "projected_long": "The timetable has ended; the ride is that of a like day before its end.",
        "made": "Illustrative data",
        "made_long": "Generated from published facts, not a published timetable.",
        "made_road": "The road forecast rests on generated observations.",
        "planned": "A plan, not a timetable",
        "planned_long": "This ride lies in the network of the scenario {name}.",
        "stale": "Realtime is out of date",
        "stale_long": "The newest message of {source} is too old: the timetable's times are shown.",
    },
    "fr": {
        "delay": "Circulation : environ {low} à {high} min de plus",
        "delay_one": "Circulation : environ {high} min de plus",
        "applied": "{name} : {middle} min comprises dans les heures affichées. Base : {basis}.",
        "beside": "{name} : non compris dans les heures de l'horaire. Base : {basis}.",
        "free": "Circulation fluide supposée",
        "free_long": "Pas de prévision pour ce passage à cette heure : trafic non compris.",
        "projected": "Pas d'horaire publié pour ce jour",
        "projected_long": "L'horaire est terminé ; la course est celle d'un jour semblable.",
        "made": "Données illustratives",
        "made_long": "Générées d'après des faits publiés, ce n'est pas un horaire publié.",
        "made_road": "La prévision routière repose sur des observations générées.",
        "planned": "Un projet, pas un horaire",
        "planned_long": "Cette course appartient au réseau du scénario {name}.",
        "stale": "Temps réel périmé",
        "stale_long": "Le dernier message de {source} est trop ancien : heures de l'horaire.",
    },
    "de": {
        "delay": "Straßenverkehr: etwa {low} bis {high} Min. mehr",
        "delay_one": "Straßenverkehr: etwa {high} Min. mehr",
        "applied": "{name}: {middle} Min. stecken in den gezeigten Zeiten. Grundlage: {basis}.",
        "beside": "{name}: nicht in den Fahrplanzeiten enthalten. Grundlage: {basis}.",
        "free": "Freie Fahrt angenommen",
        "free_long": "Keine Prognose für diesen Übergang zu dieser Zeit: ohne Verkehr.",
        "projected": "Kein veröffentlichter Fahrplan für diesen Tag",
        "projected_long": "Der Fahrplan ist abgelaufen; gezeigt ist ein ähnlicher Tag davor.",
        "made": "Daten zur Veranschaulichung",
        "made_long": "Aus veröffentlichten Tatsachen erzeugt, kein veröffentlichter Fahrplan.",
        "made_road": "Die Straßenprognose beruht auf erzeugten Beobachtungen.",
        "planned": "Ein Vorhaben, kein Fahrplan",
        "planned_long": "Diese Fahrt liegt im Netz des Szenarios {name}.",
        "stale": "Echtzeit veraltet",
        "stale_long": "Die neueste Meldung von {source} ist zu alt: es gelten Fahrplanzeiten.",
    },
}
_BASIS = {
    "en": {"live": "live", "statistical": "past weeks", "schedule": "timetable", "model": "model"},
    "fr": {
        "live": "temps réel",
        "statistical": "semaines passées",
        "schedule": "horaire",
        "model": "modèle",
    },
    "de": {
        "live": "Echtzeit",
        "statistical": "vergangene Wochen",
        "schedule": "Fahrplan",
        "model": "Modell",
    },
}
LANGUAGES = tuple(_TEXTS)


def language_of(*wanted: str) -> str:
    """The first of the wanted languages that we have texts in, else English."""
    for tag in wanted:
        short = tag.split("-")[0].split("_")[0].lower()
        if short in _TEXTS:
            return short
    return "en"


def realtime_texts(spoken: str) -> tuple[str, str]:
    """Header and description for realtime that is too old, in a language of LANGUAGES."""
    return _TEXTS[spoken]["stale"], _TEXTS[spoken]["stale_long"]


def leg_alerts(
    leg: Leg, language: str, illustrative: Collection[str], scenario: str = ""
) -> list[dict[str, Any]]:
    """The delays forecast on a leg's corridors, and whether its data are made up, or a plan."""
    spoken = language_of(language)
    texts = _TEXTS[spoken]
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
    texts = _TEXTS[spoken]
    low, middle, high = (
        max(0, round(seconds / 60))
        for seconds in (effect.delay_p10_s, effect.delay_p50_s, effect.delay_p90_s)
    )
    words = {
        "name": effect.name,
        "low": low,
        "middle": middle,
        "high": high,
        "basis": _BASIS[spoken].get(effect.basis, effect.basis),
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
