"""Our realtime as GTFS-Realtime: the overlay in service in, a protocol buffer or JSON out.

Only what its feed's licence lets be passed on is in it; a header says how much of whom is not.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection, Mapping
from datetime import UTC, datetime

import orjson
from flask import Blueprint, Response, request

from core import clock
from feeds.export.licences import verdict_on
from feeds.realtime.messages import Message
from feeds.realtime.write import to_bytes, to_json
from routing.overlay import Overlay
from routing.realtime.republish import PassedOn, alerts, trip_updates
from web.params import Params
from web.state import AppState, World

MEDIA = "application/x-protobuf"
JSON = "application/json"
WITHHELD, STALE = "Navette-Withheld", "Navette-Stale"
_ASK_AGAIN = "no-cache"
_TAG_CHARS = 20
FORMATS = ("protobuf", "json")

Passing = Callable[[Overlay, Collection[str], int], PassedOn]


def make_gtfs_rt(state: AppState) -> Blueprint:
    """The routes over a state."""
    out = Blueprint("gtfs_rt", __name__, url_prefix="/api/gtfs-rt")

    @out.get("/trip-updates")
    def updates() -> Response:
        return _answer(state, trip_updates)

    @out.get("/alerts")
    def texts() -> Response:
        return _answer(state, alerts)

    return out


def _answer(state: AppState, passing: Passing) -> Response:
    params = Params.of(request, state.settings)
    asked = params.choice("format", FORMATS, _preferred())
    params.finish()
    now_s = clock.now_s()
    found = _passed_on(state.world, passing, now_s)
    is_json = asked == FORMATS[1]
    content = orjson.dumps(to_json(found.message)) if is_json else to_bytes(found.message)
    response = Response(content, mimetype=JSON if is_json else MEDIA)
    for name, counts in ((WITHHELD, found.withheld), (STALE, found.stale)):
        if counts:
            response.headers[name] = _listed(counts)
    response.headers["Access-Control-Expose-Headers"] = f"Link, ETag, {WITHHELD}, {STALE}"
    response.headers["Cache-Control"] = _ASK_AGAIN
    response.vary.add("Accept")
    response.last_modified = datetime.fromtimestamp(found.changed_s, UTC)
    response.set_etag(hashlib.sha256(content).hexdigest()[:_TAG_CHARS], weak=True)
    response.make_conditional(request)
    return response


def _preferred() -> str:
    best = request.accept_mimetypes.best_match([MEDIA, JSON], default=MEDIA)
    return FORMATS[best == JSON]


def _passed_on(world: World, passing: Passing, now_s: int) -> PassedOn:
    overlay = world.network.overlay
    if overlay is None:
        return PassedOn(Message(time_s=now_s), {}, {}, now_s)
    sources = (feed.source for feed in world.network.feeds)
    allowed = {source.tag for source in sources if verdict_on(source).allowed}
    return passing(overlay, allowed, now_s)


def _listed(counts: Mapping[str, int]) -> str:
    return ", ".join(f"{tag}={count}" for tag, count in sorted(counts.items()))
