"""Every main journey on both data sets, by telephone and desk, day and night, in two languages."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from tests.browser.conftest import Watch, _opening
from tests.browser.journeys import DESK, JOURNEYS, WORLDS, Data, Look, World


def _name(world: tuple[Data, Look]) -> str:
    data, look = world
    size, light = "desk" if look.size == DESK else "phone", "dark" if look.dark else "light"
    return f"{data.name}, {size}, {light}, {look.locale[:2]}"


@pytest.fixture(scope="module", params=WORLDS, ids=_name)
def world(request: pytest.FixtureRequest, browser: Browser) -> Iterator[World]:
    """A data set in a look; at its end no page may have had an error or asked another host."""
    data, look = request.param
    address = request.getfixturevalue("site" if data.name == "embedded" else "real_site")
    watch = Watch(allowed=("ERR_INTERNET_DISCONNECTED", "Failed to fetch", "ERR_FAILED"))
    with _opening(browser, address, watch) as open_page:
        yield World(data, look, address, open_page)


@pytest.mark.parametrize("journey", JOURNEYS)
def test_journey(world: World, journey: str) -> None:
    JOURNEYS[journey](world)


def test_the_table_leaves_nothing_out() -> None:
    looks = [look for _, look in WORLDS]
    assert {data.name for data, _ in WORLDS} == {"embedded", "real"}
    assert {(look.size, look.dark) for look in looks} == {
        (size, dark) for size in {look.size for look in looks} for dark in (True, False)
    }
    for name in ("embedded", "real"):
        of_data = [look for data, look in WORLDS if data.name == name]
        assert {look.dark for look in of_data} == {True, False}
        assert len({look.size for look in of_data}) == len({look.locale for look in of_data}) == 2
