"""A reading that is taken back: the one before it counts again, and so do the estimates it had replaced."""

from datetime import UTC, date, datetime

from builders.logs import ALog
from builders.meters import a_meter
from builders.readings import CUSTOMER, GUEST, a_reading, noon
from meter_reads.domain.meter_log import ChangeKind
from meter_reads.domain.readings import Decision, ReadingStatus
from meter_reads.domain.withdrawal import end_of_withdrawal

SEP, OCT, NOV, DEC = (date(2026, month, 1) for month in (9, 10, 11, 12))


def a_log_since_october() -> ALog:
    log = ALog(a_meter())
    log.submit(45_980, OCT)
    return log


def kinds(log: ALog) -> list[ChangeKind]:
    return [entry.change.kind for entry in log.entries if entry.change]


def test_the_reading_before_counts_again() -> None:
    log = a_log_since_october()
    before = log.state
    log.submit(46_180, NOV)

    log.withdraw(2, noon(NOV))

    assert kinds(log)[-1] is ChangeKind.READING_WITHDRAWN
    assert log.reading(2).status is ReadingStatus.WITHDRAWN
    assert log.state.last_actual == before.last_actual
    assert (log.state.annual, log.state.total_kwh) == (before.annual, before.total_kwh)
    assert log.state.latest_read_date == OCT


def test_a_withdrawn_date_can_be_read_again() -> None:
    log = a_log_since_october()
    log.submit(46_180, NOV)
    log.withdraw(2, noon(NOV))

    log.submit(46_190, NOV)

    assert log.newest.change is not None
    assert log.newest.change.reading.values == {"1": 46_190}
    assert log.newest.change.reading.status is ReadingStatus.ACCEPTED


def test_estimates_that_the_reading_had_replaced_count_again() -> None:
    log = a_log_since_october()
    log.estimate({"1": 46_300}, NOV)
    log.submit(46_200, date(2026, 11, 20))
    assert log.reading(2).status is ReadingStatus.SUPERSEDED

    log.withdraw(log.newest.sequence, noon(date(2026, 11, 20)))

    assert kinds(log)[-2:] == [ChangeKind.READING_WITHDRAWN, ChangeKind.READING_ESTIMATED]
    assert log.reading(2).status is ReadingStatus.ACCEPTED
    assert log.state.last_estimate is not None
    assert log.state.last_estimate.values == {"1": 46_300}


def test_an_estimate_that_another_reading_shows_to_be_wrong_stays_replaced() -> None:
    log = a_log_since_october()
    log.estimate({"1": 46_300}, NOV)
    log.submit(46_200, date(2026, 11, 20))
    log.submit(46_250, DEC)
    first = next(r for r in log.readings if r.values == {"1": 46_200})

    log.withdraw(first.sequence, noon(DEC))

    assert log.reading(2).status is ReadingStatus.SUPERSEDED
    assert kinds(log)[-1] is ChangeKind.READING_WITHDRAWN


def test_a_reading_that_its_sender_corrected_stays_replaced() -> None:
    log = a_log_since_october()
    log.submit(46_180, NOV)
    log.submit(46_190, NOV)

    log.withdraw(log.newest.sequence, noon(NOV))

    assert log.reading(2).status is ReadingStatus.SUPERSEDED
    assert log.state.last_actual is not None
    assert log.state.last_actual.read_date == OCT


def test_a_held_reading_waits_no_more() -> None:
    log = a_log_since_october()
    log.submit(47_280, NOV, by=GUEST)

    log.withdraw(2, noon(NOV))

    assert log.state.held == ()


def test_who_took_back_the_reading_of_another_is_kept() -> None:
    log = a_log_since_october()
    by = Decision("agent", "An agent", noon(NOV), "The customer called")

    log.withdraw(1, noon(NOV), by)

    assert log.reading(1).decision == by


def test_a_reading_can_be_taken_back_until_its_day_ends_in_london() -> None:
    summer = a_reading(1, date(2026, 7, 1), by=CUSTOMER, at=datetime(2026, 6, 30, 23, 30, tzinfo=UTC))

    assert end_of_withdrawal(summer) == datetime(2026, 7, 1, 23, tzinfo=UTC)
