"""Paging over HTTP on real timetables: a day forwards and back."""

from __future__ import annotations

import pytest

PAGES = 10


@pytest.mark.parametrize("arrive_by", ["false", "true"])
def test_ten_pages_forward_and_ten_back_give_one_days_full_set_with_no_repeats(
    real_site, arrive_by
):
    asked = {
        "fromPlace": "lu_400000002", "toPlace": "lu_200405060", "arriveBy": arrive_by,
        "numItineraries": 5, "time": "2025-02-04T11:00:00Z",
    }  # fmt: skip

    def page(cursor=""):
        return real_site.get("/api/v6/plan", **asked, pageCursor=cursor)

    first = page()
    forward, back = [first], [first]
    for _ in range(PAGES):
        forward.append(page(forward[-1]["nextPageCursor"]))
        back.insert(0, page(back[0]["previousPageCursor"]))
    day = [*back, *forward[1:]]
    beyond_the_timetable = [each for each in day if not each["itineraries"]]
    assert all(each["navette"]["reasons"] for each in beyond_the_timetable)
    assert len(beyond_the_timetable) < 2
    seen = ways_of(day)
    assert len(seen) == len(set(seen))
    start_s, end_s = edges(back[0])[0], edges(forward[-1])[1]
    assert end_s - start_s > 14 * 3600
    assert sorted(seen) == sorted(everything(real_site, asked, start_s, end_s))

    returning = [page(forward[-1]["nextPageCursor"].replace("LATER", "EARLIER"))]
    while edges(returning[0])[0] > edges(first)[1]:
        returning.insert(0, page(returning[0]["previousPageCursor"]))
    again = ways_of(returning)
    assert len(again) == len(set(again))
    assert set(ways_of(forward[1:])) <= set(again)


def ways_of(pages):
    """What each option promises; of two that promise the same either may be told."""
    return [
        (way["startTime"], way["endTime"], way["transfers"])
        for page in pages
        for way in page["itineraries"]
    ]


def edges(page):
    """The moments between which a page tells everything."""
    return tuple(int(page[name].split("|")[1]) for name in ("previousPageCursor", "nextPageCursor"))


def everything(site, asked, start_s, end_s):
    """What every option between two moments promises, asked for in windows of an hour."""
    pages = []
    for from_s in range(start_s, end_s, 3600):
        width_s = min(3600, end_s - from_s)
        window = {"numItineraries": 0, "searchWindow": width_s, "pageCursor": f"LATER|{from_s}"}
        pages.append(site.get("/api/v6/plan", **{**asked, **window}))
        assert edges(pages[-1]) == (from_s, from_s + width_s)
    return ways_of(pages)
