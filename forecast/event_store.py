"""The store of road events: whole publications in, the events that count now out.

They lie beside the observations, in the same file or on the same server. An event is known by its
source, id and version, so taking a publication over again adds nothing; what the newest publication
of a source does not hold any more ended when that was taken over.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace

from core.database import Database, Place
from forecast.observations import SCHEMA
from forecast.road_event import RoadEvent, event_as_json, event_from_json

TABLE = "road_events"
QUEUES_LAST_S = 6 * 3600
"""So long after its end an event is still looked at: what queued because of it may stand yet."""

_KNOWN = f"SELECT id, version FROM {TABLE} WHERE source = ?"  # noqa: S608 - a name of ours
_END = f"UPDATE {TABLE} SET ended_s = ? WHERE source = ? AND ended_s IS NULL"  # noqa: S608 - as above
_NEWEST = f"SELECT max(last_s) FROM {TABLE} WHERE source = ?"  # noqa: S608 - as above
_PUT = (
    f"INSERT INTO {TABLE} (source, id, version, told, first_s, last_s, ended_s)"  # noqa: S608 - as above
    " VALUES (?, ?, ?, ?, ?, ?, NULL) ON CONFLICT (source, id, version) DO UPDATE"
    " SET told = excluded.told, last_s = excluded.last_s, ended_s = NULL"
)
_RECENT = (
    f"SELECT told, last_s, ended_s FROM {TABLE}"  # noqa: S608 - as above
    " WHERE first_s <= ? AND (ended_s IS NULL OR ended_s > ?) ORDER BY source, id,"
    " CASE WHEN ended_s IS NULL THEN 1 ELSE 0 END, first_s, version"
)


@dataclass(frozen=True, slots=True)
class KeptEvent:
    """An event as it stands in the store; `withdrawn` where its source no longer tells it."""

    event: RoadEvent
    withdrawn: bool


@dataclass(frozen=True, slots=True)
class EventStore:
    """The store in a SQLite file or a PostgreSQL database."""

    place: Place

    @property
    def _database(self) -> Database:
        return Database(self.place, "road events", SCHEMA)

    def publish(self, source: str, events: Sequence[RoadEvent], now_s: int) -> int:
        """Takes over all that a source tells now, ending the rest; how many events were new.

        One that is older than what was taken over last changes nothing.
        Errors: EnvironmentFault, DataError where the store cannot be used.
        """
        rows = {
            (event.id, event.version): json.dumps(event_as_json(replace(event, source=source)))
            for event in events
        }
        with self._database.writing() as db:
            newest = db.rows(_NEWEST, (source,))[0][0]
            if newest is not None and newest > now_s:
                return 0
            known = {(name, version) for name, version in db.rows(_KNOWN, (source,))}
            db.run(_END, (now_s, source))
            db.run_many(
                _PUT, [(source, *key, told, now_s, now_s) for key, told in sorted(rows.items())]
            )
        return len(rows.keys() - known)

    def forget(self, before_s: int) -> int:
        """Forgets the events that ended before a moment; how many versions of them that were."""
        if self._database.is_empty:
            return 0
        with self._database.writing() as db:
            return db.run_many(f"DELETE FROM {TABLE} WHERE ended_s < ?", [(before_s,)])  # noqa: S608 - a name of ours

    def read(self, now_s: int) -> tuple[KeptEvent, ...]:
        """The newest version of every event that counts at a moment, also for its queue alone.

        What was reported after that moment is not known at it; what is told no longer ends then.
        """
        if self._database.is_empty:
            return ()
        with self._database.reading() as db:
            if not db.has_table(TABLE):
                return ()
            rows = db.rows(_RECENT, (now_s, now_s - QUEUES_LAST_S))
        found: dict[tuple[str, str], KeptEvent] = {}
        for told, last_s, ended_s in rows:
            event = replace(event_from_json(json.loads(told)), reported_s=last_s)
            withdrawn = ended_s is not None and ended_s <= now_s
            if withdrawn:
                event = replace(event, to_s=min(event.ends_s, ended_s))
            if event.ends_s > now_s - QUEUES_LAST_S and event.ends_s > event.from_s:
                found[event.source, event.id] = KeptEvent(event, withdrawn)
        return tuple(found.values())
