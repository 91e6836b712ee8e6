"""Departure boards of a HAFAS server: answers of its ReST interface in, a Message out.

A board names stops, lines and times but no GTFS trip. Rows of several boards that belong to one
journey become one update with several calls; which trip it is, stops, times and line decide
(routing/realtime/by_times.py). Rows without a realtime time say nothing and are left out. Of the
autumn's doubled hour the first is meant.

Source: HAFAS ReST interface, departureBoard.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from typing import Any

from core.clock import from_local
from core.errors import FeedError
from feeds.gbfs.values import text_of
from feeds.realtime.messages import CallKind, CallUpdate, Event, Message, TripRef, TripUpdate

MAX_ROWS = 2000
"""Most rows that are read of one board."""
MAX_TEXT_CHARS = 255

_CODE = re.compile(r"[A-Z0-9_]{1,40}")
_REFUSALS = {"API_AUTH": "the key is refused", "API_QUOTA": "the key's requests are used up"}


def rows_of(answer: object) -> list[Mapping[str, Any]]:
    """The rows of one board.

    Errors: FeedError saying why there are none; the server's own text is not passed on, for it may
    repeat the key.
    """
    if not isinstance(answer, dict):
        raise FeedError("answers with what is no board")
    code = answer.get("errorCode")
    if code is not None:
        named = code if isinstance(code, str) and _CODE.fullmatch(code) else "an error"
        raise FeedError(_REFUSALS.get(named, f"the board answers {named}"))
    rows = answer.get("Departure", [])
    if not isinstance(rows, list):
        raise FeedError("answers with what is no board")
    return [row for row in rows[:MAX_ROWS] if isinstance(row, dict)]


def message_of(rows: Sequence[Mapping[str, Any]], zone: str, received_s: int) -> Message:
    """What rows of one or several boards say, as one message of the moment it was received.

    `zone` is that of the server's clock.
    """
    journeys: dict[tuple[str, ...], list[tuple[int, CallUpdate, TripUpdate]]] = {}
    for row in rows:
        call = _call(row, zone)
        if call is not None and call.departure is not None:
            said = _update(row, received_s)
            scheduled_s = call.departure.scheduled_s or 0
            journeys.setdefault(_key(row, call), []).append((scheduled_s, call, said))
    updates = []
    for told in journeys.values():
        told.sort(key=lambda each: each[0])
        calls = {call.stop_id: call for _, call, _ in told}
        first = told[0][2]
        updates.append(
            TripUpdate(
                first.trip, tuple(calls.values()), time_s=received_s,
                headsign=first.headsign, short_name=first.short_name,
            )
        )  # fmt: skip
    return Message(received_s, tuple(updates))


def _key(row: Mapping[str, Any], call: CallUpdate) -> tuple[str, ...]:
    """Equal for rows of one journey, as far as the server tells."""
    reference = row.get("JourneyDetailRef")
    ref = _text(reference, "ref") if isinstance(reference, dict) else ""
    return (ref,) if ref else (call.stop_id, str(call.departure), _line(row), _text(row, "name"))


def _update(row: Mapping[str, Any], received_s: int) -> TripUpdate:
    return TripUpdate(
        TripRef(line=_line(row)),
        time_s=received_s,
        headsign=_text(row, "direction"),
        short_name=_product(row, "num"),
    )


def _call(row: Mapping[str, Any], zone: str) -> CallUpdate | None:
    """The departure of a row; None where it says nothing about its moment."""
    scheduled_s = _moment(row, "date", "time", zone)
    expected_s = _moment(row, "rtDate", "rtTime", zone)
    stop_id = (_text(row, "stopExtId") or _text(row, "stopid")).lstrip("0")
    cancelled = row.get("cancelled") is True
    if not stop_id or scheduled_s is None or (expected_s is None and not cancelled):
        return None
    kind = CallKind.SKIPPED if cancelled else CallKind.SCHEDULED
    return CallUpdate(stop_id, departure=Event(expected_s, None, scheduled_s), kind=kind)


def _moment(row: Mapping[str, Any], day: str, time_of_day: str, zone: str) -> int | None:
    try:
        date = dt.date.fromisoformat(_text(row, day))
        return from_local(date, dt.time.fromisoformat(_text(row, time_of_day)), zone)
    except (ValueError, OverflowError):
        return None


def _line(row: Mapping[str, Any]) -> str:
    """What riders call the line: "604", "RB60"."""
    return _product(row, "line") or _product(row, "name") or _text(row, "name")


def _product(row: Mapping[str, Any], name: str) -> str:
    for where in ("ProductAtStop", "Product"):
        product = row.get(where)
        if isinstance(product, list):
            product = product[0] if product else None
        if isinstance(product, dict) and _text(product, name):
            return _text(product, name)
    return ""


def _text(row: Mapping[str, Any], name: str) -> str:
    return text_of(row.get(name), MAX_TEXT_CHARS)
