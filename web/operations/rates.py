"""How often one may ask: addresses of clients in, seconds to wait out; the same in all processes.

The generic cell rate algorithm (ITU-T I.371): of each client one number is kept, the moment at
which its next question would come if it asked evenly. It may be ahead of that by a burst. The
numbers lie in one small file that all processes map; addresses are in none of them, only their
place in the table, and that is drawn anew with every start of the server.
"""

from __future__ import annotations

import fcntl
import hashlib
import ipaddress
import mmap
import os
import secrets
import struct
import threading
import time
import weakref
from pathlib import Path

CELLS = 1 << 16
TABLE = "rates"
"""The name of the table in the folder that all processes share."""
_KEY_BYTES = 32
_CELL = struct.Struct("d")
_IPV6_NETWORK_BITS = 64
"""A household has a network of so many bits, and all addresses in it."""


class Rates:
    """How often each client may ask: `per_minute` evenly, `burst` of them at once.

    `path` is the file that the processes of a site share (`make_table`). Two clients may share a
    cell, and then a rate: one pair in 65,536.
    """

    def __init__(self, per_minute: int, burst: int, path: Path) -> None:
        self._apart_s = 60.0 / per_minute
        self._ahead_s = self._apart_s * burst
        self._file = os.open(path, os.O_RDWR)
        weakref.finalize(self, os.close, self._file)
        self._table = mmap.mmap(self._file, _KEY_BYTES + CELLS * _CELL.size)
        self._key = bytes(self._table[:_KEY_BYTES])
        self._lock = threading.Lock()

    def ask(self, client: str, now_s: float | None = None) -> float:
        """0 where a client may ask now, else the seconds until it may. Units: monotonic seconds."""
        at = _KEY_BYTES + self._cell(client) * _CELL.size
        now_s = time.monotonic() if now_s is None else now_s
        with self._lock:
            fcntl.lockf(self._file, fcntl.LOCK_EX)
            try:
                due_s = max(float(_CELL.unpack_from(self._table, at)[0]), now_s)
                wait_s = due_s - now_s + self._apart_s - self._ahead_s
                if wait_s > 1e-9:
                    return wait_s
                _CELL.pack_into(self._table, at, due_s + self._apart_s)
                return 0.0
            finally:
                fcntl.lockf(self._file, fcntl.LOCK_UN)

    def _cell(self, client: str) -> int:
        digest = hashlib.blake2b(_household(client).encode(), key=self._key, digest_size=8)
        return int.from_bytes(digest.digest(), "little") % CELLS


def make_table(folder: Path) -> Path:
    """A table for all processes of a site, in a folder of its own that ends with it."""
    path = folder / TABLE
    path.write_bytes(secrets.token_bytes(_KEY_BYTES) + bytes(CELLS * _CELL.size))
    path.chmod(0o600)
    return path


def _household(client: str) -> str:
    """The network of an IPv6 address, the address else."""
    try:
        address = ipaddress.ip_address(client)
    except ValueError:
        return client
    if address.version == 4:
        return client
    mapped = address.ipv4_mapped
    if mapped is not None:
        return str(mapped)
    return str(ipaddress.ip_network((address, _IPV6_NETWORK_BITS), strict=False))
