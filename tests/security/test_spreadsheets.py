"""Tables that people open in a spreadsheet: no text of a stranger becomes a formula there."""

from __future__ import annotations

import csv
import io

import pytest

from feeds.export.csv_text import lines_of, safe_texts
from planning.outputs.csv_cells import csv_bytes, safe_text
from tests.house.repository import ROOMS, files_with, name_of

FORMULAS = [
    "=1+1", '=HYPERLINK("http://evil.example/","x")', "+cmd|' /C calc'!A0",
    "-2+3+cmd|' /C calc'!A0",
    "@SUM(1)", "\t=1+1", "\r=1+1", "\n=1+1", " =1+1", "＝1+1", "－1(2)", "＠SUM(1)", "=", "-x(1)",
]  # fmt: skip
AS_THEY_ARE = ["-5.93", "+352", "-0.5", "-1e5", "-2026:0001-x", "Esch", "", "a=b", "Pétange - Gare"]
WRITERS = {
    "planning/outputs/csv_cells.py", "planning/batch/table.py", "planning/demand.py",
    "forecast/delays/otp.py", "commands/buses.py", "feeds/demo/gtfs_tables.py",
}  # fmt: skip
"""The last four write what programs read back, of ids that the territory or a timetable gave."""


def cells(content: bytes) -> list[str]:
    return [row[0] if row else "" for row in csv.reader(io.StringIO(content.decode(), newline=""))]


def opens_formula(cell: str) -> bool:
    return cell.lstrip().startswith(tuple("=+-@＝＋－＠"))


@pytest.mark.parametrize("text", FORMULAS)
def test_a_formula_is_a_text_in_every_table_for_people(text):
    exported = b"".join(lines_of({"name": safe_texts([text])}))
    for content in (exported, csv_bytes(["name"], [[text]])):
        found = cells(content)
        assert len(found) == 2, "the text ends no row"
        assert not opens_formula(found[1])
    assert not opens_formula(safe_text(text))


@pytest.mark.parametrize("text", AS_THEY_ARE)
def test_numbers_and_ids_of_an_export_stay_what_they_are(text):
    assert cells(b"".join(lines_of({"name": safe_texts([text])})))[1:] == [text]


def test_a_number_of_a_result_stays_a_number():
    assert cells(csv_bytes(["change"], [[-5.5], [-3], [0.25]]))[1:] == ["-5.5", "-3", "0.25"]


def test_no_other_module_writes_tables():
    ours = [path for path in files_with(".py") if name_of(path).split("/")[0] in ROOMS]
    found = {
        name_of(path) for path in ours
        if "csv.writer(" in (text := path.read_text(encoding="utf-8"))
        or "DictWriter(" in text or ".to_csv(" in text
    }  # fmt: skip
    assert found == WRITERS
