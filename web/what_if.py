"""What if fewer drove: a corridor, a day and a planner's levers in, the queue of the day out."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from core import clock
from core.errors import Fault, RequestError
from forecast.queueing import Levers
from forecast.scenarios import what_if_json, what_if_on
from web.params import Params
from web.state import World

if TYPE_CHECKING:
    from forecast.service import ForecastService

MOST_SHIFT_MIN = 120
STEP_MIN = 15


def corridor_what_if(
    corridor_id: str, params: Params, service: ForecastService | None, world: World, now_s: int
) -> dict[str, Any]:
    """The queue before and after, quarter by quarter, with what all wait together.

    Errors: RequestError naming every field at fault, also for a corridor that is not there.
    """
    zone = world.network.zone
    moment_s = params.moment("day", zone, now_s)
    demand, capacity = (_per_cent(params, name, least=-90) for name in ("demand", "capacity"))
    telework, shifted = (_per_cent(params, name) for name in ("telework", "shifted"))
    shift_min = params.whole("shift", 0, least=-MOST_SHIFT_MIN, most=MOST_SHIFT_MIN)
    params.finish()
    if service is None:
        raise RequestError([Fault("id", "no forecasts are served", code="unknown_corridor")])
    day = clock.local_date(moment_s, zone)
    from_s, to_s = (
        clock.from_local(each, dt.time(0), zone) for each in (day, day + dt.timedelta(days=1))
    )
    series = service.corridor(corridor_id, from_s, to_s)
    levers = Levers(
        demand=1 + demand,
        telework=telework,
        shifted=shifted,
        shift_slots=round(shift_min / STEP_MIN),
        capacity=1 + capacity,
    )
    found = what_if_on(series, levers)
    if found is None:
        raise RequestError([Fault("day", "nothing usual is known of that day", code="no_data")])
    return {**what_if_json(series, found), "day": day.isoformat()}


def _per_cent(params: Params, name: str, *, least: int = 0) -> float:
    """A lever in per cent, as a share."""
    return params.decimal(name, 0.0, least=least, most=100.0) / 100
