"""Kernel against networkx body on the real feeds of both sides; benchmarks.exactness asks more."""

from __future__ import annotations

from benchmarks.exactness import compare
from core.clock import parse_instant
from routing.network import Network

QUERIES = 6


def test_kernel_and_networkx_body_agree_on_the_real_bundle(real_network: Network) -> None:
    moment = parse_instant("2025-02-04T08:00", real_network.zone)
    asked = compare(real_network, moment, QUERIES, seed=3, window_s=600, max_duration_s=3600)
    found = []
    for options, difference in asked:
        assert difference is None, difference
        found.append(options)
    assert sum(found) > QUERIES, "hardly any journey was found: the test says little"
