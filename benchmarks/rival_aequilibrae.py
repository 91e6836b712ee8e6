"""Optimal strategies by AequilibraE 1.7.2: arcs and riders as arrays in, volumes by arc out.

Run by benchmarks/assignment.py with the Python of an environment that has AequilibraE; Navette does
not require it. It is given the very graph that planning/strategies.py works on, so what differs is
the program and nothing else. Only its public class for hyperpaths is used: its own transit graphs
are built from GTFS in a project's database, with rules of their own.
"""

from __future__ import annotations

import importlib
import sys
import time
from pathlib import Path

import numpy as np


def main(given: Path, got: Path) -> int:
    """Assigns once, in one thread; writes volumes by arc and expected minutes by relation."""
    frames = importlib.import_module("pandas")
    module = importlib.import_module("aequilibrae.paths.public_transport")
    with np.load(given) as told:
        arcs = {name: told[name] for name in ("tail", "head", "minutes", "frequency")}
        asked, nodes = told["asked"], int(told["nodes"])
    edges = frames.DataFrame(
        {
            "tail": arcs["tail"].astype(np.uint32),
            "head": arcs["head"].astype(np.uint32),
            "trav_time": arcs["minutes"].astype(np.float64),
            "freq": arcs["frequency"].astype(np.float64),
        }
    )
    origins, targets = (asked[:, column].astype(np.int64) for column in (0, 1))
    ends = np.unique(np.r_[origins, targets])
    begin = time.perf_counter()
    found = module.HyperpathGenerating(
        edges, o_vert_ids=ends, d_vert_ids=ends, nodes_to_indices=np.arange(nodes, dtype=np.int64)
    )
    found.assign(origins, targets, asked[:, 2], threads=1)
    took = time.perf_counter() - begin
    volume, minutes = found._edges["volume"].to_numpy().copy(), np.zeros(len(asked))  # noqa: SLF001
    for target in np.unique(targets):
        ours = targets == target
        found.run(origins[ours][0], target, 1.0)  # it tells expected minutes for one relation only
        minutes[ours] = np.asarray(found.u_i_vec)[origins[ours]]
    np.savez(got, volume=volume, minutes=minutes, seconds=took)
    return 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), Path(sys.argv[2])))
