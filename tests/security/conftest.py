"""What the tests of security share: the valley, and sites of it as a planner and the world see."""

from __future__ import annotations

import pytest

from tests.planning.runs.valley import ground
from tests.web.conftest import valley_state
from tests.web.planned import Site
from web.operations.rates import make_table

__all__ = ["valley_state"]


@pytest.fixture(scope="session")
def made(tmp_path_factory):
    return ground(tmp_path_factory.mktemp("valley"))


@pytest.fixture
def site(tmp_path, made):
    """The whole site with a desk for scenarios, asked from this machine."""
    return Site(tmp_path, made)


@pytest.fixture
def open_site(tmp_path, made):
    """The same bound to all addresses, as `serve --host 0.0.0.0` has it."""

    def built(**settings):
        site = Site(tmp_path, made, **settings)
        site.state.is_local = False
        site.state.rates_table = make_table(tmp_path)
        from web.create import create_web

        site.app = create_web(site.state)
        site.client = site.app.test_client()
        return site

    return built
