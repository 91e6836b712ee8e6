"""The criteria one may ask for: a network and a tariff in, the tolls of one of them out.

FARE         euro cents: a single ticket for every ride; one that nobody knows counts as dear
EMISSION     tenths of a gram of CO2 equivalent, over straight lines from stop to stop
WALK         seconds on foot
CROWDING     seconds without a seat, by what vehicles say or was learnt (routing/criteria/seats.py)
RELIABILITY  by what is to spare at changes (routing/criteria/reliability.py)
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from core.geo import unit_vectors_m
from routing.criteria.fares import with_tickets
from routing.criteria.known import Known
from routing.criteria.seats import with_standing
from routing.criteria.tolls import RunHops, Tolls
from routing.network import Network
from routing.requests import TRANSIT_MODES
from routing.tariff import Tariff


def tolls_by(network: Network, known: Known, criterion: str) -> Tolls | None:
    """The tolls of a criterion; None where nothing is known by which to tell."""
    tariff = known.tariff
    free = Tolls.free(network)
    if criterion == "WALK":
        return free._replace(walk=1)
    if criterion == "RELIABILITY":
        return free._replace(spare=known.reliability.costs)
    if criterion == "FARE":
        return with_tickets(free, network, tariff) if tariff.rules else None
    if criterion == "EMISSION":
        return _by_emission(free, network, tariff) if tariff.factors else None
    return with_standing(free, network, known.crowding)


def _by_emission(free: Tolls, network: Network, tariff: Tariff) -> Tolls | None:
    known = [tariff.factors[mode][0] for mode in TRANSIT_MODES if mode in tariff.factors]
    if not known:
        return None
    unknown = max(known), ""
    factors = np.array([tariff.factors.get(mode, unknown)[0] for mode in TRANSIT_MODES])
    of_trip = factors[network.routes.mode[network.trips.route]]
    points = unit_vectors_m(np.asarray(network.stops.lat), np.asarray(network.stops.lon))

    def hops(each: RunHops) -> NDArray[np.int32]:
        metres = np.linalg.norm(points[each.from_stop] - points[each.to_stop], axis=1)
        tenths = np.round(np.nan_to_num(metres) * of_trip[each.trip] / 100)
        return np.asarray(tenths, dtype=np.int32)

    return free._replace(hops=hops)
