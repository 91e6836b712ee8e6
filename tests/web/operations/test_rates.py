"""A client may ask evenly, and a burst ahead of it; over all processes, and no address is kept."""

from __future__ import annotations

import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from web.operations.rates import CELLS, Rates, make_table


@pytest.fixture
def table(tmp_path):
    return make_table(tmp_path)


def test_a_burst_is_let_through_and_then_one_at_a_time(table):
    rates = Rates(per_minute=60, burst=3, path=table)
    assert [rates.ask("192.0.2.1", 100.0) for _ in range(3)] == [0, 0, 0]
    assert rates.ask("192.0.2.1", 100.0) == pytest.approx(1.0)
    assert rates.ask("192.0.2.1", 100.5) == pytest.approx(0.5)
    assert rates.ask("192.0.2.1", 101.0) == 0


def test_others_are_not_counted_with_one_who_asks_much(table):
    rates = Rates(per_minute=60, burst=1, path=table)
    assert rates.ask("192.0.2.1", 5.0) == 0
    assert rates.ask("192.0.2.1", 5.0) > 0
    assert rates.ask("192.0.2.2", 5.0) == 0


@pytest.mark.parametrize(
    ("one", "other", "are_one"),
    [
        ("2001:db8::1", "2001:db8::ffff:2", True),
        ("2001:db8::1", "2001:db8:0:1::1", False),
        ("::ffff:192.0.2.7", "192.0.2.7", True),
        ("not an address", "192.0.2.7", False),
    ],
)
def test_a_household_is_one_client(table, one, other, are_one):
    rates = Rates(per_minute=60, burst=1, path=table)
    assert rates.ask(one, 5.0) == 0
    assert (rates.ask(other, 5.0) > 0) is are_one


@given(st.lists(st.floats(0, 5), max_size=60))
def test_over_any_time_no_more_than_burst_and_rate_come_through(tmp_path_factory, gaps):
    rates = Rates(per_minute=120, burst=4, path=make_table(tmp_path_factory.mktemp("rates")))
    now_s, passed = 1000.0, 0
    for gap in gaps:
        now_s += gap
        passed += rates.ask("192.0.2.1", now_s) == 0
    assert passed <= 4 + (now_s - 1000.0) * 2 + 1e-6


def test_processes_count_together(table):
    here = Rates(per_minute=60, burst=2, path=table)
    asks = (
        "import sys; from pathlib import Path; from web.operations.rates import Rates\n"
        "rates = Rates(60, 2, Path(sys.argv[1]))\n"
        "print(rates.ask('192.0.2.9', 50.0) == 0)"
    )
    said = subprocess.run(
        [sys.executable, "-c", asks, str(table)], capture_output=True, text=True, check=True
    )
    assert said.stdout.strip() == "True"
    assert here.ask("192.0.2.9", 50.0) == 0
    assert here.ask("192.0.2.9", 50.0) > 0


def test_the_table_holds_no_address_and_is_read_by_nobody_else(table):
    rates = Rates(per_minute=60, burst=2, path=table)
    rates.ask("192.0.2.123", 1.0)
    content = table.read_bytes()
    assert b"192.0.2" not in content
    assert len(content) == 32 + 8 * CELLS
    assert table.stat().st_mode & 0o077 == 0
