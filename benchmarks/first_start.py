"""How long a new machine waits until its site is ready: nothing in, seconds out.

    python -m benchmarks.first_start [--times 3]

Each time the site opens a folder without data and a cache without kernels, and once more what it
has left there. The page's packages are not fetched again where they are in place: that takes as
long as the network does.
"""

from __future__ import annotations

import argparse
import statistics
import tempfile
import time
from pathlib import Path

from benchmarks.site import serving
from commands.arguments import number


def main() -> int:
    """Measures, and tells each start and the medians."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--times", type=number(1, 100), default=3)
    times = int(parser.parse_args().times)
    firsts, laters = [], []
    for _ in range(times):
        with tempfile.TemporaryDirectory() as folder:
            firsts.append(_start_s(Path(folder)))
            laters.append(_start_s(Path(folder)))
        print(f"first start {firsts[-1]:.1f} s, the next {laters[-1]:.1f} s", flush=True)
    print(f"medians {statistics.median(firsts):.1f} s and {statistics.median(laters):.1f} s")
    return 0


def _start_s(folder: Path) -> float:
    begin_s = time.perf_counter()
    with serving(folder / "data", settings={"NUMBA_CACHE_DIR": str(folder / "kernels")}):
        return time.perf_counter() - begin_s


if __name__ == "__main__":
    raise SystemExit(main())
