"""Service alerts: one protocol buffer in, an Alert out."""

from __future__ import annotations

from itertools import islice

from google.transit import gtfs_realtime_pb2 as pb

from feeds.realtime.messages import Alert, Concerned
from feeds.realtime.texts import Texts
from feeds.realtime.trip_updates import moment_of, trip_of

MAX_CONCERNED = 1000
MAX_PERIODS = 100
MAX_LANGUAGES = 20
MAX_TEXT_CHARS = 4000

_CAUSES = {number: name for name, number in pb.Alert.Cause.items()}
_EFFECTS = {number: name for name, number in pb.Alert.Effect.items()}
_SEVERITIES = {number: name for name, number in pb.Alert.SeverityLevel.items()}


def alert_of(said: pb.Alert, text: Texts) -> Alert:
    """The plain form of an alert."""
    return Alert(
        concerned=tuple(
            _concerned(who, text) for who in islice(said.informed_entity, MAX_CONCERNED)
        ),
        periods=tuple(
            (moment_of(period.start), moment_of(period.end))
            for period in islice(said.active_period, MAX_PERIODS)
        ),
        cause=_CAUSES.get(said.cause, "UNKNOWN_CAUSE"),
        effect=_EFFECTS.get(said.effect, "UNKNOWN_EFFECT"),
        severity=_SEVERITIES.get(said.severity_level, "")
        if said.HasField("severity_level")
        else "",
        header=_texts(said.header_text, text),
        description=_texts(said.description_text, text),
        url=_web_addresses(said.url, text),
    )


def _concerned(who: pb.EntitySelector, text: Texts) -> Concerned:
    has_direction = who.HasField("direction_id") and who.direction_id in (0, 1)
    return Concerned(
        agency_id=text(who.agency_id),
        route_id=text(who.route_id),
        stop_id=text(who.stop_id),
        direction=int(who.direction_id) if has_direction else -1,
        trip=trip_of(who.trip, text) if who.HasField("trip") else None,
    )


def _texts(said: pb.TranslatedString, text: Texts) -> dict[str, str]:
    return {
        text(part.language).split("-")[0].lower()[:8]: text(part.text, MAX_TEXT_CHARS)
        for part in islice(said.translation, MAX_LANGUAGES)
        if part.text.strip()
    }


def _web_addresses(said: pb.TranslatedString, text: Texts) -> dict[str, str]:
    """Only what a browser may open."""
    return {
        language: address
        for language, address in _texts(said, text).items()
        if address.startswith(("https://", "http://"))
    }
