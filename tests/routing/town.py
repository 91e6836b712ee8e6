"""A border valley for tests: lines and roads written as text in, a Network out.

The texts become GTFS zips and a territory folder and go through the real loader. The border runs
along latitude 49.48: France in the south, Luxembourg in the north.

    stops   id, name, latitude, longitude [, parent station [, platform]]   one a line, by commas
    lines   feed mode line-name: stop 08:00 stop 08:10/08:11 stop 08:20
            after the name may stand a block, bikes=1, wheelchair=2;
            "/" parts arrival and departure; "+" after a stop: boarding only, "-": alighting only;
            the trips of a feed are called t0, t1 ... in the order of its lines
    frequencies   t0, 08:00, 10:00, 600 [, 1]: every so many seconds, 1 for exact times
    transfers   stop, stop, seconds, or stop, stop, type=3; t0 > t1: riders stay on board,
            t0 | t1: they must leave
    roads   node country lat lon, then from > to km km/h [corridor]
"""

from __future__ import annotations

import zipfile
from datetime import date, timedelta
from pathlib import Path

from core.clock import parse_instant, to_local
from feeds.load import load_feed
from feeds.merge import merge
from feeds.osm.tables import StreetTables
from feeds.tables import MergedFeed, Source
from feeds.territory import TABLES, Territory, load_territory
from routing.build import build_network
from routing.itineraries import Itinerary
from routing.network import Network
from routing.plan import plan
from routing.requests import Endpoint, JourneyRequest

DAY = date(2026, 11, 24)
ZONE = "Europe/Luxembourg"
TYPES = {"BUS": 3, "RAIL": 2, "TRAM": 0, "CARPOOL": 1550}
COUNTRIES = {"fr": "FR", "lu": "LU"}
ZONES = {"fr": "Europe/Paris", "lu": "Europe/Luxembourg"}

STOPS = """
ober, Oberdorf, 49.4500, 5.9000
unter, Unterdorf, 49.4700, 5.9000
esch, Esch Gare, 49.4950, 5.9000
stad, Stad Gare, 49.5200, 5.9000
stad1, Stad Gare quai 1, 49.5200, 5.9000, stad, 1
stad2, Stad Gare quai 2, 49.5210, 5.9000, stad, 2
uni, Uni, 49.5400, 5.9000
"""

ROADS = """
OBER FR 49.4500 5.9000
UNTER FR 49.4700 5.9000
POST LU 49.4800 5.9000
STAD LU 49.5200 5.9000
UNI LU 49.5400 5.9000
OBER > UNTER 2.5 60
UNTER > POST 1.2 60 valley-north
POST > STAD 5 60 valley-north
STAD > UNI 2.5 60
UNI > STAD 2.5 60
STAD > POST 5 60 valley-south
POST > UNTER 1.2 60 valley-south
UNTER > OBER 2.5 60
"""

CORRIDORS = """
valley-north, Valley road, FR, LU, 372
valley-south, Valley road, LU, FR, 372
"""

_TERRITORY = """
id = "valley"
zone = "Europe/Luxembourg"
bbox = [49.40, 5.80, 49.60, 6.00]
languages = ["en"]
region_keys = []
[names]
en = "Valley"
[[sides]]
country = "FR"
name = "France"
zone = "Europe/Paris"
holidays = ["FR"]
[[sides]]
country = "LU"
name = "Luxembourg"
zone = "Europe/Luxembourg"
holidays = ["LU"]
"""


def valley(
    folder: Path,
    lines: str,
    *,
    stops: str = STOPS,
    roads: str = ROADS,
    transfers: str = "",
    frequencies: str = "",
    parking: str = "",
    extract: StreetTables | None = None,
) -> Network:
    """The network of these lines; each feed has all the stops that its lines call at."""
    territory = load_territory(write_territory(folder / "territory", roads, parking))
    merged = merged_valley(
        folder, lines, territory, stops=stops, transfers=transfers, frequencies=frequencies
    )
    return build_network(merged, territory, extract=extract)


