"""Whether a question may be much work: a request in, yes or no out, before anything is parsed.

It need not be exact: what looks hard shares few turns with others of its kind, so that what looks
easy finds turns whatever else is asked.
"""

from __future__ import annotations

from flask import Request

HARD_PATHS = (
    "/api/matrix", "/api/isochrone", "/api/experimental/", "/api/v1/one-to", "/api/v6/one-to",
)  # fmt: skip
HARD_WISHES = (
    "criteria", "numLegAlternatives", "via", "preTransitModes", "postTransitModes", "pageCursor",
)  # fmt: skip
"""Parameters that ask for further searches."""
EASY_MODES = "WALK"
WIDE_S = 4 * 3600


def is_hard(request: Request) -> bool:
    """Whether a request shares the turns of hard ones."""
    if request.path.startswith(HARD_PATHS) or request.path.endswith("/isochrones"):
        return True
    if not request.path.endswith("/plan"):
        return False
    if request.method == "POST":
        body = request.get_data(cache=True)
        return any(f'"{name}"'.encode() in body for name in HARD_WISHES if "Modes" not in name)
    asked = request.args
    wide = asked.get("searchWindow", "0")
    return (
        any(asked.get(name, EASY_MODES) not in ("", "0", EASY_MODES) for name in HARD_WISHES)
        or not wide.isdigit()
        or int(wide[:9]) > WIDE_S
    )
