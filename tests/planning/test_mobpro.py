"""INSEE's census of commuting: read in every shape, counted whole, kept, and used for estimates."""

from __future__ import annotations

import json
import tracemalloc
import zipfile
from dataclasses import replace
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from app import main
from core.errors import DataError, EnvironmentFault
from feeds.territory import HOME, Territory, load_territory
from planning.commuting import commuting_of
from planning.demand import Demand, read_demand, write_demand
from planning.mobpro import Reading, read_mobpro
from planning.parameters import read_parameters
from planning.zones import Zones, zones_of

HEAD = "COMMUNE;ARM;DCFLT;DCLT;AGEREVQ;ILT;IPONDI;SEXE;TRANS;VOIT"
AUDUN, VILLERUPT, METZ = "FR57038", "FR54580", "FR57463"


def _row(home: str, work: str, weight: str, mode: str = "5", abroad: str = "99999") -> str:
    return f"{home};ZZZZZ;{abroad};{work};035;1;{weight};2;{mode};1"


ROWS = [
    _row("57038", "57038", "10.5", "2"),
    _row("57038", "57463", "4", "5"),
    _row("57038", "99999", "30", "5", "LU313"),
    _row("57038", "99999", "10", "6", "LU.313"),
    _row("57038", "99999", "5", "Z", "LU316"),
    _row("54580", "99999", "8", "6", "LU316"),
    _row("54580", "99999", "20", "5", "LU000"),
    _row("54580", "99999", "7", "5", "LU329"),
    _row("54580", "99999", "3", "5", "BE123"),
    _row("54580", "75056", "2", "6"),
    _row("13055", "13055", "999", "5"),
]


@pytest.fixture(scope="module")
def home() -> tuple[Territory, Zones]:
    territory = load_territory(HOME)
    return territory, zones_of(territory)


def _file(
    folder: Path, rows: list[str], head: str = HEAD, name: str = "FD_MOBPRO_2022.csv"
) -> Path:
    path = folder / name
    path.write_text("\n".join([head, *rows]) + "\n", encoding="utf-8")
    return path


def _read(path: Path, home: tuple[Territory, Zones], **rest: bool) -> tuple[Demand, Reading]:
    return read_mobpro(path, *home, **rest)


def _between(found: Demand, zones: Zones, homes: str, works: str) -> float:
    return float(found.workers[np.ix_(zones.rows_of(homes), zones.rows_of(works))].sum())


def test_weights_are_summed_by_commune_of_home_and_of_work(tmp_path, home) -> None:
    found, reading = _read(_file(tmp_path, ROWS), home)
    zones = home[1]
    assert _between(found, zones, AUDUN, AUDUN) == pytest.approx(10.5)
    assert _between(found, zones, AUDUN, METZ) == pytest.approx(4)
    assert _between(found, zones, AUDUN, "LU-Leudelange") == pytest.approx(5)
    assert _between(found, zones, VILLERUPT, "LU-Leudelange") > 8
    assert (reading.rows, reading.bad_rows) == (11, 0)
    assert reading.workers == pytest.approx(94.5)
    assert reading.elsewhere == pytest.approx(3 + 2)
    assert found.workers.sum() == pytest.approx(94.5)


def test_a_commune_with_districts_is_spread_over_them_by_their_jobs(tmp_path, home) -> None:
    found, _ = _read(_file(tmp_path, ROWS), home)
    zones = home[1]
    esch, belval = (int(zones.rows_of(z)[0]) for z in ("LU-Esch-sur-Alzette", "LU-Esch-Belval"))
    workers = found.workers[zones.rows_of(AUDUN)[0], [esch, belval]]
    assert workers.sum() == pytest.approx(40)
    assert workers[0] / workers[1] == pytest.approx(zones.jobs[esch] / zones.jobs[belval])


def test_a_country_is_spread_over_its_zones_by_jobs_and_an_unknown_commune_over_those_without_code(
    tmp_path, home
) -> None:
    zones = home[1]
    jobs = np.where(np.array(zones.country) == "LU", np.nan_to_num(zones.jobs), 0.0)
    found, reading = _read(_file(tmp_path, [_row("54580", "99999", "20", "5", "LU000")]), home)
    assert found.workers[zones.rows_of(VILLERUPT)[0]] == pytest.approx(20 * jobs / jobs.sum())
    assert reading.by_country == 20
    found, reading = _read(_file(tmp_path, [_row("54580", "99999", "7", "5", "LU329")]), home)
    assert reading.unknown_communes == {"LU329": 1}
    assert _between(found, zones, VILLERUPT, "LU-Esch-sur-Alzette|LU-Luxembourg|LU-Lux-Gare") == 0
    assert _between(found, zones, VILLERUPT, "LU-Strassen|LU-Bertrange") > 0
    assert found.workers.sum() == pytest.approx(7)


