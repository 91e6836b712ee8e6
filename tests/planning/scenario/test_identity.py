"""A scenario written, read again and named."""

from __future__ import annotations

import json
import pickle
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.errors import RequestError
from planning.scenario.identity import as_json, scenario_id
from planning.scenario.modifications import Scenario
from planning.scenario.places import Stop
from planning.scenario.reading import read_scenario
from tests.planning.scenario.given import SOUND, line, read, sound

SHARES = st.floats(0.001, 0.999)
IDS = st.lists(st.text("abc_é/'\"", min_size=1, max_size=4), min_size=1, max_size=3)
MODIFICATIONS: st.SearchStrategy[dict[str, Any]] = st.one_of(
    st.sampled_from(sorted(SOUND)).map(sound),
    st.builds(lambda share: sound("telework", monday=share), SHARES),
    st.builds(lambda ids, scale: sound("adjust-speed", routes=ids, scale=scale), IDS, SHARES),
    st.builds(
        lambda start, headway: line(entryId=None, startTime=start, headwaySecs=headway),
        st.integers(0, 32_399),
        st.integers(1, 7200),
    ),
    st.builds(
        lambda lat, lon: sound("growth", sites=[{"lat": lat, "lon": lon, "jobs": 5}]),
        st.floats(42, 55),
        st.floats(-5, 17),
    ),
)


def _once(modifications: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """No entryId may stand twice."""
    return [each for at, each in enumerate(modifications) if each not in modifications[:at]]


@given(st.lists(MODIFICATIONS, max_size=5).map(_once))
@settings(deadline=None)
def test_a_scenario_written_and_read_again_is_the_same(modifications: list[dict[str, Any]]) -> None:
    first = read(*modifications)
    again = read_scenario(json.dumps(as_json(first)).encode())
    assert again == first
    assert scenario_id(again) == scenario_id(first)


def test_a_scenario_travels_to_another_process() -> None:
    scenario = read(*(sound(kind) for kind in SOUND))
    assert pickle.loads(pickle.dumps(scenario)) == scenario  # noqa: S301 - of its own making


def _reversed(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _reversed(each) for key, each in reversed(value.items())}
    return [_reversed(each) for each in value] if isinstance(value, list) else value


def test_the_order_of_keys_does_not_change_the_id() -> None:
    kinds = [sound(kind) for kind in SOUND]
    assert scenario_id(read(*kinds)) == scenario_id(read(*_reversed(kinds)))


def test_words_defaults_and_ways_to_write_a_number_do_not_change_the_id() -> None:
    plain = read(line(), sound("telework"))
    wordy = read(
        line(startTime=21600, endTime="09:00", sunday=False) | {"bidirectional": True, "mode": 3},
        sound("telework", friday=0.20, monday=0, comment="as on Fridays"),
        name="Another",
        description="And described",
    )
    assert scenario_id(plain) == scenario_id(wordy)
    assert len(scenario_id(plain)) == 16


def test_where_a_scenario_came_from_stands_in_its_file_and_does_not_change_the_id() -> None:
    variant = read(parent="3f9a5c0d12ab77e1")
    assert scenario_id(variant) == scenario_id(read())
    assert as_json(variant)["parent"] == "3f9a5c0d12ab77e1"


@pytest.mark.parametrize("parent", ["", "3F9A5C0D12AB77E1", "../../etc/passwd", 7, "0" * 17])
def test_a_parent_that_is_no_id_is_refused(parent: Any) -> None:
    with pytest.raises(RequestError) as refused:
        read(parent=parent)
    assert [fault.field for fault in refused.value.faults] == ["parent"]


def test_what_a_scenario_does_changes_the_id() -> None:
    ids = {
        scenario_id(each)
        for each in (
            read(),
            read(country="FR"),
            read(sound("telework")),
            read(sound("telework", friday=0.3)),
            read(sound("telework"), sound("remove-trips")),
            read(sound("remove-trips"), sound("telework")),
            read(growth={"year": 2035, "population": 1}),
        )
    }
    assert len(ids) == 7


def test_the_file_form_leaves_defaults_out_and_times_in_seconds() -> None:
    assert as_json(read(sound("adjust-frequency", retainTripsOutsideFrequencyEntries=False))) == {
        "name": "Trial",
        "modifications": [
            {
                "type": "adjust-frequency",
                "route": "r",
                "entries": [{"sourceTrip": "t", "firstDepartures": [90_600, 3600], "sunday": True}],
            }
        ],
    }


def test_a_scenario_can_be_made_without_a_file() -> None:
    made = Scenario(name="Trial", modifications=())
    assert scenario_id(made) == scenario_id(read())
    assert Stop(lat=49.5, lon=6.0).lat == 49.5
