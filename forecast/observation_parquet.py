"""Tables from a Parquet file: its columns in, rows of text cells out, as if it were CSV.

Needs pyarrow, which the program itself does not. Only the columns that are asked for are read, a
batch of rows at a time; a group of rows that would not fit into memory is refused.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from core.errors import DataError, EnvironmentFault

if TYPE_CHECKING:
    import pyarrow.parquet as pq

MAX_GROUP_BYTES = 1_000_000_000
BATCH_ROWS = 20_000


def read_parquet_rows(
    path: Path, only: re.Pattern[str] | None = None
) -> tuple[list[str], Iterator[list[str]]]:
    """The names of the columns, and the rows; an absent value is an empty cell.

    With `only`, columns whose names match.

    Errors: DataError for what is no Parquet file, EnvironmentFault without pyarrow.
    """
    try:
        import pyarrow as pa
        import pyarrow.parquet as pq
    except ImportError as exc:
        raise EnvironmentFault(
            f"{path} is a Parquet file, and pyarrow is not installed",
            mend="pip install pyarrow, or write the table as CSV",
        ) from exc
    try:
        file = pq.ParquetFile(path)
        groups = [file.metadata.row_group(at) for at in range(file.num_row_groups)]
    except (pa.ArrowException, OSError) as exc:
        raise DataError(f"no readable Parquet file: {exc}", file=str(path)) from exc
    if any(group.total_byte_size > MAX_GROUP_BYTES for group in groups):
        raise DataError(
            f"a group of rows larger than {MAX_GROUP_BYTES // 1_000_000} MB",
            file=str(path),
            mend="write it in smaller row groups",
        )
    names = [n for n in file.schema_arrow.names if only is None or only.fullmatch(n)]
    return names, _rows(file, names, path, pa.ArrowException)


def _rows(
    file: pq.ParquetFile, names: list[str], path: Path, fault: type[Exception]
) -> Iterator[list[str]]:
    try:
        for batch in file.iter_batches(batch_size=BATCH_ROWS, columns=names):
            columns = [column.to_pylist() for column in batch.columns]
            for row in zip(*columns, strict=True):
                yield [_text(cell) for cell in row]
    except (fault, OSError) as exc:
        raise DataError(f"is damaged: {exc}", file=str(path), mend="fetch it again") from exc
    except UnicodeDecodeError as exc:
        raise DataError(
            f"has a text that is not UTF-8: {exc.reason}",
            file=str(path),
            mend="write texts in UTF-8",
        ) from exc


def _text(cell: object) -> str:
    """What a cell would be in a CSV file; some writers leave texts as plain bytes."""
    if cell is None:
        return ""
    return cell.decode("utf-8") if isinstance(cell, bytes) else str(cell)
