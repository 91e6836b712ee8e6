"""`feeds merge-report` tells of the data folder in service what its merge has made."""

from __future__ import annotations

import json

from app import main


def test_the_report_of_the_embedded_data_set(embedded, tmp_path, capsys):
    page = tmp_path / "merge.html"
    assert main(["feeds", "merge-report", "--data", str(embedded), "--html", str(page)]) == 0
    assert page.read_text(encoding="utf-8").startswith("<!doctype html>")
    capsys.readouterr()
    assert main(["feeds", "merge-report", "--data", str(embedded), "--json"]) == 0
    report = json.loads(capsys.readouterr().out)
    assert report["counts"]["ridesJoined"] >= 42
    assert main(["feeds", "merge-report", "--data", str(embedded)]) == 0
    assert "rides joined that were cut between two feeds" in capsys.readouterr().out
