"""Feeds damaged at random: a complete feed's tables and a list of mutations in, a zip out.

A mutation is a name and four numbers, so that a failing case shrinks to the one that matters; each
number is taken modulo what there is to choose from.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from hypothesis import strategies as st

from tests.feeds.make import MINIMAL, table

COMPLETE = MINIMAL | {
    "stops": """
        stop_id,stop_name,stop_lat,stop_lon,location_type,parent_station,stop_timezone,level_id,zone_id
        P,"Gare, ""Sud"" 1",49.470,5.931,1,,Europe/Paris,,Z
        S1,Villerupt,49.470,5.930,0,P,,L0,Z
        S2,Esch / Uelzecht,49.494,5.985,,,,,Z
        S3,Bélval,49.500,5.945,0,,,,
        S4,Kirchberg,49.628,6.158,0,,,,
        E1,Entrée,49.4701,5.9302,2,P,,,
    """,
    "stop_times": """
        trip_id,arrival_time,departure_time,stop_id,stop_sequence,pickup_type,drop_off_type,shape_dist_traveled,timepoint
        T1,07:00:00,07:00:00,S1,1,0,1,0,1
        T1,07:15:00,07:16:00,S2,2,0,0,5.1,1
        T1,,,S3,3,0,0,6,0
        T1,07:50:00,07:50:00,S4,4,1,0,20,1
        T2,25:00:00,25:00:00,S1,1,,,,
        T2,25:20:00,25:20:00,S3,2,,,,
        T2,26:50:00,26:50:00,S4,3,,,,
        T3,08:00:00,08:00:00,S4,1,,,,
        T3,08:50:00,08:50:00,S1,2,,,,
    """,
    "trips": """
        route_id,service_id,trip_id,trip_headsign,direction_id,block_id,shape_id,wheelchair_accessible,bikes_allowed
        R,DAILY,T1,Kirchberg,0,B,W,1,2
        R,DAILY,T2,,1,B,,,
        R,EXTRA,T3,"Villerupt, Mairie",1,,W,0,1
    """,
    "calendar_dates": """
        service_id,date,exception_type
        DAILY,20261225,2
        EXTRA,20261224,1
        EXTRA,20270102,1
    """,
    "frequencies": """
        trip_id,start_time,end_time,headway_secs,exact_times
        T3,06:00:00,09:00:00,900,0
    """,
    "transfers": """
        from_stop_id,to_stop_id,transfer_type,min_transfer_time,from_trip_id,to_trip_id
        S2,S3,2,300,,
        S4,S4,4,,T1,T3
    """,
    "shapes": """
        shape_id,shape_pt_lat,shape_pt_lon,shape_pt_sequence,shape_dist_traveled
        W,49.47,5.93,1,0
        W,49.55,6.00,2,10
        W,49.628,6.158,3,20
    """,
    "feed_info": """
        feed_publisher_name,feed_publisher_url,feed_lang,feed_version
        Acme,https://acme.example,fr,7
    """,
    "pathways": "pathway_id,from_stop_id,to_stop_id,pathway_mode,is_bidirectional\nW1,E1,S1,1,1",
    "levels": "level_id,level_index,level_name\nL0,0,Rez",
    "translations": """
        table_name,field_name,language,translation,record_id
        stops,stop_name,de,Esch,S2
    """,
    "fare_attributes": "fare_id,price,currency_type,payment_method,transfers\nF,2.50,EUR,0,",
    "fare_rules": "fare_id,route_id,origin_id\nF,R,Z",
    "attributions": "attribution_id,organization_name,is_producer\n1,Acme,1",
}
"""A feed with every table that the door reads, and some that it does not."""

FIELDS = (
    "", " ", "0", "-1", "1e308", "NaN", "inf", "99:99:99", "7:5", "24:00:00", "-01:00:00",
    "00:00:61",
    "9" * 400, "99999999999999999999", "\x00", "é", "😀", "\u202e", "NA", "null", '"', '""', "=1+1",
    "20260230", "00000000", "99991231", "Europe/Nowhere", "Europe/London", "S1", "T1", "R", "DAILY",
    "49.5", "91", "-181", "1,5", "32768", "2147483648", "../x", "x" * 5000,
)  # fmt: skip
"""What a field may be replaced by."""

Tables = dict[str, bytes]


@dataclass(frozen=True)
class Mutation:
    """What is done, and the numbers that choose where and with what."""

    what: str
    where: int
    row: int
    field: int
    value: int


def mutations(most: int = 4) -> st.SearchStrategy[list[Mutation]]:
    """Some mutations in a row."""
    number = st.integers(0, 10_000)
    one = st.builds(Mutation, st.sampled_from(sorted(ALL)), number, number, number, number)
    return st.lists(one, min_size=1, max_size=most)


def damaged(path: Path, done: list[Mutation]) -> Path:
    """Writes the complete feed after these mutations."""
    tables = {f"{name}.txt": table(text).encode() for name, text in COMPLETE.items()}
    for mutation in done:
        if mutation.what in _ON_TABLES and tables:
            name = sorted(tables)[mutation.where % len(tables)]
            _ON_TABLES[mutation.what](tables, name, mutation)
        elif mutation.what in _ON_ROWS and tables:
            name = sorted(tables)[mutation.where % len(tables)]
            rows = tables[name].split(b"\n")
            tables[name] = b"\n".join(_ON_ROWS[mutation.what](rows, mutation))
    data = _packed(tables)
    for mutation in done:
        if mutation.what in _ON_ZIP and data:
            data = _ON_ZIP[mutation.what](data, mutation)
    path.write_bytes(data)
    return path


def _packed(tables: Tables) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in tables.items():
            archive.writestr(name, data)
    return out.getvalue()


Rows = list[bytes]


def _fields_replaced(rows: Rows, m: Mutation) -> Rows:
    at = m.row % len(rows)
    fields = rows[at].split(b",")
    fields[m.field % len(fields)] = FIELDS[m.value % len(FIELDS)].encode()
    return [*rows[:at], b",".join(fields), *rows[at + 1 :]]


def _columns_swapped(rows: Rows, m: Mutation) -> Rows:
    def swap(row: bytes) -> bytes:
        fields = row.split(b",")
        a, b = m.field % len(fields), m.value % len(fields)
        fields[a], fields[b] = fields[b], fields[a]
        return b",".join(fields)

    at = m.row % len(rows)
    return [*rows[:at], swap(rows[at]), *rows[at + 1 :]]


def _row(change: Callable[[bytes, Mutation], bytes]) -> Callable[[Rows, Mutation], Rows]:
    """A change of one row."""

    def changed(rows: Rows, m: Mutation) -> Rows:
        at = m.row % len(rows)
        return [*rows[:at], change(rows[at], m), *rows[at + 1 :]]

    return changed


def _moved_row(rows: Rows, m: Mutation) -> Rows:
    at, to = m.row % len(rows), m.value % len(rows)
    rows = list(rows)
    rows.insert(to, rows.pop(at))
    return rows


_ON_ROWS: dict[str, Callable[[Rows, Mutation], Rows]] = {
    "field": _fields_replaced,
    "columns swapped": _columns_swapped,
    "row dropped": lambda rows, m: [r for n, r in enumerate(rows) if n != m.row % len(rows)],
    "row twice": lambda rows, m: [*rows, rows[m.row % len(rows)]],
    "row moved": _moved_row,
    "row a thousand times": lambda rows, m: [*rows, *[rows[m.row % len(rows)]] * 1000],
    "row cut": _row(lambda row, m: row[: m.value % (len(row) + 1)]),
    "comma added": _row(lambda row, m: row + b"," * (1 + m.value % 3)),
    "quote added": _row(lambda row, m: row[: (k := m.value % (len(row) + 1))] + b'"' + row[k:]),
    "blank row": _row(lambda row, m: row + b"\n" * (1 + m.value % 3)),
}


def _table(change: Callable[[bytes, Mutation], bytes]) -> Callable[[Tables, str, Mutation], None]:
    """A change of a table's bytes."""

    def changed(tables: Tables, name: str, m: Mutation) -> None:
        tables[name] = change(tables[name], m)

    return changed