def merged_valley(
    folder: Path,
    lines: str,
    territory: Territory,
    *,
    stops: str = STOPS,
    transfers: str = "",
    frequencies: str = "",
) -> MergedFeed:
    """The feeds of these lines, merged."""
    feeds = []
    for tag in sorted({line.split()[0] for line in _rows(lines)}):
        path = folder / f"{tag}.zip"
        own = [line.split(maxsplit=1)[1] for line in _rows(lines) if line.split()[0] == tag]
        _write_feed(path, tag, own, stops, transfers, frequencies)
        feeds.append(load_feed(path, Source(tag, COUNTRIES[tag])))
    return merge(feeds, territory)


def write_territory(folder: Path, roads: str = ROADS, parking: str = "") -> Path:
    """A territory folder with these roads, and rows of park_and_ride.csv."""
    folder.mkdir(parents=True, exist_ok=True)
    nodes, links = [",".join(TABLES["road_nodes"])], [",".join(TABLES["road_links"])]
    for row in _rows(roads):
        if ">" in row:
            ends, rest = row.split(">")[0].strip(), row.split(">")[1].split()
            length_m, corridor = round(float(rest[1]) * 1000), (*rest, "")[3]
            links.append(
                f"L{len(links)},{ends},{rest[0]},road,loc,{length_m},{rest[2]},1,900,{corridor}"
            )
        else:
            name, country, lat, lon = row.split()
            nodes.append(f"{name},{name.title()},{country},{lat},{lon},town")
    corridors = [",".join(TABLES["corridors"])]
    for row in _rows(CORRIDORS):
        corridor, name, from_side, to_side, free_s = _cells(row)
        corridors.append(
            f"{corridor},{name},D1,X1,way,{from_side},{to_side},6200,{free_s},49.48,5.90,900"
        )
    points = ["lat,lon,country"]
    points += [f"{49.44 + 0.01 * step:.2f},5.90,{'FR' if step < 4 else 'LU'}" for step in range(12)]
    places = [
        ",".join(TABLES["localities"]),
        "L1,Oberdorf,,FR,49.4500,5.9000,commune,900",
        "L2,Uni,,LU,49.5400,5.9000,district,",
    ]
    sites = [",".join(TABLES["park_and_ride"]), *_rows(parking)]
    tables = {
        "park_and_ride": sites,
        "road_nodes": nodes,
        "road_links": links,
        "corridors": corridors,
        "country_points": points,
        "localities": places,
    }
    for name, rows in tables.items():
        (folder / f"{name}.csv").write_text("\n".join(rows) + "\n", encoding="utf-8")
    (folder / "territory.toml").write_text(_TERRITORY, encoding="utf-8")
    return folder


def at(time_of_day: str, day: date = DAY) -> int:
    """The moment at which a clock in the valley shows that time."""
    return parse_instant(f"{day}T{time_of_day}", ZONE)


def ask(
    network: Network, origin: str, destination: str, time_of_day: str, **rest: object
) -> list[str]:
    """The itineraries from stop to stop, each as one printed line."""
    request = JourneyRequest(
        Endpoint(0, 0, stop_id=origin), Endpoint(0, 0, stop_id=destination), at(time_of_day), **rest
    )
    return [printed(found) for found in plan(network, request).itineraries]


def ask_back(
    network: Network, origin: str, destination: str, time_of_day: str, **rest: object
) -> list[str]:
    """The itineraries that arrive by then, each as one printed line."""
    return ask(network, origin, destination, time_of_day, arrive_by=True, **rest)


def printed(itinerary: Itinerary) -> str:
    """An itinerary as one line: `08:00 Oberdorf BUS 1 08:20 Esch Gare WALK 08:23 ...`."""
    words = [_clock(itinerary.start_s), itinerary.legs[0].start.name]
    for leg in itinerary.legs:
        vehicle = f"{leg.mode} {leg.transit.route_short_name}" if leg.transit else leg.mode
        if words[-2] != _clock(leg.start_s):
            words.append(_clock(leg.start_s))
        words += [vehicle, _clock(leg.end_s), leg.end.name]
    return " ".join(words)


def _clock(moment_s: int) -> str:
    text = to_local(moment_s, ZONE).strftime("%H:%M:%S")
    return text.removesuffix(":00")


