"""Working days in England and Wales, by London dates."""

import itertools
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from meter_reads.domain.london_time import london_date
from meter_reads.domain.reference_data import reference_data
from meter_reads.domain.working_days import after_working_days, is_working_day

YEARS = range(2024, 2031)
INSTANTS = st.datetimes(datetime(2024, 1, 1), datetime(2030, 12, 1), timezones=st.just(UTC))  # noqa: DTZ001
MONDAY = 0


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def easter(year: int) -> date:
    """The anonymous Gregorian algorithm (Meeus, Astronomical Algorithms, chapter 8)."""
    a, b, c = year % 19, year // 100, year % 100
    d, e = divmod(b, 4)
    f = (b + 8) // 25
    h = (19 * a + b - d - (b - f + 1) // 3 + 15) % 30
    i, k = divmod(c, 4)
    weekday = (32 + 2 * e + 2 * i - h - k) % 7
    month_and_day = h + weekday + 114 - 7 * ((a + 11 * h + 22 * weekday) // 451)
    return date(year, month_and_day // 31, month_and_day % 31 + 1)


def on_or_after(day: date, weekday: int) -> date:
    return day + timedelta(days=(weekday - day.weekday()) % 7)


def bank_holidays(year: int) -> Iterator[date]:
    """By the Banking and Financial Dealings Act 1971; what falls on a weekend moves to the next free day."""
    new_year = date(year, 1, 1)
    yield new_year if new_year.weekday() < 5 else on_or_after(new_year, MONDAY)
    yield easter(year) - timedelta(days=2)
    yield easter(year) + timedelta(days=1)
    yield on_or_after(date(year, 5, 1), MONDAY)
    yield on_or_after(date(year, 5, 25), MONDAY)
    yield on_or_after(date(year, 8, 25), MONDAY)
    christmas = (date(year, 12, 25) + timedelta(days=days) for days in itertools.count())
    yield from itertools.islice((day for day in christmas if day.weekday() < 5), 2)


def test_the_file_has_the_bank_holidays_of_each_of_its_years() -> None:
    on_file = list(map(date.fromisoformat, reference_data("bank_holidays")["england_and_wales"]))

    assert on_file == sorted(day for year in YEARS for day in bank_holidays(year))


@pytest.mark.parametrize(
    ("day", "works"),
    [
        (date(2026, 11, 20), True),
        (date(2026, 11, 21), False),  # a Saturday
        (date(2026, 11, 22), False),
        (date(2026, 12, 25), False),
        (date(2026, 12, 28), False),  # in place of Saturday, 26 December
        (date(2026, 12, 29), True),
        (date(2026, 5, 4), False),
    ],
)
def test_a_working_day_is_no_weekend_and_no_bank_holiday(day: date, works: bool) -> None:
    assert is_working_day(day) is works


@pytest.mark.parametrize(
    ("instant", "days", "over"),
    [
        # The demo's held reading came on a Sunday: Monday to Friday are its five days.
        ("2026-11-01T09:00:00", 5, "2026-11-07T00:00:00"),
        ("2026-11-02T09:00:00", 1, "2026-11-04T00:00:00"),
        ("2026-11-06T17:30:00", 2, "2026-11-11T00:00:00"),  # over a weekend
        ("2026-12-23T12:00:00", 2, "2026-12-30T00:00:00"),  # over Christmas
        # In summer a London day ends at 23:00 UTC, and 23:30 UTC belongs to the next one.
        ("2026-06-30T22:30:00", 1, "2026-07-01T23:00:00"),
        ("2026-06-30T23:30:00", 1, "2026-07-02T23:00:00"),
        # The clocks go back on Sunday, 25 October.
        ("2026-10-23T12:00:00", 1, "2026-10-27T00:00:00"),
    ],
)
def test_a_wait_of_working_days_is_over_as_the_last_of_them_ends(instant: str, days: int, over: str) -> None:
    assert after_working_days(utc(instant), days) == utc(over)


@given(INSTANTS, st.integers(1, 10))
def test_a_wait_spans_exactly_its_number_of_working_days(instant: datetime, days: int) -> None:
    over = london_date(after_working_days(instant, days))
    first = london_date(instant) + timedelta(days=1)
    spanned = [first + timedelta(days=number) for number in range((over - first).days)]

    assert sum(map(is_working_day, spanned)) == days
    assert is_working_day(spanned[-1])
