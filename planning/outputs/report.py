"""A report that an elected official can read and print: a simulation in, one page of HTML out.

The page needs nothing else: its drawings are SVG inside it, it has no script, and its policy lets
nothing in but the style that it carries.
"""

from __future__ import annotations

import base64
import hashlib
from dataclasses import replace
from functools import cache
from pathlib import Path

from planning.outputs.languages import Language, language_of
from planning.outputs.markup import Html, joined, tag, words
from planning.outputs.report_answer import answer
from planning.outputs.report_isochrones import isochrones_section
from planning.outputs.report_line import line_sections
from planning.outputs.report_map import map_section
from planning.outputs.report_means import (
    car_parks_section,
    counted_section,
    horizons_section,
    money_section,
    roads_section,
)
from planning.outputs.report_method import method_section, notes_section
from planning.outputs.report_people import access_section, winners_section
from planning.outputs.report_sensitivity import sensitivity_section
from planning.parameters import Parameters
from planning.results import Simulation

_STYLE = Path(__file__).resolve().parent / "report.css"


def report_html(simulation: Simulation, parameters: Parameters, language: str = "en") -> str:
    """The whole page, in a language of planning/outputs/texts.

    Errors: RequestError for a language that there is not.
    """
    told = language_of(language)
    simulation = _named(simulation, told)
    parts = [
        _opening(simulation, told),
        answer(simulation, told),
        map_section(simulation, told),
        line_sections(simulation, told),
        winners_section(simulation, told),
        access_section(simulation, told),
        isochrones_section(simulation, told),
        roads_section(simulation, told),
        car_parks_section(simulation, told),
        money_section(simulation, told),
        sensitivity_section(simulation, told),
        horizons_section(simulation, told),
        counted_section(simulation, told),
        method_section(simulation, parameters, told),
        notes_section(simulation, told),
    ]
    return _page(_name(simulation, told), joined(parts), told)


def _named(simulation: Simulation, language: Language) -> Simulation:
    """The same with a name, in the reader's language, for lines that have none."""
    lines = tuple(replace(each, name=language.line(each.name)) for each in simulation.lines)
    return replace(simulation, lines=lines)


def _name(simulation: Simulation, language: Language) -> str:
    return simulation.scenario_name or language.say("report.unnamed")


def _opening(simulation: Simulation, language: Language) -> Html:
    """What was simulated, and first of all whether it only illustrates."""
    warning = tag(
        "p", tag("strong", language.say("report.illustrative")), " ",
        language.say("report.illustrativeSays"), class_="warning", role="note",
    )  # fmt: skip
    described = tag("p", simulation.scenario_description, class_="lead")
    when = language.say(
        "report.when", day=language.day(simulation.day), window=simulation.window
    )  # fmt: skip
    return tag(
        "header",
        warning if simulation.illustrative else "",
        tag("p", language.say("report.kind"), class_="kind"),
        tag("h1", _name(simulation, language)),
        described if simulation.scenario_description else "",
        tag("p", when, class_="when"),
    )


def _page(title: str, content: Html, language: Language) -> str:
    style, fingerprint = _style()
    policy = f"default-src 'none'; style-src '{fingerprint}'; base-uri 'none'; form-action 'none'"
    return "\n".join([
        "<!doctype html>",
        f'<html lang="{words(language.code)}"><head><meta charset="utf-8">',
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">',
        '<meta name="viewport" content="width=device-width">',
        '<meta name="color-scheme" content="light dark">',
        '<meta name="referrer" content="no-referrer">',
        tag("title", language.say("report.pageTitle", name=title)),
        f"<style>{style}</style></head><body>",
        tag("main", content),
        tag("footer", tag("p", language.say("report.foot"))),
        "</body></html>",
    ]) + "\n"  # fmt: skip


@cache
def _style() -> tuple[str, str]:
    """The style sheet, and its fingerprint for the page's policy."""
    style = _STYLE.read_text(encoding="utf-8")
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    return style, f"sha256-{digest}"
