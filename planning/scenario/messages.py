"""What was wrong with a scenario, in words: pydantic's faults in, ours out."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from core.errors import Fault
from planning.scenario.modifications import TAGS
from planning.scenario.parts import MOST_FAULTS

SHOWN_CHARACTERS = 40
"""So much of a value that is at fault is repeated."""

_NO_OBJECT = ("not_an_object", "{value} is no object; put its fields in {{ }}")
_NO_LIST = ("not_a_list", "{value} is no list; put its entries in [ ]")
_NO_WHOLE = ("not_a_whole_number", "{value} is no whole number; give one such as 60, unquoted")
_WORDS = {
    "missing": ("missing", "is missing; add it"),
    "extra_forbidden": ("unknown_field", "is no known field; take it out or mend its spelling"),
    "int_type": _NO_WHOLE,
    "int_from_float": _NO_WHOLE,
    "float_type": ("not_a_number", "{value} is no number; give one such as 0.5, unquoted"),
    "finite_number": ("not_a_number", "{value} is no finite number; give one such as 0.5"),
    "bool_type": ("not_a_flag", "{value} is neither true nor false; give one of them, unquoted"),
    "string_type": ("not_a_text", "{value} is no text; put it in quotes"),
    "string_too_short": ("too_short", "{value} is empty; give at least {min_length} character"),
    "string_too_long": ("too_long", "{value} is too long; give {max_length} characters at most"),
    "greater_than": ("too_small", "{value} is too small; give more than {gt}"),
    "greater_than_equal": ("too_small", "{value} is too small; give {ge} or more"),
    "less_than": ("too_large", "{value} is too large; give less than {lt}"),
    "less_than_equal": ("too_large", "{value} is too large; give {le} or less"),
    "too_short": ("too_few", "has {actual_length} entries; give {min_length} or more"),
    "too_long": ("too_many", "has more than {max_length} entries; split it or leave some out"),
    "tuple_type": _NO_LIST,
    "list_type": _NO_LIST,
    "model_type": _NO_OBJECT,
    "model_attributes_type": _NO_OBJECT,
    "dict_type": _NO_OBJECT,
    "literal_error": ("unknown_value", "{value} is not known here; give {expected}"),
    "union_tag_invalid": ("unknown_type", "{tag} is no modification; give one of {known}"),
    "union_tag_not_found": ("missing", "is missing; give one of {known}"),
}
_ELSE = "{value} cannot stand here; mend it or take it out"


def faults_of(errors: Sequence[Mapping[str, Any]], file: str) -> list[Fault]:
    """Faults with their places, MOST_FAULTS at the most; the last then says that there are more."""
    return limited([_fault(each, file) for each in errors[: MOST_FAULTS + 1]], file)


def limited(faults: list[Fault], file: str) -> list[Fault]:
    """The first MOST_FAULTS of some faults."""
    if len(faults) <= MOST_FAULTS:
        return faults
    message = f"has more than {MOST_FAULTS - 1} faults; mend these and read it again"
    return [*faults[: MOST_FAULTS - 1], Fault(file, message, "more_faults")]


def place_text(place: Sequence[str | int]) -> str:
    """A place as in `modifications[3].frequencies[0].dwellTimes`."""
    text = ""
    for each in place:
        if isinstance(each, int):
            text += f"[{each}]"
        else:
            text += f"{'.' if text else ''}{_printable(each)}"
    return text


def shown(value: object) -> str:
    """A value as it stands in a file, cut where it is long."""
    if isinstance(value, list | tuple):
        return "a list"
    if value is None or isinstance(value, bool | int | float | str):
        return _printable(json.dumps(value, ensure_ascii=False))
    return "an object"


def _fault(error: Mapping[str, Any], file: str) -> Fault:
    context = {name: str(value) for name, value in error.get("ctx", {}).items()}
    own_words = context.pop("words", None)
    place = _place(error["loc"], error["type"])
    params = {"value": shown(error["input"]), "known": ", ".join(TAGS), **context}
    if "tag" in params:
        params["tag"] = shown(params["tag"])
    if own_words is not None:
        code, words, text = error["type"], own_words, own_words.replace("{value}", params["value"])
    else:
        code, words = _WORDS.get(error["type"], (error["type"], _ELSE))
        text = words.format_map(params)
    said = {name: value for name, value in params.items() if f"{{{name}}}" in words}
    return Fault(place_text(place) or file, text, code, said)


def _place(loc: Sequence[str | int], kind: str) -> list[str | int]:
    """The file's own place: pydantic puts the type of a modification in, and marks of keys."""
    place = [each for each in loc if each != "[key]"]
    if len(place) > 2 and place[0] == "modifications" and place[2] in TAGS:
        del place[2]
    return [*place, "type"] if kind.startswith("union_tag") else place


def _printable(text: str) -> str:
    cut = text if len(text) <= SHOWN_CHARACTERS else f"{text[: SHOWN_CHARACTERS - 1]}…"
    return "".join(each if each.isprintable() else "?" for each in cut)