def _write_feed(
    path: Path, tag: str, lines: list[str], stops: str, transfers: str, frequencies: str
) -> None:
    trips, times, routes, used = [], [], {}, set()
    for number, line in enumerate(lines):
        head, calls = line.split(":", 1)
        mode, name, *more = head.split()
        said = dict(word.split("=") for word in more if "=" in word)
        block = next((word for word in more if "=" not in word), "")
        routes[f"{mode}-{name}"] = f"{mode}-{name},op,{name},Line {name},{TYPES[mode]}"
        known = f"{said.get('bikes', '')},{said.get('wheelchair', '')}"
        trips.append(f"{mode}-{name},daily,t{number},Somewhere,{block},{known}")
        words = calls.split()
        for sequence, (stop, moment) in enumerate(zip(words[::2], words[1::2], strict=True)):
            arrival, _, departure = moment.partition("/")
            stop_id = stop.rstrip("+-")
            used.add(stop_id)
            rules = f"{int(stop.endswith('-'))},{int(stop.endswith('+'))}"
            times.append(
                f"t{number},{arrival}:00,{departure or arrival}:00,{stop_id},{sequence},{rules}"
            )
    points, used = _points(stops, used)
    rules = [_rule(row) for row in _rows(transfers)]
    known = {*used, *(f"t{number}" for number in range(len(lines))), ""}
    rules = [rule for rule in rules if known.issuperset(rule.split(",")[:4])]
    first, last = DAY - timedelta(days=3), DAY + timedelta(days=3)
    week = "1,1,1,1,1,1,1"
    files = {
        "agency.txt": ["agency_id,agency_name,agency_url,agency_timezone", _agency(tag)],
        "routes.txt": [
            "route_id,agency_id,route_short_name,route_long_name,route_type", *routes.values()
        ],
        "trips.txt": [
            "route_id,service_id,trip_id,trip_headsign,block_id,bikes_allowed,wheelchair_accessible",
            *trips,
        ],
        "stop_times.txt": [
            "trip_id,arrival_time,departure_time,stop_id,stop_sequence,pickup_type,drop_off_type",
            *times,
        ],
        "stops.txt": [
            "stop_id,stop_name,stop_lat,stop_lon,parent_station,platform_code,location_type",
            *points,
        ],
        "calendar.txt": [
            "service_id,monday,tuesday,wednesday,thursday,friday,saturday,sunday,start_date,end_date",
            f"daily,{week},{first:%Y%m%d},{last:%Y%m%d}",
        ],
        "transfers.txt": [
            "from_stop_id,to_stop_id,from_trip_id,to_trip_id,transfer_type,min_transfer_time",
            *rules,
        ],
        "frequencies.txt": [
            "trip_id,start_time,end_time,headway_secs,exact_times",
            *(_rhythm(row) for row in _rows(frequencies)),
        ],
    }  # fmt: skip
    with zipfile.ZipFile(path, "w") as archive:
        for name, rows_of_file in files.items():
            archive.writestr(name, "\n".join(rows_of_file) + "\n")


def _points(stops: str, used: set[str]) -> tuple[list[str], set[str]]:
    """Rows of stops.txt for the stops that are used, their stations with them."""
    rows = [(*_cells(row), "", "")[:6] for row in _rows(stops)]
    used |= {row[4] for row in rows if row[0] in used}
    stations = {row[4] for row in rows}
    points = [
        f"{i},{name},{lat},{lon},{parent},{platform},{int(i in stations)}"
        for i, name, lat, lon, parent, platform in rows
        if i in used
    ]
    return points, used


def _rule(row: str) -> str:
    """A row of transfers.txt."""
    for sign, kind in ((">", 4), ("|", 5)):
        if sign in row:
            before, after = (trip.strip() for trip in row.split(sign))
            return f",,{before},{after},{kind},"
    a, b, said = _cells(row)
    return f"{a},{b},,,{said[5:]}," if said.startswith("type=") else f"{a},{b},,,2,{said}"


def _rhythm(row: str) -> str:
    """A row of frequencies.txt."""
    trip, first, last, headway_s, exact = (*_cells(row), "0")[:5]
    return f"{trip},{first}:00,{last}:00,{headway_s},{exact}"


def _agency(tag: str) -> str:
    return f"op,Operator {tag},https://{tag}.example,{ZONES[tag]}"


def _rows(text: str) -> list[str]:
    return [row.strip() for row in text.strip().splitlines() if row.strip()]


def _cells(row: str) -> tuple[str, ...]:
    return tuple(cell.strip() for cell in row.split(","))
