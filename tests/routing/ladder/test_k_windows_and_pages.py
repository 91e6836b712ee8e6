"""K. Windows: every good option once, none that waits for nothing, pages without gaps."""

from __future__ import annotations

import pytest

from tests.routing.town import ask, ask_back, valley

LINES = "\n".join(
    f"lu BUS 1: ober {hour:02}:{minute:02} esch {hour:02}:{minute + 9:02}"
    for hour in (8, 9)
    for minute in (0, 15, 30, 45)
) + "\nlu RAIL R: esch 08:30 uni 08:40\nlu RAIL R: esch 09:30 uni 09:40"  # fmt: skip


@pytest.fixture(scope="module")
def network(tmp_path_factory):
    return valley(tmp_path_factory.mktemp("valley"), LINES)


def test_of_four_buses_to_one_train_only_the_last_is_worth_it(network):
    found = ask(network, "lu_ober", "lu_uni", "08:00", window_s=7200)
    assert [option[:5] for option in found] == ["08:15", "09:15"]


def test_a_window_that_ends_before_the_best_bus_offers_none_that_it_beats(network):
    assert ask(network, "lu_ober", "lu_uni", "08:00", window_s=600) == []
    assert ask(network, "lu_ober", "lu_uni", "08:00", window_s=0)[0].startswith("08:00")


def test_pages_hold_what_the_whole_window_holds(network):
    whole = ask(network, "lu_ober", "lu_esch", "08:00", window_s=7200)
    pages = [
        option
        for start in ("08:00", "08:30", "09:00", "09:30")
        for option in ask(network, "lu_ober", "lu_esch", start, window_s=1800)
    ]
    assert pages == whole
    assert len(whole) == len(set(whole)) == 8


def test_backward_pages_hold_it_too(network):
    whole = ask_back(network, "lu_ober", "lu_esch", "10:00", window_s=7200)
    pages = [
        option
        for end in ("08:30", "09:00", "09:30", "10:00")
        for option in ask_back(network, "lu_ober", "lu_esch", end, window_s=1800)
    ]
    assert pages == whole


def test_forward_and_backward_windows_of_the_same_buses_agree(network):
    forward = ask(network, "lu_ober", "lu_esch", "08:00", window_s=7200)
    assert ask_back(network, "lu_ober", "lu_esch", "09:54", window_s=7200) == forward
