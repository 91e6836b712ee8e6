"""String tables: many texts as two arrays, so that a snapshot can map them without parsing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True)
class StringTable:
    """An immutable sequence of texts. Shapes: `blob` (bytes,) uint8, `ends` (n + 1,) int64."""

    blob: NDArray[np.uint8]
    ends: NDArray[np.int64]

    @cached_property
    def _seen(self) -> tuple[memoryview, memoryview]:
        """The same memory: an entry of it is read several times faster than one of an array."""
        return self.blob.data, self.ends.data

    def __reduce__(self) -> tuple[type[StringTable], tuple[object, ...]]:
        """Memory that is looked at cannot be sent, the arrays can."""
        return StringTable, (self.blob, self.ends)

    @classmethod
    def of(cls, texts: Iterable[str]) -> StringTable:
        """The table of these texts, in their order."""
        encoded = [text.encode("utf-8") for text in texts]
        ends = np.zeros(len(encoded) + 1, dtype=np.int64)
        np.cumsum([len(part) for part in encoded], out=ends[1:])
        blob = np.frombuffer(b"".join(encoded), dtype=np.uint8)
        return cls(blob, ends)

    def __len__(self) -> int:
        return len(self.ends) - 1

    def __getitem__(self, index: int) -> str:
        if index < 0:
            raise IndexError(index)
        blob, ends = self._seen
        return str(blob[ends[index] : ends[index + 1]], "utf-8")

    def __iter__(self) -> Iterator[str]:
        return (self[index] for index in range(len(self)))
