"""A site on which a planner works: the valley's network, a desk in a folder, and a client."""

from __future__ import annotations

import re
import time

import pytest

from tests.planning.runs.valley import SIMULATED, desk_over, shuttle
from tests.web.schema import faults_of
from web.create import create_web
from web.description import description
from web.settings import Settings
from web.state import AppState, World

PATIENCE_S = 60.0
DOCUMENT = description()
SHAPES = DOCUMENT["components"]["schemas"]


class Site:
    """The site, with what a planner does on it in one word each."""

    def __init__(self, folder, made, **settings):
        self.desk = desk_over(folder, made)
        self.state = AppState(
            World.of(made.network, made.territory),
            settings=Settings(**settings), scenarios=self.desk, is_local=True,
        )  # fmt: skip
        self.app = create_web(self.state)
        self.client = self.app.test_client()

    def add(self, **changes):
        """Keeps the shuttle, or it with changes; the path of what is kept."""
        return self.client.post("/api/scenarios", json=shuttle(**changes)).headers["Location"]

    def run(self, path, **wish):
        """Asks for a run of a scenario; its path."""
        answer = self.client.post(f"{path}/runs", json={"day": SIMULATED, **wish})
        return answer.headers["Location"]

    def until(self, path, *states):
        """A run once it is in one of these states."""
        give_up = time.monotonic() + PATIENCE_S
        while time.monotonic() < give_up:
            told = self.client.get(path).json
            if told["state"] in states:
                return told
            time.sleep(0.02)
        return pytest.fail(f"{path} stayed {told}")


def misfits(answer, path, method="get"):
    """Where an answer is not what the description says of its path."""
    template = path.split("?")[0]
    template = re.sub(r"(?<=/runs/)[^/]+", "{run_id}", template)
    template = re.sub(r"(?<=/scenarios/)(?!examples)[^/]+", "{scenario_id}", template)
    said = DOCUMENT["paths"][template][method]["responses"]
    if str(answer.status_code) not in said:
        return [f"{method} {template}: status {answer.status_code} is not described"]
    content = said[str(answer.status_code)].get("content", {})
    if not content:
        return ["has a body"] if answer.data else []
    ((media, shape),) = content.items()
    if answer.mimetype != media:
        return [f"{answer.mimetype} is not {media}"]
    schema = shape["schema"]
    return faults_of(answer.json, schema, SHAPES) if schema != {"type": "string"} else []
