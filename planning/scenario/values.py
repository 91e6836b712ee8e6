"""The small values of a scenario file: texts, numbers, times and shares in, checked ones out."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Annotated, Literal

from pydantic import AfterValidator, BeforeValidator, Field, PlainSerializer, Strict, TypeAdapter
from pydantic_core import PydanticCustomError

from core.clock import parse_gtfs_time

MOST_CHARACTERS = 200
"""Of any text in a scenario file."""
MOST_DESCRIBED = 2_000
"""Of what a scenario says of itself."""
MOST_STOPS = 500
"""Of one line, and in any list of stops."""
MOST_IDS = 1_000
"""Routes, patterns or trips that one modification may name."""
MOST_FREQUENCIES = 100
"""Timetables of one line, or entries of one adjust-frequency."""
MOST_DEPARTURES = 1_500
"""First departures in one timetable: more than one a minute around the clock is a mistake."""
LATEST_S = 48 * 3600
"""Times of day count on from midnight of the service day, into the second night."""
LONGEST_HOP_S = 24 * 3600
"""Of one hop, dwell, headway or layover."""
MOST_SCALE = 10.0
"""Of any factor on a speed or a time, as in R5."""
MOST_EUR = 1e9
"""Of any amount of money."""


def in_words(code: str, message: str) -> PydanticCustomError:
    """A fault with words of its own; {value} in them stands for what was given."""
    return PydanticCustomError(code, "{words}", {"words": message})


def at_most(count: int) -> BeforeValidator:
    """A check that a list is not too long, before any entry of it is looked at."""

    def check(value: object) -> object:
        if isinstance(value, list | tuple) and len(value) > count:
            message = f"has {len(value)} entries; give {count} at most"
            raise in_words("too_many", message)
        return value

    return BeforeValidator(check)


def matching(pattern: str, code: str, message: str) -> Callable[[str], str]:
    """A check that a whole text fits a pattern; `message` says what to give instead."""
    compiled = re.compile(pattern)

    def check(text: str) -> str:
        if compiled.fullmatch(text) is None:
            raise in_words(code, message)
        return text

    return check


def _no_control(text: str) -> str:
    if any(ord(each) < ord(" ") or ord(each) == 0x7F for each in text):
        message = "{value} holds line breaks or other control characters; take them out"
        raise in_words("control_characters", message)
    return text


def _seconds(value: object) -> object:
    """A time of day: "HH:MM" and "HH:MM:SS" become seconds, all else is left to the next check."""
    if not isinstance(value, str):
        return value
    found = parse_gtfs_time(value if value.count(":") > 1 else f"{value}:00")
    if found is None:
        message = '{value} is no time of day; give "HH:MM", "HH:MM:SS" or seconds after midnight'
        raise in_words("not_a_time", message)
    return found


Text = Annotated[
    str,
    Strict(),
    Field(min_length=1, max_length=MOST_CHARACTERS),
    AfterValidator(_no_control),
]
LongText = Annotated[
    str,
    Strict(),
    Field(min_length=1, max_length=MOST_DESCRIBED),
    AfterValidator(_no_control),
]
Country = Annotated[
    str,
    Strict(),
    AfterValidator(
        matching(
            "[A-Z]{2}",
            "not_a_country",
            "{value} is no country code; give two capital letters, such as FR or LU",
        )
    ),
]
Color = Annotated[
    str,
    Strict(),
    AfterValidator(
        matching(
            "[0-9A-Fa-f]{6}",
            "not_a_color",
            '{value} is no colour; give six hexadecimal digits without #, such as "4444FF"',
        )
    ),
]
ScenarioId = Annotated[
    str,
    Strict(),
    AfterValidator(
        matching(
            "[0-9a-f]{16}",
            "not_an_id",
            "{value} is no id of a scenario; give 16 hexadecimal digits, such as 3f9a5c0d12ab77e1",
        )
    ),
]
Flag = Annotated[bool, Strict()]
Whole = Annotated[int, Strict()]
Number = Annotated[float, Strict(), Field(allow_inf_nan=False)]
Share = Annotated[Number, Field(ge=0, le=1)]
Scale = Annotated[Number, Field(gt=0, le=MOST_SCALE)]
Euros = Annotated[Number, Field(ge=0, le=MOST_EUR)]
TimeOfDay = Annotated[int, Strict(), Field(ge=0, le=LATEST_S), BeforeValidator(_seconds)]
HopTime = Annotated[int, Strict(), Field(ge=1, le=LONGEST_HOP_S)]
DwellTime = Annotated[int, Strict(), Field(ge=0, le=LONGEST_HOP_S)]
HopTimes = Annotated[tuple[HopTime, ...], at_most(MOST_STOPS)]
DwellTimes = Annotated[tuple[DwellTime, ...], at_most(MOST_STOPS)]
Ids = Annotated[tuple[Text, ...], Field(min_length=1), at_most(MOST_IDS)]
StopIds = Annotated[tuple[Text, ...], Field(min_length=1), at_most(MOST_STOPS)]
StreetMode = Literal["WALK", "BICYCLE", "CAR", "BUS"]

_SHARES: TypeAdapter[dict[str, float]] = TypeAdapter(
    Annotated[dict[Country, Share], Field(min_length=1, max_length=10)]
)


def _pairs(value: object) -> object:
    """Shares by country as sorted pairs, which nobody can change afterwards."""
    return (
        value if isinstance(value, tuple) else tuple(sorted(_SHARES.validate_python(value).items()))
    )


Shares = Annotated[
    tuple[tuple[Country, Share], ...], BeforeValidator(_pairs), PlainSerializer(dict)
]
"""Shares by country code, an object in the file."""
