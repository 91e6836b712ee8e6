"""What a report says, in the reader's language: keys and figures in, sentences out.

A language is a file of planning/outputs/texts: its sentences, how it writes figures, and its names
for countries, days and parameters.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from core.errors import Fault, RequestError
from planning.notes import UNNAMED_LINE, Note, Value
from planning.outputs.values import clean
from planning.results import Change, Range

FOLDER = Path(__file__).resolve().parent / "texts"
UNKNOWN = "–"
_MILLION = 1e6
_SMALL_SUM = 100.0
"""Below this sums of money are told with their cents."""


@dataclass(frozen=True, slots=True)
class Language:
    """One language's file."""

    code: str
    texts: Mapping[str, str]
    figures: Mapping[str, Any]
    names: Mapping[str, Mapping[str, str]]

    def say(self, key: str, **values: object) -> str:
        """A sentence with its gaps filled."""
        return self.texts[key].format(**{name: clean(str(each)) for name, each in values.items()})

    def count(self, key: str, n: float, **values: object) -> str:
        """A sentence in the number of `n`, which fills the gap {n}."""
        one = math.isfinite(n) and round(n) in self.figures["one"]
        return self.say(f"{key}.one" if one else f"{key}.other", n=self.number(n), **values)

    def note(self, note: Note) -> str:
        """What the simulation itself has to say, in this language."""
        n = note.values.get("n")
        values = {
            name: self._value(name, each) for name, each in note.values.items() if name != "n"
        }
        if isinstance(n, int | float):
            return self.count(note.key, n, **values)
        return self.say(note.key, **values)

    def _value(self, name: str, value: Value) -> str:
        if isinstance(value, tuple):
            return self.listed([self.name("costs", each) for each in value])
        if isinstance(value, str):
            return self.line(value) if name == "line" else value
        return str(value) if name == "year" else self.plain(value)

    def line(self, name: str) -> str:
        """The name of a line, or this language's word for one that has none."""
        return self.say("line.unnamed") if name == UNNAMED_LINE else clean(name)

    def number(self, value: float | None, digits: int = 0) -> str:
        """A figure with this many decimals; a dash where it is infinite or not known."""
        if value is None or not math.isfinite(value):
            return UNKNOWN
        text = f"{abs(value):,.{digits}f}"
        minus = "−" if value < 0 and float(text.replace(",", "")) else ""
        whole, _, rest = text.partition(".")
        grouped = whole.replace(",", self.figures["group"])
        return minus + grouped + (self.figures["decimal"] + rest if rest else "")

    def plain(self, value: float) -> str:
        """A figure with as many decimals as it has, up to four that count."""
        if not math.isfinite(value) or value == int(value):
            return self.number(value)
        digits = max(0, 3 - math.floor(math.log10(abs(value))))
        _, _, decimals = f"{value:.{digits}f}".rstrip("0").partition(".")
        return self.number(value, len(decimals))

    def percent(self, share: float | None, digits: int = 0) -> str:
        """A share in hundredths."""
        if share is None or not math.isfinite(share):
            return UNKNOWN
        return self.say("figure.percent", n=self.number(share * 100, digits))

    def reach(self, value: float) -> str:
        """Minutes to get somewhere; what is infinite is out of reach."""
        return self.say("figure.never") if math.isinf(value) else self.minutes(value, 0)

    def minutes(self, value: float | None, digits: int = 1) -> str:
        """Minutes."""
        shown = self.number(value, digits)
        return shown if shown == UNKNOWN else self.say("figure.minutes", n=shown)

    def km(self, value: float) -> str:
        """Kilometres."""
        shown = self.number(value, 1)
        return shown if shown == UNKNOWN else self.say("figure.km", n=shown)

    def kmh(self, value: float) -> str:
        """A speed."""
        shown = self.number(value)
        return shown if shown == UNKNOWN else self.say("figure.kmh", n=shown)

    def money(self, value: float | None) -> str:
        """Euros, in millions where there are."""
        if value is None or not math.isfinite(value):
            return UNKNOWN
        minus, size = ("−" if value < 0 else ""), abs(value)
        if size >= _MILLION:
            return minus + self.say("figure.millions", n=self.number(size / _MILLION, 1))
        return minus + self.say(
            "figure.euros", n=self.number(size, 2 if 0 < size < _SMALL_SUM else 0)
        )

    def short_money(self, value: float | None, digits: int = 1) -> str:
        """Euros where there is little room; `digits` are those of millions."""
        if value is None or not math.isfinite(value) or abs(value) < _MILLION:
            return self.money(value)
        minus = "−" if value < 0 else ""
        millions = self.number(abs(value) / _MILLION, digits)
        return minus + self.say("figure.millionsShort", n=millions)

    def between(self, low: str, high: str) -> str:
        """A range in words; nothing where it is none."""
        if low == high or UNKNOWN in (low, high):
            return ""
        return self.say("figure.between", low=low, high=high)

    def aside(self, between: str) -> str:
        """A range in brackets, to stand behind its figure."""
        return f" ({between})" if between else ""

    def spread(self, figure: Range) -> str:
        """The low and high end of whole figures, in words."""
        return self.between(self.number(figure.low), self.number(figure.high))

    def signed(self, change: Change, digits: int = 0) -> str:
        """After less before, with its sign."""
        gain = change.gain
        shown = self.number(gain, digits)
        plus = math.isfinite(gain) and gain > 0 and shown != self.number(0, digits)
        return f"+{shown}" if plus else shown

    def day(self, day: str) -> str:
        """A date in words; what is no date as it stands."""
        try:
            found = date.fromisoformat(day)
        except ValueError:
            return clean(day)
        return self.say(
            "figure.date",
            weekday=self.figures["weekdays"][found.weekday()],
            day=found.day,
            month=self.figures["months"][found.month - 1],
            year=found.year,
        )

    def name(self, kind: str, of: str) -> str:
        """The name of a country, unit or parameter; as it stands where the language has none."""
        return self.names[kind].get(of, clean(of))

    def listed(self, names: list[str]) -> str:
        """Names one after the other, the last with its "and"."""
        if len(names) < 2:
            return "".join(map(clean, names))
        return self.say("figure.and", first=", ".join(map(clean, names[:-1])), last=names[-1])


def languages() -> list[str]:
    """The codes of the languages that there are."""
    return sorted(path.stem for path in FOLDER.glob("*.json"))


@cache
def language_of(code: str) -> Language:
    """A language by its code.

    Errors: RequestError for one that there is not.
    """
    if code not in languages():
        known = ", ".join(languages())
        said = f"there is no report in {code!r}; there is one in {known}"
        raise RequestError([Fault("language", said, "unknown-language")])
    found = json.loads((FOLDER / f"{code}.json").read_text(encoding="utf-8"))
    return Language(code, found["texts"], found["figures"], found["names"])