def _renamed(name_of: Callable[[str], str]) -> Callable[[Tables, str, Mutation], None]:
    def renamed(tables: Tables, name: str, m: Mutation) -> None:
        tables[name_of(name)] = tables.pop(name)

    return renamed


def _copied(name_of: Callable[[str], str]) -> Callable[[Tables, str, Mutation], None]:
    def copied(tables: Tables, name: str, m: Mutation) -> None:
        tables[name_of(name)] = tables[name]

    return copied


def _all_in_folder(tables: Tables, name: str, m: Mutation) -> None:
    for each in list(tables):
        tables[f"feed/{each}"] = tables.pop(each)


def _spliced(data: bytes, m: Mutation, put: bytes, gone: int) -> bytes:
    at = m.row % (len(data) + 1)
    return data[:at] + put + data[at + gone :]


_JUNK = (b"\x00", b"\xff\xfe", b"\xe9", b"\r", b'"', b",,,,", b"\n\n", b"\xf0\x9f", b"A" * 3000)

_ON_TABLES: dict[str, Callable[[Tables, str, Mutation], None]] = {
    "table gone": lambda tables, name, m: tables.pop(name) and None,
    "table empty": _table(lambda data, m: b""),
    "header alone": _table(lambda data, m: data.split(b"\n")[0]),
    "table cut": _table(lambda data, m: data[: m.row % (len(data) + 1)]),
    "byte changed": _table(lambda data, m: _spliced(data, m, bytes([m.value % 256]), 1)),
    "bytes gone": _table(lambda data, m: _spliced(data, m, b"", 1 + m.value % 40)),
    "junk": _table(lambda data, m: _spliced(data, m, _JUNK[m.value % len(_JUNK)], 0)),
    "byte order mark": _table(lambda data, m: b"\xef\xbb\xbf" + data),
    "utf-16": _table(lambda data, m: data.decode("utf-8", "replace").encode("utf-16")),
    "latin-1": _table(lambda data, m: data.decode("utf-8", "replace").encode("latin-1", "replace")),
    "carriage returns": _table(lambda data, m: data.replace(b"\n", b"\r")),
    "dos lines": _table(lambda data, m: data.replace(b"\n", b"\r\n")),
    "semicolons": _table(lambda data, m: data.replace(b",", b";")),
    "header twice": _table(lambda data, m: data.split(b"\n")[0] + b"\n" + data),
    "capital name": _renamed(str.upper),
    "away": _renamed(lambda name: f"old/{name}"),
    "upwards": _renamed(lambda name: f"../{name}"),
    "copy in a folder": _copied(lambda name: f"old/{name}"),
    "copy of a Mac": _copied(lambda name: f"__MACOSX/._{name}"),
    "all in a folder": _all_in_folder,
}

_ON_ZIP: dict[str, Callable[[bytes, Mutation], bytes]] = {
    "zip byte": lambda data, m: _spliced(data, m, bytes([m.value % 256]), 1),
    "zip cut": lambda data, m: data[: m.row % (len(data) + 1)],
    "zip bytes gone": lambda data, m: _spliced(data, m, b"", 1 + m.value % 200),
    "zip with junk": lambda data, m: _spliced(data, m, b"\x00" * (1 + m.value % 200), 0),
}

ALL = {*_ON_ROWS, *_ON_TABLES, *_ON_ZIP}
