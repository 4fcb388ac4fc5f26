"""How often something may happen: a window that moves with time, in this process's memory.

The usual libraries for this need a newer `packaging` than Rasa 3.6.21 allows.
"""

from __future__ import annotations

import threading
import time
from collections import OrderedDict, deque
from collections.abc import Callable


class MovingWindow:
    """At most `most` hits of a key within `seconds`. Memory is bounded: the keys used longest ago are forgotten."""

    def __init__(
        self, most: int, seconds: float, keys_kept: int = 50_000, clock: Callable[[], float] = time.monotonic
    ) -> None:
        """`most`: 0 switches the limit off."""
        self._most, self._seconds, self._keys_kept, self._clock = most, seconds, keys_kept, clock
        self._hits: OrderedDict[str, deque[float]] = OrderedDict()
        self._lock = threading.Lock()  # actions answer in threads

    def allows(self, key: str) -> bool:
        """Count a hit and tell whether it is within the limit; a refused hit does not count."""
        if not self._most:
            return True
        with self._lock:
            return self._is_within(key, self._clock())

    def _is_within(self, key: str, now: float) -> bool:
        hits = self._hits.setdefault(key, deque())
        self._hits.move_to_end(key)
        while hits and hits[0] <= now - self._seconds:
            hits.popleft()
        if len(self._hits) > self._keys_kept:
            self._hits.popitem(last=False)
        if len(hits) >= self._most:
            return False
        hits.append(now)
        return True
