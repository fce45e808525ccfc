"""Working days in England and Wales: Monday to Friday without bank holidays, by London dates."""

from datetime import date, datetime, timedelta
from functools import cache

from meter_reads.domain.london_time import london_date, start_of_london_day
from meter_reads.domain.reference_data import reference_data

_SATURDAY = 5


def is_working_day(day: date) -> bool:
    return day.weekday() < _SATURDAY and day not in _bank_holidays()


def after_working_days(instant: datetime, days: int) -> datetime:
    """The UTC instant at which that many whole working days have passed since the London day of `instant`.

    The day itself never counts: what came in on a Monday has had one working day as Tuesday ends.
    """
    day = london_date(instant)
    while days:
        day += timedelta(days=1)
        days -= is_working_day(day)
    return start_of_london_day(day + timedelta(days=1))


@cache
def _bank_holidays() -> frozenset[date]:
    return frozenset(map(date.fromisoformat, reference_data("bank_holidays")["england_and_wales"]))
