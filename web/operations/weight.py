"""Whether a question may be much work: a request in, yes or no out, before anything is searched.

It need not be exact: what looks hard shares few turns with others of its kind, so that what looks
easy finds turns whatever else is asked. Parameters are read as the search itself reads them, so
that a question cannot look easy and be hard.
"""

from __future__ import annotations

from flask import Request

from core.errors import RequestError
from web.params import Params
from web.settings import Settings

HARD_PATHS = (
    "/api/matrix", "/api/isochrone", "/api/experimental/", "/api/v1/one-to", "/api/v6/one-to",
)  # fmt: skip
HARD_WISHES = ("criteria", "numLegAlternatives", "via")
"""Parameters that ask for further searches; 0 asks for none."""
MODES, REACHES = (
    ("preTransitModes", "postTransitModes"),
    ("maxPreTransitTime", "maxPostTransitTime"),
)
FAR_S = 1800
"""Whoever comes to a stop by other means than on foot, from farther away, finds many stops."""
WIDE_S = 4 * 3600


def is_hard(request: Request, settings: Settings) -> bool:
    """Whether a request shares the turns of hard ones."""
    if request.path.startswith(HARD_PATHS) or request.path.endswith("/isochrones"):
        return True
    if not request.path.endswith("/plan"):
        return False
    try:
        asked = Params.of(request, settings)
    except RequestError:
        return False  # it is refused before anything is searched
    rides = {mode for name in MODES for mode in asked.list_of(name) or ()} - {"WALK"}
    return (
        any(set(asked.list_of(name) or ()) - {"0"} for name in HARD_WISHES)
        or asked.whole("searchWindow", 0) > WIDE_S
        or (bool(rides) and any(asked.whole(name, 0) > FAR_S for name in REACHES))
    )
