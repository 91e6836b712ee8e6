"""How an itinerary is shown: the parameters that change no journey in, one Showing out."""

from __future__ import annotations

from dataclasses import dataclass

from web.params import Params


@dataclass(frozen=True, slots=True)
class Showing:
    """What answers hold beside the journeys themselves."""

    ways: bool = True
    """The drawn way of every leg (`detailedLegs`)."""
    transfer_ways: bool = True
    """The drawn way between two rides (`detailedTransfers`)."""
    passed_calls: bool = False
    """Calls at which nobody may board or alight (`withScheduledSkippedStops`)."""
    joined: bool = True
    """One leg for rides on which one stays on board (`joinInterlinedLegs`)."""
    fares: bool = False
    """Tickets as the API has them (`withFares`)."""


AS_USUAL = Showing()


def showing_of(params: Params) -> Showing:
    """What was asked for."""
    ways = params.flag("detailedLegs", default=True)
    return Showing(
        ways=ways,
        transfer_ways=params.flag("detailedTransfers", default=ways),
        passed_calls=params.flag("withScheduledSkippedStops", default=False),
        joined=params.flag("joinInterlinedLegs", default=True),
        fares=params.flag("withFares", default=False),
    )
