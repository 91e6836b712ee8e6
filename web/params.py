"""Reading parameters: a query string or JSON body in, typed values out, every fault collected.

Unknown parameters are ignored. Lists come comma-separated or as repeated keys. A figure above its
limit is cut to the limit; one that is no figure, or below the least, is a fault.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import orjson
from flask import Request

from core.clock import parse_instant
from core.errors import Fault, RequestError
from web.settings import Settings

_TRUE = frozenset({"true", "1", "yes", "on"})
_FALSE = frozenset({"false", "0", "no", "off"})
_HUGE = 1e15
LATEST_S = 4_102_444_800
"""1 January 2100: later moments than this are typing mistakes."""


class Params:
    """The parameters of one request; `faults` fills while they are read."""

    def __init__(self, values: Mapping[str, Sequence[str]], settings: Settings) -> None:
        self._values = values
        self._settings = settings
        self.faults: list[Fault] = []

    @classmethod
    def of(cls, request: Request, settings: Settings) -> Params:
        """The parameters of a request: its query string, and over it the object in its body.

        Errors: RequestError when the body is no JSON object.
        """
        values: dict[str, Sequence[str]] = dict(request.args.lists())
        if request.method == "POST":
            values.update(_body(request.get_data()))
        return cls(values, settings)

    @classmethod
    def of_body(cls, request: Request, settings: Settings) -> Params:
        """The parameters in a request's body alone: what says where somebody goes.

        Errors: RequestError when the body is no JSON object.
        """
        return cls(_body(request.get_data()), settings)

    def fault(self, name: str, message: str, code: str = "invalid") -> None:
        """Notes one more fault."""
        self.faults.append(Fault(name, message, code=code))

    def finish(self) -> None:
        """Raises what has been noted. Errors: RequestError naming every fault."""
        if self.faults:
            raise RequestError(self.faults)

    def has(self, name: str) -> bool:
        """Whether the parameter was given, be it empty."""
        return name in self._values

    def text(self, name: str, default: str = "", *, most: int | None = None) -> str:
        """The value of a parameter, without blanks around it; `most` characters where given."""
        given = self._values.get(name)
        text = given[-1].strip() if given else default
        limit = self._settings.max_text_chars if most is None else most
        if len(text) > limit:
            self.fault(name, f"is longer than {limit} characters", "too_long")
            return default
        return text

    def echo(self) -> dict[str, str]:
        """What was asked, cut to the limits, for the answer to repeat."""
        longest = self._settings.max_text_chars
        known = list(self._values.items())[: self._settings.max_array_items]
        return {name[:longest]: ",".join(given)[:longest] for name, given in known}

    def required(self, name: str, *, most: int | None = None) -> str:
        """The value of a parameter that must be there."""
        text = self.text(name, most=most)
        if not text and not any(fault.field == name for fault in self.faults):
            self.fault(name, "is missing", "missing")
        return text

    def list_of(self, name: str) -> tuple[str, ...] | None:
        """The values of a list parameter; None where it was not given, empty where it is."""
        given = self._values.get(name)
        if given is None:
            return None
        items = tuple(part.strip() for value in given for part in value.split(","))
        items = tuple(item for item in items if item)
        if len(items) > self._settings.max_array_items:
            self.fault(name, f"has more than {self._settings.max_array_items} values", "too_long")
            return ()
        if any(len(item) > self._settings.max_text_chars for item in items):
            self.fault(name, "has a value that is too long", "too_long")
            return ()
        return items

    def values(self, name: str, most: int) -> tuple[str, ...]:
        """The values of a list as they were given, commas in them or not; `most` at the most."""
        given = tuple(text.strip() for text in self._values.get(name, ()) if text.strip())
        if len(given) > most:
            self.fault(name, f"has more than {most} values", "too_long")
            return ()
        return given

    def flag(self, name: str, *, default: bool) -> bool:
        """A parameter that is true or false."""
        text = self.text(name).lower()
        if not text:
            return default
        if text not in _TRUE | _FALSE:
            self.fault(name, "is neither true nor false")
        return text in _TRUE

    def whole(self, name: str, default: int, *, least: int = 0, most: int | None = None) -> int:
        """A whole number, cut to `most`."""
        text = self.text(name)
        try:
            value = int(text) if text else default
        except ValueError:
            self.fault(name, "is no whole number", "not_a_number")
            return default
        return int(self._bounded(name, value, default, least, most))

    def decimal(
        self, name: str, default: float, *, least: float = 0.0, most: float | None = None
    ) -> float:
        """A number, cut to `most`."""
        text = self.text(name)
        try:
            value = float(text) if text else default
        except ValueError:
            self.fault(name, "is no number", "not_a_number")
            return default
        return self._bounded(name, value, default, least, most)

    def choice(self, name: str, options: Sequence[str], default: str) -> str:
        """One of a few words."""
        text = self.text(name, default) or default
        if text not in options:
            self.fault(name, f"is none of {', '.join(options)}")
            return default
        return text

    def moment(self, name: str, zone: str, default_s: int) -> int:
        """A moment, in UTC seconds."""
        text = self.text(name)
        if not text:
            return default_s
        try:
            moment_s = parse_instant(text, zone)
        except ValueError:
            self.fault(name, "is no date and time such as 2026-11-23T07:00:00Z", "not_a_time")
            return default_s
        if not 0 <= moment_s < LATEST_S:
            self.fault(name, "lies outside 1970 to 2099", "not_a_time")
            return default_s
        return moment_s

    def _bounded(
        self, name: str, value: float, default: float, least: float, most: float | None
    ) -> float:
        if not -_HUGE < value < _HUGE:
            self.fault(name, "is out of all bounds", "not_a_number")
            return default
        if value < least:
            self.fault(name, f"is less than {least}", "too_small")
            return default
        return value if most is None else min(value, most)


def wants_realtime(params: Params) -> bool:
    """Whether `realtimeMode` lets realtime count; to annotate alone is not told apart from it."""
    modes = ("REALTIME", "REALTIME_ANNOTATION_ONLY", "OFF")
    return params.choice("realtimeMode", modes, modes[0]) != "OFF"


def _body(content: bytes) -> dict[str, Sequence[str]]:
    """The members of a JSON object as parameters; an empty body has none."""
    if not content.strip():
        return {}
    try:
        parsed = orjson.loads(content)
    except orjson.JSONDecodeError:
        raise RequestError([Fault("body", "is no JSON", code="not_json")]) from None
    if not isinstance(parsed, dict):
        raise RequestError([Fault("body", "is no JSON object", code="not_json")])
    return {name: _texts(value) for name, value in parsed.items() if value is not None}


def _texts(value: object) -> list[str]:
    if isinstance(value, list):
        return [text for part in value for text in _texts(part)]
    if isinstance(value, bool):
        return ["true" if value else "false"]
    return [] if isinstance(value, dict) else [str(value)]
