"""Writes the tables of docs/operations.md that the program itself knows, between their markers.

    python docs/tables.py [--check]

Comes in: every environment variable (commands/variables.py) and every metric
(web/operations/catalogue.py). Goes out: docs/operations.md; with --check nothing is written and the
exit code is 1 where it would be another. The table of sizes is written by benchmarks/sizing.py.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from commands.variables import variables  # noqa: E402 - needs the path
from web.operations.catalogue import METRICS  # noqa: E402 - needs the path

PAGE = ROOT / "docs" / "operations.md"


def main() -> int:
    """Writes the tables, or says whether they stand as they should."""
    parser = argparse.ArgumentParser(prog="docs/tables.py", description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing; 1 where it differs")
    args = parser.parse_args()
    before = PAGE.read_text(encoding="utf-8")
    after = between(before, "settings", settings_table())
    after = between(after, "metrics", metrics_table())
    if after != before and not args.check:
        PAGE.write_text(after, encoding="utf-8")
    if after != before:
        sys.stdout.write("docs/operations.md\n")
    return int(args.check and after != before)


def between(page: str, name: str, lines: Iterable[str]) -> str:
    """The page with these lines between the markers of that name.

    Errors: ValueError where the page has no such markers.
    """
    opening, closing = f"<!-- {name} -->\n", f"<!-- /{name} -->\n"
    found = re.search(f"{re.escape(opening)}.*?{re.escape(closing)}", page, re.DOTALL)
    if found is None:
        raise ValueError(f"there are no markers {opening.strip()} ... {closing.strip()}")
    made = "".join(f"{line}\n" for line in lines)
    return page[: found.start()] + opening + made + closing + page[found.end() :]


def settings_table() -> list[str]:
    """Every environment variable with its default."""
    rows = [
        (f"`{each.name}`", _default(each.default), each.what.replace("|", "\\|"))
        for each in variables()
    ]
    return table(("variable", "default", "what"), rows)


def metrics_table() -> list[str]:
    """Every metric with its labels."""
    rows = [
        (f"`{each.name}`", each.kind, ", ".join(each.labels) or "-", each.what) for each in METRICS
    ]
    return table(("metric", "kind", "labels", "what"), rows)


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> list[str]:
    """A table in Markdown."""
    lines = [head, ["---"] * len(head), *rows]
    return [f"| {' | '.join(cells)} |".replace("| --- ", "|---").replace("--- |", "---|")
            for cells in lines]  # fmt: skip


def _default(text: str) -> str:
    return text or "(empty)"


if __name__ == "__main__":
    sys.exit(main())
