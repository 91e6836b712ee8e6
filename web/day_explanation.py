"""What a public holiday changes: days and a World in, each side's explanation of the day out.

On a day that is a holiday anywhere in the territory every side is explained: which holiday it
keeps, in which of its parts, and how much runs there against the same weekday of the weeks around.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from core.clock import local_date
from feeds.territory import Side, Territory
from forecast.calendar import BorderCalendar, SideHoliday
from routing.itineraries import PlanResult
from routing.network import Network
from routing.service_level import FeedLevel, Level, ServiceLevel, service_level
from web.day_texts import TEXTS, spoken
from web.state import World


@dataclass(frozen=True, slots=True)
class SideDay:
    """One side on one day; `holiday` is empty where it is none there."""

    date: dt.date
    country: str
    side: str
    holiday: str
    service: ServiceLevel
    text: str


@dataclass(frozen=True)
class _Asked:
    """What every sentence needs to know."""

    network: Network
    territory: Territory
    calendar: BorderCalendar
    language: str

    @cached_property
    def names(self) -> dict[tuple[str, str], str]:
        """What the territory calls sides, calendars and holidays in the language."""
        table = self.territory.local_names
        own = table[table["lang"] == self.language]
        keys = zip(own["kind"], own["key"], strict=True)
        return dict(zip(keys, own["name"].astype(str), strict=True))


def explain_days(days: Iterable[dt.date], world: World, language: str) -> list[SideDay]:
    """Every side on those of the days that are a public holiday somewhere in the territory."""
    if world.calendar is None or world.territory is None:
        return []
    asked = _Asked(world.network, world.territory, world.calendar, spoken(language))
    return [told for day in days for told in _explain(day, asked)]


def travelled_days(result: PlanResult, zone: str) -> list[dt.date]:
    """The days on which the itineraries begin and end, else the day asked for."""
    moments = [m for found in result.itineraries for m in (found.start_s, found.end_s)]
    moments = moments or [result.window_start_s]
    return sorted({local_date(moment_s, zone) for moment_s in moments})


def render_side_day(told: SideDay) -> dict[str, Any]:
    """The API's object for one side on one day."""
    return {
        "country": told.country,
        "side": told.side,
        "name": told.holiday,
        "date": told.date.isoformat(),
        **_figures(told.service.level),
        "byFeed": {feed.tag: _figures(feed.level) for feed in told.service.feeds},
        "text": told.text,
    }


def _figures(level: Level) -> dict[str, Any]:
    return {
        "service": level.service,
        "tripsThatDay": level.trips_that_day,
        "tripsUsually": level.trips_usually,
    }


def _explain(day: dt.date, asked: _Asked) -> list[SideDay]:
    found = {holiday.side: holiday for holiday in asked.calendar.find_holidays(day, "en")}
    if not found:
        return []
    here = {h.side: h.name for h in asked.calendar.find_holidays(day, asked.language)}
    resting = {side.country for side in asked.territory.sides if side.name in found}
    told = []
    for side in asked.territory.sides:
        service = service_level(
            asked.network,
            asked.territory.bbox,
            side.country,
            day,
            lambda other: not _any(other, asked),
        )
        holiday = found.get(side.name)
        name = asked.names.get(("holiday", holiday.name), here[side.name]) if holiday else ""
        shown = asked.names.get(("side", side.country), side.name)
        words = [
            _occasion(side, shown, holiday, name, asked),
            *_services(service, side, resting, asked),
        ]
        told.append(SideDay(day, side.country, side.name, name, service, " ".join(words)))
    return told


def _any(day: dt.date, asked: _Asked) -> bool:
    return bool(asked.calendar.find_holidays(day, "en"))


def _occasion(side: Side, shown: str, holiday: SideHoliday | None, name: str, asked: _Asked) -> str:
    """Which holiday the side keeps, and where."""
    texts = TEXTS[asked.language]
    if holiday is None:
        return texts["ordinary"].format(side=shown)
    if len(holiday.keys) == len(side.holidays):
        return texts["holiday"].format(side=shown, name=name)

    def called(keys: Iterable[str]) -> str:
        return ", ".join(asked.names.get(("calendar", key), key) for key in keys)

    rest = [key for key in side.holidays if key not in holiday.keys]
    return texts["in_part"].format(
        side=shown, name=name, parts=called(holiday.keys), rest=called(rest)
    )


def _services(service: ServiceLevel, side: Side, resting: set[str], asked: _Asked) -> list[str]:
    """What runs on the side, and which feeds do otherwise than the side as a whole."""
    whole, feeds = service.level, service.feeds
    if whole.service == "unknown":
        said = []
        if all(feed.level.trips_that_day is not None for feed in feeds):
            return [TEXTS[asked.language]["not_known"]]
    else:
        said = [_sentence("timetable", whole, asked)]
    if any(feed.level.service != whole.service for feed in feeds) or not said:
        said += [_feed_sentence(feed, side, resting, asked) for feed in feeds]
    return said


def _feed_sentence(feed: FeedLevel, side: Side, resting: set[str], asked: _Asked) -> str:
    source = next(f.source for f in asked.network.feeds if f.source.tag == feed.tag)
    across = feed.country != side.country and feed.country in resting
    less = feed.level.service in ("reduced", "sunday_like", "none")
    kind = "feed_across" if across and less else "feed"
    if feed.level.service == "unknown":
        kind = "feed_unknown" if feed.level.trips_that_day is not None else "not_covered"
    return _sentence(
        kind,
        feed.level,
        asked,
        feed=source.name or source.publisher or source.tag,
    )


def _sentence(kind: str, level: Level, asked: _Asked, **more: str) -> str:
    texts = TEXTS[asked.language]
    return texts[kind].format(
        service=texts.get(level.service, ""),
        that=level.trips_that_day,
        usual=level.trips_usually,
        **more,
    )
