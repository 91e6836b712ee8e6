"""Kernels are compiled by helpers beside a first start, whatever becomes of these."""

from __future__ import annotations

import importlib.util
import os
import time
from pathlib import Path
from types import ModuleType

import pytest

from commands import compiling
from commands.compiling import HELPERS, compile_parts, compiling_beside
from commands.datadir import resolve_data
from commands.warming import CRITERIA, WHOLE
from core.progress import silent
from routing.kernels import kept
from routing.kernels.kept import are_kept, is_kept

KERNEL = """
from numba import njit

@njit(cache=True)
def twice(value):
    return 2 * value
"""


def module_of(path: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location(path.stem, path)
    assert spec is not None
    assert spec.loader is not None
    found = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(found)
    return found


def at_work_for(data: Path) -> int:
    """How many helpers run for a folder."""
    lines = (read(each / "cmdline") for each in Path("/proc").iterdir() if each.name.isdigit())
    return sum("commands.compiling" in line and str(data) in line for line in lines)


def read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""


def test_helpers_together_compile_every_part() -> None:
    assert sorted(part for parts in HELPERS for part in parts) == sorted((*WHOLE, CRITERIA))


def test_a_kernel_is_kept_until_its_source_is_newer(tmp_path: Path) -> None:
    source = tmp_path / "kernels_of_a_test.py"
    source.write_text(KERNEL, encoding="utf-8")
    kernel = module_of(source).twice
    assert not is_kept(kernel)
    assert kernel(21) == 42
    assert is_kept(kernel)
    later_s = time.time() + 10
    os.utime(source, (later_s, later_s))
    assert not is_kept(kernel)


def test_after_its_parts_were_compiled_no_helper_is_needed(embedded: Path) -> None:
    data = resolve_data(embedded, silent)
    for parts in HELPERS:
        compile_parts(data, parts)
    assert are_kept()
    with compiling_beside(data, silent):
        assert at_work_for(data) == 0


def test_a_start_waits_for_its_helpers(embedded: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept, "are_kept", lambda: False)
    data, said = resolve_data(embedded, silent), []
    with compiling_beside(data, lambda doing, _share=None: said.append(doing)):
        assert at_work_for(data) == len(HELPERS)
    assert at_work_for(data) == 0
    assert said == ["compiling the search, on the first start only"]


def test_helpers_end_with_a_start_that_fails(
    embedded: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kept, "are_kept", lambda: False)
    data = resolve_data(embedded, silent)
    with pytest.raises(KeyboardInterrupt), compiling_beside(data, silent):
        raise KeyboardInterrupt
    assert at_work_for(data) == 0


def test_a_helper_that_takes_too_long_is_ended(
    embedded: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kept, "are_kept", lambda: False)
    monkeypatch.setattr(compiling, "LONGEST_S", 0.0)
    data = resolve_data(embedded, silent)
    with compiling_beside(data, silent):
        pass
    assert at_work_for(data) == 0


def test_helpers_that_fail_do_no_harm(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept, "are_kept", lambda: False)
    with compiling_beside(tmp_path, silent):
        pass
    assert list(tmp_path.iterdir()) == []
