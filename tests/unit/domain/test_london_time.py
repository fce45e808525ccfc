"""Dates are London's, instants are UTC (domain.md section 7)."""

from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from meter_reads.domain.london_time import end_of_london_day, london_date

INSTANTS = st.datetimes(datetime(1990, 1, 1), datetime(2037, 12, 31), timezones=st.just(UTC))  # noqa: DTZ001


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("instant", "on"),
    [
        ("2026-06-30T22:59:59", date(2026, 6, 30)),
        ("2026-06-30T23:00:00", date(2026, 7, 1)),
        ("2026-06-30T23:30:00", date(2026, 7, 1)),  # 00:30 BST
        ("2026-11-22T23:59:59", date(2026, 11, 22)),
        ("2026-11-23T00:00:00", date(2026, 11, 23)),
        ("2026-12-31T23:59:59", date(2026, 12, 31)),
        # The clocks go forward at 01:00 UTC on 29 March 2026, and back at 01:00 UTC on 25 October.
        ("2026-03-29T00:00:00", date(2026, 3, 29)),
        ("2026-03-28T23:59:59", date(2026, 3, 28)),
        ("2026-03-29T22:59:59", date(2026, 3, 29)),
        ("2026-03-29T23:00:00", date(2026, 3, 30)),
        ("2026-10-24T22:59:59", date(2026, 10, 24)),
        ("2026-10-24T23:00:00", date(2026, 10, 25)),
        ("2026-10-25T23:59:59", date(2026, 10, 25)),
        ("2026-10-26T00:00:00", date(2026, 10, 26)),
    ],
)
def test_an_instant_falls_on_its_date_in_london(instant: str, on: date) -> None:
    assert london_date(utc(instant)) == on


def test_an_instant_may_come_in_any_zone() -> None:
    in_tokyo = datetime(2026, 7, 1, 8, 30, tzinfo=timezone(timedelta(hours=9)))

    assert london_date(in_tokyo) == date(2026, 7, 1)
    assert end_of_london_day(in_tokyo) == utc("2026-07-01T23:00:00")


@pytest.mark.parametrize(
    ("instant", "end"),
    [
        ("2026-06-30T22:59:59", "2026-06-30T23:00:00"),
        ("2026-06-30T23:00:00", "2026-07-01T23:00:00"),
        ("2026-11-23T12:00:00", "2026-11-24T00:00:00"),
        ("2026-03-29T00:00:00", "2026-03-29T23:00:00"),  # 23 hours
        ("2026-10-24T23:00:00", "2026-10-26T00:00:00"),  # 25 hours
        ("2026-12-31T23:59:59", "2027-01-01T00:00:00"),
    ],
)
def test_a_day_ends_at_londons_midnight(instant: str, end: str) -> None:
    midnight = end_of_london_day(utc(instant))

    assert midnight == utc(end)
    assert midnight.tzinfo is UTC


@given(INSTANTS)
def test_the_end_of_a_day_is_the_first_instant_of_the_next(instant: datetime) -> None:
    end = end_of_london_day(instant)

    assert instant < end <= instant + timedelta(hours=25)
    assert london_date(end) == london_date(instant) + timedelta(days=1)
    assert london_date(end - timedelta(microseconds=1)) == london_date(instant)
