"""The server under the site: ports, threads and silence."""

from __future__ import annotations

import os
import signal
import socket
import threading
import time
import urllib.request

import flask
import pytest

from commands import http_server
from core.errors import EnvironmentFault


def test_port_in_use_is_one_clear_fault() -> None:
    with http_server.bind("127.0.0.1", 0) as taken:
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(EnvironmentFault, match=f"port {port}: the port is in use"):
            http_server.bind("127.0.0.1", port)


@pytest.mark.parametrize("host", ["192.0.2.1", "no such host", "a" * 300])
def test_foreign_or_impossible_host_is_one_clear_fault(host: str) -> None:
    with pytest.raises(EnvironmentFault, match="cannot serve at"):
        http_server.bind(host, 0)


def test_address_is_one_that_can_be_opened() -> None:
    with http_server.bind("0.0.0.0", 0) as bound:
        port = bound.getsockname()[1]
        assert http_server.address_of(bound) == f"http://127.0.0.1:{port}"


def test_bound_port_refuses_until_the_site_can_answer() -> None:
    with http_server.bind("127.0.0.1", 0) as bound, pytest.raises(ConnectionRefusedError):
        socket.create_connection(bound.getsockname(), timeout=2).close()


def test_site_answers_in_threads_says_nothing_and_stops_on_sigterm(
    capfd: pytest.CaptureFixture[str],
) -> None:
    site = flask.Flask("probe")
    both_in = threading.Barrier(2, timeout=10)

    @site.get("/meet")
    def meet() -> str:
        both_in.wait()  # passes only when two requests are answered at once
        return "met"

    bound = http_server.bind("127.0.0.1", 0)
    bound_to = bound.getsockname()
    url = f"{http_server.address_of(bound)}/meet?fromPlace=49.468,5.929"
    answers: list[str] = []

    def visit() -> None:
        while not _listens(bound_to):
            time.sleep(0.02)
        with urllib.request.urlopen(url, timeout=10) as answer:
            answers.append(answer.read().decode())

    def visit_and_stop() -> None:
        visitors = [threading.Thread(target=visit) for _ in range(2)]
        for visitor in visitors:
            visitor.start()
        for visitor in visitors:
            visitor.join(15)
        os.kill(os.getpid(), signal.SIGTERM)

    driver = threading.Thread(target=visit_and_stop)
    driver.start()
    bound.listen(http_server.BACKLOG)
    http_server.serve_until_stopped(bound, site)
    driver.join()
    assert answers == ["met", "met"]
    assert capfd.readouterr() == ("", "")


def _listens(address: tuple[str, int]) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(address) == 0
