"""Zip files of unknown origin: what `zipfile` raises for bytes that are not as they should be."""

from __future__ import annotations

import struct
import zipfile
import zlib

DAMAGE = (
    zipfile.BadZipFile, zlib.error, struct.error,
    EOFError, RuntimeError, ValueError, OverflowError, OSError,
)  # fmt: skip
"""NotImplementedError, of another packing, is a RuntimeError; a name that is no UTF-8 raises a
ValueError."""
