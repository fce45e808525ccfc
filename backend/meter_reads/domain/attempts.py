"""How many failed proofs an address, a network or an account may see before it has to wait.

The one who guesses waits, and longer each time; nobody else is locked out (domain.md section 8).
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

_FIRST_WAIT = timedelta(minutes=15)
_LONGEST_WAIT = timedelta(hours=24)
# Seven doublings of a quarter of an hour exceed a day; an attack of months must not overflow a timedelta.
_DOUBLINGS = 7


class AttemptScope(StrEnum):
    ADDRESS = "ADDRESS"
    NETWORK = "NETWORK"
    TARGET = "TARGET"


@dataclass(frozen=True, slots=True)
class AttemptLimit:
    failures: int
    within: timedelta


ATTEMPT_LIMITS = {
    AttemptScope.ADDRESS: AttemptLimit(5, timedelta(minutes=15)),
    AttemptScope.NETWORK: AttemptLimit(20, timedelta(hours=1)),
    AttemptScope.TARGET: AttemptLimit(5, timedelta(hours=1)),
}


@dataclass(frozen=True, slots=True)
class AttemptRecord:
    """The recent failures under one key, and how long it has to wait. `waits` counts past waits."""

    failed_at: tuple[datetime, ...] = ()
    waits: int = 0
    blocked_until: datetime | None = None

    def retry_at(self, now: datetime) -> datetime | None:
        """When to try again; None if now is fine."""
        if self.blocked_until is not None and self.blocked_until > now:
            return self.blocked_until
        return None

    def forgotten_at(self) -> datetime | None:
        """When this record says nothing any more: a day after its last failure or wait."""
        last = max([*self.failed_at, *([self.blocked_until] if self.blocked_until else [])], default=None)
        return last and last + _LONGEST_WAIT


def with_failure(record: AttemptRecord, limit: AttemptLimit, now: datetime) -> AttemptRecord:
    """The record after one more failure: at the limit a wait begins, twice as long as the one before."""
    forgotten = record.forgotten_at()
    if forgotten is not None and forgotten <= now:
        record = AttemptRecord()
    failed_at = (*(at for at in record.failed_at if at > now - limit.within), now)
    if len(failed_at) < limit.failures:
        return replace(record, failed_at=failed_at)
    wait = min(_LONGEST_WAIT, _FIRST_WAIT * 2 ** min(record.waits, _DOUBLINGS))
    return AttemptRecord(failed_at=(), waits=record.waits + 1, blocked_until=now + wait)


def without_failure(record: AttemptRecord, at: datetime) -> AttemptRecord:
    """The record without the failure of an instant, if it still counts; a wait that has begun stays."""
    return replace(record, failed_at=tuple(each for each in record.failed_at if each != at))
