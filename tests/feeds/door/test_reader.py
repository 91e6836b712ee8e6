"""The table reader: an odd row costs that row or is noted, and never shifts a column."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import FeedError
from feeds.fields import Fields
from feeds.reader import RawTable, read_table
from feeds.rules import codes
from feeds.rules.notes import FeedNotes

COLUMNS = ("id", "name", "lat")


def read(data: bytes, notes: FeedNotes | None = None) -> RawTable:
    return read_table("stops.txt", data, COLUMNS, notes or FeedNotes("x"))


def values(table: RawTable, column: str) -> list[str]:
    return Fields(table, FeedNotes("x")).texts(column)


def test_rows_are_counted_as_a_spreadsheet_counts_them() -> None:
    table = read(b"id,name,lat\nA,Esch,1\n\nB,Belval,2\n")
    assert table.rows.tolist() == [2, 4]


def test_one_comma_too_much_costs_that_row_and_shifts_nothing() -> None:
    notes = FeedNotes("x")
    table = read(b"id,name,lat\nA,Esch, sur Alzette,1\nB,Belval,2\nC,Audun\nD,Thil,4\n", notes)
    assert values(table, "id") == ["B", "D"]
    assert values(table, "lat") == ["2", "4"]
    assert [row.row for row in table.spoilt] == [2, 4]
    noted = notes.log.samples[codes.INVALID_ROW_LENGTH]
    assert [notice.row for notice in noted] == [2, 4]
    assert noted[0].fields == {"fields_expected": "3", "fields_found": "4"}


def test_quotes_hold_commas_quotes_and_line_breaks() -> None:
    notes = FeedNotes("x")
    table = read(
        b'id,name,lat\r\nA,"Esch, Gare",1\r\nB,"Le ""Belval""",2\r\n'
        b'C,"two\r\nlines, in one",3\r\nD,"",4\r\n"E",x,"5"\r\n',
        notes,
    )
    assert values(table, "name") == ["Esch, Gare", 'Le "Belval"', "two\r\nlines, in one", "", "x"]
    assert values(table, "lat") == ["1", "2", "3", "4", "5"]
    assert table.rows.tolist() == [2, 3, 4, 5, 6]
    assert notes.log.counts == {codes.NEW_LINE_IN_VALUE: 1}


def test_quote_left_open_costs_its_own_line_only() -> None:
    notes = FeedNotes("x")
    table = read(b'id,name,lat\nA,"Esch,1\nB,"Belval",2\nC,"x"y,3\nD,Thil,4\n', notes)
    assert values(table, "id") == ["B", "D"]
    assert [notice.row for notice in notes.log.samples[codes.CSV_PARSING_FAILED]] == [2, 4]


def test_quote_inside_an_unquoted_name_is_a_letter_and_noted() -> None:
    notes = FeedNotes("x")
    table = read(b'id,name,lat\nA,Caf"e,1\nB,Thil,2\n', notes)
    assert values(table, "name") == ['Caf"e', "Thil"]
    assert notes.log.samples[codes.STRAY_QUOTE][0].row == 2


def test_the_id_na_is_an_id_and_so_are_null_and_nan() -> None:
    table = read(b"id,name,lat\nNA,null,1\nnan,None,2\n")
    assert values(table, "id") == ["NA", "nan"]
    assert values(table, "name") == ["null", "None"]


def test_windows_bytes_are_read_as_such_and_the_row_is_named() -> None:
    notes = FeedNotes("x")
    table = read("id,name,lat\nA,Pétange,1\n".encode() + b"B,P\xe9tange,2\nC,Thil,3\n", notes)
    assert values(table, "name") == ["Pétange", "Pétange", "Thil"]
    assert [notice.row for notice in notes.log.samples[codes.DECODED_AS_CP1252]] == [3]


def test_bytes_that_are_no_text_cost_their_row() -> None:
    notes = FeedNotes("x")
    table = read(b"id,name,lat\nA,a\x81b,1\nB,a\x00b,2\nC,Thil,3\n", notes)
    assert values(table, "id") == ["C"]
    assert [notice.row for notice in notes.log.samples[codes.INVALID_CHARACTER]] == [2, 3]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_byte_order_marks_do_not_become_part_of_the_first_column(encoding: str) -> None:
    table = read("id,name,lat\nA,Pétange,1\n".encode(encoding))
    assert table.columns == COLUMNS
    assert values(table, "name") == ["Pétange"]