def test_modes_are_shares_of_those_whose_mode_is_known(tmp_path, home) -> None:
    found, reading = _read(_file(tmp_path, ROWS), home)
    zones = home[1]
    esch = zones.rows_of("LU-Esch-sur-Alzette")[0]
    audun = zones.rows_of(AUDUN)[0]
    assert found.transit[audun, esch] == pytest.approx(0.25)
    assert np.isnan(found.transit[audun, zones.rows_of("LU-Leudelange")[0]])
    assert np.isnan(found.transit[zones.rows_of(METZ)[0]]).all()
    assert reading.modes["unknown"] == 1


def test_in_an_old_file_five_is_transit(tmp_path, home) -> None:
    path = _file(tmp_path, [_row("57038", "57463", "4", "5"), _row("57038", "57463", "12", "4")])
    relation = home[1].rows_of(AUDUN)[0], home[1].rows_of(METZ)[0]
    assert _read(path, home)[0].transit[relation] == 0
    assert _read(path, home, five_modes=True)[0].transit[relation] == pytest.approx(0.25)


def test_a_zip_a_comma_file_and_a_parquet_file_tell_the_same(tmp_path, home) -> None:
    plain = _file(tmp_path, ROWS)
    expected = _read(plain, home)[0].workers
    archive = tmp_path / "rp.zip"
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as out:
        out.write(plain, "FD_MOBPRO_2022.csv")
        out.writestr("Varmod_MOBPRO_2022.csv", "COD_VAR;LIB_VAR\nTRANS;Mode\n")
    comma = _file(tmp_path, [r.replace(";", ",") for r in ROWS], HEAD.replace(";", ","), "c.csv")
    quoted = _file(tmp_path, [";".join(f'"{c}"' for c in r.split(";")) for r in ROWS], name="q.csv")
    columns = list(zip(*(row.split(";") for row in ROWS), strict=True))
    table = pa.table({n: pa.array(c) for n, c in zip(HEAD.split(";"), columns, strict=True)})
    table = table.set_column(6, "IPONDI", table["IPONDI"].cast(pa.float64()))
    pq.write_table(table, tmp_path / "rp.parquet")
    for path in (archive, comma, quoted, tmp_path / "rp.parquet"):
        assert _read(path, home)[0].workers == pytest.approx(expected), path.name


def test_the_base_of_flows_is_read_too_without_modes(tmp_path, home) -> None:
    head = '"CODGEO";"LIBGEO";"DCLT";"L_DCLT";"NBFLUX_C22_ACTOCC15P"'
    rows = ['"57038";"Audun-le-Tiche";"LU316";"Leudelange; Luxembourg";12.25']
    found, _ = _read(_file(tmp_path, rows, head), home)
    assert _between(found, home[1], AUDUN, "LU-Leudelange") == 12.25
    assert np.isnan(found.transit).all()


def test_bad_rows_are_left_out_counted_and_named(tmp_path, home) -> None:
    rows = [
        _row("57038", "57463", "4"),
        "57038;too;short",
        _row("57038", "57463", "many"),
        _row("57038", "57463", "-1"),
        _row("57038", "57463", "nan"),
        "5" * 50_000,
        "",
        _row("57038", "57463", "2,5"),
    ]
    found, reading = _read(_file(tmp_path, rows), home)
    assert found.workers.sum() == pytest.approx(6.5)
    assert reading.bad_rows == 5
    assert reading.named[0] == "row 3: has 3 fields, not 10"
    assert reading.named[1] == "row 4: the weight 'many' is no number from 0 on"
    assert reading.named[-1] == "row 7: is too long"


def test_thousands_of_bad_rows_are_counted_and_only_the_first_are_named(tmp_path, home) -> None:
    rows = [_row("57038", "57463", "4"), *["57038;short"] * 3000]
    _, reading = _read(_file(tmp_path, rows), home)
    assert reading.bad_rows == 3000
    assert len(reading.named) == 20


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"a;b\n1;2\n", "has no column COMMUNE, DCLT, IPONDI"),
        (b"", "has no column"),
        (b"PK\x03\x04 broken", "is no readable zip"),
        (b"PAR1 broken", "no readable Parquet file"),
        (b"COMMUNE;DCLT;IPONDI\n13055;13055;4\n", "nobody lives and works in the zones"),
    ],
)
def test_a_file_that_is_no_census_is_refused_in_one_line(tmp_path, home, content, said) -> None:
    path = tmp_path / "file"
    path.write_bytes(content)
    with pytest.raises(DataError, match=said):
        _read(path, home)


def test_a_missing_file_is_said_so(tmp_path, home) -> None:
    with pytest.raises(EnvironmentFault, match="cannot read"):
        _read(tmp_path / "none.csv", home)


