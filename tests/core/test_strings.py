"""Texts come out of a table as they went in, also out of a snapshot."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core import snapshot
from core.strings import StringTable

TEXTS = st.lists(st.text(st.characters(exclude_categories=["Cs"]), max_size=30), max_size=20)


@given(TEXTS)
def test_texts_come_out_as_they_went_in(texts):
    table = StringTable.of(texts)
    assert list(table) == texts
    assert len(table) == len(texts)


def test_texts_survive_a_snapshot(tmp_path):
    texts = ["Pétange", "", "Düdelingen", "Esch-sur-Alzette", "🚆"]
    table = StringTable.of(texts)
    snapshot.publish(tmp_path, "v1", {"blob": table.blob, "ends": table.ends}, {})
    arrays = snapshot.load(tmp_path).arrays
    assert list(StringTable(arrays["blob"], arrays["ends"])) == texts


@pytest.mark.parametrize("index", [-1, 2, 99])
def test_an_index_outside_the_table_is_an_error(index):
    with pytest.raises(IndexError):
        StringTable.of(["a", "b"])[index]
