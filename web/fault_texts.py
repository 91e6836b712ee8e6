"""Faults in the reader's language: a fault and a language in, its sentence out.

English says most, with the figures of the case; in the other languages each code has one sentence.
A code without one is told in English.
"""

from __future__ import annotations

from core.errors import Fault

LANGUAGES = ("en", "fr", "de", "lb", "pt")
_ORDER = LANGUAGES[1:]
_NOT_THERE = (
    "est inconnu ou n’existe plus", "ist nicht bekannt oder gibt es nicht mehr",
    "ass net bekannt oder gëtt et net méi", "não é conhecido ou já não existe",
)  # fmt: skip
_TIMETABLES = (
    "les horaires chargés ne couvrent pas ce jour",
    "die geladenen Fahrpläne decken diesen Tag nicht ab",
    "déi geluede Fuerpläng decken dësen Dag net of", "os horários carregados não abrangem este dia",
)  # fmt: skip
_TEXTS: dict[str, tuple[str, str, str, str]] = {
    "missing": ("manque", "fehlt", "feelt", "falta"),
    "too_long": ("est trop long", "ist zu lang", "ass ze laang", "é demasiado longo"),
    "too_small": ("est trop petit", "ist zu klein", "ass ze kleng", "é demasiado pequeno"),
    "too_many": ("en a trop", "hat zu viele", "huet der ze vill", "tem demasiados"),
    "not_a_number": ("n’est pas un nombre", "ist keine Zahl", "ass keng Zuel", "não é um número"),
    "not_a_time": (
        "n’est pas une date avec heure telle que 2026-11-23T07:00:00Z",
        "ist kein Zeitpunkt wie 2026-11-23T07:00:00Z",
        "ass keen Zäitpunkt wéi 2026-11-23T07:00:00Z",
        "não é uma data com hora como 2026-11-23T07:00:00Z",
    ),
    "not_a_day": (
        "n’est pas un jour tel que 2026-11-23", "ist kein Tag wie 2026-11-23",
        "ass keen Dag wéi 2026-11-23", "não é um dia como 2026-11-23",
    ),
    "not_a_coordinate": (
        "n’est pas un point sur le globe", "ist kein Punkt auf der Erde",
        "ass kee Punkt op der Äerd", "não é um ponto na Terra",
    ),
    "not_json": (
        "n’est pas un objet JSON", "ist kein JSON-Objekt", "ass keen JSON-Objet",
        "não é um objeto JSON",
    ),
    "not_a_cursor": (
        "n’est pas un curseur de page d’une réponse", "ist keine Seitenmarke einer Antwort",
        "ass keng Säitemark vun enger Äntwert", "não é um cursor de página de uma resposta",
    ),
    "not_an_itinerary": (
        "n’est pas l’identifiant d’un itinéraire avec des courses",
        "ist keine Kennung einer Verbindung mit Fahrten",
        "ass keng Kennung vun enger Verbindung mat Fahrten",
        "não é o identificador de um itinerário com viagens",
    ),
    "unknown_mode": (
        "nomme un mode inconnu", "nennt ein unbekanntes Verkehrsmittel",
        "nennt en onbekannt Verkéiersmëttel", "indica um modo desconhecido",
    ),
    "not_supported": (
        "n’est pas possible ici", "ist hier nicht möglich", "ass hei net méiglech",
        "não é possível aqui",
    ),
    "outside_bounds": (
        "se trouve hors de la région couverte", "liegt außerhalb des Gebiets",
        "läit ausserhalb vum Gebitt", "fica fora da região abrangida",
    ),
    "outside_timetable": _TIMETABLES,
    "outside_calendar": _TIMETABLES,
    **dict.fromkeys(
        (
            "unknown_place", "unknown_stop", "unknown_trip", "unknown_route", "unknown_corridor",
            "unknown_car_park", "unknown_scenario", "unknown_run", "unknown_file",
        ),
        _NOT_THERE,
    ),
}  # fmt: skip


def worded(fault: Fault, language: str) -> str:
    """What is wrong, in a language of LANGUAGES; in English where it has no words for it."""
    known = _TEXTS.get(fault.code)
    if language not in _ORDER or known is None:
        return fault.message
    return known[_ORDER.index(language)]
