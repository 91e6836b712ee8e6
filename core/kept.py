"""What is costly to make and asked for again: a key and a way to make it in, the value out.

So many values are kept, those that are asked for most: of its askings a value forgets half every
minute. So a few questions that nobody else asks do not drive out what everybody needs, as they
would where the one that was not asked for longest has to go.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Generic, TypeVar

Key = TypeVar("Key")
Value = TypeVar("Value")

HALF_LIFE_S = 60.0


@dataclass(slots=True)
class _Slot(Generic[Value]):
    """A value, once it is made, and how often it was asked for lately."""

    made: list[Value] = field(default_factory=list)
    """One value, or none yet."""
    making: threading.Lock = field(default_factory=threading.Lock)
    askings: float = 0.0
    last_s: float = 0.0

    def lately(self, now_s: float) -> float:
        """Askings, of which the older ones count less."""
        return float(self.askings * 0.5 ** ((now_s - self.last_s) / HALF_LIFE_S))


class Kept(Generic[Key, Value]):
    """At most so many values by key."""

    def __init__(self, most: int, clock_s: Callable[[], float] = time.monotonic) -> None:
        self._most, self._clock_s = most, clock_s
        self._slots: dict[Key, _Slot[Value]] = {}
        self._lock = threading.Lock()

    def get(self, key: Key, make: Callable[[], Value]) -> Value:
        """The value of a key, made at need.

        Whoever asks for it while it is made waits for it; whoever asks for another one does not.
        Errors: those of `make`, which is tried again by the next who asks.
        """
        with self._lock:
            slot = self._asked(key)
        with slot.making:
            if not slot.made:
                slot.made.append(make())
        return slot.made[0]

    def values(self) -> list[Value]:
        """Those that are there now."""
        with self._lock:
            return [value for slot in self._slots.values() for value in slot.made]

    def _asked(self, key: Key) -> _Slot[Value]:
        now_s = self._clock_s()
        slot = self._slots.get(key)
        if slot is None:
            if len(self._slots) >= self._most:
                del self._slots[min(self._slots, key=lambda each: self._slots[each].lately(now_s))]
            slot = self._slots[key] = _Slot()
        slot.askings, slot.last_s = slot.lately(now_s) + 1, now_s
        return slot
