"""Processes under a site: threads, slow clients, workers that die, restarts that nobody notices."""

from __future__ import annotations

import http.client
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.commands.serving.probe import MOST_BODY, MOST_QUERY, THREADS

ROOT = Path(__file__).resolve().parents[3]
PATIENCE_S = 20.0


@dataclass
class Served:
    """A site in processes of its own."""

    process: subprocess.Popen[str]
    port: int

    def connect(self) -> http.client.HTTPConnection:
        return http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE_S)

    def get(self, path: str) -> str:
        connection = self.connect()
        try:
            connection.request("GET", path)
            return connection.getresponse().read().decode()
        finally:
            connection.close()

    def sends(self, what: bytes) -> socket.socket:
        raw = socket.create_connection(("127.0.0.1", self.port), timeout=PATIENCE_S)
        raw.sendall(what)
        return raw

    def ends(self, how: signal.Signals) -> tuple[int, str]:
        """Its exit code and all that it said on its error stream."""
        self.process.send_signal(how)
        _, errors = self.process.communicate(timeout=PATIENCE_S)
        return self.process.returncode, errors


@contextmanager
def served(workers: int = 1) -> Iterator[Served]:
    words = [sys.executable, "-m", "tests.commands.serving.probe", str(workers)]
    with subprocess.Popen(
        words, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        try:
            assert process.stdout is not None
            yield Served(process, int(process.stdout.readline().rpartition(":")[2]))
        finally:
            if process.poll() is None:
                process.terminate()
                process.communicate(timeout=PATIENCE_S)


def until(is_so: Callable[[], bool]) -> None:
    give_up = time.monotonic() + PATIENCE_S
    while not is_so():
        assert time.monotonic() < give_up
        time.sleep(0.05)


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT])
def test_a_site_answers_in_threads_says_nothing_and_stops_cleanly(how):
    with served() as site:
        met: list[str] = []
        visitors = [threading.Thread(target=lambda: met.append(site.get("/meet"))) for _ in "12"]
        for visitor in visitors:
            visitor.start()
        for visitor in visitors:
            visitor.join()
        assert met == ["met", "met"]
        assert site.ends(how) == (0, "")


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGHUP])
def test_a_stream_hears_that_its_process_is_to_stop_and_ends_whole(how):
    with served() as site:
        connection = site.connect()
        connection.request("GET", "/stream")
        answer = connection.getresponse()
        assert answer.read(6) == b"begun "
        site.process.send_signal(how)
        assert answer.read() == b"ended"
        connection.close()


def test_a_connection_is_kept_for_the_next_question():
    with served() as site:
        connection = site.connect()
        for _ in range(3):
            connection.request("GET", "/who")
            answer = connection.getresponse()
            assert (answer.read().decode().isdigit(), answer.version) == (True, 11)
            assert not answer.will_close
        connection.close()


def test_clients_that_say_little_or_nothing_hold_up_nobody():
    slow = [
        b"",
        b"GET /who HTTP/1.1\r\nHost: he",
        b"POST /echo HTTP/1.1\r\nContent-Length: 9\r\n\r\n1",
    ]
    with served() as site, ExitStack() as held:
        for number in range(25 * THREADS):
            held.enter_context(site.sends(slow[number % len(slow)]))
        began = time.monotonic()
        assert site.get("/who").isdigit()
        assert time.monotonic() - began < 1.0


def test_clients_that_do_not_close_their_side_hold_up_nobody():
    with served() as site, ExitStack() as held:
        for _ in range(5):
            raw = held.enter_context(site.sends(b"GET /who HTTP/1.0\r\n\r\n"))
            while raw.recv(4096):
                pass
        began = time.monotonic()
        assert site.get("/who").isdigit()
        assert time.monotonic() - began < 1.0


def test_questions_in_pieces_and_several_at_once_are_answered():
    with served() as site, site.sends(b"POST /echo HTTP/1.1\r\nHost: here\r\nContent-Le") as raw:
        raw.sendall(b"ngth: 5\r\n\r\nfi")
        raw.sendall(b"vesPOST /echo HTTP/1.1\r\nConnection: close\r\nContent-Length: 3\r\n\r\nsix")
        said = b""
        while more := raw.recv(4096):
            said += more
        assert said.count(b"200 OK") == 2
        assert b"fives" in said
        assert said.endswith(b"six")


def test_what_is_too_large_is_refused_without_being_read():
    with served() as site:
        with site.sends(b"POST /echo HTTP/1.1\r\nContent-Length: 999999\r\n\r\n") as raw:
            assert b" 413 " in raw.recv(100)
        with site.sends(b"GET /?" + b"x" * (MOST_QUERY + (40 << 10))) as raw:
            assert b" 431 " in raw.recv(100)
        with site.sends(b"no question at all\r\n\r\n") as raw:
            assert b" 400 " in raw.recv(100)
        whole = b"y" * MOST_BODY
        head = b"POST /echo HTTP/1.0\r\nExpect: 100-continue\r\nContent-Length: %d\r\n\r\n"
        with site.sends(head % len(whole)) as raw:
            assert raw.recv(100).startswith(b"HTTP/1.1 100 Continue")
            raw.sendall(whole)
            said = b""
            while more := raw.recv(8192):
                said += more
            assert said.endswith(whole)


def test_a_process_that_is_killed_is_replaced_and_that_is_said():
    with served() as site:
        first = int(site.get("/who"))
        os.kill(first, signal.SIGKILL)
        until(lambda: site.get("/who") != str(first))
        code, said = site.ends(signal.SIGTERM)
        assert code == 0
        assert f"(pid:{first}) was sent SIGKILL" in said


def test_new_processes_take_over_and_nobody_who_asks_meanwhile_notices():
    with served(workers=2) as site:
        before = {site.get("/who") for _ in range(20)}
        seen: list[str] = []
        failed: list[Exception] = []
        over = threading.Event()

        def ask(*, keeps: bool) -> None:
            connection = site.connect()
            while not over.is_set():
                try:
                    connection.request("GET", "/who")
                    answer = connection.getresponse()
                    seen.append(answer.read().decode())
                except (OSError, http.client.HTTPException) as exc:
                    failed.append(exc)
                if not keeps or answer.will_close:
                    connection.close()
                time.sleep(0.005)
            connection.close()

        asking = [threading.Thread(target=ask, kwargs={"keeps": keeps}) for keeps in (True, False)]
        slow = threading.Thread(target=lambda: seen.append(site.get("/slow")))
        for thread in (*asking, slow):
            thread.start()
        site.process.send_signal(signal.SIGHUP)
        try:
            until(lambda: before.isdisjoint(site.get("/who") for _ in range(20)))
        finally:
            over.set()
            for thread in (*asking, slow):
                thread.join()
        assert failed == []
        assert "at last" in seen
        assert site.ends(signal.SIGTERM) == (0, "")
