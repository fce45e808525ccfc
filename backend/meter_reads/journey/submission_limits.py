"""How many readings one meter may be sent: few that are stored, many that are not."""

from datetime import datetime, timedelta

from meter_reads.domain.limits import limits
from meter_reads.domain.london_time import end_of_london_day, london_date
from meter_reads.domain.meter_log import LogEntry
from meter_reads.domain.readings import Meter, ReadingSource
from meter_reads.journey.refusals import Throttled
from meter_reads.store.attempts import Attempts

_SLIPS_AN_HOUR = 60


def check_stored_today(newest: LogEntry, source: ReadingSource, now: datetime) -> None:
    """Raises Throttled once the readings stored today, which the newest entry counts, are enough."""
    limit = limits().stored_readings_a_day.get(source)
    if limit is not None and newest.state.stored_count(source, london_date(now)) >= limit:
        raise Throttled(
            f"This meter has had {limit} readings today. The last of them counts; "
            "send another tomorrow, or call us.",
            end_of_london_day(now),
        )


def count_slip(attempts: Attempts, meter: Meter, now: datetime) -> None:
    """Counts a reading that is not stored. Raises Throttled at a number that only a machine meets."""
    if attempts.count_slip(meter.id, now) > _SLIPS_AN_HOUR:
        next_hour = now.replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)
        raise Throttled("There were too many readings of this meter that could not be used.", next_hour)
