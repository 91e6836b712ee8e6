"""What a process holds after every swap: a data folder in, memory by the number of swaps out.

    python -m benchmarks.held --data DIR --date D [--swaps 30] [--questions 200] [--json]

One process opens the site, answers the same questions of commuters and others again and again, one
after the other, and between two rounds opens its network anew and puts it into service, as a
running site does. Then nothing is in hand, so what it holds is told to the byte: of the allocator
(arrays, large objects), and in how many blocks of Python's own pools (512 bytes each at the most).
Growth is by least squares, with its standard error, over the second half of the swaps.
"""

from __future__ import annotations

import argparse
import datetime as dt
import gc
import json
import sys
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np

from benchmarks.loads.mix import Mix
from commands.datadir import resolve_data, territory_of
from commands.house import open_house
from commands.serve import open_state
from commands.warming import warm
from core.arenas import give_back, in_use_bytes, keep_little
from core.progress import silent
from web.create import create_web
from web.settings import settings_from
from web.state import AppState

SEED = 42


@dataclass(frozen=True, slots=True)
class Held:
    """What the process holds after a swap."""

    mb: float
    blocks: int


def main(argv: list[str] | None = None) -> int:
    """Swaps, and tells what is held."""
    parser = argparse.ArgumentParser(prog="benchmarks.held", description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="data folder with feeds")
    parser.add_argument("--date", type=dt.date.fromisoformat, required=True, help="day of service")
    parser.add_argument("--swaps", type=int, default=30)
    parser.add_argument("--questions", type=int, default=200, help="between two swaps")
    parser.add_argument("--json", action="store_true")
    args = parser.parse_args(argv)
    keep_little()
    rows = hold(args.data, args.date, args.swaps, args.questions)
    told = {
        "rows": [asdict(row) for row in rows],
        "kb_per_swap": growth([row.mb * 1024 for row in rows]),
        "blocks_per_swap": growth([row.blocks for row in rows]),
    }
    if args.json:
        print(json.dumps(told))
        return 0
    for at, row in enumerate(rows, 1):
        print(f"after swap {at:3}: {row.mb:8.2f} MB of the allocator, {row.blocks:9,} blocks")
    for name, unit in (("kb_per_swap", "KB"), ("blocks_per_swap", "blocks")):
        slope, error = told[name]
        print(f"grows by {slope} {unit} a swap, give or take {error}")
    return 0


def hold(data: Path, date: dt.date, swaps: int, questions: int) -> list[Held]:
    """What is held after each of so many swaps."""
    folder = resolve_data(data, silent)
    settings = settings_from()
    state = open_state(data, settings, silent)
    client = create_web(state).test_client()
    corridors = [each["id"] for each in client.get("/api/forecasts/corridors").json["corridors"]]
    mix = Mix(state.world.network, territory_of(folder).bbox, date, corridors, SEED)
    asked = [mix.one().target for _ in range(questions)]
    rows = []
    for _ in range(swaps):
        for target in asked:
            client.get(target).get_data()
        _swap(state, folder)
        gc.collect()
        give_back()
        rows.append(Held(round((in_use_bytes() or 0) / 2**20, 3), sys.getallocatedblocks()))
    return rows


def growth(values: list[float]) -> tuple[float, float]:
    """By how much a value grows from one to the next, and its standard error."""
    late = np.array(values[len(values) // 2 :], dtype=float)
    at = np.arange(len(late)) - (len(late) - 1) / 2
    slope = float(at @ late / (at @ at))
    left = late - late.mean() - slope * at
    error = float(np.sqrt(left @ left / (len(late) - 2) / (at @ at)))
    return round(slope, 2), round(error, 2)


def _swap(state: AppState, folder: Path) -> None:
    fresh = open_house(folder, state.settings, silent)
    warm(fresh)
    state.take_over(fresh)


if __name__ == "__main__":
    sys.exit(main())
