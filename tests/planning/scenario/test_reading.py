"""Scenario files, sound, faulty and hostile: what is read and what a person is told."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.errors import Fault, RequestError
from planning.scenario.add_trips import AddTrips
from planning.scenario.modifications import MOST_MODIFICATIONS, TAGS
from planning.scenario.parts import MOST_FAULTS
from planning.scenario.reading import MOST_BYTES, read_scenario
from tests.planning.scenario.given import (
    SOUND,
    faults_in,
    line,
    read,
    said_of,
    sound,
    written,
)


def test_every_type_of_modification_is_read_in_the_order_of_the_file() -> None:
    found = read(*(sound(kind) for kind in SOUND), country="LU", growth={"year": 2035, "jobs": 1})
    assert [each.type for each in found.modifications] == list(SOUND)
    assert set(SOUND) == set(TAGS)


def test_an_empty_scenario_is_a_scenario() -> None:
    assert read().modifications == ()


def test_times_of_day_become_seconds_into_the_second_night() -> None:
    line_read, frequency = read(sound("add-trips"), sound("adjust-frequency")).modifications
    assert isinstance(line_read, AddTrips)
    assert (line_read.frequencies[0].start_time, line_read.frequencies[0].end_time) == (
        21600,
        32400,
    )
    assert frequency.entries[0].first_departures == (90_600, 3600)


def test_a_scenario_cannot_be_changed_once_read() -> None:
    found = read(sound("add-trips"))
    with pytest.raises(ValueError, match="frozen"):
        found.name = "other"
    hash(found)


def test_twenty_faults_in_fifty_modifications_are_all_reported() -> None:
    bad = [sound("telework", friday=1.5) for _ in range(10)]
    bad += [sound("remove-trips", trips=[]) for _ in range(10)]
    good = [sound("telework") for _ in range(30)]
    mixed = [each for pair in zip(good, bad, strict=False) for each in pair] + good[20:]
    assert len(mixed) == 50
    found = said_of(*mixed)
    assert len(found) == 20
    assert found["modifications[1].friday"] == "1.5 is too large; give 1.0 or less"
    assert found["modifications[39].trips"] == "has 0 entries; give 1 or more"


def test_a_wrong_number_of_dwells_is_named_with_every_other_fault() -> None:
    bad = line(dwellTimes=[0, "x"], hopTimes=[240], endTime="05:00", monday=None, headwaySecs=0)
    assert said_of(
        {**bad, "color": "#fff", "funding": {"FR": 0.5}}, sound("telework", friday=0)
    ) == {
        "modifications[0].color": '"#fff" is no colour; give six hexadecimal digits without #, '
        'such as "4444FF"',
        "modifications[0].frequencies[0].dwellTimes": "has 2 entries; give 3, one for each of the "
        "3 stops",
        "modifications[0].frequencies[0].dwellTimes[1]": '"x" is no whole number; give one such '
        "as 60, unquoted",
        "modifications[0].frequencies[0].endTime": "18000 s is not after startTime, 21600 s; past "
        "midnight count on from 86400",
        "modifications[0].frequencies[0].headwaySecs": "0 is too small; give more than 0",
        "modifications[0].frequencies[0].hopTimes": "has 1 entries; give 2, one less than the "
        "3 stops",
        "modifications[0].frequencies[0].monday": "runs on no weekday; set at least one of monday "
        "to sunday to true",
        "modifications[0].funding": "shares sum to 0.5; make them sum to 1",
        "modifications[1].monday": "nobody stays at home on any of monday to friday; mend it or "
        "take the modification out",
    }


def test_a_stop_at_fault_does_not_make_the_list_of_stops_too_short() -> None:
    found = said_of(sound("add-trips", stops=[{"id": 1}, {"id": 2}, {"id": 3}]))
    assert set(found) == {f"modifications[0].stops[{at}].id" for at in range(3)}


def test_unknown_keys_and_types_are_refused_where_they_stand() -> None:
    found = said_of({"type": "add-trip"}, {}, 5, {**line(hop_times=[1]), "typ": 1}, extra=1)
    assert found["modifications[0].type"].startswith('"add-trip" is no modification; give one of')
    assert found["modifications[1].type"].startswith("is missing; give one of add-trips,")
    assert found["modifications[2]"] == "5 is no object; put its fields in { }"
    unknown = {place for place, words in found.items() if "no known field" in words}
    assert unknown == {"extra", "modifications[3].typ", "modifications[3].frequencies[0].hop_times"}


def test_at_most_two_hundred_faults_are_listed_and_the_last_says_there_are_more() -> None:
    faults = faults_in(written(*[{}] * MOST_MODIFICATIONS))
    assert len(faults) == MOST_FAULTS
    assert (faults[-1].field, faults[-1].code) == ("scenario.json", "more_faults")


def test_two_hundred_faults_are_listed_without_a_word_about_more() -> None:
    assert {each.code for each in faults_in(written(*[{}] * MOST_FAULTS))} == {"missing"}


def test_two_megabytes_of_nonsense_are_refused_for_their_size() -> None:
    (fault,) = faults_in(b"{[" * 1_000_000)
    assert fault.code == "too_large"
    assert fault.message == f"has 2000000 bytes; split it into files of {MOST_BYTES} bytes at most"


@pytest.mark.parametrize(
    "bad, words",
    [
        (b"", "is no JSON at line 1, column 1"),
        (b'{"name": "x", "modifi', "is no JSON at line 1, column 15"),
        (b'{"name": "caf\xe9"}', "is no UTF-8 from byte 13 on"),
        (b'{"name": "\\ud800", "modifications": []}', "holds half a character"),
        (b"[" * 100_000, "more than 20 deep"),
        (b"[" * 500 + b"]" * 500, "more than 20 deep"),
        (b'{"name": ' + b"1" * 5000 + b"}", "thousands of digits"),
        (b"[]", "is no JSON object"),
        (b"null", "is no JSON object"),
    ],
)
def test_what_is_no_object_of_json_is_refused_with_one_fault(bad: bytes, words: str) -> None:
    (fault,) = faults_in(bad)
    assert fault.field == "scenario.json"
    assert words in fault.message


def test_a_file_that_begins_with_a_byte_order_mark_is_read() -> None:
    assert read_scenario(b"\xef\xbb\xbf" + written()).name == "Trial"


def test_keys_given_twice_are_named_beside_the_other_faults() -> None:
    text = '{"name":"x","name":"y","modifications":[{"type":"telework","friday":9,"friday":NaN}]}'
    found = [(each.field, each.code) for each in faults_in(text.encode())]
    assert found == [
        ("name", "double"),
        ("modifications[0].friday", "double"),
        ("modifications[0].friday", "not_a_number"),
    ]


@pytest.mark.parametrize("number", ["NaN", "Infinity", "-Infinity", "1e999", "1" + "0" * 400])
def test_numbers_that_are_not_finite_are_named_where_they_stand(number: str) -> None:
    text = f'{{"name":"x","modifications":[{{"type":"telework","friday":{number}}}]}}'
    (fault,) = faults_in(text.encode())
    assert (fault.field, fault.code) == ("modifications[0].friday", "not_a_number")


def test_lists_too_long_are_refused_without_a_fault_for_each_entry() -> None:
    assert said_of(sound("add-trips", stops=[1] * 501)) == {
        "modifications[0].stops": "has 501 entries; give 500 at most",
        "modifications[0].hopLengths": "has 2 entries; give 500, one per hop between 501 stops",
        "modifications[0].rightOfWay": "has 2 entries; give 500, one per hop between 501 stops",
        "modifications[0].frequencies[0].hopTimes": "has 2 entries; give 500, one less than the "
        "501 stops",
        "modifications[0].frequencies[0].dwellTimes": "has 3 entries; give 501, one for each of "
        "the 501 stops",
    }
    assert set(said_of(*[sound("telework")] * (MOST_MODIFICATIONS + 1))) == {"modifications"}
    found = said_of(sound("add-trips", frequencies=[5] * 101))
    assert found == {"modifications[0].frequencies": "has 101 entries; give 100 at most"}


def test_texts_are_bounded_and_hold_no_line_breaks() -> None:
    found = said_of(name="n" * 201, description="two\nlines", country="")
    assert found["name"].endswith("is too long; give 200 characters at most")
    assert found["description"].endswith("take them out")
    assert set(found) == {"name", "description", "country"}


def test_a_hostile_key_is_not_repeated_in_full() -> None:
    (place,) = said_of(**{"\x1b" + "k" * 10_000: 1})
    assert len(place) <= 40
    assert place.isprintable()


def _refused_or_read(content: bytes) -> None:
    faults: tuple[Fault, ...] | None = None
    try:
        read_scenario(content)
    except RequestError as exc:
        faults = exc.faults
    assert faults is None or 1 <= len(faults) <= MOST_FAULTS
    assert all(each.field and each.message and each.code for each in faults or ())


@given(st.binary(max_size=300))
def test_whatever_bytes_are_refused_in_words(content: bytes) -> None:
    _refused_or_read(content)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=8,
)


@given(st.data())
@settings(max_examples=300, deadline=None)
def test_whatever_stands_in_a_field_is_refused_in_words(data: st.DataObject) -> None:
    modification = sound(data.draw(st.sampled_from(sorted(SOUND))))
    part = modification
    for _ in range(data.draw(st.integers(0, 3))):
        inner = [each for each in part.values() if isinstance(each, dict)]
        inner += [
            e[0] for e in part.values() if isinstance(e, list) and e and isinstance(e[0], dict)
        ]
        part = data.draw(st.sampled_from(inner)) if inner else part
    for key in data.draw(st.lists(st.sampled_from(sorted(part)), max_size=3)):
        part[key] = data.draw(JSON)
    _refused_or_read(json.dumps({"name": "x", "modifications": [modification]}).encode())
