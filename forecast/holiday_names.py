"""Names of public holidays where the `holidays` package does not speak a language: English in.

Only days that several countries keep stand here. What one country alone keeps is told by the
territory's own table of names (feeds/territory.py, local_names.csv).
"""

from __future__ import annotations

_LANGUAGES = ("fr", "de", "lb", "pt")
_NAMES = {
    "New Year's Day": ("Jour de l'an", "Neujahr", "Neijoerschdag", "Ano Novo"),
    "Epiphany": ("Épiphanie", "Heilige Drei Könige", "Dräikinneksdag", "Dia de Reis"),
    "Good Friday": ("Vendredi saint", "Karfreitag", "Karfreideg", "Sexta-feira Santa"),
    "Easter Sunday": ("Pâques", "Ostersonntag", "Ouschtersonndeg", "Páscoa"),
    "Easter Monday": (
        "Lundi de Pâques", "Ostermontag", "Ouschterméindeg", "Segunda-feira de Páscoa",
    ),
    "Labor Day": (
        "Fête du Travail", "Tag der Arbeit", "Dag vun der Aarbecht", "Dia do Trabalhador",
    ),
    "Victory Day": (
        "Victoire 1945", "Tag des Sieges 1945", "Dag vum Sieg 1945", "Dia da Vitória de 1945",
    ),
    "Europe Day": ("Journée de l'Europe", "Europatag", "Europadag", "Dia da Europa"),
    "Ascension Day": ("Ascension", "Christi Himmelfahrt", "Christi Himmelfaart", "Ascensão"),
    "Pentecost": ("Pentecôte", "Pfingstsonntag", "Péngschtsonndeg", "Pentecostes"),
    "Pentecost Monday": (
        "Lundi de Pentecôte", "Pfingstmontag", "Péngschtméindeg", "Segunda-feira de Pentecostes",
    ),
    "Corpus Christi": ("Fête-Dieu", "Fronleichnam", "Fronläichnam", "Corpo de Deus"),
    "National Day": ("Fête nationale", "Nationalfeiertag", "Nationalfeierdag", "Dia Nacional"),
    "Assumption Day": (
        "Assomption", "Mariä Himmelfahrt", "Mariä Himmelfaart", "Assunção de Nossa Senhora",
    ),
    "All Saints' Day": ("Toussaint", "Allerheiligen", "Allerhellgen", "Todos os Santos"),
    "Armistice Day": (
        "Armistice 1918", "Waffenstillstand 1918", "Waffestëllstand 1918", "Armistício de 1918",
    ),
    "Christmas Day": ("Noël", "Weihnachten", "Chrëschtdag", "Natal"),
    "Saint Stephen's Day": ("Saint-Étienne", "Stephanstag", "Stiefesdag", "Santo Estêvão"),
    "Second Day of Christmas": (
        "Lendemain de Noël", "Zweiter Weihnachtsfeiertag", "Zweete Chrëschtdag",
        "Segundo dia de Natal",
    ),
}  # fmt: skip
_TOGETHER = "; "
"""Between the names of two holidays that fall on one day."""


def holiday_name(english: str, lang: str) -> str:
    """The name in a language; in English where the language or the day is not known here."""
    if lang not in _LANGUAGES:
        return english
    column = _LANGUAGES.index(lang)
    parts = english.split(_TOGETHER)
    return _TOGETHER.join(_NAMES[part][column] if part in _NAMES else part for part in parts)
