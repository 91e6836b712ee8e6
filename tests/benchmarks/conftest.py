"""What tests of the benchmarks share: a data folder with one small feed."""

from __future__ import annotations

from pathlib import Path

import pytest

from feeds.catalogue import add_feed
from tests.feeds.make import SOURCE, write_feed


@pytest.fixture(scope="session")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two trips from Villerupt to Kirchberg, 07:00-07:50 by Esch and 08:00-08:50 by Belval.

    Esch and Belval are linked on foot in ten minutes; nobody calls at the fifth stop. For reading.
    """
    folder = tmp_path_factory.mktemp("benchmark")
    feed = write_feed(
        folder / "feed.zip",
        stops="""
            stop_id,stop_name,stop_lat,stop_lon
            S1,Villerupt,49.470,5.930
            S2,Esch,49.494,5.985
            S3,Belval,49.500,5.945
            S4,Kirchberg,49.628,6.158
            S5,Closed,49.700,6.158
        """,
        transfers="""
            from_stop_id,to_stop_id,transfer_type,min_transfer_time
            S2,S3,2,600
            S3,S2,2,600
        """,
    )
    add_feed(folder / "data", "x", feed, SOURCE)
    return folder / "data"
