"""Dates in the field are London dates; instants are kept in UTC (domain.md section 7)."""

from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo


@cache
def _london() -> ZoneInfo:
    return ZoneInfo("Europe/London")


def london_date(instant: datetime) -> date:
    """The calendar date in London at an instant: 23:30 UTC on 30 June is already 1 July there."""
    return instant.astimezone(_london()).date()


def start_of_london_day(day: date) -> datetime:
    """The UTC instant at which a London date begins."""
    return datetime.combine(day, time(), _london()).astimezone(UTC)


def end_of_london_day(instant: datetime) -> datetime:
    """The UTC instant of the next London midnight."""
    return start_of_london_day(london_date(instant) + timedelta(days=1))
