"""The clean parts of one feed as the frames of a MergedFeed: indices final, ids scoped."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from feeds.calendars import Calendars
from feeds.fields import Fields
from feeds.frames import empty_frame, make_frame
from feeds.frequencies import Runs
from feeds.places import initial_crosswalk, initial_places
from feeds.rules import codes
from feeds.rules.agencies import Agencies
from feeds.rules.calls import Calls
from feeds.rules.notes import FeedNotes
from feeds.rules.routes import Routes
from feeds.rules.shapes import Shapes
from feeds.rules.speed import note_fast_hops
from feeds.rules.stops import Stops
from feeds.rules.transfers import clean_transfers
from feeds.rules.trips import Trips
from feeds.rules.unused import note_unused
from feeds.tables import MergedFeed, Source


@dataclass(frozen=True, slots=True)
class Parts:
    """What the rules of the tables have left."""

    source: Source
    agencies: Agencies
    routes: Routes
    stops: Stops
    calendars: Calendars
    shapes: Shapes
    trips: Trips
    runs: Runs
    transfers: Fields | None


def assemble(parts: Parts, notes: FeedNotes) -> MergedFeed:
    """The feed, still without its FeedInfo."""
    runs = parts.runs
    shapes, new_shape = parts.shapes.used(parts.trips.shape_idx[runs.origin])
    if unused := int((new_shape < 0).sum()):
        notes.note(codes.UNUSED_SHAPE, "no trip is drawn by it", file="shapes.txt", count=unused)
    trips = _trip_frame(parts, new_shape)
    stops = parts.stops.frame.fillna({"lat": 0.0, "lon": 0.0})
    places, stops["place_idx"] = initial_places(stops)
    stop_times = _call_frame(runs.calls)
    agencies, routes = parts.agencies.frame, parts.routes.frame
    note_unused(agencies, stops, routes, trips, stop_times, notes)
    note_fast_hops(
        runs.calls,
        routes["type"].to_numpy()[trips["route_idx"].to_numpy()].astype(np.int64),
        trips["id"].tolist(),
        stops,
        notes,
    )
    return MergedFeed(
        feeds=(),
        agencies=agencies,
        stops=stops,
        places=places,
        routes=routes,
        trips=trips,
        stop_times=stop_times,
        services=parts.calendars.services,
        service_dates=parts.calendars.dates,
        transfers=_transfer_frame(parts),
        shapes=shapes,
        stop_crosswalk=initial_crosswalk(stops),
        trip_crosswalk=empty_frame("trip_crosswalk"),
        notices=notes.log,
    )


def _trip_frame(parts: Parts, new_shape: NDArray[np.int64]) -> pd.DataFrame:
    fields, origin, tag = parts.trips.fields, parts.runs.origin, parts.source.tag
    rows = origin.tolist()
    texts = {
        column: np.array(fields.texts(column), dtype=object)[origin].tolist()
        for column in ("trip_id", "trip_headsign", "trip_short_name", "block_id")
    }
    route_idx = parts.trips.route_idx[origin]
    agency_zone = parts.agencies.frame["zone"].to_numpy(dtype=object)
    agency_idx = parts.routes.frame["agency_idx"].to_numpy()
    shape_idx = parts.trips.shape_idx[origin]
    if len(new_shape):
        shape_idx = np.where(shape_idx >= 0, new_shape[shape_idx], -1)
    return make_frame(
        "trips",
        id=[f"{tag}_{a}{b}" for a, b in zip(texts["trip_id"], parts.runs.suffixes, strict=True)],
        feed=np.zeros(len(rows)),
        route_idx=route_idx,
        service_idx=parts.trips.service_idx[origin],
        headsign=texts["trip_headsign"],
        short_name=texts["trip_short_name"],
        direction=fields.enums("direction_id", 1, -1)[origin],
        block=_blocks(texts["block_id"], parts.runs, tag),
        shape_idx=shape_idx,
        wheelchair=fields.enums("wheelchair_accessible", 2, 0)[origin],
        bikes=fields.enums("bikes_allowed", 2, 0)[origin],
        zone=agency_zone[agency_idx[route_idx]].tolist(),
    )


def _blocks(blocks: list[str], runs: Runs, tag: str) -> list[str]:
    """One vehicle's work; the runs of a template are those of many vehicles."""
    return [
        f"{tag}_{block}" if block and plain else ""
        for block, plain in zip(blocks, runs.is_plain.tolist(), strict=True)
    ]


def _call_frame(calls: Calls) -> pd.DataFrame:
    return make_frame(
        "stop_times",
        trip_idx=calls.trip,
        stop_idx=calls.stop,
        arrival_s=calls.arrival_s,
        departure_s=calls.departure_s,
        sequence=calls.sequence,
        pickup=calls.pickup,
        drop_off=calls.drop_off,
        interpolated=calls.interpolated,
    )


def _transfer_frame(parts: Parts) -> pd.DataFrame:
    if parts.transfers is None:
        return empty_frame("transfers")
    new_trip = np.full(len(parts.trips.sound), -1, dtype=np.int64)
    plain = np.flatnonzero(parts.runs.is_plain)  # a template's runs share no one transfer
    new_trip[parts.runs.origin[plain]] = plain
    return clean_transfers(
        parts.transfers, parts.stops.index, parts.routes.index, parts.trips.index, new_trip
    )
