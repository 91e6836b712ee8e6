"""`forecast events`: a file of road events in, taken over; without one, those on corridors out."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import TYPE_CHECKING

from commands.arguments import add_data, add_json
from commands.text import plain
from core import clock
from core.errors import DataError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from commands.arguments import Verbs
    from forecast.corridors import Corridor
    from forecast.road_event import RoadEvent
    from forecast.sources.reading import Reading

LANGUAGE = "en"


def add_parser(deeds: Verbs) -> None:
    """Adds `events` to the verbs of `forecast`."""
    parser = deeds.add_parser(
        "events",
        help="accidents, works and closures on the corridors; or take a file of them over",
        description="Lists the events that hold on the corridors or are to come. With FILE, takes "
        "over a DATEX II publication of situations (.xml) or a table (.csv: id, corridor, from, "
        "to, capacity_left from 0 to 1, text). What the same file held before and does not hold "
        "any more ends.",
    )
    parser.add_argument("file", type=Path, nargs="?", metavar="FILE", help="XML or CSV")
    add_json(parser)
    add_data(parser)
    parser.set_defaults(run=_run)


def _run(args: argparse.Namespace) -> int:
    from commands.datadir import territory_of
    from forecast.corridors import corridors_of

    territory = territory_of(args.data)
    corridors = {corridor.id: corridor for corridor in corridors_of(territory)}
    if args.file is None:
        print(_listed(args, corridors, territory.zone))
        return 0
    return _take_over(args, corridors, territory.zone)


def _take_over(args: argparse.Namespace, corridors: Mapping[str, Corridor], zone: str) -> int:
    """Events go to the folder that was named, as observations do."""
    from commands.datadir import folder_in_service
    from core.files import machine_faults
    from forecast.event_places import corridors_of_event
    from forecast.event_store import EventStore
    from forecast.observations import store_of
    from forecast.sources.reading import Reading

    reading = Reading(clock.now_s(), clock.get_zone(zone), source=f"file:{args.file.name}")
    events = _read(args.file, reading, corridors)
    placed = sum(bool(corridors_of_event(each, list(corridors.values()))) for each in events)
    with machine_faults(f"cannot make the data folder {args.data}"):
        args.data.mkdir(parents=True, exist_ok=True)
    store = EventStore(store_of(args.data).place)
    added = store.publish(reading.source, events, reading.now_s)
    if args.json:
        told = {"file": args.file.name, "events": len(events), "new": added, "placed": placed}
        print(json.dumps({**told, "refused": reading.refused, "faults": reading.faults}))
    else:
        print(
            f"{plain(args.file.name)}: {len(events)} events, {added} new, {placed} on a corridor, "
            f"{reading.refused} refused"
        )
        for fault in reading.faults:
            print(f"  {plain(fault)}")
        if folder_in_service(args.data) != args.data:
            print(f"They are used once {args.data} has feeds of its own.")
    return 1 if reading.refused and not events else 0


def _read(file: Path, reading: Reading, corridors: Mapping[str, Corridor]) -> list[RoadEvent]:
    """The events of a file. Errors: DataError naming the file."""
    from forecast.event_csv import read_event_rows, read_file
    from forecast.sources.situations import read_situations

    form = file.suffix.lower()
    if form not in (".xml", ".csv"):
        mend = "name it by what it holds"
        raise DataError("is neither .xml nor .csv", file=str(file), mend=mend)
    content = read_file(file)
    try:
        if form == ".xml":
            read_situations(content, reading)
        else:
            read_event_rows(content, reading, corridors)
    except DataError as exc:
        raise DataError(
            exc.message, file=str(file), field_name=exc.field_name, mend=exc.mend
        ) from exc
    return reading.events or []


def _listed(args: argparse.Namespace, corridors: Mapping[str, Corridor], zone: str) -> str:
    """What holds now and is to come, by corridor."""
    from forecast.event_json import events_json
    from forecast.event_places import events_by_corridor
    from forecast.event_store import EventStore
    from forecast.observations import store_of

    now_s = clock.now_s()
    kept = EventStore(store_of(args.data).place).read(now_s)
    present = [each.event for each in kept if not each.withdrawn and each.event.ends_s > now_s]
    found = events_by_corridor(present, list(corridors.values()))
    if args.json:
        told = [
            {"corridor": name, "events": events_json(of_it, now_s)} for name, of_it in found.items()
        ]
        return json.dumps(told, ensure_ascii=False)
    lines = [
        f"{plain(name)}  {event_text(each, zone, now_s)}"
        for name, of_it in found.items()
        for each in of_it
    ]
    nowhere = len(present) - len({(e.source, e.id) for of_it in found.values() for e in of_it})
    lines += [f"{nowhere} more are on no corridor."] if nowhere else []
    return "\n".join(lines or ["No events are known."])


def event_text(event: RoadEvent, zone: str, now_s: int) -> str:
    """An event in one line: kind, when, what is left of the road, and what its publisher says."""
    begin, end = (
        clock.to_local(at, zone).strftime("%Y-%m-%d %H:%M") for at in (event.from_s, event.ends_s)
    )
    left = "closed" if event.closes else f"{event.capacity_left:.0%} of capacity left"
    parts = [
        event.kind,
        f"{begin} to {end}" + ("" if event.to_s is not None else " (end assumed)"),
        left + ("" if event.capacity_said else " (assumed)"),
        "now" if event.is_active(now_s) else "to come",
        *([f"road {plain(event.road)}"] if event.road else []),
    ]
    text = event.text.get(LANGUAGE) or next(iter(event.text.values()), "")
    return "  ".join([*parts, plain(text)]).rstrip()
