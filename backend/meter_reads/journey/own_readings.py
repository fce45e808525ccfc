"""Which readings a caller may take back, and until when."""

from datetime import datetime, timedelta

from meter_reads.domain.limits import limits
from meter_reads.domain.london_time import end_of_london_day
from meter_reads.domain.meter_log import ChangeKind
from meter_reads.domain.readings import Reading, ReadingSource
from meter_reads.domain.withdrawal import withdrawable_until
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


def may_take_back_until(caller: Caller, reading: Reading) -> datetime:
    """The end of the day it was sent on; for an agent, who mends what is found later, that day a year on."""
    if isinstance(caller, Staff):
        days = limits().oldest_read_date_days[ReadingSource.AGENT]
        return end_of_london_day(reading.submitted_at + timedelta(days=days))
    return withdrawable_until(reading)


def withdrawable(caller: Caller, reading: Reading, stored_by: ChangeKind | None, now: datetime) -> bool:
    """Whether the caller can take the reading back at this instant; the readings of an exchange stay."""
    return (
        reading.live
        and stored_by is not ChangeKind.METER_EXCHANGED
        and is_own(caller, reading)
        and now < may_take_back_until(caller, reading)
    )
