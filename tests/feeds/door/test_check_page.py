"""The report of `feeds check` as a page: figures first, nothing from a feed is markup."""

from __future__ import annotations

import re

from app import main
from feeds.check import check_feed
from feeds.check_page import as_page
from feeds.notices import SAMPLES_PER_CODE
from feeds.schema import LOST
from tests.feeds.make import MINIMAL, SOURCE, table, write_feed, write_zip


def test_the_page_says_first_what_riders_lose(tmp_path):
    broken = MINIMAL["stop_times"].replace("08:20:00,08:20:00", "07:20:00,07:20:00")
    page = as_page([check_feed(write_feed(tmp_path / "f.zip", stop_times=broken), SOURCE)])
    assert page.index("Riders lose 1 of 2 trips") < page.index("<table>")
    assert "stop_time_with_arrival_before_previous_departure_time" in page
    assert "stop_times.txt, row 6" in page


def test_what_a_feed_says_is_never_markup(tmp_path):
    hostile = "<script>alert(1)</script>"
    stops = MINIMAL["stops"].replace("S2,Esch,49.494", f"S2,{hostile},{hostile}")
    page = as_page([check_feed(write_feed(tmp_path / "f.zip", stops=stops), SOURCE)])
    assert "<script" not in page
    assert "&lt;script&gt;" in page
    assert "http" not in page


def test_a_refused_feed_has_a_page_too_and_exit_code_1(tmp_path):
    path = write_feed(tmp_path / "f.zip", stop_times=None)
    assert main(["feeds", "check", str(path), "--html", str(tmp_path / "f.html")]) == 1
    page = (tmp_path / "f.html").read_text(encoding="utf-8")
    assert "Not usable: " in page
    assert "stop_times.txt" in page


def test_the_page_is_bounded(tmp_path):
    rows = "\n".join(f"R,DAILY,T{n}" for n in range(3, 5000))
    trips = f"{table(MINIMAL['trips'])}{rows}"
    page = as_page([check_feed(write_feed(tmp_path / "f.zip", trips=trips.encode()), SOURCE)])
    assert f"{SAMPLES_PER_CODE - 1} more" in page
    assert len(page) < 60_000


def test_every_file_that_is_not_read_is_named_with_what_riders_lose(tmp_path):
    members = {f"{name}.txt": text for name, text in MINIMAL.items()}
    members |= dict.fromkeys(LOST, b"a,b\n1,2\n")
    report = check_feed(write_zip(tmp_path / "f.zip", members), SOURCE)
    page = as_page([report])
    for file, cost in LOST.items():
        escaped = cost.replace("'", "&#x27;")
        assert re.search(rf"<td>{re.escape(file)}</td><td></td><td>[^<]*{escaped}", page), file