def test_column_that_stands_twice_is_noted_and_the_first_is_read() -> None:
    notes = FeedNotes("x")
    table = read(b"id,name,name,lat\nA,first,second,1\n", notes)
    assert values(table, "name") == ["first"]
    assert values(table, "lat") == ["1"]
    assert notes.log.counts == {codes.DUPLICATED_COLUMN: 1}


def test_unknown_and_nameless_columns_are_noted_and_skipped() -> None:
    notes = FeedNotes("x")
    table = read(b"id,colour,name,,lat\nA,red,Esch,?,1\n", notes)
    assert values(table, "name") == ["Esch"]
    assert values(table, "lat") == ["1"]
    assert notes.log.counts == {codes.UNKNOWN_COLUMN: 1, codes.EMPTY_COLUMN_NAME: 1}


def test_blanks_around_values_are_cut_and_noted() -> None:
    notes = FeedNotes("x")
    table = read(b'id,name,lat\n A\t,"  Esch ",1\nB,   ,2\n', notes)
    assert values(table, "id") == ["A", "B"]
    assert values(table, "name") == ["Esch", ""]
    assert notes.log.counts == {codes.LEADING_OR_TRAILING_WHITESPACES: 3}


def test_endless_blanks_and_endless_lines_do_not_hold_the_door(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    blanks = b" " * 2_000_000
    table = read(b"id,name,lat\nA," + blanks + b"Esch" + blanks + b",1\nB," + blanks + b",2\n")
    assert values(table, "name") == ["Esch", ""]
    monkeypatch.setattr("feeds.reader._BLOCK_BYTES", 1 << 20)
    monkeypatch.setattr("feeds.reader.MAX_LINE_BYTES", 1 << 20)
    with pytest.raises(FeedError, match="a line of more than 1 MiB"):
        read(b"id,name,lat\nA," + blanks + b"Esch,1\n")


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("last", ["", "end"])
def test_every_kind_of_line_end_and_a_missing_last_one_are_read(end: str, last: str) -> None:
    text = end.join(["id,name,lat", "A,Esch,1", "B,Belval,2"]) + (end if last else "")
    assert values(read(text.encode()), "lat") == ["1", "2"]


def test_header_alone_is_a_table_without_rows() -> None:
    assert len(read(b"id,name,lat")) == 0


def test_empty_table_and_broken_header_are_refused() -> None:
    for data in (b"", b"\xef\xbb\xbf\n \n", b'id,"name\nA,B\n', b"id,n\xe9me\nA,B\n"):
        with pytest.raises(FeedError, match=r"stops\.txt"):
            read(data)


def test_rows_of_several_blocks_stay_in_order(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("feeds.reader._BLOCK_BYTES", 16)
    lines = [f'{i},"name {i},\n{i}",{i}' if i % 3 == 0 else f"{i},name {i},{i}" for i in range(50)]
    table = read("\n".join(["id,name,lat", *lines]).encode())
    assert values(table, "id") == [str(i) for i in range(50)]
    assert values(table, "lat") == [str(i) for i in range(50)]
    assert table.rows.tolist() == list(range(2, 52))


_TEXTS = st.text(st.characters(codec="utf-8", exclude_characters="\x7f", min_codepoint=33))
_ANY_LINE = st.text(st.sampled_from('a",\n\r é\x00'), max_size=12)


@given(st.lists(st.tuples(_TEXTS, _TEXTS, _TEXTS), min_size=1, max_size=6))
def test_whatever_a_csv_writer_writes_is_read_back(rows: list[tuple[str, str, str]]) -> None:
    rows = [(f"k{a}", b, c) for a, b, c in rows]
    out = io.StringIO()
    csv.writer(out).writerows([COLUMNS, *rows])
    table = read(out.getvalue().encode())
    read_back = list(zip(*(values(table, column) for column in COLUMNS), strict=True))
    assert read_back == rows


@given(st.lists(_ANY_LINE, max_size=8))
def test_no_garbage_ever_spoils_the_sound_row_after_it(garbage: list[str]) -> None:
    text = "\n".join(["id,name,lat", *garbage, "", "KEY,sound,1", "KEY2,sound,2", ""])
    table = read(text.encode())
    ids = values(table, "id")
    assert "KEY2" in ids or '"' in text
    for i, key in enumerate(ids):
        if key == "KEY2":
            assert values(table, "name")[i] == "sound"
            assert values(table, "lat")[i] == "2"
    assert (table.rows[1:] > table.rows[:-1]).all()
