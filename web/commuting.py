"""What holds for a commuter: a country to live in and one to work in, in; rules and holidays out.

No places are asked for, two countries suffice; the counting is done where the days are kept, in
the browser.
"""

from __future__ import annotations

import datetime as dt
import math
import re
from typing import Any

from feeds.territory import Territory
from web.params import Params
from web.state import World

_COUNTRY = re.compile(r"[A-Z]{2}")
_EARLIEST, _LATEST = 2000, 2098


def commuting(params: Params, world: World, now_s: float) -> dict[str, Any]:
    """The rules of telework and the holidays of the country of work, this year's and the next's.

    Errors: RequestError naming every field that is at fault.
    """
    home, work = (_country(params, name) for name in ("home", "work"))
    this_year = dt.datetime.fromtimestamp(now_s, dt.UTC).year
    year = params.whole("year", this_year, least=_EARLIEST, most=_LATEST)
    language = next(iter(params.list_of("language") or ()), "en")
    params.finish()
    territory = world.territory
    return {
        "home": home,
        "work": work,
        "rules": [] if territory is None else _rules(territory, home, work),
        "holidays": [] if territory is None else _holidays(world, territory, work, year, language),
    }


def _country(params: Params, name: str) -> str:
    code = params.required(name).upper()
    if code and _COUNTRY.fullmatch(code) is None:
        params.fault(name, "is no country of two letters such as LU", "not_a_country")
    return code


def _rules(territory: Territory, home: str, work: str) -> list[dict[str, Any]]:
    rows = territory.telework_rules.to_dict("records")
    return [
        {
            "id": row["rule_id"],
            "kind": row["kind"],
            "days": None if math.isnan(row["days"]) else int(row["days"]),
            "shareBelow": None if math.isnan(row["share_below"]) else row["share_below"],
            "since": row["since"],
            "source": row["source"],
            "sourceUrl": row["source_url"],
            "readOn": row["read_on"],
        }
        for row in rows
        if home != work and home in row["home"].split("|") and work in row["work"].split("|")
    ]


def _holidays(
    world: World, territory: Territory, country: str, year: int, language: str
) -> list[dict[str, Any]]:
    sides = [side for side in territory.sides if side.country == country]
    if not sides or world.calendar is None:
        return []
    name, keys = sides[0].name, sides[0].holidays
    first, last = dt.date(year, 1, 1), dt.date(year + 1, 12, 31)
    days = (first + dt.timedelta(days=n) for n in range((last - first).days + 1))
    return [
        {"date": day.isoformat(), "name": kept.name, "everywhere": kept.keys == keys}
        for day in days
        for kept in world.calendar.find_holidays(day, language)
        if kept.side == name
    ]
