"""`feeds export`: a planner publishes the merged feeds, where the licences allow it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import app


@pytest.fixture
def export(embedded: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    """Runs `feeds export`; returns exit code, answer and last line beside."""

    def run(*words: str, data: Path = embedded) -> tuple[int, str, str]:
        out = str(tmp_path / "out")
        code = app.main(["feeds", "export", "--out", out, "--data", str(data), *words])
        said = capsys.readouterr()
        return code, said.out, said.err.splitlines()[-1] if said.err else ""

    return run


def test_the_embedded_feeds_are_published_and_answer_alike_when_read_back(export, tmp_path) -> None:
    code, text, _ = export("--compare", "60", "--json")
    told = json.loads(text)
    assert code == 0, told["comparison"]
    assert told["comparison"]["alike"] == told["comparison"]["asked"] == 60
    assert told["comparison"]["withOptions"] > 30
    assert told["licence"] == "ODbL-1.0"
    assert "illustrative data, not a timetable" in told["notes"]
    assert {path.name for path in (tmp_path / "out").iterdir()} == {
        "merged.gtfs.zip",
        "consolidated-stops.csv",
        "trip-crosswalk.csv",
        "attributions.csv",
    }


def test_a_feed_of_unknown_licence_stops_the_export_unless_it_is_left_out(
    export, embedded_copy: Path, tmp_path
) -> None:
    source = embedded_copy / "embedded/feeds/fr/source.toml"
    source.write_text(source.read_text().replace("ODbL-1.0", ""))
    data = embedded_copy / "embedded"
    code, _, fault = export(data=data)
    assert code == 1
    assert "fr: its licence is unknown" in fault
    assert not (tmp_path / "out").exists()
    code, text, _ = export("--without", "fr", data=data)
    assert code == 0
    assert "to be passed on under CC-BY-4.0" in text
    assert "gtfs-guru" in text


def test_wrong_words_are_named_before_anything_is_done(export, tmp_path) -> None:
    code, _, fault = export("--without", "atlantis")
    assert (code, "no feed 'atlantis' among fr, lu" in fault) == (1, True)
    code, _, fault = export("--publisher", "Agence", "--page", "nowhere")
    assert code == 1
    assert "--page" in fault
    assert not (tmp_path / "out").exists()
