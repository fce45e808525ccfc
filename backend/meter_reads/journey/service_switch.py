"""Whether the service takes changes: read from the store now and then, not with each request."""

from contextlib import suppress
from datetime import datetime, timedelta

from meter_reads.store.failures import StoreUnavailable
from meter_reads.store.service_status import ServiceStatus, ServiceStatuses

# How long after the switch was thrown the last process hears of it.
HEARD_WITHIN = timedelta(seconds=20)
_TRY_AGAIN_AFTER = timedelta(minutes=5)


class ServiceSwitch:
    """One process's knowledge of the switch."""

    def __init__(self, statuses: ServiceStatuses) -> None:
        self._statuses = statuses
        self._status = ServiceStatus(read_only=False)
        self._looked_at: datetime | None = None

    def status(self, now: datetime) -> ServiceStatus:
        """The status, at most HEARD_WITHIN old; as it was last seen while the store does not answer."""
        if self._looked_at is None or not now - HEARD_WITHIN < self._looked_at <= now:
            self._looked_at = now
            # Whatever is asked of a store that does not answer will meet the same, and say so.
            with suppress(StoreUnavailable):
                self._status = self._statuses.current()
        return self._status

    def retry_at(self, now: datetime) -> datetime:
        """When to send a change again: as the status says, or in a while."""
        return self.expected_at(now) or (now + _TRY_AGAIN_AFTER).replace(microsecond=0)

    def expected_at(self, now: datetime) -> datetime | None:
        """When changes are expected to be taken again: what was said, for as long as it is to come."""
        expected = self._status.retry_at
        return expected if self._status.read_only and expected is not None and expected > now else None
