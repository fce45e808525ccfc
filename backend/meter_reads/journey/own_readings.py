"""Which readings a caller may take back, and until when."""

from collections.abc import Callable
from datetime import datetime, timedelta

from meter_reads.domain.limits import limits
from meter_reads.domain.london_time import end_of_london_day
from meter_reads.domain.meter_log import ChangeKind
from meter_reads.domain.readings import Reading, ReadingSource
from meter_reads.domain.withdrawal import end_of_withdrawal
from meter_reads.journey.callers import Caller, Customer, Guest, Staff


def is_own(caller: Caller, reading: Reading) -> bool:
    """Whether a reading of a meter that the caller may act on is theirs to take back.

    A guest's are those of the journey. A customer's are their own, and what any guest sent for their
    meter: whoever signed in is surer to live there than whoever knows a bill. An agent acts for anyone,
    but an estimate is nobody's reading.
    """
    match caller:
        case Guest():
            return reading.source is ReadingSource.GUEST and reading.submitted_at >= caller.started_at
        case Customer():
            if reading.source is ReadingSource.GUEST:
                return True
            return reading.source is ReadingSource.CUSTOMER and reading.submitted_by == caller.subject
        case Staff():
            return caller.is_agent and reading.source is not ReadingSource.ESTIMATE
    return False


def _end_of_window(caller: Caller, reading: Reading) -> datetime:
    """The end of the day it was sent on; for an agent, who mends what is found later, that day a year on."""
    if isinstance(caller, Staff):
        days = limits().oldest_read_date_days[ReadingSource.AGENT]
        return end_of_london_day(reading.submitted_at + timedelta(days=days))
    return end_of_withdrawal(reading)


def withdrawable_until(
    caller: Caller, reading: Reading, stored_by: Callable[[], ChangeKind | None], now: datetime
) -> datetime | None:
    """Until when the caller can take the reading back; None where they cannot, or no longer.

    The readings of an exchange stay. `stored_by` says what kind of change stored the reading; it is
    asked only where that can matter.
    """
    until = _end_of_window(caller, reading)
    if not reading.live or not is_own(caller, reading) or now >= until:
        return None
    # Only agents send the readings of an exchange.
    if reading.source is ReadingSource.AGENT and stored_by() is ChangeKind.METER_EXCHANGED:
        return None
    return until
