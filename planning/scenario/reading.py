"""Reading a scenario file: its bytes in, a Scenario out, or every fault with its place.

What is no JSON object at all is refused with one fault. In what is one, everything is named that a
person can mend: keys given twice, NaN, and all that the modifications themselves refuse.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

from pydantic import ValidationError

from core.errors import Fault, RequestError
from planning.scenario.messages import faults_of, limited, place_text
from planning.scenario.modifications import Scenario
from planning.scenario.parts import Place

MOST_BYTES = 1_000_000
"""Of a scenario file; a larger one is refused unread."""
MOST_DEPTH = 20
"""Objects and lists within each other; a scenario needs seven."""


class _Twice(dict[str, Any]):
    """An object in which keys stand twice; the last one of each counts."""

    def __init__(self, pairs: list[tuple[str, Any]], keys: list[str]) -> None:
        super().__init__(pairs)
        self.keys_twice = keys


def read_scenario(content: bytes, file: str = "scenario.json") -> Scenario:
    """The scenario in a file.

    Errors: RequestError naming every fault, MOST_FAULTS at the most.
    """
    raw, twice = _json_object(content, file)
    message = "stands twice in one object; keep one of the two"
    faults = [Fault(place_text(place), message, "double") for place in twice]
    try:
        scenario = Scenario.model_validate(raw, by_name=False, by_alias=True, context={"faults": 0})
    except ValidationError as exc:
        faults += faults_of(exc.errors(include_url=False), file)
    if faults:
        raise RequestError(limited(faults, file))
    return scenario


def _json_object(content: bytes, file: str) -> tuple[dict[str, Any], list[Place]]:
    """The object in a file, and the places of the keys that stand twice in an object of it."""
    if len(content) > MOST_BYTES:
        message = f"has {len(content)} bytes; split it into files of {MOST_BYTES} bytes at most"
        raise RequestError([Fault(file, message, "too_large")])
    try:
        raw = json.loads(content.decode("utf-8-sig"), object_pairs_hook=_object)
        json.dumps(raw, ensure_ascii=False).encode("utf-8")
        twice = list(_keys_twice(raw, ()))
    except (ValueError, RecursionError) as exc:
        raise RequestError([_unreadable(exc, file)]) from None
    if not isinstance(raw, dict):
        message = "is no JSON object; put its name and its modifications in { }"
        raise RequestError([Fault(file, message, "not_an_object")])
    return raw, twice


def _unreadable(exc: ValueError | RecursionError, file: str) -> Fault:
    match exc:
        case json.JSONDecodeError():
            where = f"line {exc.lineno}, column {exc.colno}"
            return Fault(file, f"is no JSON at {where} ({exc.msg}); mend it there", "not_json")
        case UnicodeDecodeError():
            message = f"is no UTF-8 from byte {exc.start} on; save it as UTF-8"
            return Fault(file, message, "not_utf8")
        case UnicodeEncodeError():
            message = "holds half a character, one of \\ud800 to \\udfff alone; write it in full"
            return Fault(file, message, "not_utf8")
        case RecursionError():
            message = f"has lists and objects more than {MOST_DEPTH} deep; flatten it"
            return Fault(file, message, "too_deep")
        case _:
            message = "holds a whole number of thousands of digits; shorten it"
            return Fault(file, message, "not_json")


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) == len(pairs):
        return made
    often = Counter(key for key, _ in pairs)
    return _Twice(pairs, [key for key, times in often.items() if times > 1])


def _keys_twice(value: object, place: Place) -> Iterator[Place]:
    """Errors: RecursionError where the value is more than MOST_DEPTH deep."""
    if len(place) > MOST_DEPTH:
        raise RecursionError
    if isinstance(value, _Twice):
        yield from ((*place, key) for key in value.keys_twice)
    entries: Iterable[tuple[str | int, object]] = ()
    if isinstance(value, dict):
        entries = value.items()
    elif isinstance(value, list):
        entries = enumerate(value)
    for key, each in entries:
        if isinstance(each, dict | list):
            yield from _keys_twice(each, (*place, key))
