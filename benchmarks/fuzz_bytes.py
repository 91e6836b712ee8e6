"""Damage at random: a source of chance and something whole in, the same thing damaged out."""

from __future__ import annotations

import copy
import random
from typing import Any

EDGES: tuple[Any, ...] = (
    None, True, False, 0, -1, 1, 2**31, 2**53, 2**63, -(2**63), 10**30, 1e308, -1e-308, 0.1, "",
    " ",
    "x", "0", "-1", "NaN", "1e999", "x" * 5_000, "\x00", "\u202e", "é" * 200, "😀",
    "'; DROP TABLE x",
    "../../etc/passwd", "<script>alert(1)</script>", "=1+1", "a\r\nSet-Cookie: a=b", "%s%n", [], {},
    [[]], {"": {}}, "2026-11-24", "2026-02-30T25:61:61Z", "9999-12-31T23:59:59+14:00", "91,181",
    "49.5,5.9", "nan,nan", "fr_x", "_", "1_000", "٤٩",
)  # fmt: skip
"""Values at the edge of what a field may be, and beyond it."""
TEXTS = tuple(each for each in EDGES if isinstance(each, str))
BLOCK = 64


def damaged_bytes(chance: random.Random, content: bytes, most: int = 8) -> bytes:
    """Bytes flipped, cut, repeated, moved or put in, up to `most` times."""
    made = bytearray(content)
    for _ in range(chance.randint(1, most)):
        at = chance.randrange(len(made) + 1)
        way = chance.randrange(6)
        if way == 0 and at < len(made):
            made[at] ^= 1 << chance.randrange(8)
        elif way == 1:
            del made[at : at + chance.randint(1, BLOCK)]
        elif way == 2:
            made[at:at] = made[at : at + chance.randint(1, BLOCK)] * chance.choice((1, 2, 50))
        elif way == 3:
            made[at:at] = chance.randbytes(chance.randint(1, 8))
        elif way == 4:
            made[at:at] = chance.choice(TEXTS).encode()
        elif chance.random() < 0.2:
            del made[at:]
    return bytes(made)


def damaged_json(chance: random.Random, content: Any, most: int = 4) -> Any:
    """Members replaced by edges, dropped, doubled, renamed or buried, up to `most` times."""
    whole = [copy.deepcopy(content)]
    for _ in range(chance.randint(1, most)):
        holder, key = _somewhere(chance, whole)
        way = chance.randrange(5)
        if way == 0:
            holder[key] = chance.choice(EDGES)
        elif way == 1 and holder is not whole:
            del holder[key]
        elif way == 2 and isinstance(holder, list) and holder is not whole:
            holder.extend([holder[key]] * chance.choice((1, 3, 300 if len(holder) < 300 else 1)))
        elif way == 3 and isinstance(holder, dict):
            holder[chance.choice(TEXTS)] = holder.pop(key)
        else:
            for _ in range(chance.choice((1, 3, 60))):
                holder[key] = [holder[key]]
    return whole[0]


def _somewhere(chance: random.Random, whole: list[Any]) -> tuple[Any, Any]:
    """A member of something within, and what holds it."""
    holder: Any = whole
    key: Any = 0
    while isinstance(holder[key], dict | list) and holder[key] and chance.random() < 0.8:
        holder = holder[key]
        key = chance.choice(list(holder)) if isinstance(holder, dict) else (
            chance.randrange(len(holder))
        )  # fmt: skip
    return holder, key
