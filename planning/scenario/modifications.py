"""A whole scenario: an object of JSON in, an immutable list of typed modifications out."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated

from pydantic import (
    Field,
    ValidationError,
    ValidationInfo,
    ValidatorFunctionWrapHandler,
    WrapValidator,
)

from planning.scenario.add_trips import AddTrips
from planning.scenario.edits import (
    AdjustDwellTime,
    AdjustFrequency,
    AdjustSpeed,
    ModifyStreets,
    RemoveStops,
    RemoveTrips,
    Reroute,
    RoadCongestion,
)
from planning.scenario.ours import (
    AddParkAndRide,
    CloseCrossing,
    DepartureShift,
    Growth,
    Horizon,
    Telework,
)
from planning.scenario.parts import MOST_FAULTS, Breach, Part, Place, View, entry_value, tag_of
from planning.scenario.values import (
    Country,
    LongText,
    ScenarioId,
    Text,
    at_most,
    in_words,
)

MOST_MODIFICATIONS = 500
"""Of one scenario."""

Modification = (
    AddTrips
    | AdjustFrequency
    | AdjustSpeed
    | AdjustDwellTime
    | RemoveTrips
    | RemoveStops
    | Reroute
    | ModifyStreets
    | RoadCongestion
    | Growth
    | Telework
    | DepartureShift
    | CloseCrossing
    | AddParkAndRide
)
TAGS = tuple(tag_of(each) for each in Modification.__args__)
"""The values of `type`."""


def _while_faults_are_listed(
    raw: object, handler: ValidatorFunctionWrapHandler, info: ValidationInfo
) -> object:
    """A modification, unless the file's other faults fill the list: what is hostile ends there."""
    seen = info.context if isinstance(info.context, dict) else {}
    if seen.get("faults", 0) > MOST_FAULTS:
        raise in_words("more_faults", "was not looked at, for all the faults before it")
    try:
        return handler(raw)
    except ValidationError as exc:
        seen["faults"] = seen.get("faults", 0) + exc.error_count()
        raise


class Scenario(Part):
    """Modifications in the order in which they are made, and for whom and when.

    `parent` is the id of the scenario that this one was made from.
    """

    name: Text
    description: LongText | None = None
    parent: ScenarioId | None = None
    country: Country | None = None
    modifications: Annotated[
        tuple[
            Annotated[
                Modification, Field(discriminator="type"), WrapValidator(_while_faults_are_listed)
            ],
            ...,
        ],
        at_most(MOST_MODIFICATIONS),
    ]
    growth: Horizon | None = None

    @classmethod
    def breaches(cls, view: View) -> Iterator[Breach]:
        """Every entryId stands for one timetable, as others are phased by it."""
        seen: set[str] = set()
        for place, entry_id in _entry_ids(view):
            if entry_id in seen:
                message = "{value} is the entryId of an earlier timetable; give each its own"
                yield Breach(place, "double", message, entry_id)
            seen.add(entry_id)


def _entry_ids(view: View) -> Iterator[tuple[Place, str]]:
    for at, modification in enumerate(view.listed("modifications")[:MOST_MODIFICATIONS]):
        for name in ("frequencies", "entries"):
            entries = entry_value(modification, name)
            for entry_at, entry in enumerate(entries if isinstance(entries, list | tuple) else ()):
                found = entry_value(entry, "entry_id")
                if isinstance(found, str):
                    yield ("modifications", at, name, entry_at, "entryId"), found
