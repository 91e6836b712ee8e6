"""Jams: what counts as one, which were announced, and how far off the onset was."""

from __future__ import annotations

import numpy as np
import pytest

from forecast.jams import JamCount, is_jammed, jammed_from

QUARTER_S = 900


def flags(text):
    return np.array([[letter == "x" for letter in text]])


def counted(came, said, judged=None):
    count = JamCount()
    known = np.ones((1, len(came)), dtype=bool) if judged is None else flags(judged)
    count.add(flags(came), flags(said), known, QUARTER_S)
    return count.score("60min")


def test_twice_the_free_flow_time_is_a_jam_and_half_its_speed():
    times = np.array([[300.0] * 9 + [599.0, 601.0]])
    assert is_jammed("travel_time_s", times, jammed_from("travel_time_s", times))[0].sum() == 1
    speeds = np.array([[120.0] * 9 + [61.0, 59.0, np.nan]])
    assert is_jammed("speed_kmh", speeds, jammed_from("speed_kmh", speeds))[0].sum() == 1
    assert jammed_from("flow_vph", speeds) is None, "few vehicles are an empty road or a jam"


def test_precision_and_recall_are_those_one_counts_by_hand():
    score = counted("..xxxx..", ".xxxx...")
    assert (score.said, score.came) == (4, 4)
    assert (score.precision, score.recall) == (0.75, 0.75)
    assert (score.events, score.announced, score.onset_error_min) == (1, 1.0, 15)


def test_an_event_is_announced_in_its_first_hour_or_not_at_all():
    assert counted("..xxxxxxx", "......xxx").announced == 0
    assert counted("..xxxxxxx", ".....xxxx").announced == 1


def test_a_jam_of_a_quarter_of_an_hour_is_no_event():
    score = counted("..x...xx", "........")
    assert (score.came, score.events, score.announced) == (3, 1, 0)
    assert np.isnan(score.onset_error_min)


def test_what_could_not_be_judged_does_not_count():
    score = counted("..xxxx..", "..xxxx..", judged="....xxxx")
    assert (score.came, score.said, score.events) == (2, 2, 1)


def test_without_a_jam_there_is_no_score():
    assert counted("....", "..x.") is None


def test_the_score_without_onsets_is_null_in_json():
    assert counted("..xx", "....").as_json()["onset_error_min"] is None
    assert counted("..xx", "....").as_json()["recall"] == pytest.approx(0)
