"""Draws the charts of docs/performance.md and docs/reliability.md from what stands there.

Comes in: both pages, uPlot among the browser packages, and Chromium. Goes out: beside-ferrobus.png,
ten-times.png and soak-memory.png in docs/images. The figures come from the commands beside the
tables; who measures anew writes the tables, then draws.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from playwright.sync_api import sync_playwright

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from commands.packages import are_installed, install  # noqa: E402 - needs the path
from tests.browser.conftest import ARGUMENTS, CHROMIUM  # noqa: E402 - needs the path

TEXT = ROOT / "docs" / "performance.md"
LOADS = ROOT / "docs" / "reliability.md"
IMAGES = ROOT / "docs" / "images"
UPLOT = ROOT / "node_modules" / "uplot" / "dist"
SHARPNESS = 2
WIDTH = 720
STYLE = """
body { margin: 0; font: 14px 'DejaVu Sans', sans-serif; color: #1b2430; background: #fff }
figure { margin: 0; padding: 16px; width: 720px }
.row { display: grid; grid-template-columns: 250px 1fr; gap: 4px 12px; align-items: center;
  margin-bottom: 12px }
.bars span { display: block; height: 15px; margin: 2px 0; border-radius: 2px; white-space: nowrap;
  font-size: 12px; line-height: 15px }
.bars b { position: relative; font-weight: normal }
.u-legend { text-align: left }
"""
COLORS = {"Navette": "#0b6e6e", "ferrobus": "#c28a2c"}
LINES = ("#0b6e6e", "#c28a2c", "#7a4bb0")
FEW = 20
"""So many points are drawn, not only the line between them."""


def main() -> int:
    """Draws all charts."""
    if not are_installed():
        install()
    text = TEXT.read_text(encoding="utf-8")
    charts = {
        "beside-ferrobus": _bars(_table(text, "Beside ferrobus")),
        "ten-times": _lines(_table(text, "Ten times the network")),
        "soak-memory": _memory(LOADS.read_text(encoding="utf-8")),
    }
    script = (UPLOT / "uPlot.iife.min.js").read_text(encoding="utf-8")
    style = (UPLOT / "uPlot.min.css").read_text(encoding="utf-8")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(ARGUMENTS))
        page = browser.new_page(device_scale_factor=SHARPNESS)
        for name, body in charts.items():
            page.set_content(
                f"<style>{style}{STYLE}</style><script>{script}</script><figure>{body}</figure>"
            )
            page.locator("figure").screenshot(path=IMAGES / f"{name}.png")
            sys.stdout.write(f"docs/images/{name}.png\n")
        browser.close()
    return 0


def _table(text: str, heading: str) -> list[list[str]]:
    """The rows of the first table under a heading, without its head."""
    part = text.split(f"## {heading}\n", 1)[1].split("\n## ", 1)[0]
    rows = [line.strip("|").split("|") for line in part.splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in row] for row in rows[2:]]


def _two_figures(cell: str) -> tuple[float, float]:
    """The p50 and the p95 of a cell, the last pair of it."""
    pairs = re.findall(r"([\d.]+) / ([\d.]+)", cell)
    return float(pairs[-1][0]), float(pairs[-1][1])


def _bars(rows: list[list[str]]) -> str:
    """Each search, Navette's bars over ferrobus's: p50 solid, on to p95 pale."""
    figures = [(row[0], _two_figures(row[1]), _two_figures(row[2])) for row in rows]
    drawn = []
    for search, ours, theirs in figures:
        longest = max(ours[1], theirs[1])
        bars = "".join(
            _bar(name, *pair, longest) for name, pair in (("Navette", ours), ("ferrobus", theirs))
        )
        drawn.append(f'<div class="row"><div>{search}</div><div class="bars">{bars}</div></div>')
    says = "milliseconds, p50 (solid) and p95 (pale); each search on a scale of its own"
    return "".join(drawn) + f"<div>{says}</div>"


def _bar(name: str, p50: float, p95: float, longest: float) -> str:
    solid, pale = 100 * p50 / longest, 100 * p95 / longest
    color = COLORS[name]
    fill = f"linear-gradient(to right, {color} {solid / pale:.1%}, {color}55 {solid / pale:.1%})"
    return (
        f"<div>{name} {p50:g} / {p95:g}</div>"
        f'<span style="width:{pale:.1f}%;background:{fill}"></span>'
    )


def _lines(rows: list[list[str]]) -> str:
    """The p50 of the same questions by how many times over the network is."""
    near = [row for row in rows if row[2] == "near"]
    times = [int(row[0]) for row in near]
    names = ("earliest arrival", "arrival x transfers", "window of two hours")
    series = [[_two_figures(row[3 + at])[0] for row in near] for at in range(len(names))]
    options = {
        "scales": {"x": {"time": False, "distr": 3}, "y": {"distr": 3}},
        "axes": [{"label": "times the network"}, {"label": "ms, p50"}],
    }
    return _plot(options, "times", times, dict(zip(names, series, strict=True)))


def _memory(text: str) -> str:
    """The memory of the soak over its minutes: of all that the machine gave, and held at rest."""
    part = text.split("<!-- load:soak -->", 1)[1].split("<!-- /load:soak -->", 1)[0]
    by_minute = _figures_after(part, "mb by minute")
    minutes = list(range(len(by_minute)))
    lines = {
        "the least of each minute (PSS)": by_minute,
        "at rest, kept for searches": _stretched(part, "for searches mb by span", len(minutes)),
        "at rest, everything else": _stretched(part, "mb by span", len(minutes)),
    }
    options = {
        "scales": {"x": {"time": False}, "y": {"range": [0, 1.1 * max(by_minute)]}},
        "axes": [{"label": "minutes"}, {"label": "MB, two processes", "size": 60}],
    }
    return _plot(options, "minutes", minutes, lines)


def _stretched(text: str, name: str, to: int) -> list[float]:
    """Figures of spans, each as often as it takes to make so many of them."""
    by_span = _figures_after(text, name)
    return [by_span[at * len(by_span) // to] for at in range(to)]


def _figures_after(text: str, name: str) -> list[float]:
    """The figures that stand after a name, between semicolons."""
    told = text.split(name, 1)[1].split(",", 1)[0]
    return [float(each) for each in told.split(";")]


def _plot(
    options: dict[str, object], of: str, at: Sequence[float], lines: Mapping[str, list[float]]
) -> str:
    series = [
        {"label": name, "stroke": color, "width": 2, "points": {"show": len(at) < FEW}}
        for name, color in zip(lines, LINES, strict=False)
    ]
    whole = {
        "width": WIDTH,
        "height": 300,
        "series": [{"label": of}, *series],
        "legend": {"live": False},
        **options,
    }
    drawn = f"{json.dumps(whole)}, {json.dumps([at, *lines.values()])}"
    return f"<script>new uPlot({drawn}, document.currentScript.parentNode)</script>"


if __name__ == "__main__":
    sys.exit(main())
