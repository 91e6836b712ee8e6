"""The part of the description that concerns commuters: rules of telework, holidays at work."""

from __future__ import annotations

from web.description_parts import Parameter, Schema

_COUNTRY: Schema = {"type": "string", "pattern": "^[A-Za-z]{2}$"}
_MAYBE_NUMBER: Schema = {"type": ["number", "null"], "minimum": 0}
_DAY: Schema = {"type": "string", "format": "date"}
_TEXT: Schema = {"type": "string"}
_LIST: Schema = {"type": "array", "items": _TEXT}

COMMUTING_PARAMETERS = (
    Parameter("home", _COUNTRY, "country to live in", required=True),
    Parameter("work", _COUNTRY, "country to work in", required=True),
    Parameter("year", {"type": "integer", "minimum": 2000, "maximum": 2098}, "first year"),
    Parameter("language", _LIST, "languages of the holidays' names, best first"),
)


def _object(members: dict[str, Schema]) -> Schema:
    return {"type": "object", "properties": members, "required": list(members)}


COMMUTING = _object(
    {
        "home": _TEXT,
        "work": _TEXT,
        "rules": {
            "type": "array",
            "items": _object(
                {
                    "id": _TEXT,
                    "kind": {"enum": ["tax", "social", "framework"]},
                    "days": _MAYBE_NUMBER,
                    "shareBelow": _MAYBE_NUMBER,
                    "since": _TEXT,
                    "source": _TEXT,
                    "sourceUrl": _TEXT,
                    "readOn": _TEXT,
                }
            ),
        },
        "holidays": {
            "type": "array",
            "items": _object({"date": _DAY, "name": _TEXT, "everywhere": {"type": "boolean"}}),
        },
    }
)