def test_a_zip_without_a_table_is_refused(tmp_path, home) -> None:
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w") as out:
        out.writestr("readme.pdf", "x")
    with pytest.raises(DataError, match=r"holds no \.csv or \.txt"):
        _read(path, home)


def test_a_large_file_takes_no_more_memory_than_a_small_one(tmp_path, home) -> None:
    path = tmp_path / "large.csv"
    with path.open("w", encoding="utf-8") as out:
        out.write(f"{HEAD}\n")
        for number in range(60_000):
            out.write(_row(f"{number % 90000:05}", "57463", "1") + "\n")
        out.write(_row("57038", "57463", "1") + "\n")
    tracemalloc.start()
    _, reading = _read(path, home)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert reading.rows == 60_001
    assert peak < path.stat().st_size / 2


def test_what_is_kept_is_read_again_as_it_was(tmp_path, home) -> None:
    found, _ = _read(_file(tmp_path, ROWS), home)
    relations = write_demand(tmp_path / "demand.csv", home[1], found)
    again = read_demand(tmp_path / "demand.csv", home[1])
    assert again is not None
    assert relations == (found.workers > 0).sum()
    assert again.workers == pytest.approx(found.workers)
    assert again.transit == pytest.approx(found.transit, nan_ok=True, rel=1e-5)
    assert (again.homes == found.homes).all()
    assert again.source == "FD_MOBPRO_2022.csv"
    assert read_demand(tmp_path / "nothing.csv", home[1]) is None


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("FR57038,Nowhere,4,,,,,,,x", "row 2, field to_zone: is no zone"),
        ("FR57038,FR57463,many,,,,,,,x", "row 2, field workers: is no number"),
        ("FR57038,FR57463,4,,,,,-1,,x", "row 2, field car: is no number"),
    ],
)
def test_a_kept_matrix_that_was_spoilt_is_refused_with_row_and_field(tmp_path, home, row, said):
    path = tmp_path / "demand.csv"
    head = "from_zone,to_zone,workers,none,walk,bike,motorcycle,car,transit,source"
    path.write_text(f"{head}\n{row}\n", encoding="utf-8")
    with pytest.raises(DataError, match=said):
        read_demand(path, home[1])


def _commuting(home: tuple[Territory, Zones], zones: Zones, demand: Demand | None) -> np.ndarray:
    car_min = np.full((len(zones), len(zones)), 30.0)
    return commuting_of(home[0], zones, car_min, read_parameters(), demand).workers


def test_counted_homes_take_all_from_the_census_and_the_others_stay_estimated(
    tmp_path, home
) -> None:
    found, _ = _read(_file(tmp_path, ROWS), home)
    zones = home[1]
    before, after = _commuting(home, zones, None), _commuting(home, zones, found)
    counted = zones.rows_of(f"{AUDUN}|{VILLERUPT}")
    assert (after[counted] == found.workers[counted]).all()
    thionville = zones.rows_of("FR57672")
    assert after[thionville].sum() == pytest.approx(before[thionville].sum())


def test_more_people_in_a_counted_zone_are_more_commuters_to_the_same_places(tmp_path, home):
    found, _ = _read(_file(tmp_path, ROWS), home)
    zones = home[1]
    audun = int(zones.rows_of(AUDUN)[0])
    people = zones.population.copy()
    people[audun] *= 2
    grown = found.grown(zones, _with(zones, people))
    assert grown[audun].sum() == pytest.approx(2 * found.workers[audun].sum())
    assert ((grown > 0) == (found.workers > 0)).all()


def _with(zones: Zones, people: np.ndarray) -> Zones:
    return replace(zones, population=people)


def test_the_command_keeps_the_matrix_says_what_it_did_and_takes_it_back(tmp_path, capsys) -> None:
    path, data = _file(tmp_path, [*ROWS, "57038;short"]), tmp_path / "data"
    words = ["demand", "--data", str(data)]
    assert main(words) == 0
    assert "estimated" in capsys.readouterr().out
    assert main([*words, str(path)]) == 0
    said = capsys.readouterr().out
    assert "workers of 2 zones on" in said
    assert "not in zone_codes.csv: LU329 (1 rows)" in said
    assert "1 bad rows were left out" in said
    assert "row 13: has 2 fields, not 10" in said
    assert main([*words, str(path), "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["homes"] == [AUDUN, VILLERUPT]
    assert told["workers"] == 94.5
    assert main([*words, "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["workers"] == 94.5
    assert main([*words, "--remove"]) == 0
    assert not (data / "demand.csv").exists()
    assert main([*words, str(path), "--remove"]) == 1


def test_the_command_tells_of_a_file_without_transit(tmp_path, capsys) -> None:
    path = _file(tmp_path, [_row("57038", "57463", "4", "5")])
    assert main(["demand", str(path), "--data", str(tmp_path / "data")]) == 0
    assert "--five-modes" in capsys.readouterr().out
