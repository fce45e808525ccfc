"""What a meter should show on a date, and what it used month by month, for those who may read it."""

from datetime import date, timedelta

from meter_reads.domain.expectation import ExpectedReading, expected_reading
from meter_reads.domain.limits import limits
from meter_reads.domain.monthly_use import MonthOfUse, monthly_use
from meter_reads.domain.surroundings import annual_on, surroundings_from_history
from meter_reads.journey.history import History
from meter_reads.journey.refusals import BadInput

_MOST_DAYS = 5 * 366


def expected_on(history: History, read_date: date, *, today: date) -> ExpectedReading:
    """What a reading on a date that can be read would be compared with. Raises BadInput for another date."""
    meter = history.meter
    earliest = max(meter.installed, meter.supply_start - timedelta(days=limits().days_before_supply_start))
    if read_date > today:
        raise BadInput("readDate", "This date is still to come. Ask for today or a day before.")
    if read_date < earliest:
        raise BadInput("readDate", f"We supply this meter since {earliest}. Ask for that day or a later one.")
    if meter.removed is not None and read_date > meter.removed:
        raise BadInput("readDate", f"This meter was removed on {meter.removed}. Ask for that day or before.")
    around = surroundings_from_history(meter, history.readings, read_date)
    return expected_reading(meter, around, read_date)


def used_by_month(history: History, start: date, end: date) -> tuple[MonthOfUse, ...]:
    """The use of each month from `start` up to `end` (excluded). Raises BadInput."""
    if start >= end:
        raise BadInput("to", "Choose a date after `from`; it is not included itself.")
    if (end - start).days > _MOST_DAYS:
        raise BadInput("to", "Ask for five years at the most.")
    meter, state = history.meter, history.newest.state
    return monthly_use(meter, history.readings, annual_on(meter, state, end), start, end)
