"""A wide limit on repeats of readings that are stored already.

A repeat is answered from one read and writes nothing, so it is counted here, in this process, and not
in the store: the point is only that no client can keep one process busy with a single reading.
"""

from collections import OrderedDict
from datetime import datetime, timedelta
from threading import Lock

from meter_reads.journey.refusals import Throttled

_WINDOW = timedelta(minutes=15)
_REPEATS = 120
_METERS_KEPT = 10_000


class RepeatLimit:
    """Counts repeats by meter in windows of 15 minutes; forgets the meters that were quiet longest."""

    def __init__(self) -> None:
        self._windows: OrderedDict[str, tuple[datetime, int]] = OrderedDict()
        self._lock = Lock()

    def count(self, meter_id: str, now: datetime) -> None:
        """Counts one repeat. Raises Throttled above the limit."""
        with self._lock:
            started, count = self._windows.pop(meter_id, (now, 0))
            if started + _WINDOW <= now:
                started, count = now, 0
            self._windows[meter_id] = (started, count + 1)
            if len(self._windows) > _METERS_KEPT:
                self._windows.popitem(last=False)
        if count >= _REPEATS:
            raise Throttled("This reading is stored. It was sent again too many times.", started + _WINDOW)
