"""The edge: whatever goes wrong, a person reads one clear line and a script reads a number."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from commands.edge import run_at_edge
from core.errors import DataError, EnvironmentFault, Fault, NavetteError, RequestError

ROOT = Path(__file__).resolve().parent.parent.parent


@pytest.mark.parametrize(
    "fault, line",
    [
        (
            DataError("no number", file="stops.txt", row=3, field_name="stop_lat", mend="mend it"),
            "navette: stops.txt, row 3, field stop_lat: no number (mend it)",
        ),
        (
            RequestError([Fault("from", "unknown"), Fault("--depart", "no time")]),
            "navette: from: unknown; --depart: no time",
        ),
        (EnvironmentFault("the disk\nis full"), "navette: the disk is full"),
    ],
)
def test_fault_is_one_line_and_exit_code_1(
    fault: NavetteError, line: str, capsys: pytest.CaptureFixture[str]
) -> None:
    def fails() -> int:
        raise fault

    assert run_at_edge(fails) == 1
    assert capsys.readouterr() == ("", f"{line}\n")


def test_bug_is_not_hidden() -> None:
    def fails() -> int:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        run_at_edge(fails)


def test_control_c_is_exit_code_130() -> None:
    def interrupted() -> int:
        raise KeyboardInterrupt

    assert run_at_edge(interrupted) == 130


def _app(*words: str, **options: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "app.py", *words], cwd=ROOT, capture_output=True, text=True, **options
    )


def test_wrong_usage_is_exit_code_2() -> None:
    said = _app("plan", "--no-such-thing")
    assert said.returncode == 2
    assert "usage: python app.py plan" in said.stderr


def test_unknown_mode_is_wrong_usage_and_named() -> None:
    said = _app("plan", "A", "B", "--modes", "RAIL,BROOM")
    assert said.returncode == 2
    assert "unknown modes: BROOM" in said.stderr


def test_option_without_a_command_means_serve() -> None:
    said = _app("--port", "70000")
    assert said.returncode == 2
    assert "argument --port: 70000 is not within 0 to 65535" in said.stderr


def test_reader_that_goes_away_is_no_fault() -> None:
    floods = (
        "from commands.edge import run_at_edge\n"
        "def flood():\n"
        "    for _ in range(100_000): print('a long line to fill the pipe')\n"
        "    return 0\n"
        "raise SystemExit(run_at_edge(flood))"
    )
    reads, writes = os.pipe()
    os.close(reads)
    said = subprocess.run(
        [sys.executable, "-c", floods], cwd=ROOT, stdout=writes, stderr=subprocess.PIPE, text=True
    )
    os.close(writes)
    assert (said.returncode, said.stderr) == (0, "")


def test_help_is_instant_because_nothing_heavy_is_imported() -> None:
    code = (
        "import sys, app\n"
        "app.build_parser().format_help()\n"
        "heavy = {'numpy', 'pandas', 'networkx', 'numba', 'flask'} & set(sys.modules)\n"
        "raise SystemExit(str(heavy) if heavy else 0)"
    )
    said = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True)
    assert (said.returncode, said.stderr) == (0, "")
