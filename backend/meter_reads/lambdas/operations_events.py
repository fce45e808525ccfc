"""The messages of OperationsQueue, as Lambda hands them on: each says that a snapshot is due."""

import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from meter_reads.channel.deliveries import Deliveries
from meter_reads.channel.results import Results
from meter_reads.channel.snapshots import send_snapshots
from meter_reads.journey.caller_claims import caller_with
from meter_reads.lambdas.live_wiring import LiveWiring


class OperationsEvents:
    """One snapshot for all messages of an event."""

    def __init__(self, wiring: LiveWiring, clock: Callable[[], float] = time.time) -> None:
        self._wiring = wiring
        self._clock = clock

    def handle(self, _event: dict[str, Any], _context: object) -> None:
        wiring, now = self._wiring, datetime.fromtimestamp(self._clock(), UTC)
        send_snapshots(
            wiring.sockets.subscriptions, lambda: wiring.operations, self._deliveries, wiring.ticks, now
        )

    def _deliveries(self) -> Deliveries:
        return Deliveries(self._wiring.sockets, Results(self._wiring.operations, caller_with))
