"""The files of a run over HTTP: a run and a name in, the file with its type and policy out."""

from __future__ import annotations

import re
from pathlib import Path

from flask import Response, request

from core.errors import Fault, RequestError
from planning.runs.desk import Desk
from planning.runs.files import REPORT, REPORT_LANGUAGES, RESULTS, report_file
from planning.runs.records import RunRecord
from web.files import file_answer

_HEAD_BYTES = 4096
_POLICY = re.compile(r'http-equiv="Content-Security-Policy" content="([\w\s\'";:/+=.-]*?)"')
_NOTHING = "default-src 'none'"
_ALWAYS = "frame-ancestors 'none'; sandbox"


def result_file(run: RunRecord, name: str, desk: Desk, language: str) -> Response:
    """A file of results.

    Errors: RequestError where the run is not done, or the file was withheld or is gone.
    """
    file, media = RESULTS[name]
    if name == REPORT:
        file = report_file(language)
    folder = desk.files_of(run.id) if run.state == "done" else None
    if folder is None or not (folder / file).is_file():
        raise RequestError([Fault("file", _why_not(run, name), "unknown_file")])
    response = file_answer(folder, file, media, "no-cache")
    if name == REPORT:
        response.headers["Content-Security-Policy"] = _policy_of(folder / file)
        response.headers["Content-Disposition"] = "inline"
        response.vary.add("Accept-Language")
    else:
        named = f"{run.scenario_id}-{run.day}-{RESULTS[name].file}"
        response.headers["Content-Disposition"] = f'attachment; filename="{named}"'
    return response


def report_language(wanted: str) -> str:
    """The language of the report: the one that is asked for, else the reader's, else English."""
    if wanted:
        return wanted
    read = (tag.split("-")[0].lower() for tag in request.accept_languages.values())
    return next((each for each in read if each in REPORT_LANGUAGES), REPORT_LANGUAGES[0])


def _why_not(run: RunRecord, name: str) -> str:
    if run.state != "done":
        return f"the run is {run.state}; its files are there when it is done"
    withheld = run.headline.get("withheld", {}).get(name)
    return withheld or "the file is gone; ask for the run again"


def _policy_of(report: Path) -> str:
    """What the page itself lets in, and no more; it knows the fingerprint of its style."""
    with report.open("rb") as file:
        head = file.read(_HEAD_BYTES).decode("utf-8", "replace")
    found = _POLICY.search(head)
    return f"{found[1] if found else _NOTHING}; {_ALWAYS}"
