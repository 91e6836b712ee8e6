"""The licence gate: what may be passed on, what not, and what a mixture asks."""

from __future__ import annotations

import pytest

from core.errors import DataError
from feeds.export.licences import (
    OWN_PLAN,
    check_sources,
    find_licence,
    licence_of_mixture,
    note_on,
    verdict_on,
)
from feeds.tables import Source


def source(tag="lu", licence="CC-BY-4.0", **more):
    return Source(tag=tag, country="LU", licence=licence, **more)


@pytest.mark.parametrize(
    "spelling, known_as",
    [
        ("CC-BY-4.0", "CC-BY-4.0"),
        ("cc by 4.0", "CC-BY-4.0"),
        ("CC0", "CC0-1.0"),
        ("ODbL", "ODbL-1.0"),
        ("Licence Ouverte 2.0", "etalab-2.0"),
        ("DL-DE/BY-2.0", "DL-DE-BY-2.0"),
    ],
)
def test_a_licence_is_known_in_every_customary_spelling(spelling, known_as):
    assert find_licence(spelling).id == known_as


@pytest.mark.parametrize(
    "refused, why",
    [
        (source("tgl", ""), "tgl: its licence is unknown"),
        (source("vrt", "all rights reserved"), "vrt: 'all rights reserved' is no open licence"),
        (source("ter", "ODbL-1.0", republish=False), "ter: its publisher does not allow it"),
    ],
)
def test_a_feed_that_may_not_be_passed_on_is_named_with_the_reason(refused, why):
    with pytest.raises(DataError, match="--without TAG") as caught:
        check_sources([source(), refused])
    assert why in str(caught.value)
    assert "lu:" not in str(caught.value)
    assert not verdict_on(refused).allowed


def test_every_refused_feed_is_named_at_once():
    with pytest.raises(DataError, match="a: its licence is unknown; b: its licence is unknown"):
        check_sources([source("a", ""), source("b", "")])


def test_share_alike_data_in_the_mixture_bind_the_whole():
    mixed = [source(), source("ter", "ODbL-1.0")]
    check_sources(mixed)
    assert licence_of_mixture(mixed) == "ODbL-1.0"
    assert note_on(mixed[0], mixed).startswith("mixed with share-alike data of ter")
    assert "under ODbL-1.0 only" in note_on(mixed[1], mixed)


def test_two_different_share_alike_licences_cannot_both_be_obeyed():
    with pytest.raises(DataError, match="each ask that the whole be under their own licence"):
        check_sources([source("a", "CC-BY-SA-4.0"), source("b", "ODbL-1.0")])


def test_without_share_alike_every_licence_stays_due():
    assert licence_of_mixture([source(), source("f", "etalab-2.0")]) == "CC-BY-4.0 AND etalab-2.0"


def plan(**more):
    return source("scenario", OWN_PLAN, illustrative=True, **more)


def test_a_plan_is_passed_on_as_its_author_likes():
    check_sources([plan()])
    assert verdict_on(plan()).asks == ()
    assert note_on(plan(), [plan()]) == "a plan: whoever made it decides what may be done with it"


def test_a_plan_over_share_alike_data_goes_on_under_their_terms():
    both = [source("fr", "ODbL-1.0"), plan()]
    assert licence_of_mixture(both) == "ODbL-1.0"
    assert note_on(both[1], both).endswith("as a part of the whole under ODbL-1.0")
    assert licence_of_mixture([source(), plan()]) == "CC-BY-4.0 AND LicenseRef-own-plan"


def test_a_publishers_timetable_is_no_plan_whatever_its_licence_says():
    with pytest.raises(DataError, match="'LicenseRef-own-plan' is no open licence"):
        check_sources([source("lu", OWN_PLAN)])
