"""The address under the site: ports and hosts that can and cannot be served at."""

from __future__ import annotations

import socket

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
