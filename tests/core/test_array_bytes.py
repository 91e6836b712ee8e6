"""Arrays count once, with all of the memory that they keep, and not where a file holds it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np
import pytest
from numba import njit

from core.array_bytes import array_bytes


class Pair(NamedTuple):
    one: np.ndarray
    other: object


@dataclass(frozen=True)
class Held:
    first: np.ndarray
    more: dict[str, object]

    @cached_property
    def doubled(self) -> np.ndarray:
        return np.concatenate([self.first, self.first])


@njit
def made_by_a_kernel(n):
    return np.zeros(n, dtype=np.int32)


@pytest.fixture
def array():
    return np.zeros(1000, dtype=np.int32)


def test_all_arrays_of_what_holds_them_count(array):
    held = Held(array, {"pair": Pair(array.copy(), [array.copy(), "text", None, 7])})
    assert array_bytes([held]) == 12_000
    assert len(held.doubled) == 2000
    assert array_bytes([held, held.doubled]) == 20_000


def test_a_part_counts_as_the_whole_that_it_keeps_and_once(array):
    assert array_bytes([array[:10], array[5:20].view(), array]) == 4000


def test_what_a_kernel_made_counts():
    assert array_bytes([made_by_a_kernel(1000)]) == 4000


def test_what_lies_in_a_file_or_elsewhere_does_not_count(array, tmp_path):
    np.save(tmp_path / "file.npy", array)
    assert array_bytes([np.load(tmp_path / "file.npy", mmap_mode="r")[3:]]) == 0
    assert array_bytes([np.frombuffer(array.tobytes(), dtype=np.int32)]) == 0
