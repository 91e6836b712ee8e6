"""What all parts of a scenario file share: JSON in, frozen values or all faults of a part out.

pydantic checks the fields; a part adds the rules that cross them. Those also run where some field
is at fault, over what can still be read, so that a person sees everything in one go.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Annotated, Any, Self, get_args

from pydantic import (
    BaseModel,
    ConfigDict,
    ModelWrapValidatorHandler,
    TypeAdapter,
    ValidationError,
    model_validator,
)
from pydantic.alias_generators import to_camel
from pydantic_core import InitErrorDetails, PydanticCustomError

from planning.scenario.values import in_words

MOST_FAULTS = 200
"""So many faults of one file are listed."""

Place = tuple[str | int, ...]
"""Where in a part a fault lies, in the file's own names: ("frequencies", 0, "dwellTimes")."""


@dataclass(frozen=True, slots=True)
class Breach:
    """A rule across fields that is broken; `message` may hold {value}."""

    place: Place
    code: str
    message: str
    value: object = None


@dataclass(frozen=True, slots=True)
class View:
    """What can be read of a part, whether or not all of it is sound.

    `values` holds the sound fields by attribute name, `faulty_lists` those in which something is
    at fault, as they stand in the file; `given` names the fields that are there and not null.
    """

    values: Mapping[str, Any]
    given: frozenset[str]
    faulty_lists: Mapping[str, list[Any]] = field(default_factory=dict)

    def listed(self, name: str) -> Sequence[Any]:
        """The entries of a list, sound or not; none where there is no list."""
        found = self.values.get(name, self.faulty_lists.get(name))
        return found if isinstance(found, list | tuple) else ()

    def count(self, name: str) -> int | None:
        """How many entries a list has, None where there is no list."""
        found = self.values.get(name, self.faulty_lists.get(name))
        return len(found) if isinstance(found, list | tuple) else None

    def readable(self, *names: str) -> bool:
        """Whether all these are known, be it as defaults."""
        return all(name in self.values for name in names)


class Part(BaseModel):
    """A part of a scenario file: camelCase in the file, snake_case here, and never changed."""

    model_config = ConfigDict(
        frozen=True,
        extra="forbid",
        allow_inf_nan=False,
        alias_generator=to_camel,
        validate_by_alias=True,
        validate_by_name=True,
        hide_input_in_errors=True,
    )

    @classmethod
    def breaches(cls, view: View) -> Iterator[Breach]:  # noqa: ARG003
        """The rules across fields that are broken. Parts with such rules say which."""
        yield from ()

    @model_validator(mode="wrap")
    @classmethod
    def _all_at_once(cls, data: object, handler: ModelWrapValidatorHandler[Self]) -> Self:
        try:
            made = handler(data)
        except ValidationError as exc:
            errors = [each for each in exc.errors(include_url=False) if not _miscounted(each)]
            faults = [_kept(each) for each in errors[: MOST_FAULTS + 1]]
            if isinstance(data, dict):
                bad = {each["loc"][0] for each in errors if each["loc"]}
                faults += [_detail(each) for each in cls.breaches(_view(cls, data, bad))]
        else:
            faults = [_detail(each) for each in cls.breaches(_view_of(made))]
            if not faults:
                return made
        raise ValidationError.from_exception_data(cls.__name__, faults[: MOST_FAULTS + 1])


def entry_value(entry: object, name: str) -> object:
    """A field of an entry of a list, be it sound or as it stands in the file; None if not there."""
    if isinstance(entry, BaseModel):
        return getattr(entry, name, None)
    if isinstance(entry, dict):
        return entry.get(to_camel(name), entry.get(name))
    return None


def choice(view: View, names: Sequence[str], *, needed: bool = True) -> Iterator[Breach]:
    """The rule that exactly one of some fields is given, or at the most one unless `needed`."""
    given = [to_camel(name) for name in names if name in view.given]
    asked = [to_camel(name) for name in names]
    if not given and needed:
        message = f"is missing; give exactly one of {', '.join(asked)}"
        yield Breach((asked[0],), "missing", message)
    if len(given) > 1:
        message = f"cannot stand beside {given[0]}; give only one of {', '.join(asked)}"
        for name in given[1:]:
            yield Breach((name,), "one_too_many", message)


def no_change(place: str, what: str) -> Breach:
    """The fault of a modification that by itself changes nothing."""
    return Breach((place,), "changes_nothing", f"{what}; mend it or take the modification out")


def _miscounted(error: Mapping[str, Any]) -> bool:
    """Whether a list is called too short only because entries that are at fault do not count."""
    if error["type"] != "too_short":
        return False
    return len(error["input"]) >= int(error["ctx"]["min_length"])


def _kept(error: Mapping[str, Any]) -> InitErrorDetails:
    kind = PydanticCustomError(error["type"], "", error.get("ctx"))
    return InitErrorDetails(type=kind, loc=error["loc"], input=error["input"])


def _detail(breach: Breach) -> InitErrorDetails:
    return InitErrorDetails(
        type=in_words(breach.code, breach.message), loc=breach.place, input=breach.value
    )


def _view_of(made: BaseModel) -> View:
    values = dict(made)
    return View(values, frozenset(name for name, value in values.items() if value is not None))


def _view(cls: type[BaseModel], data: Mapping[str, Any], bad: set[str | int]) -> View:
    values: dict[str, Any] = {}
    lists: dict[str, list[Any]] = {}
    given = set()
    for name, about in cls.model_fields.items():
        key = about.alias if about.alias is not None and about.alias in data else name
        raw = data.get(key)
        if raw is not None:
            given.add(name)
        if key in data and key not in bad:
            values[name] = _adapter(cls, name).validate_python(raw)
        elif isinstance(raw, list):
            lists[name] = raw
        elif key not in data and not about.is_required():
            values[name] = about.default
    return View(values, frozenset(given), lists)


@cache
def _adapter(cls: type[BaseModel], name: str) -> TypeAdapter[Any]:
    about = cls.model_fields[name]
    annotated: Any = Annotated
    whole: Any = (
        annotated[about.annotation, *about.metadata] if about.metadata else about.annotation
    )
    return TypeAdapter(whole)


def tag_of(cls: type[BaseModel]) -> str:
    """The `type` under which a modification stands in a file."""
    return str(get_args(cls.model_fields["type"].annotation)[0])
