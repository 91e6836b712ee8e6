"""Parquet files of others: texts as their writers left them, or one clear line."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from core.errors import DataError
from forecast.observation_parquet import read_parquet_rows


def written(folder: Path, **columns) -> Path:
    file = folder / "counts.parquet"
    pq.write_table(pa.table(columns), file)
    return file


def test_texts_that_were_written_as_plain_bytes_are_texts(tmp_path: Path) -> None:
    file = written(tmp_path, site=pa.array(["Gâre".encode(), None], pa.binary()), value=[1, 2.5])
    names, rows = read_parquet_rows(file)
    assert names == ["site", "value"]
    assert list(rows) == [["Gâre", "1.0"], ["", "2.5"]]


@pytest.mark.parametrize("kind", ["binary", "string"])
def test_texts_in_another_alphabet_are_refused_in_one_line(tmp_path: Path, kind: str) -> None:
    texts = pa.array([b"G\xe2re"], pa.binary())
    file = written(tmp_path, site=texts if kind == "binary" else texts.view(pa.string()))
    with pytest.raises(DataError, match=r"counts\.parquet.*not UTF-8.*write texts in UTF-8"):
        list(read_parquet_rows(file)[1])
