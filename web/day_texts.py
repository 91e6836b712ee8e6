"""The words in which a day is explained: a language in, its sentences out.

Five languages of the border regions that we know; any other reads English.
"""

from __future__ import annotations

TEXTS: dict[str, dict[str, str]] = {
    "en": {
        "holiday": "{side}: {name}, public holiday.",
        "in_part": "{side}: {name}, public holiday in {parts} only, not in {rest}.",
        "ordinary": "{side}: no public holiday.",
        "timetable": "Timetable: {service} ({that} trips, usually {usual}).",
        "feed": "{feed}: {service} ({that} trips, usually {usual}).",
        "feed_across": "{feed}: {service} ({that} trips, usually {usual}), "
        "as its own side has a public holiday.",
        "not_covered": "{feed}: its timetable does not cover this day.",
        "feed_unknown": "{feed}: {that} trips; too few days to compare.",
        "not_known": "How much runs is not known: the timetables hold too few days to compare.",
        "usual": "as usual",
        "increased": "more than usual",
        "reduced": "less than usual",
        "sunday_like": "like on a Sunday",
        "none": "nothing runs",
    },
    "fr": {
        "holiday": "{side} : {name}, jour férié.",
        "in_part": "{side} : {name}, jour férié en {parts} seulement, pas en {rest}.",
        "ordinary": "{side} : pas de jour férié.",
        "timetable": "Horaire : {service} ({that} courses, d'habitude {usual}).",
        "feed": "{feed} : {service} ({that} courses, d'habitude {usual}).",
        "feed_across": "{feed} : {service} ({that} courses, d'habitude {usual}), "
        "car c'est férié de son côté.",
        "not_covered": "{feed} : son horaire ne couvre pas ce jour.",
        "feed_unknown": "{feed} : {that} courses ; trop peu de jours à comparer.",
        "not_known": "On ne sait pas combien circule : les horaires n'ont pas assez de jours "
        "à comparer.",
        "usual": "comme d'habitude",
        "increased": "plus que d'habitude",
        "reduced": "moins que d'habitude",
        "sunday_like": "comme un dimanche",
        "none": "rien ne circule",
    },
    "de": {
        "holiday": "{side}: {name}, gesetzlicher Feiertag.",
        "in_part": "{side}: {name}, Feiertag nur in {parts}, nicht in {rest}.",
        "ordinary": "{side}: kein Feiertag.",
        "timetable": "Fahrplan: {service} ({that} Fahrten, üblich {usual}).",
        "feed": "{feed}: {service} ({that} Fahrten, üblich {usual}).",
        "feed_across": "{feed}: {service} ({that} Fahrten, üblich {usual}), "
        "da auf der eigenen Seite Feiertag ist.",
        "not_covered": "{feed}: Der Fahrplan gilt an diesem Tag nicht.",
        "feed_unknown": "{feed}: {that} Fahrten; zu wenige Tage zum Vergleich.",
        "not_known": "Wie viel fährt, ist nicht bekannt: Die Fahrpläne haben zu wenige Tage "
        "zum Vergleich.",
        "usual": "wie üblich",
        "increased": "mehr als üblich",
        "reduced": "weniger als üblich",
        "sunday_like": "wie an einem Sonntag",
        "none": "nichts fährt",
    },
    "lb": {
        "holiday": "{side}: {name}, gesetzleche Feierdag.",
        "in_part": "{side}: {name}, Feierdag nëmmen zu {parts}, net zu {rest}.",
        "ordinary": "{side}: kee Feierdag.",
        "timetable": "Fuerplang: {service} ({that} Fahrten, soss {usual}).",
        "feed": "{feed}: {service} ({that} Fahrten, soss {usual}).",
        "feed_across": "{feed}: {service} ({that} Fahrten, soss {usual}), "
        "well op der eegener Säit Feierdag ass.",
        "not_covered": "{feed}: de Fuerplang gëllt op deem Dag net.",
        "feed_unknown": "{feed}: {that} Fahrten; ze wéineg Deeg fir ze vergläichen.",
        "not_known": "Wéi vill fiert, ass net bekannt: an de Fuerpläng sinn net genuch Deeg "
        "fir ze vergläichen.",
        "usual": "wéi gewinnt",
        "increased": "méi wéi soss",
        "reduced": "manner wéi soss",
        "sunday_like": "wéi op engem Sonndeg",
        "none": "näischt fiert",
    },
    "pt": {
        "holiday": "{side}: {name}, feriado.",
        "in_part": "{side}: {name}, feriado só em {parts}, não em {rest}.",
        "ordinary": "{side}: não é feriado.",
        "timetable": "Horário: {service} ({that} viagens, habitualmente {usual}).",
        "feed": "{feed}: {service} ({that} viagens, habitualmente {usual}).",
        "feed_across": "{feed}: {service} ({that} viagens, habitualmente {usual}), "
        "porque é feriado do seu lado.",
        "not_covered": "{feed}: o seu horário não abrange este dia.",
        "feed_unknown": "{feed}: {that} viagens; poucos dias para comparar.",
        "not_known": "Não se sabe quanto circula: os horários não têm dias suficientes "
        "para comparar.",
        "usual": "como habitualmente",
        "increased": "mais do que o habitual",
        "reduced": "menos do que o habitual",
        "sunday_like": "como ao domingo",
        "none": "nada circula",
    },
}


def spoken(*wanted: str) -> str:
    """The first of the wanted languages that TEXTS has, else English."""
    for tag in wanted:
        short = tag.replace("_", "-").partition("-")[0].lower()
        if short in TEXTS:
            return short
    return "en"
